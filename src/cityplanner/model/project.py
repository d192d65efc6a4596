"""Everything that a project file holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cityplanner.i18n import _
from cityplanner.model.changed import Changed, Touched
from cityplanner.model.city import City, People
from cityplanner.model.device import DeviceType
from cityplanner.model.draft import Draft
from cityplanner.model.edit import Edit
from cityplanner.model.layer import Layer
from cityplanner.model.problem import Problem
from cityplanner.model.scenario import BASELINE, Scenario
from cityplanner.model.target import DEFAULT_TARGETS, Target


class Applied(NamedTuple):
    """An edit as it was carried out, and what it touched."""

    edit: Edit
    """Its inverse leads back to exactly what was there."""
    changed: Changed


@dataclass(eq=False, slots=True)
class Project:
    """Changed only through :class:`~cityplanner.model.history.History`. ``layers`` run from the bottom up.

    What it holds is never altered in place: an edit puts something new there. ``replace(project)`` is therefore a copy
    that stays as the project is now, on any thread.
    ``problems`` are what was found wrong with the files that the project was made from.
    """

    city: City
    people: People
    device_types: Mapping[str, DeviceType]
    layers: Sequence[Layer] = field(default_factory=list)
    scenarios: Mapping[str, Scenario] = field(default_factory=lambda: {BASELINE: Scenario(BASELINE, _("Baseline"))})
    problems: Sequence[Problem] = field(default_factory=list)
    targets: tuple[Target, ...] = DEFAULT_TARGETS

    def apply(self, edit: Edit) -> Applied:
        """Carry ``edit`` out, whole or not at all.

        Raises :class:`~cityplanner.errors.InputError` where it does not fit the project, which stays as it was then.
        """
        draft = Draft(
            self.city,
            self.people,
            dict(self.device_types),
            list(self.layers),
            list(self.problems),
            self.targets,
            dict(self.scenarios),
        )
        touched = Touched()
        done = []
        for change in edit.changes:
            done.append(change.apply(draft))
            change.touches(touched)
        changed, scenarios = touched.changed(), draft.scenarios
        # Nothing below can fail.
        self.city, self.people, self.device_types = draft.city, draft.people, draft.device_types
        self.layers, self.scenarios = draft.layers, scenarios
        self.problems, self.targets = draft.problems, draft.targets
        return Applied(Edit(edit.label, tuple(done), edit.merge_key), changed)
