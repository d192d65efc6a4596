"""A file that somebody gives: that it is there, and how to know it again."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from cityplanner.errors import InputError
from cityplanner.i18n import _
from cityplanner.model import Source


def check_file(path: Path) -> None:
    """Raise :class:`InputError` where there is no file at ``path`` or nothing in it."""
    if path.is_dir() and path.suffix.lower() == ".gdb" and any(path.iterdir()):
        # A File Geodatabase is a folder of files that belong together.
        return
    if path.is_dir():
        raise InputError(_("{path} is a folder; give one file.").format(path=path))
    if not path.exists():
        raise InputError(_("There is no file {path}; check the name and the folder.").format(path=path))
    try:
        with path.open("rb") as file:
            content = file.read(1)
    except OSError as error:
        raise InputError(_("{file} cannot be opened; check who may read it.").format(file=path.name)) from error
    if not content:
        raise InputError(_("{file} is empty.").format(file=path.name))


def source_of(path: Path, role: str) -> Source:
    """The file's bare name, the SHA-256 of its bytes (of a shapefile: of the ``.shp``), and today's date.

    Of a File Geodatabase, the bytes of all its files in the order of their names.
    """
    digest = hashlib.sha256()
    for part in sorted(entry for entry in path.iterdir() if entry.is_file()) if path.is_dir() else [path]:
        with part.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return Source(path.name, digest.hexdigest(), role, datetime.now(UTC).astimezone().date())
