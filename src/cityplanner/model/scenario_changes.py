"""Changes to the list of scenarios."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from cityplanner.i18n import _
from cityplanner.model.change import Change, change_kind, misfit
from cityplanner.model.changed import Touched
from cityplanner.model.draft import Draft
from cityplanner.model.scenario import Scenario


@change_kind("scenario")
@dataclass(frozen=True, slots=True)
class ScenarioChange(Change):
    """A scenario added or removed, with its devices, or renamed.

    ``precedes`` is the scenario that one which comes or goes stands right before; None at the end. Nobody need say it
    of one that goes.
    """

    before: Scenario | None
    after: Scenario | None
    precedes: str | None = None

    def apply(self, draft: Draft) -> Self:
        before, after, precedes = self.before, self.after, self.precedes
        items = list(draft.scenarios.values())
        ids = [item.id for item in items]
        place = ids.index(precedes) if precedes in ids else len(ids)
        was = None
        if before is not None:
            if before.id not in ids:
                raise misfit(
                    _("This step does not fit the project: there is no scenario {name}. Nothing was changed."),
                    before.name,
                )
            place = ids.index(before.id)
            was = items.pop(place)
            ids.pop(place)
            precedes = ids[place] if place < len(ids) else None
        if after is not None:
            if after.id in ids:
                raise misfit(
                    _("This step does not fit the project: there is a scenario {name} already. Nothing was changed."),
                    after.id,
                )
            items.insert(place, after)
        draft.scenarios = {item.id: item for item in items}
        return replace(self, before=was, precedes=precedes)

    def inverse(self) -> Self:
        return type(self)(self.after, self.before, self.precedes)

    def touches(self, touched: Touched) -> None:
        touched.scenarios.update(item.id for item in (self.before, self.after) if item is not None)

    def heavy(self) -> Iterable[object]:
        return (item.devices for item in (self.before, self.after) if item is not None)
