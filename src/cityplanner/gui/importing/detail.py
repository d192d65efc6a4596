"""What is known, guessed and can be said of one file: shown beside the list of all that was found."""

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from cityplanner.gui.icons import icon, pixmap
from cityplanner.gui.importing.boxes import combo, fill, line, set_text
from cityplanner.gui.importing.head_table import HeadTable, field_title
from cityplanner.gui.importing.place_map import Drawing, PlaceMap
from cityplanner.gui.importing.reading_form import ReadingForm
from cityplanner.gui.panels.inspector import status_name
from cityplanner.gui.widget_parts import line_of, taken_out
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.intake.landing import all_systems, system_title
from cityplanner.intake.plan import LEFT_OUT, TABLE, Answer, Fix, PlanItem
from cityplanner.intake.plan_items import use_title
from cityplanner.io.layer_roles import role as role_of
from cityplanner.model import DeviceStatus, DeviceType, LayerField, Problem, Severity

_MOST_FIELDS = 6
_MOST_PROBLEMS = 4
_MOST_STATES = 8
"""Different cells of a column of states that get a box each."""
_LONGEST_CELL = 24
_GRAVEST = (Severity.ERROR, Severity.WARNING, Severity.INFO)
_PICTURES = {
    Severity.ERROR: ("error", "negative"),
    Severity.WARNING: ("warning", "warning"),
    Severity.INFO: ("info", "accent"),
}


