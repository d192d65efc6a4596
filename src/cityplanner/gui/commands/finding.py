"""Finding things and keys, and what to hand on when something of ours failed."""

from typing import TYPE_CHECKING

from cityplanner.gui.command import Command, Keys, Menu, MenuPlace
from cityplanner.gui.copied_details import copy_details
from cityplanner.i18n import _

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


def _copy_details(window: "MainWindow") -> None:
    """On the clipboard, and said what they are."""
    copy_details(window.study)
    window.messages.tell(
        _("The details are copied; paste them into your report. Names, files and folders are left out.")
    )


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
    Command(
        "copy-details",
        _("Copy details for a report"),
        _copy_details,
        tip=_("Versions and the end of the log, without names of people, studies, devices, files and folders"),
        needs_study=False,
    ),
)
