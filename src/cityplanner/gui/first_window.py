"""Words on the screen while the libraries are loaded: the welcome screen, and who is clicked at is not forgotten."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QVBoxLayout, QWidget

from cityplanner.getting_ready import begin
from cityplanner.gui.welcome import Welcome
from cityplanner.gui.widget_parts import first_size
from cityplanner.i18n import _

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow

Wish = Callable[["MainWindow"], object]
_HEADER_PX = 44
MAIN_WINDOW = "cityplanner.gui.main_window"


class FirstWindow(QMainWindow):
    """Loads the main window's module on a worker as soon as it is seen. What is asked of it meanwhile is its wish."""

    loaded = Signal(object)
    """On the main thread: None, or what went wrong."""

    def __init__(self, project: Path | None = None) -> None:
        super().__init__()
        self.setWindowTitle("CityPlanner")
        self.setAcceptDrops(project is None)
        self.wish: Wish | None = None
        """What the main window is to do first."""
        self._begun = False
        self._told = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._told.setProperty("role", "lead")
        centre = QWidget()
        column = QVBoxLayout(centre)
        # The same place as in the main window, below its header.
        column.setContentsMargins(0, _HEADER_PX, 0, 0)
        if project is None:
            column.addWidget(self._welcome(), 1)
            column.addWidget(self._told)
        else:
            column.addWidget(self._told, 1)
            self._wish_for(lambda window: window.open_file(project), _("Opening {file} …").format(file=project.name))
        self.setCentralWidget(centre)
        self.resize(first_size(self))

    def _welcome(self) -> Welcome:
        welcome = Welcome()
        moment = _("One moment …")
        welcome.sample_wanted.connect(
            lambda: self._wish_for(lambda window: window.open_sample(), _("Opening the sample city …"))
        )
        welcome.files_wanted.connect(lambda: self._wish_for(lambda window: window.commands["new"].trigger(), moment))
        welcome.project_wanted.connect(lambda: self._wish_for(lambda window: window.projects.ask_and_open(), moment))
        welcome.file_wanted.connect(
            lambda path: self._wish_for(
                lambda window: window.open_file(path), _("Opening {file} …").format(file=path.name)
            )
        )
        return welcome

    def _wish_for(self, wish: Wish, sentence: str) -> None:
        self.wish = wish
        self._told.setText(sentence)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._begun:
            self._begun = True
            # When the words are painted.
            QTimer.singleShot(0, self._load)

    def _load(self) -> None:
        begin()
        Thread(target=self._import, name="loading", daemon=True).start()

    def _import(self) -> None:
        error: Exception | None = None
        try:
            import_module(MAIN_WINDOW)
        except Exception as failure:  # told where the window was opened
            error = failure
        self.loaded.emit(error)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        if paths:
            self._wish_for(lambda window: window.import_files(paths), _("One moment …"))
