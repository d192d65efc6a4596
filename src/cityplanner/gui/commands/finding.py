"""Finding things and keys."""

from cityplanner.gui.command import Command, Keys, Menu, MenuPlace
from cityplanner.i18n import _

COMMANDS = (
    Command(
        "palette",
        _("Find a place, a device, a command …"),
        lambda window: window.palette_card.open(),
        icon="search",
        keys=("Ctrl+K",),
        menu=MenuPlace(Menu.PROJECT, 4, 1),
        needs_study=False,
        found=False,
    ),
    Command(
        "help",
        _("Keys and mouse …"),
        lambda window: window.help_page.open(),
        icon="help",
        keys=(Keys.HelpContents,),
        menu=MenuPlace(Menu.PROJECT, 4, 2),
        needs_study=False,
    ),
)
