"""From a project to a proposal, and to the edit that accepts it."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from small_city import SOUTH, WEST, small_project, unknown

from cityplanner.coverage import Engine
from cityplanner.errors import InputError
from cityplanner.model import BASELINE, History, Project
from cityplanner.siting import (
    CandidateKind,
    CandidateSource,
    Objective,
    Proposal,
    Request,
    SitingDemand,
    SitingStudy,
    Status,
    accept,
    propose,
    siting_study,
)

AP = "public-wifi-access-point"
GRID = CandidateSource(CandidateKind.GRID, 100.0)


@pytest.fixture
def project() -> Project:
    return small_project()


def study_of(project: Project, **options: object) -> SitingStudy:
    return siting_study(project, BASELINE, Request(**{"types": (AP,), "count": 3, "source": GRID, **options}))


def served_after(project: Project, proposal: Proposal) -> float:
    History(project).do(accept(project, proposal, "new"))
    table = Engine(project.city, project.people, project.scenarios["new"], project.device_types).table(AP)
    return float(table.city_served[0])


def test_the_value_is_what_the_engine_counts_once_it_is_accepted(project: Project) -> None:
    proposal = propose(study_of(project))
    assert proposal.solution.status is Status.OPTIMAL
    assert served_after(project, proposal) == proposal.solution.value


def test_gains_add_up_to_what_is_new(project: Project) -> None:
    engine = Engine(project.city, project.people, project.scenarios[BASELINE], project.device_types)
    before = engine.table(AP).city_served[0]
    proposal = propose(study_of(project))
    assert sum(site.gain for site in proposal.sites) == pytest.approx(proposal.solution.value - before)
    first = proposal.sites[0]
    assert first.served == first.gain
    assert first.neighbourhoods[0] == "La Loma"
    assert first.runner_up not in [site.candidate for site in proposal.sites]
    assert 0 <= first.veto_cost <= first.alone


def test_accepting_is_one_step_that_undo_takes_back(project: Project) -> None:
    history = History(project)
    before = dict(project.scenarios[BASELINE].devices)
    history.do(accept(project, propose(study_of(project))))
    assert len(project.scenarios[BASELINE].devices) == len(before) + 3
    assert history.undo_label == "Place 3 proposed devices"
    history.undo()
    assert project.scenarios[BASELINE].devices == before


def test_searching_leaves_the_model_as_it_is(project: Project) -> None:
    before = dict(project.scenarios[BASELINE].devices)
    propose(study_of(project))
    assert project.scenarios[BASELINE].devices == before
    assert list(project.scenarios) == [BASELINE]


def test_existing_devices_can_be_moved(project: Project) -> None:
    proposal = propose(study_of(project, count=0, max_moves=1))
    assert len(proposal.solution.removed) == len(proposal.moved) == 1
    ids = set(project.scenarios[BASELINE].devices)
    assert served_after(project, proposal) == proposal.solution.value
    assert set(project.scenarios["new"].devices) == ids


def test_pinned_and_vetoed_candidates(project: Project) -> None:
    study = study_of(project)
    first = propose(study).sites[0].site
    vetoed = propose(study.choosing(forbidden=[first]))
    assert first not in vetoed.solution.chosen
    poor = study.site(study.candidates.ids[-1])
    assert poor in propose(study.choosing(wished=[poor])).solution.chosen


def test_devices_keep_their_distance(project: Project) -> None:
    proposal = propose(study_of(project, count=12, spacing_m=450.0))
    standing = [(device.x, device.y) for device in project.scenarios[BASELINE].devices.values()]
    new = [(site.x, site.y) for site in proposal.sites]
    assert len(new) > 3
    away = shapely.distance(shapely.points(new)[:, np.newaxis], shapely.points(standing + new)[np.newaxis, :])
    assert np.sort(away, axis=1)[:, 1].min() >= 450 - 1e-6
    assert np.sort(away[:, :3], axis=1)[:, 0].min() >= 450 - 1e-6


def test_a_budget_shared_by_two_types(project: Project) -> None:
    for type_id, cost in ((AP, 1000.0), ("siren", 5000.0)):
        project.device_types[type_id] = replace(project.device_types[type_id], cost_usd=cost)
    proposal = propose(study_of(project, types=(AP, "siren"), count=None, budget=12_500.0))
    types = [site.type_id for site in proposal.sites]
    assert types.count("siren") == 2
    assert types.count("siren") * 5000 + types.count(AP) * 1000 <= 12_500
    places = [(site.x, site.y) for site in proposal.sites]
    assert len(set(places)) == len(places)


def test_equity_gives_more_to_those_who_have_little(project: Project) -> None:
    people = propose(study_of(project, count=6))
    fair = propose(study_of(project, count=6, objective=Objective.EQUITY, aversion=2.0))
    assert {name for site in people.sites for name in site.neighbourhoods} == {"La Loma"}
    assert {name for site in fair.sites for name in site.neighbourhoods} == {"La Loma", "São João", "l'Eixample"}


def test_a_group_can_be_counted_instead(project: Project) -> None:
    proposal = propose(study_of(project, group="age_65_plus"))
    assert proposal.sites[0].gain == proposal.sites[0].groups["age_65_plus"]


@pytest.mark.parametrize(("kind", "count"), [(CandidateKind.GRID, 396), (CandidateKind.STREETS, 40)])
def test_candidates_of_each_kind_lie_in_the_city(project: Project, kind: CandidateKind, count: int) -> None:
    study = study_of(project, source=CandidateSource(kind, 100.0))
    assert abs(len(study.candidates.ids) - count) <= 45
    assert len(set(study.candidates.ids)) == len(study.candidates.ids)


def test_only_candidates_inside_an_area(project: Project) -> None:
    area = shapely.box(WEST, SOUTH, WEST + 500, SOUTH + 500)
    study = study_of(project, source=CandidateSource(CandidateKind.GRID, 100.0, area=area))
    assert (study.candidates.xy <= [WEST + 500, SOUTH + 500]).all()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"types": ("nothing",)}, "no device type nothing"),
        ({"budget": 1000.0}, "cost"),
        ({"objective": Objective.FLOOR}, "floor"),
        ({"group": "nobody"}, "no group nobody"),
        ({"source": CandidateSource(CandidateKind.BUILDINGS)}, "public"),
        ({"source": CandidateSource(CandidateKind.LAMPS)}, "no lights"),
        ({"source": CandidateSource(CandidateKind.LAYER, layer="x")}, "no layer x"),
        ({"source": CandidateSource(CandidateKind.GRID, 0.5)}, "1 m apart"),
        ({"source": CandidateSource(CandidateKind.GRID, 1.0)}, "too many"),
        ({"wished": ("nowhere",)}, "no candidate nowhere"),
    ],
)
def test_what_does_not_fit_the_project_is_said(project: Project, options: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        study_of(project, **options)


def test_a_scenario_of_that_name_is_there(project: Project) -> None:
    with pytest.raises(InputError, match="already"):
        accept(project, propose(study_of(project)), BASELINE)


def test_where_nobody_is_known_to_live_the_ground_is_brought_into_range(project: Project) -> None:
    empty = unknown(project, range(4))
    with pytest.raises(InputError, match="Nobody is known to live"):
        study_of(empty)
    study = study_of(empty, demand=SitingDemand.GROUND)
    proposal = propose(study)
    engine = Engine(empty.city, empty.people, empty.scenarios[BASELINE], empty.device_types)
    _total, before = engine.demand_served("ground", AP)
    History(empty).do(accept(empty, proposal, "new"))
    after = Engine(empty.city, empty.people, empty.scenarios["new"], empty.device_types).demand_served("ground", AP)[1]
    assert proposal.solution.value == pytest.approx(after.sum())
    assert sum(site.served for site in proposal.sites) == pytest.approx(after.sum() - before.sum())
    assert sum(site.served for site in proposal.sites) == pytest.approx(3 * np.pi * 100**2, rel=0.02)
    assert all(site.groups == {} for site in proposal.sites)


def test_the_ground_has_no_groups(project: Project) -> None:
    with pytest.raises(InputError):
        study_of(project, demand=SitingDemand.GROUND, group="age_65_plus")
    with pytest.raises(InputError, match="no groups"):
        study_of(project, demand=SitingDemand.GROUND, floor=0.1, floor_of="groups")
