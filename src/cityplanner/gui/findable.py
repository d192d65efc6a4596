"""What can be found by a few letters: commands that make sense now, tools, places, devices with a name, scenarios."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from PySide6.QtGui import QAction, QKeySequence

from cityplanner.facts.family_names import family_name
from cityplanner.gui.command_palette import Entry
from cityplanner.gui.icons import icon
from cityplanner.gui.map.canvas import MapCanvas
from cityplanner.gui.map.toolbox import TOOL_NAMES
from cityplanner.gui.panels.place_bar import TOOL_KEYS
from cityplanner.gui.selection_steps import go_to_device, go_to_neighbourhood
from cityplanner.i18n import _
from cityplanner.session.study import Study


def commands(actions: Iterable[QAction]) -> Iterator[Entry]:
    """Those of ``actions`` that can be carried out now."""
    for action in actions:
        if action.isEnabled():
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            yield Entry(action.text().rstrip(" …"), keys, action.trigger, action.icon())


def things(study: Study, map_: MapCanvas, use_tool: Callable[[str], object]) -> Iterator[Entry]:
    """Tools, types to place, and what the study consists of."""
    for name, key in TOOL_KEYS.items():
        yield Entry(TOOL_NAMES[name](), key, partial(use_tool, name), icon(name))
    for item in study.project.device_types.values():
        place = _("Place {type}").format(type=item.name)
        yield Entry(place, family_name(item.family), partial(use_tool, item.id), icon(item.icon))
    for scenario in study.project.scenarios.values():
        yield Entry(scenario.name, _("scenario"), partial(study.show_scenario, scenario.id))
    for id_, name in zip(study.table.ids, study.table.names, strict=True):
        yield Entry(name, _("neighbourhood"), partial(go_to_neighbourhood, study, map_, id_), icon("neighbourhood"))
    for device in study.scenario.devices.values():
        if device.name:
            yield Entry(device.name, _("device"), partial(go_to_device, study, map_, device.id))
