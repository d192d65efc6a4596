"""What the colours of the neighbourhoods tell: the share served, or one of six other things."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from cityplanner.carto.display_list import AreaStyle
from cityplanner.carto.palette import rgb
from cityplanner.carto.share_classes import NO_RESIDENTS, SHARE_CLASSES, class_of, share_ends
from cityplanner.coverage.table import CoverageTable
from cityplanner.equity.priority import deprivation_weight, priority_score
from cityplanner.equity.profile import deprivation_rank
from cityplanner.equity.ranks import middle_ranks
from cityplanner.i18n import _, format_number, text_fields
from cityplanner.model import City

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_UNKNOWN = AreaStyle(fill="#E3E3E3")
_NONE = SHARE_CLASSES[0].style
# Darker step by step, each within one hue, but for the change, which has a hue to each side of none.
_NEED = ("#FBEBD3", "#F5CB9A", "#E89F65", "#CC6E45", "#9C4636")
_DEPRIVED = ("#EFEDF5", "#CFCBE4", "#A9A3D0", "#7F74B5", "#5B3F93")
_REACH = ("#EAF1F4", "#BFD9E4", "#86B7CC", "#4F8FAE", "#33658A")
_CHANGE = ("#C0622D", "#E8A15F", "#F6DDBE", "#EFEDEA", "#D9D5E8", "#A59BC9", "#5E3C99")
_CHANGE_STEPS = (-0.2, -0.05, -0.005, 0.005, 0.05, 0.2)
_REACH_STEPS = (0.5, 1.0, 2.0, 5.0)
_SERVED_SIDE = ("#F3EFE8", "#A9CFCB", "#4E9FA3")
_POOR_SIDE = ("#F3EFE8", "#CDB0D3", "#9A66AE")


class MapMode(StrEnum):
    SHARE = "share"
    CHANGE = "change"
    UNSERVED = "unserved"
    PRIORITY = "priority"
    DEPRIVATION = "deprivation"
    SHARE_BY_DEPRIVATION = "share-by-deprivation"
    DEVICES = "devices"


def mode_name(mode: MapMode) -> str:
    """The mode in words."""
    return {
        MapMode.SHARE: _("Residents served"),
        MapMode.CHANGE: _("What the scenario changes"),
        MapMode.UNSERVED: _("Residents not served"),
        MapMode.PRIORITY: _("Priority"),
        MapMode.DEPRIVATION: _("Deprivation"),
        MapMode.SHARE_BY_DEPRIVATION: _("Served and deprived"),
        MapMode.DEVICES: _("Devices within reach"),
    }[mode]


def modes_of(table: CoverageTable) -> dict[MapMode, str]:
    """What the neighbourhoods can be coloured by, in words; without residents, the ground alone."""
    if not table.has_residents:
        return {MapMode.SHARE: _("Ground in range")}
    return {mode: mode_name(mode) for mode in MapMode}


@text_fields("label", "ends")
@dataclass(frozen=True, slots=True)
class ColourClass:
    label: str
    style: AreaStyle
    always: bool = True
    """Whether a legend has it even where no neighbourhood is of it."""
    ends: tuple[str, str] = ("", "")
    """The figures that it lies between, in words; the last of a run may be open."""


@text_fields("across", "up")
@dataclass(frozen=True, slots=True)
class Square:
    """A legend of two things at once: the first class is at the bottom left, the third at the bottom right."""

    across: str
    up: str


@text_fields("note")
@dataclass(frozen=True, eq=False, slots=True)
class NeighbourhoodColours:
    """``codes`` (n,) index ``classes``; ``note`` says how to read them, or why there is nothing to read."""

    mode: MapMode
    classes: tuple[ColourClass, ...]
    codes: IntArray
    note: str = ""
    square: Square | None = None
    """Set where the first nine classes form a square."""
    ground: bool = False
    """Whether the share is that of the ground, because nobody knows how many people live there."""

    @property
    def title(self) -> str:
        return _("Ground in range") if self.ground else mode_name(self.mode)

    def same_as(self, other: "NeighbourhoodColours") -> bool:
        """Whether a map in these colours looks like one in the others."""
        return self.classes == other.classes and bool(np.array_equal(self.codes, other.codes))

    @property
    def shown_classes(self) -> list[ColourClass]:
        """The classes for a legend, highest first."""
        present = set(self.codes.tolist())
        return [
            self.classes[code]
            for code in reversed(range(len(self.classes)))
            if self.classes[code].always or code in present
        ]


def seen_colours(colours: NeighbourhoodColours, seen: npt.NDArray[np.bool_]) -> NeighbourhoodColours:
    """``colours`` of the neighbourhoods ``seen`` (n,); a legend has no other classes, but for a whole square."""
    if colours.square is None:
        colours = replace(colours, classes=tuple(replace(one, always=False) for one in colours.classes))
    return replace(colours, codes=colours.codes[seen])


def neighbourhood_colours(
    mode: MapMode, table: CoverageTable, city: City, before: CoverageTable | None = None
) -> NeighbourhoodColours:
    """The colours of ``table`` in ``mode``; ``before`` is the table that a change is measured against."""
    match mode:
        case MapMode.SHARE:
            return _share(table)
        case MapMode.CHANGE:
            return _change(table, before)
        case MapMode.UNSERVED:
            return _unserved(table)
        case MapMode.PRIORITY:
            return _priority(table, city)
        case MapMode.DEPRIVATION:
            return _deprivation(table, city)
        case MapMode.SHARE_BY_DEPRIVATION:
            return _share_by_deprivation(table, city)
        case MapMode.DEVICES:
            return _devices(table)


def _share(table: CoverageTable) -> NeighbourhoodColours:
    people, share = table.people[:, 0], table.share
    # Without any count of residents the ground tells what there is to tell.
    ground = not table.has_residents
    if ground:
        share = np.full(len(people), np.nan) if table.area_share is None else table.area_share
    none, *steps = SHARE_CLASSES
    classes = (
        ColourClass(_("Not known"), _UNKNOWN, always=False),
        ColourClass(NO_RESIDENTS.label, NO_RESIDENTS.style, always=False),
        ColourClass(_("None of it") if ground else none.label, none.style, always=False),
        *(ColourClass(step.label, step.style, ends=share_ends(step)) for step in steps),
    )
    codes = np.where(np.isnan(share), np.where(people == 0, 1, 0), class_of(share) + 2)
    note = _("It is not known how many people live here.") if ground else ""
    return NeighbourhoodColours(MapMode.SHARE, classes, codes, note, ground=ground)


def _change(table: CoverageTable, before: CoverageTable | None) -> NeighbourhoodColours:
    labels = [
        _("20 points or more worse"),
        _("5–20 points worse"),
        _("less than 5 points worse"),
        _("no change"),
        _("less than 5 points better"),
        _("5–20 points better"),
        _("20 points or more better"),
    ]
    classes = (
        ColourClass(_("No residents"), _UNKNOWN, always=False),
        *(ColourClass(label, AreaStyle(fill=fill)) for label, fill in zip(labels, _CHANGE, strict=True)),
    )
    if before is None:
        note = _("This scenario was copied from no other; open a plan to see what it changes.")
        return NeighbourhoodColours(MapMode.CHANGE, classes, np.full(len(table.ids), 4), note)
    change = table.share - before.share
    codes = np.searchsorted(_CHANGE_STEPS, np.nan_to_num(change), side="right") + 1
    return NeighbourhoodColours(MapMode.CHANGE, classes, np.where(np.isnan(change), 0, codes))


def _unserved(table: CoverageTable) -> NeighbourhoodColours:
    people = table.people[:, 0]
    unserved = people - table.served[:, 0]
    return _counted(MapMode.UNSERVED, unserved, people, _("Everybody served"))


def _priority(table: CoverageTable, city: City) -> NeighbourhoodColours:
    people = table.people[:, 0]
    weight = deprivation_weight(city, people)
    score = priority_score(people, table.share, weight)
    colours = _counted(MapMode.PRIORITY, score, people * weight, _("Nobody left to serve"))
    if "deprivation" in city.neighbourhoods:
        note = _("Residents not served, weighed by how deprived the neighbourhood is.")
    else:
        note = _("Residents not served; the data has no deprivation to weigh them by.")
    return NeighbourhoodColours(colours.mode, colours.classes, colours.codes, note)


def _counted(mode: MapMode, amount: FloatArray, most: FloatArray, nothing: str) -> NeighbourhoodColours:
    """Five steps of round numbers up to ``most`` (n,), which stay as they are while devices move."""
    steps = _round_steps(float(np.nanmax(most, initial=0.0)))
    labels = [_("Up to {count}").format(count=format_number(steps[0]))]
    between = _("{low}–{high}")
    labels += [between.format(low=format_number(low), high=format_number(high)) for low, high in pairwise(steps)]
    labels.append(_("Over {count}").format(count=format_number(steps[-1])))
    classes = (
        ColourClass(_("Not known"), _UNKNOWN, always=False),
        ColourClass(nothing, AreaStyle(fill="#F7F7F5"), always=False),
        *_run(labels, _NEED, [format_number(step) for step in steps]),
    )
    codes = np.searchsorted(steps, np.nan_to_num(amount), side="left") + 2
    codes = np.where(np.nan_to_num(amount) <= 1e-9, 1, codes)
    return NeighbourhoodColours(mode, classes, np.where(np.isnan(amount), 0, codes))


def _run(labels: Sequence[str], fills: Sequence[str], steps: Sequence[str]) -> list[ColourClass]:
    """The classes that ``steps``, in words, divide; the last is open."""
    ends = pairwise(("0", *steps, ""))
    return [
        ColourClass(label, AreaStyle(fill=fill), ends=between)
        for label, fill, between in zip(labels, fills, ends, strict=True)
    ]


def _round_steps(most: float) -> list[float]:
    """Four round numbers, evenly apart, that divide 0 to ``most`` into about five."""
    wanted = max(most / 5, 1.0)
    size = 10.0 ** np.floor(np.log10(wanted))
    step = min((factor * size for factor in (1, 2, 2.5, 5, 10)), key=lambda step: abs(np.log(step / wanted)))
    return [float(round(step * number)) for number in range(1, 5)]


def _deprivation(table: CoverageTable, city: City) -> NeighbourhoodColours:
    labels = [
        _("Least deprived fifth"),
        _("Second"),
        _("Third"),
        _("Fourth"),
        _("Most deprived fifth"),
    ]
    classes = (
        ColourClass(_("Not known"), _UNKNOWN, always=False),
        *(ColourClass(label, AreaStyle(fill=fill)) for label, fill in zip(labels, _DEPRIVED, strict=True)),
    )
    middle = _middle(table, city)
    if np.isnan(middle).all():
        note = _("The neighbourhoods have no deprivation figure.")
        return NeighbourhoodColours(MapMode.DEPRIVATION, classes, np.zeros(len(middle), dtype=np.int64), note)
    fifth = np.clip(np.floor((1 - np.nan_to_num(middle)) * 5), 0, 4).astype(np.int64) + 1
    return NeighbourhoodColours(MapMode.DEPRIVATION, classes, np.where(np.isnan(middle), 0, fifth))


def _share_by_deprivation(table: CoverageTable, city: City) -> NeighbourhoodColours:
    served = [_("served worse than the city"), _("served like the city"), _("served better than the city")]
    poor = [_("Least deprived"), _("Middle"), _("Most deprived")]
    classes = [
        ColourClass(
            _("{deprived}, {served}").format(deprived=poor[up], served=served[across]),
            AreaStyle(fill=_mixed(_SERVED_SIDE[across], _POOR_SIDE[up])),
        )
        for up in range(3)
        for across in range(3)
    ]
    classes.append(ColourClass(_("Not known"), _UNKNOWN, always=False))
    share, middle, city_share = table.share, _middle(table, city), table.city_share[0]
    unknown = np.isnan(share) | np.isnan(middle)
    # A fifth to each side of the city's share counts as like the city.
    across = np.searchsorted([0.8 * city_share, 1.2 * city_share], np.nan_to_num(share), side="right")
    up = np.clip(np.floor((1 - np.nan_to_num(middle)) * 3), 0, 2).astype(np.int64)
    note = "" if "deprivation" in city.neighbourhoods else _("The neighbourhoods have no deprivation figure.")
    return NeighbourhoodColours(
        MapMode.SHARE_BY_DEPRIVATION,
        tuple(classes),
        np.where(unknown, 9, up * 3 + across),
        note,
        Square(_("better served"), _("more deprived")),
    )


def _devices(table: CoverageTable) -> NeighbourhoodColours:
    steps = [format_number(step, 1) for step in _REACH_STEPS]
    labels = [_("Up to {count}").format(count=steps[0])]
    labels += [f"{low}–{high}" for low, high in pairwise(steps)]
    labels.append(_("Over {count}").format(count=steps[-1]))
    classes = (
        ColourClass(_("No residents"), _UNKNOWN, always=False),
        ColourClass(_("None"), _NONE, always=False),
        *_run(labels, _REACH, steps),
    )
    reach = table.devices_in_reach
    codes = np.searchsorted(_REACH_STEPS, np.nan_to_num(reach), side="left") + 2
    codes = np.where(np.nan_to_num(reach) <= 0, 1, codes)
    note = _("How many devices reach a resident, on average.")
    return NeighbourhoodColours(MapMode.DEVICES, classes, np.where(np.isnan(reach), 0, codes), note)


def _middle(table: CoverageTable, city: City) -> FloatArray:
    """(n,) the rank from the most deprived, 0 to 1; NaN without people or without a figure."""
    return middle_ranks(deprivation_rank(city), np.nan_to_num(table.people[:, 0], nan=0.0))


def _mixed(one: str, other: str) -> str:
    """Two inks over each other."""
    paper = rgb(_SERVED_SIDE[0])
    channels = [round(a * b / p) for a, b, p in zip(rgb(one), rgb(other), paper, strict=True)]
    return "#" + "".join(f"{min(channel, 255):02X}" for channel in channels)
