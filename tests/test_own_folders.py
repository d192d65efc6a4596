"""Whoever has no home can use the program; nothing of it is left behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cityplanner import own_folders


def without_home(*_names: str, **_options: object) -> Path:
    raise RuntimeError("could not determine the home directory")


@pytest.mark.parametrize("answer", [without_home, lambda *_names, **_options: Path("~/.config/cityplanner")])
def test_without_a_home_there_is_a_folder_for_as_long_as_the_process_lasts(
    answer: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("user_config_path", "user_cache_path", "user_log_path"):
        monkeypatch.setattr(f"platformdirs.{name}", answer)
    assert own_folders.config_folder().is_dir()
    assert own_folders.cache_folder() == own_folders.config_folder()
    assert own_folders.log_folder() is None


def test_the_window_opens_without_a_home_and_leaves_nothing_behind(tmp_path: Path) -> None:
    script = """
import os, pwd, sys
for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "NUMBA_CACHE_DIR"):
    os.environ.pop(name, None)

def nobody(_id):
    raise KeyError("no such user")

pwd.getpwuid = nobody
from PySide6.QtCore import QTimer
from cityplanner.gui import app as starter
from cityplanner.gui.main_window import MainWindow

def act():
    from PySide6.QtWidgets import QApplication
    window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))
    window.tell_error(ValueError("odd"))
    print(window.messages.text)
    window.messages._action.click()
    window.close()

starter.make_application()
QTimer.singleShot(0, act)
sys.exit(starter.open_window())
"""
    pytest.importorskip("pwd")
    there = tmp_path / "there"
    there.mkdir()
    result = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=there,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout == "Something went wrong that should not have; nothing was lost.\n"
    assert list(there.iterdir()) == []
    assert list(tmp_path.iterdir()) == [there]
