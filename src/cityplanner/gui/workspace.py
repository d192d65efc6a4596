"""How the window's room is shared: a panel on the left, the map, the figures, and the table below."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QSplitter, QVBoxLayout, QWidget

from cityplanner.gui.icons import icon
from cityplanner.gui.panel import Stand
from cityplanner.gui.panel_list import PanelList
from cityplanner.gui.subscriptions import Subscriptions
from cityplanner.i18n import format_number, ngettext
from cityplanner.model import Changed
from cityplanner.session.study import Study

_LEFT_PX, _RIGHT_PX, _TABLE_PX, _FOLDED_PX = 224, 272, 240, 30
_INSTEAD_PX = 304
"""The width of a panel that is shown on the left instead of the first."""
_LEAST_COLUMN_PX = 200
_ANY_PX = 16_777_215


class Workspace(QSplitter):
    """Columns above, what folds away below."""

    fold_clicked = Signal()

    def __init__(self, panels: PanelList, map_: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, handleWidth=1, childrenCollapsible=False)
        self._panels = panels
        self._heard = Subscriptions()
        self._put_away: list[QWidget] = []
        self._study: Study | None = None
        self._left, self._below = panels.at(Stand.LEFT), panels.at(Stand.BELOW)
        self.right = _right_column(panels.at(Stand.RIGHT), panels.at(Stand.BESIDE))
        self._columns = QSplitter(Qt.Orientation.Horizontal, handleWidth=1, childrenCollapsible=False)
        for widget in (*self._left, map_, self.right):
            self._columns.addWidget(widget)
        self._columns.setStretchFactor(len(self._left), 1)
        for number, widget in enumerate(self._left):
            widget.setMinimumWidth(180 if number == 0 else 280)
            widget.setVisible(number == 0)
        self.right.setMinimumWidth(240)
        self._columns.setSizes([*self._widths(0), 1000, _RIGHT_PX])
        self._fold = QPushButton(icon("chevron-right"), "", objectName="foldTable")
        self._fold.clicked.connect(self.fold_clicked)
        bar = QFrame(objectName="tableBar")
        bar.setFixedHeight(_FOLDED_PX)
        row = QHBoxLayout(bar)
        row.setContentsMargins(4, 0, 4, 0)
        row.addWidget(self._fold, 1)
        self._lower = QWidget()
        column = QVBoxLayout(self._lower)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        for widget in self._below:
            widget.hide()
            column.addWidget(widget, 1)
        self._lower.setMaximumHeight(_FOLDED_PX)
        self.addWidget(self._columns)
        self.addWidget(self._lower)
        self.setStretchFactor(0, 1)

    def bind(self, study: Study) -> None:
        """Say how many rows the table of ``study`` has, on the bar that unfolds it."""
        self._study = study
        self._heard.renew((study.project_changed, self._on_project_changed))
        self._show_count()

    def unbind(self) -> None:
        self._heard.end()
        self._study = None

    def _on_project_changed(self, changed: Changed) -> None:
        if changed.city:
            self._show_count()

    def _show_count(self) -> None:
        assert self._study is not None
        count = len(self._study.project.city.neighbourhoods)
        text = ngettext("{count} neighbourhood", "Neighbourhoods ({count})", count)
        self._fold.setText(text.format(count=format_number(count)))

    # Folding

    def fold(self, id_: str) -> None:
        """Show a panel where it is hidden, and hide it where it is shown."""
        widget, stand = self._panels[id_], self._panels.stand_of(id_)
        shown = widget.isHidden()
        if stand is Stand.BELOW:
            self.unfold(widget, shown)
        elif stand is Stand.LEFT and widget is not self._left[0]:
            self.show_left(widget if shown else None)
        else:
            widget.setVisible(shown)
        if shown and stand is Stand.MAP:
            widget.place()
            widget.raise_()

    def unfold(self, widget: QWidget, shown: bool) -> None:
        """Give a panel below its room, or fold it away; without any only the bar stays."""
        widget.setVisible(shown)
        unfolded = any(not one.isHidden() for one in self._below)
        self._fold.setIcon(icon("chevron-down" if unfolded else "chevron-right"))
        self._lower.setMaximumHeight(_ANY_PX if unfolded else _FOLDED_PX)
        lower = _TABLE_PX if unfolded else _FOLDED_PX
        self.setSizes([self.height() - lower, lower])

    def make_room(self, on: bool) -> None:
        """The map alone; or the panels as they were before."""
        if on:
            self._put_away = [one for one in (*self._left, self.right, *self._below) if not one.isHidden()]
        for widget in self._put_away:
            if widget in self._below:
                self.unfold(widget, not on)
            elif on or widget not in self._left or all(one.isHidden() for one in self._left):
                widget.setVisible(not on)
        if not on:
            self._put_away = []

    def show_left(self, wanted: QWidget | None) -> None:
        """A panel in place of the first one on the left, so that the map stays large; None: the first again."""
        number = 0 if wanted is None else self._left.index(wanted)
        *left, middle, right = self._columns.sizes()
        for widget in self._left:
            widget.setVisible(widget is self._left[number])
        widths = self._widths(number)
        self._columns.setSizes([*widths, sum(left) + middle - sum(widths), right])

    def _widths(self, shown: int) -> list[int]:
        """Of the panels on the left, of which the one with this number is shown."""
        width = _LEFT_PX if shown == 0 else _INSTEAD_PX
        return [width if number == shown else 0 for number in range(len(self._left))]


def _right_column(figures: list[QWidget], beside: list[QWidget]) -> QWidget:
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
    # What is selected is written in lines that need less height the wider they are; the screen may have no more.
    column.setMinimumHeight(_LEAST_COLUMN_PX)
    below = QVBoxLayout(column)
    below.setContentsMargins(0, 0, 0, 0)
    below.setSpacing(0)
    below.addWidget(scroll, 1)
    for panel in beside:
        below.addWidget(panel)
    return column
