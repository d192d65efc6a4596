"""The figures of a study: by hand, as JSON, and as text."""

import json
import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from small_city import SOUTH, WEST, small_people, small_project, stand, unknown

from cityplanner.equity import gini
from cityplanner.errors import CancelledError, InputError
from cityplanner.facts.people_origin import origin_sentence, people_origin
from cityplanner.facts.statistics import study_statistics, to_json_dict
from cityplanner.facts.text_table import statistics_text, summary_text
from cityplanner.model import Device, DeviceStatus, DeviceType, Problem, Project, Severity, Target, TargetKind
from cityplanner.progress import CancelToken

WIFI = "public-wifi-access-point"


def answer(project: Project, **options: Any) -> dict[str, Any]:
    """Through JSON text and back, as a script would read it; NaN would raise."""
    statistics = study_statistics(project, "baseline", **options)
    read: dict[str, Any] = json.loads(json.dumps(to_json_dict(statistics), allow_nan=False))
    return read


def with_kiosks(project: Project) -> Project:
    """A second type of the Wi-Fi family, with one device where an access point stands already."""
    wifi = project.device_types[WIFI]
    kiosk = DeviceType("wifi-kiosk", wifi.family, "Wi-Fi kiosk", "", "wifi", wifi.coverage)
    project.device_types[kiosk.id] = kiosk
    stand(project, Device("k", kiosk.id, WEST + 250.0, SOUTH + 250.0))
    return project


def test_the_small_city_reckoned_by_hand() -> None:
    """People stand on a grid of 100 m. At a place on the grid 5 points lie within 100 m, half-way between four 4."""
    (result,) = answer(small_project())["results"]
    city = result["city"]
    assert (result["type"], result["family"], result["devices"]) == (WIFI, "wifi", 3)
    served_first, served_second = 2 * 5 * 10.0, 4 * 5.0
    assert city["population"] == 1750
    assert isinstance(city["population"], int)
    assert city["served"] == served_first + served_second
    assert city["share"] == pytest.approx((served_first + served_second) / 1750)
    assert city["served_by_one"] == city["served"]
    assert city["groups"]["age_65_plus"] == {
        "population": 250,
        "served": 14.0,
        "share": pytest.approx(14 / 250),
        "served_by_one": 14.0,
        "gap": pytest.approx(14 / 250 - 120 / 1750),
        "ratio": pytest.approx(14 / 250 / (120 / 1750)),
    }
    assert city["area_m2"] == pytest.approx(4e6)
    assert city["area_share"] == pytest.approx(3 * math.pi * 1e4 / 4e6, rel=1e-9)
    first = result["neighbourhoods"][0]
    assert first["area_share"] == pytest.approx(2 * math.pi / 100, rel=1e-9)
    assert (first["id"], first["name"], first["served"], first["flags"]) == ("01", "La Loma", 100.0, [])


def test_what_cannot_be_computed_is_null_with_a_reason() -> None:
    (result,) = answer(small_project())["results"]
    park = result["neighbourhoods"][3]
    assert (park["population"], park["served"], park["share"]) == (0, 0.0, None)
    assert park["flags"] == ["Nobody lives here."]
    assert result["equity"]["theil_l"] is None
    assert any("Theil L" in flag for flag in result["equity"]["flags"])


def test_a_count_that_the_data_does_not_give_is_null_with_a_reason() -> None:
    project = small_project()
    frame = project.city.neighbourhoods.copy()
    frame.loc[2, ["population", "age_65_plus"]] = np.nan
    weights = small_people().weights.copy()
    weights[200:] = 0
    project.city = replace(project.city, neighbourhoods=frame)
    project.people = replace(project.people, weights=weights)
    (result,) = answer(project)["results"]
    unknown = result["neighbourhoods"][2]
    assert (unknown["population"], unknown["served"], unknown["share"]) == (None, None, None)
    assert set(unknown["groups"]["age_65_plus"].values()) == {None}
    assert "not known how many people live here" in unknown["flags"][0]
    assert len(unknown["flags"]) == 2
    assert result["city"]["population"] == 1500


