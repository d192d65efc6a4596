"""Grids that are given by the middles of their cells."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from cityplanner.errors import InputError
from cityplanner.io import read_layer
from cityplanner.io.features.grid_cells import grid_cells

_WEST, _SOUTH = 430_000.0, 690_000.0


def _squares(columns: int, rows: int, side: float, turned: float = 0.0) -> np.ndarray:
    x, y = np.meshgrid(np.arange(columns) * side, np.arange(rows) * side)
    plain = np.column_stack([x.ravel(), y.ravel()])
    cos, sin = np.cos(turned), np.sin(turned)
    return plain @ np.array([[cos, sin], [-sin, cos]]) + [_WEST, _SOUTH]


def _hexagons(columns: int, rows: int, apart: float) -> np.ndarray:
    row, column = np.mgrid[0:rows, 0:columns]
    x = (column + row % 2 / 2) * apart
    return np.column_stack([x.ravel() + _WEST, (row * apart * np.sqrt(3) / 2).ravel() + _SOUTH])


@given(st.integers(3, 9), st.integers(3, 9), st.floats(50, 1000), st.floats(0, 1.5))
def test_squares_have_their_whole_ground_also_on_the_rim(columns: int, rows: int, side: float, turned: float) -> None:
    xy = _squares(columns, rows, side, turned)
    cells = grid_cells(xy)
    assert cells is not None
    assert shapely.area(cells) == pytest.approx(np.full(len(xy), side**2), rel=1e-6)
    assert shapely.contains_xy(cells, xy).all()


def test_hexagons_with_holes_in_the_grid_keep_their_size_and_lie_side_by_side() -> None:
    xy = _hexagons(9, 8, 300.0)
    xy = np.delete(xy, [0, 20, 21, 40, 71], axis=0)
    cells = grid_cells(xy)
    assert cells is not None
    assert shapely.area(cells) == pytest.approx(np.full(len(xy), 300.0**2 * np.sqrt(3) / 2), rel=1e-6)
    assert shapely.area(shapely.union_all(cells)) == pytest.approx(shapely.area(cells).sum())


@pytest.mark.parametrize(
    "xy",
    [
        np.random.default_rng(1).random((200, 2)) * 1000,
        np.column_stack([np.arange(20.0) * 100, np.zeros(20)]),
        np.repeat(_squares(3, 3, 100), 2, axis=0),
        np.zeros((12, 2)),
    ],
    ids=["anywhere", "in a line", "twice", "all in one place"],
)
def test_other_points_are_no_grid(xy: np.ndarray) -> None:
    assert grid_cells(xy) is None


def test_points_that_are_no_grid_are_no_neighbourhoods(tmp_path: Path) -> None:
    path = tmp_path / "clinics.csv"
    lines = [f"{number},{-58 + number**1.5 / 999},{-34 + number % 7 / 99}" for number in range(20)]
    path.write_text("\n".join(["id,lon,lat", *lines]))
    with pytest.raises(InputError, match="holds points"):
        read_layer(path, "neighbourhoods")


def test_the_hexagons_of_porto_alegre(shared_data: Path) -> None:
    layer, problems = read_layer(shared_data / "cities/porto_alegre/poa_hexgrid.csv", "neighbourhoods")
    assert len(layer.frame) == 1227
    assert layer.frame["population"].sum() == 812_935
    area = layer.frame.to_crs("EPSG:32722").area
    assert area.min() == pytest.approx(area.max(), rel=0.005)
    assert "1,227 cells, of 9.0 ha each" in " ".join(problem.message for problem in problems)


def test_a_cell_that_has_no_place_is_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "grid.csv"
    rows = [f"{x}{y},{-58 + x / 100},{-34 + y / 100},5" for x in range(5) for y in range(5)]
    path.write_text("\n".join(["id,lon,lat,population", *rows, "far,32,0,5"]))
    layer, problems = read_layer(path, "neighbourhoods")
    assert len(layer.frame) == 25
    assert set(layer.frame.geom_type) == {"Polygon"}
    told = " ".join(problem.message for problem in problems)
    assert "its 25 cells" in told
    assert "not of the kind that is wanted here" in told
