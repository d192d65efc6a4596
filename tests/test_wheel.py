"""What ``pip install`` brings works without the checkout that it was made from."""

import configparser
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from translations import write_translation

from cityplanner import __version__
from cityplanner.io import open_project

_CHECKOUT = Path(__file__).resolve().parents[1]
_DATA = {name: f"cityplanner/data/{name}" for name in ("layers", "resources", "sample_cities")}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the checkout as it stands."""
    pytest.importorskip("hatchling", reason="hatchling makes the wheel; the extra `test` has it")
    return _build(_CHECKOUT, tmp_path_factory.mktemp("wheel"))


def _build(checkout: Path, folder: Path) -> Path:
    made = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    (file,) = folder.iterdir()
    return file


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel unpacked, as pip does it, far from the checkout."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    assert _CHECKOUT not in folder.parents
    return folder


def _python(installed: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python that finds the wheel before anything else, in a folder that is not the checkout's; it has no screen."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    own = {"PYTHONPATH": str(installed), "HOME": str(home), "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-P", *arguments],
        cwd=home,
        env=kept | own,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


# What is inside


def test_its_name_says_the_version_and_that_it_runs_everywhere(wheel: Path) -> None:
    assert wheel.name == f"cityplanner-{__version__}-py3-none-any.whl"


def test_the_package_is_in_it_whole(names: list[str]) -> None:
    """Every file of the package and of the data folders, and nothing else but the compiled translations."""
    folders = {_CHECKOUT / "src" / "cityplanner": "cityplanner"}
    folders |= {_CHECKOUT / folder: target for folder, target in _DATA.items()}
    expected = {
        f"{target}/{file.relative_to(folder).as_posix()}"
        for folder, target in folders.items()
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    compiled = {name for name in names if name.endswith(".mo")}
    assert {name for name in names if ".dist-info/" not in name} - compiled == expected


def test_every_translation_is_compiled_into_it(tmp_path: Path) -> None:
    """A checkout with one translation more makes a wheel that speaks it and has nothing left to compile."""
    checkout, unpacked, home = tmp_path / "checkout", tmp_path / "unpacked", tmp_path / "home"
    home.mkdir()
    for name in ("src", "layers", "resources", "sample_cities"):
        shutil.copytree(_CHECKOUT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(_CHECKOUT / name, checkout / name)
    write_translation(checkout / "resources", "eo", {"Siren": "Sireno"})
    with zipfile.ZipFile(_build(checkout, tmp_path / "wheel")) as archive:
        archive.extractall(unpacked)
    folder = unpacked / "cityplanner" / "data" / "resources" / "translations" / "eo" / "LC_MESSAGES"
    assert sorted(file.suffix for file in folder.iterdir()) == [".mo", ".po"]
    say = "from cityplanner.i18n import _, set_language; print(set_language('eo'), _('Siren'))"
    assert _python(unpacked, home, "-c", say).stdout == "None Sireno\n"
    assert list(home.rglob("*.mo")) == []


def test_the_data_that_the_program_reads_is_in_it(names: list[str]) -> None:
    for folder, example in [
        ("layers", "neighbourhoods.toml"),
        ("resources/icons", "wifi.svg"),
        ("resources/devices", "wifi.toml"),
        ("resources/templates", "summary.typ"),
        ("sample_cities", "altavega.zip"),
    ]:
        assert f"cityplanner/data/{folder}/{example}" in names
    assert "cityplanner/py.typed" in names


def test_no_test_and_no_private_file_is_in_it(names: list[str], wheel: Path) -> None:
    private = re.compile(
        r"(^|/)(tests?|\.[^/]*|__pycache__|conftest\.py|test_[^/]*|.*\.(log|pyc|bak)|.*\.backup\..*)(/|$)"
    )
    assert [name for name in names if private.search(name)] == []
    assert {name.split("/")[0] for name in names} == {"cityplanner", f"cityplanner-{__version__}.dist-info"}
    texts = (".py", ".toml", ".svg", ".typ", ".html", ".md", "METADATA", "RECORD")
    with zipfile.ZipFile(wheel) as archive:
        for name in names:
            if name.endswith(texts):
                assert str(_CHECKOUT).encode() not in archive.read(name), name


def test_the_licence_comes_along(names: list[str], installed: Path) -> None:
    (licence,) = [name for name in names if name.endswith("/licenses/LICENSE")]
    assert (installed / licence).read_bytes() == (_CHECKOUT / "LICENSE").read_bytes()


def test_it_is_small_enough_to_be_sent(wheel: Path) -> None:
    assert wheel.stat().st_size < 20_000_000


# That it runs


def test_the_command_is_a_function_that_is_there(installed: Path, tmp_path: Path) -> None:
    entries = configparser.ConfigParser()
    entries.read(next(installed.glob("*.dist-info")) / "entry_points.txt", encoding="utf-8")
    module, _colon, function = entries["console_scripts"]["cityplanner"].partition(":")
    call = f"import sys; from {module} import {function}; sys.argv = ['cityplanner', '--version']; {function}()"
    done = _python(installed, tmp_path, "-c", call)
    assert (done.returncode, done.stdout) == (0, f"CityPlanner {__version__}\n"), done.stderr


def test_the_demo_runs_from_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    look = (
        "import cityplanner; from cityplanner.data_files import data_folder; "
        "print(cityplanner.__file__, data_folder('layers'), sep='\\n')"
    )
    code, data = _python(installed, tmp_path, "-c", look).stdout.splitlines()
    assert Path(code) == installed / "cityplanner" / "__init__.py"
    assert Path(data) == installed / "cityplanner" / "data" / "layers"

    out = tmp_path / "study"
    done = _python(installed, tmp_path, "-m", "cityplanner", "demo", "--no-window", "--out", str(out))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    written = dict(line.split(": ", 1) for line in done.stdout.splitlines() if str(out) in line)
    assert set(written) == {"Project", "Map", "Table", "Web map", "One-page summary"}
    files = {what: Path(file) for what, file in written.items()}
    assert open_project(files["Project"]).city.name == "Altavega"
    assert files["Map"].read_bytes().startswith(b"\x89PNG")
    assert "Altavega" in files["Web map"].read_text(encoding="utf-8")
    assert files["One-page summary"].read_bytes().startswith(b"%PDF")
    workbook = load_workbook(files["Table"], read_only=True)
    assert workbook.worksheets[0].max_row > 48
    workbook.close()
    assert str(_CHECKOUT) not in done.stdout
