"""The pictures of a study in their order: which of them to paint anew, of what, and how they lie over each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QColor, QPainter

from cityplanner.carto.display_list import WorldItem
from cityplanner.carto.families import FAMILY_COLOURS, device_symbols
from cityplanner.carto.map_layers import SURROUND, Damaged, base_above, base_below, map_names, neighbourhood_areas
from cityplanner.carto.viewport import Viewport
from cityplanner.gui.map.pictures import (
    Failure,
    Gather,
    Picture,
    PicturePainter,
    Ranges,
    joined_pictures,
    paint_picture,
    picture_viewport,
)
from cityplanner.model import Device, DeviceStatus, Layer, Project
from cityplanner.session.study import Study

BELOW, COVERAGE, ABOVE, RANGES, DEVICES, NAMES = "below", "coverage", "above", "ranges", "devices", "names"
STACK = (BELOW, COVERAGE, ABOVE, RANGES, DEVICES, NAMES)
OF_LAYERS = (BELOW, ABOVE, NAMES)
"""The pictures that the project's layers are in."""
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
    failed = Signal(object)
    """The :class:`~cityplanner.gui.map.pictures.Failure` of a layer or a picture that is left out."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pictures: dict[str, Picture] = {}
        self._painter = PicturePainter(self)
        self._painter.painted.connect(self._on_painted)
        self._painter.failed.connect(self._on_failed)
        self._left_out: dict[tuple[str, str], Layer] = {}
        """By picture and id the layers that failed: until they are others they are not tried again."""
        self._drawn: list[Picture] = []
        self._joined: list[Picture] | None = None

    @property
    def busy(self) -> bool:
        return self._painter.busy

    def stop(self) -> None:
        """Begin no picture any more."""
        self._painter.stop()

    def wait(self) -> None:
        """Until nothing is being painted any more, for the end of the program."""
        self._painter.wait()

    def clear(self) -> None:
        self._pictures.clear()
        self._left_out.clear()

    def request(self, names: Iterable[str], study: Study, paper: Paper) -> None:
        """Paint these pictures; what is there is drawn until then."""
        layers = study.project.layers
        for name in names:
            sound = [layer for layer in layers if self._left_out.get((name, layer.id)) is not layer]
            gather = _gatherer(name, study, sound, paper, self.damaged.emit)
            self._painter.request(name, gather, paper.view, paper.ratio, sound if name in OF_LAYERS else ())

    def paint_shares(self, study: Study, paper: Paper) -> None:
        """Paint the shares at once: they follow the hand."""
        self._painter.forget((COVERAGE,))
        try:
            picture = paint_picture(_shares(study), paper.view, paper.ratio)
        except Exception as error:  # told as if it had been painted on the worker
            self._on_painted(COVERAGE, None)
            self.failed.emit(Failure(COVERAGE, None, error))
        else:
            self._pictures[COVERAGE] = picture

    def _on_painted(self, name: str, picture: Picture | None) -> None:
        if picture is None:
            self._pictures.pop(name, None)
        else:
            self._pictures[name] = picture
        self.changed.emit()

    def _on_failed(self, failure: Failure) -> None:
        if failure.layer is not None:
            self._left_out[failure.picture, failure.layer.id] = failure.layer
        self.failed.emit(failure)

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


def _gatherer(name: str, study: Study, layers: Sequence[Layer], paper: Paper, damaged: Damaged) -> Gather:
    """What makes the content of a picture on the worker, out of data that no edit changes meanwhile."""
    scale, hidden = paper.view.metres_per_pixel, study.hidden
    if name in OF_LAYERS:
        around = picture_viewport(paper.view)
        project = replace(study.project, layers=list(layers))

        def without(left_out: frozenset[str]) -> Project:
            return replace(project, layers=[layer for layer in layers if layer.id not in left_out])

        if name == BELOW:
            return lambda out: base_below(without(out), scale, around, damaged)
        if name == ABOVE:
            return lambda out: base_above(without(out), scale, names=False)
        # Names stand over everything, ranges and symbols too.
        return lambda out: [] if "names" in hidden else map_names(without(out), around)
    if name == COVERAGE:
        shares = _shares(study)
        return lambda _out: shares
    # Tens of thousands of devices are gone through on the worker.
    devices = [] if name == RANGES and "ranges" in hidden else study.shown_devices()
    left_out, reach = paper.left_out, _Reach.of(study)
    if name == RANGES:
        return lambda _out: reach.ranges(device for device in devices if device.id not in left_out)
    types = dict(study.project.device_types)
    return lambda _out: [
        device_symbols([device for device in devices if device.id not in left_out], types, size_px=paper.symbol_px)
    ]


def _shares(study: Study) -> list[WorldItem]:
    """The neighbourhoods in the colours of their classes."""
    return [] if "served" in study.hidden else [neighbourhood_areas(study.project.city, study.colours)]


def _are(pictures: list[Picture], others: list[Picture]) -> bool:
    """Whether they are the same pictures, not only alike."""
    return len(pictures) == len(others) and all(a is b for a, b in zip(pictures, others, strict=True))
