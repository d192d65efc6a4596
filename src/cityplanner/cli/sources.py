"""``sources``: which files a project is made of, who made them and under which licence; and to correct that."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import typer

from cityplanner.cli.terminal import print_json
from cityplanner.errors import InputError
from cityplanner.facts.credits import credit_line
from cityplanner.i18n import _, format_date
from cityplanner.io import open_project, save_project
from cityplanner.model import History, Source
from cityplanner.model.source_edits import credit_source, every_source


def tell_sources(path: Path, licences: Sequence[str], who: Sequence[str], *, as_json: bool) -> None:
    """Print the sources of the project at ``path``, corrected first where anything is said: ``FILE=TEXT``."""
    project = open_project(path)
    history = History(project)
    for lines, name in ((licences, "licence"), (who, "credit")):
        for line in lines:
            file, equals, text = line.partition("=")
            if not equals:
                raise InputError(_("“{line}” must be FILE=TEXT, such as wards.gpkg=CC BY 4.0.").format(line=line))
            for source in _called(file.strip(), every_source(project)):
                said = {"licence": source.licence, "credit": source.credit, name: text}
                edit = credit_source(project, source, **said)
                if edit is not None:
                    history.do(edit)
    if licences or who:
        save_project(project, path)
    sources = every_source(project)
    if as_json:
        listed = [{**asdict(source), "read_on": source.read_on.isoformat()} for source in sources]
        print_json({"sources": listed, "credit": credit_line(project)})
        return
    for source in sources:
        typer.echo(f"{source.file} ({source.role}, {format_date(source.read_on)})")
        typer.echo("  " + _("Licence: {text}").format(text=source.licence or _("not known")))
        typer.echo("  " + _("Who made it: {text}").format(text=source.credit or _("not known")))
        typer.echo(f"  SHA-256 {source.sha256}")
    typer.echo(credit_line(project))


def _called(file: str, sources: Sequence[Source]) -> list[Source]:
    found = [source for source in sources if source.file == file]
    if not found:
        raise InputError(
            _("The project has no file {file}; it is made of: {files}.").format(
                file=file, files=", ".join(source.file for source in sources)
            )
        )
    return found
