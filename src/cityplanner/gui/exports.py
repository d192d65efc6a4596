"""What the Share menu writes, as work for a worker."""

from pathlib import Path

from cityplanner.carto.neighbourhood_colours import MapMode
from cityplanner.carto.viewport import Bounds
from cityplanner.coverage import engine_for
from cityplanner.gui.jobs import Work
from cityplanner.i18n import _
from cityplanner.model import Project


def export_work(
    kind: str,
    project: Project,
    scenario_id: str,
    focus: str,
    mode: MapMode,
    path: Path,
    bounds: Bounds | None = None,
    hidden: frozenset[str] = frozenset(),
) -> Work:
    """``map``, ``table`` or ``web`` of ``scenario_id``, showing the coverage of the type or family ``focus``.

    The map's neighbourhoods are coloured by ``mode``; it shows ``bounds``, in metres, or the whole city,
    without what is ``hidden``, such as ``ranges``.
    """

    def work(progress, cancel):
        progress(-1, _("Working out who is served …"))
        engine = engine_for(project, scenario_id)
        table = engine.table(focus, area=True)
        cancel.raise_if_cancelled()
        progress(-1, _("Writing {file} …").format(file=path.name))
        if kind == "map":
            from cityplanner.documents.export_map import export_map

            export_map(project, scenario_id, path, focus=focus, mode=mode, table=table, bounds=bounds, hidden=hidden)
        elif kind == "table":
            from cityplanner.documents.table_export import write_table

            write_table(project, scenario_id, focus, table, path)
        else:
            from cityplanner.documents.web_map import write_web_map

            write_web_map(project, scenario_id, focus, table, path, hidden=hidden)

    return work
