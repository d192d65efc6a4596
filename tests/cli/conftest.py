"""Nothing a command does in a test reaches the person's own folders."""

from pathlib import Path

import platformdirs
import pytest
from cli_runner import Run, run_command


@pytest.fixture(autouse=True)
def log_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "log"
    folder.mkdir()
    monkeypatch.setattr(platformdirs, "user_log_path", lambda *_arguments, **_options: folder)
    return folder


@pytest.fixture
def run() -> Run:
    return run_command
