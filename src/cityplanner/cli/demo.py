"""``demo``: the study of the sample city, in one go."""

from pathlib import Path

import typer

from cityplanner.cli.terminal import progress_bar
from cityplanner.cli.window import has_display, open_window
from cityplanner.documents.export_map import map_svg
from cityplanner.documents.exporter import Content, exporters
from cityplanner.documents.summary import write_summary
from cityplanner.facts.focus import Focus, first_focus
from cityplanner.facts.statistics import study_statistics
from cityplanner.facts.text_table import summary_text
from cityplanner.i18n import _
from cityplanner.io import open_project
from cityplanner.io.project.project_file import is_project
from cityplanner.io.project.sample_city import extract_sample
from cityplanner.model import BASELINE

_SAMPLE = "altavega"


def make_demo(folder: Path, *, window: bool) -> int:
    """Leave project, map, table, web map and summary in ``folder`` and say where; then open the window.

    The window stays closed where there is no screen or ``window`` is False. Returns the exit code.
    """
    opens = window and has_display()
    if opens:
        from cityplanner.gui.app import make_application

        application = make_application()  # before anything is painted, and kept until the window is closed
    with progress_bar() as progress:
        progress(0.0, _("Unpacking the sample city …"))
        project_file = folder / f"{_SAMPLE}.gpkg"
        # What somebody changed in it since the last time is theirs; what is left of a time that failed is nobody's.
        if not is_project(project_file):
            extract_sample(_SAMPLE, folder)
        project = open_project(project_file)
        scenario = project.scenarios[BASELINE]
        progress(0.2, _("Working out who is served …"))
        statistics = study_statistics(
            project, scenario.id, progress=lambda fraction, sentence: progress(0.2 + 0.4 * fraction, sentence)
        )
        if not statistics.results:  # somebody has taken all devices away
            statistics = study_statistics(project, scenario.id, types=first_focus(project, scenario).id)
        first = statistics.results[0]
        measured = Focus.of_family(first.family) if first.type_id is None else Focus(first.type_id)
        content = Content(project, scenario.id, measured, first.table)
        written = {exporter.id: exporter.write for exporter in exporters().items}
        files = {
            _("Map"): (folder / f"{_SAMPLE}.png", written["map"]),
            _("Table"): (folder / f"{_SAMPLE}.xlsx", written["table"]),
            _("Web map"): (folder / f"{_SAMPLE}.html", written["web"]),
            _("One-page summary"): (folder / f"{_SAMPLE}.pdf", _write_summary),
        }
        for done, (file, write) in enumerate(files.values()):
            progress(0.6 + 0.4 * done / len(files), _("Writing {file} …").format(file=file.name))
            write(content, file)
    typer.echo(summary_text(statistics))
    typer.echo()
    for what, file in {_("Project"): project_file, **{what: file for what, (file, _write) in files.items()}}.items():
        typer.echo(f"{what}: {file}")
    if not opens:
        return 0
    code = open_window(project_file)
    del application
    return code


def _write_summary(content: Content, out: Path) -> None:
    project, id_, focus, table = content.project, content.scenario_id, content.focus, content.table
    svg = map_svg(project, id_, focus=focus, table=table)
    write_summary(out, project=project, scenario_id=id_, focus=focus, table=table, map_svg=svg)
