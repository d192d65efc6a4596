"""The projects that were open last, newest first, kept in the user's settings folder."""

import json
from contextlib import suppress
from pathlib import Path

from cityplanner.io.atomic import atomic_write
from cityplanner.own_folders import config_folder

_LONGEST = 8


def _file() -> Path:
    return config_folder() / "recent.json"


def recent_files() -> list[Path]:
    """Those that still exist."""
    try:
        entries = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [Path(entry) for entry in entries if isinstance(entry, str) and Path(entry).is_file()]


def remember_file(path: Path) -> None:
    """Put ``path`` first in the list. A list that cannot be written is no reason to stop anybody."""
    path = path.resolve()
    entries = [path, *(other for other in recent_files() if other != path)][:_LONGEST]
    file = _file()
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(file) as temporary:
            temporary.write_text(json.dumps([str(entry) for entry in entries]), encoding="utf-8")
