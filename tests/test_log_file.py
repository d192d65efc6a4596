"""A fault of ours ends up in a log file with what is needed to mend it."""

import errno
import io
import logging
import platform
from datetime import datetime
from pathlib import Path

import platformdirs
import pytest

from cityplanner import __version__
from cityplanner.log_file import start_log, stop_log, tail, write_crash


@pytest.fixture
def log_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the log goes; it does not exist yet."""
    folder = tmp_path / "state" / "cityplanner" / "log"

    def where(*names: str, appauthor: object) -> Path:
        assert names == ("cityplanner",)
        return folder

    monkeypatch.setattr(platformdirs, "user_log_path", where)
    return folder


def _fault(message: str) -> Exception:
    try:
        try:
            raise KeyError("the first cause")
        except KeyError as cause:
            raise RuntimeError(message) from cause
    except RuntimeError as error:
        return error


def test_the_log_has_the_traceback_with_its_cause_and_the_versions(log_folder: Path) -> None:
    file = write_crash(_fault("the map is upside down"))
    assert file == log_folder / "cityplanner.log"
    text = file.read_text(encoding="utf-8")
    for part in ("Traceback (most recent call last)", "in _fault", "KeyError: 'the first cause'"):
        assert part in text
    assert text.endswith("RuntimeError: the map is upside down\n")
    heading = text.splitlines()[0]
    assert f"CityPlanner {__version__}" in heading
    assert f"Python {platform.python_version()}" in heading
    assert platform.platform() in heading
    assert abs(datetime.now().astimezone() - datetime.fromisoformat(heading.split()[0])).total_seconds() < 60


def test_a_second_fault_is_added_to_the_first(log_folder: Path) -> None:
    assert write_crash(_fault("one")) == write_crash(_fault("two"))
    text = (log_folder / "cityplanner.log").read_text(encoding="utf-8")
    assert text.index("RuntimeError: one\n") < text.index("RuntimeError: two\n")


def test_an_error_without_a_traceback_is_written_too(log_folder: Path) -> None:
    file = write_crash(ValueError("never raised"))
    assert file is not None
    assert "ValueError: never raised\n" in file.read_text(encoding="utf-8")


def test_a_file_name_that_is_no_text_does_not_stop_the_log(log_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Linux gives the byte E9 of ``café.gpkg`` in Latin-1 as a lone surrogate, which UTF-8 cannot write."""
    # Nor could what the test runner keeps of the log be handed from one of its processes to another.
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    file = write_crash(_fault("caf\udce9.gpkg"))
    assert file is not None
    assert "RuntimeError: caf\\udce9.gpkg\n" in file.read_text(encoding="utf-8")
    stop_log()


def test_nothing_is_returned_where_the_folder_cannot_be_made(log_folder: Path) -> None:
    log_folder.parent.parent.mkdir()
    log_folder.parent.write_text("a file where the folder should be", encoding="utf-8")
    assert write_crash(_fault("lost")) is None


def test_nothing_is_returned_where_the_file_cannot_be_written(log_folder: Path) -> None:
    (log_folder / "cityplanner.log").mkdir(parents=True)
    assert write_crash(_fault("lost")) is None


def test_the_log_is_bounded(log_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cityplanner.log_file._BYTES", 2_000)
    for number in range(40):
        write_crash(ValueError(f"{number} " + "x" * 200))
    files = sorted(log_folder.iterdir())
    assert [file.name for file in files] == ["cityplanner.log", "cityplanner.log.1", "cityplanner.log.2"]
    assert all(file.stat().st_size < 3_000 for file in files)
    assert "ValueError: 39 " in "\n".join(tail())
    assert len(tail(5)) == 5


def test_every_room_logs_under_its_name(log_folder: Path) -> None:
    start_log()
    logging.getLogger("cityplanner.coverage.engine").info("Prepared 3 types")
    logging.getLogger("cityplanner.io").debug("Row 3")
    text = (log_folder / "cityplanner.log").read_text(encoding="utf-8")
    assert "INFO  cityplanner.coverage.engine  Prepared 3 types" in text
    assert "Row 3" not in text


def test_without_a_home_nothing_is_written_and_nobody_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(platformdirs, "user_log_path", lambda *_names, **_options: Path("~/.local/state"))
    start_log()
    assert write_crash(_fault("lost")) is None
    assert list(tmp_path.iterdir()) == []
    assert tail() == []
    assert "Traceback" not in capsys.readouterr().err


def test_a_full_disk_stops_nobody(log_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("cityplanner.log_file._LogFile._open", lambda _self: Full())
    assert write_crash(_fault("lost")) is None
    monkeypatch.undo()
