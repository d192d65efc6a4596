"""Fonts of last resort, for machines that have none: those that come with matplotlib."""

from importlib.util import find_spec
from pathlib import Path

_NAMES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")


def last_resort_fonts() -> list[Path]:
    """DejaVu Sans, plain and bold, found without importing matplotlib, which would take a second."""
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        return []
    folder = Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"
    return [folder / name for name in _NAMES if (folder / name).is_file()]
