"""How a table is read: what was found out, in a line, and the means to say otherwise."""

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout, QWidget

from cityplanner.gui.importing.boxes import combo, fill
from cityplanner.i18n import _
from cityplanner.intake.plan import Answer, PlanItem
from cityplanner.io.tables.options import TableOptions, TableReading, how_read

_ENCODINGS = (
    *("utf-8", "cp1252", "iso-8859-1", "iso-8859-15", "utf-16", "cp1250", "cp1251", "cp1253", "cp1254", "cp1256"),
    *("cp437", "cp850", "cp866", "koi8_r", "mac_roman", "shift_jis", "gb18030", "big5", "euc_kr"),
)
_MOST_ROWS = 200


class ReadingForm(QWidget):
    """A line that says how the table was read; a button unfolds the choices. Says what the person answers."""

    def __init__(self, say: Callable[[Answer], None]) -> None:
        super().__init__(objectName="readingForm")
        self._say = say
        self._key = ""
        self.line = QLabel(objectName="readingLine", wordWrap=True)
        self.line.setProperty("role", "small")
        self.change = QPushButton(_("Change how it is read"), objectName="readingChange", checkable=True)
        self.change.setProperty("kind", "outline")
        self.change.toggled.connect(self._unfold)
        self.delimiter = combo("readingDelimiter", _("Cells are cut by"))
        marks = ((",", _("commas")), (";", _("semicolons")), ("\t", _("tabs")), ("|", _("bars")), (" ", _("spaces")))
        for mark, text in marks:
            self.delimiter.addItem(text, mark)
        self.encoding = combo("readingEncoding", _("Letters are written in"))
        self.decimal = combo("readingDecimal", _("Decimals stand behind"))
        for mark, text in ((".", _("a point")), (",", _("a comma"))):
            self.decimal.addItem(text, mark)
        self.header = QSpinBox(objectName="readingHeader", minimum=0, maximum=_MOST_ROWS)
        self.header.setSpecialValueText(_("none"))
        self.header.lineEdit().setTextMargins(6, 0, 0, 0)
        self.header.setAccessibleName(_("Row with the names"))
        self.header.setKeyboardTracking(False)
        self.x_column, self.y_column = combo("readingX", _("x or longitude")), combo("readingY", _("y or latitude"))
        self.delimiter.activated.connect(lambda: self._read(TableOptions(delimiter=self.delimiter.currentData())))
        self.encoding.activated.connect(lambda: self._read(TableOptions(encoding=self.encoding.currentData())))
        self.decimal.activated.connect(lambda: self._read(TableOptions(decimal=self.decimal.currentData())))
        self.header.valueChanged.connect(lambda row: self._read(TableOptions(header_row=row)))
        for box in (self.x_column, self.y_column):
            box.activated.connect(self._on_place)
        self._choices = QWidget(objectName="readingChoices")
        self._grid = QGridLayout(self._choices)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._labels: dict[QWidget, QLabel] = {}
        widgets = (self.delimiter, self.encoding, self.header, self.decimal, self.x_column, self.y_column)
        for place, widget in enumerate(widgets):
            row, column = divmod(place, 2)
            label = QLabel(widget.accessibleName())
            label.setProperty("role", "second")
            label.setBuddy(widget)
            self._labels[widget] = label
            self._grid.addWidget(label, row, 2 * column)
            self._grid.addWidget(widget, row, 2 * column + 1)
        for column in (1, 3):
            self._grid.setColumnStretch(column, 1)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.line, 1)
        head.addWidget(self.change)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addLayout(head)
        inside.addWidget(self._choices)
        self._choices.hide()

    def show_item(self, item: PlanItem) -> None:
        """Show how the table of ``item`` was read; nothing for what is no table."""
        finding, reading = item.finding, item.finding.description.table
        self.setVisible(finding.has_letters)
        if not finding.has_letters:
            return
        if self._key != item.key:
            self._key = item.key
            # What could not be read is most likely to be read otherwise.
            self.change.setChecked(finding.frame is None)
        said = finding.reading or TableOptions()
        untold = _("It could not be read as a table.") if finding.is_table else ""
        self.line.setText(untold if reading is None else how_read(reading))
        text = reading is None or reading.sheet is None
        for widget in self._labels:
            # Of the table of a Shapefile only the letters are in question.
            of_text = widget not in (self.delimiter, self.encoding) or text
            shown = of_text if finding.is_table else widget is self.encoding
            widget.setVisible(shown)
            self._labels[widget].setVisible(shown)
        found = reading or TableReading(delimiter=said.delimiter, encoding=said.encoding)
        _choose(self.delimiter, said.delimiter or found.delimiter)
        chosen = said.encoding or found.encoding
        fill(self.encoding, [(name, name) for name in _with(_ENCODINGS, chosen)], chosen)
        _choose(self.decimal, said.decimal or found.decimal)
        self.header.blockSignals(True)
        self.header.setValue(found.header_row if said.header_row is None else said.header_row)
        self.header.blockSignals(False)
        columns = list(finding.description.columns)
        for box, column in ((self.x_column, said.x), (self.y_column, said.y)):
            fill(box, [(name, name) for name in _with(columns, column)], column)
            box.setPlaceholderText(_("as the names say"))

    def _unfold(self, unfolded: bool) -> None:
        self._choices.setVisible(unfolded)

    def _read(self, said: TableOptions) -> None:
        self._say(Answer(reading=said))

    def _on_place(self) -> None:
        """Both columns are needed; until the other is chosen nothing is read."""
        x, y = self.x_column.currentData(), self.y_column.currentData()
        if x is not None and y is not None:
            self._read(TableOptions(x=x, y=y))


def _with(names: tuple[str, ...] | list[str], chosen: str | None) -> list[str]:
    return [*([chosen] if chosen is not None and chosen not in names else []), *names]


def _choose(box: QComboBox, value: str | None) -> None:
    box.blockSignals(True)
    box.setCurrentIndex(-1 if value is None else box.findData(value))
    box.blockSignals(False)
