"""Pictures of the ground and grids of heights (GeoTIFF, SRTM, MBTiles), read for the part and the size that is seen."""

import filecmp
import re
import shutil
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import rasterio
import shapely
from pyproj.exceptions import ProjError
from rasterio._err import CPLE_BaseError
from rasterio.enums import ColorInterp, Resampling
from rasterio.errors import RasterioError
from rasterio.transform import Affine, from_bounds
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform_geom
from rasterio.windows import Window
from rasterio.windows import bounds as window_bounds

from cityplanner.apart import apart
from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number
from cityplanner.io.raster.damaged_raster import (
    PatientReader,
    broken_blocks,
    broken_tiles,
    cut_off,
    why_vector_tiles,
    without_values,
)
from cityplanner.io.source_file import check_file, source_of
from cityplanner.io.tables.workbook_safety import UNPACK_ERRORS
from cityplanner.model import City, Layer, Problem, Severity

_FORMATS = {".tif": "GeoTIFF", ".tiff": "GeoTIFF", ".hgt": "SRTM", ".hgt.zip": "SRTM", ".mbtiles": "MBTiles"}
"""File ending -> name of the format. Tiles of the SRTM are handed out zipped, and read so."""
_DRIVERS = {"GeoTIFF": "GTiff", "SRTM": "SRTMHGT", "MBTiles": "MBTiles"}
"""What GDAL may take a file for. Lists of further files and map services hide behind a harmless ending."""
_LARGEST_PIECE = 500_000_000
"""Bytes that are unpacked together; to show any part of a piece, all of it is."""
_MOST_PIXELS = 2_000_000_000
"""Without overviews each of them is read to show the whole."""
RASTER_ROLES = ("basemap", "elevation")
_PEOPLE = re.compile(
    r"(?:^|[^a-z])(?:pop|popul\w*|poblac\w*|people|residents|inhabitants|habitantes|ghs_pop|gpw|hrsl|worldpop|ppp|landscan)"
    r"(?![a-z])",
    re.IGNORECASE,
)

Bounds = tuple[float, float, float, float]
Picture = npt.NDArray[np.uint8]


def is_raster(path: Path) -> bool:
    """Whether ``path`` is a raster by its ending."""
    return raster_format(path) is not None


def raster_format(path: Path) -> str | None:
    """The name of the raster format that ``path`` is in by its ending; None where it is no raster."""
    return next((name for ending, name in _FORMATS.items() if path.name.lower().endswith(ending)), None)


def raster_layer(path: Path, role: str, city: City) -> Layer:
    """The raster at ``path`` as a layer of ``city``: its frame has one row, the outline, and the file's bare name.

    Raises :class:`InputError` where it cannot be read, has no place on the earth or lies elsewhere, or where heights
    are asked for and it holds a picture.
    """
    check_file(path)
    if role not in RASTER_ROLES:
        raise InputError(
            _("{file} is a raster and can be added as: {roles}.").format(file=path.name, roles=", ".join(RASTER_ROLES))
        )
    with opened(path) as raster:
        if role == "elevation" and raster.count != 1:
            raise InputError(_("{file} holds a picture and no heights; add it as a basemap.").format(file=path.name))
        outline = _outline(raster, path, city.crs)
    west, south, east, north = city.neighbourhoods.total_bounds.tolist()
    if not outline.intersects(shapely.box(west, south, east, north)):
        raise InputError(_("{file} is of another place: it lies outside the city altogether.").format(file=path.name))
    frame = gpd.GeoDataFrame({"raster_file": [path.name]}, geometry=[outline], crs=city.crs)
    name = path.stem.replace("_", " ").strip()
    return Layer(id=role, name=name, role=role, frame=frame, source=source_of(path, role), raster=path)


def names_people(path: Path, described: str = "") -> bool:
    """Whether a raster's name, or what it says of itself, tells that it counts people."""
    return bool(_PEOPLE.search(f"{path.stem} {described}"))


@apart
def describe_raster(path: Path) -> tuple[str, str | None, list[Problem]]:
    """The role that the raster fits, its CRS as a code where it has one, and what is wrong with it.

    Raises :class:`InputError` where it cannot be read or has no place on the earth.
    """
    with opened(path) as raster:
        heights = raster.count == 1 and raster.colorinterp[0] is not ColorInterp.palette and raster.dtypes[0] != "uint8"
        check_placed(raster, path)
        code = raster.crs.to_epsg()
        people = heights and names_people(path, raster.descriptions[0] or "")
        problems = [*cut_off(raster, path), *broken_tiles(path, path.name)]
        lost = broken_blocks(raster, path)
        problems = problems or lost or without_values(raster, path)
    if people:
        # Of a sum of which parts are missing nobody can say what it would be.
        problems = [replace(problem, severity=Severity.ERROR) if problem in lost else problem for problem in problems]
    role = "people" if people else "elevation" if heights else "basemap"
    return role, f"EPSG:{code}" if code else None, problems


