"""Options that are declared elsewhere (:mod:`cityplanner.option`) as parameters that typer reads."""

import inspect
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from cityplanner.option import Option


def with_options(
    function: Callable[..., None], options: Mapping[str, Option], after: str | None = None
) -> Callable[..., None]:
    """``function``, which takes each of ``options`` by its name here, with them as options of the command line.

    They are listed behind its parameter ``after``, or behind all. What is typed wrongly ends as wrong usage, with the
    option's name.
    """
    signature = inspect.signature(function, eval_str=True)
    own = [one for one in signature.parameters.values() if one.kind is not inspect.Parameter.VAR_KEYWORD]

    def command(**typed: Any) -> None:
        for name, option in options.items():
            typed[name] = _read(option, typed[name])
        function(**typed)

    command.__doc__ = function.__doc__
    place = len(own) if after is None else 1 + [one.name for one in own].index(after)
    parameters = [*own[:place], *(_parameter(name, option) for name, option in options.items()), *own[place:]]
    parameters = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in parameters]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return command


def _parameter(name: str, option: Option) -> inspect.Parameter:
    flag = f"--{option.name}/--no-{option.name}" if option.kind is bool else f"--{option.name}"
    info = typer.Option(flag, metavar=option.unit, help=option.words, min=option.minimum, max=option.maximum)
    kind: Any = list[option.kind] if option.repeated else option.kind  # type: ignore[name-defined]
    if option.required:
        default: Any = inspect.Parameter.empty
    else:
        default = None if option.repeated else option.default
        kind = kind if default is not None else kind | None
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, info])


def _read(option: Option, typed: Any) -> Any:
    if option.repeated:
        return tuple(typed or ())
    if typed is None or option.read is None:
        return typed
    try:
        return option.read(typed)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=f"--{option.name}") from None
