"""People of a raster: the sum of its cells, cut at the neighbourhoods, with what is no figure told."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.transform import Affine, from_origin
from small_city import CRS, SOUTH, WEST, small_city

from cityplanner.errors import InputError
from cityplanner.intake.build_city import build_city
from cityplanner.io import read_layer
from cityplanner.io.raster.people_raster import PeopleGrid, read_people_grid
from cityplanner.model import City
from cityplanner.people.from_raster import places_of_grid


@pytest.fixture(autouse=True)
def _unplaced_is_meant() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=rasterio.errors.NotGeoreferencedWarning)
        yield


def _write(
    path: Path, figures: np.ndarray, transform: Affine | None = None, crs: str | None = CRS, **options: object
) -> Path:
    """A raster whose north-west corner is that of the small city, with cells of 250 m unless ``transform`` says so."""
    transform = transform or from_origin(WEST, SOUTH + 1000, 250, 250)
    height, width = figures.shape
    with rasterio.open(path, "w", "GTiff", width, height, 1, crs, transform, figures.dtype, **options) as raster:
        raster.write(figures, 1)
    return path


def _sums(grid: PeopleGrid, city: City) -> np.ndarray:
    places, _problems = places_of_grid(grid, city)
    shapes = city.neighbourhoods.geometry.to_numpy()
    assert shapely.dwithin(shapes[places.neighbourhood], shapely.points(places.xy), 1e-6).all()
    assert (places.weights >= 0).all()
    return np.bincount(places.neighbourhood, places.weights[:, 0], minlength=len(shapes))


def test_cells_inside_count_as_they_are(tmp_path: Path) -> None:
    figures = np.zeros((4, 16), dtype=np.float32)
    figures[0, 0], figures[3, 5], figures[2, 15] = 7, 11.5, 3
    grid, problems = read_people_grid(_write(tmp_path / "pop_2020.tif", figures), small_city())
    assert _sums(grid, small_city()).tolist() == [7, 11.5, 0, 3]
    assert [problem.message for problem in problems] == [
        "The figures were taken for the people of each cell; if they are per km², say so (in a "
        "terminal: --raster-unit km2)."
    ]


@settings(max_examples=25)
@given(st.integers(-300, 300), st.integers(-300, 300), st.integers(60, 700), st.integers(0, 2**32 - 1))
def test_wherever_its_cells_lie_a_raster_of_the_city_alone_is_counted_whole(
    tmp_path_factory: pytest.TempPathFactory, right: int, up: int, size: int, seed: int
) -> None:
    """Nobody lives beyond the cells that touch the city, so all of them count: the sum is the raster's."""
    city, random = small_city(), np.random.default_rng(seed)
    columns, rows = int(4600 / size) + 3, int(1600 / size) + 3
    transform = from_origin(WEST - 300 - size + right, SOUTH + 1300 + size + up, size, size)
    figures = random.random((rows, columns)) * 100
    ground = shapely.union_all(city.neighbourhoods.geometry.to_numpy())
    for row in range(rows):
        for column in range(columns):
            west, north = transform * (column, row)
            cell = shapely.box(west, north - size, west + size, north)
            if cell.intersection(ground).area <= 1e-3 * cell.area:
                figures[row, column] = 0
    path = _write(tmp_path_factory.mktemp("raster") / "a.tif", figures, transform)
    grid, _problems = read_people_grid(path, city)
    assert _sums(grid, city).sum() == pytest.approx(figures.sum(), rel=1e-9)


def test_cells_on_the_edge_are_shared_with_those_who_live_beyond(tmp_path: Path) -> None:
    """As many in every cell: those of the edge count by the part of them that lies inside."""
    transform = from_origin(WEST - 375, SOUTH + 1375, 250, 250)
    figures = np.full((7, 19), 10.0)
    grid, _problems = read_people_grid(_write(tmp_path / "a.tif", figures, transform), small_city())
    assert _sums(grid, small_city()) == pytest.approx([160] * 4)


def test_a_density_counts_on_the_ground_of_the_neighbourhoods(tmp_path: Path) -> None:
    transform = from_origin(WEST - 330, SOUTH + 1330, 250, 250)
    path = _write(tmp_path / "pop_density.tif", np.full((8, 20), 50.0), transform)
    grid, problems = read_people_grid(path, small_city())
    assert grid.unit == "km2"
    assert _sums(grid, small_city()) == pytest.approx([50] * 4)
    assert "--raster-unit cell" in problems[0].message
    as_counts, problems = read_people_grid(path, small_city(), "cell")
    assert as_counts.unit == "cell"
    assert problems == []


def test_what_cannot_count_people_holds_nobody_and_is_told(tmp_path: Path) -> None:
    figures = np.zeros((4, 16), dtype=np.float64)
    figures[0, :6] = -200, np.nan, np.inf, 3.4e38, 5, -9999
    grid, problems = read_people_grid(_write(tmp_path / "a.tif", figures, nodata=-9999), small_city())
    assert _sums(grid, small_city()).sum() == 5
    told = " ".join(problem.message for problem in problems)
    assert "1 cell has a figure below zero (-200.0)" in told
    assert "too large to count people (3.4e+38)" in told


def test_the_largest_whole_number_marks_what_is_not_known(tmp_path: Path) -> None:
    figures = np.zeros((4, 16), dtype=np.uint16)
    figures[0, 0], figures[1, 1] = 65_535, 12
    grid, problems = read_people_grid(_write(tmp_path / "a.tif", figures), small_city())
    assert _sums(grid, small_city()).sum() == 12
    assert "65535" in problems[0].message


