"""Where compiled kernels are kept for the next start, told without loading what compiles them."""

import hashlib
import os
import platform
import shutil
import sys
import time
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from cityplanner.own_folders import lasting_cache_folder

_PACKAGE = Path(__file__).parent
_CHOSEN = "NUMBA_CACHE_DIR"
_LONG_S = 60 * 86_400.0


@cache
def kernel_modules() -> tuple[str, ...]:
    """The names of all modules of kernels, from the room that is needed first to the one needed last."""
    files = sorted(_PACKAGE.rglob("*kernels.py"), key=lambda file: (_order(file), -file.stat().st_size))
    return tuple(".".join(("cityplanner", *file.relative_to(_PACKAGE).with_suffix("").parts)) for file in files)


def _order(file: Path) -> int:
    rooms = ("equity", "coverage", "render", "siting")
    return rooms.index(file.parent.name) if file.parent.name in rooms else 0


@cache
def cache_folder() -> Path | None:
    """The folder of what these sources became; None where nothing can be kept.

    Where the person has chosen a folder for numba it is that one. Otherwise another version of the program, of what
    compiles it or of Python has another folder; those that nobody has written to for long are thrown away.
    """
    if _CHOSEN in os.environ:
        return Path(os.environ[_CHOSEN])
    caches = lasting_cache_folder()
    if caches is None:
        return None
    above = caches / "compiled"
    folder = above / _fingerprint()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    if not os.access(folder, os.W_OK):
        return None
    with suppress(OSError):
        for other in above.iterdir():
            if other != folder and other.stat().st_mtime < time.time() - _LONG_S:
                shutil.rmtree(other, ignore_errors=True)
    return folder


def all_kept() -> bool:
    """Whether all kernels were compiled here once. Another processor may still want some of them again."""
    folder = cache_folder()
    return folder is not None and (folder / f"ready-{_fingerprint()}").exists()


def note_all_kept() -> None:
    """All kernels are compiled and kept."""
    folder = cache_folder()
    if folder is not None:
        with suppress(OSError):
            (folder / f"ready-{_fingerprint()}").touch()


@cache
def _fingerprint() -> str:
    """Of the kernels' sources and where they lie, and of what compiles them.

    Numba looks at a kernel's own file and its date only, not at those of others that it calls.
    """
    digest = hashlib.sha256()
    files = [_PACKAGE / f"{name.replace('.', '/')[len('cityplanner/') :]}.py" for name in kernel_modules()]
    for file in (*files, _PACKAGE / "compiled.py", _PACKAGE / "siting" / "instance.py"):
        digest.update(f"{file} {file.stat().st_mtime_ns}".encode())
        digest.update(file.read_bytes())
    for library in ("numba", "llvmlite", "numpy"):
        digest.update(version(library).encode())
    digest.update(f"{sys.version} {platform.machine()}".encode())
    return digest.hexdigest()[:16]
