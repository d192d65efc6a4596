"""``optimise``: proposals for a small city, and what is said where they cannot be had."""

import json
import math
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from cli_runner import run_command, run_fails, run_json
from small_city import CRS, SOUTH, WEST, small_project, unknown

from cityplanner.coverage import Engine
from cityplanner.io import open_project, save_project
from cityplanner.model import DeviceStatus
from cityplanner.progress import CancelToken, Progress
from cityplanner.siting import Proposal, SitingStudy, propose

AP = "public-wifi-access-point"
GRID = ("--candidates", "grid:100")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "small.gpkg"
    save_project(small_project(), path)
    return path


def test_the_answer_as_json(project: Path) -> None:
    answer = run_json("optimise", project, "--type", AP, "--count", 3, *GRID)
    assert (answer["type"], answer["objective"], answer["status"]) == (AP, "people", "optimal")
    assert answer["proven"] is True
    assert answer["reason"] is None
    assert answer["value"] == answer["bound"] == pytest.approx(answer["city"]["served"])
    assert answer["gap"] == 0
    assert len(answer["chosen"]) == 3
    before = run_json("stats", project, "--type", AP)["results"][0]
    gained = sum(site["gain"] for site in answer["chosen"])
    assert gained == pytest.approx(answer["city"]["served"] - before["city"]["served"])
    assert set(before["equity"]) == set(answer["equity"])
    first = answer["chosen"][0]
    assert WEST < first["x"] < WEST + 1000
    assert first["runner_up"] not in [site["candidate"] for site in answer["chosen"]]
    assert first["veto_cost"] >= 0


def test_the_ground_is_what_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "nobody.gpkg"
    save_project(unknown(small_project(), range(4)), path)
    asked = ("optimise", path, "--type", AP, "--count", 2, "--demand", "ground", *GRID)
    answer = run_json(*asked)
    assert (answer["demand"], answer["proven"]) == ("ground", True)
    first = answer["chosen"][0]
    assert first["residents"] is None
    assert first["ground_m2"] == pytest.approx(math.pi * 100**2, rel=0.03)
    text = run_command(*asked).stdout
    assert "of the ground is in range, before it was 2.4" in text
    assert "resident" not in text.replace("how many residents", "")
    assert "Nobody is known to live" in run_fails("optimise", path, "--type", AP, "--count", 2, *GRID)


def test_the_same_seed_the_same_answer(project: Path) -> None:
    first, second = (run_json("optimise", project, "--type", AP, "--count", 4, *GRID) for _time in range(2))
    assert first["chosen"] == second["chosen"]


def test_it_is_written_as_a_scenario_only_if_asked(project: Path) -> None:
    before = project.read_bytes()
    run_json("optimise", project, "--type", AP, "--count", 2, *GRID)
    assert project.read_bytes() == before
    answer = run_json("optimise", project, "--type", AP, "--count", 2, *GRID, "--scenario", "Better")
    opened = open_project(project)
    assert list(opened.scenarios) == ["baseline", "Better"]
    better = opened.scenarios["Better"]
    assert better.parent == "baseline"
    new = [device for device in better.devices.values() if device.status is DeviceStatus.PROPOSED]
    assert len(new) == 2
    table = Engine(opened.city, opened.people, better, opened.device_types).table(AP)
    assert table.city_served[0] == answer["city"]["served"]
    assert "already" in run_fails("optimise", project, "--type", AP, "--count", 2, *GRID, "--scenario", "Better")


def test_as_text_it_says_how_good_it_is_and_why_each_site(project: Path) -> None:
    result = run_command("optimise", project, "--type", AP, "--count", 2, *GRID, "--scenario", "Better")
    assert "Public Wi-Fi access point: 2 sites of" in result.stdout
    assert "before it was" in result.stdout
    assert "Proven: nothing better exists" in result.stdout
    assert "La Loma" in result.stdout
    assert "The scenario Better was written into small.gpkg." in result.stdout


def test_candidates_of_a_file_with_costs_within_an_area(project: Path, tmp_path: Path) -> None:
    places = [
        (WEST + 300, SOUTH + 300),
        (WEST + 300, SOUTH + 300),
        (WEST + 700, SOUTH + 300),
        (WEST + 1500, SOUTH + 100),
    ]
    frame = gpd.GeoDataFrame(
        {"code": ["a", "b", "c", "d"], "cost": [100.0, 100.0, 300.0, 100.0]}, geometry=shapely.points(places), crs=CRS
    )
    frame.to_file(tmp_path / "poles.geojson", driver="GeoJSON")
    area = gpd.GeoDataFrame(geometry=[shapely.box(WEST, SOUTH, WEST + 1000, SOUTH + 1000)], crs=CRS)
    area.to_file(tmp_path / "area.gpkg")
    command = ("optimise", project, "--type", AP, "--candidates", tmp_path / "poles.geojson")
    answer = run_json(*command, "--budget", 200)
    assert sorted(site["candidate"] for site in answer["chosen"]) == ["a", "d"]
    assert answer["candidates"] == 3
    assert "stands where another one does" in answer["problems"][-1]["message"]
    inside = run_json(*command, "--budget", 200, "--within", tmp_path / "area.gpkg")
    assert [site["candidate"] for site in inside["chosen"]] == ["a"]


