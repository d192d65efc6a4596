"""Frames, arrays and shapes as plain data that JSON can hold, and back: exact to the bit.

Numbers are the bytes that they are in memory, shapes are WKB, both as base64. What a column of objects holds that has
no form of its own here becomes text, as it does in a project file.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

Data = Any
"""``None``, ``bool``, ``int``, ``float``, ``str``, and lists and dicts of these."""

_NUMBERS = "biufcmM"
_RING = 2
"""The one kind of shape that WKB does not know: it is written as a line."""


def array_to_data(array: npt.NDArray[Any]) -> Data:
    """Numbers, truth values or times of any shape."""
    return {"dtype": array.dtype.str, "shape": list(array.shape), "bytes": _encoded(array.tobytes())}


def array_from_data(data: Data) -> npt.NDArray[Any]:
    """Raises ``ValueError`` or the like where ``data`` is damaged, as all functions here that read."""
    dtype = np.dtype(_text(data["dtype"]))
    if dtype.kind not in _NUMBERS:
        raise ValueError(data["dtype"])
    return np.frombuffer(_decoded(data["bytes"]), dtype).reshape([int(size) for size in data["shape"]]).copy()


def shapes_to_data(shapes: npt.NDArray[np.object_]) -> Data:
    """(n,) shapes or None."""
    written = shapely.to_wkb(shapes, include_srid=True)
    lengths = np.array([-1 if one is None else len(one) for one in written], dtype=np.int32)
    return {
        "wkb": _encoded(b"".join(one for one in written if one is not None)),
        "lengths": array_to_data(lengths),
        "rings": np.flatnonzero(shapely.get_type_id(shapes) == _RING).tolist(),
    }


def shapes_from_data(data: Data) -> npt.NDArray[np.object_]:
    """The shapes of :func:`shapes_to_data`."""
    written, lengths = _decoded(data["wkb"]), array_from_data(data["lengths"])
    ends = np.cumsum(np.maximum(lengths, 0))
    if len(written) != (ends[-1] if len(ends) else 0):
        raise ValueError("wkb")
    pieces = np.empty(len(lengths), dtype=object)
    for place, (length, end) in enumerate(zip(lengths.tolist(), ends.tolist(), strict=True)):
        pieces[place] = None if length < 0 else written[end - length : end]
    shapes: npt.NDArray[np.object_] = shapely.from_wkb(pieces)
    for place in data["rings"]:
        shapes[place] = shapely.LinearRing(shapes[place])
    return shapes


def shape_to_data(shape: BaseGeometry) -> Data:
    return shapes_to_data(np.array([shape], dtype=object))


def shape_from_data(data: Data) -> BaseGeometry:
    (shape,) = shapes_from_data(data)
    if not isinstance(shape, BaseGeometry):
        raise TypeError("no shape")
    return shape


def frame_to_data(frame: pd.DataFrame) -> Data:
    """A frame with its columns in their order, its index, and which column has the shapes."""
    is_geo = isinstance(frame, gpd.GeoDataFrame)
    active = frame.active_geometry_name if is_geo else None
    return {
        "rows": len(frame),
        "index": _index_to_data(frame.index),
        "names": _index_to_data(frame.columns),
        "columns": [_column_to_data(frame.iloc[:, place].array) for place in range(frame.shape[1])],
        "geometry": _cell_to_data(active if active in frame.columns else None),
        "places": is_geo,
    }


def frame_from_data(data: Data) -> pd.DataFrame:
    """The frame of :func:`frame_to_data`."""
    rows, index = int(data["rows"]), _index_from_data(data["index"])
    columns = [pd.Series(_column_from_data(one), copy=False) for one in data["columns"]]
    if len(index) != rows or any(len(column) != rows for column in columns):
        raise ValueError("rows")
    frame = pd.DataFrame(dict(enumerate(columns)), index=pd.RangeIndex(rows))
    frame.index, frame.columns = index, _index_from_data(data["names"])
    if not data["places"]:
        return frame
    placed, name = gpd.GeoDataFrame(frame), _cell_from_data(data["geometry"])
    return placed if name is None else placed.set_geometry(name)


# Columns


def _column_to_data(array: Any) -> Data:
    dtype = array.dtype
    if isinstance(array, gpd.array.GeometryArray):
        crs = None if array.crs is None else array.crs.srs
        return {"kind": "shapes", "crs": crs, **shapes_to_data(np.asarray(array, dtype=object))}
    if isinstance(dtype, pd.CategoricalDtype):
        return {
            "kind": "categories",
            "codes": array_to_data(np.asarray(array.codes)),
            "categories": _index_to_data(dtype.categories),
            "ordered": bool(dtype.ordered),
        }
    if isinstance(dtype, pd.StringDtype):
        values = [None if missing else str(value) for value, missing in zip(array, array.isna(), strict=True)]
        return {"kind": "text", "storage": dtype.storage, "na": dtype.na_value is pd.NA, "values": values}
    if isinstance(dtype, pd.DatetimeTZDtype):
        utc = np.asarray(array.tz_convert("UTC").tz_localize(None))
        return {"kind": "zoned", "dtype": str(dtype), "values": array_to_data(utc)}
    if isinstance(array, pd.arrays.IntegerArray | pd.arrays.FloatingArray | pd.arrays.BooleanArray):
        values = array.to_numpy(dtype=array.dtype.numpy_dtype, na_value=0)
        return {"kind": type(array).__name__, "values": array_to_data(values), "missing": array_to_data(array.isna())}
    plain = np.asarray(array)
    if plain.dtype.kind in _NUMBERS:
        return {"kind": "numbers", **array_to_data(plain)}
    return {"kind": "objects", "values": [_cell_to_data(value) for value in plain.astype(object)]}


_MASKED = {one.__name__: one for one in (pd.arrays.IntegerArray, pd.arrays.FloatingArray, pd.arrays.BooleanArray)}


def _column_from_data(data: Data) -> Any:
    kind = data["kind"]
    if kind in _MASKED:
        return _MASKED[kind](array_from_data(data["values"]), array_from_data(data["missing"]))
    match kind:
        case "numbers":
            return array_from_data(data)
        case "shapes":
            return gpd.array.GeometryArray(shapes_from_data(data), crs=data["crs"])
        case "categories":
            dtype = pd.CategoricalDtype(_index_from_data(data["categories"]), ordered=data["ordered"] is True)
            return pd.Categorical.from_codes(array_from_data(data["codes"]), dtype=dtype)
        case "text":
            return pd.array(_list(data["values"]), dtype=_string_dtype(data["storage"], is_na=data["na"] is True))
        case "zoned":
            zoned = pd.Series(array_from_data(data["values"])).dt.tz_localize("UTC")
            return zoned.astype(pd.api.types.pandas_dtype(data["dtype"])).array
        case "objects":
            cells = np.empty(len(_list(data["values"])), dtype=object)
            for place, cell in enumerate(data["values"]):
                cells[place] = _cell_from_data(cell)
            return pd.Series(cells, dtype=object).array
    raise ValueError(kind)


def _string_dtype(storage: str, *, is_na: bool) -> pd.StringDtype:
    missing = pd.NA if is_na else np.nan
    try:
        return pd.StringDtype(storage, na_value=missing)
    except ImportError:
        # Written where another library keeps the text.
        return pd.StringDtype("python", na_value=missing)


def _index_to_data(index: pd.Index) -> Data:
    names = [_cell_to_data(name) for name in index.names]
    if isinstance(index, pd.RangeIndex):
        return {"range": [index.start, index.stop, index.step], "names": names}
    levels = [index.get_level_values(level) for level in range(index.nlevels)]
    return {"levels": [_column_to_data(level.array) for level in levels], "names": names}


def _index_from_data(data: Data) -> pd.Index:
    names = [_cell_from_data(name) for name in data["names"]]
    if "range" in data:
        start, stop, step = (int(one) for one in data["range"])
        (name,) = names
        return pd.RangeIndex(start, stop, step, name=name)
    levels = [pd.Series(_column_from_data(level), copy=False) for level in data["levels"]]
    if len(levels) != len(names):
        raise ValueError("index")
    if len(levels) > 1:
        return pd.MultiIndex.from_arrays(levels, names=names)
    return pd.Index(levels[0].array, dtype=levels[0].dtype, name=names[0])


# Cells of columns of objects


def _cell_to_data(value: Any) -> Data:
    """What JSON knows as it is, anything else as a dict that says what it is."""
    if value is None or isinstance(value, bool) or type(value) in (int, str):
        return value
    if type(value) is float:
        return value if isfinite(value) else {"is": "float", "value": repr(value)}
    if value is pd.NA:
        return {"is": "NA"}
    if value is pd.NaT:
        return {"is": "NaT"}
    match value:
        case np.generic() if value.dtype.kind in _NUMBERS:
            return {"is": "number", **array_to_data(np.asarray(value))}
        case np.ndarray() if value.dtype.kind in _NUMBERS:
            return {"is": "array", **array_to_data(value)}
        case list() | tuple() | np.ndarray():
            kind = "tuple" if isinstance(value, tuple) else "list"
            return {"is": kind, "value": [_cell_to_data(one) for one in value]}
        case Mapping():
            pairs = [[_cell_to_data(key), _cell_to_data(one)] for key, one in value.items()]
            return {"is": "dict", "value": pairs}
        case BaseGeometry():
            return {"is": "shape", "value": shape_to_data(value)}
        case bytes():
            return {"is": "bytes", "value": _encoded(value)}
        case Decimal():
            return {"is": "decimal", "value": str(value)}
        case pd.Timedelta():
            return {"is": "timedelta", "value": int(value.value), "unit": value.unit}
        case pd.Timestamp():
            return {"is": "timestamp", "value": value.isoformat(), "unit": value.unit}
        case datetime() | date() | time():
            return {"is": type(value).__name__, "value": value.isoformat()}
    return str(value)


_TIMES: dict[str, Any] = {"datetime": datetime, "date": date, "time": time}


def _cell_from_data(data: Data) -> Any:
    if not isinstance(data, dict):
        if data is not None and not isinstance(data, bool | int | float | str):
            raise TypeError(type(data))
        return data
    kind = data["is"]
    if kind in _TIMES:
        return _TIMES[kind].fromisoformat(data["value"])
    match kind:
        case "float":
            return float(_text(data["value"]))
        case "NA":
            return pd.NA
        case "NaT":
            return pd.NaT
        case "number":
            return array_from_data(data)[()]
        case "array":
            return array_from_data(data)
        case "list":
            return [_cell_from_data(one) for one in _list(data["value"])]
        case "tuple":
            return tuple(_cell_from_data(one) for one in _list(data["value"]))
        case "dict":
            return {_cell_from_data(key): _cell_from_data(one) for key, one in _list(data["value"])}
        case "shape":
            return shape_from_data(data["value"])
        case "bytes":
            return _decoded(data["value"])
        case "decimal":
            return Decimal(_text(data["value"]))
        case "timedelta":
            return pd.Timedelta(int(data["value"]), "ns").as_unit(data["unit"])
        case "timestamp":
            return pd.Timestamp(_text(data["value"])).as_unit(data["unit"])
    raise ValueError(kind)


def _encoded(raw: bytes) -> str:
    return b64encode(raw).decode("ascii")


def _decoded(text: object) -> bytes:
    return b64decode(_text(text), validate=True)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value))
    return value


def _list(value: object) -> Sequence[Any]:
    if not isinstance(value, list):
        raise TypeError(type(value))
    return value
