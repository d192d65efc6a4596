"""Reads a file out of a zip without letting the zip do harm."""

import shutil
import stat
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number
from cityplanner.io.archive.names import harmless, unpacked_name
from cityplanner.io.tables.workbook_safety import UNPACK_ERRORS

ARCHIVES = {".zip": "Zip"}
"""File ending -> name of the format."""

_MOST_MEMBERS = 10_000
_LARGEST = 2_000_000_000
_LARGEST_RATIO = 400
_SMALL = 20_000_000
"""Less than so many bytes may be packed as tightly as they like."""
_GIGABYTE = 1e9
_GDB = ".gdb"
WITH_LAYERS = frozenset({".gpkg", ".kml", ".kmz", ".gpx", ".dxf", _GDB, ".xlsx", ".xlsm", ".xls", ".ods"})
"""Endings of files that may hold several layers or sheets."""
_PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})


@contextmanager
def unpacked(
    path: Path, layer: str | None, features: frozenset[str], tables: frozenset[str]
) -> Iterator[tuple[Path, str | None]]:
    """A file of the zip at ``path`` for as long as the context lasts, and the layer in it that is asked for, or None.

    ``layer`` names the file, or ``file/layer``, or the layer alone where there is but one file; None is the file that
    is meant. ``features`` and ``tables`` are the endings that can be read; features go first. Raises
    :class:`InputError` where the zip is damaged, locked or not safe, holds nothing to read, or several files of which
    none was named.
    """
    with TemporaryDirectory(prefix="cityplanner-") as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                names = checked_names(path, archive)
                chosen, part = _chosen(path, readable(names, features, tables), layer, features, names)
                parts = [name for name in names if _belongs(name, chosen)]
                target = Path(folder) / unpacked_name(chosen)
                _unpack(path, archive, [chosen, *parts] if chosen in parts else parts, target)
        except UNPACK_ERRORS as error:
            raise InputError(
                _("{file} cannot be unpacked: it is damaged, or not a zip; get it again.").format(file=path.name)
            ) from error
        yield target, part


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
    databases = dict.fromkeys(database for name in shown if (database := _database(name)) is not None)
    shown = [name for name in shown if _database(name) is None] + list(databases)
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
                    file=path.name, name=harmless(entry.filename)
                )
            )
        if entry.flag_bits & 1:
            raise InputError(
                _("{file} is locked with a password; unpack it and choose a file in it.").format(file=path.name)
            )
    # Entries may claim the same bytes, so that together they are said to be more than the file is.
    total = sum(entry.file_size for entry in entries)
    packed = min(sum(entry.compress_size for entry in entries), path.stat().st_size)
    if total > _LARGEST or (total > _SMALL and total > _LARGEST_RATIO * max(packed, 1)):
        raise InputError(
            _("{file} would grow to {size} GB when unpacked, which is not read; choose a smaller file.").format(
                file=path.name, size=format_number(total / _GIGABYTE, 1)
            )
        )
    return [entry.filename for entry in entries]


def _chosen(
    path: Path, found: tuple[str, ...], layer: str | None, features: frozenset[str], names: Sequence[str]
) -> tuple[str, str | None]:
    """The file to read, and the layer in it that was named, or None."""
    of_features = [name for name in found if PurePosixPath(name).suffix.lower() in features]
    candidates = of_features or list(found)
    if found and layer is not None:
        return _named(path, found, candidates, layer)
    if not found:
        packed = [name for name in names if PurePosixPath(name).suffix.lower() in ARCHIVES]
        if packed:
            raise InputError(
                _("{file} holds only another zip, {name}; unpack it and choose that one.").format(
                    file=path.name, name=harmless(packed[0])
                )
            )
        raise InputError(
            _("{file} holds no map or table that can be read; unpack it, and see what is in it.").format(file=path.name)
        )
    if len(set(candidates)) > 1:
        raise InputError(
            _("{file} holds several files; say which one with --layer: {names}.").format(
                file=path.name, names=", ".join(map(harmless, found))
            )
        )
    return candidates[0], None


def _named(path: Path, found: Sequence[str], candidates: Sequence[str], layer: str) -> tuple[str, str | None]:
    """What ``layer`` names, which may be written as names are shown."""
    exact = [name for name in found if layer in (name, harmless(name))]
    matching = exact or [name for name in found if PurePosixPath(name).name == layer]
    if len(set(matching)) == 1:
        return matching[0], None
    for name in found:
        for shown in (name, harmless(name), PurePosixPath(name).name):
            if layer.startswith(f"{shown}/"):
                return name, layer.removeprefix(f"{shown}/")
    if len(set(candidates)) == 1 and PurePosixPath(candidates[0]).suffix.lower() in WITH_LAYERS:
        return candidates[0], layer
    raise InputError(
        _(
            "{file} has no file {name} that can be read; it has: {names}. A layer of one of them is named FILE/LAYER."
        ).format(file=path.name, name=layer, names=", ".join(map(harmless, found)))
    )


def _database(name: str) -> str | None:
    """The File Geodatabase, which is a folder, that ``name`` is a part of, or None."""
    for folder in PurePosixPath(name).parents:
        if folder.suffix.lower() == _GDB:
            return str(folder)
    return None


def _unpack(path: Path, archive: zipfile.ZipFile, names: Sequence[str], target: Path) -> None:
    """Write the entries ``names`` under names that are safe everywhere, beside ``target`` or, of a folder, in it.

    Where an entry's name is used twice, or is a link, nobody can say what is meant.
    """
    often = Counter(entry.filename for entry in archive.infolist())
    folder = target if target.suffix.lower() == _GDB else target.parent
    folder.mkdir(exist_ok=True)
    written: set[str] = set()
    for name in dict.fromkeys(names):
        entry = archive.getinfo(name)
        if often[name] > 1:
            message = _("{file} holds {count} files of the name {name}; unpack it and choose the right one.")
            raise InputError(message.format(file=path.name, count=format_number(often[name]), name=harmless(name)))
        if stat.S_ISLNK(entry.external_attr >> 16):
            message = _("{name} in {file} is only a link to another file; get the file itself.")
            raise InputError(message.format(file=path.name, name=harmless(name)))
        if entry.compress_type not in _PACKINGS:
            message = _(
                "{name} in {file} is packed in a way that is not known here; unpack it and choose a file in it."
            )
            raise InputError(message.format(file=path.name, name=harmless(name)))
        plain = unpacked_name(name)
        if plain.lower() not in written:  # names that differ only in case are one file on some systems
            written.add(plain.lower())
            with archive.open(entry) as packed, (folder / plain).open("xb") as file:
                shutil.copyfileobj(packed, file)


def _belongs(name: str, chosen: str) -> bool:
    """Whether ``name`` is the file that was chosen or a part of it, such as a Shapefile's table."""
    one, other = PurePosixPath(name), PurePosixPath(chosen)
    if not name.endswith("/") and other.suffix.lower() == _GDB:
        return one.parent == other
    if name.endswith("/") or one.parent != other.parent:
        return False
    if other.suffix.lower() == ".shp":
        return one.name.partition(".")[0].lower() == other.stem.partition(".")[0].lower()
    return one.name in (other.name, f"{other.name}-wal")
