"""Points of a layer become devices."""

from collections.abc import Collection

import numpy as np
import pandas as pd
import shapely

from cityplanner.i18n import format_number, ngettext
from cityplanner.io.build_city import layer_for_city
from cityplanner.model import City, Device, DeviceStatus, Layer, Problem, Severity


def devices_from_layer(
    layer: Layer, city: City, type_id: str, status: DeviceStatus, existing_ids: Collection[str]
) -> tuple[list[Device], list[Problem]]:
    """A device a point, in the file's order, in the city's CRS. Ids are the file's where they are free.

    Points outside all neighbourhoods and several at one place are kept and told.
    """
    placed, problems = layer_for_city(layer, city)
    where = layer.source.file if layer.source else layer.name
    shapes = placed.frame.geometry.to_numpy()
    xy, row = shapely.get_coordinates(shapes, return_index=True)
    frame = placed.frame.iloc[row].reset_index(drop=True)
    problems += _outside(xy, city, where)
    problems += _at_one_place(xy, where)
    ids = _ids(frame, type_id, set(existing_ids))
    devices = [
        Device(
            id=id_,
            type_id=type_id,
            x=x,
            y=y,
            name=_text(name),
            azimuth_deg=_number(azimuth),
            height_m=_number(height),
            status=status,
        )
        for id_, (x, y), name, azimuth, height in zip(
            ids, xy.tolist(), *(_column(frame, name) for name in ("name", "azimuth_deg", "height_m")), strict=True
        )
    ]
    return devices, problems


def _ids(frame: pd.DataFrame, type_id: str, taken: set[str]) -> list[str]:
    """The file's ids where each is there once and free, else ``<type>-1`` and so on."""
    given = frame.get("id")
    if given is not None and given.notna().all() and given.is_unique and not taken & set(given):
        return [str(id_) for id_ in given]
    ids: list[str] = []
    number = 0
    while len(ids) < len(frame):
        number += 1
        if f"{type_id}-{number}" not in taken:
            ids.append(f"{type_id}-{number}")
    return ids


def _column(frame: pd.DataFrame, name: str) -> list[object]:
    return frame[name].tolist() if name in frame else [None] * len(frame)


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not pd.isna(value) else None


def _outside(xy: np.ndarray, city: City, where: str) -> list[Problem]:
    tree = shapely.STRtree(city.neighbourhoods.geometry.to_numpy())
    inside = np.unique(tree.query(shapely.points(xy), predicate="intersects")[0])
    count = len(xy) - len(inside)
    if not count:
        return []
    message = ngettext(
        "{count} device stands outside all neighbourhoods; it may still serve people inside.",
        "{count} devices stand outside all neighbourhoods; they may still serve people inside.",
        count,
    ).format(count=format_number(count))
    return [Problem(Severity.INFO, where, message)]


def _at_one_place(xy: np.ndarray, where: str) -> list[Problem]:
    count = len(xy) - len(np.unique(xy, axis=0))
    if not count:
        return []
    message = ngettext(
        "{count} device stands exactly where another one does.",
        "{count} devices stand exactly where another one does.",
        count,
    ).format(count=format_number(count))
    return [Problem(Severity.INFO, where, message)]
