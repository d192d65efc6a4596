"""Every act of the window in one list, which feeds menus, shortcuts and tool tips."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from cityplanner.gui.icons import icon
from cityplanner.i18n import _

Keys = QKeySequence.StandardKey


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """``needs_study`` acts are disabled while no project is open."""

    id: str
    text: str
    icon: str | None = None
    keys: tuple[str | QKeySequence.StandardKey, ...] = ()
    needs_study: bool = True


def action_specs() -> tuple[ActionSpec, ...]:
    """In the language of the person, so a function."""
    return (
        ActionSpec("new", _("New project from my files …"), "new", (Keys.New,), needs_study=False),
        ActionSpec("open", _("Open a project …"), "open", (Keys.Open,), needs_study=False),
        ActionSpec("sample", _("Open the sample city"), "city", needs_study=False),
        ActionSpec("save", _("Save"), "save", (Keys.Save,)),
        ActionSpec("save-as", _("Save as …"), "save-as", ("Ctrl+Shift+S",)),
        ActionSpec("add-layer", _("Add a file …"), "add-layer", ("Ctrl+Shift+A",)),
        ActionSpec("close", _("Close the project"), "close", (Keys.Close,)),
        ActionSpec("quit", _("Quit"), None, (Keys.Quit,), needs_study=False),
        ActionSpec("undo", _("Undo"), "undo", (Keys.Undo,)),
        ActionSpec("redo", _("Redo"), "redo", (Keys.Redo, "Ctrl+Y")),
        ActionSpec("delete", _("Delete"), "delete", ("Del", "Backspace")),
        ActionSpec("duplicate", _("Duplicate"), "duplicate", ("Ctrl+D",)),
        ActionSpec("turn-right", _("Turn the camera clockwise by 5°"), None, ("]",)),
        ActionSpec("turn-left", _("Turn the camera anticlockwise by 5°"), None, ("[",)),
        ActionSpec("turn-right-little", _("Turn the camera clockwise by 1°"), None, ("}", "Shift+]")),
        ActionSpec("turn-left-little", _("Turn the camera anticlockwise by 1°"), None, ("{", "Shift+[")),
        ActionSpec("snapping", _("Catch lamps, corners and streets, or not"), "magnet", ("Shift+S",)),
        ActionSpec("key-pointer", _("Point on the map with the arrow keys, or not"), None, ("F6",)),
        ActionSpec("select-all", _("Select all devices shown"), "select", (Keys.SelectAll,)),
        ActionSpec("new-scenario", _("New scenario from this one"), "add", ("Ctrl+Shift+N",)),
        ActionSpec("delete-scenario", _("Delete this scenario"), "delete"),
        ActionSpec("improve", _("Improve: propose where to place devices"), "improve", ("Ctrl+I",)),
        ActionSpec("zoom-in", _("Zoom in"), "zoom-in", ("+", "=")),
        ActionSpec("zoom-out", _("Zoom out"), "zoom-out", ("-",)),
        ActionSpec("zoom-full", _("Show the whole city"), "full-extent", ("Home", "Ctrl+0")),
        ActionSpec("zoom-selected", _("Zoom to what is selected"), "box-zoom", ("Ctrl+J",)),
        ActionSpec("view-back", _("Back to the view before"), None, ("Alt+Left",)),
        ActionSpec("view-forward", _("Forward again"), None, ("Alt+Right",)),
        ActionSpec("left-panel", _("Layers"), "panel-left", ("F7",)),
        ActionSpec("right-panel", _("Figures"), "panel-right", ("F8",)),
        ActionSpec("table", _("Table of neighbourhoods"), "table", ("F9",)),
        ActionSpec("theme", _("Next theme"), None, ("Ctrl+Shift+L",), needs_study=False),
        ActionSpec("projector", _("Projector: larger symbols, large legend"), None, ("F5",)),
        ActionSpec("full-screen", _("Full screen"), None, ("F11",), needs_study=False),
        ActionSpec("export-view", _("Map of what is in sight …"), "map"),
        ActionSpec("export-map", _("Map as PDF, SVG or picture …"), "map", ("Ctrl+P",)),
        ActionSpec("export-table", _("Table as CSV, Excel or GeoPackage …"), "table", ("Ctrl+E",)),
        ActionSpec("export-web", _("Web map in one file …"), "export"),
        ActionSpec("people", _("Where people live …"), "people"),
        ActionSpec("sources", _("Where the data comes from …"), "info"),
        ActionSpec("problems", _("Notes about the data"), "info"),
        ActionSpec("palette", _("Find a place, a device, a command …"), "search", ("Ctrl+K",), needs_study=False),
        ActionSpec("help", _("Keys and mouse …"), "help", (Keys.HelpContents,), needs_study=False),
    )


def make_actions(parent: QWidget, handlers: Mapping[str, Callable[[], object]]) -> dict[str, QAction]:
    """An action for each spec, its shortcuts alive in the whole window."""
    actions: dict[str, QAction] = {}
    for spec in action_specs():
        action = QAction(spec.text, parent, objectName=f"action-{spec.id}")
        if spec.icon is not None:
            action.setIcon(icon(spec.icon))
        shortcuts: list[QKeySequence] = []
        for keys in spec.keys:
            bindings = QKeySequence.keyBindings(keys) if isinstance(keys, Keys) else [QKeySequence(keys)]
            # A sequence that an action has twice is ambiguous to Qt, and does nothing.
            shortcuts += [binding for binding in bindings if binding not in shortcuts]
        action.setShortcuts(shortcuts)
        action.triggered.connect(lambda _checked=False, run=handlers[spec.id]: run())
        parent.addAction(action)
        actions[spec.id] = action
    return actions


def needs_study() -> tuple[str, ...]:
    """The acts that make no sense without a project."""
    return tuple(spec.id for spec in action_specs() if spec.needs_study)
