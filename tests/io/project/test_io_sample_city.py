"""The sample city is unpacked whole or not at all, so that a time that failed is no trouble to the next."""

from pathlib import Path

import pytest

from cityplanner.cli.demo import make_demo
from cityplanner.errors import CityPlannerError
from cityplanner.io.atomic import backup_of
from cityplanner.io.project.project_file import is_project
from cityplanner.io.project.sample_city import extract_sample


def test_unpacking_that_fails_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_path: Path, data: bytes) -> int:
        with _path.open("wb") as file:
            file.write(data[:1000])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", fail)
        with pytest.raises(CityPlannerError, match="no room"):
            extract_sample("altavega", tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert is_project(extract_sample("altavega", tmp_path))


@pytest.mark.parametrize("left", [b"", b"SQLite format 3\0", b"half of a project"])
def test_demo_begins_anew_where_it_had_failed_and_keeps_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: bytes
) -> None:
    file = tmp_path / "altavega.gpkg"
    file.write_bytes(left)

    class ReachedError(Exception):
        """That the study is being worked out, which takes long, is enough."""

    def reached(*_arguments: object, **_options: object) -> None:
        raise ReachedError

    monkeypatch.setattr("cityplanner.cli.demo.study_statistics", reached)
    with pytest.raises(ReachedError):
        make_demo(tmp_path, window=False)
    assert is_project(file)
    assert backup_of(file).read_bytes() == left
