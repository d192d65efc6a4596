"""Neighbourhoods put together by a field of theirs: districts, types of settlement, zones of income."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cityplanner.coverage.table import CoverageTable
from cityplanner.equity.indices import TheilDecomposition, theil_decomposition, theil_l_decomposition
from cityplanner.errors import InputError
from cityplanner.i18n import _
from cityplanner.model import City

_MOST_PARTS = 200
_NO_FIELD = ("geometry", "id")


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """Neighbourhoods of the same value; None as a figure where nothing is known of any of them."""

    name: str | None
    """None for those without a value."""
    rows: tuple[int, ...]
    people: float | None
    served: float | None

    @property
    def share(self) -> float | None:
        """The share served of the people of this part."""
        return self.served / self.people if self.people and self.served is not None else None


@dataclass(frozen=True, eq=False, slots=True)
class Breakdown:
    """The parts in the order of their names, and how much of the inequality lies between them and within them."""

    field: str
    parts: tuple[Part, ...]
    theil_t: TheilDecomposition
    theil_l: TheilDecomposition


def fields_of(city: City) -> list[str]:
    """The fields by which neighbourhoods can be put together: those with values that repeat."""
    frame = city.neighbourhoods
    return [
        column
        for column in frame.columns
        if column not in _NO_FIELD and 1 < frame[column].nunique() <= min(_MOST_PARTS, max(len(frame) // 2, 2))
    ]


def breakdown(table: CoverageTable, city: City, field: str, column: int = 0) -> Breakdown:
    """``table`` by the values of ``field``, for all residents or the group of ``column``.

    Raises :class:`InputError` where the neighbourhoods have no such field, or too many values of it.
    """
    frame = city.neighbourhoods
    if field not in frame.columns or field == "geometry":
        raise InputError(
            _("The neighbourhoods have no field {field}; fields that put them together are: {fields}.").format(
                field=field, fields=", ".join(fields_of(city)) or _("none")
            )
        )
    values = frame[field]
    if values.nunique() > _MOST_PARTS:
        raise InputError(
            _("{field} has {count} values, too many to put neighbourhoods together; choose another field.").format(
                field=field, count=values.nunique()
            )
        )
    numbers = pd.to_numeric(values, errors="coerce")
    # District 2 before district 10, also where they are written as text.
    values = values.where(values.isna(), numbers) if numbers.notna().equals(values.notna()) else values
    codes, names = pd.factorize(values, sort=True)
    people, served = table.people[:, column], table.served[:, column]
    share = np.full(len(people), np.nan)
    np.divide(served, people, out=share, where=people > 0)
    weights = np.nan_to_num(people, nan=0.0)
    groups = np.where(codes >= 0, codes.astype(object), None)
    parts = [_part(_written(name), np.flatnonzero(codes == code), people, served) for code, name in enumerate(names)]
    if (codes < 0).any():
        parts.append(_part(None, np.flatnonzero(codes < 0), people, served))
    return Breakdown(
        field,
        tuple(parts),
        theil_decomposition(share, weights, groups),
        theil_l_decomposition(share, weights, groups),
    )


def _written(value: object) -> str:
    """A value as text; a whole number that became a fraction, because others are missing, as a whole number."""
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)


def _part(name: str | None, rows: np.ndarray, people: np.ndarray, served: np.ndarray) -> Part:
    known = rows[~np.isnan(people[rows])]
    if not len(known):
        return Part(name, tuple(rows.tolist()), None, None)
    return Part(name, tuple(rows.tolist()), float(people[known].sum()), float(served[known].sum()))
