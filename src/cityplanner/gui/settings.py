"""What the person has chosen for the look of the window, kept in the user's settings folder."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from cityplanner.gui.theme import Theme
from cityplanner.io.atomic import atomic_write
from cityplanner.own_folders import config_folder

SCALES_PERCENT = (100, 125, 150, 175, 200, 250)
_SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Appearance:
    """``scale_percent`` enlarges everything in the window; it holds from the next start.

    ``language`` is the folder of a translation (``es``); None is the system's language.
    """

    theme: Theme = Theme.LIGHT
    scale_percent: int = 100
    language: str | None = None


def read_appearance() -> Appearance:
    """What was chosen last; the defaults where nothing was, or where the file makes no sense."""
    try:
        entries = json.loads(_file().read_text(encoding="utf-8"))
        language = entries.get("language")
        appearance = Appearance(
            Theme(entries["theme"]),
            int(entries["scale_percent"]),
            language if isinstance(language, str) else None,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Appearance()
    return appearance if appearance.scale_percent in SCALES_PERCENT else replace(appearance, scale_percent=100)


def write_appearance(appearance: Appearance) -> None:
    """Keep the choice. A file that cannot be written is no reason to stop anybody."""
    file = _file()
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(file) as temporary:
            entries = {"schema_version": _SCHEMA_VERSION, **asdict(appearance)}
            temporary.write_text(json.dumps(entries), encoding="utf-8")


def _file() -> Path:
    return config_folder() / "appearance.json"
