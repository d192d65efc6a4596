"""What models look at is made of a project's layers, and only where a model asks for it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from small_city import CRS, SOUTH, WEST, small_project
from strength_models import models_from

from cityplanner.coverage import engine_for
from cityplanner.coverage.engines import surroundings_for
from cityplanner.coverage.surroundings import surroundings_of
from cityplanner.coverage.words import served_when
from cityplanner.facts.statistics import study_statistics, to_json_dict
from cityplanner.model import CoverageSpec, Device, DeviceType, Family, Layer, Project

SECTOR = DeviceType("horn", Family.ALERT, "Horn", "", "alert", CoverageSpec("sector", {"range_m": 400.0}, 0.0))
HOUSES = Layer(
    "houses",
    "Houses",
    "buildings",
    gpd.GeoDataFrame(
        {"height_m": [12.0, None, 7.5], "levels": [4, 2, None]},
        geometry=[shapely.box(WEST + x, SOUTH, WEST + x + 10, SOUTH + 10) for x in (0, 20, 40)],
        crs=CRS,
    ),
)
SHEDS = Layer("sheds", "Sheds", "buildings", gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)], crs=CRS))
HILLS = Layer(
    "hills",
    "Hills",
    "elevation",
    gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 9, 9)], crs=CRS),
    raster=Path("hills.tif"),
)
RIVER = Layer(
    "flood",
    "Flood",
    "hazard",
    gpd.GeoDataFrame({"kind": ["flood", None]}, geometry=[shapely.box(0, 0, 9, 9), None], crs=CRS),
)


@pytest.fixture(scope="module", autouse=True)
def _trial_models() -> Iterator[None]:
    with models_from():
        yield


def project_with(*layers: Layer) -> Project:
    project = small_project()
    project.layers[:] = layers
    project.device_types["horn"] = SECTOR
    baseline = project.scenarios["baseline"]
    horn = Device("h", "horn", WEST + 500.0, SOUTH + 500.0, azimuth_deg=90.0)
    project.scenarios["baseline"] = replace(baseline, devices={**baseline.devices, "h": horn})
    return project


def test_layers_of_a_role_are_put_together_and_what_they_do_not_say_is_absent() -> None:
    around = surroundings_of([HOUSES, SHEDS, HILLS, RIVER])
    assert around.buildings is not None
    assert around.buildings.height_m == pytest.approx([12.0, np.nan, 7.5, np.nan], nan_ok=True)
    assert around.buildings.levels == pytest.approx([4.0, 2.0, np.nan, np.nan], nan_ok=True)
    assert len(around.buildings.shapes) == 4
    assert around.elevation == (Path("hills.tif"),)
    assert around.hazard is not None
    assert around.hazard.kind.tolist() == ["flood", ""]
    assert around.hazard.shapes[1].is_empty
    assert around.streets is None
    assert surroundings_of([HOUSES, SHEDS, HILLS, RIVER]) is around


def test_they_are_made_only_where_a_model_looks_at_them() -> None:
    project = project_with(HOUSES)
    assert surroundings_for(project, project.device_types).buildings is not None
    assert surroundings_for(project, {"siren": project.device_types["siren"]}).buildings is None


def test_a_model_gets_what_it_prepared_once_for_the_same_layers() -> None:
    project = project_with(HOUSES)
    first, second = engine_for(project, "baseline").ready("horn"), engine_for(project, "baseline").ready("horn")
    assert first.prepared == 3
    assert list(surroundings_for(project, project.device_types).prepared.values()) == [3]
    assert second.prepared == 3


def test_a_fallback_is_told_in_the_figures_and_in_the_sentence_of_the_method() -> None:
    for layers, fallback in (([HOUSES], None), ([], "Without buildings, nothing stands in the way.")):
        project = project_with(*layers)
        answer = to_json_dict(study_statistics(project, "baseline", types="horn"))
        (result,) = answer["results"]
        assert (result["model"], result["fallback"]) == ("sector", fallback)
        sentence = served_when(SECTOR, project.layers)
        assert sentence.startswith("Horn: a person is served where the model “Sector” reaches 0 dB (Range: 400 m)")
        assert sentence.endswith(fallback or ".")


def test_the_sector_reaches_who_lies_before_it() -> None:
    project = project_with()
    engine = engine_for(project, "baseline")
    xy = np.array([(WEST + 600.0, SOUTH + 500.0), (WEST + 400.0, SOUTH + 500.0)])
    assert engine.strengths("horn", xy) == pytest.approx([0.0, np.nan], nan_ok=True)
    table = engine.table("horn", area=True)
    assert table.area_served_m2 is not None
    assert table.area_served_m2.sum() == pytest.approx(np.pi * 400**2 / 4, rel=0.001)
