"""What is handed over."""

from cityplanner.gui.command import Command, Menu, MenuPlace
from cityplanner.i18n import _

COMMANDS = (
    Command(
        "export-map",
        _("Map as PDF, SVG or picture …"),
        lambda window: window.ask_and_export("map"),
        icon="map",
        keys=("Ctrl+P",),
        menu=MenuPlace(Menu.SHARE, 1, 1),
    ),
    Command(
        "export-view",
        _("Map of what is in sight …"),
        lambda window: window.ask_and_export("view"),
        icon="map",
        menu=MenuPlace(Menu.SHARE, 1, 2),
    ),
    Command(
        "export-table",
        _("Table as CSV, Excel or GeoPackage …"),
        lambda window: window.ask_and_export("table"),
        icon="table",
        keys=("Ctrl+E",),
        menu=MenuPlace(Menu.SHARE, 1, 3),
    ),
    Command(
        "export-web",
        _("Web map in one file …"),
        lambda window: window.ask_and_export("web"),
        icon="export",
        menu=MenuPlace(Menu.SHARE, 1, 4),
    ),
)
