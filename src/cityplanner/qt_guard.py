"""Keeps the window from starting on a Qt that would crash or mislay its panels. Imports no Qt itself."""

import sys
from importlib.metadata import PackageNotFoundError, version

from cityplanner.errors import CityPlannerError
from cityplanner.i18n import _

_BAD_EVERYWHERE = {"6.11.0", "6.11.1"}
_BAD_BEFORE_PYTHON_3_12 = {"6.12.0"}


def check_qt(qt_version: str | None = None, python: tuple[int, int] | None = None) -> None:
    """Raise :class:`CityPlannerError` with what to install where the Qt at hand is known to be broken.

    PySide6 6.12.0 loses a reference to None in nearly every call on Python 3.11 and older, and the program is ended
    by the interpreter after some thousand calls. 6.11.0 and 6.11.1 lay panels out wrongly (QTBUG-147209).
    """
    if qt_version is None:
        try:
            qt_version = version("PySide6-Essentials")
        except PackageNotFoundError as error:
            raise CityPlannerError(
                _("The window needs PySide6-Essentials; install it with: pip install PySide6-Essentials==6.11.3")
            ) from error
    python = python or sys.version_info[:2]
    if qt_version in _BAD_EVERYWHERE or (python < (3, 12) and qt_version in _BAD_BEFORE_PYTHON_3_12):
        raise CityPlannerError(
            _(
                "PySide6 {version} does not work on Python {python}; "
                "install another with: pip install PySide6-Essentials==6.11.3"
            ).format(version=qt_version, python=".".join(str(part) for part in python))
        )
