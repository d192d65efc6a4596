"""A sentence as it is stored: its English id and its arguments. It is translated where it is shown."""

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from numbers import Integral, Real
from typing import Any, Self

from cityplanner.i18n.figures import Figure, date_text, plain_number
from cityplanner.i18n.language import moment, translated

_KIND = "text"
_VERSION = 1
_DEEPEST = 20
"""Texts within texts; a file with more is damaged or made to do harm."""
_PLACE = re.compile(r"\{(\w+)\}")
_LITERAL = "{it}"


class Text:
    """An English sentence with named arguments, equal to another by these; ``str(text)`` is its translation of now.

    With ``plural`` it has two forms, of which ``count`` chooses. What cannot be filled stands as it is in the id;
    nothing that a file holds can make it fail.
    """

    __slots__ = ("_arguments", "_said", "count", "id", "plural")

    id: str
    plural: str | None
    count: int
    _arguments: tuple[tuple[str, Any], ...]
    _said: tuple[int, str] | None
    """The translation, and of which moment it is: what a legend says is asked for in every frame of a drag."""

    def __init__(
        self, id_: str, arguments: Mapping[str, object] | None = None, plural: str | None = None, count: int = 1
    ) -> None:
        given = () if arguments is None else ((name, as_argument(value)) for name, value in sorted(arguments.items()))
        for name, value in (
            ("id", str(id_)),
            ("plural", plural),
            ("count", 1 if plural is None else int(count)),
            ("_arguments", tuple(given)),
            ("_said", None),
        ):
            object.__setattr__(self, name, value)

    @classmethod
    def of(cls, value: object) -> Self:
        """The text behind a sentence that ``_`` or ``ngettext`` made; any other text as it is, in all languages."""
        if isinstance(value, cls):
            return value
        if isinstance(value, Sentence):
            told = value.told()
            return told if isinstance(told, cls) else cls(_LITERAL, {"it": told})
        if isinstance(value, BaseException) and value.args and isinstance(value.args[0], str):
            return cls.of(value.args[0])
        return cls(_LITERAL, {"it": str(value)})

    @classmethod
    def from_plain(cls, data: object) -> Self:
        """What :meth:`to_plain` gave. A plain text stays as it is; of damaged data, what can be understood."""
        return cls._from_plain(data, _DEEPEST)

    @classmethod
    def _from_plain(cls, data: object, depth: int) -> Self:
        if not isinstance(data, Mapping):
            return cls.of("" if data is None else data)
        id_, plural, count, arguments = (data.get(name) for name in ("id", "plural", "count", "arguments"))
        read: dict[str, object] = {}
        if isinstance(arguments, Mapping) and depth:
            for name, value in arguments.items():
                read[str(name)] = cls._argument(value, depth - 1)
        whole = isinstance(plural, str) and isinstance(count, int)
        return cls(
            id_ if isinstance(id_, str) else "",
            {name: value for name, value in read.items() if value is not None},
            plural if whole else None,
            count if isinstance(count, int) else 1,
        )

    @classmethod
    def _argument(cls, value: object, depth: int) -> object:
        if not isinstance(value, Mapping):
            return value if isinstance(value, str | int | float) else None
        if "number" in value:
            number, decimals = value["number"], value.get("decimals", 0)
            if isinstance(number, int | float) and isinstance(decimals, int) and 0 <= decimals <= _DEEPEST:
                return Figure(number, decimals, value.get("share") is True)
            return None
        if "date" in value:
            try:
                return date.fromisoformat(value["date"])
            except (TypeError, ValueError):
                return None
        return cls._from_plain(value, depth)

    def to_plain(self) -> str | dict[str, Any]:
        """Plain data that JSON can hold: a dict with its kind and version, or the text itself where it has no id."""
        if self.literal is not None:
            return self.literal
        plain: dict[str, Any] = {"kind": _KIND, "version": _VERSION, "id": self.id}
        if self.plural is not None:
            plain |= {"plural": self.plural, "count": self.count}
        if self._arguments:
            plain["arguments"] = {name: _to_plain(value) for name, value in self._arguments}
        return plain

    @property
    def arguments(self) -> dict[str, Any]:
        """Name -> argument, a dict of the caller's own."""
        return dict(self._arguments)

    @property
    def literal(self) -> str | None:
        """The text itself where it is somebody's own words, which no language changes."""
        if self.id == _LITERAL and len(self._arguments) == 1:
            value = self._arguments[0][1]
            return value if isinstance(value, str) else None
        return None

    @property
    def now(self) -> str:
        """The translation of now, a string that still knows this text."""
        if self._said is None or self._said[0] != moment():
            literal = self.literal
            said = Sentence.made(str(self), self) if literal is None else literal
            object.__setattr__(self, "_said", (moment(), said))
            return said
        return self._said[1]

    def __str__(self) -> str:
        given = {name: shown(value) for name, value in self._arguments}
        return filled(translated(self.id, self.plural, self.count), given)

    def __repr__(self) -> str:
        return f"Text({self.id!r}, {dict(self._arguments)!r}, {self.plural!r}, {self.count!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[object, ...]:
        return (self.id, self.plural, self.count, self._arguments)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Text does not change: {name}")

    def __reduce__(self) -> tuple[Any, ...]:
        return Text, (self.id, self.arguments, self.plural, self.count)


