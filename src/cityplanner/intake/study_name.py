"""What to call a study, after the files that it is made of."""

import re
from collections.abc import Sequence
from pathlib import Path

from cityplanner.io.osm.extract import is_osm

_DATED = re.compile(r"[-_](latest|\d{6,8})$")


def study_name(paths: Sequence[Path]) -> str:
    """What to call the study of files and folders, after the folder or the file: ``buenos_aires`` is Buenos Aires."""
    if not paths:
        return ""
    first = paths[0].resolve()
    stem = first.name if first.is_dir() else _stem(first) if len(paths) == 1 else first.parent.name
    words = stem.replace("_", " ").replace("-", " ").split()
    plain = " ".join(words)
    return " ".join(word.capitalize() for word in words) if plain == plain.lower() else plain


def _stem(file: Path) -> str:
    """``monaco-latest.osm.pbf`` is Monaco."""
    stem = file.name.split(".")[0] if is_osm(file) else file.stem
    return _DATED.sub("", stem) if is_osm(file) else stem
