"""The pictures of a study in their order: which of them to paint anew, of what, and how they lie over each other."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QColor, QPainter

from cityplanner.carto.display_list import WorldItem
from cityplanner.carto.families import FAMILY_COLOURS, device_symbols
from cityplanner.carto.map_layers import SURROUND, Damaged, base_above, base_below, map_names, neighbourhood_areas
from cityplanner.carto.viewport import Viewport
from cityplanner.gui.map.pictures import (
    Content,
    Picture,
    PicturePainter,
    Ranges,
    joined_pictures,
    paint_picture,
    picture_viewport,
)
from cityplanner.gui.study import Study
from cityplanner.model import Device, DeviceStatus

BELOW, COVERAGE, ABOVE, RANGES, DEVICES, NAMES = "below", "coverage", "above", "ranges", "devices", "names"
STACK = (BELOW, COVERAGE, ABOVE, RANGES, DEVICES, NAMES)
PROJECTOR = 1.6
"""How much larger lines, symbols and names are on the map for a projector."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The view that pictures are painted for, and device pixels to a pixel of theirs."""

    view: Viewport
    ratio: float
    symbol_px: float
    left_out: frozenset[str]
    """Devices that are in the hand, and not in the pictures."""


def paper_for(
    view: Viewport, ratio: float, symbol_px: float, left_out: frozenset[str], *, projector: bool = False
) -> Paper:
    """For the projector the picture is smaller and its pixels are larger, and with them lines, symbols and names."""
    factor = PROJECTOR if projector else 1.0
    smaller = replace(
        view,
        metres_per_pixel=view.metres_per_pixel * factor,
        width_px=view.width_px / factor,
        height_px=view.height_px / factor,
    )
    return Paper(smaller, ratio * factor, symbol_px, left_out)


class PictureStack(QObject):
    """Paints on a worker; while nothing changes the whole stack is one image."""

    changed = Signal()
    damaged = Signal(object)
    """The raster :class:`Layer` that could not be read in all its parts."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pictures: dict[str, Picture] = {}
        self._painter = PicturePainter(self)
        self._painter.painted.connect(self._on_painted)
        self._drawn: list[Picture] = []
        self._joined: list[Picture] | None = None

    @property
    def busy(self) -> bool:
        return self._painter.busy

    def wait(self) -> None:
        """Until nothing is being painted any more, for the end of the program."""
        self._painter.wait()

    def clear(self) -> None:
        self._pictures.clear()

    def request(self, names: Iterable[str], study: Study, paper: Paper) -> None:
        """Paint these pictures; what is there is drawn until then."""
        for name in names:
            self._painter.request(name, _gatherer(name, study, paper, self.damaged.emit), paper.view, paper.ratio)

    def paint_shares(self, study: Study, paper: Paper) -> None:
        """Paint the shares at once: they follow the hand."""
        self._painter.forget((COVERAGE,))
        self._pictures[COVERAGE] = paint_picture(_shares(study), paper.view, paper.ratio)

    def _on_painted(self, name: str, picture: Picture) -> None:
        self._pictures[name] = picture
        self.changed.emit()

    def draw(self, painter: QPainter, view: Viewport, rect: QRect) -> None:
        """The pictures over each other. Those painted for one view become one image, which is sooner stretched."""
        pictures = [self._pictures[name] for name in STACK if name in self._pictures]
        if not _are(pictures, self._drawn):
            self._drawn, self._joined = pictures, None
            if all(picture.fits(view) for picture in pictures):
                # In the next frame one of them may be another again: a device is in the hand.
                painter.fillRect(rect, QColor(SURROUND))
                for picture in pictures:
                    picture.draw(painter, view)
                return
        if self._joined is None:
            self._joined = joined_pictures(pictures, SURROUND)
        if not self._joined or not self._joined[0].covers(view):
            painter.fillRect(rect, QColor(SURROUND))
        for picture in self._joined:
            picture.draw(painter, view)


def ranges_of(study: Study, devices: Iterable[Device]) -> Ranges:
    """The ground that ``devices`` reach, those of the types in focus that serve."""
    return _Reach.of(study).ranges(devices)


@dataclass(frozen=True, slots=True)
class _Reach:
    """How far the types in focus reach, in metres by id, and their colour."""

    radius_m: dict[str, float]
    colour: str

    @classmethod
    def of(cls, study: Study) -> "_Reach":
        radius_m = {item.id: item.coverage.parameters["range_m"] for item in study.focus_types}
        return cls(radius_m, FAMILY_COLOURS[study.focus_family])

    def ranges(self, devices: Iterable[Device]) -> Ranges:
        serving = [
            (device.x, device.y, self.radius_m[device.type_id])
            for device in devices
            if device.type_id in self.radius_m and device.status is not DeviceStatus.RETIRED
        ]
        rows = np.array(serving, dtype=np.float64).reshape(-1, 3)
        return Ranges(rows[:, :2], rows[:, 2], self.colour)


def _gatherer(name: str, study: Study, paper: Paper, damaged: Damaged) -> Callable[[], Content]:
    """What makes the content of a picture on the worker, out of data that no edit changes meanwhile."""
    scale, hidden = paper.view.metres_per_pixel, study.hidden
    if name in (BELOW, ABOVE, NAMES):
        project = replace(study.project, layers=list(study.project.layers))
        around = picture_viewport(paper.view)
        if name == BELOW:
            return lambda: base_below(project, scale, around, damaged)
        if name == ABOVE:
            return lambda: base_above(project, scale, names=False)
        # Names stand over everything, ranges and symbols too.
        return lambda: [] if "names" in hidden else map_names(project, around)
    if name == COVERAGE:
        shares = _shares(study)
        return lambda: shares
    # Tens of thousands of devices are gone through on the worker.
    devices = [] if name == RANGES and "ranges" in hidden else study.shown_devices()
    left_out, reach = paper.left_out, _Reach.of(study)
    if name == RANGES:
        return lambda: reach.ranges(device for device in devices if device.id not in left_out)
    types = dict(study.project.device_types)
    return lambda: [
        device_symbols([device for device in devices if device.id not in left_out], types, size_px=paper.symbol_px)
    ]


def _shares(study: Study) -> list[WorldItem]:
    """The neighbourhoods in the colours of their classes."""
    return [] if "served" in study.hidden else [neighbourhood_areas(study.project.city, study.colours)]


def _are(pictures: list[Picture], others: list[Picture]) -> bool:
    """Whether they are the same pictures, not only alike."""
    return len(pictures) == len(others) and all(a is b for a, b in zip(pictures, others, strict=True))