def test_who_is_served_by_one_device_alone_is_told_apart() -> None:
    (result,) = [one for one in answer(with_kiosks(small_project()), types="wifi")["results"] if one["type"] is None]
    # The kiosk stands where an access point does: those around it would stay served.
    assert result["city"]["served_by_one"] == 120 - 50


def test_fairness_can_be_measured_among_a_group() -> None:
    (result,) = answer(small_project(), group="age_65_plus")["results"]
    assert result["group"] == "age_65_plus"
    assert result["equity"]["max_share"] == pytest.approx(0.1)
    assert result["equity"]["gini"] == pytest.approx(gini([0.1, 0.04, 0.0], [100, 100, 50]))
    with pytest.raises(InputError, match=r"age_90.*age_65_plus"):
        study_statistics(small_project(), "baseline", group="age_90")


def test_neighbourhoods_can_be_put_together_by_a_field() -> None:
    project = small_project()
    frame = project.city.neighbourhoods.assign(district=["hill", "river", "river", None])
    project.city = replace(project.city, neighbourhoods=frame)
    by = answer(project, by="district")["results"][0]["by"]
    assert by["field"] == "district"
    assert [(part["name"], part["neighbourhoods"], part["population"], part["served"]) for part in by["parts"]] == [
        ("hill", 1, 1000, 100),
        ("river", 2, 750, 20),
        (None, 1, 0, 0),
    ]
    assert by["theil_t"]["between"] + by["theil_t"]["within"] == pytest.approx(by["theil_t"]["total"])
    # In the second of the river's neighbourhoods nobody is served; along the river somebody is.
    assert (by["theil_l"]["within"], by["theil_l"]["total"]) == (None, None)
    assert by["theil_l"]["between"] > 0
    text = statistics_text(study_statistics(project, "baseline", by="district"))
    assert "(without a value)" in text
    with pytest.raises(InputError, match=r"zone.*district"):
        study_statistics(project, "baseline", by="zone")


def test_targets_say_what_is_missed_and_where() -> None:
    targets = [Target(TargetKind.NEIGHBOURHOOD_FLOOR, 0.05), Target(TargetKind.GROUP_OF_CITY, 1.0, "students")]
    floor, students = answer(small_project(), targets=targets)["results"][0]["targets"]
    assert (floor["met"], floor["missed"], floor["reached"]) == (False, ["03", "02"], 0.0)
    assert floor["outcome"] == "1 of 3 met"
    assert (students["met"], students["reached"], students["missed"]) == (None, None, [])
    assert "not known" in students["outcome"]
    text = statistics_text(study_statistics(small_project(), "baseline", targets=targets), targets=True)
    assert re.search(r"Every neighbourhood at least 5\s% +missed +1 of 3 met", text)


def test_a_type_without_devices_is_left_out_unless_it_is_asked_for() -> None:
    everything = answer(small_project())
    assert [result["type"] for result in everything["results"]] == [WIFI]
    assert ["siren" in problem["message"] for problem in everything["problems"]] == [False, True]
    assert "nobody has confirmed" in everything["problems"][0]["message"]
    (siren,) = answer(small_project(), types="siren")["results"]
    assert (siren["devices"], siren["city"]["served"], siren["equity"]["gini"]) == (0, 0.0, None)


def test_a_family_without_devices_is_answered_as_a_whole() -> None:
    found = answer(small_project(), types="alert")
    assert [(result["type"], result["devices"]) for result in found["results"]] == [(None, 0)]
    assert "siren" in found["problems"][-1]["message"]


def test_a_family_of_several_types_is_answered_as_a_whole_too() -> None:
    alone, kiosks, whole = answer(with_kiosks(small_project()), types="wifi")["results"]
    assert [alone["type"], kiosks["type"], whole["type"]] == [WIFI, "wifi-kiosk", None]
    assert (whole["family"], whole["devices"]) == ("wifi", 4)
    assert whole["city"]["served"] == alone["city"]["served"] > kiosks["city"]["served"] > 0
    assert [result["type"] for result in answer(with_kiosks(small_project()))["results"]] == [WIFI, "wifi-kiosk"]


