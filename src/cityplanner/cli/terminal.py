"""What the commands print: JSON for programs on stdout, a progress bar for people on stderr."""

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer

from cityplanner.getting_ready import finish
from cityplanner.progress import CancelToken, Progress, no_progress

_CELLS = 24


def print_json(answer: dict[str, Any]) -> None:
    """One object on stdout. Raises ``ValueError`` where a NaN got into it, which JSON does not have."""
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False))


def get_ready(*rooms: str, progress: Progress = no_progress, cancel: CancelToken | None = None) -> None:
    """Wait until the kernels of ``rooms`` are compiled, and say so on stderr: once, or in the bar of a terminal."""
    told: list[str] = []

    def tell(fraction: float, sentence: str) -> None:
        if sys.stderr.isatty():
            progress(fraction, sentence)
        elif not told:
            typer.echo(sentence, err=True)
            told.append(sentence)

    finish(*rooms, progress=tell, cancel=cancel)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar on stderr while the work goes on, wiped when it ends; nothing where stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield no_progress
        return

    def show(fraction: float, sentence: str) -> None:
        done = round(fraction * _CELLS)
        line = f"[{'#' * done}{'.' * (_CELLS - done)}] {sentence}"
        _write(line[: shutil.get_terminal_size().columns - 1])

    try:
        yield show
    finally:
        _write("")


def _write(line: str) -> None:
    sys.stderr.write(f"\r{line}\x1b[K")
    sys.stderr.flush()