def read_picture(
    path: Path, crs: str, bounds: Bounds, width: int, height: int, damaged: Callable[[], None] | None = None
) -> Picture:
    """(height, width, 4) red, green, blue and alpha, 0 to 255, of ``bounds`` (west, south, east, north) in ``crs``.

    Where the raster has nothing alpha is 0. A single band is grey, or in its own palette; figures beyond a byte are
    stretched between the 2nd and the 98th percentile of what is seen. Where only a part cannot be read, it is left
    blank and ``damaged`` is called. Raises :class:`InputError` where nothing can be read.
    """
    with opened(path) as raster, _warped(raster, crs, bounds, width, height) as view:
        reader = PatientReader(view, partial(_part, raster, _how(raster, crs), view.transform))
        read = [reader.band(number) for number in ((1, 2, 3) if raster.count >= 3 else (1,))]
        alpha = raster.count >= 4 and raster.colorinterp[3] is ColorInterp.alpha
        opaque = reader.band(4) if alpha else np.uint8(255)
        mask = np.minimum(reader.mask(), opaque)
        if reader.lost and damaged is not None:
            damaged()
        if raster.count >= 3:
            bands = np.stack([_as_bytes(band, mask) for band in read], axis=-1)
        else:
            (band,) = read
            if raster.colorinterp[0] is ColorInterp.palette:
                table = np.zeros((256, 3), dtype=np.uint8)
                for index, colour in raster.colormap(1).items():
                    table[index % 256] = colour[:3]
                bands = table[np.clip(band, 0, 255).astype(np.uint8)]
            else:
                bands = np.repeat(_as_bytes(band, mask)[..., None], 3, axis=-1)
    return np.dstack([bands, mask]).astype(np.uint8)


def read_heights(
    path: Path, crs: str, bounds: Bounds, width: int, height: int, damaged: Callable[[], None] | None = None
) -> npt.NDArray[np.float64]:
    """(height, width) metres above the sea of ``bounds`` in ``crs``; NaN where there is none.

    Where only a part cannot be read, it is NaN and ``damaged`` is called.
    """
    with opened(path) as raster, _warped(raster, crs, bounds, width, height) as view:
        reader = PatientReader(view, partial(_part, raster, _how(raster, crs), view.transform))
        heights = reader.band(1).astype(np.float64)
        heights[reader.mask() == 0] = np.nan
        if reader.lost and damaged is not None:
            damaged()
    return np.where(np.isfinite(heights), heights, np.nan)


def keep_beside(folder: Path, layers: Iterable[Layer]) -> None:
    """Copy the rasters of ``layers`` into ``folder``, where the project file that names them lies.

    Raises :class:`InputError` where one cannot be copied, or another file of its name is there already.
    """
    for layer in layers:
        if layer.raster is None or not layer.raster.exists():
            continue
        place = folder / layer.raster.name
        if place.exists():
            same = place.samefile(layer.raster) or filecmp.cmp(place, layer.raster, shallow=False)
            if not same:
                raise InputError(
                    _("There is another file {file} beside the project; rename the one or the other.").format(
                        file=place.name
                    )
                )
            continue
        try:
            shutil.copy2(layer.raster, place)
        except OSError as error:
            raise InputError(
                _("{file} could not be copied to the folder of the project: {reason}.").format(
                    file=place.name, reason=error.strerror
                )
            ) from error


def raster_beside(project: Path, frame: gpd.GeoDataFrame) -> tuple[Path | None, str | None]:
    """The raster that a layer's ``frame`` names, in the folder of ``project``; or None and what is wrong.

    A name that leads out of the folder is not followed: a project from elsewhere must not open files of this computer.
    """
    if "raster_file" not in frame or not len(frame):
        return None, None
    name = str(frame["raster_file"].iloc[0])
    if Path(name).name != name or name in ("", ".", ".."):
        return None, _("The project names a raster outside its folder; it is not opened.")
    place = project.parent / name
    if place.is_symlink() and place.resolve().parent != project.resolve().parent:
        return None, _("The project names a raster outside its folder; it is not opened.")
    if not place.is_file():
        return None, _("The raster {file} is not beside the project; copy it there to see it.").format(file=name)
    return place, None


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """The raster, with what GDAL says of a bad one as a sentence."""
    try:
        if path.suffix.lower() == ".zip":
            stat = path.stat()
            _check_packed(path, stat.st_size, stat.st_mtime_ns)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with rasterio.open(path, driver=_DRIVERS[raster_format(path) or ""]) as raster:
                _check(raster, path)
                yield raster
    except (RasterioError, CPLE_BaseError, ProjError, OSError, ValueError, MemoryError) as error:
        raise InputError(
            why_vector_tiles(path)
            or _("{file} cannot be read as a raster; it may be damaged or only partly copied.").format(file=path.name)
        ) from error


