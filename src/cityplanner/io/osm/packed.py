"""Extracts of OpenStreetMap as they are downloaded: packed, and not always what they say they are."""

import bz2
import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from cityplanner.errors import InputError
from cityplanner.i18n import _

_OPENERS: dict[str, Callable[..., BinaryIO]] = {".gz": gzip.open, ".bz2": bz2.open}  # type: ignore[dict-item]
_BLOCK = 1 << 20
_LARGEST = 2_000_000_000
_LARGEST_RATIO = 200
"""Extracts become ten to thirty times as large."""
_SMALL = 20_000_000
"""Less than so many bytes may be packed as tightly as they like."""


@contextmanager
def unpacked_extract(path: Path) -> Iterator[Path]:
    """The extract at ``path`` as GDAL reads it, for as long as the context lasts.

    Raises :class:`InputError` where it is damaged, or not safe.
    """
    opener = _OPENERS.get(path.suffix.lower())
    if opener is None:
        _check_markup(path, path.name)
        yield path
        return
    with TemporaryDirectory(prefix="cityplanner-") as folder:
        plain = Path(folder) / path.stem
        try:
            _unpack(path, opener, plain)
        except (OSError, EOFError, zlib.error) as error:
            raise InputError(_("{file} cannot be unpacked; download it again.").format(file=path.name)) from error
        _check_markup(plain, path.name)
        yield plain


def _unpack(path: Path, opener: Callable[..., BinaryIO], plain: Path) -> None:
    most = min(_LARGEST, max(_SMALL, _LARGEST_RATIO * path.stat().st_size))
    size = 0
    with opener(path, "rb") as packed, plain.open("wb") as file:
        while block := packed.read(_BLOCK):
            size += len(block)
            if size > most:
                raise InputError(
                    _("{file} is far too large when unpacked; take an extract of the city only.").format(file=path.name)
                )
            file.write(block)


def _check_markup(file: Path, name: str) -> None:
    if file.suffix.lower() == ".osm":
        with file.open("rb") as content:
            start = content.read(_BLOCK)
        if b"<!ENTITY" in start or b"<!DOCTYPE" in start:
            raise InputError(
                _("{file} is not safe: it defines entities, which no map needs; do not use it.").format(file=name)
            )
