"""A Qt to paint with where no window is open: on a server, from the command line, in a test."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QGuiApplication

from cityplanner.render.fonts import ensure_fonts

_application: QGuiApplication | None = None


def ensure_application() -> None:
    """Make the ``QGuiApplication`` that fonts need where there is none yet; no display is wanted for it.

    A window cannot be opened afterwards in the same process: Qt allows one application, and a window's is another.
    """
    global _application
    if QGuiApplication.instance() is None:
        with _platform("offscreen"):
            # Qt keeps no reference to it: without ours it would be gone at once.
            _application = QGuiApplication(["cityplanner"])
    ensure_fonts()


@contextmanager
def _platform(name: str) -> Iterator[None]:
    """Qt's platform for what is made meanwhile, unless the person chose one; programs we start do not inherit it."""
    if "QT_QPA_PLATFORM" in os.environ:
        yield
        return
    os.environ["QT_QPA_PLATFORM"] = name
    try:
        yield
    finally:
        del os.environ["QT_QPA_PLATFORM"]
