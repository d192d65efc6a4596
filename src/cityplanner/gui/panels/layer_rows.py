"""The rows of the layer tree: what can be dragged where, ticked, renamed, and folded."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPalette, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from cityplanner.gui.icons import pixmap
from cityplanner.gui.painting import paint_part

WHAT = Qt.ItemDataRole.UserRole + 1
"""What a row is: a name that stays the same when the tree is filled again."""
LAYER = Qt.ItemDataRole.UserRole + 2
"""The id of a layer's row."""
GROUP = Qt.ItemDataRole.UserRole + 3
"""The name of a group's row."""
_Index = QModelIndex | QPersistentModelIndex
_MIME = "application/x-cityplanner-layers"
_CHEVRON_PX = 12


@dataclass(frozen=True, slots=True)
class Drop:
    """Layers let go of above the layers ``below``, into ``group``, or out of all groups where it is None."""

    ids: tuple[str, ...]
    below: tuple[str, ...]
    group: str | None


class LayerRows(QStandardItemModel):
    """Layers can be dragged between layers and into groups, groups between layers; the tree carries it out."""

    dropped = Signal(object)

    def mimeTypes(self) -> list[str]:
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        groups = [index.data(GROUP) for index in indexes if index.data(GROUP) is not None]
        ids = [index.data(LAYER) for index in indexes if index.data(LAYER) is not None]
        if groups and not ids:
            content = {"ids": self.layers_under(groups[0]), "group": groups[0]}
        else:
            content = {"ids": ids, "group": None}
        data = QMimeData()
        data.setData(_MIME, json.dumps(content).encode())
        return data

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def canDropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: _Index) -> bool:
        if not data.hasFormat(_MIME):
            return False
        is_group = json.loads(bytes(data.data(_MIME).data()))["group"] is not None
        return not parent.isValid() or (parent.data(GROUP) is not None and not is_group)

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: _Index) -> bool:
        """Tell where the rows were let go of; False, so that the view does not move them itself."""
        if self.canDropMimeData(data, action, row, column, parent):
            content = json.loads(bytes(data.data(_MIME).data()))
            group = parent.data(GROUP) if parent.isValid() else content["group"]
            self.dropped.emit(Drop(tuple(content["ids"]), tuple(self._below(row, parent)), group))
        return False

    def _below(self, row: int, parent: _Index) -> list[str]:
        """The layers under the place before ``row``."""
        top = self.invisibleRootItem()
        if not parent.isValid():
            first = top.rowCount() if row < 0 else row
            return [id_ for number in range(first, top.rowCount()) for id_ in layers_in(top.child(number))]
        group = self.itemFromIndex(parent)
        inside = [id_ for number in range(max(row, 0), group.rowCount()) for id_ in layers_in(group.child(number))]
        after = range(group.row() + 1, top.rowCount())
        return inside + [id_ for number in after for id_ in layers_in(top.child(number))]

    def layers_under(self, group: str) -> list[str]:
        """The layers of a group, top first."""
        top = self.invisibleRootItem()
        rows = (top.child(number) for number in range(top.rowCount()))
        return [id_ for item in rows if item.data(GROUP) == group for id_ in layers_in(item)]


def layers_in(item: QStandardItem) -> list[str]:
    """The layer of a row, or those of a group's."""
    if item.data(LAYER) is not None:
        return [item.data(LAYER)]
    children = (item.child(number) for number in range(item.rowCount()))
    return [child.data(LAYER) for child in children if child.data(LAYER) is not None]


class LayerView(QTreeView):
    """Arrows before what folds; Alt and a click on a tick, Ctrl with the arrow keys, and Delete, as signals."""

    solo_wanted = Signal(QModelIndex)
    step_wanted = Signal(int)
    remove_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(objectName="layerView", headerHidden=True, indentation=16, iconSize=QSize(18, 18))
        self.setItemDelegate(_TickDelegate(self))
        self.setEditTriggers(QTreeView.EditTrigger.EditKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setExpandsOnDoubleClick(False)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def event(self, event: QEvent) -> bool:
        # Delete and Ctrl with arrows are acts of the window too; here they are about layers.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_ours(event):
            event.accept()
            return True
        return super().event(event)

    @property
    def _editing(self) -> bool:
        return self.state() == QAbstractItemView.State.EditingState

    def _is_ours(self, event: QKeyEvent) -> bool:
        if self._editing:
            return False
        keys = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_F2, Qt.Key.Key_Space)
        return event.key() in keys or _step(event) is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _step(event)
        if step is not None:
            self.step_wanted.emit(step)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_wanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._editing:
            self.doubleClicked.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @paint_part
    def drawBranches(self, painter: QPainter, rect: QRect, index: _Index) -> None:
        if self.model().hasChildren(index):
            name = "chevron-down" if self.isExpanded(index) else "chevron-right"
            colour = self.palette().color(QPalette.ColorRole.PlaceholderText).name()
            left = rect.right() - (self.indentation() + _CHEVRON_PX) // 2
            painter.drawPixmap(
                QRect(left, rect.center().y() - _CHEVRON_PX // 2, _CHEVRON_PX, _CHEVRON_PX),
                pixmap(name, 4 * _CHEVRON_PX, colour),
            )


def _step(event: QKeyEvent) -> int | None:
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        steps: dict[int, int] = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        return steps.get(event.key())
    return None


class _TickDelegate(QStyledItemDelegate):
    """Alt and a click on a tick shows one layer alone."""

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        if isinstance(event, QMouseEvent) and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            view = self.parent()
            assert isinstance(view, LayerView)
            assert isinstance(model, QStandardItemModel)
            on_tick = tick_rect(view, index).contains(event.position().toPoint())
            if on_tick and layers_in(model.itemFromIndex(index)):
                if event.type() == QEvent.Type.MouseButtonRelease:
                    view.solo_wanted.emit(index)
                return True
        return super().editorEvent(event, model, option, index)


def tick_rect(view: QTreeView, index: _Index) -> QRect:
    """Where the tick of a row is, on the view's viewport."""
    option = QStyleOptionViewItem()
    option.initFrom(view)
    option.rect = view.visualRect(index)
    option.widget = view
    delegate = view.itemDelegate()
    assert isinstance(delegate, QStyledItemDelegate)
    delegate.initStyleOption(option, index)
    return view.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, view)
