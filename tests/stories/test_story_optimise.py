"""A planner gives the least connected of the sample city twenty access points, within a budget and with a floor."""

from pathlib import Path

import pytest
from cli_runner import run_command, run_json

from cityplanner.coverage import Engine
from cityplanner.io import open_project
from cityplanner.io.project.sample_city import extract_sample
from cityplanner.model import BASELINE
from cityplanner.siting import CandidateKind, CandidateSource, Request, accept, propose, siting_study

AP = "public-wifi-access-point"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return extract_sample("altavega", tmp_path_factory.mktemp("siting"))


def test_twenty_access_points_for_the_least_connected(sample: Path) -> None:
    asked = ("--type", AP, "--budget", 34_000, "--group", "no_internet", "--floor", 1, "--candidates", "buildings")
    answer = run_json("optimise", sample, *asked, "--scenario", "Least connected")
    project = open_project(sample)
    before = Engine(project.city, project.people, project.scenarios[BASELINE], project.device_types).table(AP)
    place = before.groups.index("no_internet") + 1
    # The window asks the same search: the same sites, in the same order.
    source = CandidateSource(CandidateKind.BUILDINGS)
    study = siting_study(
        project, BASELINE, Request((AP,), budget=34_000, group="no_internet", floor=0.01, source=source)
    )
    proposal = propose(study)
    assert [site.candidate for site in proposal.sites] == [site["candidate"] for site in answer["chosen"]]
    assert proposal.solution.status.value == answer["status"] != "infeasible"
    table = Engine(project.city, project.people, project.scenarios["Least connected"], project.device_types).table(AP)
    assert table.city_served[place] == answer["value"] > before.city_served[place]
    shares = table.group_share[:, place - 1]
    assert shares[table.people[:, place] > 0].min() >= 0.01
    assert len(answer["chosen"]) * 1700 <= 34_000
    label = accept(project, proposal).label
    assert label.startswith("Place")


def test_the_story_as_text(sample: Path) -> None:
    text = run_command(
        "optimise", sample, "--type", AP, "--count", 5, "--candidates", "streets:200", "--time", 2
    ).stdout
    assert "320,000 residents are served" in text
