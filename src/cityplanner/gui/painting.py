"""Painting that a fault cannot break: no exception leaves a paint event, and no painter is left open by one.

Qt ends the process where a widget or a picture goes while a painter is still at work on it. What is raised is logged
and told like any other fault, and the rest of the window is painted.
"""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from cityplanner.render.painting import painter_on

W = TypeVar("W", bound=QWidget)
T = TypeVar("T")
P = ParamSpec("P")


def paint_event(paint: Callable[[W, QPainter], None]) -> Callable[[W, QPaintEvent], None]:
    """Make a paint event of ``paint(self, painter)``; ``painter`` is on the widget."""

    @wraps(paint)
    def guarded(self: W, _event: QPaintEvent) -> None:
        try:
            with painter_on(self) as painter:
                paint(self, painter)
        except Exception as error:
            _tell(error)

    return guarded


def paint_part(
    paint: Callable[Concatenate[T, QPainter, P], None],
) -> Callable[Concatenate[T, QPainter, P], None]:
    """Make ``paint(self, painter, ...)`` of a part, such as a row or an icon, leave Qt's painter as it was."""

    @wraps(paint)
    def guarded(self: T, painter: QPainter, /, *arguments: P.args, **named: P.kwargs) -> None:
        painter.save()
        try:
            paint(self, painter, *arguments, **named)
        except Exception as error:
            _tell(error)
        finally:
            painter.restore()

    return guarded


def _tell(error: Exception) -> None:
    sys.excepthook(type(error), error, error.__traceback__)
