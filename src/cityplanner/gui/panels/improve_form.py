"""What a planner asks of a search, in plain words."""

from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from cityplanner.gui.icons import icon
from cityplanner.i18n import _, format_number, format_share
from cityplanner.model import Family
from cityplanner.option import options_of, part
from cityplanner.people.groups import group_label
from cityplanner.session.study import Study
from cityplanner.siting import CandidateKind, CandidateSource, FloorOf, Objective, Request, SitingDemand

_ASKED = options_of(Request)
_AVERSION_STEP = 0.1
_Box = TypeVar("_Box", QSpinBox, QDoubleSpinBox)
_GRID_M, _STREETS_M = 250, 100


@dataclass(frozen=True, slots=True)
class _Goal:
    """An objective, whether it is about one group, and what it is called."""

    objective: Objective
    of_group: bool
    text: str


def _goals(*, of_ground: bool) -> list[_Goal]:
    if of_ground:
        return [
            _Goal(Objective.PEOPLE, False, _("bring the most ground into range")),
            _Goal(Objective.FEWEST, False, _("reach a share of it with the fewest")),
            _Goal(Objective.CHEAPEST, False, _("reach a share of it for the least money")),
        ]
    return [
        _Goal(Objective.PEOPLE, False, _("serve the most residents")),
        _Goal(Objective.PEOPLE, True, _("serve the most of a group")),
        _Goal(Objective.EQUITY, False, _("share the service fairly")),
        _Goal(Objective.FEWEST, False, _("serve a share with the fewest")),
        _Goal(Objective.CHEAPEST, False, _("serve a share for the least money")),
        _Goal(Objective.MEAN_DISTANCE, False, _("shorten the way on average")),
        _Goal(Objective.WORST_DISTANCE, False, _("shorten the longest way")),
    ]


