"""What a coverage model says of itself. One module in ``coverage.models`` has one, as ``MODEL``.

Engine, Improve, maps, tables, documents and the window know models only by what stands here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from cityplanner.coverage.people_index import PeopleIndex
from cityplanner.coverage.surroundings import Surroundings
from cityplanner.i18n import Text
from cityplanner.model import CoverageSpec, Device

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]


class Joined(StrEnum):
    """How the strengths of several devices at one place are put together, in their own domain."""

    STRONGEST = "strongest"
    """Nothing adds up; the largest counts, as of signals that do not help each other."""
    SUM = "sum"
    """Plain numbers that add up, as lux do."""
    ENERGY = "energy"
    """Levels whose energies add up, as dB and dBm do: 10 log10 of the sum of 10^(s / 10)."""
    LEAST = "least"
    """Less is better, as minutes on foot; a place is served where the least is no more than the threshold."""


@dataclass(frozen=True, slots=True)
class Strength:
    """In what a strength is measured, and how several are joined.

    ``share``: a strength is the part of a person that counts as served (0 to 1); Improve weighs people by it.
    """

    unit: str = ""
    joined: Joined = Joined.STRONGEST
    share: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that a model takes: its name with the unit in it, bounds that are allowed themselves, a word for it.

    Without a ``default`` each type has to give it.
    """

    name: str
    unit: str
    minimum: float
    maximum: float
    default: float | None = None
    words: Text | str = ""

    def allows(self, value: float) -> bool:
        """Whether ``value`` is a number within the bounds."""
        return self.minimum <= value <= self.maximum


@dataclass(frozen=True, eq=False, slots=True)
class Reached:
    """Which points d devices reach, and how strongly.

    Device i reaches the points ``rows[starts[i]:starts[i + 1]]``, none of them twice; ``starts`` (d + 1,), ``rows``
    (m,). ``strengths`` (m,) are in the model's unit, or one number where it is the same everywhere.
    """

    starts: Rows
    rows: Rows
    strengths: Floats | float

    @classmethod
    def of(cls, rows: Sequence[Rows], strengths: Sequence[Floats] | float) -> "Reached":
        """From the rows of each device, and their strengths or the one that is the same everywhere."""
        if len(rows) == 1:
            starts = np.zeros(2, dtype=np.int64)
            starts[1] = len(rows[0])
            return cls(starts, rows[0], strengths if isinstance(strengths, float | int) else strengths[0])
        starts = np.cumsum([0, *map(len, rows)], dtype=np.int64)
        together = np.concatenate([np.empty(0, dtype=np.int64), *rows])
        if isinstance(strengths, float | int):
            return cls(starts, together, strengths)
        return cls(starts, together, np.concatenate([np.empty(0), *strengths]))


def _nothing(_surroundings: Surroundings) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageModel:
    """How devices of a type reach points and ground; all functions take many devices at once, for speed.

    What a device reaches must depend on that device, the specification and the surroundings only. A specification
    comes with every parameter filled in and within its bounds.
    """

    id: str
    name: Text | str
    parameters: tuple[Parameter, ...]
    strength: Strength
    reach: Callable[[Sequence[Device], CoverageSpec, PeopleIndex, Any], Reached]
    """(devices, specification, points, what was prepared) -> which points each reaches."""
    outline: Callable[[Sequence[Device], CoverageSpec, Any], Shapes]
    """(devices, specification, what was prepared) -> (d,) polygons in the city's CRS: where one device alone reaches
    the threshold, or brings its even strength."""
    needs: tuple[str, ...] = ()
    """Roles of the layers that it looks at."""
    fallback: Text | str = ""
    """A sentence: what it does without them."""
    prepare: Callable[[Surroundings], Any] = _nothing
    """Makes of the surroundings what ``reach`` and ``outline`` look at; may take its time on a worker."""
    quick: bool = True
    """Whether it is quick enough to follow the hand."""
    directions: int | None = None
    """How many azimuths Improve tries at a place; None where devices are the same all round."""
    even: Callable[[CoverageSpec], float] | None = None
    """The strength that holds everywhere within the outline; None where it differs from place to place."""
    served_when: Callable[[CoverageSpec], str] | None = None
    """A clause in the person's language: when a person is served. Without it one is made of the parameters."""
