"""What modules declare: commands, panels, documents. A new one is one more file, and no other changes."""

import importlib
import logging
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Generic, TypeVar

from cityplanner.i18n import _

_log = logging.getLogger("cityplanner.declared")

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Declared(Generic[Item]):
    """What was found, in the order of the modules' names, and a sentence about each module that was left out."""

    items: tuple[Item, ...]
    left_out: tuple[str, ...]


def declared(package: ModuleType, name: str, kind: type[Item]) -> Declared[Item]:
    """What each module of ``package`` has under ``name``: one ``kind``, several, or a function that gives them.

    Modules are looked for in all folders of ``package.__path__``. One that cannot be imported, or declares something
    else, is left out, logged and told; one without ``name`` declares nothing.
    """
    items: list[Item] = []
    left_out: list[str] = []
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda one: one.name):
        full_name = f"{package.__name__}.{module.name}"
        try:
            items += _of(importlib.import_module(full_name), name, kind)
        except Exception as error:
            _log.exception("%s is left out", full_name)
            left_out.append(
                _("The part {part} of the program cannot be used and is left out: {reason}.").format(
                    part=full_name, reason=str(error).rstrip(".") or type(error).__name__
                )
            )
    return Declared(tuple(items), tuple(left_out))


def _of(module: ModuleType, name: str, kind: type[Item]) -> list[Item]:
    found: Any = getattr(module, name, ())
    if isinstance(found, Callable):  # type: ignore[arg-type]
        found = found()
    items = list(found) if isinstance(found, Iterable) and not isinstance(found, kind) else [found]
    for item in items:
        if not isinstance(item, kind):
            raise TypeError(f"{name} is no {kind.__name__}")
    return items