class DetailPanel(QWidget):
    """Says what the person answers; the sheet makes the plan anew and shows what came of it."""

    answered = Signal(str, object)
    """Key of the item, and the answer."""

    def __init__(self) -> None:
        super().__init__(objectName="importDetail")
        self._item: PlanItem | None = None
        self._searched = False
        self._title = QLabel(objectName="detailTitle", wordWrap=True)
        self._title.setProperty("role", "title")
        self._facts = QLabel(objectName="detailFacts", wordWrap=True)
        self._facts.setProperty("role", "second")
        self.role = combo("sheetRole", _("What it is"))
        self.role.activated.connect(lambda: self._say(Answer(role=self.role.currentData())))
        self._reason = QLabel(objectName="detailReason", wordWrap=True)
        self._reason.setProperty("role", "small")
        self._reason.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        what = QHBoxLayout()
        what.setSpacing(12)
        self.role.setMinimumWidth(200)
        what.addWidget(self.role)
        what.addWidget(self._reason, 1)
        self._problems = QVBoxLayout()
        self._problems.setSpacing(4)
        self.map = PlaceMap()
        self._caption = QLabel(objectName="detailCaption")
        self._caption.setProperty("role", "small")
        self.crs = combo("sheetCrs", _("Coordinates are in"))
        self.crs.setEditable(True)
        line_of(self.crs).setAccessibleName(_("Coordinates are in"))
        self.crs.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line_of(self.crs).setPlaceholderText(_("EPSG:4326, or a name to search for"))
        self.crs.activated.connect(self._on_crs)
        line_of(self.crs).returnPressed.connect(self._on_crs)
        place = QVBoxLayout()
        place.setSpacing(4)
        place.addWidget(self.map, 1)
        place.addWidget(self._caption)
        place.addWidget(self.crs)
        self.swapped = QCheckBox(_("x and y are swapped"), objectName="sheetSwapped")
        self.swapped.setAccessibleName(self.swapped.text())
        self.swapped.clicked.connect(lambda checked: self._say(Answer(swapped=checked)))
        place.addWidget(self.swapped)
        self._place = QWidget()
        self._place.setLayout(place)
        place.setContentsMargins(0, 0, 0, 0)
        self.table = HeadTable()
        self._table_frame = QFrame(objectName="headFrame")
        inside = QVBoxLayout(self._table_frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        preview = QHBoxLayout()
        preview.setSpacing(12)
        preview.addWidget(self._place, 2)
        preview.addWidget(self._table_frame, 3)
        self.reading = ReadingForm(self._say)
        self._form = _Form(self._say)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 12)
        column.setSpacing(10)
        column.addWidget(self._title)
        column.addWidget(self._facts)
        column.addLayout(what)
        column.addWidget(self.reading)
        column.addLayout(self._problems)
        column.addLayout(preview, 1)
        column.addWidget(self._form)
        self.setTabOrder(self.role, self.crs)

    @property
    def form(self) -> "_Form":
        return self._form

    def show_item(self, item: PlanItem, drawings: Mapping[str, Drawing], types: Iterable[DeviceType]) -> None:
        """Show ``item``; ``drawings`` are of all the plan."""
        self._item = item
        self._title.setText(item.finding.title or item.key)
        part_of = [item.finding.path.name] if item.finding.title else []
        self._facts.setText("  ·  ".join([*part_of, facts(item)]))
        fill(self.role, [(use_title(role), role) for role in item.choices], item.role)
        self.role.setEnabled(len(item.choices) > 1)
        self._reason.setText(item.reason)
        self.reading.show_item(item)
        self._show_problems(item.problems, item.fixes)
        placed = item.finding.bounds is not None
        self._place.setVisible(placed)
        self.swapped.setVisible(item.finding.kind == "point" or item.swapped)
        self.swapped.setChecked(item.swapped)
        self.map.show_drawings(drawings, item.key)
        self._caption.setText(self.map.caption)
        self._search_systems()
        self._fill_systems(item)
        frame = item.finding.frame
        self._table_frame.setVisible(frame is not None)
        fields = dict(item.fields)
        if item.fit is not None:
            fields["id"] = item.fit.column
        self.table.show_frame(frame, fields)
        self._form.show_item(item, list(types))

    def _fill_systems(self, item: PlanItem) -> None:
        self.crs.blockSignals(True)
        self.crs.clear()
        for code in item.systems:
            self.crs.addItem(system_title(code), code)
        if item.landing is None:
            self.crs.setCurrentIndex(-1)
            self.crs.setEditText("")
        line_of(self.crs).setCursorPosition(0)
        self.crs.setEnabled(item.taken and item.finding.kind != "raster")
        self.crs.blockSignals(False)

    def _search_systems(self) -> None:
        """Names and countries are found as well as codes, once the list is there."""
        if self._searched:
            return
        self._searched = True
        completer = QCompleter(list(all_systems()), self.crs)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(10)
        completer.activated.connect(lambda _text: QTimer.singleShot(0, self, self._on_crs))
        self.crs.setCompleter(completer)

    def _on_crs(self) -> None:
        text = self.crs.currentText().strip()
        code = self.crs.currentData() if self.crs.findText(text) >= 0 else text.split("  ")[0]
        if code and self._item is not None and (self._item.landing is None or code != self._item.landing.crs):
            self._say(Answer(crs=f"EPSG:{code}" if code.isdigit() else code))

    def _show_problems(self, problems: Iterable[Problem], fixes: Iterable[Fix]) -> None:
        for widget in taken_out(self._problems):
            widget.hide()
            widget.deleteLater()
        problems = sorted(problems, key=lambda one: _GRAVEST.index(one.severity))
        for place, problem in enumerate(problems[:_MOST_PROBLEMS]):
            self._problems.addWidget(self._problem_row(problem, list(fixes) if place == 0 else []))
        if len(problems) > _MOST_PROBLEMS:
            rest = len(problems) - _MOST_PROBLEMS
            more = QLabel(ngettext("and {count} more", "and {count} more", rest).format(count=format_number(rest)))
            more.setProperty("role", "small")
            more.setToolTip("\n".join(problem.message for problem in problems[_MOST_PROBLEMS:]))
            self._problems.addWidget(more)

    def _problem_row(self, problem: Problem, fixes: list[Fix]) -> QWidget:
        row = QFrame(objectName="problemRow")
        row.setProperty("severity", problem.severity.value)
        inside = QHBoxLayout(row)
        inside.setContentsMargins(10, 6, 8, 6)
        inside.setSpacing(8)
        picture = QLabel()
        picture.setPixmap(pixmap(_PICTURES[problem.severity][0], 16, _PICTURES[problem.severity][1]))
        text = QLabel(problem.message, wordWrap=True, objectName="problemText")
        inside.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        inside.addWidget(text, 1)
        for fix in fixes:
            button = QPushButton(fix.label, objectName="fixButton")
            button.setProperty("kind", "outline")
            button.clicked.connect(lambda _checked=False, fix=fix: self._say(fix.answer))
            inside.addWidget(button)
        return row

    def _say(self, answer: Answer) -> None:
        if self._item is not None:
            self.answered.emit(self._item.key, answer)


