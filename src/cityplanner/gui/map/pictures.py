"""The map's pictures: each a stack of items painted into an image on a worker, kept while the view moves."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter

from cityplanner.carto.display_list import WorldItem
from cityplanner.carto.viewport import Viewport
from cityplanner.model import Layer
from cityplanner.render.mass import paint_into
from cityplanner.render.painting import painter_on

MARGIN_PX = 96
"""How far pictures reach beyond the window, so that a short pan shows no blank edge."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image and the view that it was painted for."""

    image: QImage
    viewport: Viewport

    def draw(self, painter: QPainter, view: Viewport) -> None:
        """Draw the picture where it belongs in ``view``, stretched where the zoom has changed since."""
        west, _, _, north = self.viewport.bounds
        left, top = view.point_to_screen(west, north)
        scale = self.viewport.metres_per_pixel / view.metres_per_pixel
        size = QRectF(left, top, self.viewport.width_px * scale, self.viewport.height_px * scale)
        painter.drawImage(size, self.image)

    def fits(self, view: Viewport) -> bool:
        """Whether it is drawn without being stretched."""
        return self.viewport.metres_per_pixel == view.metres_per_pixel

    def covers(self, view: Viewport) -> bool:
        """Whether nothing of ``view`` is left free."""
        return self.viewport.shows(view.bounds)


def joined_pictures(pictures: Sequence[Picture], ground: str) -> list[Picture]:
    """Each run of ``pictures`` for the same view as one; the lowest has no holes but stands on ``ground``."""
    joined: list[Picture] = []
    for viewport, run in groupby(pictures, key=lambda picture: picture.viewport):
        several = list(run)
        image = QImage(several[0].image.size(), QImage.Format.Format_ARGB32_Premultiplied)
        if not joined:
            image = QImage(several[0].image.size(), QImage.Format.Format_RGB32)
        image.fill(QColor(ground) if not joined else Qt.GlobalColor.transparent)
        with painter_on(image) as painter:
            for picture in several:
                painter.drawImage(QRectF(image.rect()), picture.image)
        image.setDevicePixelRatio(several[0].image.devicePixelRatio())
        joined.append(Picture(image, viewport))
    return joined


def picture_viewport(view: Viewport) -> Viewport:
    """``view`` with the margin around it."""
    return view.resized(view.width_px + 2 * MARGIN_PX, view.height_px + 2 * MARGIN_PX)


def paint_picture(content: Sequence[WorldItem], view: Viewport, pixel_ratio: float) -> Picture:
    """Paint ``content`` for ``view`` and the margin around it. Safe on any thread."""
    viewport = picture_viewport(view)
    image = QImage(
        round(viewport.width_px * pixel_ratio),
        round(viewport.height_px * pixel_ratio),
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    image.setDevicePixelRatio(pixel_ratio)
    image.fill(Qt.GlobalColor.transparent)
    paint_into(image, content, viewport)
    return Picture(image, viewport)


Gather = Callable[[frozenset[str]], Sequence[WorldItem]]
"""What a picture is made of, without the layers of these ids. Called on the worker."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not be painted and why: a layer that its picture now goes without, or a picture that is missing."""

    picture: str
    layer: Layer | None
    error: Exception


class PicturePainter(QObject):
    """Paints pictures one after the other on a worker; what the view has moved on from is dropped unpainted."""

    painted = Signal(str, object)
    """Name of the picture, and the picture; None where there is none because it could not be painted."""
    failed = Signal(object)
    """The :class:`Failure`."""
    _finished = Signal(str, object, object, int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
        self._wanted: dict[str, int] = {}
        self._order = 0
        self._stopped = False
        self._finished.connect(self._on_finished)

    @property
    def busy(self) -> bool:
        """Whether a picture that was asked for is still to come."""
        return bool(self._wanted)

    def _on_finished(self, name: str, picture: Picture | None, failures: list[Failure], order: int) -> None:
        if self._wanted.get(name) == order:
            del self._wanted[name]
            self.painted.emit(name, picture)
            for failure in failures:
                self.failed.emit(failure)

    def request(
        self, name: str, gather: Gather, view: Viewport, pixel_ratio: float, layers: Sequence[Layer] = ()
    ) -> None:
        """Paint what ``gather`` returns; an older wish of the same name is forgotten.

        Where that fails, those of ``layers`` that fail are left out, or all of the picture if it is not they.
        """
        if self._stopped:
            return
        self._order += 1
        order = self._wanted[name] = self._order

        def wanted() -> bool:
            return self._wanted.get(name) == order

        def work() -> None:
            if not wanted():
                return
            picture, failures = _paint_sound(name, gather, view, pixel_ratio, layers, wanted)
            # The window may have gone meanwhile, and this object with it.
            with suppress(RuntimeError):
                self._finished.emit(name, picture, failures, order)

        self._pool.submit(work)

    def forget(self, names: Iterable[str]) -> None:
        """Drop wishes that are not painted yet."""
        for name in names:
            self._wanted.pop(name, None)

    def stop(self) -> None:
        """Begin no picture any more; what is being painted is dropped."""
        self._stopped = True
        self._wanted.clear()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def wait(self) -> None:
        """Until nothing is being painted any more, for the end of the program."""
        self.stop()
        self._pool.shutdown(wait=True)


def _paint_sound(
    name: str,
    gather: Gather,
    view: Viewport,
    pixel_ratio: float,
    layers: Sequence[Layer],
    wanted: Callable[[], bool],
) -> tuple[Picture | None, list[Failure]]:
    """The picture of what can be painted, and what cannot. Which layer it is shows when each is painted alone."""

    def attempt(left_out: frozenset[str]) -> Picture | Exception:
        try:
            return paint_picture(gather(left_out), view, pixel_ratio)
        except Exception as error:  # whatever it is, it is told on the main thread
            return error

    picture = attempt(frozenset())
    if isinstance(picture, Picture):
        return picture, []
    whole = [Failure(name, None, picture)]
    everything = frozenset(layer.id for layer in layers)
    if not layers or isinstance(attempt(everything), Exception):
        return None, whole
    failures = []
    for layer in layers:
        if not wanted():
            return None, []
        alone = attempt(everything - {layer.id})
        if isinstance(alone, Exception):
            failures.append(Failure(name, layer, alone))
    picture = attempt(frozenset(failure.layer.id for failure in failures if failure.layer is not None))
    return (picture, failures) if isinstance(picture, Picture) else (None, whole)
