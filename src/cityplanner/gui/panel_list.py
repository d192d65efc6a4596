"""The panels of the window, found by walking ``gui.panels``: made, bound, unbound and retinted in one loop."""

import logging
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtWidgets import QWidget

import cityplanner.gui.panels
from cityplanner.declared import declared
from cityplanner.errors import CityPlannerError
from cityplanner.gui.panel import Panel, Stand
from cityplanner.gui.theme import Theme
from cityplanner.i18n import _
from cityplanner.session.study import Study

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow

Widget = TypeVar("Widget")

_log = logging.getLogger("cityplanner.gui.panels")


class PanelOf(Generic[Widget]):
    """The panel with an id, as an attribute of the window."""

    def __init__(self, id_: str) -> None:
        self._id = id_

    def __get__(self, window: "MainWindow", owner: type) -> Widget:
        widget: Widget = window.panels[self._id]
        return widget


class PanelList:
    """The widgets by the id of their panel. One that fails is told by ``tell``, and the rest goes on."""

    def __init__(self, window: "MainWindow", tell: Callable[[str], object]) -> None:
        found = declared(cityplanner.gui.panels, "PANEL", Panel)
        self._tell = tell
        self.left_out = list(found.left_out)
        self._panels: dict[str, Panel] = {}
        # Widgets that follow the contract ``ShowsStudy``, which cannot be said beside QWidget.
        self._widgets: dict[str, Any] = {}
        for panel in sorted(found.items, key=lambda one: one.rank):
            if panel.id in self._panels:
                self.left_out.append(_("There are two panels called {id}; one is left out.").format(id=panel.id))
                continue
            try:
                self._widgets[panel.id] = panel.make(window)
                self._panels[panel.id] = panel
            except Exception as error:
                _log.exception("panel %s", panel.id)
                self.left_out.append(self._failure(panel.id, error))

    def __getitem__(self, id_: str) -> Any:
        return self._widgets[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self._widgets)

    def __contains__(self, id_: str) -> bool:
        return id_ in self._widgets

    def at(self, stand: Stand) -> list[QWidget]:
        """The panels of a stand, in their order."""
        return [self._widgets[id_] for id_, panel in self._panels.items() if panel.stand is stand]

    def stand_of(self, id_: str) -> Stand:
        return self._panels[id_].stand

    def bind(self, study: Study) -> None:
        """Show ``study`` in all; one that cannot is unbound again."""
        for id_ in self._widgets:
            if not self._do(id_, lambda widget: widget.bind(study)):
                self._do(id_, lambda widget: widget.unbind())

    def unbind(self) -> None:
        """Let go of the study that is shown, if any."""
        for id_ in self._widgets:
            self._do(id_, lambda widget: widget.unbind())

    def retint(self, theme: Theme) -> None:
        """The theme is another."""
        for id_ in self._widgets:
            self._do(id_, lambda widget: widget.retint(theme))

    def place(self) -> None:
        """Put what floats on the map where it belongs."""
        for id_, panel in self._panels.items():
            if panel.stand is Stand.MAP:
                self._do(id_, lambda widget: widget.place())

    def _do(self, id_: str, act: Callable[[Any], object]) -> bool:
        try:
            act(self._widgets[id_])
        except Exception as error:
            _log.exception("panel %s", id_)
            self._tell(self._failure(id_, error))
            return False
        return True

    def _failure(self, id_: str, error: Exception) -> str:
        reason = str(error) if isinstance(error, CityPlannerError) else f"{type(error).__name__}: {error}"
        return _("The panel {panel} cannot be used: {reason}. The rest goes on.").format(
            panel=id_, reason=reason.rstrip(".")
        )
