"""QPainterPaths straight from NumPy arrays."""

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QByteArray, QDataStream, Qt
from PySide6.QtGui import QPainterPath

from cityplanner.carto.ragged import FloatArray, IntArray

_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])
_MOVE, _LINE = 0, 1


def path_of(xy: FloatArray, offsets: IntArray) -> QPainterPath:
    """One path of all rings or lines, (v, 2) points and (n + 1,) offsets, none of them empty; filled by winding.

    Goes through Qt's own stream format for paths, in which a hundred thousand points take some milliseconds.
    """
    path = QPainterPath()
    if len(xy) == 0:
        return path
    elements = np.empty(len(xy), dtype=_ELEMENT)
    elements["kind"] = _LINE
    elements["kind"][offsets[:-1]] = _MOVE
    elements["x"], elements["y"] = xy[:, 0], xy[:, 1]
    head = np.array([len(xy)], dtype=">i4").tobytes()
    tail = np.array([offsets[-2], Qt.FillRule.WindingFill.value], dtype=">i4").tobytes()
    stream = QDataStream(QByteArray(head + elements.tobytes() + tail))
    stream >> path
    return path


def paths_of(
    xy: FloatArray, offsets: IntArray, points_each: int, features: IntArray | None = None
) -> Iterator[QPainterPath]:
    """The same in paths of about ``points_each`` points: Qt's fill and stroke slow down with a path's length.

    With ``features`` (f + 1,), offsets into the rings, no polygon is parted from its holes.
    """
    starts = np.arange(len(offsets)) if features is None else features
    marks = np.arange(0, offsets[-1] + points_each, points_each)
    cuts = np.unique(starts[np.searchsorted(offsets[starts], marks, side="left").clip(0, len(starts) - 1)])
    for first, last in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        begin, end = offsets[first], offsets[last]
        yield path_of(xy[begin:end], offsets[first : last + 1] - begin)
