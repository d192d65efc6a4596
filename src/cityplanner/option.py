"""What a person may say about a search or a document: declared once, read by the command line and the window."""

from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from cityplanner.i18n import text_fields


@text_fields("words")
@dataclass(frozen=True, slots=True)
class Option:
    """``--name`` on the command line. ``words``, given as ``_("…")``, say in a sentence what it means.

    ``kind`` is ``str``, ``int``, ``float``, ``bool`` or a ``StrEnum`` of what can be chosen. ``unit`` stands for the
    value in a help text: ``METRES``. An option without a ``default`` that is ``required`` must be said; one that is
    ``repeated`` can be said several times and gives a tuple. ``read`` makes of what was typed what is meant, and raises
    :class:`ValueError` with the rest of the sentence "The value … must be …".

    A form ``offers`` values from a least to a most, within what is allowed, and begins with ``first``.
    """

    name: str
    kind: type
    words: str
    default: Any = None
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    repeated: bool = False
    required: bool = False
    read: Callable[[Any], Any] | None = None
    offers: tuple[float, float] = (0, 100_000)
    first: float = 0


def asked(name: str, kind: type, words: str, *, default: Any = MISSING, **more: Any) -> Any:
    """A field of a dataclass with its :class:`Option`; without a ``default`` it must be given, and said."""
    required = default is MISSING
    option = Option(name, kind, words, None if required else default, required=required, **more)
    metadata = {"option": option}
    return field(metadata=metadata) if required else field(default=default, metadata=metadata)


def options_of(asked_for: type) -> dict[str, Option]:
    """The options of a dataclass's fields, by the names of the fields."""
    return {one.name: one.metadata["option"] for one in fields(asked_for) if "option" in one.metadata}


def part(typed: float) -> float:
    """A share given as ``60`` per cent or as ``0.6``, between 0 and 1."""
    if not 0 <= typed <= 100:
        raise ValueError("must be between 0 and 100 per cent")
    return typed if typed < 1 else typed / 100
