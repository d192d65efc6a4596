"""Files that are there whole or not at all."""

import errno
import glob
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from cityplanner.errors import CityPlannerError, InputError
from cityplanner.i18n import _

_FULL_BYTES = 1_000_000
"""With less room than this on the disk no writer gets far."""
_PROTECTED = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def atomic_write(path: Path, *, backup: bool = False) -> Iterator[Path]:
    """Give a path to write to; put what was written in the place of ``path`` at once when all went well.

    Where ``path`` is a link, the file that it leads to is written; who may read and write a file stays as it was. The
    temporary file lies in the same folder and has the same ending. With ``backup`` the file that stood there
    before stays as ``<name>.backup.<ending>``. Raises :class:`InputError` where the folder is missing or cannot be
    written, and where the disk is full.
    """
    path = led_to(path)
    if not path.parent.is_dir():
        raise InputError(_("The folder {folder} does not exist; make it first.").format(folder=path.parent))
    if path.is_dir():
        raise InputError(_("{path} is a folder; give a file name.").format(path=path))
    temporary = path.with_name(f".{path.stem}-{uuid4().hex[:8]}{path.suffix}")
    try:
        # Tried out here, because not every writer says that a folder is protected.
        temporary.touch(exist_ok=False)
        temporary.unlink()
        yield temporary
        _flush(temporary)
        if path.exists():
            shutil.copymode(path, temporary)
        if backup and path.exists():
            _keep(path, backup_of(path))
        temporary.replace(path)
        _flush_folder(path.parent)
    except OSError as error:
        if error.errno in _PROTECTED:
            raise InputError(
                _("{path} cannot be written: it is open in another program, or the folder is protected.").format(
                    path=path
                )
            ) from error
        if error.errno == errno.ENOSPC or _is_full(path.parent):
            raise _no_room(path) from error
        raise
    except CityPlannerError:
        raise
    except Exception as error:
        # Not every writer says that a disk is full. What it wrote is still there.
        if _is_full(path.parent):
            raise _no_room(path) from error
        raise
    finally:
        for leftover in path.parent.glob(glob.escape(temporary.name) + "*"):
            with suppress(OSError):
                leftover.unlink()


def led_to(path: Path) -> Path:
    """The file itself, where ``path`` is a link to it."""
    try:
        return path.resolve() if path.is_symlink() else path
    except (OSError, RuntimeError) as error:
        raise InputError(_("{path} is a link that leads nowhere; give another file name.").format(path=path)) from error


def _no_room(path: Path) -> InputError:
    return InputError(
        _("{path} was not written: there is no room left on the disk; make some first.").format(path=path)
    )


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _FULL_BYTES
    except OSError:
        return False


def backup_of(path: Path) -> Path:
    """Where the file that stood at ``path`` before is kept; it can be opened like any other."""
    return path.with_name(f"{path.stem}.backup{path.suffix}")


def _keep(path: Path, backup: Path) -> None:
    """Keep ``path`` under another name without a moment in which neither exists."""
    temporary = backup.with_name(f".{backup.name}-{uuid4().hex[:8]}")
    try:
        try:
            os.link(path, temporary)
        except OSError:  # a file system without hard links, such as a USB stick
            shutil.copy2(path, temporary)
        temporary.replace(backup)
    finally:
        # Still there where it could not be put in place, and where the backup was a link to the same file already.
        temporary.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
