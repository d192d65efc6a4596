"""The data folders are found in a checkout and in a wheel."""

import tomllib
from pathlib import Path
from typing import get_args

import pytest

from cityplanner import data_files
from cityplanner.data_files import DataFolder, data_folder

_FOLDERS: tuple[DataFolder, ...] = get_args(DataFolder)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout in which nothing is but the package."""
    package = tmp_path / "src" / "cityplanner"
    package.mkdir(parents=True)
    monkeypatch.setattr(data_files, "_PACKAGE", package)
    return tmp_path


@pytest.mark.parametrize("name", _FOLDERS)
def test_every_folder_is_there_and_has_something_in_it(name: DataFolder) -> None:
    folder = data_folder(name)
    assert folder.is_absolute()
    assert any(file.is_file() for file in folder.iterdir()) or any(folder.glob("*/*"))


@pytest.mark.parametrize("name", _FOLDERS)
def test_a_checkout_has_them_at_its_root(root: Path, name: DataFolder) -> None:
    (root / name).mkdir()
    assert data_folder(name) == root / name


@pytest.mark.parametrize("name", _FOLDERS)
def test_a_wheel_has_them_in_the_package_and_looks_nowhere_else(root: Path, name: DataFolder) -> None:
    packaged = root / "src" / "cityplanner" / "data" / name
    packaged.mkdir(parents=True)
    (root / name).mkdir()
    assert data_folder(name) == packaged


def test_the_wheel_is_told_to_pack_every_folder() -> None:
    pyproject = Path(__file__).resolve().parents[1] / "pyproject.toml"
    wheel = tomllib.loads(pyproject.read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"] == {name: f"cityplanner/data/{name}" for name in _FOLDERS}
