"""A command of the command line is one file: it is listed, has its options, and ends as all commands do."""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_runner import run_command, run_fails

import cityplanner.cli.commands

_COMMAND = '''
from typing import Annotated

import typer

from cityplanner.cli.command import CliCommand
from cityplanner.cli.options import ProjectArgument


def count(project: ProjectArgument, family: Annotated[str, typer.Option("--family", help="Which.")] = "wifi") -> None:
    """Count the devices of a family."""
    from cityplanner.errors import InputError

    if not project.exists():
        raise InputError(f"There is no project {project}.")
    typer.echo(f"{family} in {project.name}")


COMMAND = CliCommand("count", count)
'''


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """One more folder in which commands are looked for."""
    package = cityplanner.cli.commands
    added = tmp_path / "commands"
    added.mkdir()
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(added)])
    (added / "count.py").write_text(_COMMAND, encoding="utf-8")
    yield added
    for file in added.glob("*.py"):
        sys.modules.pop(f"{package.__name__}.{file.stem}", None)


def test_it_is_listed_and_runs_with_its_options(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "vila.gpkg").touch()
    told = run_command("--help").stdout
    assert "Count the devices of a family." in told
    assert "demo" in told
    assert run_command("count", tmp_path / "vila.gpkg", "--family", "alert").stdout == "alert in vila.gpkg\n"
    assert "nowhere.gpkg" in run_fails("count", "nowhere.gpkg")
    assert run_command("count").exit_code == 2


def test_a_module_that_fails_is_told_and_the_rest_goes_on(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR, "cityplanner.declared")
    (folder / "loose_wire.py").write_text("raise RuntimeError('a wire is loose')", encoding="utf-8")
    result = run_command("types")
    assert result.exit_code == 0
    assert "siren" in result.stdout
    (sentence,) = result.stderr.splitlines()
    assert "loose_wire" in sentence
    assert "a wire is loose" in sentence
    assert any(record.exc_info for record in caplog.get_records("call"))
