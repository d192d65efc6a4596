"""Every neighbourhood in a row: the same figures as on the map, sorted as one likes, with the same selection."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QCollator,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from cityplanner.carto.share_classes import SHARE_CLASSES, class_of
from cityplanner.coverage.table import CoverageTable
from cityplanner.gui.command import Command, Menu, MenuPlace
from cityplanner.gui.painting import paint_part
from cityplanner.gui.panel import Panel, Stand
from cityplanner.gui.subscriptions import Subscriptions
from cityplanner.gui.theme import COLOURS, Theme
from cityplanner.i18n import _, format_number, format_share
from cityplanner.people.groups import group_label
from cityplanner.session.study import Study

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


_Index = QModelIndex | QPersistentModelIndex
NO_FIGURE = "–"
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class _Column:
    title: str
    values: Callable[[CoverageTable, CoverageTable | None], np.ndarray]
    text: Callable[[float], str]
    is_share: bool = False


def _columns(groups: tuple[str, ...], *, residents: bool, change: bool, area: bool) -> list[_Column]:
    """Without residents, what there is of the ground."""
    if not residents:
        return [
            _Column(_("Area, km²"), lambda table, _base: table.area_m2 / 1e6, lambda km2: format_number(km2, 2)),
            _Column(_("Ground in range"), lambda table, _base: _ground_share(table), format_share),
        ]
    columns = [
        _Column(_("Residents"), lambda table, _base: table.people[:, 0], format_number),
        _Column(_("Served"), lambda table, _base: table.served[:, 0], format_number),
        _Column(_("Share"), lambda table, _base: table.share, format_share, is_share=True),
    ]
    if change:
        columns.append(
            _Column(
                _("Change"),
                lambda table, base: table.share - base.share if base is not None else np.full(len(table.ids), np.nan),
                lambda value: f"{'+' if value >= 0 else '−'}{format_share(abs(value))}",
            )
        )
    if area:
        columns.append(
            _Column(
                _("Ground"),
                lambda table, _base: _ground_share(table),
                format_share,
            )
        )
    for index, group in enumerate(groups):
        columns.append(_Column(group_label(group), _share_of_group(index), format_share))
    return columns


def _ground_share(table: CoverageTable) -> np.ndarray:
    return table.area_share if table.area_share is not None else np.full(len(table.ids), np.nan)


def _share_of_group(index: int) -> Callable[[CoverageTable, CoverageTable | None], np.ndarray]:
    return lambda table, _base: table.group_share[:, index]


class NeighbourhoodModel(QAbstractTableModel):
    """A row a neighbourhood, sorted by any column; the first column is the name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: CoverageTable | None = None
        self._columns: list[_Column] = []
        self._values: list[np.ndarray] = []
        self._class = np.empty(0, dtype=np.int64)
        self._sorted = (0, Qt.SortOrder.AscendingOrder)
        self._order: list[int] = []
        """The row in the city of each row here."""

    def show(self, table: CoverageTable, parent: CoverageTable | None) -> None:
        """Show ``table``; rows and columns are kept, and with them the selection, where the city is the same."""
        columns = _columns(table.groups, residents=table.has_residents, change=parent is not None, area=True)
        same = (
            self._table is not None
            and self._table.ids == table.ids
            and [column.title for column in columns] == [column.title for column in self._columns]
        )
        if not same:
            self.beginResetModel()
        before = self._values
        values = [np.asarray(column.values(table, parent), dtype=np.float64) for column in columns]
        self._table, self._columns, self._values = table, columns, values
        self._class = class_of(table.share)
        if not same:
            self._order = self._in_order()
            self.endResetModel()
            return
        # Few rows change while a device is in the hand, and only these are painted again.
        changed = _changed_rows(before, values)
        for row in [row for row, place in enumerate(self._order) if place in changed]:
            self.dataChanged.emit(self.index(row, 1), self.index(row, len(columns)))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """In one go; Qt's own sorting asks for thousands of values, one by one."""
        self._sorted = (column, order)
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        places = [self._order[index.row()] for index in old]
        self._order = self._in_order()
        row_of = {place: row for row, place in enumerate(self._order)}
        new = [self.index(row_of[place], index.column()) for place, index in zip(places, old, strict=True)]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def sort_again(self) -> None:
        """By the figures as they are now."""
        self.sort(*self._sorted)

    def _in_order(self) -> list[int]:
        if self._table is None:
            return []
        column, order = self._sorted
        if 0 < column <= len(self._values):
            # What is unknown is less than anything.
            figures = np.nan_to_num(self._values[column - 1], nan=-np.inf)
        else:
            collator = QCollator()
            keys = [collator.sortKey(name) for name in self._table.names]
            by_name = sorted(range(len(keys)), key=keys.__getitem__)
            figures = np.empty(len(keys))
            figures[by_name] = np.arange(len(keys))
        descending = order == Qt.SortOrder.DescendingOrder
        rows: list[int] = np.argsort(-figures if descending else figures, kind="stable").tolist()
        return rows

    def id_at(self, row: int) -> str:
        assert self._table is not None
        return self._table.ids[self._order[row]]

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if self._table is None or (parent is not None and parent.isValid()) else len(self._table.ids)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._columns) + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _("Neighbourhood") if section == 0 else self._columns[section - 1].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if section == 0 else _RIGHT
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self._table is None or not index.isValid():
            return None
        row, column = self._order[index.row()], index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if column == 0 else _RIGHT
        if column == 0:
            return self._table.names[row] if role == Qt.ItemDataRole.DisplayRole else None
        value = float(self._values[column - 1][row])
        if role == Qt.ItemDataRole.DisplayRole:
            return NO_FIGURE if np.isnan(value) else self._columns[column - 1].text(value)
        if role == Qt.ItemDataRole.ToolTipRole and np.isnan(value):
            return _("There is no figure: nobody of this group lives here, or it is still being worked out.")
        return None

    def share_bar(self, index: _Index) -> tuple[float, str] | None:
        """Length and colour of the bar behind a share; None in other columns."""
        if index.column() == 0 or not self._columns[index.column() - 1].is_share:
            return None
        row = self._order[index.row()]
        value = float(self._values[index.column() - 1][row])
        if np.isnan(value):
            return None
        entry = SHARE_CLASSES[int(self._class[row])]
        return value, entry.style.fill or COLOURS.line


