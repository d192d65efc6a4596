"""A map for a browser."""

from pathlib import Path

from cityplanner.documents.exporter import Content, Exporter
from cityplanner.documents.map_options import WITH_RANGES, hidden_without
from cityplanner.i18n import _


def _write(content: Content, path: Path, *, ranges: bool = True) -> None:
    from cityplanner.documents.web_map import write_web_map

    hidden = hidden_without(ranges)
    write_web_map(content.project, content.scenario_id, content.focus, content.table, path, hidden=hidden)


EXPORTER = Exporter(
    "web",
    _("Write a map for a browser, in one .html file that needs no internet."),
    _("Web map in one file …"),
    _("Save the web map"),
    (("HTML", ".html"),),
    _write,
    (WITH_RANGES,),
    rank=3,
)
