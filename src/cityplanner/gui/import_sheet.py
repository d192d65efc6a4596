"""Asks what a file is to be, with the answer already filled in where it can be guessed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cityplanner.gui.icons import icon
from cityplanner.gui.jobs import Work
from cityplanner.gui.panels.inspector import status_name
from cityplanner.gui.role_styles import dressed
from cityplanner.gui.study import Study, prepared
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io import FileDescription, describe_file
from cityplanner.io.layer_roles import load_roles
from cityplanner.model import DeviceStatus, Severity
from cityplanner.people.intake import ReadOptions, add_file, new_project, summary

_MATCHED = {"neighbourhoods": ("id", "name", "population")}
"""Fields that the sheet asks about, a role."""
_NEW_PROJECT_ROLES = ("neighbourhoods",)


class ImportSheet(QFrame):
    """Stands over the map, not in a window of its own; Escape puts it away."""

    accepted = Signal(object, object, str)
    """Work, what to do with its result, and a sentence for the progress bar."""

    def __init__(self, parent: QWidget, show_study: Callable[[Study], object], tell: Callable[[str], object]) -> None:
        super().__init__(parent, objectName="sheet")
        self._show_study = show_study
        self._tell = tell
        self._path = Path()
        self._description: FileDescription | None = None
        self._into: Study | None = None
        self._tables: list[Path] = []
        self._title = QLabel(objectName="sheetTitle")
        self._title.setProperty("role", "title")
        self._facts = QLabel(wordWrap=True, objectName="sheetFacts")
        self._facts.setProperty("role", "second")
        self.name = QLineEdit(objectName="sheetName")
        self.role = QComboBox(objectName="sheetRole")
        self.role.currentIndexChanged.connect(self._show_rows)
        self.layer = QComboBox(objectName="sheetLayer")
        self.type = QComboBox(objectName="sheetType", maxVisibleItems=20)
        self.status = QComboBox(objectName="sheetStatus")
        for status in DeviceStatus:
            self.status.addItem(status_name(status), status)
        self.crs = QLineEdit(objectName="sheetCrs", placeholderText="EPSG:4326")
        self.fields = {name: QComboBox(objectName=f"sheetField-{name}") for name in _MATCHED["neighbourhoods"]}
        self.tables = QListWidget(objectName="sheetTables")
        self.tables.setMaximumHeight(64)
        self._add_table = QPushButton(icon("add"), _("Add a table …"), objectName="sheetAddTable")
        self._add_table.setProperty("kind", "outline")
        self._add_table.clicked.connect(self._on_add_table)
        table_row = QWidget()
        tables = QVBoxLayout(table_row)
        tables.setContentsMargins(0, 0, 0, 0)
        tables.addWidget(self.tables)
        tables.addWidget(self._add_table, 0, Qt.AlignmentFlag.AlignLeft)
        self._form = QFormLayout()
        self._form.setSpacing(8)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._rows: dict[str, QWidget] = {
            "layer": self.layer,
            "role": self.role,
            "name": self.name,
            "type": self.type,
            "status": self.status,
            "crs": self.crs,
            **{f"field-{name}": box for name, box in self.fields.items()},
            "tables": table_row,
        }
        labels = {
            "layer": _("Layer"),
            "role": _("What it shows"),
            "name": _("Name"),
            "type": _("Type of device"),
            "status": _("Status"),
            "crs": _("Coordinates are in"),
            "field-id": _("Code"),
            "field-name": _("Name in the file"),
            "field-population": _("Residents"),
            "tables": _("Tables to join"),
        }
        for key, widget in self._rows.items():
            self._form.addRow(labels[key], widget)
        self._problems = QLabel(wordWrap=True, objectName="sheetProblems")
        self._problems.setProperty("role", "small")
        self._accept = QPushButton(objectName="sheetAccept", default=True)
        self._accept.setProperty("kind", "primary")
        self._accept.clicked.connect(self.accept)
        cancel = QPushButton(_("Cancel"), objectName="sheetCancel")
        cancel.setProperty("kind", "outline")
        cancel.clicked.connect(self.hide)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        column.addWidget(self._title)
        column.addWidget(self._facts)
        column.addLayout(self._form)
        column.addWidget(self._problems)
        column.addLayout(buttons)
        # Lifts the sheet off what it stands over.
        self.setGraphicsEffect(
            QGraphicsDropShadowEffect(self, blurRadius=48, color=QColor(0, 0, 0, 90), offset=QPointF(0, 8))
        )
        self.hide()

    @staticmethod
    def describe(path: Path) -> Work:
        """Work that looks at a file."""
        return lambda _progress, _cancel: describe_file(path)

    def ask(self, path: Path, description: FileDescription, into: Study | None) -> None:
        """Ask what the file is to be in the study ``into``, or in a new project where there is none."""
        self._path, self._description, self._into = path, description, into
        self._tables.clear()
        self.tables.clear()
        self.tables.hide()
        self._title.setText(
            _("Add {file}").format(file=path.name) if into else _("New project from {file}").format(file=path.name)
        )
        self._accept.setText(_("Add to the map") if into else _("Make the project"))
        self.name.setText(path.stem.replace("_", " ").strip().capitalize())
        self._fill_layers(description)
        self._fill_roles(description)
        self._fill_types()
        self._fill_fields(description)
        self.crs.clear()
        self._facts.setText(_facts(description))
        errors = [problem.message for problem in description.problems if problem.severity is not Severity.INFO]
        self._problems.setText("\n".join(errors[:3]))
        self._problems.setVisible(bool(errors))
        self._show_rows()
        self.show()
        self.raise_()
        self.place()
        self._accept.setFocus()

    def _fill_layers(self, description: FileDescription) -> None:
        self.layer.clear()
        self.layer.addItems(list(description.layers))

    def _fill_roles(self, description: FileDescription) -> None:
        self.role.blockSignals(True)
        self.role.clear()
        for role in load_roles().values():
            fits_place = (role.id in _NEW_PROJECT_ROLES) is (self._into is None)
            fits_geometry = not description.geometry or bool(set(description.geometry) & set(role.geometry))
            if fits_place and fits_geometry:
                self.role.addItem(role.title, role.id)
        self.role.setCurrentIndex(max(self.role.findData(description.role), 0))
        self.role.blockSignals(False)

    def _fill_types(self) -> None:
        self.type.clear()
        if self._into is not None:
            for item in self._into.project.device_types.values():
                self.type.addItem(icon(item.icon), item.name, item.id)
            self.type.setCurrentIndex(max(self.type.findData(self._into.focus), 0))

    def _fill_fields(self, description: FileDescription) -> None:
        for name, box in self.fields.items():
            box.clear()
            box.addItem(_("None"), None)
            for column in description.columns:
                box.addItem(column, column)
            box.setCurrentIndex(max(box.findData(description.fields.get(name)), 0))

    def _show_rows(self) -> None:
        """Only what this role needs to know."""
        description, role = self._description, self.role.currentData()
        if description is None:
            return
        shown = {
            "layer": len(description.layers) > 1,
            "role": self._into is not None,
            "name": role not in ("boundary", "people", "devices"),
            "type": role == "devices",
            "status": role == "devices",
            "crs": description.crs is None,
            **{f"field-{name}": role == "neighbourhoods" for name in self.fields},
            "tables": role == "neighbourhoods",
        }
        for key, widget in self._rows.items():
            self._form.setRowVisible(widget, shown[key])
        self._accept.setEnabled(role is not None)
        self.place()

    def _on_add_table(self) -> None:
        names, _filter = QFileDialog.getOpenFileNames(
            self, _("Choose tables to join"), str(self._path.parent), _("Tables (*.csv *.tsv *.txt *.xlsx)")
        )
        for name in names:
            self.add_table(Path(name))

    def add_table(self, path: Path) -> None:
        """Join the table at ``path`` to the neighbourhoods too."""
        self._tables.append(path)
        self.tables.addItem(path.name)
        self.tables.show()
        self.place()

    def accept(self) -> None:
        """Hand over the work that reads the file as asked."""
        options = ReadOptions(
            fields={name: box.currentData() for name, box in self.fields.items() if box.currentData()}
            if self.role.currentData() == "neighbourhoods"
            else {},
            crs=self.crs.text().strip() or None,
            layer=self.layer.currentText() or None if self.layer.count() > 1 else None,
        )
        if self._into is None:
            self._make_project(options)
        else:
            self._add_to(self._into, options)
        self.hide()

    def _make_project(self, options: ReadOptions) -> None:
        path, name = self._path, self.name.text().strip() or self._path.stem
        tables = [(table, None) for table in self._tables]

        def done(study: Study) -> None:
            self._show_study(study)
            if study.project.problems:
                count = len(study.project.problems)
                self._tell(
                    ngettext(
                        "The project is made, with {count} note about the data.",
                        "The project is made, with {count} notes about the data.",
                        count,
                    ).format(count=count)
                )

        self.accepted.emit(
            lambda _progress, _cancel: prepared(new_project(name, path, options=options, tables=tables)),
            done,
            _("Reading {file} …").format(file=path.name),
        )

    def _add_to(self, study: Study, options: ReadOptions) -> None:
        path, role, name = self._path, self.role.currentData(), self.name.text().strip()
        snapshot, scenario_id = study.snapshot(), study.scenario.id
        type_id = self.type.currentData() if role == "devices" else None
        status = DeviceStatus(self.status.currentData())

        def done(edit) -> None:
            study.do(dressed(edit))
            if type_id is not None:
                study.show_focus(type_id)
            self._tell(summary(edit))

        self.accepted.emit(
            lambda _progress, _cancel: add_file(
                snapshot,
                path,
                role,
                scenario_id=scenario_id,
                options=options,
                type_id=type_id,
                status=status,
                name=name,
            ),
            done,
            _("Reading {file} …").format(file=path.name),
        )

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def place(self) -> None:
        """Stand in the middle of the window."""
        parent = self.parentWidget()
        self.setFixedWidth(min(520, parent.width() - 32))
        self.adjustSize()
        self.move((parent.width() - self.width()) // 2, max((parent.height() - self.height()) // 3, 8))


def _facts(description: FileDescription) -> str:
    """What the file is, in a line."""
    parts = [description.format]
    if description.features is not None:
        parts.append(
            ngettext("{count} feature", "{count} features", description.features).format(
                count=format_number(description.features)
            )
        )
    parts.append(description.crs or _("no coordinate system given"))
    return "  ·  ".join(parts)
