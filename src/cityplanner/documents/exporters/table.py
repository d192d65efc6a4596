"""The table of neighbourhoods."""

from pathlib import Path

from cityplanner.documents.exporter import Content, Exporter
from cityplanner.i18n import _


def _write(content: Content, path: Path) -> None:
    from cityplanner.documents.table_export import write_table

    write_table(content.project, content.scenario_id, content.focus, content.table, path)


EXPORTER = Exporter(
    "table",
    _("Write the table of neighbourhoods: .csv, .xlsx or .gpkg."),
    _("Table as CSV, Excel or GeoPackage …"),
    _("Save the table"),
    (("Excel", ".xlsx"), ("CSV", ".csv"), ("GeoPackage", ".gpkg")),
    _write,
    icon="table",
    keys=("Ctrl+E",),
    rank=2,
)
