"""The tools by name, with what they are called and how they are used."""

from cityplanner.gui.map.area_tool import AreaTool
from cityplanner.gui.map.canvas import MapCanvas
from cityplanner.gui.map.identify_tool import IdentifyTool
from cityplanner.gui.map.lasso_tool import LassoTool
from cityplanner.gui.map.measure_tool import MeasureTool
from cityplanner.gui.map.place_tool import PlaceTool
from cityplanner.gui.map.select_tool import SelectTool
from cityplanner.gui.map.tool import Tool
from cityplanner.gui.map.view_tools import BoxZoomTool, HandTool
from cityplanner.i18n import _

_TOOLS = {
    tool.name: tool for tool in (SelectTool, HandTool, BoxZoomTool, LassoTool, MeasureTool, IdentifyTool, AreaTool)
}


def make_tool(canvas: MapCanvas, name: str) -> Tool:
    """The tool of that name, or one that places devices of the type with that id."""
    return _TOOLS[name](canvas) if name in _TOOLS else PlaceTool(canvas, name)


TOOL_NAMES = {
    "select": lambda: _("Select and move"),
    "hand": lambda: _("Move the map"),
    "box-zoom": lambda: _("Zoom to a box"),
    "lasso": lambda: _("Select by drawing around"),
    "measure": lambda: _("Measure"),
    "identify": lambda: _("What is here?"),
    "area": lambda: _("Draw an area"),
}

TOOL_HINTS = {
    "select": lambda: _("Click selects, dragging moves; drag on the empty map for a box."),
    "hand": lambda: _("Drag the map."),
    "box-zoom": lambda: _("Drag a box to look at it closely."),
    "lasso": lambda: _("Draw around devices; with Shift they are added."),
    "measure": lambda: _("Click along the way. Enter ends, Backspace takes a point back, Esc drops it."),
    "identify": lambda: _("Click to see what is there. Esc closes the card."),
    "area": lambda: _("Click the corners. Enter closes the area, Backspace takes a corner back, Esc drops it."),
}


def place_hint() -> str:
    """What to do while a device is being placed."""
    return _("Click to place. It catches lamps, corners and streets; Alt places it freely. Esc ends.")
