"""Rasters of which some tiles are broken: what can be read is read, and the rest is told."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rasterio.enums import ColorInterp
from rasterio.errors import RasterioError
from rasterio.windows import Window

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, format_share, ngettext
from cityplanner.model import Problem, Severity

_MOST_LOOKED_AT = 20_000
"""Blocks of a large raster; of more, each so many."""
_MOST_UNPACKED = 256
"""Blocks that are tried, spread over a raster, and the pixels in them."""
_MOST_UNPACKED_PX = 16_000_000
_LOOKED_AT_PX = 4_000
_PARTS = 10
"""What fails as a whole is read in so many parts by as many."""
_SOUND = """
    (hex(substr(tile_data, 1, 8)) = '89504E470D0A1A0A' AND hex(substr(tile_data, -8)) = '49454E44AE426082')
    OR hex(substr(tile_data, 1, 3)) = 'FFD8FF'
    OR (hex(substr(tile_data, 1, 4)) = '52494646' AND hex(substr(tile_data, 9, 4)) = '57454250')
"""
"""A whole PNG, a JPEG or a WebP by their first bytes."""


class PatientReader:
    """Reads the bands of ``view``, an open raster; ``lost`` are the windows that could not be read."""

    def __init__(self, view: Any, part: Callable[[Window], Any]) -> None:
        """``part`` opens a window of the view alone, so that it asks for no more of the file than it needs."""
        self._view, self._part = view, part
        self.lost: list[Window] = []

    def band(self, number: int) -> npt.NDArray[Any]:
        """(height, width); 0 where it is lost. Raises :class:`RasterioError` where nothing can be read."""
        return self._read(lambda view: view.read(number))

    def mask(self) -> npt.NDArray[np.uint8]:
        """(height, width) 255 where there is something, 0 elsewhere and where a band was lost."""
        mask = self._read(lambda view: view.dataset_mask())
        for window in self.lost:
            mask[window.toslices()] = 0
        return mask

    def _read(self, read: Callable[[Any], npt.NDArray[Any]]) -> npt.NDArray[Any]:
        if not self.lost:
            try:
                return read(self._view)
            except RasterioError as error:
                return self._read_in_parts(read, error)
        return self._read_in_parts(read, None)

    def _read_in_parts(self, read: Callable[[Any], npt.NDArray[Any]], error: Exception | None) -> npt.NDArray[Any]:
        whole: npt.NDArray[Any] | None = None
        for window in self._windows():
            if window in self.lost:
                continue
            try:
                with self._part(window) as view:
                    piece = read(view)
            except RasterioError:
                self.lost.append(window)
                continue
            if whole is None:
                whole = np.zeros((self._view.height, self._view.width), dtype=piece.dtype)
            whole[window.toslices()] = piece
        if whole is None:
            raise error or RasterioError("no part can be read")
        return whole

    def _windows(self) -> list[Window]:
        rows, columns = (
            pairwise(np.linspace(0, size, min(_PARTS, size) + 1).astype(int).tolist())
            for size in (self._view.height, self._view.width)
        )
        across = list(columns)
        return [Window(left, top, right - left, bottom - top) for top, bottom in rows for left, right in across]


def cut_off(raster: Any, path: Path) -> list[Problem]:
    """Told where an open GeoTIFF, found at ``path``, names parts that lie behind the end of its file."""
    if raster.driver != "GTiff":
        return []
    (high, wide), size = raster.block_shapes[0], path.stat().st_size
    across = -(-raster.width // wide)
    count = across * -(-raster.height // high)
    looked_at = np.unique(np.linspace(0, count - 1, min(count, _MOST_LOOKED_AT)).astype(np.int64))
    lost = 0
    for block in looked_at.tolist():
        row, column = divmod(block, across)
        start, length = (
            raster.get_tag_item(f"BLOCK_{what}_{column}_{row}", "TIFF", bidx=1) for what in ("OFFSET", "SIZE")
        )
        lost += start is not None and int(start) + int(length or 0) > size
    if not lost:
        return []
    message = _("{file} is cut off: {share} of it is missing; get the file again.")
    text = message.format(file=path.name, share=format_share(lost / len(looked_at)))
    return [Problem(Severity.WARNING, path.name, text)]


def broken_blocks(raster: Any, path: Path) -> list[Problem]:
    """Told where blocks of an open raster, found at ``path``, that are spread over it cannot be unpacked."""
    if raster.driver not in ("GTiff", "SRTMHGT"):
        return []
    high, wide = raster.block_shapes[0]
    across = -(-raster.width // wide)
    count = across * -(-raster.height // high)
    most = max(min(_MOST_UNPACKED, _MOST_UNPACKED_PX // (high * wide)), 2)
    tried = np.unique(np.linspace(0, count - 1, min(count, most)).astype(np.int64))
    lost = 0
    for block in tried.tolist():
        row, column = divmod(block, across)
        window = Window(
            column * wide, row * high, min(wide, raster.width - column * wide), min(high, raster.height - row * high)
        )
        try:
            raster.read(1, window=window)
        except RasterioError:
            lost += 1
    if not lost:
        return []
    if lost == len(tried):
        raise InputError(_("{file} is damaged: nothing of it can be read; get the file again.").format(file=path.name))
    message = _("{file} is damaged: {share} of the parts that were tried cannot be read; get the file again.")
    text = message.format(file=path.name, share=format_share(lost / len(tried)))
    return [Problem(Severity.WARNING, path.name, text)]


def without_values(raster: Any, path: Path) -> list[Problem]:
    """Told where all of an open raster, found at ``path``, is marked as having no value."""
    smaller = max(raster.height, raster.width) / _LOOKED_AT_PX
    shape = (raster.height, raster.width) if smaller <= 1 else None
    if shape is None and raster.overviews(1):
        shape = (max(int(raster.height / smaller), 1), max(int(raster.width / smaller), 1))
    if shape is None or (raster.nodata is None and ColorInterp.alpha not in raster.colorinterp):
        return []
    try:
        known = raster.dataset_mask(out_shape=shape).any()
    except RasterioError:
        return [Problem(Severity.WARNING, path.name, lost_parts(path.name))]
    if known:
        return []
    message = _("{file} holds no values: all of it is marked as unknown.")
    return [Problem(Severity.WARNING, path.name, message.format(file=path.name))]


def broken_tiles(path: Path, name: str) -> list[Problem]:
    """What is wrong with the tiles of an MBTiles file, which stand for the layer ``name``; nothing for other files.

    The driver leaves a broken tile blank without a word.
    """
    if path.suffix.lower() != ".mbtiles":
        return []
    try:
        with closing(sqlite3.connect(f"file:{path.resolve().as_posix()}?mode=ro", uri=True)) as file:
            count, sound = file.execute(f"SELECT count(*), total({_SOUND}) FROM tiles").fetchone()
    except (sqlite3.Error, UnicodeDecodeError):
        message = _("{file} is damaged or cut off, so some of its tiles stay blank on the map; get the file again.")
        return [Problem(Severity.WARNING, name, message.format(file=path.name))]
    broken = count - int(sound)
    if not broken:
        return []
    sentence = ngettext(
        "{broken} of the {count} tiles of {file} is broken and stays blank on the map; get the file again.",
        "{broken} of the {count} tiles of {file} are broken and stay blank on the map; get the file again.",
        broken,
    )
    told = sentence.format(broken=format_number(broken), count=format_number(count), file=path.name)
    return [Problem(Severity.WARNING, name, told)]


def why_vector_tiles(path: Path) -> str | None:
    """Why an MBTiles file cannot be shown that holds vector tiles instead of pictures; None for any other file."""
    if path.suffix.lower() != ".mbtiles":
        return None
    try:
        with closing(sqlite3.connect(f"file:{path.resolve().as_posix()}?mode=ro", uri=True)) as file:
            format_ = file.execute("SELECT value FROM metadata WHERE name = 'format'").fetchone()
    except (sqlite3.Error, UnicodeDecodeError):
        return None
    return vector_tiles(path.name) if format_ == ("pbf",) else None


def vector_tiles(name: str) -> str:
    """That the file ``name`` holds a map cut into tiles, from which the layers cannot be had whole."""
    return _(
        "{file} holds a map cut into tiles for drawing; use what it was made from, such as an extract of OpenStreetMap "
        "(.osm.pbf) or a GeoPackage."
    ).format(file=name)


def lost_parts(name: str) -> str:
    """That some of the raster layer ``name`` cannot be shown."""
    return _("Part of {layer} cannot be read and stays blank; its file may be damaged, so get it again.").format(
        layer=name
    )
