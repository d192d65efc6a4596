"""Starts the window."""

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cityplanner.data_files import data_folder
from cityplanner.i18n import set_language
from cityplanner.log_file import start_log
from cityplanner.qt_guard import check_qt

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def make_application() -> "QApplication":
    """The application that windows need, with our look; the one that is there where there is one.

    Qt has one application a process: who paints first and opens a window later must ask for this one at the start.
    """
    check_qt()
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from cityplanner.gui.settings import read_appearance
    from cityplanner.gui.theme import apply_theme

    set_language()
    app = QApplication.instance()
    if isinstance(app, QApplication):
        return app
    appearance = read_appearance()
    if appearance.scale_percent != 100:
        # Qt reads this once, when the application begins.
        os.environ.setdefault("QT_SCALE_FACTOR", str(appearance.scale_percent / 100))
    app = QApplication(sys.argv[:1])
    app.setApplicationName("CityPlanner")
    app.setDesktopFileName("cityplanner")
    app.setWindowIcon(QIcon(str(data_folder("resources") / "icons" / "app.svg")))
    apply_theme(app, appearance.theme)
    return app


def open_window(project_path: Path | None = None) -> int:
    """Open the window, with the project at ``project_path`` where one is given, and return the exit code.

    Raises :class:`~cityplanner.errors.CityPlannerError` where the installed Qt is known not to work.
    """
    start_log()
    app = make_application()
    from cityplanner.gui.fault_hub import FaultHub
    from cityplanner.gui.main_window import MainWindow

    window = MainWindow()
    ended: list[bool] = []
    app.aboutToQuit.connect(lambda: ended.append(window.finish()))
    hub = FaultHub()
    hub.fault.connect(window.tell_fault)
    hub.install()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    window.show()
    if project_path is not None:
        window.open_file(project_path)
    try:
        code = app.exec()
    finally:
        hub.remove()
    if not all(ended):
        # Work that cannot be stopped would be cut off in the middle of Python's own end, which may crash.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code
