"""The collector rests while files are read, for a time that has an end, and at no other time."""

import gc
from pathlib import Path
from threading import Event

import pytest
from small_city import small_project

from cityplanner import reading_pause
from cityplanner.io import open_project, save_project
from cityplanner.io.project import project_file
from cityplanner.reading_pause import collection_paused


def test_it_rests_while_a_project_is_read_and_works_again_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "small.gpkg"
    save_project(small_project(), file)
    read = project_file._read
    seen: list[bool] = []

    def watched(*args: object) -> object:
        seen.append(gc.isenabled())
        return read(*args)

    monkeypatch.setattr(project_file, "_read", watched)
    open_project(file)
    assert seen == [False]
    assert gc.isenabled()


def test_it_works_again_after_a_reading_that_fails() -> None:
    with pytest.raises(KeyError), collection_paused():
        raise KeyError("population")
    assert gc.isenabled()


def test_one_reading_inside_another_rests_until_the_outer_one_ends() -> None:
    with collection_paused():
        with collection_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_reading_without_end_does_not_keep_it_from_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_pause, "LONGEST_S", 0.05)
    again = Event()
    enable = gc.enable

    def enabled() -> None:
        enable()
        again.set()

    monkeypatch.setattr(gc, "enable", enabled)
    with collection_paused():
        assert again.wait(10)
        assert gc.isenabled()
    assert gc.isenabled()
