"""Points become devices, each with an id of its own."""

from dataclasses import replace

import geopandas as gpd
import pytest
import shapely
from small_city import CRS, SOUTH, WEST, small_city

from cityplanner.errors import InputError
from cityplanner.intake.devices import devices_from_layer
from cityplanner.model import DeviceStatus, Layer, Severity

PLACES = [(WEST + 100, SOUTH + 100), (WEST + 200, SOUTH + 100), (WEST + 200, SOUTH + 100), (WEST - 50, SOUTH)]


def _layer(shapes: list[shapely.Geometry] | None = None, **columns: object) -> Layer:
    shapes = shapes or [shapely.Point(*place) for place in PLACES]
    return Layer("devices", "lamps", "devices", gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS))


def test_what_the_file_says_of_a_device_is_kept() -> None:
    layer = _layer(
        id=["7", "8", "9", "10"],
        name=["Library", None, "Zoo", "Gate"],
        height_m=[4.5, None, -1.0, 0.0],
        azimuth_deg=[90.0, 450.0, None, -90.0],
    )
    devices, _problems = devices_from_layer(layer, small_city(), "siren", DeviceStatus.PLANNED, ())
    assert [device.id for device in devices] == ["7", "8", "9", "10"]
    assert [device.name for device in devices] == ["Library", "", "Zoo", "Gate"]
    assert [device.height_m for device in devices] == [4.5, None, None, 0.0]
    assert [device.azimuth_deg for device in devices] == [90, 90, None, 270]
    assert [(device.x, device.y) for device in devices] == PLACES
    assert {(device.type_id, device.status) for device in devices} == {("siren", DeviceStatus.PLANNED)}


def test_ids_are_made_where_the_file_has_none_or_they_are_taken() -> None:
    devices, problems = devices_from_layer(_layer(), small_city(), "siren", DeviceStatus.EXISTING, {"siren-2"})
    assert [device.id for device in devices] == ["siren-1", "siren-3", "siren-4", "siren-5"]
    layer = _layer(id=["a", "a", None, "siren-1"])
    devices, problems = devices_from_layer(layer, small_city(), "siren", DeviceStatus.EXISTING, {"b"})
    assert [device.id for device in devices] == ["a", "siren-2", "siren-3", "siren-1"]
    assert "1 device has a code that another one has already" in problems[0].message
    again, _problems = devices_from_layer(
        layer, small_city(), "siren", DeviceStatus.EXISTING, {device.id for device in devices}
    )
    assert not {device.id for device in again} & {device.id for device in devices}


def test_devices_outside_and_at_one_place_are_kept_and_told() -> None:
    devices, problems = devices_from_layer(_layer(), small_city(), "siren", DeviceStatus.EXISTING, ())
    assert len(devices) == 4
    assert [problem.message.split(";")[0] for problem in problems] == [
        "1 device stands outside all neighbourhoods",
        "1 device stands exactly where another one does.",
    ]


def test_devices_must_be_points() -> None:
    with pytest.raises(InputError, match="lamps"):
        devices_from_layer(_layer([shapely.box(0, 0, 1, 1)]), small_city(), "siren", DeviceStatus.EXISTING, ())


def _with_states(cells: list[str | None], column: str = "estado") -> Layer:
    layer = _layer(id=["1", "2", "3", "4"], status=cells)
    return replace(layer, guesses={"status": column})


def test_a_column_of_states_says_which_devices_stand_and_how_it_was_read_is_told() -> None:
    layer = _with_states(["En servicio", "Retirado", None, "Chatarra"])
    devices, problems = devices_from_layer(layer, small_city(), "siren", DeviceStatus.EXISTING, ())
    assert [device.status for device in devices] == ["existing", "retired", "existing", "existing"]
    told = {problem.severity: problem.message for problem in problems if "estado" in problem.message}
    assert "“Retirado” is retired (1)" in told[Severity.INFO]
    assert "Chatarra" in told[Severity.WARNING]
    assert "“Chatarra=retired”" in told[Severity.WARNING]


def test_a_person_says_how_a_cell_is_read() -> None:
    layer = _with_states(["En servicio", "Retirado", None, "Chatarra"])
    said = {"chatarra": DeviceStatus.RETIRED, "En servicio": DeviceStatus.PLANNED}
    devices, problems = devices_from_layer(layer, small_city(), "siren", DeviceStatus.PROPOSED, (), said)
    assert [device.status for device in devices] == ["planned", "retired", "proposed", "retired"]
    assert not any(problem.severity is Severity.WARNING for problem in problems)
    with pytest.raises(InputError, match=r"No cell of the column estado is “Livre”; there are: En servicio, Retirado"):
        devices_from_layer(layer, small_city(), "siren", DeviceStatus.EXISTING, (), {"Livre": DeviceStatus.RETIRED})
