"""New scenarios, and those that go: one step each."""

from cityplanner.i18n import _
from cityplanner.model import BASELINE, Edit, Scenario, ScenarioChange
from cityplanner.session.study import Study


def add_scenario(study: Study) -> None:
    """A copy of the scenario that is shown, called Plan A, Plan B and so on; it is shown then."""
    scenarios = study.project.scenarios
    number = next(n for n in range(len(scenarios), 1_000) if f"plan-{_letter(n).lower()}" not in scenarios)
    name = _("Plan {letter}").format(letter=_letter(number))
    scenario = Scenario(f"plan-{_letter(number).lower()}", name, study.scenario.id, study.scenario.devices)
    study.do(Edit(_("New scenario {name}").format(name=name), (ScenarioChange(None, scenario),)))
    study.show_scenario(scenario.id)


def delete_scenario(study: Study) -> str | None:
    """The scenario that is shown goes; gives the reason where it cannot."""
    scenario = study.scenario
    if scenario.id == BASELINE:
        return _("The baseline holds what exists and cannot be deleted.")
    if len(study.project.scenarios) > 1:
        study.do(Edit(_("Delete scenario {name}").format(name=scenario.name), (ScenarioChange(scenario, None),)))
    return None


def _letter(number: int) -> str:
    """1 is A, 26 is Z, 27 is AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
