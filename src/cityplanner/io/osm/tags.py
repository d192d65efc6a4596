"""What the tags of OpenStreetMap mean here, read from ``resources/osm_tags.toml``."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cityplanner.data_files import data_folder

SHAPES = ("points", "lines", "areas")
ANY = "*"

Values = Mapping[str, tuple[str, ...]]
"""Key -> values of a tag, or column -> keys."""


@dataclass(frozen=True, slots=True)
class TagRule:
    """Takes the features of one kind of ``shapes`` with one of ``tags``, all of ``also`` and none of ``without``.

    ``columns`` and ``numbers`` say which keys fill which column, the first that has a value other than ``empty``;
    ``kind`` is the column for the value that made the feature fit.
    """

    shapes: str
    tags: Values
    also: Values = field(default_factory=dict)
    without: Values = field(default_factory=dict)
    columns: Values = field(default_factory=dict)
    numbers: Values = field(default_factory=dict)
    empty: tuple[str, ...] = ()
    kind: str | None = None

    @property
    def keys(self) -> frozenset[str]:
        """All keys that it looks at."""
        found = [*self.tags, *self.also, *self.without]
        for keys in (*self.columns.values(), *self.numbers.values()):
            found += keys
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class OsmTags:
    """``sets`` are rules for the areas that a key groups by its values, ``names`` for points that name parts of a city.

    ``closed_ways`` are the keys, or ``key=value``, that make an area of a way that ends where it begins.
    """

    roles: Mapping[str, tuple[TagRule, ...]]
    sets: Mapping[str, tuple[TagRule, ...]]
    names: tuple[TagRule, ...]
    devices: Mapping[str, tuple[TagRule, ...]]
    closed_ways: tuple[str, ...]

    def rules(self, shapes: str) -> list[TagRule]:
        """All rules for one kind of shapes."""
        every = (*self.roles.values(), *self.sets.values(), self.names, *self.devices.values())
        return [rule for rules in every for rule in rules if rule.shapes == shapes]


@cache
def load_osm_tags() -> OsmTags:
    """The table; a rule in it that cannot be understood is a ``TypeError`` or ``ValueError`` with what it says."""
    content = tomllib.loads((data_folder("resources") / "osm_tags.toml").read_text(encoding="utf-8"))
    return OsmTags(
        roles={role: _rules(entries) for role, entries in content["roles"].items()},
        sets={key: _rules(entries) for key, entries in content["sets"].items()},
        names=_rules(content["names"]),
        devices={type_id: _rules(entries) for type_id, entries in content["devices"].items()},
        closed_ways=tuple(content["closed_ways"]),
    )


def _rules(entries: Iterable[Mapping[str, Any]]) -> tuple[TagRule, ...]:
    return tuple(_rule(dict(entry)) for entry in entries)


def _rule(entry: dict[str, Any]) -> TagRule:
    shapes = entry.pop("shapes", "points")
    if shapes not in SHAPES:
        raise ValueError(f"osm_tags.toml: shapes are {', '.join(SHAPES)}, not {shapes}")
    kind, empty = entry.pop("kind", None), tuple(entry.pop("empty", ()))
    values = {name: {key: tuple(listed) for key, listed in table.items()} for name, table in entry.items()}
    return TagRule(shapes, empty=empty, kind=kind, **values)
