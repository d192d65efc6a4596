"""Everything that a study says outside the window, as one text."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from small_city import small_project

from cityplanner.carto.legend import map_legend
from cityplanner.carto.neighbourhood_colours import MapMode, neighbourhood_colours
from cityplanner.coverage import engine_for
from cityplanner.coverage.catalogue import load_catalogue
from cityplanner.documents.web_map import write_web_map
from cityplanner.facts.focus import Focus
from cityplanner.facts.statistics import study_statistics
from cityplanner.facts.text_table import statistics_text, summary_text
from cityplanner.io.layer_roles import load_roles
from cityplanner.model import BASELINE, Project

_WIFI = "public-wifi-access-point"


def catalogued_project() -> Project:
    """The small city with the types of the catalogue."""
    project = small_project()
    project.device_types = load_catalogue()
    return project


def said_by(project: Project) -> str:
    """The catalogue, the roles, the figures in words, the legends and the web map, in the language of the moment."""
    figures = study_statistics(project, BASELINE)
    table = engine_for(project, BASELINE).table(_WIFI)
    devices = list(project.scenarios[BASELINE].devices.values())
    said = [statistics_text(figures, targets=True), summary_text(figures)]
    for mode in MapMode:
        colours = neighbourhood_colours(mode, table, project.city, table)
        legend = map_legend(project, devices, 10.0, colours=colours)
        said += [f"{group.title}: {[entry.label for entry in group.entries]}" for group in legend.groups]
    said += [f"{item.name} {item.description} {dict(item.sources)}" for item in project.device_types.values()]
    said += [f"{role.title} {role.description}" for role in load_roles().values()]
    with TemporaryDirectory() as folder:
        write_web_map(project, BASELINE, Focus(_WIFI), table, Path(folder) / "map.html")
        # The names of things in a web map are drawn by lot.
        page = (Path(folder) / "map.html").read_text(encoding="utf-8")
        said.append(re.sub(r"[0-9a-f]{32}", "", page))
    return "\n".join(said)
