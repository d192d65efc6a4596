"""What the import sheet shows of the files that were looked at, and what it says when the study is made."""

from dataclasses import dataclass

from cityplanner.facts.focus import Focus
from cityplanner.gui.importing.place_map import Drawing, draw
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.intake.plan import Answer, Finding, ImportPlan
from cityplanner.intake.plan_figures import in_a_line
from cityplanner.intake.planning import make_plan
from cityplanner.model import Project


@dataclass(frozen=True, eq=False, slots=True)
class Looked:
    """What a worker brings back: the plan, what to paint of it, and what it comes to."""

    findings: tuple[Finding, ...]
    plan: ImportPlan
    drawings: dict[str, Drawing]
    line: str


def planned(findings: tuple[Finding, ...], answers: dict[str, Answer], into: Project | None, name: str) -> Looked:
    plan = make_plan(findings, answers, into=into, name=name)
    return Looked(findings, plan, draw(plan), in_a_line(plan))


def most_devices(project: Project) -> Focus | None:
    types = [device.type_id for one in project.scenarios.values() for device in one.devices.values()]
    return Focus(max(set(types), key=types.count)) if types else None


def outcome_of(project: Project) -> str:
    count = len(project.problems)
    if not count:
        return _("The study is made.")
    return ngettext(
        "The study is made, with {count} note about the data.",
        "The study is made, with {count} notes about the data.",
        count,
    ).format(count=format_number(count))
