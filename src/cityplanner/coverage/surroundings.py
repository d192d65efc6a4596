"""What coverage models look at beside the people: buildings, streets, the ground's height, hazard zones."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from cityplanner.model import Layer

Shapes = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Texts = npt.NDArray[np.object_]

ROLES = ("buildings", "streets", "elevation", "hazard")
"""The roles of layers that models may need."""


@dataclass(frozen=True, eq=False, slots=True)
class Buildings:
    """``shapes`` (n,) polygons; ``height_m`` and ``levels`` (n,), NaN where the layers do not say."""

    shapes: Shapes
    height_m: Floats
    levels: Floats


@dataclass(frozen=True, eq=False, slots=True)
class Streets:
    """``shapes`` (n,) lines; ``kind`` (n,) class of each and ``lit`` (n,) whether it is, as the layers say, or ''."""

    shapes: Shapes
    kind: Texts
    lit: Texts


@dataclass(frozen=True, eq=False, slots=True)
class HazardZones:
    """``shapes`` (n,) polygons; ``kind`` and ``level`` (n,) texts, '' where the layers do not say."""

    shapes: Shapes
    kind: Texts
    level: Texts


@dataclass(frozen=True, eq=False, slots=True)
class Surroundings:
    """Plain data in the city's CRS, several layers of a role put together; None where there is no layer of the role.

    ``elevation`` are rasters, the lowest layer first. ``prepared`` is what models made of it, by model.
    """

    buildings: Buildings | None = None
    streets: Streets | None = None
    elevation: tuple[Path, ...] | None = None
    hazard: HazardZones | None = None
    prepared: dict[object, Any] = field(default_factory=dict)


def surroundings_of(layers: Sequence[Layer]) -> Surroundings:
    """The surroundings that a project's layers give; the same object for the same layers."""
    return _of_layers(tuple(layer for layer in layers if layer.role in ROLES))


@lru_cache(maxsize=2)
def _of_layers(layers: tuple[Layer, ...]) -> Surroundings:
    def of_role(role: str) -> list[Layer]:
        return [layer for layer in layers if layer.role == role]

    buildings, streets, hazards = of_role("buildings"), of_role("streets"), of_role("hazard")
    rasters = tuple(layer.raster for layer in of_role("elevation") if layer.raster is not None)
    return Surroundings(
        buildings=Buildings(_shapes(buildings), _numbers(buildings, "height_m"), _numbers(buildings, "levels"))
        if buildings
        else None,
        streets=Streets(_shapes(streets), _texts(streets, "class"), _texts(streets, "lit")) if streets else None,
        elevation=rasters or None,
        hazard=HazardZones(_shapes(hazards), _texts(hazards, "kind"), _texts(hazards, "level")) if hazards else None,
    )


def _shapes(layers: list[Layer]) -> Shapes:
    shapes = np.concatenate([layer.frame.geometry.to_numpy() for layer in layers])
    return np.where(shapely.is_missing(shapes), shapely.Polygon(), shapes)


def _numbers(layers: list[Layer], column: str) -> Floats:
    """(n,) the figures of a column, NaN where it is not there or holds no number."""
    return np.concatenate(
        [
            np.array([_number(value) for value in layer.frame[column]], dtype=np.float64)
            if column in layer.frame
            else np.full(len(layer.frame), np.nan)
            for layer in layers
        ]
    )


def _number(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return np.nan


def _texts(layers: list[Layer], column: str) -> Texts:
    """(n,) the words of a column, '' where it is not there or empty."""
    texts: list[str] = []
    for layer in layers:
        if column in layer.frame:
            known = layer.frame[column].notna()
            texts.extend(str(value) if there else "" for value, there in zip(layer.frame[column], known, strict=True))
        else:
            texts.extend([""] * len(layer.frame))
    return np.array(texts, dtype=object)
