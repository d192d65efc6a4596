"""Compiles the kernels, and keeps what was compiled in the user's cache folder for the next start."""

import os
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numba
from platformdirs import user_cache_path

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile ``function`` when it is first called; it then runs without the interpreter's lock.

    Division by 0 gives infinity or NaN as in NumPy. For functions of arrays and numbers in ``kernels.py`` modules.
    """
    fast: Callable[P, R] = numba.njit(cache=_CACHED, nogil=True, error_model="numpy")(function)
    return fast


def _use_cache_folder() -> bool:
    """Point numba at our folder, unless the person has chosen one; False where nothing can be kept."""
    if "NUMBA_CACHE_DIR" in os.environ:
        return True
    folder = user_cache_path("cityplanner", appauthor=False) / "compiled"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    if not os.access(folder, os.W_OK):
        return False
    numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
    return True


_CACHED = _use_cache_folder()
