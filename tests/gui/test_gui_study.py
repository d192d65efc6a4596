"""The study behind the window: figures worked out apart are the figures worked out at once."""

import numpy as np
from small_city import SOUTH, WEST, small_project

from cityplanner.model import BASELINE, Device
from cityplanner.model.device_edits import add_devices, move_devices
from cityplanner.session.study import Study

WIFI = "public-wifi-access-point"


def test_an_engine_made_apart_is_taken_over_when_nothing_changed() -> None:
    study = Study(small_project())
    at_once = Study(small_project()).table_with_area()
    apart = study.area_apart()()
    assert study.adopt(apart)
    np.testing.assert_array_equal(study.table.area_served_m2, at_once.area_served_m2)
    study.do(move_devices(study.scenario, {"ap-1": (WEST + 300, SOUTH + 300)}, study.project.device_types))
    fresh = Study(study.project).table_with_area()
    np.testing.assert_array_equal(study.table_with_area().area_served_m2, fresh.area_served_m2)
    np.testing.assert_array_equal(study.table.served, fresh.served)


def test_an_engine_made_apart_is_dropped_when_something_changed() -> None:
    study = Study(small_project())
    apart = study.area_apart()()
    device = Device("ap-9", WIFI, WEST + 2500, SOUTH + 500)
    study.do(add_devices(study.scenario, [device], study.project.device_types))
    served = study.table.served.copy()
    assert not study.adopt(apart)
    np.testing.assert_array_equal(study.table.served, served)


def test_an_engine_made_apart_waits_for_the_hand() -> None:
    study = Study(small_project())
    apart = study.area_apart()()
    study.preview([Device("ghost", WIFI, WEST + 2500, SOUTH + 500)])
    assert not study.adopt(apart)
    study.drop_preview()
    assert study.adopt(apart)


def test_only_the_measured_family_is_shown_at_first() -> None:
    study = Study(small_project())
    assert "wifi" not in study.hidden
    assert "alert" in study.hidden
    study.show_focus("siren")
    assert "alert" not in study.hidden
    assert "wifi" in study.hidden


def test_a_preview_is_not_in_the_project() -> None:
    study = Study(small_project())
    before = study.table.served.copy()
    study.preview([Device("ghost", WIFI, WEST + 2500, SOUTH + 500)])
    assert study.preview_gain is not None
    assert study.preview_gain > 0
    assert "ghost" not in study.project.scenarios[BASELINE].devices
    study.drop_preview()
    assert study.preview_gain is None
    np.testing.assert_array_equal(study.table.served, before)
