"""Reads a file out of a zip without letting the zip do harm."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number
from cityplanner.io.workbook_safety import UNPACK_ERRORS

ARCHIVES = {".zip": "Zip"}
"""File ending -> name of the format."""

_MOST_MEMBERS = 10_000
_LARGEST = 2_000_000_000
_LARGEST_RATIO = 400
_SMALL = 20_000_000
"""Less than so many bytes may be packed as tightly as they like."""
_GIGABYTE = 1e9


@contextmanager
def unpacked(path: Path, member: str | None, features: frozenset[str], tables: frozenset[str]) -> Iterator[Path]:
    """A file of the zip at ``path`` for as long as the context lasts: ``member``, or the one that is meant.

    ``features`` and ``tables`` are the endings that can be read; features go first. Raises :class:`InputError` where
    the zip is damaged, locked or not safe, holds nothing to read, or several files of which none was named.
    """
    with TemporaryDirectory(prefix="cityplanner-") as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                names = checked_names(path, archive)
                chosen = _chosen(path, readable(names, features, tables), member, features)
                parts = [name for name in names if _belongs(name, chosen)]
                for name in parts:
                    archive.extract(name, folder)
        except UNPACK_ERRORS as error:
            raise InputError(
                _("{file} cannot be unpacked: it is damaged, or not a zip; get it again.").format(file=path.name)
            ) from error
        yield Path(folder) / chosen


def members_of(path: Path, features: frozenset[str], tables: frozenset[str]) -> tuple[str, ...]:
    """The files of the zip that can be read. Raises :class:`InputError` as :func:`unpacked` does."""
    try:
        with zipfile.ZipFile(path) as archive:
            return readable(checked_names(path, archive), features, tables)
    except UNPACK_ERRORS as error:
        raise InputError(
            _("{file} cannot be unpacked: it is damaged, or not a zip; get it again.").format(file=path.name)
        ) from error


def readable(names: list[str], features: frozenset[str], tables: frozenset[str]) -> tuple[str, ...]:
    """Those of ``names`` that can be read, features first."""
    shown = [
        name
        for name in names
        if not name.endswith("/") and not any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)
    ]
    of_features = [name for name in shown if PurePosixPath(name).suffix.lower() in features]
    shapes = {PurePosixPath(name).with_suffix("") for name in of_features}
    of_tables = [
        name
        for name in shown
        if PurePosixPath(name).suffix.lower() in tables and PurePosixPath(name).with_suffix("") not in shapes
    ]
    return (*of_features, *of_tables)


def checked_names(path: Path, archive: zipfile.ZipFile) -> list[str]:
    """The names of all that is in the zip. Raises :class:`InputError` where it is locked, or made to do harm."""
    entries = archive.infolist()
    if len(entries) > _MOST_MEMBERS:
        raise InputError(
            _("{file} holds {count} files; unpack it and choose the one that you need.").format(
                file=path.name, count=format_number(len(entries))
            )
        )
    for entry in entries:
        parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
        if ".." in parts or entry.filename.startswith(("/", "\\")) or ":" in entry.filename:
            raise InputError(
                _("{file} is not safe: it would put {name} outside its folder; do not use it.").format(
                    file=path.name, name=entry.filename
                )
            )
        if entry.flag_bits & 1:
            raise InputError(
                _("{file} is locked with a password; unpack it and choose a file in it.").format(file=path.name)
            )
    total, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if total > _LARGEST or (total > _SMALL and total > _LARGEST_RATIO * max(packed, 1)):
        raise InputError(
            _("{file} would grow to {size} GB when unpacked, which is not read; choose a smaller file.").format(
                file=path.name, size=format_number(total / _GIGABYTE, 1)
            )
        )
    return [entry.filename for entry in entries]


def _chosen(path: Path, found: tuple[str, ...], member: str | None, features: frozenset[str]) -> str:
    if member is not None:
        matching = [name for name in found if member in (name, PurePosixPath(name).name)]
        if len(matching) != 1:
            raise InputError(
                _("{file} has no file {name} that can be read; it has: {names}.").format(
                    file=path.name, name=member, names=", ".join(found) or _("none")
                )
            )
        return matching[0]
    if not found:
        raise InputError(
            _("{file} holds no map or table that can be read; unpack it, and see what is in it.").format(file=path.name)
        )
    of_features = [name for name in found if PurePosixPath(name).suffix.lower() in features]
    candidates = of_features or list(found)
    if len(candidates) > 1:
        raise InputError(
            _("{file} holds several files; say which one with --layer: {names}.").format(
                file=path.name, names=", ".join(found)
            )
        )
    return candidates[0]


def _belongs(name: str, chosen: str) -> bool:
    """Whether ``name`` is the file that was chosen or a part of it, such as a Shapefile's table."""
    one, other = PurePosixPath(name), PurePosixPath(chosen)
    if name.endswith("/") or one.parent != other.parent:
        return False
    if other.suffix.lower() == ".shp":
        return one.name.partition(".")[0].lower() == other.stem.partition(".")[0].lower()
    return one.name in (other.name, f"{other.name}-wal")
