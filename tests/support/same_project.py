"""Whether two projects are the same, in all that a file must keep."""

import numpy as np
from geopandas.testing import assert_geodataframe_equal

from cityplanner.model import Project


def assert_same_project(left: Project, right: Project) -> None:
    assert_geodataframe_equal(left.city.neighbourhoods, right.city.neighbourhoods, check_dtype=False)
    assert (left.city.name, left.city.crs, left.city.groups) == (right.city.name, right.city.crs, right.city.groups)
    assert left.city.boundary is not None
    assert left.city.boundary.equals(right.city.boundary)
    assert left.city.sources == right.city.sources
    np.testing.assert_array_equal(left.people.xy, right.people.xy)
    np.testing.assert_array_equal(left.people.weights, right.people.weights)
    np.testing.assert_array_equal(left.people.neighbourhood, right.people.neighbourhood)
    assert (left.people.groups, left.people.method) == (right.people.groups, right.people.method)
    assert left.device_types == right.device_types
    assert [(s.id, s.name, s.parent, s.devices) for s in left.scenarios.values()] == [
        (s.id, s.name, s.parent, s.devices) for s in right.scenarios.values()
    ]
    assert [(layer.id, layer.name, layer.role, layer.visible) for layer in left.layers] == [
        (layer.id, layer.name, layer.role, layer.visible) for layer in right.layers
    ]
    assert [(layer.style, layer.opacity, layer.group) for layer in left.layers] == [
        (layer.style, layer.opacity, layer.group) for layer in right.layers
    ]
    for mine, theirs in zip(left.layers, right.layers, strict=True):
        assert_geodataframe_equal(mine.frame, theirs.frame, check_dtype=False)
    assert left.problems == right.problems
    assert left.targets == right.targets
    assert (left.city.deprivation_high_is_poor, left.city.deprivation_confirmed) == (
        right.city.deprivation_high_is_poor,
        right.city.deprivation_confirmed,
    )
