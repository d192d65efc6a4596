"""Starts the window."""

import signal
import sys
from pathlib import Path

from cityplanner.i18n import set_language
from cityplanner.qt_guard import check_qt


def open_window(project_path: Path | None = None) -> int:
    """Open the window, with the project at ``project_path`` where one is given, and return the exit code.

    Raises :class:`~cityplanner.errors.CityPlannerError` where the installed Qt is known not to work.
    """
    check_qt()
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from cityplanner.data_files import data_folder
    from cityplanner.gui.main_window import MainWindow
    from cityplanner.gui.theme import apply_theme

    set_language()
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName("CityPlanner")
    app.setDesktopFileName("cityplanner")
    app.setWindowIcon(QIcon(str(data_folder("resources") / "icons" / "app.svg")))
    apply_theme(app)
    window = MainWindow()
    sys.excepthook = lambda _type, error, _traceback: window.tell_error(error)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    window.show()
    if project_path is not None:
        window.open_file(project_path)
    return app.exec()