def test_neighbourhoods_without_a_figure_are_not_covered(tmp_path: Path) -> None:
    figures = np.full((4, 16), 1.0)
    figures[:, 7:] = -1
    grid, _problems = read_people_grid(_write(tmp_path / "a.tif", figures, nodata=-1), small_city())
    places, _problems = places_of_grid(grid, small_city())
    assert places.covered.tolist() == pytest.approx([1, 0.75, 0, 0], abs=0.05)


def test_a_raster_of_no_name_may_be_of_heights(tmp_path: Path) -> None:
    _grid, (problem,) = read_people_grid(_write(tmp_path / "a.tif", np.ones((4, 16))), small_city())
    assert "Nothing in the file says that its figures are people" in problem.message


@given(st.integers(0, 2**32 - 1), st.integers(2, 5))
@settings(max_examples=15)
def test_cutting_cells_into_smaller_ones_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, seed: int, times: int
) -> None:
    folder, random = tmp_path_factory.mktemp("raster"), np.random.default_rng(seed)
    figures = random.random((2, 10)) * 100
    coarse = _write(folder / "coarse.tif", figures, from_origin(WEST + 50, SOUTH + 850, 370, 370))
    fine = np.repeat(np.repeat(figures, times, axis=0), times, axis=1) / times**2
    split = _write(folder / "fine.tif", fine, from_origin(WEST + 50, SOUTH + 850, 370 / times, 370 / times))
    sums = [_sums(read_people_grid(path, small_city())[0], small_city()) for path in (coarse, split)]
    assert sums[0].sum() == pytest.approx(figures.sum())
    assert sums[1] == pytest.approx(sums[0])


@pytest.mark.parametrize("unit", ["cell", "km2"])
def test_very_many_cells_are_put_together_and_lose_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unit: str
) -> None:
    figures = np.random.default_rng(3).random((41, 161)) + 1
    path = _write(tmp_path / "a.tif", figures, from_origin(WEST - 12, SOUTH + 1012, 25, 25))
    whole = _sums(read_people_grid(path, small_city(), unit)[0], small_city())
    monkeypatch.setattr("cityplanner.io.raster.people_raster._MOST_LIVED_IN", 500)
    grid, problems = read_people_grid(path, small_city(), unit)
    assert grid.figures.shape == (11, 41)
    assert "put together 4 by 4" in problems[-1].message
    assert _sums(grid, small_city()) == pytest.approx(whole, rel=0.02)


def test_figures_that_are_written_smaller_are_scaled(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.tif", np.full((4, 16), 120, dtype=np.int16))
    with rasterio.open(path, "r+") as raster:
        raster.scales = [0.1]
    grid, _problems = read_people_grid(path, small_city())
    assert _sums(grid, small_city()) == pytest.approx([192] * 4)


def test_several_bands_are_no_one_count(tmp_path: Path) -> None:
    path = tmp_path / "ages.tif"
    options = {"crs": CRS, "transform": from_origin(WEST, SOUTH + 1000, 250, 250), "dtype": "float32"}
    with rasterio.open(path, "w", "GTiff", 16, 4, 3, **options) as raster:
        raster.write(np.ones((3, 4, 16), dtype=np.float32))
    with pytest.raises(InputError, match="3 bands"):
        read_people_grid(path, small_city())


def test_a_turned_raster_is_where_it_lies(tmp_path: Path) -> None:
    turned = Affine.translation(WEST + 500, SOUTH + 500) * Affine.rotation(30) * Affine.scale(100, -100)
    figures = np.array([[64.0]])
    grid, _problems = read_people_grid(_write(tmp_path / "a.tif", figures, turned), small_city())
    places, _problems = places_of_grid(grid, small_city())
    corners = [turned * corner for corner in ((0, 0), (1, 0), (1, 1), (0, 1))]
    assert shapely.contains_xy(shapely.Polygon(corners).buffer(1e-6), places.xy).all()
    assert places.weights.sum() == 64


@pytest.mark.parametrize(
    ("figures", "crs", "west", "unit", "words"),
    [
        (np.ones((4, 4)), CRS, WEST + 90_000, None, "another place"),
        (np.zeros((4, 16)), CRS, WEST, None, "nobody lives"),
        (np.ones((4, 16)), None, WEST, None, "where on the earth"),
    ],
    ids=["elsewhere", "empty", "nowhere"],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(
    tmp_path: Path, figures: np.ndarray, crs: str | None, west: float, unit: None, words: str
) -> None:
    path = _write(tmp_path / "a.tif", figures, from_origin(west, SOUTH + 1000, 250, 250), crs)
    with pytest.raises(InputError, match=words):
        places_of_grid(read_people_grid(path, small_city(), unit)[0], small_city())


def test_a_picture_is_refused(shared_data: Path) -> None:
    with pytest.raises(InputError, match="picture"):
        read_people_grid(shared_data / "raster/rasterio/RGB.byte.tif", small_city())


def test_the_island_of_sao_miguel_has_everybody_who_is_in_the_raster(shared_data: Path) -> None:
    layer, _problems = read_layer(shared_data / "raster/sao_miguel/concelhos.gpkg", "neighbourhoods")
    city, _problems = build_city("São Miguel", layer)
    count, told = read_people_grid(shared_data / "raster/sao_miguel/gpw_v411_2020_count_2020.tif", city)
    assert "734 by 925 m" in told[-1].message
    assert _sums(count, city).sum() == pytest.approx(145_603, rel=0.001)
    density, _told = read_people_grid(shared_data / "raster/sao_miguel/gpw_v411_2020_density_2020.tif", city)
    assert _sums(density, city).sum() == pytest.approx(145_603, rel=0.01)
