"""Rasters are read for the part that is seen, whatever their bands; bad ones are refused in a sentence."""

import os
import re
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import rasterio
import rasterio.shutil
from bad_rasters import break_a_block
from rasterio.transform import from_origin
from rasterio.vrt import WarpedVRT
from small_city import CRS, SOUTH, WEST, small_city, small_project

from cityplanner.errors import InputError
from cityplanner.intake.describe_file import describe_file
from cityplanner.intake.make_study import add_file
from cityplanner.io import open_project, save_project
from cityplanner.io.raster.raster import raster_layer, read_heights, read_picture
from cityplanner.model import History

BOUNDS = (WEST, SOUTH, WEST + 4000.0, SOUTH + 1000.0)


@pytest.fixture(autouse=True)
def _unplaced_is_meant() -> Iterator[None]:
    """A raster without a place on the earth is made here on purpose."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        yield


def write(file: Path, bands: np.ndarray, *, crs: str | None = CRS, west: float = WEST, **options) -> Path:
    """``bands`` (n, h, w) over the small city, 4 km by 1 km."""
    count, height, width = bands.shape
    placed = (
        {} if crs is None else {"crs": crs, "transform": from_origin(west, SOUTH + 1000, 4000 / width, 1000 / height)}
    )
    with rasterio.open(
        file, "w", driver="GTiff", width=width, height=height, count=count, dtype=bands.dtype, **placed, **options
    ) as raster:
        raster.write(bands)
    return file


def test_a_picture_is_where_it_belongs(tmp_path: Path) -> None:
    bands = np.zeros((3, 50, 200), dtype=np.uint8)
    bands[0, :, :100], bands[2, :, 100:] = 200, 220
    seen = read_picture(write(tmp_path / "photo.tif", bands), CRS, BOUNDS, 80, 20)
    assert seen.shape == (20, 80, 4)
    assert seen[10, 10].tolist() == [200, 0, 0, 255]
    assert seen[10, 70].tolist() == [0, 0, 220, 255]


def test_outside_the_raster_there_is_nothing(tmp_path: Path) -> None:
    file = write(tmp_path / "photo.tif", np.full((3, 10, 40), 9, dtype=np.uint8))
    west, south, east, north = BOUNDS
    seen = read_picture(file, CRS, (west - 4000, south, east - 4000, north), 40, 10)
    assert seen[5, 10, 3] == 0
    south_of = read_picture(file, CRS, (west, south - 2000, east, south - 1000), 40, 10)
    assert (south_of[..., 3] == 0).all()


def test_another_coordinate_system_is_warped(tmp_path: Path) -> None:
    file = write(tmp_path / "photo.tif", np.full((1, 20, 80), 77, dtype=np.uint8))
    with rasterio.open(file) as source, rasterio.vrt.WarpedVRT(source, crs="EPSG:4326") as warped:
        profile = {**warped.profile, "driver": "GTiff"}
        with rasterio.open(tmp_path / "degrees.tif", "w", **profile) as target:
            target.write(warped.read())
    seen = read_picture(tmp_path / "degrees.tif", CRS, BOUNDS, 40, 10)
    assert seen[5, 20].tolist() == [77, 77, 77, 255]


def test_figures_beyond_a_byte_are_stretched_and_palettes_are_kept(tmp_path: Path) -> None:
    ramp = np.linspace(0, 40_000, 200, dtype=np.uint16)[None, None, :].repeat(50, axis=1)
    seen = read_picture(write(tmp_path / "ramp.tif", ramp), CRS, BOUNDS, 80, 20)
    assert seen[10, 2, 0] < 20
    assert seen[10, 77, 0] > 235
    file = write(tmp_path / "classes.tif", np.full((1, 50, 200), 3, dtype=np.uint8), photometric="palette")
    with rasterio.open(file, "r+") as raster:
        raster.write_colormap(1, {3: (10, 20, 30, 255)})
    assert read_picture(file, CRS, BOUNDS, 8, 2)[1, 4].tolist() == [10, 20, 30, 255]


def test_heights_that_are_not_there_are_nan(tmp_path: Path) -> None:
    heights = np.full((1, 50, 200), 500, dtype=np.int16)
    heights[0, :, :100] = -32768
    seen = read_heights(write(tmp_path / "dem.tif", heights, nodata=-32768), CRS, BOUNDS, 80, 20)
    assert np.isnan(seen[10, 10])
    assert seen[10, 70] == 500


@pytest.mark.parametrize(
    ("bands", "options", "role", "words"),
    [
        (1, {"crs": None}, "basemap", "where on the earth"),
        (1, {"west": WEST + 90_000}, "basemap", "another place"),
        (3, {}, "elevation", "no heights"),
        (1, {}, "streets", "basemap, elevation"),
    ],
)
def test_what_cannot_be_used_is_told(tmp_path: Path, bands: int, options: dict, role: str, words: str) -> None:
    file = write(tmp_path / "bad.tif", np.ones((bands, 10, 40), dtype=np.int16), **options)
    with pytest.raises(InputError, match=words):
        raster_layer(file, role, small_city())


@pytest.mark.parametrize("content", [b"", b"II*\0 this is no tiff", b"\x89PNG"])
@pytest.mark.parametrize("ending", [".tif", ".mbtiles", ".hgt"])
def test_a_broken_file_is_refused_in_a_sentence(tmp_path: Path, content: bytes, ending: str) -> None:
    file = tmp_path / f"N00E000{ending}"
    file.write_bytes(content)
    with pytest.raises(InputError, match="N00E000"):
        raster_layer(file, "basemap", small_city())
    (problem,) = describe_file(file).problems
    assert "N00E000" in problem.message


def test_a_file_says_what_it_is(tmp_path: Path) -> None:
    photo = describe_file(write(tmp_path / "photo.tif", np.ones((3, 4, 4), dtype=np.uint8)))
    dem = describe_file(write(tmp_path / "dem.tif", np.ones((1, 4, 4), dtype=np.float32)))
    assert [(one.format, one.role, one.crs) for one in (photo, dem)] == [
        ("GeoTIFF", "basemap", CRS),
        ("GeoTIFF", "elevation", CRS),
    ]


def test_a_raster_is_kept_beside_the_project_and_found_again(tmp_path: Path) -> None:
    (tmp_path / "downloads").mkdir()
    (tmp_path / "study").mkdir()
    file = write(tmp_path / "downloads" / "dem.tif", np.ones((1, 10, 40), dtype=np.float32))
    project = small_project()
    History(project).do(add_file(project, file, "elevation"))
    save_project(project, tmp_path / "study" / "city.gpkg")
    file.unlink()
    again = open_project(tmp_path / "study" / "city.gpkg")
    (layer,) = [one for one in again.layers if one.role == "elevation"]
    assert layer.raster == tmp_path / "study" / "dem.tif"
    layer.raster.unlink()
    without = open_project(tmp_path / "study" / "city.gpkg")
    assert any("dem.tif is not beside the project" in problem.message for problem in without.problems)


@pytest.mark.parametrize("name", ["../secret.tif", "/etc/secret.tif", "..", ""])
def test_a_project_does_not_open_files_elsewhere(tmp_path: Path, name: str) -> None:
    file = write(tmp_path / "dem.tif", np.ones((1, 10, 40), dtype=np.float32))
    project = small_project()
    History(project).do(add_file(project, file, "elevation"))
    project.layers[0].frame["raster_file"] = name
    (tmp_path / "study").mkdir()
    save_project(project, tmp_path / "study" / "city.gpkg")
    again = open_project(tmp_path / "study" / "city.gpkg")
    assert all(layer.raster is None for layer in again.layers)


def test_every_real_raster_is_described_or_refused(shared_data: Path) -> None:
    files = [file for file in shared_data.rglob("*") if file.suffix.lower() in (".tif", ".hgt", ".mbtiles")]
    assert len(files) > 20
    described = [describe_file(file) for file in files]
    assert all(one.geometry == ("raster",) or one.problems for one in described)


def test_what_is_whole_of_a_broken_raster_is_read(tmp_path: Path) -> None:
    heights = np.full((1, 512, 2048), 70, dtype=np.int16)
    file = write(tmp_path / "dem.tif", heights, tiled=True, blockxsize=256, blockysize=256, compress="deflate")
    break_a_block(file, near_column=0.9, near_row=0.9)
    told: list[str] = []
    seen = read_heights(file, CRS, BOUNDS, 800, 200, lambda: told.append("heights"))
    assert told == ["heights"]
    assert (seen == 70).mean() > 0.8
    assert np.isnan(seen[180, 750])
    picture = read_picture(file, CRS, BOUNDS, 800, 200, lambda: told.append("picture"))
    assert told == ["heights", "picture"]
    assert picture[180, 750, 3] == 0
    assert (picture[..., 3] == 255).mean() > 0.8


def test_broken_tiles_are_counted_when_a_base_map_is_added(tmp_path: Path) -> None:
    tiles = tmp_path / "town.mbtiles"
    rng = np.random.default_rng(1)
    mercator = write(tmp_path / "m.tif", rng.integers(0, 255, (3, 400, 1600), dtype=np.uint8))
    with rasterio.open(mercator) as raster, WarpedVRT(raster, crs="EPSG:3857") as view:
        rasterio.shutil.copy(view, tiles, driver="MBTiles")
    project = small_project()
    assert add_file(project, tiles, "basemap").changes[-1].after == ()
    with closing(sqlite3.connect(tiles)) as file, file:
        (count,) = file.execute("SELECT count(*) FROM tiles").fetchone()
        file.execute("UPDATE tiles SET tile_data = x'89504E470D0A1A0A00' WHERE rowid = 1")
    (problem,) = add_file(project, tiles, "basemap").changes[-1].after
    assert problem.where == "town"
    assert problem.message.startswith(f"1 of the {count} tiles of town.mbtiles is broken")
    assert read_picture(tiles, CRS, BOUNDS, 400, 100)[..., 3].any()


def test_a_raster_in_one_enormous_piece_is_refused(tmp_path: Path) -> None:
    """To show a corner of it, all of it would have to be unpacked."""
    file = tmp_path / "photo.tif"
    place = from_origin(WEST, SOUTH + 1000, 0.1, 0.1)
    sizes = {"width": 32_000, "height": 32_000, "count": 1, "dtype": "uint8"}
    options = {"tiled": True, "blockxsize": 32_000, "blockysize": 32_000, "compress": "deflate", "SPARSE_OK": True}
    with rasterio.open(file, "w", driver="GTiff", crs=CRS, transform=place, **sizes, **options):
        pass
    assert file.stat().st_size < 10_000
    (problem,) = describe_file(file).problems
    assert problem.message == "photo.tif is saved in pieces of 1,024 MB, which is too much at once; save it with tiles."


def test_a_raster_too_large_to_be_seen_whole_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "photo.tif"
    place = from_origin(WEST, SOUTH + 1000, 0.05, 0.05)
    sizes = {"width": 80_000, "height": 40_000, "count": 1, "dtype": "uint8"}
    with rasterio.open(
        file, "w", driver="GTiff", crs=CRS, transform=place, tiled=True, blockxsize=1024, blockysize=1024,
        compress="deflate", SPARSE_OK=True, **sizes,
    ):  # fmt: skip
        pass
    (problem,) = describe_file(file).problems
    assert problem.message == (
        "photo.tif has 3,200 million pixels and no overviews, so it would take too long to show; save it with "
        "overviews (pyramids), or cut out the city."
    )
    with pytest.raises(InputError, match="overviews"):
        raster_layer(file, "basemap", small_city())


def test_a_raster_that_is_cut_off_is_told_before_it_is_shown(tmp_path: Path) -> None:
    whole = write(tmp_path / "photo.tif", np.random.default_rng(1).integers(1, 255, (1, 512, 512), dtype=np.uint8))
    assert not describe_file(whole).problems
    content = whole.read_bytes()
    whole.write_bytes(content[: len(content) * 3 // 4])
    (problem,) = describe_file(whole).problems
    assert re.fullmatch(r"photo.tif is cut off: 2\d\.\d.% of it is missing; get the file again\.", problem.message)


def test_a_raster_without_any_value_is_told(tmp_path: Path) -> None:
    empty = write(tmp_path / "heights.tif", np.full((1, 20, 20), -9999, dtype=np.float32), nodata=-9999)
    assert [problem.message for problem in describe_file(empty).problems] == [
        "heights.tif holds no values: all of it is marked as unknown."
    ]
    some = np.full((1, 20, 20), -9999, dtype=np.float32)
    some[0, 3, 4] = 12
    assert not describe_file(write(tmp_path / "some.tif", some, nodata=-9999)).problems


def test_a_tile_of_heights_is_read_as_it_is_handed_out(shared_data: Path) -> None:
    packed = shared_data / "raster" / "srtm_hgt" / "N43E007.hgt.zip"
    description = describe_file(packed)
    assert (description.format, description.role, description.problems) == ("SRTM", "elevation", ())
    heights = read_heights(packed, "EPSG:4326", (7.40, 43.72, 7.44, 43.75), 40, 30)  # over Monaco
    assert np.nanmin(heights) < 50
    assert 300 < np.nanmax(heights) < 700


def test_tiles_for_drawing_are_told_from_pictures(tmp_path: Path) -> None:
    file = tmp_path / "city.mbtiles"
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE metadata (name text, value text)")
        database.execute("CREATE TABLE tiles (zoom_level int, tile_column int, tile_row int, tile_data blob)")
        database.execute("INSERT INTO metadata VALUES ('format', 'pbf')")
        database.commit()
    for path in (file, tmp_path / "city.pmtiles"):
        path.touch()
        path.write_bytes(path.read_bytes() or b"PMTiles")
        (problem,) = describe_file(path).problems
        assert problem.message.startswith(f"{path.name} holds a map cut into tiles for drawing; use what it was made")


def test_a_damaged_tile_of_heights_is_refused_before_it_is_read(shared_data: Path, tmp_path: Path) -> None:
    """The driver would bring the program down with it."""
    content = bytearray((shared_data / "raster" / "srtm_hgt" / "N43E007.hgt.zip").read_bytes())
    content[len(content) // 2] ^= 0xFF
    (tmp_path / "N43E007.hgt.zip").write_bytes(content)
    (problem,) = describe_file(tmp_path / "N43E007.hgt.zip").problems
    assert problem.message.startswith("N43E007.hgt.zip cannot be read as a raster; it may be damaged")


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_tiles_that_are_cut_off_are_told(shared_data: Path, tmp_path: Path, share: float) -> None:
    content = (shared_data / "tiles" / "gdal" / "world_l1.mbtiles").read_bytes()
    (tmp_path / "world.mbtiles").write_bytes(content[: int(len(content) * share)])
    messages = [problem.message for problem in describe_file(tmp_path / "world.mbtiles").problems]
    assert messages == [
        "world.mbtiles is damaged or cut off, so some of its tiles stay blank on the map; get the file again."
    ]


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_a_link_beside_the_project_opens_and_copies_nothing_from_elsewhere(tmp_path: Path) -> None:
    elsewhere, folder, copy = tmp_path / "elsewhere", tmp_path / "study", tmp_path / "copy"
    for one in (elsewhere, folder, copy):
        one.mkdir()
    project = small_project()
    file = write(elsewhere / "dem.tif", np.ones((1, 10, 40), dtype=np.float32))
    History(project).do(add_file(project, file, "elevation"))
    save_project(project, folder / "study.gpkg")
    (folder / "dem.tif").unlink()
    (folder / "dem.tif").symlink_to(elsewhere / "dem.tif")
    opened = open_project(folder / "study.gpkg")
    assert [one.raster for one in opened.layers if one.role == "elevation"] == [None]
    assert any("outside its folder" in problem.message for problem in opened.problems)
    save_project(opened, copy / "study.gpkg")
    assert not (copy / "dem.tif").exists()
