"""Which files a study is made of, who made them and under which licence, as it stands on maps and reports."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cityplanner.facts.credits import credit_line
from cityplanner.i18n import _, format_date
from cityplanner.io.layer_roles import load_roles
from cityplanner.model import Source
from cityplanner.model.source_edits import credit_source, every_source
from cityplanner.session.study import Study

_COLUMNS = 4


class SourceList(QDialog):
    """A table of files, and below it the chosen one's licence and credit, each change one step of the history."""

    def __init__(self, study: Study, parent: QWidget, chosen: Source | None = None) -> None:
        super().__init__(parent, objectName="sourceList")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Where the data comes from"))
        self.resize(820, 520)
        self._study = study
        self._sources: list[Source] = []
        intro = QLabel(
            _("Who made the data and under which licence stands on every map and report. Correct it here."),
            wordWrap=True,
        )
        intro.setProperty("role", "second")
        self.table = QTableWidget(0, _COLUMNS, objectName="sourceTable")
        self.table.setHorizontalHeaderLabels([_("File"), _("Used for"), _("Licence"), _("Who made it")])
        self.table.setAccessibleName(_("Files of the study"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setHighlightSections(False)
        for column in range(_COLUMNS):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.table.currentCellChanged.connect(lambda *_cells: self._show_chosen())
        self.licence = QLineEdit(objectName="sourceLicence", placeholderText=_("not known"))
        self.licence.setAccessibleName(_("Licence"))
        self.credit = QLineEdit(objectName="sourceCredit", placeholderText=_("not known"))
        self.credit.setAccessibleName(_("Who made it"))
        for line in (self.licence, self.credit):
            line.editingFinished.connect(self._on_edited)
        self._facts = QLabel(objectName="sourceFacts", wordWrap=True)
        self._facts.setProperty("role", "small")
        self._facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._line = QLabel(objectName="sourceLine", wordWrap=True)
        self._line.setProperty("role", "second")
        form = QFormLayout()
        form.setSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(_("Licence"), self.licence)
        form.addRow(_("Who made it"), self.credit)
        on_maps = QLabel(_("On maps"))
        on_maps.setProperty("role", "section")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        for button in buttons.findChildren(QPushButton):
            # Enter in a line takes what was typed, and closes nothing.
            button.setAutoDefault(False)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(16, 16, 16, 16)
        stack.setSpacing(12)
        stack.addWidget(intro)
        stack.addWidget(self.table, 1)
        stack.addWidget(self._facts)
        stack.addLayout(form)
        stack.addWidget(on_maps)
        stack.addWidget(self._line)
        stack.addWidget(buttons)
        self._fill()
        known = [(one.file, one.sha256) for one in self._sources]
        if self._sources:
            wanted = None if chosen is None else (chosen.file, chosen.sha256)
            self.table.selectRow(known.index(wanted) if wanted in known else 0)

    def _fill(self) -> None:
        self._sources = every_source(self._study.project)
        self.table.setRowCount(len(self._sources))
        roles = load_roles()
        for row, source in enumerate(self._sources):
            what = roles[source.role].title if source.role in roles else source.role
            for column, text in enumerate((source.file, what, source.licence, source.credit)):
                item = QTableWidgetItem(text or _("not known"))
                item.setToolTip(text)
                self.table.setItem(row, column, item)
        self._line.setText(credit_line(self._study.project))

    def _show_chosen(self) -> None:
        source = self._chosen()
        for line, text in (
            (self.licence, source.licence if source else ""),
            (self.credit, source.credit if source else ""),
        ):
            line.setText(text)
            line.setCursorPosition(0)
            line.setEnabled(source is not None)
        text = _("Read on {date}.  SHA-256 {digest}")
        digest = source.sha256 if source else ""
        self._facts.setText(text.format(date=format_date(source.read_on), digest=digest) if source else "")

    def _chosen(self) -> Source | None:
        row = self.table.currentRow()
        return self._sources[row] if 0 <= row < len(self._sources) else None

    def _on_edited(self) -> None:
        source = self._chosen()
        if source is None:
            return
        edit = credit_source(self._study.project, source, licence=self.licence.text(), credit=self.credit.text())
        if edit is not None:
            self._study.do(edit)
            row = self.table.currentRow()
            self._fill()
            self.table.selectRow(row)
