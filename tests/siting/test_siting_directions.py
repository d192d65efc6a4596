"""Devices that look somewhere: Improve chooses the place and the azimuth, one direction a place."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from small_city import SOUTH, WEST, small_project
from strength_models import models_from

from cityplanner.coverage import engine_for
from cityplanner.model import CoverageSpec, DeviceType, Family, Project, Rule
from cityplanner.siting import CandidateKind, Candidates, CandidateSource, Request, accept, propose, siting_study

HORN = DeviceType(
    "horn",
    Family.ALERT,
    "Horn",
    "",
    "alert",
    CoverageSpec("sector", {"range_m": 400.0, "level_db": 70.0}, 65.0),
    cost_usd=1.0,
)


@pytest.fixture(scope="module", autouse=True)
def _trial_models() -> Iterator[None]:
    with models_from():
        yield


@pytest.fixture
def project() -> Project:
    made = small_project()
    made.device_types["horn"] = HORN
    return made


def test_the_azimuth_that_serves_most_is_chosen(project: Project) -> None:
    """On the border, at the middle of its length: three quarters look at fewer people than the west does."""
    places = Candidates(("a",), np.array([[WEST + 1000.0, SOUTH + 500.0]]))
    study = siting_study(project, "baseline", Request(("horn",), count=1), places=places)
    assert len(study.devices) == 8
    assert [device.azimuth_deg for device in study.devices] == [0, 45, 90, 135, 180, 225, 270, 315]
    proposal = propose(study, time_limit=2.0, prove=True)
    (site,) = proposal.sites
    assert site.azimuth_deg == 270.0
    assert site.candidate == "a"
    project.apply(accept(project, proposal))
    (horn,) = [one for one in project.scenarios["baseline"].devices.values() if one.type_id == "horn"]
    assert horn.azimuth_deg == 270.0
    assert engine_for(project, "baseline").table("horn").city_served[0] == pytest.approx(proposal.solution.value)


def test_one_device_a_place_whatever_it_looks_at(project: Project) -> None:
    xy = np.array([[WEST + 500.0, SOUTH + 500.0], [WEST + 1500.0, SOUTH + 500.0]])
    study = siting_study(project, "baseline", Request(("horn",), count=2), places=Candidates(("a", "b"), xy))
    proposal = propose(study, time_limit=2.0)
    assert sorted(site.candidate for site in proposal.sites) == ["a", "b"]
    solution = propose(
        siting_study(project, "baseline", Request(("horn",), count=3), places=Candidates(("a", "b"), xy)),
        time_limit=2.0,
    )
    assert len(solution.sites) <= 2


def test_a_pin_and_a_veto_hold_for_the_place(project: Project) -> None:
    xy = np.array([[WEST + 500.0, SOUTH + 500.0], [WEST + 2500.0, SOUTH + 500.0]])
    places = Candidates(("rich", "poor"), xy)
    study = siting_study(project, "baseline", Request(("horn",), count=1), places=places)
    assert propose(study, time_limit=2.0).sites[0].candidate == "rich"
    assert propose(study.marked([], ["rich"]), time_limit=2.0).sites[0].candidate == "poor"
    assert propose(study.marked(["poor"], []), time_limit=2.0).sites[0].candidate == "poor"
    asked = Request(("horn",), count=1, wished=("poor",), forbidden=("rich",))
    assert propose(siting_study(project, "baseline", asked, places=places), time_limit=2.0).sites[0].candidate == "poor"


def test_the_names_of_sites_say_where_they_look(project: Project) -> None:
    places = Candidates(("a",), np.array([[WEST + 1000.0, SOUTH + 500.0]]))
    study = siting_study(project, "baseline", Request(("horn", "siren"), count=1), places=places)
    assert study.problem.name(2) == "a towards 90°"
    assert study.problem.name(8) == "a"
    assert study.sites("a", "siren") == (8,)
    assert study.sites("a") == tuple(range(8))
    # One device a place, of whichever type.
    assert study.problem.conflicts is not None
    assert len(study.problem.conflicts) == 9 * 8 // 2


def test_service_that_fades_counts_people_in_part(project: Project) -> None:
    places = Candidates(("a",), np.array([[WEST + 500.0, SOUTH + 500.0]]))
    fading = Request(("siren",), count=1, instead=CoverageSpec("decay", {"decay_m": 300.0}))
    study = siting_study(project, "baseline", fading, places=places)
    away = np.hypot(*(study.demand.index.xy - (WEST + 500.0, SOUTH + 500.0)).T)
    expected = np.exp(-away / 300.0)
    got = study.problem.incidence.toarray()[-1]
    assert got == pytest.approx(np.where(expected >= 1e-4, expected, 0.0), rel=1e-12)
    assert study.in_parts
    assert not siting_study(project, "baseline", replace(fading, instead=None), places=places).in_parts


def test_several_that_serve_together_are_left_to_the_figures_and_said_so(project: Project) -> None:
    item = replace(HORN, coverage=CoverageSpec("level", {"level_db": 70.0, "range_m": 900.0}, 20.0))
    project.device_types["horn"] = item
    request = Request(("horn",), count=1, source=CandidateSource(CandidateKind.GRID, 250.0))
    assert not siting_study(project, "baseline", request).problems
    project.device_types["horn"] = replace(item, coverage=replace(item.coverage, rule=Rule.SUM))
    study = siting_study(project, "baseline", request)
    assert study.problem.devices_needed == 1
    assert any("several devices together" in one.message for one in study.problems)
