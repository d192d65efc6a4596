"""Everything that a window says, read from its widgets."""

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QTableView,
    QTreeView,
    QWidget,
)

_MOST_ROWS = 200


def words_of(window: QWidget) -> list[str]:
    """Texts, tips and names for screen readers of all widgets, what menus offer and what lists and tables hold."""
    said: list[str] = []
    for widget in (window, *window.findChildren(QWidget)):
        said += [text for text in _of_widget(widget) if text]
    said += [text for action in window.actions() for text in (action.text(), action.toolTip()) if text]
    return sorted(said)


def _of_widget(widget: QWidget) -> Iterator[str]:
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    if isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(row) for row in range(widget.count()))
    if isinstance(widget, QMenu):
        yield widget.title()
        yield from (action.text() for action in widget.actions())
    if isinstance(widget, QTableView | QTreeView):
        header = widget.horizontalHeader() if isinstance(widget, QTableView) else widget.header()
        yield from _of_header(header)
    if isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView) and widget.model() is not None:
        yield from _of_model(widget.model(), QModelIndex())


def _of_header(header: QHeaderView) -> Iterator[str]:
    model = header.model()
    for section in range(header.count()):
        yield str(model.headerData(section, header.orientation(), Qt.ItemDataRole.DisplayRole) or "")


def _of_model(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    for row in range(min(model.rowCount(parent), _MOST_ROWS)):
        for column in range(model.columnCount(parent)):
            index = model.index(row, column, parent)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                text = model.data(index, role)
                if isinstance(text, str):
                    yield text
        yield from _of_model(model, model.index(row, 0, parent))
