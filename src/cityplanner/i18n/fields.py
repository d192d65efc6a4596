"""Fields of plain data that hold a text and are read as its translation of now."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from cityplanner.i18n.text import Text

_Class = TypeVar("_Class", bound=type)


def text_fields(*names: str) -> Callable[[_Class], _Class]:
    """A decorator of a dataclass: what is put into the fields ``names`` is kept as a :class:`Text`.

    They are declared as ``str``, take a string or a text, and are read as strings in the language of the moment, from
    which ``Text.of`` gets the text again. A plain string stays as it is in every language. A field may hold several, as
    ``tuple[str, ...]`` or ``Mapping[str, str]``. Stands above ``@dataclass``.
    """

    def with_fields(cls: _Class) -> _Class:
        for name in names:
            setattr(cls, name, _TextField(name, cls.__dict__.get(name)))
        return cls

    return with_fields


class _TextField:
    """Keeps the text in the slot that the dataclass made for the field, or in the object's ``__dict__``."""

    def __init__(self, name: str, slot: Any) -> None:
        self._name = name
        self._slot = slot if hasattr(slot, "__set__") else None

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        if self._slot is not None:
            return _read(self._slot.__get__(instance, owner))
        if self._name not in instance.__dict__:
            raise AttributeError(self._name)
        return _read(instance.__dict__[self._name])

    def __set__(self, instance: Any, value: object) -> None:
        kept = _kept(value)
        if self._slot is None:
            instance.__dict__[self._name] = kept
        else:
            self._slot.__set__(instance, kept)


def _kept(value: object) -> object:
    # Somebody's own words stay the string that they are, which is quicker to read than a text.
    if type(value) is str or value is None:
        return value
    if isinstance(value, Mapping):
        return {name: _kept(one) for name, one in value.items()}
    return tuple(_kept(one) for one in value) if isinstance(value, list | tuple) else Text.of(value)


def _read(kept: object) -> object:
    if isinstance(kept, Text):
        return kept.now
    if isinstance(kept, dict):
        return {name: _read(one) for name, one in kept.items()}
    return tuple(_read(one) for one in kept) if isinstance(kept, tuple) else kept
