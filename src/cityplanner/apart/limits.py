"""How long a file may be read, and in how much memory."""

from dataclasses import dataclass
from pathlib import Path

import psutil

_SECONDS, _SECONDS_A_MEGABYTE = 15.0, 3.0
_BYTES, _BYTES_A_BYTE = 1_000_000_000, 20
_MOST_OF_MEMORY = 0.6
"""The share of this computer's memory that no file may have."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost."""

    seconds: float
    memory_bytes: int


def limits_for(path: Path) -> Limits:
    """Limits for the file, or folder of files, at ``path``: an honest file costs as much as it is large.

    Old computers with slow disks read the files of a city in a third of this; a small file that wants
    more is made to do harm.
    """
    size = _size(path)
    memory = min(_BYTES + _BYTES_A_BYTE * size, int(psutil.virtual_memory().total * _MOST_OF_MEMORY))
    return Limits(_SECONDS + _SECONDS_A_MEGABYTE * size / 1e6, memory)


def _size(path: Path) -> int:
    """Bytes of the file, or of all parts of a Shapefile, a File Geodatabase or a public transport feed."""
    try:
        if path.is_dir():
            return sum(part.stat().st_size for part in path.iterdir())
        if path.suffix.lower() == ".shp":
            return sum(part.stat().st_size for part in path.parent.iterdir() if part.stem == path.stem)
        if path.name.lower() == "stops.txt":
            return sum(part.stat().st_size for part in path.parent.glob("*.txt"))
        return path.stat().st_size
    except OSError:
        return 0