class _Form(QWidget):
    """What this role needs to know: type and status of devices, columns, direction, codes of a table, licence."""

    def __init__(self, say: Callable[[Answer], None]) -> None:
        super().__init__(objectName="importForm")
        self._say = say
        self._filling = False
        self.type = combo("sheetType", _("Type of device"))
        self.type.setMaxVisibleItems(20)
        self.type.activated.connect(lambda: self._say(Answer(role="devices", type_id=self.type.currentData())))
        self.status = combo("sheetStatus", _("Status"))
        for status in DeviceStatus:
            self.status.addItem(status_name(status), status)
        self.status.activated.connect(lambda: self._say(Answer(status=DeviceStatus(self.status.currentData()))))
        self.status.setPlaceholderText(_("as its column says"))
        self.states = [combo(f"sheetState{place}", "") for place in range(_MOST_STATES)]
        for box in self.states:
            for status in DeviceStatus:
                box.addItem(status_name(status), status)
            box.setPlaceholderText(_("not known"))
            box.activated.connect(lambda _index, box=box: self._on_state(box))
        self.on = combo("sheetOn", _("Column with the codes"))
        self.on.activated.connect(lambda: self._say(Answer(on=self.on.currentData())))
        self.direction = combo("sheetDirection", _("Deprivation"))
        self.direction.addItem(_("High figures mean poor"), True)
        self.direction.addItem(_("Low figures mean poor"), False)
        self.direction.activated.connect(lambda: self._say(Answer(high_is_poor=self.direction.currentData())))
        self.unit = combo("sheetUnit", _("Figures are"))
        self.unit.setPlaceholderText(_("as the file says"))
        self.unit.addItem(_("people in each cell"), "cell")
        self.unit.addItem(_("people per km²"), "km2")
        self.unit.activated.connect(lambda: self._say(Answer(raster_unit=self.unit.currentData())))
        self.name = line("sheetLayerName", _("Name"))
        self.name.editingFinished.connect(lambda: self._say_text(self.name, lambda text: Answer(name=text)))
        self.licence = line("sheetLicence", _("Licence"), _("not known"))
        self.licence.editingFinished.connect(lambda: self._say_text(self.licence, lambda text: Answer(licence=text)))
        self.credit = line("sheetCredit", _("Who made it"), _("not known"))
        self.credit.editingFinished.connect(lambda: self._say_text(self.credit, lambda text: Answer(credit=text)))
        self._fields = [combo(f"sheetField{place}", "") for place in range(_MOST_FIELDS)]
        for box in self._fields:
            box.activated.connect(lambda _index, box=box: self._on_field(box))
        choices = (self.type, self.status, *self.states, self.on, self.direction, self.unit, *self._fields)
        for hidden in (*choices, self.name, self.licence, self.credit):
            # Without a parent, what no row shows would be a window of its own, and outlive this one.
            hidden.setParent(self)
            hidden.hide()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        for place in (1, 3):
            self._grid.setColumnStretch(place, 1)
        self._labels: list[QLabel] = []
        self._item: PlanItem | None = None

    def field(self, name: str) -> QComboBox | None:
        """The box that says which column is the field ``name``, where it is shown."""
        return next((box for box in self._fields if box.property("field") == name and not box.isHidden()), None)

    def show_item(self, item: PlanItem, types: list[DeviceType]) -> None:
        self._item = item
        rows: list[tuple[str, QWidget]] = []
        if item.role == "devices":
            fill(self.type, [(one.name, one.id) for one in types], item.type_id)
            for place, one in enumerate(types):
                self.type.setItemIcon(place, icon(one.icon))
            self.status.setCurrentIndex(-1 if item.statuses else self.status.findData(item.status))
            rows += [(_("Type of device"), self.type), (_("Status"), self.status)]
            for box, (cell, status) in zip(self.states, item.statuses.items(), strict=False):
                box.setCurrentIndex(-1 if status is None else box.findData(status))
                box.setProperty("cell", cell)
                box.setAccessibleName(cell)
                shown = cell if len(cell) <= _LONGEST_CELL else f"{cell[:_LONGEST_CELL]}…"
                rows.append((_("“{cell}”").format(cell=shown), box))
        if item.role == TABLE:
            columns = list(item.finding.description.columns)
            fill(self.on, [(column, column) for column in columns], item.fit.column if item.fit else item.on)
            rows.append((_("Column with the codes"), self.on))
        rows += self._field_rows(item)
        if item.high_is_poor is not None:
            self.direction.setCurrentIndex(0 if item.high_is_poor else 1)
            rows.append((_("Deprivation"), self.direction))
        if item.role == "people" and item.finding.kind == "raster":
            self.unit.setCurrentIndex(self.unit.findData(item.raster_unit))
            rows.append((_("Figures are"), self.unit))
        if item.taken and item.role not in ("neighbourhoods", "people", "devices", "boundary", "basemap", TABLE):
            set_text(self.name, item.name)
            rows.append((_("Name"), self.name))
        if item.taken and item.source is not None:
            set_text(self.licence, item.source.licence)
            set_text(self.credit, item.source.credit)
            rows += [(_("Licence"), self.licence), (_("Who made it"), self.credit)]
        self._arrange(rows)

    def _field_rows(self, item: PlanItem) -> list[tuple[str, QWidget]]:
        """A box for each field that the role has, as far as there is room: those that carry figures first."""
        frame = item.finding.frame
        if frame is None or item.role == LEFT_OUT or item.finding.role is not None:
            return []
        columns = [str(column) for column in frame.columns]
        rows: list[tuple[str, QWidget]] = []
        for box, field in zip(self._fields, _fields_asked(item), strict=False):
            chosen = item.fields.get(field.name, "")
            listed = columns if chosen in ("", *columns) else [chosen, *columns]
            other = item.elsewhere.get(field.name)
            none = _("none") if other is None else _("from {file}").format(file=other)
            fill(box, [(none, ""), *((column, column) for column in listed)], chosen)
            box.setProperty("field", field.name)
            box.setAccessibleName(field_title(field.name))
            rows.append((field_title(field.name), box))
        return rows

    def _arrange(self, rows: list[tuple[str, QWidget]]) -> None:
        """Two pairs of label and box in a row."""
        for widget in (
            *self._fields,
            *self.states,
            self.type,
            self.status,
            self.on,
            self.direction,
            self.unit,
            self.name,
            self.licence,
            self.credit,
        ):
            self._grid.removeWidget(widget)
            widget.setParent(self)
            widget.hide()
        for label in self._labels:
            label.hide()
            label.deleteLater()
        self._labels = []
        for place, (text, widget) in enumerate(rows):
            row, column = divmod(place, 2)
            label = QLabel(text)
            label.setProperty("role", "second")
            label.setBuddy(widget)
            self._labels.append(label)
            self._grid.addWidget(label, row, 2 * column)
            self._grid.addWidget(widget, row, 2 * column + 1)
            widget.show()

    def _on_state(self, box: QComboBox) -> None:
        self._say(Answer(statuses={box.property("cell"): DeviceStatus(box.currentData())}))

    def _on_field(self, box: QComboBox) -> None:
        self._say(Answer(fields={box.property("field"): box.currentData()}))

    def _say_text(self, line: QLineEdit, answer: Callable[[str], Answer]) -> None:
        if line.isModified():
            line.setModified(False)
            self._say(answer(line.text().strip()))


def _fields_asked(item: PlanItem) -> list[LayerField]:
    """The fields of its role; of a table what it can give the neighbourhoods, the groups that it has first."""
    if item.role != TABLE:
        return list(role_of(item.role).fields)
    areas = role_of("neighbourhoods")
    groups = sorted(areas.groups, key=lambda group: group.name not in item.fields)
    return [*(field for field in areas.fields if field.name != "id"), *groups]


def facts(item: PlanItem) -> str:
    """What the file is, in a line."""
    description = item.finding.description
    parts = [description.format]
    if description.features is not None:
        counted: dict[str, Callable[[int], str]] = {
            "polygon": lambda n: ngettext("{count} area", "{count} areas", n),
            "point": lambda n: ngettext("{count} point", "{count} points", n),
            "line": lambda n: ngettext("{count} line", "{count} lines", n),
            "mixed": lambda n: ngettext("{count} feature", "{count} features", n),
            "row": lambda n: ngettext("{count} row", "{count} rows", n),
        }
        kind = item.finding.kind if len(description.geometry) < 2 else "mixed"
        words = counted.get(kind, counted["row"])
        parts.append(words(description.features).format(count=format_number(description.features)))
    return "  ·  ".join(parts)
