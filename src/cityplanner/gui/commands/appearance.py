"""How the window looks: theme, size, projector."""

from dataclasses import replace
from typing import TYPE_CHECKING

from cityplanner.gui.command import Command, Menu, MenuPlace
from cityplanner.gui.settings import SCALES_PERCENT, read_appearance, write_appearance
from cityplanner.gui.theme import Theme, theme_name
from cityplanner.i18n import _

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


def _next_theme(window: "MainWindow") -> None:
    themes = [Theme.LIGHT, Theme.DARK, Theme.CONTRAST]
    now = read_appearance().theme
    theme = themes[(themes.index(now) + 1) % len(themes)] if now in themes else Theme.LIGHT
    window.use_theme(theme)
    window.messages.tell(_("Theme: {name}").format(name=theme_name(theme)))


def _use_scale(window: "MainWindow", percent: int) -> None:
    write_appearance(replace(read_appearance(), scale_percent=percent))
    window.messages.tell(_("CityPlanner will be shown at {percent} % from the next start.").format(percent=percent))
    window.commands.refresh()


def _theme(rank: int, theme: Theme) -> Command:
    return Command(
        f"theme-{theme.value}",
        theme_name(theme),
        lambda window: window.use_theme(theme),
        menu=MenuPlace(Menu.APPEARANCE, 1, rank),
        needs_study=False,
        checked=lambda _window: read_appearance().theme is theme,
        found=False,
    )


def _scale(percent: int) -> Command:
    return Command(
        f"scale-{percent}",
        _("{percent}\N{NO-BREAK SPACE}%").format(percent=percent),
        lambda window: _use_scale(window, percent),
        menu=MenuPlace(Menu.APPEARANCE, 2, percent),
        needs_study=False,
        checked=lambda _window: read_appearance().scale_percent == percent,
        found=False,
    )


COMMANDS = (
    *(_theme(rank, theme) for rank, theme in enumerate(Theme)),
    *(_scale(percent) for percent in SCALES_PERCENT),
    Command(
        "theme",
        _("Next theme"),
        _next_theme,
        keys=("Ctrl+Shift+L",),
        menu=MenuPlace(Menu.APPEARANCE, 3, 1),
        needs_study=False,
    ),
    Command(
        "projector",
        _("Projector: larger symbols, large legend"),
        lambda window: window.use_projector(not window.map.projector),
        keys=("F5",),
        menu=MenuPlace(Menu.APPEARANCE, 3, 2),
    ),
)
