"""``check FOLDER`` and ``new --from``: what would be made of files together, as text or JSON, and the study from it."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from cityplanner.cli.terminal import print_json, progress_bar
from cityplanner.errors import InputError
from cityplanner.facts.text_table import problems_text
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.intake.answers import check_heeded, read_answers
from cityplanner.intake.bring_in import planned_project
from cityplanner.intake.look import look_again, look_at
from cityplanner.intake.plan import Answer, Finding, ImportPlan, PlanItem
from cityplanner.intake.plan_items import use_title
from cityplanner.intake.planning import make_plan
from cityplanner.intake.study_name import study_name
from cityplanner.io.tables.options import TableOptions, options_for, table_choices
from cityplanner.model import Problem, Project


def plan_of(
    paths: Sequence[Path], answers: Sequence[str], name: str | None = None, reading: Sequence[str] = ()
) -> ImportPlan:
    """The plan for the files and folders at ``paths``, with a bar on stderr while they are looked at."""
    with progress_bar() as progress:
        findings = look_at(paths, progress)
        said = _readings(reading, findings)
        for key, answer in read_answers(answers, findings).items():
            said[key] = said.get(key, Answer()).merged(answer)
        findings = look_again(findings, said)
    plan = make_plan(findings, said, name=name or study_name(paths))
    check_heeded(plan, said)
    return plan


def _readings(lines: Sequence[str], findings: Sequence[Finding]) -> dict[str, Answer]:
    """What ``--read`` says, as answers about the tables that it means, and the letters of Shapefiles."""
    choices = table_choices(lines)
    tables = {finding.path.name for finding in findings if finding.has_letters}
    for file in choices:
        if file and file not in tables:
            raise InputError(_("--read {file} names no table among the files found.").format(file=file))
    said = {finding.key: options_for(choices, finding.path) for finding in findings if finding.is_table}
    for finding in findings:
        options = options_for(choices, finding.path)
        if finding.has_letters and not finding.is_table and options.encoding is not None:
            said[finding.key] = TableOptions(encoding=options.encoding)
    return {key: Answer(reading=options) for key, options in said.items() if options != TableOptions()}


def check_together(
    paths: Sequence[Path], answers: Sequence[str], reading: Sequence[str] = (), *, as_json: bool
) -> None:
    """Print the plan. Raises :class:`InputError` at the end where it could not be carried out."""
    plan = plan_of(paths, answers, reading=reading)
    if as_json:
        print_json({"plan": plan_dict(plan)})
    else:
        typer.echo(plan_text(plan))
    if plan.problem is not None:
        raise InputError(plan.problem)


def project_from(
    paths: Sequence[Path], name: str | None, answers: Sequence[str], reading: Sequence[str] = ()
) -> Project:
    """The study that comes of the files and folders at ``paths``."""
    plan = plan_of(paths, answers, name, reading)
    with progress_bar() as progress:
        return planned_project(plan, progress)


def plan_dict(plan: ImportPlan) -> dict[str, Any]:
    """The plan as plain data for ``json.dumps``."""
    return {
        "name": plan.name,
        "problem": plan.problem,
        "problems": [_problem(problem) for problem in plan.problems],
        "items": [_item(item) for item in plan.items],
    }


def _item(item: PlanItem) -> dict[str, Any]:
    landing, source = item.landing, item.source or item.finding.source
    return {
        "file": item.key,
        "format": item.finding.description.format,
        "features": item.finding.description.features,
        "geometry": list(item.finding.description.geometry),
        "role": item.role,
        "reason": item.reason,
        "choices": list(item.choices),
        "type": item.type_id,
        "status": item.status.value if item.role == "devices" else None,
        "statuses": {value: None if state is None else state.value for value, state in item.statuses.items()},
        "name": item.name,
        "crs": None if landing is None else landing.crs,
        "crs_stated": None if landing is None else landing.stated,
        "lies": None if landing is None else dict(zip(("west", "south", "east", "north"), landing.bounds, strict=True)),
        "fields": dict(item.fields),
        "deprivation_high_is_poor": item.high_is_poor,
        "table": None if item.fit is None else asdict(item.fit),
        "problems": [_problem(problem) for problem in item.problems],
        "fixes": [{"label": fix.label, "answer": _said(fix.answer)} for fix in item.fixes],
        "source": {**asdict(source), "read_on": source.read_on.isoformat()},
    }


def _said(answer: Answer) -> dict[str, Any]:
    return {name: value for name, value in asdict(answer).items() if value not in (None, {})}


def _problem(problem: Problem) -> dict[str, Any]:
    return {**asdict(problem), "severity": problem.severity.value}


def plan_text(plan: ImportPlan) -> str:
    """The plan for reading in a terminal."""
    count = len(plan.taken)
    head = ngettext(
        "{name}: {count} layer would be made use of.", "{name}: {count} layers would be made use of.", count
    )
    lines = [head.format(name=plan.name, count=format_number(count))]
    for item in sorted(plan.items, key=lambda item: not item.taken):
        what = use_title(item.role) + (f" ({item.type_id})" if item.type_id else "")
        lines += ["", f"{item.key}: {what}", f"  {item.reason}"]
        if item.taken and item.landing is not None:
            stated = "" if item.landing.stated else " " + _("(guessed)")
            lines.append("  " + _("Coordinates: {crs}").format(crs=item.landing.crs) + stated)
        if item.taken and item.fields:
            pairs = ", ".join(f"{column} → {name}" for name, column in item.fields.items())
            lines.append("  " + _("Its columns: {pairs}.").format(pairs=pairs))
        if item.high_is_poor is not None:
            lines.append("  " + (_("High figures mean poor.") if item.high_is_poor else _("Low figures mean poor.")))
        lines += [f"  ! {problem.message}" for problem in item.problems]
    if plan.problems:
        lines += ["", problems_text(plan.problems)]
    return "\n".join(lines)
