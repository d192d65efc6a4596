"""Opens the window, where there is a screen for it."""

import os
import sys
from pathlib import Path

from cityplanner.errors import CityPlannerError, ProjectError
from cityplanner.i18n import _


def has_display() -> bool:
    """Whether there is a screen. Asks the environment only: importing Qt takes longer and can end the program."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def open_window(project: Path | None) -> int:
    """Open the window, with ``project`` where one is given, and return its exit code when it is closed."""
    if project is not None and not project.exists():
        raise ProjectError(_("There is no project file {path}; check the name and the folder.").format(path=project))
    if not has_display() and "QT_QPA_PLATFORM" not in os.environ:
        raise CityPlannerError(
            _("There is no screen to open the window on; `cityplanner --help` lists what works without one.")
        )
    from cityplanner.gui import app

    return app.open_window(project)
