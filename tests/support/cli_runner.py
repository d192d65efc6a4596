"""Runs a command in this process and keeps what it prints."""

import json
from collections.abc import Callable
from typing import Any

from typer.testing import CliRunner, Result

from cityplanner.cli.main import app

Run = Callable[..., Result]


def run_command(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def run_json(*arguments: object) -> dict[str, Any]:
    """The object that a command printed with ``--json``; it must be all that stdout has."""
    result = run_command(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def run_fails(*arguments: object) -> str:
    """The one sentence that a command ends with where the input cannot be used."""
    result = run_command(*arguments)
    assert result.exit_code == 1, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    (sentence,) = result.stderr.splitlines()
    assert sentence.endswith(".")
    assert not list(arguments) or "did not foresee" not in sentence
    return sentence