class Sentence(str):
    """A string in the language of the moment that knows the text that it was made of, for whoever stores it.

    What ``_``, ``ngettext`` and ``format_number`` give. ``format`` and ``+`` keep what it knows; anything else makes
    an ordinary string of it.
    """

    __slots__ = ("_told",)
    _told: "Text | Figure | date | tuple[str, Mapping[str, object] | None, str | None, int]"

    @classmethod
    def made(
        cls, shown: str, told: "Text | Figure | date | tuple[str, Mapping[str, object] | None, str | None, int]"
    ) -> Self:
        made = cls(shown)
        made._told = told
        return made

    def told(self) -> "Text | Figure | date":
        """What it was made of. Worked out when asked for: most sentences are shown and forgotten."""
        if isinstance(self._told, tuple):
            self._told = Text(*self._told)
        return self._told

    def format(self, *places: object, **named: object) -> str:
        """As ``str.format`` with named arguments; a number is written as the language does."""
        told = self._told
        if places or not isinstance(told, tuple) or told[1] is not None:
            return str(self).format(*places, **named)
        given = {name: shown(value) for name, value in named.items()}
        try:
            text = str.format(self, **given)
        except (AttributeError, IndexError, KeyError, ValueError):
            text = filled(self, given)
        return Sentence.made(text, (told[0], named, told[2], told[3]))

    def __add__(self, other: str) -> str:
        return joined("", (self, other)).now if isinstance(other, str) else NotImplemented

    def __radd__(self, other: str) -> str:
        return joined("", (other, self)).now if isinstance(other, str) else NotImplemented

    def __reduce__(self) -> tuple[Any, ...]:
        return Sentence.made, (str(self), self.told())


def text(id_: str, **arguments: object) -> Text:
    """A text to be stored: ``text("Move {what}", what=name)``. Babel finds its English."""
    return Text(id_, arguments)


def ntext(singular: str, plural: str, count: int, **arguments: object) -> Text:
    """A text with two forms, ``{count}`` in them is the number: ``ntext("{count} lamp", "{count} lamps", 3)``."""
    return Text(singular, {"count": Figure(count), **arguments}, plural, count)


def joined(separator: str, parts: Iterable[object]) -> Text:
    """Texts one after another, such as sentences with a space between."""
    named = {f"part{place}": part for place, part in enumerate(parts)}
    return Text(separator.join(f"{{{name}}}" for name in named), named)


def as_argument(value: object) -> Any:
    """``value`` as a text keeps it: of a sentence what it was made of, plain numbers, dates, and else its words."""
    if isinstance(value, Sentence):
        return value.told()
    if isinstance(value, Text | Figure):
        return value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, Integral):
        return int(value)
    return float(value) if isinstance(value, Real) and math.isfinite(value) else str(value)


def shown(value: object) -> str:
    """An argument in the language of the moment."""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return plain_number(value)
    return str(value)


def filled(sentence: str, given: Mapping[str, str]) -> str:
    """``sentence`` with what is given in its places; a place for which nothing is given stays as it is."""
    return _PLACE.sub(lambda place: given.get(place[1], place[0]), sentence)


def _to_plain(value: object) -> object:
    if isinstance(value, Text):
        return value.to_plain()
    if isinstance(value, Figure):
        return {"number": value.value, "decimals": value.decimals, "share": value.share}
    return {"date": value.isoformat()} if isinstance(value, date) else value
