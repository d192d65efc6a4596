"""The pictures of a study in their order: which of them to paint anew, of what, and how they lie over each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QColor, QPainter

from cityplanner.carto.display_list import WorldItem
from cityplanner.carto.map_layers import SURROUND, Damaged
from cityplanner.carto.map_stack import COVERAGE, DEVICES, OF_LAYERS, RANGES, STACK, MapContent, map_slice
from cityplanner.carto.symbol_size import Medium
from cityplanner.carto.viewport import Viewport
from cityplanner.gui.map.pictures import (
    Failure,
    Gather,
    Picture,
    PicturePainter,
    joined_pictures,
    paint_picture,
    picture_viewport,
)
from cityplanner.model import Layer
from cityplanner.session.study import Study

PROJECTOR = 1.6
"""How much larger lines, symbols and names are on the map for a projector."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The view that pictures are painted for, and device pixels to a pixel of theirs."""

    view: Viewport
    ratio: float
    medium: Medium
    left_out: frozenset[str]
    """Devices that are in the hand, and not in the pictures."""


def paper_for(view: Viewport, ratio: float, left_out: frozenset[str], *, projector: bool = False) -> Paper:
    """For the projector the picture is smaller and its pixels are larger, and with them lines, symbols and names."""
    factor = PROJECTOR if projector else 1.0
    smaller = replace(
        view,
        metres_per_pixel=view.metres_per_pixel * factor,
        width_px=view.width_px / factor,
        height_px=view.height_px / factor,
    )
    return Paper(smaller, ratio * factor, Medium.PROJECTOR if projector else Medium.SCREEN, left_out)


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
            shares = map_slice(COVERAGE, map_content(study, COVERAGE), paper.view, paper.medium)
            picture = paint_picture(shares, paper.view, paper.ratio)
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


def map_content(study: Study, name: str) -> MapContent:
    """What the slice ``name`` of the map of ``study`` is made of, out of data that no edit changes meanwhile."""
    project = replace(study.project, layers=list(study.project.layers), device_types=dict(study.project.device_types))
    devices = study.shown_devices() if name in (RANGES, DEVICES) and name not in study.hidden else ()
    measured = [item.id for item in study.focus_types]
    return MapContent(project, list(devices), measured, study.colours if name == COVERAGE else None, study.hidden)


def _gatherer(name: str, study: Study, layers: Sequence[Layer], paper: Paper, damaged: Damaged) -> Gather:
    """What makes the content of a picture on the worker."""
    content, around = map_content(study, name), picture_viewport(paper.view)

    def gather(left_out: frozenset[str]) -> list[WorldItem]:
        sound = [layer for layer in layers if layer.id not in left_out]
        # Tens of thousands of devices are gone through on the worker.
        shown = [device for device in content.devices if device.id not in paper.left_out]
        made_of = replace(content, project=replace(content.project, layers=sound), devices=shown)
        return map_slice(name, made_of, around, paper.medium, damaged)

    return gather


def _are(pictures: list[Picture], others: list[Picture]) -> bool:
    """Whether they are the same pictures, not only alike."""
    return len(pictures) == len(others) and all(a is b for a, b in zip(pictures, others, strict=True))
