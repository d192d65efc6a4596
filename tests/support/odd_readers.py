"""Readers that do what a bad file can bring a reader to."""

import ctypes
import os
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from cityplanner.apart import apart
from cityplanner.errors import InputError
from cityplanner.i18n import format_number


@apart
def who(_path: Path) -> int:
    """In which process it runs."""
    return os.getpid()


@apart
def refuse(path: Path) -> None:
    raise InputError(f"{path.name} is not good.")


@apart
def fail(_path: Path) -> None:
    raise ZeroDivisionError("nobody thought of that")


@apart
def hang(_path: Path, temporary: bool = False) -> None:
    if temporary:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "large.bin").write_bytes(b"0" * 1000)
            time.sleep(600)
    time.sleep(600)


@apart
def eat(_path: Path) -> int:
    eaten = [np.ones(20_000_000) for _turn in range(200)]
    return len(eaten)


@apart
def crash(_path: Path) -> None:
    ctypes.string_at(0)


@apart
def table(_path: Path, rows: int) -> pd.DataFrame:
    return pd.DataFrame({"number": np.arange(rows), "text": [f"row {row}" for row in range(rows)]})


@apart
def nested(path: Path) -> int:
    """Calls another reader, in its own process."""
    return who(path)


@apart
def number(_path: Path) -> str:
    return format_number(12345.6)
