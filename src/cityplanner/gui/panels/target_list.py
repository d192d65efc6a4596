"""The project's targets: met or missed, now and before, and what they ask for."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cityplanner.equity.targets import TargetResult, target_outcome, target_title
from cityplanner.gui.icons import pixmap
from cityplanner.gui.names_shown import as_text, marked_up_label
from cityplanner.gui.theme import COLOURS
from cityplanner.i18n import _
from cityplanner.model import Target, TargetKind

_LOOK = {
    True: ("check", "positive"),
    False: ("close", "negative"),
    None: ("help", "second_text"),
}


class TargetList(QWidget):
    """A row a target. A click on one that is missed asks for its neighbourhoods; "Change" opens the values."""

    missed_wanted = Signal(tuple)
    """Rows of the neighbourhoods that miss a target."""
    changed = Signal(tuple)
    """The targets as the person wants them."""

    def __init__(self) -> None:
        super().__init__(objectName="targets")
        self._title = QLabel()
        self._title.setProperty("role", "section")
        self._change = QPushButton(_("Change"), objectName="changeTargets", checkable=True)
        self._change.setProperty("kind", "link")
        self._change.toggled.connect(self._on_change)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self._title, 1)
        head.addWidget(self._change)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addLayout(head)
        self._rows: list[_TargetRow] = []

    @property
    def rows(self) -> "list[_TargetRow]":
        return self._rows

    def show_results(self, results: list[TargetResult], before: list[TargetResult] | None) -> None:
        """``before`` are those of the scenario that this one is compared with."""
        while len(self._rows) > len(results):
            self._rows.pop().deleteLater()
        while len(self._rows) < len(results):
            row = _TargetRow()
            row.missed_wanted.connect(self.missed_wanted)
            row.value_changed.connect(self._on_value)
            row.editor.setVisible(self._change.isChecked())
            self._rows.append(row)
            self._column.addWidget(row)
        for number, (row, result) in enumerate(zip(self._rows, results, strict=True)):
            row.show_result(result, None if before is None else before[number])
        known = [result.met for result in results if result.met is not None]
        self._title.setText(_("Targets: {met} of {count} met").format(met=sum(known), count=len(known)))

    def _on_change(self, shown: bool) -> None:
        self._change.setText(_("Done") if shown else _("Change"))
        for row in self._rows:
            row.editor.setVisible(shown)

    def _on_value(self) -> None:
        self.changed.emit(tuple(row.target for row in self._rows))


class _TargetRow(QWidget):
    missed_wanted = Signal(tuple)
    value_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._result: TargetResult | None = None
        self._shown: tuple[bool | None, str] | None = None
        """The verdict and the theme's colour that the icon was made for."""
        self._filling = False
        self._icon = QLabel()
        self._icon.setFixedWidth(18)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text = marked_up_label()
        self.editor = QDoubleSpinBox(decimals=0, maximum=300, keyboardTracking=False, suffix=" %")
        self.editor.setFixedWidth(72)
        self.editor.valueChanged.connect(self._on_value)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        row.addWidget(self.editor, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def target(self) -> Target:
        assert self._result is not None
        return self._result.target

    @property
    def met(self) -> bool | None:
        return None if self._result is None else self._result.met

    def show_result(self, result: TargetResult, before: TargetResult | None) -> None:
        verdict_changed = self._shown != (result.met, COLOURS.positive)
        self._result, self._shown = result, (result.met, COLOURS.positive)
        if verdict_changed:
            name, colour = _LOOK[result.met]
            self._icon.setPixmap(pixmap(name, 16, colour))
            self._icon.setAccessibleName({True: _("Met"), False: _("Missed"), None: _("Unknown")}[result.met])
        outcome = target_outcome(result)
        if before is not None and before.met is not None and target_outcome(before) != outcome:
            outcome += " · " + _("before: {outcome}").format(outcome=target_outcome(before))
        title = target_title(result.target)
        self.text.setText(f'{as_text(title)}<br><span style="color: {COLOURS.second_text}">{as_text(outcome)}</span>')
        self.setCursor(Qt.CursorShape.PointingHandCursor if result.missed else Qt.CursorShape.ArrowCursor)
        self.setToolTip(_("Show the neighbourhoods that miss it") if result.missed else "")
        self._filling = True
        gap = result.target.kind is TargetKind.FIFTHS_GAP
        self.editor.setSuffix(_(" pts") if gap else " %")
        self.editor.setValue(result.target.value * 100)
        self.editor.setAccessibleName(title)
        self._filling = False

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._result is not None and self._result.missed:
            self.missed_wanted.emit(self._result.missed)

    def _on_value(self, value: float) -> None:
        if not self._filling and self._result is not None:
            self._result = replace(self._result, target=replace(self._result.target, value=value / 100))
            self.value_changed.emit()
