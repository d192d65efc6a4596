"""A painter that ends with its work."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QPaintDevice, QPainter


@contextmanager
def painter_on(device: QPaintDevice) -> Iterator[QPainter]:
    """A painter on ``device``, ended also where something is raised.

    Not left to the collector: Qt ends the process where a picture or a widget goes while a painter is at work on it,
    and while somebody looks at the frame of a call the painter in it stays.
    """
    painter = QPainter(device)
    try:
        yield painter
    finally:
        painter.end()
