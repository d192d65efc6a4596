"""What a panel is: one contract, declared beside the widget, and found by walking ``gui.panels``."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from cityplanner.gui.command import Command
from cityplanner.gui.theme import Theme
from cityplanner.session.study import Study

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


class ShowsStudy(Protocol):
    """What a part of the window does that shows a study, besides being a widget.

    Only ``bind`` connects to the study, and ``unbind`` leaves nothing connected (``subscriptions.Subscriptions`` does
    both). ``bind`` is called on a part that is unbound, ``unbind`` at any time.
    """

    def bind(self, study: Study) -> None:
        """Show ``study`` from now on."""

    def unbind(self) -> None:
        """Let go of the study."""

    def retint(self, theme: Theme) -> None:
        """The theme is another: paint anew what is not painted from the palette."""


class Stand(StrEnum):
    """Where a panel stands."""

    LEFT = "left"
    """Beside the map, where one is shown at a time, the first unless another is asked for."""
    RIGHT = "right"
    """Among the figures, which scroll."""
    BESIDE = "beside"
    """Below the figures, in sight wherever they are scrolled to."""
    BELOW = "below"
    """Below everything, where it folds away."""
    MAP = "map"
    """Floats on the map, its parent; ``place()`` puts it where it belongs when the map's size changes."""


@dataclass(frozen=True, slots=True)
class Panel:
    """``make`` is called once, with the window; ``rank`` orders the panels of a stand; ``fold`` shows or hides it."""

    id: str
    make: "Callable[[MainWindow], ShowsStudy]"
    stand: Stand
    rank: int = 99
    fold: Command | None = None
