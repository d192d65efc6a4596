"""What can be found by a few letters: commands, types to place, places, devices with a name, scenarios."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from cityplanner.carto.neighbourhood_colours import modes_of
from cityplanner.facts.family_names import family_name
from cityplanner.gui.command_palette import Entry
from cityplanner.gui.icons import icon
from cityplanner.gui.map.canvas import MapCanvas
from cityplanner.gui.selection_steps import go_to_device, go_to_neighbourhood
from cityplanner.i18n import _
from cityplanner.session.study import Study

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


def findable(window: "MainWindow") -> Iterator[Entry]:
    """The commands that can be carried out now, and what the study that is open has."""
    yield from window.commands.entries()
    if window.study is not None:
        yield from _things(window.study, window.map, window.use_tool)


def _things(study: Study, map_: MapCanvas, use_tool: Callable[[str], object]) -> Iterator[Entry]:
    """Types to place, and what the study consists of."""
    for item in study.project.device_types.values():
        place = _("Place {type}").format(type=item.name)
        yield Entry(place, family_name(item.family), partial(use_tool, item.id), icon(item.icon))
    for mode, words in modes_of(study.table).items():
        yield Entry(words, _("colours of the neighbourhoods"), partial(study.show_mode, mode), icon("neighbourhood"))
    for scenario in study.project.scenarios.values():
        yield Entry(scenario.name, _("scenario"), partial(study.show_scenario, scenario.id))
    for id_, name in zip(study.table.ids, study.table.names, strict=True):
        yield Entry(name, _("neighbourhood"), partial(go_to_neighbourhood, study, map_, id_), icon("neighbourhood"))
    for device in study.scenario.devices.values():
        if device.name:
            yield Entry(device.name, _("device"), partial(go_to_device, study, map_, device.id))
