"""Edits as plain data with a version, and back: what a log keeps, on disk or between two computers.

A change is the fields of its class and the name of its kind. Frames, residents and sets of devices stand beside the
changes, each once, however many changes name them.
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, fields
from datetime import date
from enum import Enum, StrEnum
from math import isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import geopandas as gpd
import pandas as pd
import shapely
from cattrs import Converter
from cattrs.errors import BaseValidationError, ForbiddenExtraKeysError
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from cityplanner.errors import InputError
from cityplanner.i18n import Text, _
from cityplanner.model.change import KINDS
from cityplanner.model.city import People
from cityplanner.model.device import Device
from cityplanner.model.edit import Edit
from cityplanner.model.frame_data import (
    Data,
    array_from_data,
    array_to_data,
    frame_from_data,
    frame_to_data,
    shape_from_data,
    shape_to_data,
)
from cityplanner.model.scenario import Scenario

DATA_VERSION = 1
"""Of the form of the data. It grows when an older program could no longer read what is written."""

_DAMAGE = (
    BaseValidationError,
    ForbiddenExtraKeysError,
    AttributeError,
    CRSError,
    ImportError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    ArithmeticError,
    shapely.errors.ShapelyError,
)


def edit_to_data(edit: Edit) -> dict[str, Data]:
    """``edit`` as dicts, lists, texts, numbers, truth values and None, which ``json.dumps`` takes."""
    tables = _Tables()
    before = _tables.set(tables)
    try:
        changes = [{"kind": change.kind, **_converter.unstructure(change)} for change in edit.changes]
    finally:
        _tables.reset(before)
    return {
        "version": DATA_VERSION,
        "label": Text.of(edit.label).to_plain(),
        "merge_key": edit.merge_key,
        "changes": changes,
        "tables": tables.written,
    }


def edit_from_data(data: object) -> Edit:
    """The edit of :func:`edit_to_data`.

    Raises :class:`InputError` where a newer version of the program wrote it, or it is damaged.
    """
    version = data.get("version") if isinstance(data, dict) else None
    if isinstance(version, int) and version > DATA_VERSION:
        raise _newer()
    before = _tables.set(_Tables())
    try:
        return _read(cast(dict[str, Data], data))
    except _DAMAGE as error:
        raise InputError(
            _(
                "A step that was written down is damaged and cannot be read; nothing was changed. "
                "Go on without it, or with a copy of the file that it is in."
            )
        ) from error
    finally:
        _tables.reset(before)


def _read(data: dict[str, Data]) -> Edit:
    if data["version"] != DATA_VERSION:
        raise ValueError(data["version"])
    _tables.get().written = _checked(data["tables"], list)
    changes = []
    for entry in _checked(data["changes"], list):
        kind = _checked(entry["kind"], str)
        if kind not in KINDS:
            raise _newer()
        parts = {name: value for name, value in entry.items() if name != "kind"}
        changes.append(_converter.structure(parts, KINDS[kind]))
    label, merge_key = _text_from_data(data["label"], str), data["merge_key"]
    return Edit(label, tuple(changes), None if merge_key is None else _checked(merge_key, str))


def _newer() -> InputError:
    return InputError(
        _(
            "A step was written down by a newer version of CityPlanner; nothing was changed. "
            "Install that version or a later one to use it."
        )
    )


# Frames, residents and sets of devices, each once


@dataclass(slots=True)
class _Tables:
    written: list[Data] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)
    """``id`` of a table that is being written -> its place."""
    read: dict[int, object] = field(default_factory=dict)
    """Place -> the table that was read."""

    def place_of(self, table: pd.DataFrame | People | Mapping[str, Device]) -> int:
        if id(table) not in self.places:
            self.places[id(table)] = len(self.written)
            match table:
                case People():
                    self.written.append(_people_to_data(table))
                case Mapping():
                    self.written.append(_devices_to_data(table))
                case _:
                    self.written.append(frame_to_data(table))
        return self.places[id(table)]

    def table_at(self, said: object, kind: type) -> Any:
        place: int = _checked(said, int)
        if place < 0:
            raise IndexError(place)
        if place not in self.read:
            read: Callable[[Data], object] = _READERS.get(kind, frame_from_data)
            self.read[place] = read(self.written[place])
        return _checked(self.read[place], kind)


_tables: ContextVar[_Tables] = ContextVar("_tables")
"""Those of the edit that is being written or read on this thread."""


def _people_to_data(people: People) -> Data:
    return {
        "xy": array_to_data(people.xy),
        "weights": array_to_data(people.weights),
        "neighbourhood": array_to_data(people.neighbourhood),
        "groups": list(people.groups),
        "method": Text.of(people.method).to_plain(),
    }


def _people_from_data(data: Data) -> People:
    xy, weights, neighbourhood = (array_from_data(data[name]) for name in ("xy", "weights", "neighbourhood"))
    groups = tuple(_checked(group, str) for group in data["groups"])
    count = len(neighbourhood)
    if xy.shape != (count, 2) or weights.shape != (count, 1 + len(groups)) or neighbourhood.dtype.kind != "i":
        raise ValueError("people")
    return People(xy, weights, neighbourhood, groups, _text_from_data(data["method"], str))


def _devices_to_data(devices: Mapping[str, Device]) -> Data:
    """Row by row, the names of the fields once."""
    rows = [list(_converter.unstructure(device, Device).values()) for device in devices.values()]
    return {"fields": [one.name for one in fields(Device)], "rows": rows}


def _devices_from_data(data: Data) -> Mapping[str, Device]:
    names = data["fields"]
    rows = (dict(zip(names, row, strict=True)) for row in _checked(data["rows"], list))
    devices = [_converter.structure(row, Device) for row in rows]
    return MappingProxyType({device.id: device for device in devices})


_READERS: dict[type, Callable[[Data], object]] = {People: _people_from_data, Mapping: _devices_from_data}


# Single values: nothing is taken for something else


def _checked(value: Any, kind: type) -> Any:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise TypeError(f"{kind} wanted: {type(value)}")
    return value


def _text_to_data(value: str) -> Data:
    return value if type(value) is str else Text.of(value).to_plain()


def _text_from_data(data: Data, _type: object) -> str:
    """A text that the program made comes with its id and arguments, to be shown in any language."""
    return Text.from_plain(data).now if isinstance(data, dict) else cast(str, _checked(data, str))


def _float_to_data(value: float) -> Data:
    return float(value) if isfinite(value) else {"float": repr(float(value))}


def _float_from_data(data: Data, _type: object) -> float:
    if isinstance(data, dict):
        return float(_checked(data["float"], str))
    if isinstance(data, bool):
        raise TypeError(data)
    return float(_checked(data, int | float))  # type: ignore[arg-type]


def _text_or_number(data: Data, _type: object) -> str | float:
    return data if isinstance(data, str) else _float_from_data(data, float)


def _scenario_to_data(scenario: Scenario) -> Data:
    return {
        "id": scenario.id,
        "name": _text_to_data(scenario.name),
        "parent": scenario.parent,
        "devices": _tables.get().place_of(scenario.devices),
    }


def _scenario_from_data(data: Data, _type: object) -> Scenario:
    parent = data["parent"]
    return Scenario(
        _checked(data["id"], str),
        _text_from_data(data["name"], str),
        None if parent is None else _checked(parent, str),
        _tables.get().table_at(data["devices"], Mapping),
    )


def _is(*kinds: type) -> Any:
    """Whether a type is one of ``kinds`` or made of one, and no list of choices."""
    return lambda one: isinstance(one, type) and issubclass(one, kinds) and not issubclass(one, Enum)


def _make_converter() -> Converter:
    made = Converter(detailed_validation=False, forbid_extra_keys=True)
    for kind in (bool, int):
        made.register_structure_hook(kind, _checked)
    for handled, write, read in (
        (_is(str), _text_to_data, _text_from_data),
        (_is(float), _float_to_data, _float_from_data),
        (_is(date), date.isoformat, lambda data, _one: date.fromisoformat(data)),
        (_is(Path), str, lambda data, _one: Path(_checked(data, str))),
        (_is(BaseGeometry), shape_to_data, lambda data, _one: shape_from_data(data)),
        (_is(Scenario), _scenario_to_data, _scenario_from_data),
        (
            _is(gpd.GeoDataFrame, People),
            lambda table: {"table": _tables.get().place_of(table)},
            lambda data, one: _tables.get().table_at(data["table"], one),
        ),
    ):
        made.register_unstructure_hook_func(handled, write)
        made.register_structure_hook_func(handled, read)
    # cattrs has its own for these, which goes before those that are told by a function.
    made.register_unstructure_hook(str, _text_to_data)
    made.register_structure_hook(str, _text_from_data)
    made.register_unstructure_hook(StrEnum, lambda one: one.value)
    made.register_structure_hook(StrEnum, lambda data, kind: kind(_checked(data, str)))
    made.register_structure_hook_func(lambda one: one == str | float, _text_or_number)
    return made


_converter = _make_converter()
