"""Who is served, first in words, then in figures, then by group and by neighbourhood."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from cityplanner.carto.families import FAMILY_COLOURS
from cityplanner.coverage.model import Parameter
from cityplanner.coverage.table import CoverageTable
from cityplanner.facts.family_names import family_name
from cityplanner.facts.focus import Focus
from cityplanner.facts.headline import area_text, fifth_sentence, headline, nobody_sentence
from cityplanner.gui.icons import icon
from cityplanner.gui.panel import Panel, Stand
from cityplanner.gui.panels.no_residents import NoResidents
from cityplanner.gui.panels.parameter_fields import ParameterFields
from cityplanner.gui.panels.share_bars import BarRow, ShareBars
from cityplanner.gui.subscriptions import Subscriptions
from cityplanner.gui.theme import Theme
from cityplanner.i18n import _, format_number, format_share
from cityplanner.model import Changed, Family
from cityplanner.model.type_edits import set_parameter
from cityplanner.people.groups import group_label
from cityplanner.session.study import Study

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


class CoveragePanel(QWidget):
    """Follows the study; its figures change while a device is in the hand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, objectName="coveragePanel")
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._study: Study | None = None
        self._heard = Subscriptions()
        self._filling = False
        self.focus = QComboBox(objectName="focus", maxVisibleItems=30)
        self.focus.setAccessibleName(_("What is measured"))
        self.focus.currentIndexChanged.connect(self._on_focus_chosen)
        self._headline = QLabel(wordWrap=True, objectName="headline")
        self._headline.setProperty("role", "headline")
        self._share = QLabel(objectName="share")
        self._share.setProperty("role", "figure")
        self._change = QLabel(wordWrap=True, objectName="change")
        self._counts = QLabel(wordWrap=True, objectName="counts")
        self._counts.setProperty("role", "second")
        self._follows = QLabel(_("The figures follow …"), objectName="follows")
        self._follows.setProperty("role", "second")
        self._area = QLabel(wordWrap=True, objectName="area")
        self._area.setProperty("role", "second")
        self.no_residents = NoResidents()
        self.fields = ParameterFields()
        self.fields.changed.connect(self._on_parameter)
        self._bars = ShareBars("groupBars")
        figures = QHBoxLayout()
        figures.setSpacing(8)
        figures.addWidget(self._share)
        figures.addWidget(self._change, 1, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.focus)
        column.addWidget(self._headline)
        column.addLayout(figures)
        column.addWidget(self._follows)
        column.addWidget(self._counts)
        column.addWidget(self._area)
        column.addWidget(self.no_residents)
        column.addWidget(self.fields)
        self._bars_title = _section(_("By group"))
        column.addWidget(self._bars_title)
        column.addWidget(self._bars)

    def bind(self, study: Study) -> None:
        self._study = study
        self._heard.renew(
            (study.project_changed, self._on_project_changed),
            (study.figures_changed, self.refresh),
            (study.focus_changed, self._show_focus),
            (study.scenario_changed, self._fill_focus),
        )
        self._fill_focus()
        self.refresh()

    def unbind(self) -> None:
        """Let go of the study."""
        self._heard.end()
        self._study = None

    def retint(self, theme: Theme) -> None:
        """Draw the bars anew."""
        self.refresh()

    def _on_project_changed(self, changed: Changed) -> None:
        if changed.devices or changed.device_types:
            self._fill_focus()

    # What is measured

    def _fill_focus(self) -> None:
        """Types that have devices under their families first, then the rest of the catalogue."""
        assert self._study is not None
        types = self._study.project.device_types
        present = {device.type_id for device in self._study.scenario.devices.values()}
        self._filling = True
        self.focus.clear()
        for family in Family:
            of_family = [item for item in types.values() if item.family is family]
            if sum(item.id in present for item in of_family) > 1:
                self.focus.addItem(
                    icon(family.value), _("{family}: all").format(family=family_name(family)), family.value
                )
            for item in of_family:
                if item.id in present:
                    self.focus.addItem(icon(item.icon), item.name, item.id)
        absent = [item for item in types.values() if item.id not in present]
        if absent and self.focus.count():
            self.focus.insertSeparator(self.focus.count())
        for item in absent:
            self.focus.addItem(icon(item.icon, "second_text"), item.name, item.id)
        self._filling = False
        self._show_focus()

    def _show_focus(self) -> None:
        assert self._study is not None
        self._filling = True
        self.focus.setCurrentIndex(self.focus.findData(self._study.focus.id))
        types = self._study.focus_types
        self.fields.show_type(types[0] if len(types) == 1 else None)
        self._filling = False

    def _on_focus_chosen(self) -> None:
        if not self._filling and self._study is not None and self.focus.currentData() is not None:
            self._study.show_focus(Focus.named(self.focus.currentData(), self._study.project.device_types))

    def _on_parameter(self, parameter: Parameter, value: float) -> None:
        if self._study is not None:
            words = str(parameter.words) or parameter.name
            self._study.do(set_parameter(self._study.focus_types[0], parameter.name, value, words))

    # Figures

    def refresh(self) -> None:
        """Show the study's figures as they are now."""
        if self._study is None:
            return
        table, parent = self._study.table, self._study.parent_table
        self._follows.setVisible(self._study.waiting is not None)
        people, served = table.city_people, table.city_served
        poorest = fifth_sentence(self._study.profile.poorest_fifth)
        by_ground = not table.has_residents and not table.is_absent
        first = _("Ground in range") if by_ground else headline(table)
        self._headline.setText(
            "\n".join(line for line in (first, poorest, "" if table.is_absent else table.why_not) if line)
        )
        # Nothing can be told where a coverage model fails.
        known = table.has_residents and not table.is_absent
        share = served[0] / people[0] if known else 0.0
        big = table.city_area_share if by_ground else share if known else None
        self._share.setText("–" if big is None else format_share(big))
        self._show_change(big, None if parent is None or parent.is_absent else _share_of(parent, by_ground=by_ground))
        self.no_residents.show_why("" if table.has_residents else nobody_sentence(table))
        self._counts.setText(
            _("{served} of {people} residents, by {devices} devices; {alone} of them hang on one device alone").format(
                served=format_number(served[0]),
                people=format_number(people[0]),
                devices=format_number(table.devices),
                alone=format_number(table.city_by_one[0]),
            )
            if known
            else _("{devices} devices").format(devices=format_number(table.devices))
        )
        self._show_area(table)
        colour = FAMILY_COLOURS[self._study.focus_family]
        shares, before = table.city_share, None if parent is None else parent.city_share
        rows = [
            BarRow(group_label(group), float(shares[index]), None if before is None else float(before[index]))
            for index, group in enumerate(table.groups, start=1)
            if people[index] > 0 and known
        ]
        self._bars_title.setVisible(bool(rows))
        self._bars.show_rows(rows, share if known else None, colour)

    def _show_change(self, share: float | None, before: float | None) -> None:
        if share is None or before is None:
            self._change.clear()
            return
        points = (share - before) * 100
        sign = "+" if points >= 0 else "−"
        assert self._study is not None
        name = self._study.project.scenarios[self._study.scenario.parent or ""].name
        self._change.setText(
            _("{change} points on {scenario}").format(change=f"{sign}{format_number(abs(points), 1)}", scenario=name)
        )
        self._change.setProperty("change", "up" if points >= 0 else "down")
        self._change.style().polish(self._change)

    def _show_area(self, table: CoverageTable) -> None:
        if table.area_served_m2 is None:
            self._area.setText("" if table.why_not else _("Ground in range: being worked out …"))
            return
        ground, covered = float(table.area_m2.sum()), float(table.area_served_m2.sum())
        if not table.has_residents:
            # The share stands above.
            words = (
                _("about {served} of {area} in range") if table.area_is_estimate else _("{served} of {area} in range")
            )
            self._area.setText(words.format(served=area_text(covered), area=area_text(ground)))
            return
        words = _("about {share} of the ground in range ({area} km²)")
        if not table.area_is_estimate:
            words = _("{share} of the ground in range ({area} km²)")
        self._area.setText(
            words.format(share=format_share(covered / ground) if ground else "–", area=format_number(covered / 1e6, 1))
        )


def _share_of(table: CoverageTable, *, by_ground: bool) -> float | None:
    """Share of the residents served, or of the ground; None where it is not known."""
    if by_ground:
        return table.city_area_share
    return float(table.city_share[0]) if table.has_residents else None


def _section(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "section")
    return label


def _make(window: "MainWindow") -> CoveragePanel:
    panel = CoveragePanel()
    panel.no_residents.wanted.connect(lambda: window.people_card.open_for_file())
    window.rested.worked_out.connect(panel.refresh)
    return panel


PANEL = Panel("figures", _make, Stand.RIGHT, 1)
