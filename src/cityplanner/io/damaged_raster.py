"""Rasters of which some tiles are broken: what can be read is read, and the rest is told."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rasterio.errors import RasterioError
from rasterio.windows import Window

from cityplanner.i18n import _, format_number, ngettext
from cityplanner.model import Problem, Severity

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
        return []
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


def lost_parts(name: str) -> str:
    """That some of the raster layer ``name`` cannot be shown."""
    return _("Part of {layer} cannot be read and stays blank; its file may be damaged, so get it again.").format(
        layer=name
    )
