"""Points of a layer become devices."""

from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.intake.device_statuses import statuses_read, statuses_told
from cityplanner.io.features.device_status import cell_text
from cityplanner.io.features.geometry_repair import kinds_of
from cityplanner.io.features.place_in_city import file_of, layer_for_city
from cityplanner.io.tables.numbers import codes
from cityplanner.io.wording import first_few
from cityplanner.model import City, Device, DeviceStatus, Layer, Problem, Severity

_FloatArray = npt.NDArray[np.float64]


def devices_from_layer(
    layer: Layer,
    city: City,
    type_id: str,
    status: DeviceStatus,
    existing_ids: Collection[str],
    statuses: Mapping[str, DeviceStatus] | None = None,
) -> tuple[list[Device], list[Problem]]:
    """A device a point, in the file's order, in the city's CRS. Ids are the file's where they are free.

    A column of states, where the layer has one, says which stand; ``statuses`` says how its cells are read where
    that is not as they say themselves, and ``status`` is that of all others. Points outside the city and several at
    one place are kept and told. Raises :class:`InputError` where the layer holds anything but points, or lies
    elsewhere.
    """
    where = file_of(layer)
    if kinds_of(layer.frame.geometry.to_numpy()) != ("point",):
        raise InputError(_("Devices must be points, and {file} holds other shapes.").format(file=where))
    placed, problems = layer_for_city(layer, city)
    frame = placed.frame
    xy = shapely.get_coordinates(shapely.centroid(frame.geometry.to_numpy()))
    ids, found = _ids(frame, type_id, set(existing_ids), where)
    problems += [*found, *_outside(xy, city, where), *_at_one_place(xy, where)]
    names = codes(frame["name"]) if "name" in frame else [""] * len(frame)
    azimuths = _figures(frame, "azimuth_deg") % 360
    heights = _figures(frame, "height_m")
    heights[heights < 0] = np.nan
    states, told = _states(layer, frame, status, statuses or {}, where)
    problems += told
    devices = [
        Device(id_, type_id, x, y, name, _known(azimuth), _known(height), state)
        for id_, (x, y), name, azimuth, height, state in zip(
            ids, xy.tolist(), names, azimuths.tolist(), heights.tolist(), states, strict=True
        )
    ]
    return devices, problems


def _states(
    layer: Layer, frame: pd.DataFrame, status: DeviceStatus, said: Mapping[str, DeviceStatus], where: str
) -> tuple[list[DeviceStatus], list[Problem]]:
    """The status of each device, and how the column that says it was read."""
    column = layer.guesses.get("status")
    if column is None or "status" not in frame:
        return [status] * len(frame), []
    read = statuses_read(frame["status"], column, said)
    problems = statuses_told(frame["status"], column, read, where, otherwise=status)
    return [read.get(cell_text(cell)) or status for cell in frame["status"]], problems


def _ids(frame: pd.DataFrame, type_id: str, taken: set[str], where: str) -> tuple[list[str], list[Problem]]:
    """The file's ids where they are free, else ``<type>-1`` and so on."""
    given = codes(frame["id"]) if "id" in frame else [""] * len(frame)
    spoken_for = taken | set(given)
    ids: list[str] = []
    changed: list[str] = []
    number = 0
    for id_ in given:
        if not id_ or id_ in taken:
            changed += [id_] if id_ else []
            number += 1
            while f"{type_id}-{number}" in spoken_for:
                number += 1
            id_ = f"{type_id}-{number}"
        taken.add(id_)
        ids.append(id_)
    if not changed:
        return ids, []
    message = ngettext(
        "{count} device has a code that another one has already, and was given a new one: {codes}.",
        "{count} devices have a code that another one has already, and were given new ones: {codes}.",
        len(changed),
    )
    text = message.format(count=format_number(len(changed)), codes=first_few(changed))
    return ids, [Problem(Severity.WARNING, where, text)]


def _figures(frame: pd.DataFrame, column: str) -> _FloatArray:
    if column not in frame:
        return np.full(len(frame), np.nan)
    return np.array(frame[column], dtype=np.float64)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value


def _outside(xy: _FloatArray, city: City, where: str) -> list[Problem]:
    tree = shapely.STRtree(city.neighbourhoods.geometry.to_numpy())
    inside = np.zeros(len(xy), dtype=bool)
    inside[tree.query(shapely.points(xy), predicate="intersects")[0]] = True
    return _told(
        int((~inside).sum()),
        where,
        ngettext(
            "{count} device stands outside all neighbourhoods; it may still serve people inside.",
            "{count} devices stand outside all neighbourhoods; they may still serve people inside.",
            int((~inside).sum()),
        ),
    )


def _at_one_place(xy: _FloatArray, where: str) -> list[Problem]:
    count = len(xy) - len(np.unique(xy, axis=0))
    return _told(
        count,
        where,
        ngettext(
            "{count} device stands exactly where another one does.",
            "{count} devices stand exactly where another one does.",
            count,
        ),
    )


def _told(count: int, where: str, message: str) -> list[Problem]:
    return [Problem(Severity.INFO, where, message.format(count=format_number(count)))] if count else []
