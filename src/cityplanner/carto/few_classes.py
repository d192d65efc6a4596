"""Fewer classes for people at the back of a room: neighbours joined, in colours far apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from cityplanner.carto.neighbourhood_colours import ColourClass, MapMode, NeighbourhoodColours
from cityplanner.i18n import _


@dataclass(frozen=True, slots=True)
class _Joined:
    """The classes from ``first`` up to but not ``end``, in the look of the class ``look``."""

    first: int
    end: int
    look: int


_FIFTHS = (_Joined(0, 2, 0), _Joined(2, 4, 2), _Joined(4, 5, 4))
_CHANGES = (_Joined(0, 2, 0), _Joined(2, 5, 3), _Joined(5, 7, 6))


def few_classes(colours: NeighbourhoodColours) -> NeighbourhoodColours:
    """``colours`` with three steps instead of five or seven; what is apart from the steps, like nobody served, stays.

    A square of two things at once stays as it is: it is read by its corners.
    """
    if colours.square is not None:
        return colours
    apart = [code for code, one in enumerate(colours.classes) if not one.always]
    steps = [code for code, one in enumerate(colours.classes) if one.always]
    joins = _CHANGES if colours.mode is MapMode.CHANGE else _FIFTHS
    classes = [colours.classes[code] for code in apart]
    new_code = np.zeros(len(colours.classes), dtype=np.int64)
    new_code[apart] = np.arange(len(apart))
    for join, label in zip(joins, _labels(colours, steps), strict=True):
        new_code[steps[join.first : join.end]] = len(classes)
        classes.append(ColourClass(label, colours.classes[steps[join.look]].style))
    return replace(colours, classes=tuple(classes), codes=new_code[colours.codes])


def _labels(colours: NeighbourhoodColours, steps: Sequence[int]) -> list[str]:
    if colours.mode is MapMode.CHANGE:
        return [_("5 points or more worse"), _("less than 5 points of change"), _("5 points or more better")]
    if colours.mode is MapMode.DEPRIVATION:
        return [_("Less deprived"), _("More deprived"), _("Most deprived fifth")]
    labels = []
    for join in _FIFTHS:
        low, high = colours.classes[steps[join.first]].ends[0], colours.classes[steps[join.end - 1]].ends[1]
        if join.first == 0:
            labels.append(_("Up to {count}").format(count=high))
        elif high:
            labels.append(f"{low}–{high}")
        else:
            labels.append(_("Over {count}").format(count=low))
    return labels
