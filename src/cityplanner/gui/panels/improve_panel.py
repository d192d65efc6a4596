"""Improve: ask for a proposal, watch it grow on the map, keep or rule out sites, compare, and place it in one step."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QStackedWidget,
    QVBoxLayout,
)

from cityplanner.carto.families import FAMILY_COLOURS
from cityplanner.facts.focus import Focus
from cityplanner.getting_ready import begin
from cityplanner.gui.command import Command, Menu, MenuPlace
from cityplanner.gui.jobs import Job, Work
from cityplanner.gui.map.proposal_overlay import ProposalOverlay, SiteState
from cityplanner.gui.panel import Panel, Stand
from cityplanner.gui.panels.improve_pages import AnswerPage, ComparisonPage, QuestionPage, title_row
from cityplanner.gui.panels.improve_work import (
    Question,
    comparison_work,
    placed_sentence,
    proposed_devices,
    proposed_sites,
    search_work,
    unused_name,
)
from cityplanner.gui.subscriptions import Subscriptions
from cityplanner.gui.theme import Theme
from cityplanner.i18n import _
from cityplanner.model import BASELINE, Changed, DeviceStatus, Severity
from cityplanner.session.hand import Hold
from cityplanner.session.study import Study
from cityplanner.siting import (
    BestSoFar,
    CandidateSource,
    Frontier,
    FrontierKind,
    FrontierPoint,
    Proposal,
    Request,
    SitingStudy,
    accept,
    open_point,
)

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


_GROW_MS = 80
"""So often the map shows how far a search has come."""

Run = Callable[..., Job]


class ImprovePanel(QFrame):
    """Searches, and shows what it finds on the map. The project changes only when a proposal is placed."""

    closed = Signal()
    _found = Signal(object, object)
    """A study of sites and its best so far, from the thread that searches."""
    _told = Signal(str)
    """What the thread that searches is doing."""

    def __init__(self, overlay: ProposalOverlay, run: Run, tell: Callable[[str, Severity], None]) -> None:
        super().__init__(objectName="improvePanel")
        self.setProperty("role", "panel")
        self._overlay, self._run, self._tell = overlay, run, tell
        self._study: Study | None = None
        self._heard = Subscriptions()
        self._siting: SitingStudy | None = None
        self._asked: Request | None = None
        self._last_source: CandidateSource | None = None
        self._proposal: Proposal | None = None
        self._states: dict[str, SiteState] = {}
        self._job: Job | None = None
        self._placing = False
        self._hold: Hold | None = None
        self._latest: tuple[SitingStudy, BestSoFar] | None = None
        self._grow = QTimer(self, singleShot=True, interval=_GROW_MS)
        self._grow.timeout.connect(self._show_growing)
        self._found.connect(self._on_found)
        self._told.connect(self._on_told)
        overlay.chosen.connect(self._on_chosen_on_map)
        self.question, self.answer, self.comparison = QuestionPage(), AnswerPage(), ComparisonPage()
        self.form, self.view, self.frontier = self.question.form, self.answer.view, self.comparison.frontier
        self._pages = QStackedWidget()
        for page in (self.question, self.answer, self.comparison):
            self._pages.addWidget(page)
        self._connect_pages()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(8)
        column.addLayout(title_row(self.close_panel))
        column.addWidget(self._pages, 1)
        self.hide()

    # Putting it together

    def _connect_pages(self) -> None:
        question, answer, view = self.question, self.answer, self.view
        self.form.changed.connect(self._on_question_changed)
        question.search.clicked.connect(lambda: self.search())
        answer.again.clicked.connect(lambda: self.search())
        question.fairness.clicked.connect(lambda: self.compare(FrontierKind.EQUITY))
        question.more.clicked.connect(lambda: self.compare(FrontierKind.BUDGET))
        answer.change.clicked.connect(self.ask_again)
        answer.compared.clicked.connect(self._back_to_comparison)
        answer.stop.clicked.connect(self.stop)
        answer.prove.clicked.connect(lambda: self.search(prove=True))
        answer.place.clicked.connect(self.place)
        self.comparison.back.clicked.connect(self.ask_again)
        self.frontier.wanted.connect(self._on_point_wanted)
        view.site_chosen.connect(self._overlay.show_current)
        view.pin_wanted.connect(lambda id_: self._mark(id_, SiteState.PINNED))
        view.veto_wanted.connect(lambda id_: self._mark(id_, SiteState.VETOED))

    # The study

    def bind(self, study: Study) -> None:
        self._study = study
        self._states.clear()
        self._last_source = None
        self._heard.renew(
            (study.project_changed, self._on_project_changed),
            (study.scenario_changed, self._on_scenario_changed),
            (study.focus_changed, self._on_focus_changed),
        )
        if self.isVisible():
            self.form.bind(study)

    def unbind(self) -> None:
        """Let go of the study; a search for it comes to nothing."""
        self.ask_again()
        self._job = None
        self._show_buttons()
        self.form.unbind()
        self._heard.end()
        self._study = None

    def retint(self, theme: Theme) -> None:
        """Qt paints it from the palette, and the map has its own colours."""

    def _on_project_changed(self, changed: Changed) -> None:
        if changed.layers and self.isVisible():
            self.form.fill_places()
        if (
            (changed.devices or changed.city or changed.device_types)
            and not self._placing
            and self._proposal is not None
        ):
            self.ask_again()
            self._tell(_("The plan has changed, so the proposal was put away; search again."), Severity.INFO)

        elif self._proposal is not None and self._hold is None:
            # What was done has nothing to do with the plan: the proposal is shown on.
            self._show_proposed(self._proposal)

    def _on_hold_ended(self) -> None:
        self._hold = None

    def _on_focus_changed(self) -> None:
        if self.isVisible():
            self.form.show_focus()

    def _on_scenario_changed(self) -> None:
        if not self._placing:
            self.ask_again()

    def open_panel(self) -> None:
        """Show the panel, with the question first."""
        # While the question is put: the first time on a computer it takes a while.
        begin()
        if self._study is not None:
            # Not before it is looked at: to go through 200,000 buildings takes longer than an opening file may wait.
            self.form.bind(self._study)
        self.show()
        self.form.type.setFocus()

    def close_panel(self) -> None:
        """Put the proposal away and go."""
        self.ask_again()
        self.hide()
        self.closed.emit()

    def ask_again(self) -> None:
        """Back to the question; what was found goes, what was pinned and ruled out stays."""
        self.stop()
        self._forget_answer()
        self._pages.setCurrentIndex(0)

    def _on_question_changed(self) -> None:
        self._forget_answer()
        self.question.show_comparable()

    def _forget_answer(self) -> None:
        self._siting = self._asked = None
        self._drop_proposal()

    def _drop_proposal(self) -> None:
        self._proposal = self._latest = None
        self._grow.stop()
        self._overlay.show_sites((), "")
        if self._hold is not None:
            self._hold.drop()

    # Searching

    @property
    def searching(self) -> bool:
        return self._job is not None

    @property
    def proposal(self) -> Proposal | None:
        """What is on the map and can be placed."""
        return self._proposal

    def search(self, *, prove: bool = False) -> None:
        """Ask for a proposal with the sites that were pinned and vetoed so far."""
        study = self._study
        if study is None or self.searching:
            return
        request = self.form.request()
        if study.focus.id not in request.types:
            study.show_focus(Focus(request.types[0]))
        if self._asked != request:
            self._siting = None
        if self._last_source != replace(request.source, area=None):
            # Other places have other names.
            self._states.clear()
        self._asked, self._last_source = request, replace(request.source, area=None)
        work = search_work(
            Question(study.snapshot(), study.scenario.id, request, self._siting),
            self._states,
            prove=prove,
            told=self._told.emit,
            found=self._found.emit,
        )

        self._drop_proposal()
        self.answer.compared.hide()
        self._pages.setCurrentIndex(1)
        self.answer.summary.setText(self.form.words())
        self.view.headline.setText(_("Looking for places …"))
        self.view.quality.clear()
        self.view.list.clear()
        self._start(work, self._on_proposal)
        self._show_buttons()

    def _on_told(self, sentence: str) -> None:
        if self.searching and self._latest is None:
            self.view.headline.setText(sentence)

    def _start(self, work: Work, done: Callable[..., object], sentence: str | None = None) -> None:
        """Do ``work``; what comes of it is for the study that was open when it began, and for no other."""
        study = self._study
        self._job = self._run(
            work,
            lambda result: done(result) if self._study is study else None,
            sentence,
            lambda error: self._on_failed(error) if self._study is study else None,
        )

    # Comparing

    def compare(self, kind: FrontierKind) -> None:
        """Plans side by side: at every price of fairness, or for every number or budget up to the one asked."""
        study = self._study
        if study is None or self.searching:
            return
        request = self.form.request()
        known = self._siting if self._asked == request else None
        self._asked = request
        question = Question(study.snapshot(), study.scenario.id, request, known)
        self._drop_proposal()
        self._start(comparison_work(question, kind), self._on_frontier, _("Comparing plans …"))
        self._show_buttons()

    def _on_frontier(self, found: tuple[SitingStudy, Frontier]) -> None:
        self._job = None
        self._show_buttons()
        self._siting, compared = found
        assert self._study is not None
        assert self._asked is not None
        share, index = float(self._study.table.city_share[0]), self._study.profile.coverage.gini
        now = None if index is None or self._asked.group is not None else (share, 100 * (1 - index))
        self.frontier.show_frontier(compared, now, money=self._asked.budget is not None)
        self._pages.setCurrentIndex(2)

    def _on_point_wanted(self, point: FrontierPoint) -> None:
        """Show the plan of a point as a proposal."""
        siting = self._siting
        if siting is None or self.searching:
            return
        self._start(lambda _progress, _cancel: open_point(siting, point), self._on_point)

    def _on_point(self, proposal: Proposal) -> None:
        siting = self._siting
        self.answer.summary.setText(self.form.words())
        self._pages.setCurrentIndex(1)
        self._on_proposal(proposal)
        self._siting = siting
        self.answer.compared.show()

    def _back_to_comparison(self) -> None:
        siting = self._siting
        self._drop_proposal()
        self._siting = siting
        self._pages.setCurrentIndex(2)

    def stop(self) -> None:
        """Take the best so far."""
        if self._job is not None:
            self._job.token.cancel()

    def _on_found(self, siting: SitingStudy, best: BestSoFar) -> None:
        if self.searching:
            self._latest = siting, best
            if not self._grow.isActive():
                self._grow.start()

    def _show_growing(self) -> None:
        if self._latest is None or not self.searching:
            return
        siting, best = self._latest
        self.view.show_growing(best, len(siting.existing))
        self._show_on_map(siting, best.chosen, best.removed)

    def _on_proposal(self, proposal: Proposal) -> None:
        self._job, self._latest = None, None
        if self._pages.currentIndex() == 0:
            # Somebody went back to the question meanwhile.
            return
        self._proposal, self._siting = proposal, proposal.study
        self._show_proposed(proposal)
        assert self._study is not None
        self.view.show_proposal(proposal, (self._hold.gain if self._hold is not None else None) or 0.0)
        self.view.show_states(self._states)
        self._show_buttons()

    def _on_failed(self, _error: Exception) -> None:
        self._job = None
        self._show_buttons()
        self.ask_again()

    def _show_buttons(self) -> None:
        self.question.show_searching(self.searching)
        baseline = None if self._study is None else self._study.scenario.id == BASELINE
        self.answer.show_buttons(self._proposal, searching=self.searching, marked=bool(self._states), baseline=baseline)

    # On the map

    def _show_on_map(self, siting: SitingStudy, chosen: Sequence[int], removed: Sequence[int]) -> None:
        """Dots and reach on the map; the figures follow, as if the devices stood."""
        study = self._study
        if study is None:
            return
        devices = proposed_devices(siting, chosen)
        gone = [replace(siting.existing[site], status=DeviceStatus.RETIRED) for site in removed]
        if self._hold is None:
            self._hold = study.take(self._on_hold_ended)
        self._hold.show([*devices, *gone])
        sites = proposed_sites(study, siting, chosen, self._states, numbered=not self.searching)
        self._overlay.show_sites(sites, FAMILY_COLOURS[study.focus_family])

    def _show_proposed(self, proposal: Proposal) -> None:
        self._show_on_map(proposal.study, [site.site for site in proposal.sites], proposal.solution.removed)

    def _on_chosen_on_map(self, candidate: str) -> None:
        if self._states.get(candidate) is SiteState.VETOED and self.view.current != candidate:
            # A cross is taken away with a click.
            self._mark(candidate, SiteState.VETOED)
        else:
            self.view.choose(candidate)

    def _mark(self, candidate: str, state: SiteState) -> None:
        """Say so of a site, or take it back where it was said already."""
        if self._states.get(candidate) is state:
            del self._states[candidate]
        else:
            self._states[candidate] = state
        self.view.show_states(self._states)
        proposal = self._proposal
        if proposal is not None:
            self._show_proposed(proposal)
        self._show_buttons()
        # Stays even where the last mark was taken back: the proposal was made with it.
        self.answer.again.show()

    # Placing

    def place(self) -> None:
        """Put the proposed devices into the scenario, or into a copy of it, in one step."""
        study, proposal = self._study, self._proposal
        if study is None or proposal is None:
            return
        name = unused_name(study.project.scenarios.values()) if self.answer.as_new.isChecked() else None
        edit = accept(study.project, proposal, name)
        count = len(proposal.sites)
        self._placing = True
        try:
            self._drop_proposal()
            study.do(edit)
            if name is not None:
                study.show_scenario(name)
        finally:
            self._placing = False
        self.close_panel()
        self._tell(placed_sentence(count, study.scenario.name), Severity.INFO)


def _make(window: "MainWindow") -> ImprovePanel:
    panel = ImprovePanel(ProposalOverlay(window.map), window.run, window.messages.tell)

    def on_closed() -> None:
        window.workspace.show_left(None)
        window.map.setFocus()

    panel.closed.connect(on_closed)
    return panel


def _open_or_close(window: "MainWindow") -> None:
    panel = window.panels["improve"]
    if panel.isVisible():
        panel.close_panel()
        return
    panel.open_panel()
    window.workspace.show_left(panel)


PANEL = Panel(
    "improve",
    _make,
    Stand.LEFT,
    2,
    Command(
        "improve",
        _("Improve: propose where to place devices"),
        _open_or_close,
        icon="improve",
        keys=("Ctrl+I",),
        menu=MenuPlace(Menu.EDIT, 2, 3),
        tip=_("Propose where to place devices"),
    ),
)
