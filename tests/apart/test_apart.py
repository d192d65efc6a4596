"""A reader in a process of its own can hang, eat memory, fail and crash, and costs one file."""

import os
from pathlib import Path
from threading import Thread, Timer

import numpy as np
import odd_readers
import psutil
import pytest

from cityplanner import i18n
from cityplanner.apart import child, reading_apart
from cityplanner.apart.limits import Limits, limits_for
from cityplanner.errors import CancelledError, InputError
from cityplanner.progress import CancelToken

FILE = Path("map.gpkg")


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """So little memory that it is soon eaten; enough to start."""
    monkeypatch.setattr(child, "limits_for", lambda _path: Limits(60, 700_000_000))


def test_a_reader_runs_here_unless_more_care_is_asked_for() -> None:
    assert odd_readers.who(FILE) == os.getpid()
    with reading_apart():
        first, second = odd_readers.who(FILE), odd_readers.who(FILE)
        assert first == second != os.getpid()
        assert odd_readers.nested(FILE) == first
    assert odd_readers.who(FILE) == os.getpid()
    with reading_apart():
        assert odd_readers.who(FILE) == first  # kept for the next time


def test_a_sentence_comes_back_as_it_is() -> None:
    with reading_apart(), pytest.raises(InputError, match=r"^map.gpkg is not good\.$"):
        odd_readers.refuse(FILE)


def test_what_nobody_foresaw_comes_back_with_where_it_was() -> None:
    with reading_apart(), pytest.raises(RuntimeError, match="ZeroDivisionError: nobody thought of that") as raised:
        odd_readers.fail(FILE)
    assert "odd_readers.py" in raised.value.__notes__[0]


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading_apart():
        hanging = odd_readers.who(FILE)
        monkeypatch.setattr(child, "limits_for", lambda _path: Limits(0.3, 10**10))
        with pytest.raises(InputError, match=r"map.gpkg was still being read after 0 seconds"):
            odd_readers.hang(FILE)
        assert not psutil.pid_exists(hanging)
        monkeypatch.undo()
        assert odd_readers.who(FILE) != hanging  # and the next one is read


def test_loading_the_libraries_is_not_held_against_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that is new takes longer to start than this file may be read."""
    monkeypatch.setattr(child, "limits_for", lambda _path: Limits(0.2, 10**10))
    fresh = child.Child()
    assert fresh.call((odd_readers.who, (FILE,), {}), FILE, None)[0]
    fresh.stop()


def test_a_file_that_eats_memory_is_given_up(strict: None) -> None:
    with reading_apart(), pytest.raises(InputError, match=r"map.gpkg takes more than 0.7 GB of memory"):
        odd_readers.eat(FILE)


def test_a_crash_costs_one_file() -> None:
    with reading_apart():
        with pytest.raises(InputError, match=r"map.gpkg made its reader fail"):
            odd_readers.crash(FILE)
        assert odd_readers.who(FILE) != os.getpid()


def test_cancelling_stops_at_once_and_leaves_nothing_behind() -> None:
    token = CancelToken()
    with reading_apart(token):
        reading = psutil.Process(odd_readers.who(FILE))
        Timer(0.5, token.cancel).start()
        with pytest.raises(CancelledError):
            odd_readers.hang(FILE, temporary=True)
    assert not reading.is_running()


def test_temporary_files_go_with_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    running = child.Child()

    class Patience(CancelToken):
        def raise_if_cancelled(self) -> None:
            if any(tmp_path.rglob("large.bin")):
                self.cancel()
            super().raise_if_cancelled()

    with pytest.raises(CancelledError):
        running.call((odd_readers.hang, (FILE, True), {}), FILE, Patience())
    assert [path.name for path in tmp_path.rglob("large.bin")] == ["large.bin"]
    running.stop()
    assert list(tmp_path.iterdir()) == []


def test_large_results_come_whole() -> None:
    with reading_apart():
        frame = odd_readers.table(FILE, 60_000)
    assert frame["text"].iloc[-1] == "row 59999"
    np.testing.assert_array_equal(frame["number"], np.arange(60_000))


def test_each_thread_asks_for_itself() -> None:
    found: list[int] = []
    with reading_apart():
        other = Thread(target=lambda: found.append(odd_readers.who(FILE)))
        other.start()
        other.join()
    assert found == [os.getpid()]


def test_sentences_are_in_the_language_of_the_person() -> None:
    i18n.set_language("es")
    try:
        with reading_apart():
            odd_readers.who(FILE)
            assert odd_readers.number(FILE) == "12.346"
    finally:
        i18n.set_language("en")


def test_limits_grow_with_the_file(tmp_path: Path) -> None:
    small, large = tmp_path / "small.osm", tmp_path / "large.osm"
    small.write_bytes(b"0" * 1000)
    with large.open("wb") as file:
        file.truncate(10_000_000)
    assert limits_for(small).seconds < 16
    assert limits_for(large).seconds == pytest.approx(45)
    assert limits_for(small).memory_bytes < limits_for(large).memory_bytes <= psutil.virtual_memory().total * 0.6
    assert limits_for(tmp_path / "absent.osm").seconds == 15


def test_a_shapefile_is_as_large_as_all_its_parts(tmp_path: Path) -> None:
    for ending, size in ((".shp", 100), (".dbf", 2_000_000), (".shx", 50)):
        (tmp_path / f"wards{ending}").write_bytes(b"0" * size)
    (tmp_path / "other.dbf").write_bytes(b"0" * 9_000_000)
    assert limits_for(tmp_path / "wards.shp").seconds == pytest.approx(21, abs=0.1)
