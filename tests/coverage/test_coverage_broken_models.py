"""What a coverage model does wrong costs its own type: one sentence, logged, and the rest goes on."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_city import SOUTH, WEST, small_project
from strength_models import models_from

from cityplanner.coverage import engine_for
from cityplanner.coverage import ready as ready_module
from cityplanner.coverage.catalogue import catalogue_problems, type_problems
from cityplanner.coverage.models import broken_models, coverage_model, coverage_models
from cityplanner.coverage.outlines import outlines
from cityplanner.errors import InputError
from cityplanner.facts.statistics import study_statistics, to_json_dict
from cityplanner.model import CoverageSpec, Device, DeviceType, Family, Project
from cityplanner.siting import CandidateKind, CandidateSource, Request, siting_study

MODEL = """
import numpy as np
from cityplanner.coverage.model import CoverageModel, Joined, Parameter, Reached, Strength
from cityplanner.coverage.models.disc import discs

def reach(devices, spec, points, prepared):
    {reach}

def outline(devices, spec, prepared):
    {outline}

MODEL = CoverageModel(id="{name}", name="Trial", parameters=(Parameter("range_m", "m", 1.0, 1000.0, 100.0),),
    strength=Strength("lx", Joined.SUM), reach=reach, outline=outline{more})
"""
GOOD_REACH = "return Reached.of([points.within(one.x, one.y, 400.0) for one in devices], 1.0)"
GOOD_OUTLINE = "return discs(np.array([(one.x, one.y) for one in devices]).reshape(-1, 2), 400.0)"
ROWS = "rows = [points.within(one.x, one.y, 400.0) for one in devices]; "
REACHES = {
    "raises": "raise RuntimeError('no map')",
    "divides": "return 1 / 0",
    "nothing": "return None",
    "not_numbers": ROWS + "return Reached.of(rows, [np.full(len(one), np.nan) for one in rows])",
    "not_a_number": ROWS + "return Reached.of(rows, float('nan'))",
    "infinite": ROWS + "return Reached.of(rows, [np.full(len(one), -np.inf) for one in rows])",
    "too_few": ROWS + "return Reached.of(rows, [np.ones(len(one) + 1) for one in rows])",
    "other_devices": ROWS + "return Reached.of([*rows, rows[0]], 1.0)",
    "out_of_range": ROWS + "return Reached.of([one + len(points.xy) for one in rows], 1.0)",
    "negative": ROWS + "return Reached.of([one - 10**6 for one in rows], 1.0)",
    "twice": ROWS + "return Reached.of([np.concatenate([one, one]) for one in rows], 1.0)",
    "fractions": ROWS + "found = Reached.of(rows, 1.0); return Reached(found.starts, found.rows * 1.0, 1.0)",
    "disorder": ROWS + "found = Reached.of(rows, 1.0); return Reached(found.starts[::-1].copy(), found.rows, 1.0)",
    "flat": ROWS + "found = Reached.of(rows, 1.0); return Reached(found.starts, found.rows[:, None], 1.0)",
}
OUTLINES = {
    "raises": "raise RuntimeError('no map')",
    "nothing": "return None",
    "one": GOOD_OUTLINE + "[:1]",
    "points": "import shapely; return shapely.points([(one.x, one.y) for one in devices])",
    "missing": "return np.full(len(devices), None, dtype=object)",
}


def write(folder: Path, name: str, reach: str = GOOD_REACH, outline: str = GOOD_OUTLINE, more: str = "") -> None:
    text = MODEL.format(name=name, reach=reach, outline=outline, more=more)
    (folder / f"{name}.py").write_text(text, encoding="utf-8")


def trial_project(model: str = "trial", parameters: dict[str, float] | None = None) -> Project:
    """Two devices of a trial type beside those of the small city."""
    project = small_project()
    spec = CoverageSpec(model, parameters or {})
    project.device_types["trial"] = DeviceType("trial", Family.ALERT, "Trial horn", "", "alert", spec)
    baseline = project.scenarios["baseline"]
    more = {id_: Device(id_, "trial", WEST + x, SOUTH + 500.0) for id_, x in (("t1", 500.0), ("t2", 1500.0))}
    project.scenarios["baseline"] = replace(baseline, devices={**baseline.devices, **more})
    return project


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    ready_module._logged.clear()
    with models_from(tmp_path):
        yield tmp_path


@pytest.mark.parametrize("fault", REACHES)
def test_a_model_that_fails_costs_the_figures_of_its_type_only(
    folder: Path, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    write(folder, "trial", REACHES[fault])
    project = trial_project()
    engine = engine_for(project, "baseline")
    with caplog.at_level(logging.ERROR):
        table = engine.table("trial", area=True)
        engine.table("trial", area=True)
    assert np.isnan(table.served).all()
    assert table.area_served_m2 is None
    assert table.devices == 2
    assert "Trial horn" in table.why_not
    assert "trial" in table.why_not
    assert table.why_not.count(".") >= 1
    assert "Traceback" not in table.why_not
    assert len(caplog.records) == 1
    assert np.isnan(engine.device_served("t1"))
    assert np.isnan(engine.lost_without("t1")).all()
    siren = engine_for(small_project(), "baseline").table("siren", area=True)
    assert np.array_equal(engine.table("siren", area=True).served, siren.served)
    family = engine.table("alert", area=True)
    assert np.array_equal(family.served, siren.served)
    assert family.why_not == table.why_not
    caplog.clear()


def test_a_model_that_fails_at_some_places_counts_again_elsewhere(folder: Path) -> None:
    write(
        folder,
        "trial",
        f"if any(one.x < {WEST} for one in devices): raise ValueError('beyond the map')\n    {GOOD_REACH}",
    )
    project = trial_project()
    engine = engine_for(project, "baseline")
    before = engine.table("alert")
    engine.move("t1", WEST - 100.0, SOUTH)
    assert "beyond the map" in engine.table("alert").why_not
    engine.move("t1", WEST + 500.0, SOUTH + 500.0)
    after = engine.table("alert")
    assert np.array_equal(after.served, before.served)
    assert not after.why_not


@pytest.mark.parametrize("fault", OUTLINES)
def test_outlines_that_cannot_be_drawn_leave_the_people(folder: Path, fault: str) -> None:
    write(folder, "trial", outline=OUTLINES[fault], more=", even=lambda spec: 1.0")
    project = trial_project()
    table = engine_for(project, "baseline").table("trial", area=True)
    assert table.city_served[0] > 0
    assert table.area_served_m2 is None
    assert "Trial horn" in table.why_not
    devices = [*project.scenarios["baseline"].devices.values()]
    shapes = outlines(devices, project.device_types)
    assert [shape is None for shape in shapes] == [device.type_id == "trial" for device in devices]


def test_a_module_that_cannot_be_imported_is_told_once_and_the_others_stand(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "cracked.py").write_text("raise ImportError('nothing here')", encoding="utf-8")
    (folder / "scribble.py").write_text("def (", encoding="utf-8")
    (folder / "helper.py").write_text("NOTHING = 1", encoding="utf-8")
    write(folder, "double", more="")
    (folder / "twin.py").write_text((folder / "double.py").read_text(encoding="utf-8"), encoding="utf-8")
    assert {"disc", "double"} <= set(coverage_models())
    sentences = broken_models()
    assert [name for name in ("cracked", "scribble", "twin") if any(name in one for one in sentences)] == [
        "cracked",
        "scribble",
        "twin",
    ]
    assert len(sentences) == 3
    assert len([one for one in caplog.records if one.levelno >= logging.ERROR]) == 3
    assert len(catalogue_problems()) == 3
    with pytest.raises(InputError, match="nothing here"):
        coverage_model("cracked")
    assert "nothing here" in engine_for(trial_project("cracked"), "baseline").table("trial").why_not


@pytest.mark.parametrize("more", [", prepare=lambda around: 1 / 0", ", even=lambda spec: float('nan')"])
def test_what_else_a_model_says_may_fail_too(folder: Path, more: str) -> None:
    write(folder, "trial", more=more)
    assert "Trial horn" in engine_for(trial_project(), "baseline").table("trial").why_not


@pytest.mark.parametrize(
    ("model", "parameters", "said"),
    [
        ("telepathy", {}, "no coverage model telepathy"),
        ("disc", {}, "range_m"),
        ("disc", {"range_m": -5.0}, "range_m must be a number from"),
        ("disc", {"range_m": 50.0, "wings": 2.0}, "no figure wings"),
    ],
)
def test_a_projects_type_that_cannot_be_worked_out_is_a_problem_of_the_answer(
    model: str, parameters: dict[str, float], said: str
) -> None:
    project = trial_project(model, parameters)
    (problem,) = type_problems(project.device_types.values())
    assert said in problem.message
    answer = to_json_dict(study_statistics(project, "baseline"))
    text = json.dumps(answer, allow_nan=False)
    assert "NaN" not in text
    told = [one["message"] for one in answer["problems"] if said in one["message"]]
    assert len(told) == 1
    (trial,) = [one for one in answer["results"] if one["type"] == "trial"]
    assert trial["city"]["served"] is None
    assert trial["city"]["share"] is None
    assert trial["devices"] == 2
    assert trial["demands"]["residents"]["served"] is None
    assert all(one["served"] is None and one["flags"] for one in trial["neighbourhoods"])
    (wifi,) = [one for one in answer["results"] if one["type"] == "public-wifi-access-point"]
    assert wifi["city"]["served"] > 0
    with pytest.raises(InputError, match="Trial horn"):
        siting_study(project, "baseline", Request(("trial",), 1, source=CandidateSource(CandidateKind.GRID, 250.0)))
