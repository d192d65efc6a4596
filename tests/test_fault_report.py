"""What is copied for a report tells whoever mends it what they need, and nothing about whose it is."""

import getpass
import logging
import platform
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cityplanner import __version__
from cityplanner.errors import InputError
from cityplanner.fault_report import details_for_report, without_personal_data
from cityplanner.log_file import start_log, write_crash

ANA = "/home/ana-maria"


@pytest.fixture(autouse=True)
def _ana(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", ANA)
    monkeypatch.setenv("USERPROFILE", "C:\\Users\\ana-maria")
    monkeypatch.setattr(getpass, "getuser", lambda: "ana-maria")
    monkeypatch.setattr(platform, "node", lambda: "ayuntamiento-17")


@pytest.mark.parametrize(
    "line",
    [
        f"cannot open {ANA}/proyectos/norte.gpkg today",
        f"cannot open {ANA}/mis datos/barrio norte 2024.gpkg today",
        "cannot open /media/usb stick/mis datos/barrio norte.gpkg today",
        "cannot open '/srv/mis datos/barrio norte' today",
        r"cannot open C:\Users\ana-maria\Mis datos\barrio norte.gpkg today",
        r"cannot open D:\mis datos\norte.shp, today",
        "cannot open C:/Users/ana-maria/mis datos/norte.gpkg today",
        r"cannot open \\servidor\mis datos\norte.gpkg today",
        "cannot open ~/mis datos/norte.gpkg today",
        "cannot open file:///home/ana-maria/norte.gpkg today",
        "cannot open norte.gpkg today",
        "on ayuntamiento-17 of Ana-Maria",
    ],
)
def test_paths_file_names_people_and_computers_are_placeholders(line: str) -> None:
    copied = without_personal_data(line).lower()
    for word in ("ana", "datos", "norte", "barrio", "servidor", "usb", "srv", "proyectos", "ayuntamiento"):
        assert word not in copied, copied
    assert "cannot open" in copied or copied.startswith("on <computer> of <user>")


def test_the_rest_of_the_sentence_stays_after_a_file_with_an_ending() -> None:
    line = f"Layer 3 of {ANA}/mis datos/norte.gpkg has 12 shapes and no km/h"
    assert without_personal_data(line) == "Layer 3 of <path> has 12 shapes and no km/h"


def test_where_in_the_program_it_was_stays() -> None:
    trace = "\n".join(
        (
            f'  File "{ANA}/venv/lib/python3.11/site-packages/cityplanner/gui/saving.py", line 31, in write',
            r'  File "C:\Users\ana-maria\Python311\Lib\site-packages\pyogrio\raw.py", line 9, in read',
            f'  File "{ANA}/src/cityplanner/io/atomic.py", line 12, in atomic_write',
            f'  File "{ANA}/mis guiones/prueba.py", line 2, in <module>',
            "AttributeError: 'NoneType' object has no attribute 'devices'",
        )
    )
    assert without_personal_data(trace).split("\n") == [
        '  File "cityplanner/gui/saving.py", line 31, in write',
        '  File "pyogrio/raw.py", line 9, in read',
        '  File "cityplanner/io/atomic.py", line 12, in atomic_write',
        '  File "<path>", line 2, in <module>',
        "AttributeError: 'NoneType' object has no attribute 'devices'",
    ]


def test_names_of_devices_and_studies_are_placeholders() -> None:
    text = without_personal_data("KeyError: 'Biblioteca'\nEl Vergel has 3 shapes", ["El Vergel"])
    assert text == "KeyError: <text>\n<name> has 3 shapes"


WORDS = st.text("aeiouñéÁ'lrst ", min_size=3, max_size=12).map(str.strip).filter(lambda word: len(word) > 2)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(WORDS, min_size=1, max_size=4),
    root=st.sampled_from([f"{ANA}/", "/mnt/", "D:\\", "C:\\Users\\ana-maria\\", "\\\\server\\", "~/"]),
    line=st.sampled_from(
        [
            "cannot open {}",
            "cannot open {}: it is damaged",
            "OSError: [Errno 28] No space left on device: {!r}",
            "ValueError: {} has 3 rows",
            "2026-11-27T10:00:00+0000  WARNING  rasterio._env  CPLE_OpenFailed in {}",
        ]
    ),
    ending=st.sampled_from([".gpkg", ".csv", ""]),
)
def test_no_part_of_any_path_is_left(parts: list[str], root: str, line: str, ending: str) -> None:
    slash = "\\" if "\\" in root else "/"
    # What is left of the line itself has these letters too, so each part is marked.
    path = root + slash.join(f"Q{part}Q" for part in parts) + ending
    assert "Q" not in without_personal_data(line.format(path))


def test_what_a_library_says_of_no_file_stays() -> None:
    for line in ("ValueError: 3 rows are too few", "2026-11-27T10:00:00+0000  WARNING  numba  42 threads"):
        assert without_personal_data(line) == line
    assert without_personal_data("OSError: [Errno 28] No space: 'x y'") == "OSError: [Errno 28] <text>"


def test_the_details_have_versions_and_the_end_of_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_log_path", lambda *_names, **_options: tmp_path / "log")
    start_log()
    logging.getLogger("cityplanner.io.project").info("Saved a project with 3 layers")
    assert write_crash(InputError(f"{ANA}/barrio norte.gpkg cannot be written: the disk is full.")) is not None
    copied = details_for_report(["Norte"])
    assert f"CityPlanner {__version__}" in copied
    assert "PySide6-Essentials" in copied
    assert "INFO  cityplanner.io.project  Saved a project with 3 layers" in copied
    assert "cityplanner.errors.InputError: <text>" in copied
    for word in ("ana-maria", "barrio", "norte", "ayuntamiento"):
        assert word not in copied.lower()
