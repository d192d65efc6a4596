"""What a widget stands on and is made of, where it is there for certain; for all that Qt knows, it may be missing."""

from collections.abc import Iterator

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QLayout, QLineEdit, QWidget


def first_size(window: QWidget) -> QSize:
    """How large a window begins: 1366 x 768, or less where the screen has less room."""
    room = window.screen().availableSize()
    return QSize(1366, 768).boundedTo(room)


def host_of(card: QWidget) -> QWidget:
    """What ``card`` was made to stand on."""
    host = card.parentWidget()
    assert host is not None
    return host


def layout_of(widget: QWidget) -> QLayout:
    """The layout of a widget that was given one."""
    layout = widget.layout()
    assert layout is not None
    return layout


def line_of(box: QComboBox) -> QLineEdit:
    """Where one types in a ``box`` that is editable."""
    line = box.lineEdit()
    assert line is not None
    return line


def taken_out(layout: QLayout) -> Iterator[QWidget]:
    """Empty ``layout``: its widgets, which nothing arranges any more but which are still shown."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            yield widget