def test_pins_and_vetoes(project: Path) -> None:
    command = ("optimise", project, "--type", AP, "--count", 2, *GRID)
    first = run_json(*command)["chosen"][0]["candidate"]
    other = run_json(*command, "--veto", first)
    assert first not in [site["candidate"] for site in other["chosen"]]
    pinned = other["candidates"] and run_json(*command, "--pin", first, "--veto", other["chosen"][1]["candidate"])
    assert first in [site["candidate"] for site in pinned["chosen"]]


def test_a_floor_holds_or_is_explained(project: Path) -> None:
    command = (
        "optimise",
        project,
        "--type",
        AP,
        "--objective",
        "floor",
        "--candidates",
        "grid:200",
        "--scenario",
        "Floor",
    )
    poor = run_json(*command, "--count", 2, "--floor", 12)
    assert (poor["status"], len(poor["chosen"])) == ("infeasible", 2)
    assert "sites would be enough" in poor["reason"]
    assert list(open_project(project).scenarios) == ["baseline"]
    enough = run_json(*command, "--count", 8, "--floor", 12)
    assert enough["status"] in ("optimal", "feasible")
    neighbourhoods = run_json("stats", project, "--type", AP, "--scenario", "Floor")["results"][0]["neighbourhoods"]
    assert min(row["share"] for row in neighbourhoods if row["population"]) >= 0.12


def test_the_fewest_for_a_target(project: Path) -> None:
    answer = run_json("optimise", project, "--type", AP, "--objective", "fewest", "--target", 30, *GRID)
    assert answer["city"]["share"] >= 0.3
    assert answer["value"] == len(answer["chosen"])
    fewer = run_json("optimise", project, "--type", AP, "--count", len(answer["chosen"]) - 1, *GRID, "--prove")
    assert fewer["city"]["share"] < 0.3


@pytest.mark.parametrize("objective", ["mean-distance", "worst-distance"])
def test_the_shortest_way(project: Path, objective: str) -> None:
    one, more = (
        run_json(
            "optimise", project, "--type", AP, "--count", count, "--objective", objective, "--candidates", "grid:250"
        )
        for count in (1, 3)
    )
    assert 0 < more["value"] < one["value"] < 3000
    assert more["bound"] <= more["value"]


def test_fairness_costs_people_and_serves_the_rest(project: Path) -> None:
    people, fair = (
        run_json("optimise", project, "--type", AP, "--count", 6, *GRID, "--objective", objective, "--aversion", 2)
        for objective in ("people", "equity")
    )
    assert fair["city"]["served"] < people["city"]["served"]
    assert fair["equity"]["gini"] < people["equity"]["gini"]


def test_more_sites_than_candidates(project: Path) -> None:
    answer = run_json("optimise", project, "--type", AP, "--count", 50, "--candidates", "grid:900")
    assert answer["status"] == "infeasible"
    assert "candidates; ask for" in answer["reason"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--type", "nothing", "--count", 2), "no device type nothing"),
        (("--type", AP, "--budget", 500), "cost"),
        (("--type", AP, "--count", 2, "--candidates", "grid:much"), "grid:250"),
        (("--type", AP, "--count", 2, "--candidates", "buildings"), "public"),
        (("--type", AP, "--count", 2, "--candidates", "nowhere.gpkg"), "nowhere.gpkg"),
        (("--type", AP, "--count", 2, "--group", "nobody"), "no group nobody"),
        (("--type", AP, "--count", 2, "--objective", "floor"), "floor"),
        (("--type", AP, "--objective", "fewest"), "target"),
        (("--type", AP, "--count", 2, "--from", "nothing"), "no scenario nothing"),
        (("--type", AP, "--count", 2, "--pin", "nowhere"), "no candidate nowhere"),
        (("--type", AP, "--count", 2, "--set", "siren"), "--set siren"),
    ],
)
def test_what_cannot_be_used_ends_with_one_sentence(project: Path, options: tuple[object, ...], words: str) -> None:
    assert words in run_fails("optimise", project, *options)


@pytest.mark.parametrize(
    "options", [("--type", AP), ("--type", AP, "--count", "-1"), ("--type", AP, "--count", 1, "--floor", 200)]
)
def test_wrong_usage(project: Path, options: tuple[object, ...]) -> None:
    assert run_command("optimise", project, *options).exit_code == 2


def test_json_is_all_that_is_printed(project: Path) -> None:
    result = run_command("optimise", project, "--type", AP, "--count", 1, *GRID, "--json")
    assert json.loads(result.stdout)["status"] == "optimal"


def test_a_time_limit_begins_with_the_search_and_getting_ready_is_told(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[tuple[str, object]] = []

    def slow(*rooms: str, progress: Progress, cancel: CancelToken | None) -> None:
        happened.append(("compiled", set(rooms)))
        for part in (0.0, 0.5, 1.0):
            progress(part, "Getting ready, once on this computer …")

    def search(study: SitingStudy, *, time_limit: float | None, **options: Any) -> Proposal:
        happened.append(("searched", time_limit))
        return propose(study, time_limit=time_limit, **options)

    monkeypatch.setattr("cityplanner.cli.terminal.finish", slow)
    monkeypatch.setattr("cityplanner.cli.optimise.propose", search)
    result = run_command("optimise", project, "--type", AP, "--count", 2, *GRID, "--time", 5)
    assert happened == [("compiled", {"coverage", "equity", "siting"}), ("searched", 5.0)]
    assert result.stderr.count("Getting ready, once on this computer") == 1
