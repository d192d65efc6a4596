"""The files that a person means by a file, several files or a folder."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number
from cityplanner.io.transit.gtfs import is_feed

MOST_FILES = 300
"""A folder with more files is not one study's; looking at each would take too long."""

_DEEPEST = 6
_BESIDE = {
    ".dbf",
    ".shx",
    ".prj",
    ".cpg",
    ".qpj",
    ".qix",
    ".sbn",
    ".sbx",
    ".xml",
    ".aux",
    ".ovr",
    ".tfw",
    ".qml",
    ".sld",
}
"""Belong to a file of the same name, which is taken."""
_NO_DATA = {
    *(".md", ".rst", ".pdf", ".doc", ".docx", ".odt", ".html", ".htm", ".rtf", ".log", ".ini", ".lock"),
    *(".py", ".r", ".rds", ".rdata", ".ipynb", ".js", ".css", ".sh", ".bat", ".exe", ".dll"),
    *(".jpg", ".jpeg", ".gif", ".svg", ".png", ".webp", ".qgz", ".qgs", ".mxd", ".lyr", ".toml", ".yml", ".yaml"),
}
"""Papers, programs and pictures that lie beside data."""


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files to look at: those given, and those in folders that were given, in the order of their names.

    Parts of a Shapefile stand for their ``.shp``; papers, programs and pictures in a folder are passed over. A link is
    not followed out of its folder. Raises :class:`InputError` where nothing is there to read, or far too much.
    """
    paths = [Path(path) for path in paths]
    found: dict[Path, None] = {}
    for path in paths:
        for file in _walk(path, path.resolve(), 0) if path.is_dir() else [_main_part(path)]:
            found[file] = None
            if len(found) > MOST_FILES:
                raise InputError(
                    _("{folder} holds more than {most} files; choose the folder of one city, or the files.").format(
                        folder=_name(path), most=format_number(MOST_FILES)
                    )
                )
    if not found:
        raise InputError(_why_nothing(paths))
    return list(found)


def shown_name(file: Path, paths: Sequence[Path]) -> str:
    """What to call ``file``: its path inside the folder that was given, else its bare name."""
    for path in paths:
        if path.is_dir() and file.is_relative_to(path):
            return file.relative_to(path).as_posix()
    return file.name


def _walk(folder: Path, top: Path, depth: int) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: (entry.is_dir(), entry.name.lower()))
    except OSError as error:
        raise InputError(_("{folder} cannot be opened; check who may read it.").format(folder=_name(folder))) from error
    # Of a public transport feed the stops stand for all of it.
    feed = any(entry.name.lower() == "stops.txt" and is_feed(entry) for entry in entries)
    shapefiles = {entry.stem.lower() for entry in entries if entry.suffix.lower() == ".shp"}
    for entry in entries:
        ending = entry.suffix.lower()
        if entry.name.startswith((".", "~$")) or not entry.resolve().is_relative_to(top):
            continue
        if entry.is_dir() and ending != ".gdb":
            if depth < _DEEPEST:
                yield from _walk(entry, top, depth + 1)
        elif feed and ending == ".txt" and entry.name.lower() != "stops.txt":
            continue
        elif ending in _BESIDE:
            # Without its .shp a .dbf is a table of its own, which may be worth a word.
            if ending == ".dbf" and "." not in entry.stem and entry.stem.lower() not in shapefiles:
                yield entry
        elif ending not in _NO_DATA and entry.name.lower() not in ("license", "licence", "datapackage.json"):
            yield entry


def _main_part(path: Path) -> Path:
    shapes = path.with_suffix(".shp")
    return shapes if path.suffix.lower() in (".dbf", ".shx", ".prj", ".cpg") and shapes.exists() else path


def _name(path: Path) -> str:
    return path.name or str(path)


def _why_nothing(paths: Sequence[Path]) -> str:
    if not paths:
        return _("No file was given.")
    if len(paths) == 1 and not any(paths[0].iterdir()):
        return _("The folder {folder} is empty; choose the one that holds the city's files.").format(
            folder=_name(paths[0])
        )
    return _(
        "There is nothing to read in {folder}: no map, table or raster, such as a Shapefile, a GeoJSON or a CSV."
    ).format(folder=", ".join(_name(path) for path in paths))
