"""Projects and their files: new, open, save, close, quit."""

from cityplanner.gui.command import Command, Keys, Menu, MenuPlace
from cityplanner.i18n import _

COMMANDS = (
    Command(
        "new",
        _("New project from my files …"),
        lambda window: window.sheet.ask_for_files(None),
        icon="new",
        keys=(Keys.New,),
        menu=MenuPlace(Menu.PROJECT, 1, 1),
        needs_study=False,
    ),
    Command(
        "open",
        _("Open a project …"),
        lambda window: window.projects.ask_and_open(),
        icon="open",
        keys=(Keys.Open,),
        menu=MenuPlace(Menu.PROJECT, 1, 2),
        needs_study=False,
    ),
    Command(
        "sample",
        _("Open the sample city"),
        lambda window: window.open_sample(),
        icon="city",
        menu=MenuPlace(Menu.PROJECT, 1, 4),
        needs_study=False,
    ),
    Command(
        "save",
        _("Save"),
        lambda window: window.projects.save(),
        icon="save",
        keys=(Keys.Save,),
        menu=MenuPlace(Menu.PROJECT, 2, 1),
    ),
    Command(
        "save-as",
        _("Save as …"),
        lambda window: window.projects.ask_and_save(),
        icon="save-as",
        keys=("Ctrl+Shift+S",),
        menu=MenuPlace(Menu.PROJECT, 2, 2),
    ),
    Command(
        "close",
        _("Close the project"),
        lambda window: window.close_study(),
        icon="close",
        keys=(Keys.Close,),
        menu=MenuPlace(Menu.PROJECT, 5, 1),
    ),
    Command(
        "quit",
        _("Quit"),
        lambda window: window.close(),
        keys=(Keys.Quit,),
        menu=MenuPlace(Menu.PROJECT, 5, 2),
        needs_study=False,
    ),
)
