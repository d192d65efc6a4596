"""How the window's room is shared: layers or proposals, the map, the figures, and the table below."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QSplitter, QVBoxLayout, QWidget

from cityplanner.gui.icons import icon
from cityplanner.i18n import format_number, ngettext

_LEFT_PX, _RIGHT_PX, _TABLE_PX, _FOLDED_PX = 224, 272, 240, 30
_IMPROVE_PX = 304
_ANY_PX = 16_777_215


class Workspace(QSplitter):
    """Columns above, the table that folds away below."""

    fold_clicked = Signal()

    def __init__(
        self, layers: QWidget, improve: QWidget, map_: QWidget, figures: tuple[QWidget, ...], inspector: QWidget
    ) -> None:
        super().__init__(Qt.Orientation.Vertical, handleWidth=1, childrenCollapsible=False)
        self._layers, self._improve = layers, improve
        self.right = _right_column(figures, inspector)
        self._columns = QSplitter(Qt.Orientation.Horizontal, handleWidth=1, childrenCollapsible=False)
        for widget in (layers, improve, map_, self.right):
            self._columns.addWidget(widget)
        self._columns.setStretchFactor(2, 1)
        improve.setMinimumWidth(280)
        layers.setMinimumWidth(180)
        self.right.setMinimumWidth(240)
        self._columns.setSizes([_LEFT_PX, 0, 1000, _RIGHT_PX])
        self._fold = QPushButton(icon("chevron-right"), "", objectName="foldTable")
        self._fold.clicked.connect(self.fold_clicked)
        bar = QFrame(objectName="tableBar")
        bar.setFixedHeight(_FOLDED_PX)
        row = QHBoxLayout(bar)
        row.setContentsMargins(4, 0, 4, 0)
        row.addWidget(self._fold, 1)
        self._lower = QWidget()
        self._table_column = QVBoxLayout(self._lower)
        self._table_column.setContentsMargins(0, 0, 0, 0)
        self._table_column.setSpacing(0)
        self._table_column.addWidget(bar)
        self._lower.setMaximumHeight(_FOLDED_PX)
        self.addWidget(self._columns)
        self.addWidget(self._lower)
        self.setStretchFactor(0, 1)

    def add_table(self, table: QWidget) -> None:
        """Below everything, folded away."""
        table.hide()
        self._table_column.addWidget(table, 1)

    def show_count(self, neighbourhoods: int) -> None:
        """How many rows the table has, on the bar that unfolds it."""
        text = ngettext("{count} neighbourhood", "Neighbourhoods ({count})", neighbourhoods)
        self._fold.setText(text.format(count=format_number(neighbourhoods)))

    def unfold_table(self, unfolded: bool) -> None:
        """Give the table its room, or only its bar."""
        self._fold.setIcon(icon("chevron-down" if unfolded else "chevron-right"))
        self._lower.setMaximumHeight(_ANY_PX if unfolded else _FOLDED_PX)
        lower = _TABLE_PX if unfolded else _FOLDED_PX
        self.setSizes([self.height() - lower, lower])

    def show_improve(self) -> None:
        """In place of the layers, so that the map stays large."""
        left, _improve, middle, right = self._columns.sizes()
        self._layers.hide()
        self._improve.show()
        self._columns.setSizes([0, _IMPROVE_PX, left + middle - _IMPROVE_PX, right])

    def show_layers(self) -> None:
        """The layers again, in place of the proposals."""
        _layers, improve, middle, right = self._columns.sizes()
        self._layers.show()
        self._columns.setSizes([_LEFT_PX, 0, improve + middle - _LEFT_PX, right])


def _right_column(figures: tuple[QWidget, ...], inspector: QWidget) -> QWidget:
    """The figures, which scroll; the inspector stays in sight below them, wherever these are scrolled to."""
    above = QWidget()
    above.setProperty("role", "panel")
    stack = QVBoxLayout(above)
    stack.setContentsMargins(0, 0, 0, 0)
    stack.setSpacing(0)
    for panel in figures:
        stack.addWidget(panel)
    stack.addStretch(1)
    scroll = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(above)
    column = QWidget()
    below = QVBoxLayout(column)
    below.setContentsMargins(0, 0, 0, 0)
    below.setSpacing(0)
    below.addWidget(scroll, 1)
    below.addWidget(inspector)
    return column
