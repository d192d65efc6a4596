"""What of a project's tables can be used; the rest, which another program or a fault left there, is told."""

from collections import Counter
from collections.abc import Set

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from cityplanner.i18n import _, format_number
from cityplanner.model import DeviceStatus, Problem, Severity


def in_system(frame: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    """``frame`` in the study's ``crs``, whichever another program wrote it in; a plain table stays as it is."""
    if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None or frame.crs == crs:
        return frame
    return frame.to_crs(crs)


def good_neighbourhoods(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, npt.NDArray[np.int32], list[Problem]]:
    """Those with a shape; (n,) the new row of each old one, -1 for those left out; and what is told.

    Raises ``ValueError`` where none is left.
    """
    good = ~shapely.is_missing(np.asarray(frame.geometry.array, dtype=object))
    if not good.any():
        raise ValueError("no neighbourhood has a shape")
    rows = np.where(good, np.cumsum(good) - 1, -1).astype(np.int32)
    told = _told(_("Neighbourhoods"), Counter({_("has no shape"): int((~good).sum())}))
    return (frame if good.all() else frame[good].reset_index(drop=True)), rows, told


def good_people(
    frame: gpd.GeoDataFrame, columns: list[str], rows: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.int32], list[Problem]]:
    """(n, 2) places, (n, columns) weights and (n,) rows of neighbourhoods, of points that stand somewhere and count."""
    xy, placed = _places(frame)
    weights = frame[columns].to_numpy(dtype=np.float64)
    # Of a group that nobody counted somewhere there is no number; of residents there is.
    counted = np.isfinite(weights[:, 0]) & ~(weights < 0).any(axis=1) & ~np.isinf(weights).any(axis=1)
    old = pd.to_numeric(frame["neighbourhood"], errors="coerce").fillna(-1).to_numpy(dtype=np.int64)
    known = (old >= 0) & (old < len(rows))
    neighbourhood = np.where(known, rows[np.clip(old, 0, len(rows) - 1)], -1).astype(np.int32)
    good = placed & counted
    reasons = Counter({_("has no place"): int((~placed).sum()), _("has no number"): int((placed & ~counted).sum())})
    return xy[good], weights[good], neighbourhood[good], _told(_("People"), reasons)


def good_devices(frame: gpd.GeoDataFrame, scenarios: Set[str]) -> tuple[pd.DataFrame, list[Problem]]:
    """The devices with ``x`` and ``y`` that have a place, an id of their own, a type, a status and a scenario."""
    xy, placed = _places(frame)
    rows = pd.DataFrame(frame.drop(columns=frame.geometry.name)).assign(x=xy[:, 0], y=xy[:, 1])
    statuses = {status.value for status in DeviceStatus}
    left = pd.Series("", index=rows.index, dtype=object)
    for reason, wrong in (
        (_("has no place"), ~placed),
        (_("is in no scenario of the project"), ~rows["scenario"].isin(scenarios)),
        (_("has no id"), rows["id"].isna()),
        (_("has no type"), rows["type"].isna()),
        (_("has a status that nobody knows"), ~rows["status"].isin(statuses)),
        (_("has the id of another"), rows.duplicated(["scenario", "id"])),
    ):
        left = left.mask((left == "") & wrong, reason)
    return rows[left == ""], _told(_("Devices"), Counter(left[left != ""]))


def _places(frame: gpd.GeoDataFrame) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """(n, 2) where the points are, and (n,) whether that is somewhere."""
    shapes = np.asarray(frame.geometry.array, dtype=object)
    xy = np.column_stack([shapely.get_x(shapes), shapely.get_y(shapes)])  # not numbers for all but points
    return xy, np.isfinite(xy).all(axis=1)


def _told(where: str, reasons: Counter[str]) -> list[Problem]:
    sentence = _("{count} of the project's file were left out: each {reason}.")
    return [
        Problem(Severity.WARNING, where, sentence.format(count=format_number(count), reason=reason))
        for reason, count in reasons.items()
        if count
    ]
