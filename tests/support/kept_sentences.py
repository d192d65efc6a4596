"""What the program's modules hold on to: constants, attributes of classes, and the results in their caches."""

import gc
import importlib
import pkgutil
import sys
from collections.abc import Iterator
from types import BuiltinFunctionType, ModuleType

import cityplanner
from cityplanner.i18n import Text

_ELSEWHERE = (ModuleType, BuiltinFunctionType, Text)
"""Not looked into: other modules, and texts, which remember their translation until the language changes."""


def import_everything() -> None:
    """All modules of the program, but the one that begins it."""
    for module in pkgutil.walk_packages(cityplanner.__path__, "cityplanner."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def kept_sentences(mark: str) -> list[str]:
    """Where a module holds, at any depth, a string with ``mark``: ``module.name: string``."""
    found = []
    for name, module in sorted(sys.modules.items()):
        if name.split(".")[0] == "cityplanner" and isinstance(module, ModuleType):
            for attribute, value in vars(module).items():
                found += [f"{name}.{attribute}: {text}" for text in _strings(value) if mark in text]
    return found


def _strings(root: object) -> Iterator[str]:
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif id(value) not in seen and not isinstance(value, _ELSEWHERE) and _ours(value):
            seen.add(id(value))
            waiting += gc.get_referents(value)


def _ours(value: object) -> bool:
    """Whether to look inside: containers, caches, and things of our own classes; not the whole of Python."""
    kind = type(value)
    module = (value if isinstance(value, type) else kind).__module__
    own = module is not None and module.split(".")[0] == "cityplanner"
    return own or kind in (dict, list, tuple, set, frozenset) or "lru" in kind.__name__
