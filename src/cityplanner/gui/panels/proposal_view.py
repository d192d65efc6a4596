"""What a search has found: how good it is, its sites one by one, and what can be said of them."""

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cityplanner.facts.headline import area_text
from cityplanner.gui.icons import icon
from cityplanner.gui.map.measure_tool import length_text
from cityplanner.gui.map.proposal_overlay import SiteState
from cityplanner.i18n import _, format_number, format_share, ngettext
from cityplanner.people.groups import group_label
from cityplanner.siting import BestSoFar, CandidateKind, ChosenSite, Objective, Proposal, SitingStudy, Status


class ProposalView(QWidget):
    """A headline, how far from the best it can be, a list, and a card about the site that is chosen in it."""

    site_chosen = Signal(str)
    pin_wanted = Signal(str)
    veto_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(objectName="proposalView")
        self.headline = QLabel(wordWrap=True, objectName="proposalHeadline")
        self.headline.setProperty("role", "headline")
        self.quality = QLabel(wordWrap=True, objectName="proposalQuality")
        self.quality.setProperty("role", "second")
        self.list = QTreeWidget(objectName="proposalSites", columnCount=3, rootIsDecorated=False, headerHidden=True)
        self.list.setAccessibleName(_("Proposed sites"))
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(120)
        self.list.currentItemChanged.connect(self._on_current)
        self.reason = QLabel(wordWrap=True, objectName="proposalReason")
        self.pin = QPushButton(_("Keep it"), objectName="proposalPin", checkable=True)
        self.veto = QPushButton(_("Not here"), objectName="proposalVeto", checkable=True)
        self.pin.setIcon(icon("check"))
        self.veto.setIcon(icon("close"))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button, wanted in ((self.pin, self.pin_wanted), (self.veto, self.veto_wanted)):
            button.setProperty("kind", "outline")
            button.clicked.connect(lambda _checked=False, wanted=wanted: self._ask(wanted))
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.headline)
        column.addWidget(self.quality)
        column.addWidget(self.list, 1)
        column.addWidget(self.reason)
        column.addLayout(buttons)
        self._sites: dict[str, ChosenSite] = {}
        self._study: SitingStudy | None = None
        self._show_site(None)

    def show_growing(self, best: BestSoFar, standing: int) -> None:
        """A search goes on, and has come so far. ``standing`` sites were there before."""
        count = len(best.chosen)
        self.headline.setText(
            ngettext("Searching: {count} site so far", "Searching: {count} sites so far", count).format(
                count=format_number(count)
            )
        )
        self.quality.setText(_at_most(best.gap))

    def show_proposal(self, proposal: Proposal, gained: float) -> None:
        """``gained``: residents who are served with it and not without."""
        self._study = study = proposal.study
        self._sites = {site.candidate: site for site in proposal.sites}
        self.headline.setText(headline(proposal, gained))
        self.quality.setText(" ".join(quality(proposal)))
        self.list.clear()
        for number, site in enumerate(proposal.sites, start=1):
            where = site.neighbourhoods[0] if site.neighbourhoods else _("nobody near")
            item = QTreeWidgetItem([str(number), where, f"+{_amount(site, study)}"])
            item.setData(0, Qt.ItemDataRole.UserRole, site.candidate)
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.list.addTopLevelItem(item)
        self.list.setVisible(bool(proposal.sites))
        if proposal.sites:
            self.list.setCurrentItem(next(self._items()))
        else:
            self._show_site(None)

    def show_states(self, states: Mapping[str, SiteState]) -> None:
        """Mark the sites that were pinned or vetoed."""
        for item in self._items():
            state = states.get(item.data(0, Qt.ItemDataRole.UserRole), SiteState.PROPOSED)
            item.setIcon(2, icon(*_MARK[state]) if state in _MARK else QIcon())
            font = item.font(1)
            font.setStrikeOut(state is SiteState.VETOED)
            item.setFont(1, font)
        current = self.current
        state = SiteState.PROPOSED if current is None else states.get(current, SiteState.PROPOSED)
        self.pin.setChecked(state is SiteState.PINNED)
        self.veto.setChecked(state is SiteState.VETOED)

    @property
    def current(self) -> str | None:
        """The candidate whose card is shown."""
        return _candidate(self.list.currentItem())

    def choose(self, candidate: str) -> None:
        """Show the card of a candidate."""
        for item in self._items():
            if item.data(0, Qt.ItemDataRole.UserRole) == candidate:
                self.list.setCurrentItem(item)

    def _items(self) -> Iterator[QTreeWidgetItem]:
        for row in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(row)
            if item is not None:
                yield item

    def _ask(self, wanted: SignalInstance) -> None:
        if self.current is not None:
            wanted.emit(self.current)

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        candidate = _candidate(item)
        self._show_site(None if candidate is None else self._sites.get(candidate))
        if candidate is not None:
            self.site_chosen.emit(candidate)

    def _show_site(self, site: ChosenSite | None) -> None:
        shown = site is not None and self._study is not None
        for widget in (self.reason, self.pin, self.veto):
            widget.setVisible(shown)
        if site is not None and self._study is not None:
            self.reason.setText(" ".join(reasons(site, self._study)))


_MARK = {SiteState.PINNED: ("check", "positive"), SiteState.VETOED: ("close", "negative")}


def _candidate(item: QTreeWidgetItem | None) -> str | None:
    candidate: str | None = None if item is None else item.data(0, Qt.ItemDataRole.UserRole)
    return candidate


