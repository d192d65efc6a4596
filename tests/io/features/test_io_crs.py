"""Coordinate systems: what people type, what files say, and what a city is measured in."""

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from cityplanner.errors import InputError
from cityplanner.io.features.crs import crs_name, horizontal_crs, metric_crs, parse_crs, settle_crs, to_city_crs

GAUSS_KRUEGER_BUENOS_AIRES = """PROJCS["Argentina_GKBsAs",GEOGCS["Campo Inchauspe",DATUM["Campo_Inchauspe",
SPHEROID["International 1924",6378388,297]],PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]],
PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",-34.6297166],PARAMETER["central_meridian",-58.4627],
PARAMETER["scale_factor",0.999998],PARAMETER["false_easting",100000],PARAMETER["false_northing",100000],
UNIT["metre",1],AXIS["Easting",EAST],AXIS["Northing",NORTH]]"""


def _points(*xy: tuple[float, float], crs: str | None = None) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(*zip(*xy, strict=True)), crs=crs)


@pytest.mark.parametrize("text", ["EPSG:27700", "27700", " epsg:27700 "])
def test_a_code_is_read_in_any_of_its_forms(text: str) -> None:
    assert crs_name(parse_crs(text)) == "EPSG:27700"


@pytest.mark.parametrize("text", ["EPSG:99999999", "banana", "", "99999999999999999999", "EPSG:5773"])
def test_a_code_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="EPSG:4326"):
        parse_crs(text)


def test_of_a_system_with_heights_the_map_is_taken() -> None:
    assert crs_name(parse_crs("EPSG:7405")) == "EPSG:27700"


@pytest.mark.parametrize(
    ("crs", "bounds", "code"),
    [
        ("EPSG:27700", (414453, 562902, 430122, 576160), "EPSG:27700"),
        ("EPSG:25831", (420812, 4574282, 435480, 4591066), "EPSG:25831"),
        ("EPSG:2263", (980_000, 180_000, 1_000_000, 200_000), "EPSG:32618"),  # New York, in feet
        ("EPSG:4326", (-74.3, 4.4, -73.9, 4.9), "EPSG:32618"),
        ("EPSG:4326", (-58.53, -34.71, -58.34, -34.53), "EPSG:32721"),
        ("EPSG:3857", (-184_000, 7_350_000, -170_000, 7_370_000), "EPSG:32630"),  # Newcastle, 70 % too long
        (GAUSS_KRUEGER_BUENOS_AIRES, (93_743, 91_566, 111_752, 111_285), "EPSG:32721"),
    ],
)
def test_a_city_is_measured_in_metres_that_are_metres(
    crs: str, bounds: tuple[float, float, float, float], code: str
) -> None:
    assert metric_crs(pyproj.CRS(crs), bounds) == code


@given(st.floats(-179.9, 179.9), st.floats(-79, 83))
def test_everywhere_on_earth_a_metre_is_a_metre(lon: float, lat: float) -> None:
    code = metric_crs(pyproj.CRS("EPSG:4326"), (lon, lat, lon, lat))
    factors = pyproj.Proj(code).get_factors(lon, lat)
    assert abs(factors.meridional_scale - 1) < 0.002


def test_coordinates_that_are_nowhere_are_refused() -> None:
    with pytest.raises(InputError, match="--crs"):
        metric_crs(pyproj.CRS("EPSG:27700"), (1e9, 1e9, 2e9, 2e9))


def test_the_system_of_the_file_stands_unless_another_is_given() -> None:
    frame = _points((430_000, 690_000), crs="EPSG:32618")
    settled, problems = settle_crs(frame, None, "a.shp")
    assert (crs_name(settled.crs), problems) == ("EPSG:32618", [])
    settled, (problem,) = settle_crs(frame, "EPSG:32617", "a.shp")
    assert crs_name(settled.crs) == "EPSG:32617"
    assert "EPSG:32618" in problem.message
    assert settle_crs(frame, "EPSG:32618", "a.shp")[1] == []


def test_degrees_without_a_system_are_taken_for_wgs_84_and_told() -> None:
    settled, (problem,) = settle_crs(_points((-74.1, 4.6)), None, "a.shp")
    assert crs_name(settled.crs) == "EPSG:4326"
    assert "EPSG:4326" in problem.message


@pytest.mark.parametrize(
    ("frame", "given_crs"),
    [
        (_points((430_000, 690_000)), None),
        (_points((430_000, 690_000), crs="EPSG:4326"), None),  # GeoJSON in metres
        (_points((430_000, 690_000), crs="EPSG:32618"), "EPSG:4326"),
        (_points((-1.6, 54.9), crs="EPSG:27700"), None),
        (_points((-1.6, 54.9)), "EPSG:27700"),
    ],
)
def test_coordinates_that_cannot_be_in_the_system_are_refused(frame: gpd.GeoDataFrame, given_crs: str | None) -> None:
    with pytest.raises(InputError, match=r"a\.shp.*--crs"):
        settle_crs(frame, given_crs, "a.shp")


def test_a_few_coordinates_that_are_not_on_earth_are_left_out_and_told() -> None:
    settled, (problem,) = settle_crs(_points((2, 41), (2, 42), (1e10, 3), crs="EPSG:4326"), None, "a.shp")
    assert settled.index.tolist() == [0, 1]
    assert problem.message.startswith("1 feature")


def test_a_shape_whose_sides_cross_comes_out_valid() -> None:
    sliver = shapely.Polygon([(2.0, 41.0), (2.1, 41.1), (2.05, 41.05 + 1e-15), (2.02, 41.02)])
    moved, _problems = to_city_crs(
        gpd.GeoDataFrame(geometry=[sliver, shapely.box(2, 41, 3, 42)], crs=4326), "EPSG:25831", "a"
    )
    assert moved.geometry.is_valid.all()
    assert moved.geometry.area.max() > 1e9


def test_what_the_city_has_no_coordinates_for_is_left_out_and_told() -> None:
    frame = _points((-1.6, 54.9), (120.0, -89.9), crs="EPSG:4326")
    moved, problems = to_city_crs(frame, "EPSG:3035", "a.shp")
    assert np.isfinite(shapely.get_coordinates(moved.geometry.array)).all()
    assert len(moved) + sum("left out" in problem.message for problem in problems) == 2


def test_heights_are_left_aside() -> None:
    flat = horizontal_crs(pyproj.CRS("EPSG:4979"))
    assert flat is not None
    assert crs_name(flat) == "EPSG:4326"


def test_a_system_without_a_name_is_not_called_unnamed() -> None:
    plain = "+proj=tmerc +lat_0=0 +lon_0=-71 +k=1 +x_0=200000 +y_0=0 +ellps=GRS80 +units=m"
    assert crs_name(pyproj.CRS(plain)) == "a system without a name"
