"""``check``: what files are."""

from pathlib import Path
from typing import Annotated

import typer

from cityplanner.cli.command import CliCommand
from cityplanner.cli.options import AnswerOption, JsonOption, LayerOption, ReadOption


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE|FOLDER...", help="The files or folders to look at.")],
    answer: AnswerOption = None,
    layer: LayerOption = None,
    read: ReadOption = None,
    json_: JsonOption = False,
) -> None:
    """Say what a file is, what is wrong with it, and what would be done about it; of a folder, what it comes to."""
    from cityplanner.cli.check import check_files

    check_files(files, answer or [], layer=layer, reading=read or [], as_json=json_)


COMMAND = CliCommand("check", check, rank=5)
