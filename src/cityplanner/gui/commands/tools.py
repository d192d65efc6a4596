"""The tools of the map, and a device of each family to place: letters that the map hears."""

from typing import TYPE_CHECKING

from cityplanner.facts.family_names import family_name
from cityplanner.gui.command import Command, Section
from cityplanner.gui.map.toolbox import TOOL_NAMES
from cityplanner.model import Family

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


def _tool(name: str, key: str) -> Command:
    return Command(
        f"tool-{name}",
        TOOL_NAMES[name](),
        lambda window: window.use_tool(name),
        icon=name,
        keys=(key,),
        section=Section.TOOLS,
        on_map=True,
    )


def _family(family: Family, key: str) -> Command:
    """The type of the family that was placed last; Ctrl+K finds each type."""

    def place(window: "MainWindow") -> None:
        window.place_bar.place_family(family)

    return Command(
        f"place-{family.value}",
        family_name(family),
        place,
        icon=family.value,
        keys=(key,),
        section=Section.PLACE,
        on_map=True,
        found=False,
    )


COMMANDS = (
    _tool("select", "V"),
    _tool("hand", "H"),
    _tool("box-zoom", "Z"),
    _tool("lasso", "Q"),
    _tool("measure", "M"),
    _tool("identify", "I"),
    _tool("area", "P"),
    _family(Family.WIFI, "W"),
    _family(Family.LIGHTING, "L"),
    _family(Family.CAMERA, "C"),
    _family(Family.ENVIRONMENT, "S"),
    _family(Family.TRAFFIC, "T"),
    _family(Family.ALERT, "A"),
    _family(Family.SERVICE, "K"),
)
