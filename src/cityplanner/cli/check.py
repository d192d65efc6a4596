"""``check``: what a file is, what is wrong with it, and what would be done about it."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import typer

from cityplanner.cli.plans import check_together
from cityplanner.cli.terminal import print_json
from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.intake.describe_file import FileDescription, describe_file
from cityplanner.io.layer_roles import role
from cityplanner.io.tables.options import how_read, options_for, table_choices
from cityplanner.model import Severity


def check_files(
    files: Sequence[Path],
    answers: Sequence[str] = (),
    *,
    layer: str | None = None,
    reading: Sequence[str] = (),
    as_json: bool,
) -> None:
    """Describe each file, or say what would be made of a folder's files together.

    Raises :class:`InputError` at the end where any cannot be used as it is.
    """
    if answers or any(file.is_dir() and file.suffix.lower() != ".gdb" for file in files):
        check_together(files, answers, reading, as_json=as_json)
        return
    choices = table_choices(reading)
    descriptions = [describe_file(file, layer=layer, reading=options_for(choices, file)) for file in files]
    if as_json:
        print_json({"files": [_plain(description) for description in descriptions]})
    else:
        typer.echo("\n\n".join(_text(description) for description in descriptions))
    bad = [
        description.file
        for description in descriptions
        if any(problem.severity is Severity.ERROR for problem in description.problems)
    ]
    if bad:
        raise InputError(
            ngettext(
                "{count} file cannot be used as it is: {files}.",
                "{count} files cannot be used as they are: {files}.",
                len(bad),
            ).format(count=format_number(len(bad)), files=", ".join(bad))
        )


def _plain(description: FileDescription) -> dict[str, object]:
    problems = [{**asdict(problem), "severity": problem.severity.value} for problem in description.problems]
    return {**asdict(description), "fields": dict(description.fields), "problems": problems}


def _text(description: FileDescription) -> str:
    facts = [description.format]
    if description.is_project:
        facts.append(_("a CityPlanner project"))
    if description.features is not None:
        count = ngettext("{count} feature", "{count} features", description.features)
        facts.append(count.format(count=format_number(description.features)))
    facts += [*description.geometry, *([description.crs] if description.crs is not None else [])]
    if len(description.layers) > 1:
        facts.append(_("layers: {names}").format(names=", ".join(description.layers)))
    lines = [f"{description.file}: {', '.join(facts)}"]
    if description.contents:
        held = ", ".join(f"{name} {format_number(count)}" for name, count in description.contents.items())
        lines.append("  " + _("It holds: {contents}; add each with --as, devices with --type.").format(contents=held))
    if description.role is not None:
        lines.append(
            "  " + _("It looks like: {role} ({id}).").format(role=role(description.role).title, id=description.role)
        )
    if description.table is not None:
        lines.append("  " + how_read(description.table))
    if description.fields:
        pairs = ", ".join(f"{column} → {name}" for name, column in description.fields.items())
        lines.append("  " + _("Its columns: {pairs}.").format(pairs=pairs))
    labels = {Severity.INFO: _("Note"), Severity.WARNING: _("Warning"), Severity.ERROR: _("Error")}
    lines += [f"  {labels[problem.severity]}: {problem.message}" for problem in description.problems]
    return "\n".join(lines)