def _changed_rows(before: list[np.ndarray], after: list[np.ndarray]) -> set[int]:
    """The rows in which any of the columns differs."""
    changed = [~((a == b) | (np.isnan(a) & np.isnan(b))) for a, b in zip(before, after, strict=True)]
    return set(np.flatnonzero(np.any(changed, axis=0)).tolist())


class _ShareBar(QStyledItemDelegate):
    """Paints a thin bar of the map's colour under the share."""

    @paint_part
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        model = index.model()
        assert isinstance(model, NeighbourhoodModel)
        bar = model.share_bar(index)
        if bar is None:
            return
        value, colour = bar
        area = QRectF(option.rect).adjusted(8, option.rect.height() - 5, -8, -2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(COLOURS.hover))
        painter.drawRoundedRect(area, 1.5, 1.5)
        area.setWidth(area.width() * min(value, 1.0))
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(area, 1.5, 1.5)


class NeighbourhoodTable(QWidget):
    """The table with its sorting and the shared selection."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, objectName="neighbourhoodTable")
        self._study: Study | None = None
        self._heard = Subscriptions()
        self._selecting = False
        self.model = NeighbourhoodModel(self)
        self.view = QTableView(
            sortingEnabled=True,
            showGrid=False,
            selectionBehavior=QAbstractItemView.SelectionBehavior.SelectRows,
            wordWrap=False,
            objectName="neighbourhoodView",
        )
        self.view.setAccessibleName(_("Neighbourhoods"))
        self.view.setModel(self.model)
        self.view.setItemDelegate(_ShareBar(self.view))
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(28)
        self.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.view.horizontalHeader().setHighlightSections(False)
        # Widths from the rows in sight are good enough, and do not hold the window up.
        self.view.horizontalHeader().setResizeContentsPrecision(0)
        self.view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.view.selectionModel().selectionChanged.connect(self._on_rows_selected)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)

    def bind(self, study: Study) -> None:
        self._study = study
        self._heard.renew((study.figures_changed, self.refresh), (study.selection.changed, self._on_selection_changed))
        self.refresh()
        self._set_widths(study.table.names)
        self.view.sortByColumn(0, Qt.SortOrder.AscendingOrder)

    def unbind(self) -> None:
        """Let go of the study."""
        self._heard.end()
        self._study = None

    def retint(self, theme: Theme) -> None:
        """Qt paints it from the palette."""

    def _set_widths(self, names: Iterable[str]) -> None:
        """By titles and names; to ask every cell would hold the window up."""
        metrics = self.view.fontMetrics()
        for section in range(self.model.columnCount()):
            title = str(self.model.headerData(section, Qt.Orientation.Horizontal))
            texts = [title, *names] if section == 0 else [title]
            widest = max(metrics.horizontalAdvance(text) for text in texts)
            self.view.setColumnWidth(section, min(max(widest + 40, 84), 190))

    def refresh(self) -> None:
        """Show the study's figures as they are now."""
        if self._study is not None:
            self.model.show(self._study.table, self._study.parent_table)

    def sort_again(self) -> None:
        """Put the rows in order again; not done while a device is in the hand, when rows would jump about."""
        self.model.sort_again()

    def text(self, id_: str, column: int) -> str:
        """What the row of neighbourhood ``id_`` says in ``column``."""
        row = next(row for row in range(self.model.rowCount()) if self.model.id_at(row) == id_)
        return str(self.model.data(self.model.index(row, column)))

    def _on_rows_selected(self) -> None:
        if self._selecting or self._study is None:
            return
        rows = {index.row() for index in self.view.selectionModel().selectedRows()}
        self._selecting = True
        self._study.selection.select(neighbourhoods=[self.model.id_at(row) for row in rows])
        self._selecting = False

    def _on_selection_changed(self) -> None:
        if self._selecting or self._study is None:
            return
        self.show_selection()

    def show_selection(self) -> None:
        """Mark the rows of the selected neighbourhoods, and bring the first of them into view."""
        if self._study is None:
            return
        wanted = self._study.selection.neighbourhoods
        selection = QItemSelection()
        first: QModelIndex | None = None
        for row in range(self.model.rowCount()):
            if self.model.id_at(row) in wanted:
                index = self.model.index(row, 0)
                first = first or index
                selection.select(index, self.model.index(row, self.model.columnCount() - 1))
        self._selecting = True
        model = self.view.selectionModel()
        model.select(selection, model.SelectionFlag.ClearAndSelect)
        if first is not None:
            self.view.scrollTo(first)
        self._selecting = False


def _make(window: "MainWindow") -> NeighbourhoodTable:
    table = NeighbourhoodTable()

    def show_rested() -> None:
        table.refresh()
        table.sort_again()

    window.rested.worked_out.connect(show_rested)
    return table


PANEL = Panel(
    "table",
    _make,
    Stand.BELOW,
    1,
    Command(
        "table",
        _("Table of neighbourhoods"),
        lambda window: window.show_table(window.table.isHidden()),
        icon="table",
        keys=("F9",),
        menu=MenuPlace(Menu.VIEW, 1, 3),
    ),
)
