"""How fairly service is shared: curve, targets, worst and best neighbourhoods, indices."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from cityplanner.carto.families import FAMILY_COLOURS
from cityplanner.coverage.table import CoverageTable
from cityplanner.equity import Curve, concentration_curve, lorenz_curve
from cityplanner.equity.profile import deprivation_rank
from cityplanner.gui.panel import Panel, Stand
from cityplanner.gui.panels.index_table import IndexTable
from cityplanner.gui.panels.lorenz_chart import LorenzChart, LorenzContent
from cityplanner.gui.panels.share_bars import BarRow, ShareBars
from cityplanner.gui.panels.target_list import TargetList
from cityplanner.gui.selection_steps import go_to_neighbourhood
from cityplanner.gui.subscriptions import Subscriptions
from cityplanner.gui.theme import Theme
from cityplanner.i18n import _
from cityplanner.model import Changed, Edit, Target, TargetsChange
from cityplanner.session.study import Study

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


_WORST_SHOWN, _BEST_SHOWN = 5, 3


class EquityPanel(QWidget):
    """Follows the study; its figures and curves change while a device is in the hand."""

    neighbourhood_wanted = Signal(str)
    """A neighbourhood of a list or a curve was clicked."""
    direction_wanted = Signal()
    """Somebody wants to check which way deprivation runs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, objectName="equityPanel")
        self.setProperty("role", "panel")
        self._study: Study | None = None
        self._heard = Subscriptions()
        self._rank_by: np.ndarray | None = None
        self._before: Curve | None = None
        self._before_of: CoverageTable | None = None
        self.lorenz = LorenzChart()
        self.lorenz.chosen.connect(self.neighbourhood_wanted)
        self._key = QLabel(wordWrap=True, objectName="lorenzKey")
        self._key.setProperty("role", "small")
        self._direction = QPushButton(_("Is deprivation read the right way round?"), objectName="checkDirection")
        self._direction.setProperty("kind", "link")
        self._direction.clicked.connect(self.direction_wanted)
        self.targets = TargetList()
        self.targets.changed.connect(self._on_targets)
        self.targets.missed_wanted.connect(self._on_missed)
        self._worst_title, self.worst = _section(_("Worst served")), ShareBars("worst", clickable=True)
        self._best_title, self.best = _section(_("Best served")), ShareBars("best", clickable=True)
        self.worst.chosen.connect(self.neighbourhood_wanted)
        self.best.chosen.connect(self.neighbourhood_wanted)
        self.indices = IndexTable()
        self.indices.fold.toggled.connect(self.refresh)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 0, 12, 12)
        column.setSpacing(8)
        column.addWidget(_section(_("How evenly the service is shared")))
        for widget in (
            self.lorenz,
            self._key,
            self._direction,
            self.targets,
            self._worst_title,
            self.worst,
            self._best_title,
            self.best,
            self.indices,
        ):
            column.addWidget(widget)

    def bind(self, study: Study) -> None:
        self._study = study
        self._rank_by = self._before = self._before_of = None
        self._heard.renew(
            (study.figures_changed, self.refresh),
            (study.project_changed, self._on_project_changed),
            (study.selection.changed, self._on_selection_changed),
        )
        self.refresh()
        self._on_selection_changed()

    def unbind(self) -> None:
        """Let go of the study."""
        self._heard.end()
        self._study = None

    def retint(self, theme: Theme) -> None:
        """Draw the curves anew."""
        self.refresh()

    def _on_project_changed(self, changed: Changed) -> None:
        if changed.city:
            self._rank_by = None
            self.refresh()

    def _on_selection_changed(self) -> None:
        assert self._study is not None
        chosen = frozenset(self._study.selection.neighbourhoods)
        for widget in (self.lorenz, self.worst, self.best):
            widget.show_selected(chosen)

    # Figures

    def refresh(self) -> None:
        """Show the study's figures as they are now."""
        study = self._study
        if study is None:
            return
        table, profile = study.table, study.profile
        # Nothing is shared among nobody; the figures above say so.
        self.setVisible(table.has_residents)
        if not table.has_residents:
            return
        self._show_curves(study, table, profile.coverage.gini)
        self.targets.show_results(study.targets, study.parent_targets)
        self._show_ends(study, table)
        self.indices.show_profile(profile)
        city = study.project.city
        self._direction.setVisible("deprivation" in city.neighbourhoods and not city.deprivation_confirmed)

    def _show_curves(self, study: Study, table: CoverageTable, gini: float | None) -> None:
        if self._rank_by is None:
            self._rank_by = deprivation_rank(study.project.city)
        share, people = table.share, table.people[:, 0]
        known = np.flatnonzero(~np.isnan(share))
        order = known[np.argsort(share[known], kind="stable")]
        by_rank = concentration_curve(share, people, self._rank_by)
        ranked = bool(len(by_rank.people))
        parent = study.parent_table
        if parent is not self._before_of:
            self._before_of = parent
            self._before = None if parent is None else lorenz_curve(parent.share, people)
        self.lorenz.show_content(
            LorenzContent(
                lorenz_curve(share, people),
                tuple(table.ids[row] for row in order.tolist()),
                by_rank if ranked else None,
                self._before,
                _("Nobody is served yet."),
            ),
            gini,
        )
        lines = [_("Straight line: everybody served alike.")]
        if ranked:
            lines.append(_("Violet: the most deprived first; above the line, they have more than their part."))
        if self._before is not None:
            lines.append(_("Dashed: before."))
        self._key.setText(" ".join(lines))

    def _show_ends(self, study: Study, table: CoverageTable) -> None:
        share = table.share
        unserved = table.people[:, 0] - table.served[:, 0]
        known = ~np.isnan(share)
        # Where shares are the same, those with more people without service come first.
        order = [row for row in np.lexsort((-unserved, share)).tolist() if known[row]]
        city = float(table.city_share[0]) if order else None
        before = None if study.parent_table is None else study.parent_table.share
        colour = FAMILY_COLOURS[study.focus_family]

        def rows(chosen: list[int]) -> list[BarRow]:
            return [
                BarRow(
                    table.names[row],
                    float(share[row]),
                    None if before is None else float(before[row]),
                    table.ids[row],
                )
                for row in chosen
            ]

        worst = order[:_WORST_SHOWN]
        best = [row for row in reversed(order[-_BEST_SHOWN:]) if row not in worst]
        self.worst.show_rows(rows(worst), city, colour)
        self.best.show_rows(rows(best), city, colour)
        self._worst_title.setVisible(bool(worst))
        self._best_title.setVisible(bool(best))

    # What people do

    def _on_targets(self, targets: tuple[Target, ...]) -> None:
        assert self._study is not None
        before = self._study.project.targets
        if targets != before:
            edit = Edit(_("Change targets"), (TargetsChange(before, targets),), merge_key="targets")
            self._study.do(edit)

    def _on_missed(self, rows: tuple[int, ...]) -> None:
        assert self._study is not None
        ids = self._study.table.ids
        self._study.selection.select(neighbourhoods=[ids[row] for row in rows])


def _section(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "section")
    return label


def _make(window: "MainWindow") -> EquityPanel:
    panel = EquityPanel()

    def go_to(id_: str) -> None:
        if window.study is not None:
            go_to_neighbourhood(window.study, window.map, id_)

    panel.neighbourhood_wanted.connect(go_to)
    panel.direction_wanted.connect(lambda: window.panels["direction"].check())
    window.rested.worked_out.connect(panel.refresh)
    return panel


PANEL = Panel("equity", _make, Stand.RIGHT, 2)
