"""Reads an extract of OpenStreetMap with GDAL: of each kind of shapes what some rule looks at, and no other tags."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyogrio
import shapely

from cityplanner.errors import InputError
from cityplanner.i18n import _
from cityplanner.io.gdal_path import gdal_path
from cityplanner.io.osm.packed import unpacked_extract
from cityplanner.io.osm.rings import mended_areas
from cityplanner.io.osm.tags import load_osm_tags

Objects = npt.NDArray[np.object_]

_LAYERS: Mapping[str, str] = {"points": "points", "lines": "lines", "areas": "multipolygons"}
"""Kind of shapes -> the driver's layer."""


@dataclass(frozen=True, eq=False, slots=True)
class Tag:
    """What features have for one key: (n,) places in ``values``, -1 where a feature has no such tag."""

    codes: npt.NDArray[np.intp]
    values: Objects


@dataclass(frozen=True, eq=False, slots=True)
class Shapes:
    """Points, lines or areas of an extract, (n,) each, in degrees; ``element`` is node, way or relation.

    A shape that encloses nothing is None, and what is left of its outline stands in ``remains``. Not to be changed, for
    it is kept for the next who asks.
    """

    ids: Objects
    element: Objects
    names: Objects
    geometry: Objects
    remains: Objects
    tags: Mapping[str, Tag]


def read_shapes(path: Path, shapes: str) -> Shapes:
    """The ``points``, ``lines`` or ``areas`` of the extract at ``path`` that have a key which some rule asks for.

    Raises :class:`InputError` where the file cannot be read.
    """
    stat = path.stat()
    return _kept(path, shapes, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=len(_LAYERS))
def _kept(path: Path, shapes: str, _size: int, _changed_ns: int) -> Shapes:
    """Kept, for the roles of an extract are asked for one after the other."""
    with unpacked_extract(path) as file:
        columns, wkb = _read_by_driver(file, path.name, shapes)
    ways = columns.pop("osm_way_id", None)
    ids = columns.pop("osm_id")
    if ways is None:
        element = np.full(len(ids), "node" if shapes == "points" else "way", dtype=object)
    else:
        element = np.where(pd.isna(ids), "way", "relation").astype(object)
        ids = np.where(pd.isna(ids), ways, ids)
    remains = np.full(len(wkb), None, dtype=object)
    geometry = np.asarray(shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object)
    if shapes == "areas":
        geometry, remains = mended_areas(geometry, wkb)
    names = columns.pop("name")
    tags = {key: Tag(*pd.factorize(values)) for key, values in columns.items()}
    return Shapes(ids, element, names, geometry, remains, tags)


def _read_by_driver(file: Path, name: str, shapes: str) -> tuple[dict[str, Objects], Objects]:
    """Key -> its values, ids among them, and the shapes as WKB."""
    rules = load_osm_tags().rules(shapes)
    keys = sorted({"name"}.union(*(rule.keys for rule in rules)))
    wanted = " OR ".join(f'"{key}" IS NOT NULL' for key in sorted({key for rule in rules for key in rule.tags}))
    errors = []
    with TemporaryDirectory(prefix="cityplanner-") as folder, gdal_path(file) as plain:
        settings = Path(folder) / "tags.ini"
        settings.write_text(_settings(shapes, keys), encoding="utf-8")
        for indexing in ("YES", "NO"):
            # Without an index of its own the driver also reads files whose ids are in no order, more slowly.
            pyogrio.set_gdal_config_options({"OSM_USE_CUSTOM_INDEXING": indexing})
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    meta, _fids, geometry, values = pyogrio.raw.read(
                        plain, layer=_LAYERS[shapes], where=wanted, CONFIG_FILE=str(settings)
                    )
                return dict(zip(meta["fields"], values, strict=True)), geometry
            except (pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError, ValueError, OverflowError) as error:
                errors.append(error)
            finally:
                pyogrio.set_gdal_config_options({"OSM_USE_CUSTOM_INDEXING": None})
    raise InputError(
        _("{file} cannot be read as an extract of OpenStreetMap; download it again.").format(file=name)
    ) from errors[-1]


def _settings(shapes: str, keys: list[str]) -> str:
    """What the driver is told: the keys become columns as they are written, all other tags are dropped."""
    lines = [f"closed_ways_are_polygons={','.join(load_osm_tags().closed_ways)}", "attribute_name_laundering=no"]
    for layer in (*_LAYERS.values(), "multilinestrings", "other_relations"):
        attributes = ",".join(keys) if layer == _LAYERS[shapes] else "name"
        lines += [f"[{layer}]", "osm_id=yes", "other_tags=no", f"attributes={attributes}"]
    return "\n".join(lines) + "\n"
