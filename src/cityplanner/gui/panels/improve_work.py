"""What Improve asks of a worker, and what a plan would put on the map."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cityplanner.coverage.engines import surroundings_for
from cityplanner.coverage.outlines import outlines
from cityplanner.getting_ready import finish
from cityplanner.gui.jobs import Work
from cityplanner.gui.map.proposal_overlay import ProposedSite, SiteState
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.model import Device, Project, Scenario
from cityplanner.progress import CancelToken, Progress
from cityplanner.session.study import Study
from cityplanner.siting import (
    BestSoFar,
    Frontier,
    FrontierKind,
    Proposal,
    Request,
    SitingStudy,
    propose,
    siting_study,
    study_frontier,
)

_ROOMS = ("coverage", "equity", "siting")
"""Whose kernels a search calls."""


@dataclass(frozen=True, eq=False, slots=True)
class Question:
    """A request about a scenario of a project that stays as it is; ``known`` is its study, where there is one."""

    project: Project
    scenario_id: str
    request: Request
    known: SitingStudy | None = None

    def study(self, progress: Progress, cancel: CancelToken) -> SitingStudy:
        if self.known is not None:
            return self.known
        return siting_study(self.project, self.scenario_id, self.request, progress=progress, cancel=cancel)


def search_work(
    question: Question,
    states: Mapping[str, SiteState],
    *,
    prove: bool,
    told: Callable[[str], None],
    found: Callable[[SitingStudy, BestSoFar], None],
) -> Work:
    """A search with what ``states`` pins and rules out; ``told`` hears what goes on, ``found`` the best so far."""
    pinned, vetoed = (
        [id_ for id_, state in states.items() if state is wanted] for wanted in (SiteState.PINNED, SiteState.VETOED)
    )

    def work(progress: Progress, cancel: CancelToken) -> Proposal:
        # Before the search, whose time limit is its own.
        finish(*_ROOMS, progress=lambda _part, sentence: told(sentence), cancel=cancel)
        told(_("Looking for places …"))
        siting = question.study(progress, cancel)
        ids = set(siting.candidates.ids)
        chosen = siting.marked([id_ for id_ in pinned if id_ in ids], [id_ for id_ in vetoed if id_ in ids])
        return propose(chosen, prove=prove, progress=progress, cancel=cancel, watch=lambda best: found(chosen, best))

    return work


def comparison_work(question: Question, kind: FrontierKind) -> Work:
    """Plans side by side, with the study of sites that they are of."""

    def work(progress: Progress, cancel: CancelToken) -> tuple[SitingStudy, Frontier]:
        finish(*_ROOMS, progress=progress, cancel=cancel)
        siting = question.study(progress, cancel)
        return siting, study_frontier(siting, kind, progress=progress, cancel=cancel)

    return work


def proposed_devices(siting: SitingStudy, chosen: Sequence[int]) -> list[Device]:
    """The devices of the sites, as they would stand."""
    return [replace(siting.devices[site], id=f"proposed {site}") for site in chosen]


def proposed_sites(
    study: Study, siting: SitingStudy, chosen: Sequence[int], states: Mapping[str, SiteState], *, numbered: bool
) -> list[ProposedSite]:
    """The sites of a plan with what they reach, and those that were ruled out and are not in it."""
    types = study.project.device_types
    devices = proposed_devices(siting, chosen)
    reached = outlines(devices, types, surroundings_for(study.project, types))
    sites = []
    for number, (site, device, outline) in enumerate(zip(chosen, devices, reached, strict=True), start=1):
        candidate = str(siting.candidate(site))
        state = states.get(candidate, SiteState.PROPOSED)
        text = str(number) if numbered else ""
        sites.append(ProposedSite(candidate, device.x, device.y, text, outline, state))
    shown, known = {one.id for one in sites}, set(siting.candidates.ids)
    for candidate, state in states.items():
        if state is SiteState.VETOED and candidate not in shown and candidate in known:
            there = siting.devices[siting.site(candidate)]
            sites.append(ProposedSite(candidate, there.x, there.y, "", None, SiteState.VETOED))
    return sites


def unused_name(scenarios: Iterable[Scenario]) -> str:
    """A name for a new scenario: ``Proposal``, ``Proposal 2`` ..."""
    taken = {text for scenario in scenarios for text in (scenario.id, scenario.name)}
    number = 1
    while (name := _("Proposal") if number == 1 else _("Proposal {number}").format(number=number)) in taken:
        number += 1
    return name


def placed_sentence(count: int, scenario: str) -> str:
    """What is told when a proposal was placed."""
    sentence = ngettext("{count} device was placed in {scenario}.", "{count} devices were placed in {scenario}.", count)
    return sentence.format(count=format_number(count), scenario=scenario)
