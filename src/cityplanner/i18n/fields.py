"""Fields of plain data that hold a text and are read as its translation of now."""

from collections.abc import Callable
from typing import Any, TypeVar

from cityplanner.i18n.text import Text

_Class = TypeVar("_Class", bound=type)


def text_fields(*names: str) -> Callable[[_Class], _Class]:
    """A decorator of a dataclass: what is put into the fields ``names`` is kept as a :class:`Text`.

    They are declared as ``str``, take a string or a text, and are read as strings in the language of the moment, from
    which ``Text.of`` gets the text again. A plain string stays as it is in every language. Stands above ``@dataclass``.
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
        try:
            kept = instance.__dict__[self._name] if self._slot is None else self._slot.__get__(instance, owner)
        except KeyError:
            raise AttributeError(self._name) from None
        return kept.now if isinstance(kept, Text) else kept

    def __set__(self, instance: Any, value: object) -> None:
        # Somebody's own words stay the string that they are, which is quicker to read than a text.
        kept = value if type(value) is str or value is None else Text.of(value)
        if self._slot is None:
            instance.__dict__[self._name] = kept
        else:
            self._slot.__set__(instance, kept)