def test_retired_devices_and_devices_of_unknown_types_count_for_nothing() -> None:
    project = small_project()
    devices = project.scenarios["baseline"].devices
    retired = replace(devices["ap-1"], status=DeviceStatus.RETIRED)
    stand(project, retired, Device("f", "fountain", WEST, SOUTH))
    found = answer(project)
    assert found["results"][0]["devices"] == 2
    assert {"warning"} == {problem["severity"] for problem in found["problems"] if "fountain" in problem["message"]}


def test_the_problems_of_the_project_come_first() -> None:
    project = small_project()
    project.problems.append(Problem(Severity.WARNING, "oa.shp", "2 polygons were repaired."))
    assert answer(project)["problems"][0] == {
        "severity": "warning",
        "where": "oa.shp",
        "message": "2 polygons were repaired.",
    }


def test_an_override_holds_for_one_answer_only() -> None:
    project = small_project()
    wider = answer(project, overrides={f"{WIFI}.range_m": "300"})
    assert wider["results"][0]["city"]["served"] > answer(project)["results"][0]["city"]["served"]


@pytest.mark.parametrize("options", [{"types": "fountain"}, {"overrides": {"fountain.range_m": "3"}}])
def test_what_is_not_known_is_an_input_error(options: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="fountain"):
        study_statistics(small_project(), "baseline", **options)


def test_an_unknown_scenario_is_an_input_error_that_names_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"plan-x.*baseline"):
        study_statistics(small_project(), "plan-x")


def test_it_can_be_stopped() -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(CancelledError):
        study_statistics(small_project(), "baseline", cancel=token)


def test_the_text_has_the_figures_and_the_names_as_they_are() -> None:
    project = small_project()
    project.problems.append(Problem(Severity.INFO, "oa.shp", "2 polygons were repaired."))
    text = statistics_text(study_statistics(project, "baseline"))
    assert "Vila Pequena · baseline" in text
    assert "3 devices" in text
    assert "120 of 1,750 residents are served (6.9\N{NO-BREAK SPACE}%), 120 of them by one device alone." in text
    assert "Parque <Norte>" in text
    assert "2 polygons were repaired." in text
    assert "nan" not in text.lower()


def test_a_summary_has_a_line_for_each_type() -> None:
    lines = summary_text(study_statistics(with_kiosks(small_project()), "baseline")).splitlines()
    assert len(lines) == 5
    assert lines[3].split() == ["Public", "Wi-Fi", "access", "point", "3", "120", "6.9", "%", "2.4", "%", "0.286"]


def test_a_city_of_many_neighbourhoods_shows_the_worst_served() -> None:
    project = small_project()
    frame = project.city.neighbourhoods
    many = frame.loc[np.arange(120) % 4].reset_index(drop=True).assign(id=[str(number) for number in range(120)])
    project.city = replace(project.city, neighbourhoods=many)
    text = statistics_text(study_statistics(project, "baseline"))
    assert "20 worst served of 120" in text
    assert text.count("São João") < 30


def test_without_residents_the_worst_are_those_with_least_ground_in_range() -> None:
    project = unknown(small_project(), range(4))
    frame = project.city.neighbourhoods
    many = frame.loc[np.arange(120) % 4].reset_index(drop=True).assign(id=[str(number) for number in range(120)])
    project.city = replace(project.city, neighbourhoods=many)
    text = statistics_text(study_statistics(project, "baseline"))
    assert "It is not known how many people live here." in text
    assert text.count("l'Eixample") + text.count("Parque <Norte>") == 20


def test_it_says_where_the_people_came_from() -> None:
    project = small_project()
    people = project.people
    outside = np.where(np.arange(len(people.xy)) == 0, -1, people.neighbourhood).astype(np.int32)
    project.people = replace(people, neighbourhood=outside)
    origin = answer(project)["people"]
    assert (origin["method"], origin["points"]) == ("A grid of points.", 300)
    assert (origin["residents"], origin["outside"]) == (1750, 10)
    assert [source["file"] for source in origin["sources"]] == ["squares.geojson"]
    assert origin_sentence(people_origin(project)) == (
        "Where people live: A grid of points. From squares.geojson. "
        "10 of them live outside all neighbourhoods and are not counted."
    )
    project.people = replace(people, weights=np.full_like(people.weights, np.nan))
    assert origin_sentence(people_origin(project)) == "Where people live: not known."
    assert people_origin(project).residents is None
