"""The command itself: its shape, its exit codes, and one sentence where something is wrong."""

import subprocess
import sys
from pathlib import Path

import pytest
from cli_runner import Run

from cityplanner import __version__
from cityplanner.cli import window
from cityplanner.cli.main import app


def test_help_and_version(run: Run) -> None:
    for command in ([], ["demo"], ["new"], ["add"], ["check"], ["types"], ["stats"], ["export"], ["export", "map"]):
        assert run(*command, "--help").exit_code == 0
    assert run("--version").stdout == f"CityPlanner {__version__}\n"


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from cityplanner.cli.main import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'pandas', 'geopandas', 'shapely', 'scipy', 'PySide6', 'rich'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


@pytest.mark.parametrize(
    "command",
    [
        ["fly"],
        ["stats"],
        ["stats", "a.gpkg", "--wings"],
        ["stats", "a.gpkg", "--type", "siren", "--family", "alert"],
        ["new", "a.gpkg", "--name", "A"],
        ["new", "a.gpkg", "--name", "A", "--neighbourhoods", "b.shp", "--people", "roofs"],
        ["new", "a.gpkg", "--name", "A", "--neighbourhoods", "b.shp", "--on", "code"],
        ["add", "a.gpkg", "b.shp"],
        ["add", "a.gpkg", "b.shp", "--as", "devices", "--status", "lost"],
        ["export", "sculpture", "a.gpkg", "b.stl"],
    ],
)
def test_a_command_typed_wrongly_ends_with_2(run: Run, command: list[str]) -> None:
    result = run(*command)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error" in result.stderr


def test_what_nobody_foresaw_goes_to_a_log_and_is_told_in_a_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, log_folder: Path
) -> None:
    def fail(project: Path | None) -> int:
        raise RuntimeError("a wire is loose")

    monkeypatch.setattr(window, "open_window", fail)
    result = run()
    assert result.exit_code == 1
    assert "RuntimeError" in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) == 1
    (log,) = log_folder.iterdir()
    assert "a wire is loose" in log.read_text(encoding="utf-8")


class TestWindow:
    """A path instead of a command opens the window with it."""

    @pytest.fixture
    def opened(self, monkeypatch: pytest.MonkeyPatch) -> list[Path | None]:
        projects: list[Path | None] = []

        def open_window(project: Path | None) -> int:
            projects.append(project)
            return 0

        monkeypatch.setattr(window, "open_window", open_window)
        return projects

    def test_with_a_project(self, run: Run, opened: list[Path | None]) -> None:
        assert run("somewhere/city.gpkg").exit_code == 0
        assert opened == [Path("somewhere/city.gpkg")]

    def test_without_one(self, run: Run, opened: list[Path | None]) -> None:
        assert run().exit_code == 0
        assert opened == [None]

    def test_a_file_named_like_a_command_is_the_command(
        self, run: Run, opened: list[Path | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        Path("types").touch()
        assert run("types", "--help").exit_code == 0
        assert opened == []


def test_without_a_screen_there_is_no_window(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    result = run()
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "no screen" in result.stderr
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert window.has_display()
    monkeypatch.delenv("WAYLAND_DISPLAY")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert window.has_display()


def test_a_project_that_is_not_there_is_not_opened(run: Run, tmp_path: Path) -> None:
    result = run(str(tmp_path / "nowhere.gpkg"))
    assert result.exit_code == 1
    assert "nowhere.gpkg" in result.stderr


def test_the_module_is_the_same_as_the_command() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "cityplanner", "--version"], check=True, capture_output=True, text=True
    )
    assert told.stdout.strip() == f"CityPlanner {__version__}"


def test_the_app_is_named_after_the_program() -> None:
    assert app.info.name == "cityplanner"
