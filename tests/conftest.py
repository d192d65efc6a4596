"""What all tests share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from cityplanner.log_file import stop_log

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The first call of a kernel compiles it, which says nothing about the code under test.
settings.register_profile("cityplanner", deadline=None)
settings.load_profile("cityplanner")

_SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fuzz-seconds", type=float, default=0, help="go on changing real files for so long")
    parser.addoption("--fuzz-tables", type=int, default=100, help="how many made-up tables are read for residents")
    parser.addoption("--random-acts", type=int, default=0, help="how many things a random hand does in the window")


@pytest.fixture(scope="session", autouse=True)
def _settings_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Programs that tests start leave recent files, settings and logs of the person who runs the tests alone."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in ("CONFIG", "STATE"):
            patch.setenv(f"XDG_{kind}_HOME", str(tmp_path_factory.mktemp(kind.lower())))
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real files of real cities, kept beside the checkout; tests that need them skip where they are absent."""
    folder = _SHARED / "data"
    if not folder.is_dir():
        pytest.skip("the folder shared/data is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def shared_oracles() -> Path:
    """Published values to hold our figures against."""
    folder = _SHARED / "oracles"
    if not folder.is_dir():
        pytest.skip("the folder shared/oracles is not beside this checkout")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _one_application(qapp: object) -> None:
    """Qt has one application a process, of one kind: without this, the first test that exports a map would choose."""


@pytest.fixture(autouse=True)
def _log_ends_with_its_test() -> Iterator[None]:
    """A log that a test began is written by no other."""
    yield
    stop_log()