@lru_cache(maxsize=16)
def _check_packed(path: Path, _size: int, _changed_ns: int) -> None:
    """Raise ``OSError`` for a zip that is damaged, of which the driver makes a crash."""
    try:
        with zipfile.ZipFile(path) as archive:
            broken = archive.testzip()
    except UNPACK_ERRORS as error:
        raise OSError("the zip is damaged") from error
    if broken is not None:
        raise OSError("the zip is damaged")


def _check(raster: Any, path: Path) -> None:
    if "OVERVIEW_FILE" in raster.tags(ns="OVERVIEWS"):
        raise InputError(
            _("{file} is not safe: it wants other files to be opened; save it again as one GeoTIFF.").format(
                file=path.name
            )
        )
    if not raster.count:
        raise InputError(_("{file} has no bands; choose another file.").format(file=path.name))
    piece = max(
        height * width * np.dtype(kind).itemsize
        for (height, width), kind in zip(raster.block_shapes, raster.dtypes, strict=True)
    )
    if piece > _LARGEST_PIECE:
        raise InputError(
            _("{file} is saved in pieces of {size} MB, which is too much at once; save it with tiles.").format(
                file=path.name, size=format_number(piece / 1e6)
            )
        )
    pixels = raster.width * raster.height
    if pixels > _MOST_PIXELS and not raster.overviews(1):
        raise InputError(
            _(
                "{file} has {count} million pixels and no overviews, so it would take too long to show; save it with "
                "overviews (pyramids), or cut out the city."
            ).format(file=path.name, count=format_number(pixels / 1e6))
        )


def check_placed(raster: Any, path: Path) -> None:
    if raster.crs is None or raster.transform.is_identity or raster.transform.is_degenerate:
        raise InputError(
            _("{file} does not say where on the earth it lies; save it as a GeoTIFF with its coordinates.").format(
                file=path.name
            )
        )


def _outline(raster: Any, path: Path, crs: str) -> shapely.Geometry:
    """The raster's corners and edges in the city's CRS."""
    check_placed(raster, path)
    corners = [(0, 0), (raster.width, 0), (raster.width, raster.height), (0, raster.height)]
    to = raster.transform
    ring = shapely.Polygon([(to.c + x * to.a + y * to.b, to.f + x * to.d + y * to.e) for x, y in corners])
    edges = shapely.segmentize(ring, ring.length / 32)
    placed = transform_geom(raster.crs, pyproj.CRS(crs).to_wkt(), shapely.geometry.mapping(edges))
    shape = shapely.geometry.shape(placed)
    if not shape.is_valid or not np.isfinite(shape.bounds).all():
        raise InputError(_("{file} cannot be laid over the city: it is too large.").format(file=path.name))
    return shape


def _warped(raster: Any, crs: str, bounds: Bounds, width: int, height: int) -> Any:
    """The part of the raster that is seen, in the city's CRS and at the size of the screen."""
    placed = from_bounds(*bounds, width, height)
    return WarpedVRT(raster, transform=placed, width=width, height=height, **_how(raster, crs))


def _how(raster: Any, crs: str) -> dict[str, Any]:
    """How the raster is warped, whichever part of it. To be asked before a tile fails, after which it cannot be."""
    return {
        "crs": pyproj.CRS(crs).to_wkt(),
        "resampling": Resampling.nearest if raster.colorinterp[0] is ColorInterp.palette else Resampling.bilinear,
        # Without it, what lies outside a raster that has no mask of its own would be black.
        "add_alpha": raster.nodata is None and ColorInterp.alpha not in raster.colorinterp,
    }


def _part(raster: Any, how: dict[str, Any], transform: Affine, window: Window) -> Any:
    placed = from_bounds(*window_bounds(window, transform), window.width, window.height)
    return WarpedVRT(raster, transform=placed, width=window.width, height=window.height, **how)


def _as_bytes(band: npt.NDArray[Any], mask: npt.NDArray[Any]) -> Picture:
    if band.dtype == np.uint8:
        return np.asarray(band, dtype=np.uint8)
    known = band[(mask > 0) & np.isfinite(band)]
    if not len(known):
        return np.zeros(band.shape, dtype=np.uint8)
    low, high = np.percentile(known, [2, 98])
    stretched = (np.nan_to_num(band.astype(np.float64), nan=low) - low) / max(high - low, 1e-9) * 255
    return np.asarray(np.clip(stretched, 0, 255), dtype=np.uint8)
