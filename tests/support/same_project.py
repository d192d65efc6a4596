"""Whether two projects hold the same, frames to the last bit."""

from dataclasses import fields

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cityplanner.model import City, Layer, People, Project


def assert_same_frame(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """The same columns in the same order, of the same kind, with the same index and values, bit for bit."""
    assert type(one) is type(other)
    plain_one, plain_other = pd.DataFrame(one), pd.DataFrame(other)
    assert_same_index(one.index, other.index)
    assert_same_index(one.columns, other.columns)
    for place in range(plain_one.shape[1]):
        left, right = plain_one.iloc[:, place], plain_other.iloc[:, place]
        assert left.dtype == right.dtype
        if isinstance(left.array, gpd.array.GeometryArray):
            assert left.array.crs == right.array.crs
            assert_same_shapes(np.asarray(left.array), np.asarray(right.array))
        elif left.dtype.kind == "f" and isinstance(left.dtype, np.dtype):
            assert left.to_numpy().tobytes() == right.to_numpy().tobytes()
        else:
            assert [repr(value) for value in left] == [repr(value) for value in right]
    if isinstance(one, gpd.GeoDataFrame):
        assert one.active_geometry_name == other.active_geometry_name


def assert_same_index(one: pd.Index, other: pd.Index) -> None:
    assert type(one) is type(other)
    pd.testing.assert_index_equal(one, other, exact=True)
    assert list(one.names) == list(other.names)


def assert_same_shapes(one: np.ndarray, other: np.ndarray) -> None:
    assert [shape is None for shape in one] == [shape is None for shape in other]
    assert shapely.get_type_id(one).tolist() == shapely.get_type_id(other).tolist()
    assert shapely.to_wkb(one, include_srid=True).tolist() == shapely.to_wkb(other, include_srid=True).tolist()


def assert_same_project(one: Project, other: Project) -> None:
    """Nothing differs, not even an order."""
    _same_parts(one.city, other.city)
    for name in ("xy", "weights", "neighbourhood"):
        left, right = getattr(one.people, name), getattr(other.people, name)
        assert left.dtype == right.dtype
        assert left.shape == right.shape
        assert left.tobytes() == right.tobytes()
    assert (one.people.groups, one.people.method) == (other.people.groups, other.people.method)
    assert list(one.device_types.items()) == list(other.device_types.items())
    assert [layer.id for layer in one.layers] == [layer.id for layer in other.layers]
    for left, right in zip(one.layers, other.layers, strict=True):
        _same_parts(left, right)
    plain = [
        [(each.id, each.name, each.parent, list(each.devices.items())) for each in project.scenarios.values()]
        for project in (one, other)
    ]
    assert plain[0] == plain[1]
    assert (list(one.problems), one.targets) == (list(other.problems), other.targets)


def _same_parts(one: City | Layer | People, other: City | Layer | People) -> None:
    for part in fields(one):
        left, right = getattr(one, part.name), getattr(other, part.name)
        if isinstance(left, pd.DataFrame):
            assert_same_frame(left, right)
        else:
            assert left == right, part.name
