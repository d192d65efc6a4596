"""The catalogue that ships with the program, and figures changed for one run."""

import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityplanner.coverage.catalogue import catalogue_problems, load_catalogue, override
from cityplanner.coverage.models import coverage_model
from cityplanner.coverage.words import parameters_table
from cityplanner.errors import InputError
from cityplanner.i18n import format_number
from cityplanner.model import CoverageSpec, DeviceType, Family, PrivacyClass, Rule

TYPES = load_catalogue()
FIGURES = ("cost_usd", "running_cost_usd_per_year", "power_w", "life_years")

each_type = pytest.mark.parametrize("item", TYPES.values(), ids=TYPES)


def test_the_catalogue_holds_the_types_that_cities_place() -> None:
    assert {
        "public-wifi-access-point",
        "led-street-light",
        "fixed-camera",
        "turning-camera",
        "air-quality-sensor",
        "noise-sensor",
        "weather-station",
        "rain-gauge",
        "river-level-sensor",
        "landslide-sensor",
        "traffic-counter",
        "siren",
        "emergency-call-point",
        "information-kiosk",
        "ev-charger",
        "smart-bin",
    } == set(TYPES)


def test_families_come_in_the_order_of_the_screen_and_none_is_empty() -> None:
    families = [item.family for item in TYPES.values()]
    assert list(dict.fromkeys(families)) == list(Family)
    assert families == sorted(families, key=list(Family).index)


def test_what_one_caller_does_to_the_catalogue_is_not_seen_by_the_next() -> None:
    load_catalogue().clear()
    assert load_catalogue() == TYPES


@each_type
def test_every_figure_is_positive_and_has_a_source(item: DeviceType) -> None:
    given_figures = [name for name in FIGURES if getattr(item, name) is not None]
    assert all(getattr(item, name) > 0 for name in given_figures)
    assert all(value > 0 for value in item.coverage.parameters.values())
    assert {*given_figures, *item.coverage.parameters} <= set(item.sources)
    assert all(source.strip() for source in item.sources.values())


@each_type
def test_no_source_is_given_for_a_figure_that_is_absent(item: DeviceType) -> None:
    known = {*FIGURES, *item.coverage.parameters, "privacy"}
    assert set(item.sources) <= known
    assert not [name for name in item.sources if name in FIGURES and getattr(item, name) is None]


@each_type
def test_a_source_names_its_year_or_says_that_it_is_an_assumption(item: DeviceType) -> None:
    for name, source in item.sources.items():
        if name != "privacy":
            assert "lanning assumption" in source or re.search(r"\b(19|20)\d\d\b", source), source


@each_type
def test_money_has_a_year(item: DeviceType) -> None:
    money = item.cost_usd is not None or item.running_cost_usd_per_year is not None
    assert money is (item.price_year is not None)
    assert item.price_year is None or 2000 <= item.price_year <= 2026


@each_type
def test_what_can_learn_about_a_person_says_how(item: DeviceType) -> None:
    assert (item.privacy is PrivacyClass.NONE) is ("privacy" not in item.sources)


@each_type
def test_every_type_has_the_parameters_of_its_coverage_model(item: DeviceType) -> None:
    parameters = coverage_model(item.coverage.model).parameters
    needed = {parameter.name for parameter in parameters if parameter.default is None}
    assert needed <= set(item.coverage.parameters) <= {parameter.name for parameter in parameters}


def test_ranges_follow_from_their_sources() -> None:
    def range_m(id_: str) -> float:
        return TYPES[id_].coverage.parameters["range_m"]

    feet_100 = 30.48
    assert range_m("siren") == pytest.approx(feet_100 * 2 ** ((115 - 70) / 10), abs=1)
    pixels_across, sensor_mm, observe_px_per_m = 1920, 5.4, 62.5
    for id_, lens_mm in (("fixed-camera", 4), ("turning-camera", 12)):
        assert range_m(id_) == pytest.approx(lens_mm * pixels_across / sensor_mm / observe_px_per_m, abs=0.5)
    assert range_m("rain-gauge") == pytest.approx(math.sqrt(15e6 / math.pi), abs=20)
    assert range_m("information-kiosk") == pytest.approx(5 * 60 * 1.33, abs=1)
    assert range_m("emergency-call-point") == 2 * 60 * 1.25
    # 20 dBm down to -75 dBm, less 3 dB in the body of the person and the margin for 90 % of places.
    loss_db = 20 + 75 - 3 - 1.2816 * 3.07
    among_houses_m = 10 ** ((loss_db - 18.8 - 20.7 * math.log10(2.437)) / 30.1)
    assert among_houses_m == pytest.approx(108, abs=0.5)
    assert range_m("public-wifi-access-point") == pytest.approx(among_houses_m, rel=0.1)


def test_an_override_changes_the_figure_and_nothing_else() -> None:
    changed = override(TYPES, {"air-quality-sensor.range_m": "350", "siren.range_m": 800, "siren.model": "disc"})
    assert changed["air-quality-sensor"].coverage.parameters == {"range_m": 350.0}
    assert changed["siren"].coverage == CoverageSpec("disc", {"range_m": 800.0})
    assert list(changed) == list(TYPES)
    assert {id_: item for id_, item in changed.items() if item != TYPES[id_]}.keys() == {"air-quality-sensor", "siren"}
    assert TYPES["siren"].coverage.parameters == {"range_m": 690.0}


