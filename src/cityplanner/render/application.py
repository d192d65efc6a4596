"""A Qt to paint with where no window is open: on a server, from the command line, in a test."""

import os

from PySide6.QtGui import QGuiApplication

from cityplanner.render.fonts import ensure_fonts

_application: QGuiApplication | None = None


def ensure_application() -> None:
    """Make the ``QGuiApplication`` that fonts need where there is none yet; no display is wanted for it."""
    global _application
    if QGuiApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        # Qt keeps no reference to it: without ours it would be gone at once.
        _application = QGuiApplication(["cityplanner"])
    ensure_fonts()
