"""What a person may say about a table, and what was found out about it where nobody said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from cityplanner.errors import InputError
from cityplanner.i18n import _

_DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "bar": "|", "space": " "}
_DECIMALS = {"comma": ",", ",": ",", "point": ".", ".": "."}


@dataclass(frozen=True, slots=True)
class TableOptions:
    """How to read a table; None is found out. ``header_row`` counts from 1, and 0 says that there is none.

    ``x`` and ``y`` are the columns of coordinates, ``o`` is what the letter O stands for in them.
    """

    sheet: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    decimal: str | None = None
    header_row: int | None = None
    x: str | None = None
    y: str | None = None
    o: Literal["east", "west"] | None = None

    def merged(self, other: "TableOptions") -> "TableOptions":
        """This one, with what ``other`` says put over it."""
        return replace(self, **{name: value for name in self.__slots__ if (value := getattr(other, name)) is not None})

    @property
    def places(self) -> dict[str, str]:
        """The columns of coordinates as fields; none unless both are said."""
        return {"x": self.x, "y": self.y} if self.x is not None and self.y is not None else {}


TableChoices = Mapping[str, TableOptions]
"""A table's file name -> how to read it; under an empty name, all others."""


@dataclass(frozen=True, slots=True)
class TableReading:
    """How a table was read. ``delimiter`` and ``encoding`` are None for a workbook, ``sheets`` are empty for a text.

    ``header_row`` is the first row of names, 0 where there is none; ``decimal`` is None where no number has a mark.
    """

    delimiter: str | None = None
    encoding: str | None = None
    quote: str | None = None
    decimal: str | None = None
    header_row: int = 1
    header_rows: int = 1
    rows: int = 0
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()
    letter_o: Literal["east", "west"] | None = None
    """What a person says that the letter O stands for in coordinates."""
    o_in_doubt: bool = False


def how_read(reading: TableReading) -> str:
    """In a line: ``Read as a table: cells cut by semicolons, cp1252, names in row 3, decimal comma.``"""
    marks = {",": _("commas"), ";": _("semicolons"), "\t": _("tabs"), "|": _("bars"), " ": _("spaces")}
    parts = []
    if reading.sheet is not None:
        parts.append(_("sheet {name}").format(name=reading.sheet))
    if reading.delimiter is not None:
        parts.append(_("cells cut by {marks}").format(marks=marks.get(reading.delimiter, reading.delimiter)))
    if reading.encoding is not None:
        parts.append(reading.encoding)
    parts.append(
        _("names in row {row}").format(row=reading.header_row) if reading.header_row else _("no row with names")
    )
    if reading.decimal is not None:
        parts.append(_("decimal comma") if reading.decimal == "," else _("decimal point"))
    return _("Read as a table: {parts}.").format(parts=", ".join(parts))


def table_choices(said: Sequence[str]) -> TableChoices:
    """Options from ``NAME=VALUE`` or ``FILE:NAME=VALUE``, such as ``delimiter=;`` or ``people.csv:header_row=3``.

    Raises :class:`InputError` for what is none.
    """
    choices: dict[str, dict[str, str | int]] = {"": {}}
    for text in said:
        left, _equals, value = text.partition("=")
        file, _colon, name = left.rpartition(":")
        name = name.strip().replace("-", "_")
        found = choices.setdefault(file, {})
        if name == "header_row" and value.strip().isdigit():
            found[name] = int(value)
        elif name == "delimiter" and len(_DELIMITERS.get(value.lower(), value)) == 1:
            found[name] = _DELIMITERS.get(value.lower(), value)
        elif name == "decimal" and value.lower() in _DECIMALS:
            found[name] = _DECIMALS[value.lower()]
        elif name == "o" and value.lower() in ("east", "west"):
            found[name] = value.lower()
        elif name in ("encoding", "sheet", "x", "y") and value:
            found[name] = value
        else:
            raise InputError(
                _(
                    "--read {text} cannot be understood; say delimiter=tab, encoding=cp1252, decimal=comma, "
                    "header_row=3, sheet=NAME, o=east, or x=COLUMN and y=COLUMN."
                ).format(text=text)
            )
    of_all = choices[""]
    return {file: TableOptions(**{**of_all, **found}) for file, found in choices.items()}  # type: ignore[arg-type]


def with_sheet(options: TableOptions | None, sheet: str | None) -> TableOptions:
    """``options`` for ``sheet``, where one is named."""
    options = options or TableOptions()
    return options if sheet is None else replace(options, sheet=sheet)


def options_for(choices: TableChoices, path: Path) -> TableOptions:
    """What was said about the table at ``path``."""
    return choices.get(path.name) or choices.get("") or TableOptions()
