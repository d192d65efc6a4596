"""A coverage model comes with one module, and types of devices with one file; nothing else is touched.

``horn/`` has both: a loudspeaker that is heard in a sector, with levels in dB that join by energy.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from cli_runner import run_command, run_json
from PySide6.QtWidgets import QLabel
from small_city import SOUTH, WEST, small_project
from strength_models import models_from

from cityplanner.coverage import engine_for
from cityplanner.coverage.catalogue import catalogue_problems, load_catalogue
from cityplanner.coverage.words import parameters_table
from cityplanner.documents.export_map import export_map
from cityplanner.facts.focus import Focus
from cityplanner.gui.main_window import MainWindow
from cityplanner.io import device_types, save_project
from cityplanner.model import BASELINE, Device, Project

HORN = Path(__file__).parent / "horn"
# In the middle of the first square; the horn looks east along the row of points 50 m to the north.
X, Y = WEST + 500, SOUTH + 500


@pytest.fixture(autouse=True)
def _horn(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(device_types, "EXTRA_FOLDERS", [HORN / "devices"])
    with models_from(HORN / "models"):
        yield


@pytest.fixture
def project() -> Project:
    """The small city with one horn that looks east."""
    project = small_project()
    project = replace(project, device_types={**project.device_types, "horn": load_catalogue()["horn"]})
    return _with(project, Device("horn-1", "horn", X, Y, azimuth_deg=90.0))


def _with(project: Project, *devices: Device) -> Project:
    baseline = project.scenarios[BASELINE]
    together = {**baseline.devices, **{device.id: device for device in devices}}
    return replace(project, scenarios={**project.scenarios, BASELINE: replace(baseline, devices=together)})


def _heard(project: Project) -> float:
    return float(engine_for(project, BASELINE).table("horn").city_served[0])


def test_the_module_and_the_file_are_good() -> None:
    assert catalogue_problems() == []
    assert load_catalogue()["horn"].coverage.model == "sector"


def test_it_is_heard_in_front_only_and_as_far_as_its_level_reaches(project: Project) -> None:
    # 70 dB reach 158 m: of the points 100 m apart, those at 50 and 150 m to the east, 50 m north and south of the axis;
    # the two at 150 m are 158.1 m away.
    assert _heard(project) == 40.0
    turned = _with(project, Device("horn-1", "horn", X, Y, azimuth_deg=45.0))
    assert _heard(turned) == pytest.approx(30.0)


def test_two_that_are_each_too_quiet_are_loud_enough_together(project: Project) -> None:
    # Each brings 68 dB to 200 m; twice the energy is 3 dB more.
    alone = _with(project, Device("horn-1", "horn", X - 150, Y + 50, azimuth_deg=90.0))
    both = _with(alone, Device("horn-2", "horn", X - 150, Y + 50, azimuth_deg=90.0))
    assert _heard(both) > _heard(alone)
    point = 10.0
    assert (_heard(both) - _heard(alone)) % point == 0


def test_the_ground_is_that_of_the_sector(project: Project) -> None:
    engine = engine_for(project, BASELINE)
    engine.prepare_ground()
    table = engine.table("horn", area=True)
    assert table.area_served_m2 is not None
    range_m = 10 ** ((114 - 70) / 20)
    assert table.area_served_m2.sum() == pytest.approx(np.pi * range_m**2 / 4, rel=0.02)


def test_statistics_say_the_model_and_take_other_figures(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "small.gpkg"
    save_project(project, file)
    (answer,) = run_json("stats", file, "--type", "horn")["results"]
    assert (answer["model"], answer["devices"], answer["city"]["served"]) == ("sector", 1, 40.0)
    (wider,) = run_json("stats", file, "--type", "horn", "--set", "horn.width_deg=360")["results"]
    assert wider["city"]["served"] > 100.0
    result = run_command("stats", file, "--type", "horn", "--set", "horn.width_deg=400")
    assert result.exit_code == 1
    assert "width_deg must be a number from 1 to 360" in result.stderr


def test_improve_turns_it_to_where_people_live(project: Project, tmp_path: Path) -> None:
    bare = _with(project)
    bare = replace(bare, scenarios={BASELINE: replace(bare.scenarios[BASELINE], devices={})})
    file = tmp_path / "small.gpkg"
    save_project(bare, file)
    answer = run_json("optimise", file, "--type", "horn", "--count", "1", "--prove", "--scenario", "plan")
    (site,) = answer["chosen"]
    assert site["azimuth_deg"] in (0.0, 90.0, 180.0, 270.0)
    (served,) = run_json("stats", file, "--type", "horn", "--scenario", "plan")["results"]
    assert served["city"]["served"] == answer["value"] > 0
    best = max(
        _heard(
            _with(
                replace(bare, scenarios={BASELINE: replace(bare.scenarios[BASELINE], devices={})}),
                Device("one", "horn", site["x"], site["y"], azimuth_deg=azimuth),
            )
        )
        for azimuth in (0.0, 90.0, 180.0, 270.0)
    )
    assert answer["value"] == best


def test_the_window_has_its_figures_its_words_and_its_shape(
    window: MainWindow, settle: Callable[[], None], project: Project
) -> None:
    window.show_project(project)
    settle()
    study = window.study
    study.show_focus(Focus("horn"))
    settle()
    assert study.table.city_served[0] == 40.0
    study.selection.select(devices=["horn-1"])
    settle()
    words = " ".join(label.text() for label in window.findChildren(QLabel))
    assert "Level at 1 m" in words


def test_the_map_shows_the_sector_on_the_screen(
    window: MainWindow, settle: Callable[[], None], project: Project
) -> None:
    window.show_project(project)
    window.study.show_focus(Focus("horn"))
    window.map.zoom_to((X - 400, Y - 250, X + 400, Y + 250))
    settle()

    def colours() -> list[str]:
        image = window.map.grab().toImage()
        # On its edge, 60 m along the right arm; behind it, and far in front of it.
        at = [(X + 60 * np.sqrt(0.5), Y - 60 * np.sqrt(0.5)), (X - 60, Y), (X + 250, Y + 40)]
        return [image.pixelColor(window.map.screen_point(*place)).name() for place in at]

    shown = colours()
    window.study.set_shown("ranges", False)
    settle()
    hidden = colours()
    assert shown[0] != hidden[0]
    assert shown[1:] == hidden[1:]


def test_the_printed_map_has_the_sector_and_says_what_it_is(project: Project, tmp_path: Path) -> None:
    def drawn(name: str, hidden: frozenset[str] = frozenset()) -> str:
        export_map(project, BASELINE, tmp_path / name, focus=Focus("horn"), hidden=hidden)
        return (tmp_path / name).read_text(encoding="utf-8")

    with_it, without = drawn("with.svg"), drawn("without.svg", frozenset({"ranges"}))
    assert with_it.count("<path") > without.count("<path")
    assert "Reach: Horn loudspeaker" in with_it
    assert "Reach: Horn loudspeaker" not in without
    assert "70 dB" in with_it


def test_the_table_of_the_documentation_has_its_parameters() -> None:
    assert any(row.startswith("| `sector` | `level_db` | Level at 1 m | dB |") for row in parameters_table())
