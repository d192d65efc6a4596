"""The map of a scenario as a page."""

from math import isfinite, nan
from pathlib import Path

from cityplanner.carto.neighbourhood_colours import MapMode
from cityplanner.carto.viewport import Bounds
from cityplanner.documents.exporter import Content, Exporter
from cityplanner.documents.map_options import WITH_RANGES, hidden_without
from cityplanner.errors import InputError
from cityplanner.i18n import _
from cityplanner.option import Option


def _write(
    content: Content,
    path: Path,
    *,
    title: str | None = None,
    show: MapMode = MapMode.SHARE,
    bounds: Bounds | None = None,
    inset: bool = True,
    ranges: bool = True,
) -> None:
    from cityplanner.documents.export_map import export_map

    export_map(
        content.project,
        content.scenario_id,
        path,
        focus=content.focus,
        table=content.table,
        mode=show,
        title=title,
        bounds=bounds,
        inset=inset,
        hidden=hidden_without(ranges),
    )


def _bounds(text: str) -> Bounds:
    """``west,south,east,north`` as numbers. Raises :class:`InputError` for what is no such box."""
    try:
        west, south, east, north = (float(number) for number in text.split(","))
    except ValueError:
        west = south = east = north = nan
    if not (isfinite(west + south + east + north) and west < east and south < north):
        raise InputError(
            _("{text} is no extent; give four numbers, west,south,east,north, in metres of the city's map.").format(
                text=text
            )
        )
    return west, south, east, north


EXPORTER = Exporter(
    "map",
    _("Write a map to print: .png, .svg or .pdf."),
    _("Map as PDF, SVG or picture …"),
    _("Save the map"),
    (("PDF", ".pdf"), ("SVG", ".svg"), ("PNG", ".png")),
    _write,
    (
        Option("title", str, _("The title of the map."), unit="TEXT"),
        Option(
            "show",
            MapMode,
            _("What the colours show: {modes}.").format(modes=", ".join(MapMode)),
            MapMode.SHARE,
            unit="WHAT",
        ),
        Option(
            "bounds",
            str,
            _("What to print, in metres of the city's map; all of it by default."),
            unit="W,S,E,N",
            read=_bounds,
        ),
        Option("inset", bool, _("Show in a corner where in the city a part of it lies."), True),
        WITH_RANGES,
    ),
    icon="map",
    keys=("Ctrl+P",),
    rank=1,
    part=_("Map of what is in sight …"),
)
