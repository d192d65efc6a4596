"""The layers of all the files in a zip, under the names by which each can be asked for."""

from functools import lru_cache
from pathlib import Path, PurePosixPath

from cityplanner.errors import InputError
from cityplanner.io.archive.archive import WITH_LAYERS, members_of, unpacked
from cityplanner.io.archive.names import harmless
from cityplanner.io.features.read_features import FORMATS, feature_layers
from cityplanner.io.features.read_layer import FEATURE_ENDINGS, TABLE_ENDINGS
from cityplanner.io.tables.workbook import read_sheet


def layers_of_zip(path: Path) -> tuple[str, ...]:
    """The files of the zip that can be read, and in the place of one that has several layers, those.

    A layer is called ``file/layer``, or by its own name where it is of the only file. Raises :class:`InputError` as
    :func:`~cityplanner.io.archive.archive.unpacked` does.
    """
    stat = path.stat()
    return _kept_layers(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=16)
def _kept_layers(path: Path, _size: int, _changed_ns: int) -> tuple[str, ...]:
    """Kept, for each of them is then looked at in turn."""
    members = members_of(path, FEATURE_ENDINGS, TABLE_ENDINGS)
    found: list[str] = []
    for member in dict.fromkeys(members):
        layers = _layers_in(path, member)
        names = layers if len(members) == 1 else [f"{harmless(member)}/{layer}" for layer in layers]
        found += names if len(layers) > 1 else [harmless(member)]
    return tuple(found)


def _layers_in(path: Path, member: str) -> list[str]:
    """The layers of one file; none where it has but one, or cannot be read, which is told when it is looked at."""
    if PurePosixPath(member).suffix.lower() not in WITH_LAYERS:
        return []
    try:
        with unpacked(path, member, FEATURE_ENDINGS, TABLE_ENDINGS) as (file, _part):
            if file.suffix.lower() in FORMATS:
                return list(feature_layers(file))
            sheet = read_sheet(file)
            return [name for name in sheet.names if name not in sheet.hidden] or list(sheet.names)
    except InputError:
        return []