class ImproveForm(QWidget):
    """Gives a :class:`Request`. Only what the project has is offered, and only what the goal asks for is shown."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(objectName="improveForm")
        self._study: Study | None = None
        self.type = QComboBox(objectName="improveType")
        self.goal = QComboBox(objectName="improveGoal")
        self._of_ground = False
        self._fill_goals()
        self.group = QComboBox(objectName="improveGroup")
        self.aversion = QSlider(Qt.Orientation.Horizontal, objectName="improveAversion")
        least, most = _ASKED["aversion"].offers
        self.aversion.setRange(round(least / _AVERSION_STEP), round(most / _AVERSION_STEP))
        self.aversion.setValue(round(_ASKED["aversion"].first / _AVERSION_STEP))
        self.measure = QComboBox(objectName="improveMeasure")
        self.measure.addItem(_("Number"), "count")
        self.measure.addItem(_("Budget, US$"), "budget")
        self.amount = _asking(QSpinBox(objectName="improveAmount"), "count")
        self.money = _asking(QDoubleSpinBox(objectName="improveBudget", decimals=0, singleStep=5_000), "budget")
        self.target = _asking(QSpinBox(objectName="improveTarget", suffix="\N{NO-BREAK SPACE}%"), "target")
        self.has_floor = QCheckBox(objectName="improveHasFloor")
        self.floor = _asking(QSpinBox(objectName="improveFloor", suffix="\N{NO-BREAK SPACE}%"), "floor")
        self.floor_of = QComboBox(objectName="improveFloorOf")
        self.floor_of.addItem(_("everywhere"), FloorOf.NEIGHBOURHOODS.value)
        self.floor_of.addItem(_("of every group"), FloorOf.GROUPS.value)
        self.where = QComboBox(objectName="improveWhere")
        self.step = QSpinBox(
            objectName="improveStep", minimum=10, maximum=5_000, value=_GRID_M, singleStep=50, suffix=" m"
        )
        self.inside = QComboBox(objectName="improveInside")
        self.apart = _asking(QSpinBox(objectName="improveApart", singleStep=50, suffix=" m"), "spacing_m")
        self.apart.setSpecialValueText(_("any distance"))
        self._lay_out()
        self._name_all()
        for box in (self.type, self.goal, self.group, self.measure, self.floor_of, self.where, self.inside):
            box.currentIndexChanged.connect(self._on_changed)
        self.where.currentIndexChanged.connect(self._on_where)
        for number in (self.amount, self.money, self.target, self.floor, self.step, self.apart):
            number.valueChanged.connect(self._on_changed)
        self.aversion.valueChanged.connect(self._on_changed)
        self.has_floor.toggled.connect(self._on_changed)
        self._show_what_counts()

    def _lay_out(self) -> None:
        boxes = (self.type, self.goal, self.group, self.measure, self.floor_of, self.where, self.inside)
        for box in boxes:
            # A long name must not make the panel wider.
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for number in (self.amount, self.money, self.target, self.floor, self.step, self.apart):
            number.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._aversion_row = QWidget()
        scale = QVBoxLayout(self._aversion_row)
        scale.setContentsMargins(0, 0, 0, 0)
        scale.setSpacing(0)
        scale.addWidget(self.aversion)
        ends = QHBoxLayout()
        for text, align in (
            (_("more people"), Qt.AlignmentFlag.AlignLeft),
            (_("more even"), Qt.AlignmentFlag.AlignRight),
        ):
            label = QLabel(text)
            label.setProperty("role", "small")
            label.setAlignment(align)
            ends.addWidget(label)
        scale.addLayout(ends)
        self._amount_row = _row((self.measure, 3), (self.amount, 2), (self.money, 2))
        self._floor_row = _row((self.has_floor, 0), (self.floor, 1), (self.floor_of, 2))
        self._where_row = _row((self.where, 3), (self.step, 2))
        self._rows = QFormLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setHorizontalSpacing(8)
        self._rows.setVerticalSpacing(8)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        for text, widget in (
            (_("Place"), self.type),
            (_("to"), self.goal),
            (_("Group"), self.group),
            (_("Balance"), self._aversion_row),
            (_("Share"), self.target),
            (_("How many"), self._amount_row),
            (_("Where"), self._where_row),
            (_("Inside"), self.inside),
            (_("At least"), self._floor_row),
            (_("Apart by"), self.apart),
        ):
            self._rows.addRow(text, widget)

    def _name_all(self) -> None:
        for widget, name in (
            (self.type, _("What to place")),
            (self.goal, _("What for")),
            (self.group, _("Group whose people count")),
            (self.aversion, _("How much evenness counts against people served")),
            (self.measure, _("Number or budget")),
            (self.amount, _("How many devices")),
            (self.money, _("Budget in US$")),
            (self.target, _("Share of the residents to be served")),
            (self.has_floor, _("Serve at least a share everywhere")),
            (self.floor, _("Least share served")),
            (self.floor_of, _("Where the least share holds")),
            (self.where, _("Where devices may stand")),
            (self.step, _("How far apart the places are that are tried")),
            (self.inside, _("Only inside an area")),
            (self.apart, _("Least distance between devices")),
        ):
            widget.setAccessibleName(name)
        for widget, name in (
            (self.type, "types"),
            (self.goal, "objective"),
            (self.group, "group"),
            (self.aversion, "aversion"),
            (self.amount, "count"),
            (self.money, "budget"),
            (self.target, "target"),
            (self.floor, "floor"),
            (self.floor_of, "floor_of"),
            (self.apart, "spacing_m"),
        ):
            widget.setToolTip(_ASKED[name].words)

    def bind(self, study: Study) -> None:
        """Offer what ``study`` has."""
        self._study = study
        of_ground = not study.table.has_residents
        if of_ground is not self._of_ground:
            self._of_ground = of_ground
            self._fill_goals()
        self._fill_types(study)
        self.group.clear()
        for group in study.project.people.groups:
            self.group.addItem(group_label(group), group)
        self.fill_places()
        self._on_changed()

    def unbind(self) -> None:
        """Let go of the study."""
        self._study = None

    def _fill_goals(self) -> None:
        self.goal.blockSignals(True)
        self.goal.clear()
        for goal in _goals(of_ground=self._of_ground):
            self.goal.addItem(goal.text, goal)
        self.goal.blockSignals(False)

    def _fill_types(self, study: Study) -> None:
        self.type.blockSignals(True)
        self.type.clear()
        for family in Family:
            for item in study.project.device_types.values():
                if item.family is family:
                    self.type.addItem(icon(item.icon), item.name, item.id)
        self.type.blockSignals(False)
        self.show_focus()

    def show_focus(self) -> None:
        """Take the type whose coverage is shown."""
        if self._study is not None:
            self.type.setCurrentIndex(self.type.findData(self._study.focus_types[0].id))

    def fill_places(self) -> None:
        """Offer the layers as they are now."""
        study = self._study
        if study is None:
            return
        kept_where, kept_inside = self.where.currentData(), self.inside.currentData()
        for box in (self.where, self.inside):
            box.blockSignals(True)
            box.clear()
        roles = {layer.role for layer in study.project.layers}
        lit = any(
            study.project.device_types[device.type_id].family is Family.LIGHTING
            for device in study.scenario.devices.values()
            if device.type_id in study.project.device_types
        )
        # Streets first: nobody puts a pole into a lake.
        if "streets" in roles:
            self.where.addItem(_("along streets"), CandidateKind.STREETS.value)
        self.where.addItem(_("on a grid"), CandidateKind.GRID.value)
        if lit:
            self.where.addItem(_("on lamp posts"), CandidateKind.LAMPS.value)
        if any(layer.role == "buildings" and "use" in layer.frame for layer in study.project.layers):
            self.where.addItem(_("on public buildings"), CandidateKind.BUILDINGS.value)
        self.inside.addItem(_("the whole city"), "")
        for layer in study.project.layers:
            kinds = set(layer.frame.geom_type.dropna().unique())
            if kinds & {"Point", "MultiPoint"}:
                self.where.addItem(_("at: {layer}").format(layer=layer.name), f"{CandidateKind.LAYER.value}:{layer.id}")
            if layer.role == "context" and kinds & {"Polygon", "MultiPolygon"}:
                self.inside.addItem(layer.name, layer.id)
        self.where.setCurrentIndex(max(self.where.findData(kept_where), 0))
        self.inside.setCurrentIndex(max(self.inside.findData(kept_inside), 0))
        for box in (self.where, self.inside):
            box.blockSignals(False)
        if kept_where != self.where.currentData():
            self._on_where()
        self._show_what_counts()

    def _place_kind(self) -> tuple[CandidateKind, str]:
        """What kind of places are tried, and the layer that they are from."""
        kind, _colon, layer_id = (self.where.currentData() or CandidateKind.GRID.value).partition(":")
        return CandidateKind(kind), layer_id

    def _on_where(self) -> None:
        kind, _layer = self._place_kind()
        self.step.setValue(_STREETS_M if kind is CandidateKind.STREETS else _GRID_M)

    def _on_changed(self) -> None:
        self._show_what_counts()
        self.changed.emit()

    def _show_what_counts(self) -> None:
        goal: _Goal = self.goal.currentData()
        budget = self.measure.currentData() == "budget"
        kind, _layer = self._place_kind()
        self._rows.setRowVisible(self.group, goal.of_group)
        self._rows.setRowVisible(self._aversion_row, goal.objective is Objective.EQUITY)
        self._rows.setRowVisible(self.target, goal.objective.has_target)
        self._rows.setRowVisible(self._amount_row, not goal.objective.has_target)
        self._rows.setRowVisible(self._floor_row, self._may_have_floor(goal))
        self._rows.setRowVisible(self.inside, self.inside.count() > 1)
        # The longest way knows no money.
        self.measure.setEnabled(goal.objective is not Objective.WORST_DISTANCE)
        self.amount.setVisible(not budget or not self.measure.isEnabled())
        self.money.setVisible(budget and self.measure.isEnabled())
        self.floor.setEnabled(self.has_floor.isChecked())
        self.floor_of.setEnabled(self.has_floor.isChecked())
        self.step.setVisible(kind in (CandidateKind.GRID, CandidateKind.STREETS))

    def _may_have_floor(self, goal: _Goal) -> bool:
        return not (goal.objective.counts_metres or self._of_ground)

    @property
    def comparable(self) -> bool:
        """Whether plans for the goal can be weighed against each other by people served."""
        goal: _Goal = self.goal.currentData()
        return not (goal.objective.has_target or goal.objective.counts_metres or self._of_ground)

    def words(self) -> str:
        """What is asked now, in a sentence."""
        request = self.request()
        goal = self.goal.currentText()
        if request.group is not None:
            goal = _("serve the most of: {group}").format(group=self.group.currentText())
        elif request.target is not None:
            goal = f"{goal}, {format_share(request.target, 0)}"
        many = ""
        if request.count is not None:
            many = f"{format_number(request.count)} × "
        elif request.budget is not None:
            many = _("for US$ {money}, ").format(money=format_number(request.budget))
        sentence = _("{many}{type}, to {goal}; {where}.").format(
            many=many, type=self.type.currentText(), goal=goal, where=self.where.currentText()
        )
        if request.floor is not None:
            sentence += " " + _("At least {share} {where}.").format(
                share=format_share(request.floor, 0), where=self.floor_of.currentText()
            )
        return sentence

    def request(self) -> Request:
        """What is asked now."""
        assert self._study is not None
        goal: _Goal = self.goal.currentData()
        by_budget = self.measure.currentData() == "budget" and self.measure.isEnabled()
        counted = not goal.objective.has_target
        kind, layer_id = self._place_kind()
        area_id = self.inside.currentData()
        areas = [layer.frame for layer in self._study.project.layers if layer.id == area_id]
        return Request(
            types=(self.type.currentData(),),
            count=self.amount.value() if counted and not by_budget else None,
            budget=self.money.value() if counted and by_budget else None,
            objective=goal.objective,
            demand=SitingDemand.GROUND if self._of_ground else SitingDemand.RESIDENTS,
            group=self.group.currentData() if goal.of_group else None,
            aversion=self.aversion.value() * _AVERSION_STEP,
            floor=part(self.floor.value()) if self.has_floor.isChecked() and self._may_have_floor(goal) else None,
            floor_of=FloorOf(self.floor_of.currentData()),
            source=CandidateSource(
                kind,
                float(self.step.value()),
                layer_id,
                areas[0].geometry.union_all() if areas else None,
            ),
            spacing_m=float(self.apart.value()),
            target=part(self.target.value()) if goal.objective.has_target else None,
        )


def _asking(box: _Box, name: str) -> _Box:
    """A box for a number that the field ``name`` of a request asks for, with the bounds that are declared there."""
    option = _ASKED[name]
    kind = int if isinstance(box, QSpinBox) else float
    box.setRange(*(kind(end) for end in option.offers))
    box.setValue(kind(option.first))
    return box


def _row(*widgets: tuple[QWidget, int]) -> QWidget:
    """Widgets beside each other, each with its part of the room."""
    result = QWidget()
    row = QHBoxLayout(result)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    for widget, room in widgets:
        row.addWidget(widget, room)
    return result
