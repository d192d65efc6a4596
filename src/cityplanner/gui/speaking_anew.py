"""Another language while the window is open: its parts are made anew, around the same study."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QObject, QTimer
from PySide6.QtWidgets import QWidget

from cityplanner.gui.language import speak
from cityplanner.gui.settings import read_appearance
from cityplanner.i18n import _
from cityplanner.model import Severity

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow

_AGAIN_MS = 50
_PATIENCE = 10
"""So often the window is looked at again before somebody is told to wait."""


class SpeakingAnew(QObject):
    """Waits until nothing goes on whose result would find its panel gone."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._looked = 0
        self._timer = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._timer.timeout.connect(self._when_idle)

    @property
    def waiting(self) -> bool:
        """Whether another language was asked for that is not spoken yet."""
        return self._timer.isActive()

    def begin(self) -> None:
        """Speak the language of the settings as soon as can be."""
        self._looked = 0
        self._when_idle()

    def _when_idle(self) -> None:
        # What was said of files that are being brought in would have to be said again.
        if not (self._window.busy or self._window.map.painting or self._window.sheet.isVisible()):
            self._speak()
            return
        self._looked += 1
        if self._looked == _PATIENCE:
            self._window.messages.tell(_("The language changes when what is going on has ended."))
        self._timer.start()

    def _speak(self) -> None:
        window = self._window
        problem = speak(read_appearance().language)
        window.setLocale(QLocale())
        study, view, projector = window.study, window.map.view, window.map.projector
        table = not window.table.isHidden()
        window.let_go()
        window.map.wait_for_pictures()
        gone = _parts(window)
        window.make_parts()
        _forget(gone)
        window.commands.refresh()
        if study is not None:
            window.show_study(study)
            window.show_table(table)
            # The new map has its place before it is told where to look.
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
            window.use_projector(projector)
            window.map.look(view.resized(max(window.map.width(), 1), max(window.map.height(), 1)))
        if problem is not None:
            window.messages.tell(str(problem), Severity.WARNING)


def _parts(window: "MainWindow") -> list[QObject]:
    """All that was made with words on it, but for what the window lets go of by itself when it gets another."""
    floating: list[QWidget] = [window.sheet, window.palette_card, window.help_page]
    return [window.welcome, window.workspace, window.rested, *floating, *window.commands.values()]


def _forget(parts: list[QObject]) -> None:
    for part in parts:
        if isinstance(part, QWidget):
            part.hide()
            part.setParent(None)
        part.deleteLater()
