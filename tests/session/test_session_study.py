"""The open study without a window: engines made in the background, and what is looked at."""

from dataclasses import replace

import numpy as np
import pytest
from small_city import SOUTH, WEST, small_project

from cityplanner.facts.focus import Focus
from cityplanner.model import BASELINE, CityChange, Device, Edit, Scenario, ScenarioChange
from cityplanner.model.device_edits import add_devices, move_devices
from cityplanner.progress import CancelToken
from cityplanner.session.background import adopt, do_ready, edit_work, ground_work, is_large
from cityplanner.session.study import Study

WIFI = "public-wifi-access-point"


def with_ground(study: Study) -> np.ndarray:
    return study.shown.table_with_ground(study.focus).area_served_m2


def test_an_engine_made_in_the_background_is_taken_over_when_nothing_changed() -> None:
    study = Study(small_project())
    at_once = with_ground(Study(small_project()))
    ready = ground_work(study)()
    assert adopt(study, ready)
    np.testing.assert_array_equal(study.table.area_served_m2, at_once)
    assert study.shown.engine is ready.engine
    study.do(move_devices(study.scenario, {"ap-1": (WEST + 300, SOUTH + 300)}, study.project.device_types))
    np.testing.assert_array_equal(with_ground(study), with_ground(Study(study.project)))
    np.testing.assert_array_equal(study.table.served, Study(study.project).table.served)
    assert study.shown.engine is ready.engine


def test_an_engine_made_in_the_background_is_dropped_when_something_changed() -> None:
    study = Study(small_project())
    ready = ground_work(study)()
    device = Device("ap-9", WIFI, WEST + 2500, SOUTH + 500)
    study.do(add_devices(study.scenario, [device], study.project.device_types))
    served = study.table.served.copy()
    assert not adopt(study, ready)
    np.testing.assert_array_equal(study.table.served, served)


def test_an_engine_made_in_the_background_counts_what_is_in_the_hand() -> None:
    study = Study(small_project())
    ready = ground_work(study)()
    hold = study.take(lambda: None)
    hold.show([Device("ghost", WIFI, WEST + 2500, SOUTH + 500)])
    served, gain = study.table.served.copy(), hold.gain
    assert adopt(study, ready)
    np.testing.assert_array_equal(study.table.served, served)
    assert hold.gain == gain
    hold.drop()
    np.testing.assert_array_equal(study.table.served, Study(small_project()).table.served)
    assert not study.table.area_is_estimate or study.shown.ground_is_near(study.focus)


def test_an_edit_made_in_the_background_is_done_with_its_engine_and_ends_what_is_held() -> None:
    study = Study(small_project())
    device = Device("ap-9", WIFI, WEST + 2500, SOUTH + 500)
    work = edit_work(
        study,
        lambda project, _progress, _cancel: add_devices(project.scenarios[BASELINE], [device], project.device_types),
    )
    ready = work(lambda *_told: None, CancelToken())
    ended = []
    study.take(lambda: ended.append(True)).show([Device("ghost", WIFI, WEST + 2200, SOUTH + 500)])
    assert do_ready(study, ready)
    assert ended == [True]
    assert study.shown.engine is ready.engine.engine
    np.testing.assert_array_equal(study.table.served, Study(study.project).table.served)
    assert not do_ready(study, ready)
    assert not is_large(ready.edit)


def test_only_the_measured_family_is_shown_at_first() -> None:
    study = Study(small_project())
    assert "wifi" not in study.hidden
    assert "alert" in study.hidden
    study.show_focus(Focus("siren"))
    assert "alert" not in study.hidden
    assert "wifi" in study.hidden


def test_figures_of_several_scenarios_are_there_at_once() -> None:
    study = Study(small_project())
    less = Scenario("less", "Less", BASELINE, dict(list(study.scenario.devices.items())[:1]))
    study.do(Edit("New scenario", (ScenarioChange(None, less),)))
    engine = study.figures("less").engine
    before = study.figures("less").table(Focus(WIFI))
    study.do(move_devices(study.scenario, {"ap-1": (WEST + 2500, SOUTH + 500)}, study.project.device_types))
    assert study.figures("less").engine is engine
    assert study.figures("less").table(Focus(WIFI)) is before
    assert study.table.city_served[0] != before.city_served[0]
    study.show_scenario("less")
    assert study.shown.engine is engine
    assert study.parent is study.figures(BASELINE)
    assert study.parent_table.devices == 3


def test_who_made_the_data_is_nothing_to_the_engine() -> None:
    study = Study(small_project())
    engine = study.shown.engine
    city, people = study.project.city, study.project.people
    study.do(Edit("Sources", (CityChange.between((city, people), (replace(city, sources=()), people)),)))
    assert study.shown.engine is engine
    study.do(Edit("City", (CityChange.between((study.project.city, people), (replace(city, name="Other"), people)),)))
    assert study.shown.engine is not engine


@pytest.mark.parametrize("count", [1, 3, 12])
def test_figures_that_were_let_go_are_not_stale_for_those_who_have_them(count: int) -> None:
    study = Study(small_project())
    kept = study.figures(BASELINE)
    kept.table(Focus(WIFI))
    for number in range(count):
        scenario = Scenario(f"plan-{number}", f"Plan {number}", BASELINE)
        study.do(Edit("New scenario", (ScenarioChange(None, scenario),)))
        study.figures(scenario.id).table(Focus(WIFI))
    study.do(move_devices(study.scenario, {"ap-1": (WEST + 2500, SOUTH + 500)}, study.project.device_types))
    fresh = Study(study.project).table
    np.testing.assert_array_equal(study.table.served, fresh.served)
    np.testing.assert_array_equal(study.figures(BASELINE).table(Focus(WIFI)).served, fresh.served)
