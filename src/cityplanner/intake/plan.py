"""What would be made of a file, of several or of a folder: plain data, to be looked at and changed before it is done.

:func:`~cityplanner.intake.look.look_at` finds and reads the files; from what they hold and what the person answers
:func:`~cityplanner.intake.planning.make_plan` makes the plan, as often as an answer changes; and
:mod:`cityplanner.intake.bring_in` carries it out as one edit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from cityplanner.i18n import text_fields
from cityplanner.intake.describe_file import FileDescription
from cityplanner.intake.join import Fit
from cityplanner.io.raster.people_raster import RasterUnit
from cityplanner.io.tables.options import TableOptions
from cityplanner.io.tables.read_table import TABLE_FORMATS
from cityplanner.model import DeviceStatus, Problem, Source

TABLE = "table"
"""In the place of a role: joined to the neighbourhoods by code."""
LEFT_OUT = "left-out"
"""In the place of a role: nothing is made of it."""

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False, slots=True)
class Sketch:
    """A layer's shapes in few coordinates, for a small map: each part (k, 2) in the file's own system."""

    kind: str
    """``point``, ``line`` or ``polygon``."""
    parts: tuple[npt.NDArray[np.float64], ...]


@text_fields("title")
@dataclass(frozen=True, eq=False, slots=True)
class Finding:
    """A layer of a file, or a whole file, as it is, before anybody decides what it means.

    ``key`` tells it from all others of the plan. ``frame`` has the rows as they stand in the file, without shapes; None
    for a raster and for what cannot be read. ``crs`` is what the file says (WKT), ``bounds`` and ``sketch`` are in it.
    ``role`` and ``type_id`` are given where the file can be nothing else, ``among`` where it can be one of a few;
    what is ``offered`` is left out unless the person wants it. ``title`` is what a part of a file is called.
    """

    key: str
    path: Path
    description: FileDescription
    source: Source
    layer: str | None = None
    frame: pd.DataFrame | None = None
    crs: str | None = None
    bounds: Bounds | None = None
    sketch: Sketch | None = None
    grid: bool = False
    """Whether its points are the middles of a grid's cells."""
    role: str | None = None
    type_id: str | None = None
    among: tuple[str, ...] = ()
    offered: bool = False
    title: str = ""
    reading: TableOptions | None = None
    """How the person said that it is to be read."""
    doubtful_order: bool = False
    """Whether latitude may stand before longitude in it."""

    @property
    def is_table(self) -> bool:
        """Whether it is read as a table, with coordinates or without."""
        return self.path.suffix.lower() in TABLE_FORMATS

    @property
    def has_letters(self) -> bool:
        """Whether its text may be in one encoding or another: a table's, or that of the table of a Shapefile."""
        return self.is_table or self.path.suffix.lower() == ".shp"

    def turned(self) -> "Finding":
        """This one with x for y."""
        if self.bounds is None or self.sketch is None:
            return self
        west, south, east, north = self.bounds
        sketch = replace(self.sketch, parts=tuple(part[:, ::-1] for part in self.sketch.parts))
        return replace(self, bounds=(south, west, north, east), sketch=sketch)

    @property
    def kind(self) -> str:
        """``point``, ``line``, ``polygon``, ``raster``, ``table``, or nothing where it cannot be read."""
        if self.frame is not None and not self.description.geometry:
            return TABLE
        return self.description.geometry[-1] if self.description.geometry else ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person says about one finding; None, or nothing in ``fields`` and ``statuses``, leaves the guess.

    A field that is ``""`` is none of the columns.
    """

    role: str | None = None
    name: str | None = None
    crs: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    type_id: str | None = None
    status: DeviceStatus | None = None
    statuses: Mapping[str, DeviceStatus] = field(default_factory=dict)
    """What a cell of the column of states says, where it is to be read otherwise."""
    on: str | None = None
    high_is_poor: bool | None = None
    raster_unit: RasterUnit | None = None
    licence: str | None = None
    credit: str | None = None
    reading: TableOptions | None = None
    """How to read a table; to be looked at again with :func:`~cityplanner.intake.look.look_again`."""
    swapped: bool | None = None
    """Whether x stands where y should."""

    def merged(self, other: "Answer") -> "Answer":
        """This one, with what ``other`` says put over it."""
        said = {name: value for name in self.__slots__ if (value := getattr(other, name)) is not None}
        if self.reading is not None and other.reading is not None:
            said["reading"] = self.reading.merged(other.reading)
        both = {"fields": {**self.fields, **other.fields}, "statuses": {**self.statuses, **other.statuses}}
        return replace(self, **{**said, **both})


@text_fields("label")
@dataclass(frozen=True, slots=True)
class Fix:
    """Something that the person can choose to do about a problem, and the answer that does it."""

    label: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a layer comes to lie: west, south, east and north in degrees, and the system that says so.

    ``stated`` is whether the file itself says in which system it is.
    """

    bounds: Bounds
    crs: str
    stated: bool


@text_fields("reason", "name")
@dataclass(frozen=True, eq=False, slots=True)
class PlanItem:
    """What is to be made of one finding. ``reason`` says in a sentence why ``role`` was guessed."""

    finding: Finding
    role: str
    reason: str
    choices: tuple[str, ...]
    """The roles that it can have, :data:`TABLE` and :data:`LEFT_OUT` among them."""
    name: str
    fields: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    """Those of ``fields`` that the person said, for a table also other groups."""
    crs: str | None = None
    """The system to read it in, where the file does not say or the person overrules it."""
    landing: Landing | None = None
    systems: tuple[str, ...] = ()
    """Codes of the systems that it may be in, the best first."""
    type_id: str | None = None
    status: DeviceStatus = DeviceStatus.EXISTING
    """That of all devices, or of those of which ``statuses`` says nothing."""
    statuses: Mapping[str, DeviceStatus | None] = field(default_factory=dict)
    """What the cells of the column of states say -> how it is read; None is not known."""
    deprivation: str | None = None
    """Of finer areas: the column, or one over another, from which the neighbourhoods' deprivation is worked out."""
    high_is_poor: bool | None = None
    """Which way its deprivation runs; None where it has none."""
    on: str | None = None
    raster_unit: RasterUnit | None = None
    """What the cells of a raster of people count; None is told from the file."""
    swapped: bool = False
    """Whether it is read with x for y; its finding is turned already."""
    fit: Fit | None = None
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """Fields that it does not have itself and gets from another file: field -> that file."""
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()
    """Those of ``problems`` that say where it was taken to lie, which no reader knows of."""
    fixes: tuple[Fix, ...] = ()
    source: Source | None = None

    @property
    def key(self) -> str:
        return self.finding.key

    @property
    def taken(self) -> bool:
        return self.role != LEFT_OUT


@text_fields("problem")
@dataclass(frozen=True, eq=False, slots=True)
class ImportPlan:
    """``name`` is the city's. ``new`` is whether it makes a study, or adds to one that is open.

    ``problem`` says why it cannot be carried out as it is, or is None.
    """

    name: str
    items: tuple[PlanItem, ...]
    new: bool
    problems: tuple[Problem, ...] = ()
    problem: str | None = None

    def of_role(self, role: str) -> list[PlanItem]:
        return [item for item in self.items if item.role == role]

    @property
    def taken(self) -> list[PlanItem]:
        return [item for item in self.items if item.taken]
