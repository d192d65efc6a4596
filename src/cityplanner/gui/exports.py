"""What the Share menu writes, as work for a worker."""

from pathlib import Path

from cityplanner.carto.map_stack import RANGES
from cityplanner.carto.viewport import Bounds
from cityplanner.documents.exporter import Exporter, hand_over
from cityplanner.gui.jobs import Work
from cityplanner.session.study import Study


def export_work(exporter: Exporter, study: Study, path: Path, bounds: Bounds | None = None) -> Work:
    """Write the document about the study as it is and is seen now, of ``bounds``, in metres, or the whole city."""
    project, scenario_id, focus = study.snapshot(), study.scenario.id, study.focus
    seen = {"show": study.mode, "ranges": RANGES not in study.hidden}
    values = {option.name: seen[option.name] for option in exporter.options if option.name in seen}
    if bounds is not None:
        values["bounds"] = bounds
    return lambda progress, cancel: hand_over(exporter, project, scenario_id, focus, path, values, progress, cancel)
