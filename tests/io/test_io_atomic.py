"""A file is there whole or not at all, whatever goes wrong on the way."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from small_city import small_project

from cityplanner.errors import InputError
from cityplanner.io import open_project, save_project
from cityplanner.io.atomic import atomic_write, backup_of
from cityplanner.model.device_edits import remove_devices


def _names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def _write(path: Path, text: str, *, backup: bool = False) -> None:
    with atomic_write(path, backup=backup) as temporary:
        temporary.write_text(text, encoding="utf-8")


def _fail(path: Path, error: BaseException, *, backup: bool = False) -> None:
    """A writer that gets half way, with a file beside its own, as SQLite has one."""
    with atomic_write(path, backup=backup) as temporary:
        temporary.write_text("half", encoding="utf-8")
        temporary.with_name(temporary.name + "-journal").write_text("half", encoding="utf-8")
        raise error


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file that somebody needs, and nothing else in its folder; the name has what a pattern would trip over."""
    path = tmp_path / "plan [1]*.txt" if os.name == "posix" else tmp_path / "plan [1].txt"
    path.write_text("old", encoding="utf-8")
    return path


# All goes well


def test_a_new_file_has_what_was_written(tmp_path: Path) -> None:
    _write(tmp_path / "a.txt", "new")
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "new"
    assert _names(tmp_path) == ["a.txt"]


def test_a_file_is_replaced_and_none_other_is_left(old: Path) -> None:
    _write(old, "new")
    assert old.read_text(encoding="utf-8") == "new"
    assert _names(old.parent) == [old.name]


def test_the_old_file_is_whole_until_the_new_one_is(old: Path) -> None:
    with atomic_write(old) as temporary:
        temporary.write_text("ne", encoding="utf-8")
        assert old.read_text(encoding="utf-8") == "old"
        with temporary.open("a", encoding="utf-8") as file:
            file.write("w")
    assert old.read_text(encoding="utf-8") == "new"


def test_somebody_who_reads_the_old_file_can_read_it_to_its_end(old: Path) -> None:
    if os.name != "posix":
        pytest.skip("Windows does not replace a file that is open")
    with old.open(encoding="utf-8") as reader:
        _write(old, "new")
        assert reader.read() == "old"


def test_the_temporary_file_does_not_exist_yet_and_is_like_the_file(old: Path) -> None:
    """GDAL makes a file of the kind that its ending says, and adds to one that is there."""
    with atomic_write(old) as temporary:
        assert not temporary.exists()
        assert temporary.parent == old.parent
        assert temporary.suffix == old.suffix
        assert temporary.name.startswith(".")
        temporary.touch()


def test_a_file_is_put_in_place_only_when_it_is_on_the_disk(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = []
    fsync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: steps.append("flush") or fsync(handle))
    monkeypatch.setattr(Path, "replace", lambda self, target: steps.append("replace") or replace(self, target))
    _write(old, "new")
    assert steps[:2] == ["flush", "replace"]


# The file that stood there before


def test_the_first_file_has_no_backup(tmp_path: Path) -> None:
    _write(tmp_path / "a.txt", "new", backup=True)
    assert _names(tmp_path) == ["a.txt"]


def _no_hard_links(*_paths: object) -> None:
    raise OSError(errno.EPERM, "no hard links on this file system")


@pytest.mark.parametrize("hard_links", [True, False])
def test_the_backup_is_the_file_before(hard_links: bool, old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hard_links:
        monkeypatch.setattr(os, "link", _no_hard_links)
    for before, text in [("old", "second"), ("second", "third")]:
        _write(old, text, backup=True)
        assert old.read_text(encoding="utf-8") == text
        assert backup_of(old).read_text(encoding="utf-8") == before
        assert _names(old.parent) == sorted([old.name, backup_of(old).name])


def test_the_backup_has_the_ending_of_the_file() -> None:
    assert backup_of(Path("a") / "river.side.gpkg") == Path("a") / "river.side.backup.gpkg"


def test_a_project_and_its_backup_both_open(tmp_path: Path) -> None:
    path = tmp_path / "vila [1].gpkg"
    project = small_project()
    save_project(project, path)
    project.apply(remove_devices(project.scenarios["baseline"], ["ap-1"], project.device_types))
    save_project(project, path)
    assert list(open_project(path).scenarios["baseline"].devices) == ["ap-2", "ap-3"]
    assert list(open_project(backup_of(path)).scenarios["baseline"].devices) == ["ap-1", "ap-2", "ap-3"]
    assert _names(tmp_path) == ["vila [1].backup.gpkg", "vila [1].gpkg"]


# Something goes wrong


@pytest.mark.parametrize("error", [ValueError("half way"), KeyboardInterrupt()])
@pytest.mark.parametrize("backup", [True, False])
def test_a_writer_that_fails_leaves_the_old_file_and_nothing_else(
    error: BaseException, backup: bool, old: Path
) -> None:
    with pytest.raises(type(error)):
        _fail(old, error, backup=backup)
    assert old.read_text(encoding="utf-8") == "old"
    assert _names(old.parent) == [old.name]


def test_a_writer_that_fails_leaves_no_first_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="half way"):
        _fail(tmp_path / "a.txt", ValueError("half way"))
    assert _names(tmp_path) == []


@pytest.mark.parametrize("code", [errno.EACCES, errno.EPERM, errno.EROFS])
def test_a_protected_file_is_told(code: int, old: Path) -> None:
    with pytest.raises(InputError, match="cannot be written: it is open in another program, or"):
        _fail(old, OSError(code, os.strerror(code)))
    assert old.read_text(encoding="utf-8") == "old"


