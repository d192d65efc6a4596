"""An undoable step as plain data: what was, and what is.

Each change knows its own inverse, so undo needs no code of its own, and a list of edits doubles as a log.
"""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Self

from cityplanner.i18n import text_fields
from cityplanner.model.change import Change


@text_fields("label")
@dataclass(frozen=True, slots=True)
class Edit:
    """One step of the history. ``label`` names it in the imperative ("Move 3 cameras").

    Two edits that follow each other with the same ``merge_key`` become one step: a run of nudges is undone at once.
    """

    label: str
    changes: tuple[Change, ...]
    merge_key: str | None = None

    def inverse(self) -> Self:
        return type(self)(self.label, tuple(change.inverse() for change in reversed(self.changes)))

    def then(self, later: Self) -> Self:
        """This edit and ``later`` as one with the name of ``later``: of each thing, what was first and what is last."""
        changes: list[Change | None] = list(self.changes)
        places: dict[tuple[type[Change], Hashable], int] = {}
        for place, change in enumerate(changes):
            assert change is not None
            _place(places, change, place)
        for change in later.changes:
            key = (type(change), change.subject)
            earlier = changes[places[key]] if key in places else None
            if earlier is None:
                _place(places, change, len(changes))
                changes.append(change)
            else:
                changes[places[key]] = earlier.then(change)
        return replace(later, changes=tuple(change for change in changes if change is not None))


def _place(places: dict[tuple[type[Change], Hashable], int], change: Change, place: int) -> None:
    """Remember where the change of a subject is; nothing is joined across one that stands alone."""
    if change.subject is None:
        places.clear()
    else:
        places[type(change), change.subject] = place
