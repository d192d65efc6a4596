"""Finds the data folders that come with the program, in a checkout and in an installed wheel."""

from pathlib import Path
from typing import Literal

DataFolder = Literal["layers", "resources", "sample_cities"]

_PACKAGE = Path(__file__).resolve().parent


def data_folder(name: DataFolder) -> Path:
    """The folder ``name`` as it is shipped: inside the package in a wheel, at the root in a checkout."""
    packaged = _PACKAGE / "data" / name
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / name