def test_a_full_disk_is_told(old: Path) -> None:
    with pytest.raises(InputError, match="no room left on the disk"):
        _fail(old, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    assert old.read_text(encoding="utf-8") == "old"
    assert _names(old.parent) == [old.name]


@pytest.mark.parametrize("error", [ValueError("database or disk is full"), OSError(errno.EIO, os.strerror(errno.EIO))])
def test_a_full_disk_is_told_also_where_the_writer_says_something_else(
    error: Exception, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(total=10**9, used=10**9, free=4096))
    with pytest.raises(InputError, match="no room left on the disk"):
        _fail(old, error)
    assert old.read_text(encoding="utf-8") == "old"
    assert _names(old.parent) == [old.name]


def test_another_fault_of_the_system_is_not_taken_for_a_protected_file(old: Path) -> None:
    with pytest.raises(FileNotFoundError), atomic_write(old) as temporary:
        temporary.with_name("absent.txt").read_text(encoding="utf-8")
    assert _names(old.parent) == [old.name]


@pytest.fixture
def protected(tmp_path: Path) -> Iterator[Path]:
    """A folder in which we can look but not write; as root may write anywhere, somebody else looks then."""
    folder = tmp_path / "protected"
    folder.mkdir()
    folder.chmod(0o555)
    if os.geteuid() != 0:
        yield folder
        return
    modes = {parent: parent.stat().st_mode for parent in folder.parents}
    closed = {parent: mode for parent, mode in modes.items() if mode & 0o011 != 0o011}  # pytest's, to others
    for parent, mode in closed.items():
        parent.chmod(mode | 0o011)
    os.seteuid(65534)
    try:
        yield folder
    finally:
        os.seteuid(0)
        for parent, mode in closed.items():
            parent.chmod(mode)


@pytest.mark.skipif(os.name != "posix", reason="folders are protected in another way here")
def test_a_project_in_a_protected_folder_is_told_before_anything_is_written(protected: Path) -> None:
    """Not every writer says that it may not: GDAL calls it a file that cannot be opened."""
    with pytest.raises(InputError, match=r"vila\.gpkg cannot be written: .* the folder is protected\.$"):
        save_project(small_project(), protected / "vila.gpkg")
    assert _names(protected) == []


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere does not exist"), atomic_write(tmp_path / "nowhere" / "a.txt"):
        pytest.fail("there is nothing to write to")


def test_a_folder_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(InputError, match=r"a\.txt is a folder"), atomic_write(tmp_path / "a.txt"):
        pytest.fail("there is nothing to write to")


@pytest.mark.parametrize("busy", ["the file", "its backup"])
def test_a_file_open_in_another_program_is_told_and_can_be_saved_later(
    busy: str, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows refuses to replace a file that is open."""
    _write(backup_of(old), "older")
    held = old if busy == "the file" else backup_of(old)
    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target == held:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        with pytest.raises(InputError, match="open in another program"):
            _write(old, "new", backup=True)
    assert old.read_text(encoding="utf-8") == "old"
    assert _names(old.parent) == sorted([old.name, backup_of(old).name])

    _write(old, "new", backup=True)
    assert old.read_text(encoding="utf-8") == "new"
    assert backup_of(old).read_text(encoding="utf-8") == "old"
    assert _names(old.parent) == sorted([old.name, backup_of(old).name])


# Links and rights

only_posix = pytest.mark.skipif(os.name != "posix", reason="links and rights as on POSIX")


@only_posix
def test_a_link_stays_one_and_what_it_leads_to_is_written(tmp_path: Path, old: Path) -> None:
    link = tmp_path / "elsewhere" / "link.txt"
    link.parent.mkdir()
    link.symlink_to(Path("..") / old.name)
    _write(link, "new", backup=True)
    assert link.is_symlink()
    assert old.read_text(encoding="utf-8") == "new"
    assert _names(link.parent) == ["link.txt"]
    assert backup_of(old).read_text(encoding="utf-8") == "old"


@only_posix
def test_a_link_that_leads_to_no_file_yet_or_to_itself(tmp_path: Path) -> None:
    link = tmp_path / "link.txt"
    link.symlink_to("new.txt")
    _write(link, "new")
    assert (tmp_path / "new.txt").read_text(encoding="utf-8") == "new"
    circle = tmp_path / "circle.txt"
    circle.symlink_to(circle.name)
    with pytest.raises(InputError, match="leads nowhere"):
        _write(circle, "new")


@only_posix
@pytest.mark.parametrize("rights", [0o600, 0o640, 0o664, 0o400])
def test_who_may_read_and_write_a_file_stays_as_it_was(old: Path, rights: int) -> None:
    old.chmod(rights)
    _write(old, "new", backup=True)
    assert old.stat().st_mode & 0o777 == rights
    assert backup_of(old).stat().st_mode & 0o777 == rights


@only_posix
def test_a_project_keeps_its_link_and_rights(tmp_path: Path) -> None:
    real, link = tmp_path / "team" / "plan.gpkg", tmp_path / "plan.gpkg"
    real.parent.mkdir()
    save_project(small_project(), real)
    real.chmod(0o600)
    link.symlink_to(real)
    project = small_project()
    project.apply(remove_devices(project.scenarios["baseline"], ["ap-1"], project.device_types))
    save_project(project, link)
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o600
    assert len(open_project(real).scenarios["baseline"].devices) == 2
