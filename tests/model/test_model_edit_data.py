"""An edit that is written down and read again is the same edit, with the same result."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from held import held
from hypothesis import given, settings
from hypothesis import strategies as st
from pseudo_language import in_pseudo
from random_edits import edits
from same_project import assert_same_frame, assert_same_project
from small_city import CRS, small_project

from cityplanner.coverage.catalogue import load_catalogue
from cityplanner.errors import InputError
from cityplanner.i18n import Text, _, format_number, text
from cityplanner.model import (
    BASELINE,
    CityChange,
    Device,
    DeviceChange,
    Edit,
    History,
    Layer,
    LayerChange,
    LayerPartsChange,
    Problem,
    Project,
    ScenarioChange,
    Severity,
)
from cityplanner.model.city_changes import ProblemsChange
from cityplanner.model.edit_data import DATA_VERSION, edit_from_data, edit_to_data
from cityplanner.model.frame_data import frame_from_data, frame_to_data
from cityplanner.model.type_edits import set_parameter


def written(edit: Edit) -> Any:
    """``edit`` on its way through JSON as every program reads it."""
    return json.loads(json.dumps(edit_to_data(edit), allow_nan=False))


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_random_edit_written_and_read_is_the_same_edit(data: st.DataObject) -> None:
    project, other = small_project(), small_project()
    start = replace(other)
    done = project.apply(data.draw(edits(project)))
    plain = written(done.edit)
    read = edit_from_data(plain)
    assert edit_to_data(read) == plain
    assert (read.label, read.merge_key) == (done.edit.label, done.edit.merge_key)
    again = other.apply(read)
    assert again.changed == done.changed
    assert_same_project(other, project)
    other.apply(read.inverse())
    assert_same_project(other, start)


@settings(deadline=None, max_examples=50)
@given(st.data())
def test_a_log_of_edits_replays_a_study(data: st.DataObject) -> None:
    project, other = small_project(), small_project()
    log = []
    for number in range(data.draw(st.integers(1, 4))):
        done = project.apply(data.draw(edits(project, 100 * number)))
        log.append(json.dumps(edit_to_data(done.edit)))
        if data.draw(st.booleans()):
            log.append(json.dumps(edit_to_data(project.apply(done.edit.inverse()).edit)))
    for line in log:
        other.apply(edit_from_data(json.loads(line)))
    assert_same_project(other, project)


_WHEN = pd.to_datetime(["2026-03-01 12:00:00.123456", None, "1900-01-01 00:00:00.000001"])
_COLUMNS = {
    "floats": np.array([0.1, np.nan, -0.0]),
    "nan with a payload": np.array([0x7FF8000000000123, 0xFFF8000000000000, 0x7FF0000000000000]).view(np.float64),
    "small floats": np.array([0.1, np.inf, 5e-324], dtype=np.float32),
    "whole numbers": np.array([1, -2, 2**62]),
    "bytes": np.array([1, 2, 255], dtype=np.uint8),
    "truth": np.array([True, False, True]),
    "text": ["a", None, "São João \N{SNOWMAN}"],
    "text, missing as NA": pd.array(["a", pd.NA, ""], dtype="string"),
    "whole numbers, some missing": pd.array([1, None, 3], dtype="Int64"),
    "numbers, some missing": pd.array([1.5, None, np.inf], dtype="Float32"),
    "truth, some missing": pd.array([True, None, False], dtype="boolean"),
    "categories": pd.Categorical(["b", None, "a"], categories=["b", "a", "unused"], ordered=True),
    "categories of numbers": pd.Categorical([2.5, 1.5, 2.5]),
    "times": _WHEN,
    "times of a zone": _WHEN.tz_localize("Europe/Madrid"),
    "times in ms": _WHEN.as_unit("ms").tz_localize("UTC"),
    "lengths of time": pd.to_timedelta([1, None, 3], unit="h"),
    "objects": pd.Series([None, "a", 1.5], dtype=object),
    "odd objects": pd.Series([pd.NA, pd.NaT, float("nan")], dtype=object),
    "nested objects": pd.Series([[1, {"a": None}], (True, 2), {"x": [b"\0\xff"]}], dtype=object),
    "days": pd.Series([date(2026, 1, 2), datetime(2026, 1, 2, 3, tzinfo=UTC), time(1, 2)], dtype=object),
    "numbers as objects": pd.Series([np.int16(3), np.float64(0.1), Decimal("1.10")], dtype=object),
    "stamps": pd.Series([pd.Timestamp("2026-01-02"), pd.Timedelta(5, "ms"), 10**30], dtype=object),
    "shapes": gpd.array.from_shapely([shapely.Point(1, 2), None, shapely.Point()], crs="EPSG:4326"),
}


@pytest.mark.parametrize("kind", _COLUMNS)
def test_every_kind_of_column_comes_back_as_it_was(kind: str) -> None:
    places = [shapely.Point(0.1, 0.2), None, shapely.LinearRing([(0, 0), (1, 0), (1, 1)])]
    frame = gpd.GeoDataFrame({"value": _COLUMNS[kind]}, geometry=gpd.GeoSeries(places, crs=CRS))
    for one in (frame, frame.iloc[:0], frame.iloc[[2, 0]], pd.DataFrame(frame[["value"]])):
        plain = json.loads(json.dumps(frame_to_data(one), allow_nan=False))
        assert_same_frame(frame_from_data(plain), one)


@pytest.mark.parametrize(
    "index",
    [
        pd.RangeIndex(4, 13, 3, name="fid"),
        pd.Index([7, 7, -1]),
        pd.Index(["a", "b", "a"], name="id"),
        pd.Index([1, "x", None], dtype=object),
        pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1)], names=["area", None]),
        pd.DatetimeIndex(["2026-01-01", "2026-01-02", "2026-01-05"], tz="UTC"),
    ],
)
def test_the_order_and_the_labels_of_the_index_stay(index: pd.Index) -> None:
    frame = gpd.GeoDataFrame({"a": [1, 2, 3]}, geometry=[shapely.Point(n, 0) for n in range(3)], crs=CRS, index=index)
    assert_same_frame(frame_from_data(json.loads(json.dumps(frame_to_data(frame)))), frame)


def test_columns_with_odd_names_and_several_of_shapes_stay() -> None:
    shapes = gpd.array.from_shapely([shapely.Point(1, 2)], crs="EPSG:4326")
    frame = gpd.GeoDataFrame({"way": shapes, "centre": shapes, 5: [1], "": [2]}, geometry="centre")
    assert_same_frame(frame_from_data(json.loads(json.dumps(frame_to_data(frame)))), frame)
    doubled = frame.set_axis(["way", "centre", "a", "a"], axis=1)
    assert_same_frame(frame_from_data(json.loads(json.dumps(frame_to_data(doubled)))), doubled)
    own = "+proj=tmerc +lat_0=4 +lon_0=-74.1 +k=1 +x_0=92334.9 +y_0=109320.9 +ellps=GRS80 +units=m +type=crs"
    placed = frame[["centre"]].set_crs(own, allow_override=True)
    read = frame_from_data(json.loads(json.dumps(frame_to_data(placed))))
    assert read.crs == placed.crs
    assert read.crs.to_wkt() == placed.crs.to_wkt()


def test_a_frame_is_written_once_however_many_changes_name_it() -> None:
    project = small_project()
    layer = project.layers[0]
    copy = replace(layer, id="copy")
    plain = written(Edit("", (LayerChange(layer, None), LayerChange(None, layer), LayerChange(None, copy))))
    assert len(plain["tables"]) == 1
    first, second, third = (change for change in edit_from_data(plain).changes)
    assert first.before.frame is second.after.frame is third.after.frame


def test_a_scenario_that_is_renamed_has_its_devices_written_once() -> None:
    scenario = small_project().scenarios[BASELINE]
    plain = written(Edit("", (ScenarioChange(scenario, replace(scenario, name="Today")),)))
    assert [len(table["rows"]) for table in plain["tables"]] == [3]
    (change,) = edit_from_data(plain).changes
    assert list(change.after.devices.items()) == list(scenario.devices.items())


def test_what_a_slider_or_a_name_changes_carries_no_frame() -> None:
    project = small_project()
    layer, city = project.layers[0], project.city
    changes = (
        CityChange.between((city, project.people), (replace(city, name="Vila"), project.people)),
        CityChange.between((city, project.people), (replace(city, deprivation_confirmed=True), project.people)),
        CityChange.between((city, project.people), (replace(city, sources=()), project.people)),
    )
    looks = [replace(layer, opacity=0.5), replace(layer, visible=False), replace(layer, name="S", group="G")]
    changes += tuple(LayerPartsChange.between(layer, look) for look in looks)
    plain = written(Edit("", changes))
    assert plain["tables"] == []
    assert len(json.dumps(plain)) < 2_000
    assert [sorted(change["after"]) for change in plain["changes"][3:]] == [["opacity"], ["visible"], ["group", "name"]]


def test_a_label_can_be_shown_in_another_language_later() -> None:
    label = text("Move {what}", what=text("Siren")).now
    read = edit_from_data(written(Edit(label, ())))
    assert Text.of(read.label) == Text.of(label)
    assert written(read)["label"]["id"] == "Move {what}"


def _plain() -> dict[str, Any]:
    project = small_project()
    layer = replace(project.layers[0], id="lanes")
    device = Device("siren-1", "siren", 1.0, 2.0)
    return written(Edit("Two", (LayerChange(None, layer), DeviceChange(BASELINE, None, device)), "run"))


def test_what_a_newer_version_wrote_is_told_and_changes_nothing() -> None:
    for newer in (
        {**_plain(), "version": DATA_VERSION + 1, "changes": "in another form"},
        {**_plain(), "changes": [*_plain()["changes"], {"kind": "weather", "after": "rain"}]},
    ):
        with pytest.raises(InputError, match=r"newer version.*Install"):
            edit_from_data(newer)


def test_damage_of_any_kind_is_one_sentence_and_changes_nothing() -> None:
    """Every value in the data in turn taken away, or replaced by what does not belong there."""
    project = small_project()
    before = held(project)
    sound = _plain()
    edit_from_data(sound)
    refused = 0
    for path in _paths(sound):
        for odd in (_GONE, None, [], {}, -1, "§", True, 1e300, [None], {"is": "no"}):
            hurt = _hurt(json.loads(json.dumps(sound)), path, odd)
            told = _told(project, hurt)
            if told is None:
                project = small_project()
                before = held(project)
            else:
                refused += 1
                assert "\n" not in told
                assert held(project) == before
    assert refused > 300


@pytest.mark.parametrize("data", [None, [], "x", 5, {}, {"version": True}, {"version": "1"}, {"version": 0}])
def test_what_is_no_edit_at_all_is_told(data: object) -> None:
    with pytest.raises(InputError, match="damaged"):
        edit_from_data(data)


def test_an_edit_that_was_read_can_be_undone_by_the_history() -> None:
    project = small_project()
    history, start = History(project), held(project)
    history.do(edit_from_data(_plain()))
    assert [layer.id for layer in project.layers] == ["streets", "lanes"]
    history.undo()
    assert held(project) == start


def test_layers_of_strange_files_are_written_too() -> None:
    frame = gpd.GeoDataFrame({"x": pd.Series([object()], dtype=object)}, geometry=[shapely.Point(0, 0)], crs=CRS)
    read = edit_from_data(written(Edit("", (LayerChange(None, Layer("a", "A", "context", frame)),))))
    assert str(read.changes[0].after.frame["x"].iloc[0]).startswith("<object object")


_GONE = object()


def _told(project: Project, data: Any) -> str | None:
    """Why an edit cannot be read or done; None where it is done."""
    try:
        project.apply(edit_from_data(data))
    except InputError as error:
        return str(error)
    return None


def _paths(data: Any) -> list[tuple[Any, ...]]:
    """Of every value in ``data``."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [(key, *rest) for key, value in items for rest in ((), *_paths(value))]


def _hurt(data: Any, path: tuple[Any, ...], value: object) -> Any:
    inside = data
    for key in path[:-1]:
        inside = inside[key]
    if value is _GONE:
        del inside[path[-1]]
    else:
        inside[path[-1]] = value
    return data


def test_an_edit_that_was_written_in_one_language_is_read_in_another() -> None:
    """Names of the catalogue, sources and notes are ids too, not only the label."""
    with in_pseudo():
        siren = load_catalogue()["siren"]
        edit = set_parameter(siren, "range_m", 300.0)
        note = Problem(Severity.INFO, _("deprivation"), _("{count} rows").format(count=format_number(12_000)))
        edit = replace(edit, changes=(*edit.changes, ProblemsChange((), (note,))))
        data = json.loads(json.dumps(edit_to_data(edit), ensure_ascii=False))
    assert "⟦" not in json.dumps(data, ensure_ascii=False)
    read = edit_from_data(data)
    assert read == edit
    type_change, problems = read.changes
    assert (type_change.after.name, type_change.after.sources["range_m"]) == ("Siren", "set in this project")
    assert (problems.after[0].where, problems.after[0].message) == ("deprivation", "12,000 rows")
