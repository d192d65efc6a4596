"""Asks where people live: all over their neighbourhood, in buildings, or where a file has them."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cityplanner.facts.people_origin import origin_text, people_origin
from cityplanner.gui.command import Command, Menu, MenuPlace
from cityplanner.gui.icons import icon
from cityplanner.gui.names_shown import on_button
from cityplanner.gui.panel import Panel, Stand
from cityplanner.gui.subscriptions import Subscriptions
from cityplanner.gui.theme import Theme
from cityplanner.gui.widget_parts import host_of, layout_of
from cityplanner.i18n import _
from cityplanner.intake.make_study import change_people, summary
from cityplanner.io.raster.raster import is_raster
from cityplanner.model import Changed, Edit
from cityplanner.people.choice import PeopleChoice, Spread
from cityplanner.session.study import Study

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


_WIDTH_PX, _GAP_PX, _INDENT_PX = 380, 12, 26
_Way = Spread | Literal["file"]
_FILE: Final = "file"


class PeopleCard(QFrame):
    """A card over the map. What is chosen becomes one step; Escape leaves everything as it was."""

    accepted = Signal(object, object, str)
    """Work, what to do with its result, and a sentence for the progress bar."""

    def __init__(self, parent: QWidget, tell: Callable[[str], object]) -> None:
        super().__init__(parent, objectName="peopleCard")
        self.setAccessibleName(_("Where people live"))
        self._tell = tell
        self._study: Study | None = None
        self._heard = Subscriptions()
        self._file: Path | None = None
        title = QLabel(_("Where people live"))
        title.setProperty("role", "title")
        close = QToolButton(icon=icon("close"), toolTip=_("Close"), objectName="peopleClose")
        close.setAccessibleName(_("Close"))
        close.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(close)
        self._now = QLabel(wordWrap=True, objectName="peopleNow")
        self._now.setProperty("role", "second")
        self._group = QButtonGroup(self)
        self.ways: dict[_Way, QRadioButton] = {}
        for name, words in self._words().items():
            button = QRadioButton(words, objectName=f"people-{name}")
            button.toggled.connect(self._show_rows)
            self._group.addButton(button)
            self.ways[name] = button
        self._without_buildings = QLabel(
            _("Add a layer of buildings to the map first."), wordWrap=True, objectName="peopleNoBuildings"
        )
        self._without_buildings.setProperty("role", "small")
        self._without_buildings.setContentsMargins(_INDENT_PX, 0, 0, 0)
        self.choose = QPushButton(icon("folder"), _("Choose a file …"), objectName="peopleChoose")
        self.choose.setProperty("kind", "outline")
        self.choose.clicked.connect(self._on_choose)
        self.in_buildings = QCheckBox(_("In the buildings of the map"), objectName="peopleInBuildings")
        self.counts = QComboBox(objectName="peopleCounts")
        self.counts.addItem(_("The file"), "file")
        self.counts.addItem(_("The neighbourhoods"), "neighbourhoods")
        self.unit = QComboBox(objectName="peopleUnit")
        self.unit.addItem(_("What the file says"), None)
        self.unit.addItem(_("The people of each cell"), "cell")
        self.unit.addItem(_("People per km²"), "km2")
        self._of_file = QWidget()
        self._form = QFormLayout(self._of_file)
        self._form.setContentsMargins(_INDENT_PX, 0, 0, 0)
        self._form.setSpacing(8)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self._form.addRow(self.choose)
        self._form.addRow(self.in_buildings)
        self._form.addRow(_("Who says how many live in a neighbourhood"), self.counts)
        self._form.addRow(_("Figures of the raster"), self.unit)
        for box in (self.counts, self.unit):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
        self.accept_button = QPushButton(_("Put them there"), objectName="peopleAccept", default=True)
        self.accept_button.setProperty("kind", "primary")
        self.accept_button.clicked.connect(self.accept)
        cancel = QPushButton(_("Cancel"), objectName="peopleCancel")
        cancel.setProperty("kind", "outline")
        cancel.clicked.connect(self.hide)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.accept_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 12, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._now)
        for name, button in self.ways.items():
            column.addWidget(button)
            if name == "buildings":
                column.addWidget(self._without_buildings)
        column.addWidget(self._of_file)
        column.addLayout(foot)
        self.setGraphicsEffect(
            QGraphicsDropShadowEffect(self, blurRadius=32, color=QColor(0, 0, 0, 70), offset=QPointF(0, 4))
        )
        self.hide()

    @staticmethod
    def _words() -> dict[_Way, str]:
        return {
            "areas": _("All over their neighbourhood"),
            "buildings": _("In buildings, by floor area"),
            "centroids": _("In the middle of their neighbourhood"),
            _FILE: _("Where a file has them: points, areas or a raster"),
        }

    # Opening and closing

    def bind(self, study: Study) -> None:
        """Belong to ``study`` from now on."""
        self._study = study
        self._heard.renew((study.project_changed, self._on_project_changed))

    def unbind(self) -> None:
        """Let go of the study."""
        self.hide()
        self._heard.end()
        self._study = None

    def retint(self, theme: Theme) -> None:
        """Qt paints it from the palette."""

    def open(self) -> None:
        """Show where people are now, and ask."""
        if self._study is None:
            return
        self._file = None
        self.ways["areas"].setChecked(True)
        self._show_now()
        self._show_rows()
        self.show()
        self.place()
        self.raise_()
        self.ways["areas"].setFocus()

    def open_for_file(self) -> None:
        """Ask for the file that has the residents, where nobody is known to live anywhere."""
        self.open()
        self.ways[_FILE].setChecked(True)
        self.choose.setFocus()

    def place(self) -> None:
        """Stand at the left of the map, as high as it has to be."""
        parent = host_of(self)
        self.setFixedWidth(min(_WIDTH_PX, max(parent.width() - 2 * _GAP_PX, 200)))
        self.setFixedHeight(layout_of(self).totalHeightForWidth(self.width()))
        self.move(_GAP_PX, _GAP_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.accept_button.isEnabled():
            self.accept()
        else:
            # What is typed here is not about the map below.
            event.accept()

    # What is asked

    @property
    def way(self) -> _Way:
        """Which of the ways is chosen."""
        return next(name for name, button in self.ways.items() if button.isChecked())

    def use_file(self, path: Path) -> None:
        """Take the file at ``path``; what a raster estimates, neighbourhoods that were counted know better."""
        self._file = path
        counted = self._study is not None and bool((self._study.project.city.neighbourhoods["population"] > 0).any())
        self.counts.setCurrentIndex(self.counts.findData("neighbourhoods" if counted and is_raster(path) else "file"))
        self.ways[_FILE].setChecked(True)
        self._show_rows()

    def choice(self) -> PeopleChoice:
        """What was chosen."""
        if self.way != _FILE:
            return PeopleChoice(spread=self.way)
        raster = self._file is not None and is_raster(self._file)
        in_buildings = self.in_buildings.isChecked() and not raster
        return PeopleChoice(
            spread="buildings" if in_buildings else "areas",
            file=self._file,
            counts=self.counts.currentData(),
            raster_unit=self.unit.currentData() if raster else None,
        )

    def accept(self) -> None:
        """Hand over the work that puts people where it was chosen."""
        study = self._study
        if study is None:
            return
        snapshot, choice = study.snapshot(), self.choice()

        def done(edit: Edit) -> None:
            study.do(edit)
            self._tell(summary(edit))

        self.hide()
        self.accepted.emit(
            lambda progress, cancel: change_people(snapshot, choice, progress, cancel), done, _("Placing residents …")
        )

    def _on_choose(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(
            self,
            _("Choose the file that says where people live"),
            "",
            _("Points, areas and rasters (*.gpkg *.shp *.geojson *.json *.fgb *.csv *.tsv *.xlsx *.tif *.tiff)"),
        )
        if name:
            self.use_file(Path(name))

    # What is shown

    def _on_project_changed(self, changed: Changed) -> None:
        if self.isVisible() and (changed.city or changed.layers):
            self._show_now()
            self._show_rows()

    def _show_now(self) -> None:
        if self._study is not None:
            text = origin_text(people_origin(self._study.project))
            self._now.setText(_("Now: {text}").format(text=text))

    def _show_rows(self) -> None:
        """Only what the chosen way needs to know."""
        if self._study is None:
            return
        layers = self._study.project.layers
        built = any(layer.role == "buildings" and layer.raster is None for layer in layers)
        self.ways["buildings"].setEnabled(built)
        self._without_buildings.setVisible(not built)
        of_file, path = self.way == _FILE, self._file
        raster = path is not None and is_raster(path)
        self._of_file.setVisible(of_file)
        self.choose.setText(on_button(path.name) if path is not None else _("Choose a file …"))
        self._form.setRowVisible(self.in_buildings, built and not raster)
        self._form.setRowVisible(self.unit, raster)
        self.accept_button.setEnabled(not of_file or path is not None)
        if self.isVisible():
            self.place()


def _make(window: "MainWindow") -> PeopleCard:
    card = PeopleCard(window.map, window.messages.tell)
    card.accepted.connect(lambda work, done, sentence: window.run(work, done, sentence))
    return card


def _open(window: "MainWindow") -> None:
    """One card at a time stands there."""
    if window.panels["style"].isVisible():
        window.panels["style"].close_card()
    window.panels["people"].open()


PANEL = Panel(
    "people",
    _make,
    Stand.MAP,
    4,
    Command("people", _("Where people live …"), _open, icon="people", menu=MenuPlace(Menu.PROJECT, 2, 4)),
)