def headline(proposal: Proposal, gained: float) -> str:
    """What the proposal brings, in a sentence."""
    if proposal.solution.status is Status.INFEASIBLE:
        return proposal.solution.reason or _("What was asked for cannot be had.")
    count = len(proposal.sites)
    if not count:
        return _("No place would serve anybody more.")
    sites = ngettext("{count} site", "{count} sites", count).format(count=format_number(count))
    if proposal.study.of_ground:
        area = area_text(sum(site.served for site in proposal.sites))
        return _("{sites} would bring about {area} more ground into range.").format(sites=sites, area=area)
    people = ngettext(
        "{sites} would serve {people} more resident.", "{sites} would serve {people} more residents.", round(gained)
    )
    sentence = people.format(sites=sites, people=format_number(gained))
    group = proposal.study.request.group
    if group is not None:
        of_group = sum(site.groups[group] for site in proposal.sites)
        sentence += " " + _("{count} of them: {group}.").format(count=format_number(of_group), group=group_label(group))
    return sentence


def quality(proposal: Proposal) -> list[str]:
    """How far from the best it can be, in sentences."""
    solution, objective = proposal.solution, proposal.study.request.objective
    sentences = []
    if objective is Objective.MEAN_DISTANCE:
        way = _("The way to the nearest is {metres} m on average, as the crow flies.")
        sentences.append(way.format(metres=format_number(solution.value)))
    if objective is Objective.WORST_DISTANCE:
        way = _("Nobody has more than {metres} m to the nearest, as the crow flies.")
        sentences.append(way.format(metres=format_number(solution.value)))
    if objective is Objective.CHEAPEST:
        sentences.append(_("It costs US$ {money}.").format(money=format_number(solution.value)))
    if solution.status is Status.CANCELLED:
        sentences.append(_("Stopped; this is the best so far."))
    if solution.status is Status.INFEASIBLE:
        sentences.append(_("This is as close as it gets."))
    elif solution.proven:
        sentences.append(_("Proven: nothing better exists among these places."))
    else:
        sentences.append(_at_most(solution.gap))
    return sentences


def _at_most(gap: float) -> str:
    if gap >= 1:
        return _("How much better it could be is not known yet.")
    return _("At best, a plan {gap} better exists.").format(gap=format_share(gap, 2 if gap < 0.01 else 1))


def reasons(site: ChosenSite, study: SitingStudy) -> Sequence[str]:
    """Who gains by a site, and what doing without it would mean."""
    request = study.request
    instead = "" if site.runner_up is None else place_words(site, study)
    if study.of_ground:
        return _ground_reasons(site, study, instead)
    sentences = [
        ngettext(
            "Serves {count} resident whom no site above serves, in {where}.",
            "Serves {count} residents whom no site above serves, in {where}.",
            round(site.served),
        ).format(count=format_number(site.served), where=", ".join(site.neighbourhoods))
        if site.neighbourhoods
        else _("Serves nobody whom no site above serves.")
    ]
    if request.objective in (Objective.PEOPLE, Objective.FLOOR) and request.group is None:
        if site.runner_up is None:
            sentences.append(
                _("Without it, {count} fewer would be served, and no other place makes up for it.").format(
                    count=format_number(site.alone)
                )
            )
        elif round(site.veto_cost) > 0:
            sentences.append(
                _("The next best place instead, {place}, costs {count} served residents.").format(
                    place=instead, count=format_number(site.veto_cost)
                )
            )
        else:
            sentences.append(_("Another place, {place}, would do as well.").format(place=instead))
    elif site.runner_up is not None:
        sentences.append(_("The next best place instead is {place}.").format(place=instead))
    return sentences


def _ground_reasons(site: ChosenSite, study: SitingStudy, instead: str) -> Sequence[str]:
    brings = _("Brings about {area} into range that no site above reaches, in {where}.")
    sentences = [brings.format(area=area_text(site.served), where=", ".join(site.neighbourhoods))]
    if study.request.objective is Objective.PEOPLE and site.runner_up is not None and round(site.veto_cost) > 0:
        costs = _("The next best place instead, {place}, costs {area} of ground.")
        sentences.append(costs.format(place=instead, area=area_text(site.veto_cost)))
    elif site.runner_up is not None:
        sentences.append(_("The next best place instead is {place}.").format(place=instead))
    return sentences


def _amount(site: ChosenSite, study: SitingStudy) -> str:
    """What a site brings that none above it does."""
    if study.of_ground:
        return area_text(site.served)
    group = study.request.group
    return format_number(site.served if group is None else site.groups[group])


_NAMELESS = (CandidateKind.GRID, CandidateKind.STREETS, CandidateKind.BUILDINGS)
"""Candidates that have numbers and no names that anybody knows."""


def place_words(site: ChosenSite, study: SitingStudy) -> str:
    """Where the runner-up of a site is: its name, or whose neighbourhood it is in, how far it is and which way."""
    name = site.runner_up or ""
    if study.request.source.kind not in _NAMELESS or name not in study.candidates.ids:
        return name
    x, y = study.candidates.xy[study.candidates.ids.index(name)].tolist()
    away_m = math.hypot(x - site.x, y - site.y)
    eighth = round(math.degrees(math.atan2(x - site.x, y - site.y)) / 45) % 8
    way = (
        _("north"),
        _("north-east"),
        _("east"),
        _("south-east"),
        _("south"),
        _("south-west"),
        _("west"),
        _("north-west"),
    )
    people = study.demand.index.xy
    nearest = int(np.argmin(np.hypot(people[:, 0] - x, people[:, 1] - y)))
    return _("in {neighbourhood}, {distance} to the {direction}").format(
        neighbourhood=study.neighbourhoods[int(study.demand.neighbourhood[nearest])],
        distance=length_text(away_m),
        direction=way[eighth],
    )
