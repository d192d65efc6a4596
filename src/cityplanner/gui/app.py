"""Starts the window."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cityplanner.data_files import data_folder
from cityplanner.i18n import asked_tag
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
    from cityplanner.gui.ending import ending_on_signals
    from cityplanner.gui.fault_hub import FaultHub
    from cityplanner.gui.first_window import MAIN_WINDOW, FirstWindow
    from cityplanner.gui.language import speak
    from cityplanner.gui.settings import read_appearance

    ended: list[bool] = []
    failed: list[Exception] = []
    hub = FaultHub()
    hub.install()
    broken_translation = speak(asked_tag() or read_appearance().language)
    first = FirstWindow(project_path)

    def go_on(error: Exception | None) -> None:
        if error is not None:
            failed.append(error)
            app.exit(1)
            return
        from cityplanner.gui.main_window import MainWindow
        from cityplanner.model import Severity

        window = MainWindow()
        app.aboutToQuit.connect(lambda: ended.append(window.finish()))
        hub.fault.connect(window.tell_fault)
        if first.isVisible():
            window.setGeometry(first.geometry())
            window.setWindowState(first.windowState())
        window.show()
        if broken_translation is not None:
            window.messages.tell(str(broken_translation), Severity.WARNING)
        first.close()
        if first.wish is not None:
            first.wish(window)

    if MAIN_WINDOW in sys.modules:
        go_on(None)
    else:
        first.loaded.connect(go_on)
        first.show()
    try:
        with ending_on_signals(app):
            code = app.exec()
    finally:
        hub.remove()
    if failed:
        raise failed[0]
    if not ended or not all(ended):
        # Work that cannot be stopped would be cut off in the middle of Python's own end, which may crash.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code
