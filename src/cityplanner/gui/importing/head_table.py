"""The first rows of a file, as they stand there; columns that mean something say what above their name."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from cityplanner.i18n import _

_ROWS, _COLUMNS, _LONGEST = 8, 40, 60
_Index = QModelIndex | QPersistentModelIndex


class _Head(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self._frame = pd.DataFrame()
        self._meanings: Mapping[str, str] = {}

    def show_frame(self, frame: pd.DataFrame, meanings: Mapping[str, str]) -> None:
        """``meanings`` says of a column what it was taken for; those come first."""
        self.beginResetModel()
        columns = [str(column) for column in frame.columns]
        order = sorted(range(len(columns)), key=lambda place: columns[place] not in meanings)[:_COLUMNS]
        self._frame = frame.iloc[:_ROWS, order]
        self._meanings = meanings
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._frame)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._frame.shape[1]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            value = self._frame.iat[index.row(), index.column()]
            return _text(value)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and section < self._frame.shape[1]:
            column = str(self._frame.columns[section])
            meaning = self._meanings.get(column)
            if role == Qt.ItemDataRole.DisplayRole:
                return column if meaning is None else f"{column}\n→ {meaning}"
            if role == Qt.ItemDataRole.FontRole and meaning is not None:
                font = QFont()
                font.setBold(True)
                return font
        return None


def _text(value: Any) -> str:
    """A cell as it was meant: a whole number that the file's reader made a decimal one is whole again."""
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)[:_LONGEST]


class HeadTable(QTableView):
    def __init__(self) -> None:
        super().__init__(objectName="headTable")
        self._head = _Head()
        self.setModel(self._head)
        self.setAccessibleName(_("The first rows of the file"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(24)
        self.setShowGrid(False)
        self.setWordWrap(False)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setHighlightSections(False)

    def show_frame(self, frame: pd.DataFrame | None, fields: Mapping[str, str]) -> None:
        """The first rows of ``frame``; ``fields`` are canonical names and the columns taken for them."""
        meanings: dict[str, str] = {}
        for name, column in fields.items():
            for part in column.split("/"):
                meanings.setdefault(part, field_title(name))
        self._head.show_frame(pd.DataFrame() if frame is None else frame, meanings)
        self.resizeColumnsToContents()
        for section in range(self._head.columnCount()):
            self.setColumnWidth(section, min(max(self.columnWidth(section), 70), 170))


def field_title(name: str) -> str:
    """A canonical field in words."""
    from cityplanner.people.groups import group_label

    titles = {
        "id": _("Code"),
        "name": _("Name"),
        "population": _("Residents"),
        "deprivation": _("Deprivation"),
        "height_m": _("Height"),
        "azimuth_deg": _("Direction"),
        "status": _("Status"),
        "class": _("Class"),
        "levels": _("Storeys"),
        "kind": _("Kind"),
        "use": _("Use"),
        "line": _("Line"),
        "lit": _("Lit"),
    }
    return titles.get(name) or group_label(name)
