"""The figures of the scenarios of a project that were looked at last."""

from cityplanner.equity import EquityBasis
from cityplanner.model import Changed, Project
from cityplanner.session.figures import ScenarioFigures
from cityplanner.session.made import Made

_MOST = 4
"""An engine of 1,000,000 people takes some 100 MB: so many scenarios are looked at and compared at a time."""


class KeptFigures:
    """Figures by scenario, made when they are first asked for; those that were asked for longest ago go first."""

    def __init__(self, project: Project, most: int = _MOST) -> None:
        self._project, self._most = project, most
        self.patient = False
        """See :class:`ScenarioFigures`; of those that are made from now on."""
        self._basis: Made[EquityBasis] = Made()
        self._kept: dict[str, ScenarioFigures] = {}
        """The last one asked for comes last."""

    def of(self, scenario_id: str) -> ScenarioFigures:
        """The figures of a scenario of the project."""
        figures = self._kept.pop(scenario_id, None)
        if figures is None:
            figures = ScenarioFigures(self._project, scenario_id, self._basis)
            figures.patient = self.patient
        self._kept[scenario_id] = figures
        for id_ in list(self._kept)[: -self._most]:
            if not self._kept[id_].in_hand:
                self._let_go(id_)
        return figures

    def hear(self, changed: Changed) -> None:
        """Tell the figures that it concerns what was touched."""
        for id_ in [id_ for id_ in self._kept if id_ not in self._project.scenarios]:
            self._let_go(id_)
        for id_ in changed.scenarios & self._kept.keys():
            self._kept[id_].touch_all()
        touched: dict[str, list[str]] = {}
        for scenario_id, device_id in changed.devices:
            touched.setdefault(scenario_id, []).append(device_id)
        for id_ in touched.keys() & self._kept.keys():
            self._kept[id_].touch(touched[id_])

    def end_holds(self) -> None:
        """Nothing is in the hand any more."""
        for figures in self._kept.values():
            figures.hold({})

    def be_patient(self) -> None:
        """Somebody looks ahead from now on."""
        self.patient = True
        for figures in self._kept.values():
            figures.patient = True

    @property
    def waiting(self) -> ScenarioFigures | None:
        """Figures that do not count all their devices yet; of several, those asked for last."""
        return next((figures for figures in reversed(self._kept.values()) if figures.waiting), None)

    def _let_go(self, scenario_id: str) -> None:
        """Whoever has these figures still can go on asking them; nobody looks ahead for them any more."""
        figures = self._kept.pop(scenario_id)
        figures.told = figures.patient = False