def test_a_figure_that_was_changed_no_longer_claims_its_source() -> None:
    siren = override(TYPES, {"siren.range_m": "800"})["siren"]
    assert siren.sources == {**TYPES["siren"].sources, "range_m": "Given for this run"}
    assert override(TYPES, {"siren.range_m": "690", "siren.model": "disc"}) == TYPES


@given(st.sampled_from(sorted(TYPES)), st.floats(min_value=1e-3, max_value=1e6))
def test_any_range_above_zero_is_taken_as_it_is(id_: str, range_m: float) -> None:
    assert override(TYPES, {f"{id_}.range_m": str(range_m)})[id_].coverage.parameters == {"range_m": range_m}


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("fountain.range_m", "5", "no device type fountain; the catalogue has: public-wifi-access-point, led"),
        ("fountain", "5", "no device type fountain"),
        ("", "5", "no device type"),
        ("siren", "5", "which figure of siren"),
        ("siren.", "5", "siren has no figure ; it has: range_m"),
        ("siren.wings", "2", "siren has no figure wings; it has: range_m"),
        ("siren.range_m", "far", "siren.range_m must be a number from 0.001 to 1000000, not far"),
        ("siren.range_m", "500 m", "must be a number from 0.001"),
        ("siren.range_m", "0", "must be a number from 0.001"),
        ("siren.range_m", -5.0, "must be a number from 0.001 to 1000000, not -5"),
        ("siren.range_m", "nan", "must be a number from 0.001"),
        ("siren.range_m", "inf", "must be a number from 0.001"),
        ("siren.model", "telepathy", "no coverage model telepathy; choose one of: decay, disc"),
    ],
)
def test_what_cannot_be_set_is_refused_with_a_sentence(setting: str, value: str | float, said: str) -> None:
    with pytest.raises(InputError) as refused:
        override(TYPES, {setting: value})
    assert said in str(refused.value)


def test_a_type_whose_own_model_is_unknown_here_is_refused_with_a_sentence() -> None:
    later = DeviceType("beacon", Family.WIFI, "Beacon", "", "wifi", CoverageSpec("radio", {"power_dbm": 20.0}))
    with pytest.raises(InputError, match="no coverage model radio"):
        override({"beacon": later}, {"beacon.power_dbm": "23"})
    known = override({"beacon": later}, {"beacon.range_m": "80", "beacon.model": "disc"})
    assert known["beacon"].coverage.parameters["range_m"] == 80.0


def test_the_table_in_the_documentation_is_the_catalogue() -> None:
    def figure(value: float | None) -> str:
        return "–" if value is None else format_number(value)

    rows = []
    for item in TYPES.values():
        year = f" ({item.price_year})" if item.price_year else ""
        figures = (item.running_cost_usd_per_year, item.power_w, item.life_years)
        cells = [f"`{item.id}`", item.family, figure(item.coverage.parameters.get("range_m"))]
        cells += [f"{figure(item.cost_usd)}{year}", *map(figure, figures), item.privacy]
        rows.append(f"| {' | '.join(cells)} |")
    text = (Path(__file__).resolve().parents[2] / "docs" / "catalogue.md").read_text(encoding="utf-8")
    types, _rest = text.split("## How to read it")
    assert [line for line in types.splitlines() if line.startswith("| `")] == rows


def test_the_table_of_parameters_in_the_documentation_is_that_of_the_models() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "catalogue.md").read_text(encoding="utf-8")
    assert "\n".join(parameters_table()) in text


def test_types_of_another_folder_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = """
[[types]]
id = "beacon"
{family}
name = "Beacon"
description = "Blinks."
icon = "alert"
privacy = "none"
coverage = {{ model = "disc", range_m = 80 }}
"""
    (tmp_path / "alert.toml").write_text(entry.format(family=""), encoding="utf-8")
    (tmp_path / "more.toml").write_text(entry.format(family='family = "camera"').replace("beacon", "eye"), "utf-8")
    (tmp_path / "torn.toml").write_text("[[types]]\nid =", encoding="utf-8")
    monkeypatch.setattr("cityplanner.io.device_types.EXTRA_FOLDERS", [tmp_path])
    types = load_catalogue()
    assert (types["beacon"].family, types["eye"].family) == (Family.ALERT, Family.CAMERA)
    families = [item.family for item in types.values()]
    assert families == sorted(families, key=list(Family).index)
    (problem,) = catalogue_problems()
    assert "torn.toml" in problem.message
    assert set(TYPES) < set(types)


def test_a_threshold_may_be_below_0_and_what_cannot_be_added_up_is_refused() -> None:
    changed = override(TYPES, {"siren.threshold": "-75", "siren.rule": "best"})["siren"]
    assert (changed.coverage.threshold, changed.coverage.rule) == (-75.0, Rule.BEST)
    with pytest.raises(InputError, match="must be above 0, not -75"):
        override(TYPES, {"siren.threshold": "-75", "siren.rule": "sum"})
    for name, value in (("threshold", "loud"), ("threshold", "inf"), ("minimum_devices", "1.5"), ("rule", "most")):
        with pytest.raises(InputError):
            override(TYPES, {f"siren.{name}": value})
