"""A file's features, what they mean, and where they came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import geopandas as gpd

from cityplanner.i18n import text_fields
from cityplanner.model.layer_style import LayerStyle


@dataclass(frozen=True, slots=True)
class Source:
    """Where data came from. ``file`` is a bare name, never a path: a path can say who a person is."""

    file: str
    sha256: str
    role: str
    read_on: date
    licence: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class LayerField:
    """A canonical column of a role, the names it goes by in other people's files, and whether it must be there."""

    name: str
    kind: str
    """``text``, ``number`` or ``code``; codes stay text, leading zeros and all."""
    synonyms: tuple[str, ...] = ()
    required: bool = False


@text_fields("title", "description")
@dataclass(frozen=True, slots=True)
class LayerRole:
    """What a layer's features mean, read from ``layers/<id>.toml``."""

    id: str
    title: str
    description: str
    geometry: tuple[str, ...]
    """Of ``point``, ``line``, ``polygon``."""
    fields: tuple[LayerField, ...] = ()
    groups: tuple[LayerField, ...] = ()
    """Columns that count people of a group."""
    style: Mapping[str, object] = field(default_factory=dict)


@text_fields("name")
@dataclass(frozen=True, eq=False, slots=True)
class Layer:
    """Features in the file's order. ``frame`` has the role's canonical columns first, then the file's others.

    In a project every ``frame`` is in the city's CRS; fresh from a reader it is in the file's own.
    ``guesses`` says which of the file's columns was taken for which canonical one.
    ``style`` is None where the layer looks like its role; ``opacity`` is 0 to 1; layers of one ``group`` lie together.
    """

    id: str
    name: str
    role: str
    frame: gpd.GeoDataFrame
    source: Source | None = None
    visible: bool = True
    guesses: Mapping[str, str] = field(default_factory=dict)
    style: LayerStyle | None = None
    opacity: float = 1.0
    group: str | None = None
    raster: Path | None = None
    """A raster that the frame's one row is the outline of. It stays a file of its own, beside the project's, under
    the bare name that the row has as ``raster_file``."""
