"""A window that is gone leaves no part of it behind."""

import gc

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from small_city import small_project

from cityplanner.gui.main_window import MainWindow


def _windows(app: QApplication) -> int:
    for _turn in range(5):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        app.processEvents()
    gc.collect()
    return len(app.topLevelWidgets())


def _open_and_close(qtbot) -> None:
    window = MainWindow()
    window.show()
    window.show_project(small_project())
    qtbot.waitUntil(lambda: window.settled and not window.busy, timeout=60_000)
    window.close_study()
    window.close()
    window.deleteLater()


def test_a_window_that_is_gone_takes_all_its_parts_along(themed: QApplication, qtbot) -> None:
    before = _windows(themed)
    _open_and_close(qtbot)
    assert _windows(themed) <= before
