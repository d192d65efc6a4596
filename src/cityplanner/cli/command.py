"""What a command of the command line is: declared in one module of ``cli.commands``, and found by walking it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

import cityplanner.cli.commands
from cityplanner.declared import declared

SETTINGS = {"help_option_names": ["-h", "--help"]}


@dataclass(frozen=True, slots=True)
class CliCommand:
    """``function`` has the options as typer reads them, and its first sentence is what ``--help`` says.

    ``late`` gives, in place of a function, all of it as a :class:`typer.Typer` when it is asked for: where the options
    come from modules that take long to import; ``words`` is then its sentence. ``rank`` orders the list of commands.
    """

    name: str
    function: Callable[..., None] | None = None
    late: Callable[[], typer.Typer] | None = None
    words: str = ""
    rank: int = 99
    cls: type[TyperCommand] = TyperCommand
    hidden: bool = False


class _Late(TyperCommand):
    """A name and a sentence; the command itself is made when it is called."""

    def __init__(self, command: CliCommand) -> None:
        super().__init__(command.name, help=command.words)
        self._command = command

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        assert self._command.late is not None
        return typer.main.get_command(self._command.late()).make_context(info_name, args, parent, **extra)


def _made(command: CliCommand) -> Any:
    if command.function is None:
        return _Late(command)
    alone = typer.Typer(add_completion=False, rich_markup_mode=None, context_settings=SETTINGS)
    alone.command(command.name, cls=command.cls, hidden=command.hidden)(command.function)
    return typer.main.get_command(alone)


class CommandGroup(TyperGroup):
    """All commands that are declared. ``left_out`` has a sentence about each module that could not be used."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        found = declared(cityplanner.cli.commands, "COMMAND", CliCommand)
        self.left_out = found.left_out
        for command in sorted(found.items, key=lambda one: one.rank):
            self.commands.setdefault(command.name, _made(command))
