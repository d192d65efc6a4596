"""The outlines of what 14,000 and 40,000 lamps reach, against one ellipse a lamp painted by Qt.

    python benchmarks/reaches.py

The first time everything is asked of the coverage model; after that shapes are kept and only painted.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

import numpy as np
from large_city import large_project
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPen
from results import Results

from cityplanner.carto.reaches import reach_outlines
from cityplanner.carto.viewport import Viewport
from cityplanner.model import BASELINE, Device
from cityplanner.render.mass import paint_into

_WIDTH, _HEIGHT = 1366, 768
_LAMP = "led-street-light"
_TURNS = 5


def picture() -> QImage:
    image = QImage(_WIDTH, _HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image


def ellipses(devices: list[Device], range_m: float, view: Viewport) -> None:
    """Strokes first, then fills that replace what lies inside."""
    centres = view.to_screen(np.array([(device.x, device.y) for device in devices]))
    radius = range_m / view.metres_per_pixel
    seen = ((centres > -radius) & (centres < np.array([_WIDTH, _HEIGHT]) + radius)).all(axis=1)
    places = [QPointF(x, y) for x, y in centres[seen].tolist()]
    image = picture()
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    for pen, fill in (
        (QPen(QColor(230, 159, 0, 150), min(2.0, radius / 5)), QColor(0, 0, 0, 0)),
        (QPen(Qt.PenStyle.NoPen), QColor(230, 159, 0, 34)),
    ):
        painter.setPen(pen)
        painter.setBrush(fill if fill.alpha() else Qt.BrushStyle.NoBrush)
        for place in places:
            painter.drawEllipse(place, radius, radius)
    painter.end()


def best_ms(work: Callable[[], object], turns: int = _TURNS) -> float:
    taken = []
    for _turn in range(turns):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1e3)
    return min(taken)


def main() -> None:
    app = QGuiApplication([])
    project = large_project()
    types = {_LAMP: project.device_types[_LAMP]}
    range_m = types[_LAMP].coverage.parameters["range_m"]
    lamps = [device for device in project.scenarios[BASELINE].devices.values() if device.type_id == _LAMP]
    west, south, east, north = project.city.neighbourhoods.total_bounds.tolist()
    whole = Viewport.fit((west, south, east, north), _WIDTH, _HEIGHT)
    # Kernels are compiled on nobody's clock.
    paint_into(picture(), reach_outlines(lamps[:1], types, project.city, whole), whole)
    results = Results("reaches")
    for count in (14_000, 40_000):
        devices = lamps[:count]
        for name, scale in (("the whole city", whole.metres_per_pixel), ("1 m a pixel", 1.0), ("0.2 m a pixel", 0.2)):
            view = Viewport(whole.centre_x, whole.centre_y, scale, _WIDTH, _HEIGHT)

            def outlined(devices: list[Device] = devices, view: Viewport = view) -> None:
                paint_into(picture(), reach_outlines(devices, types, project.city, view), view)

            first, again = best_ms(outlined, turns=1), best_ms(outlined)
            peer = best_ms(lambda devices=devices, view=view: ellipses(devices, range_m, view))
            print(f"{count:,} lamps, {name:15} first {first:7.1f} ms   again {again:6.1f} ms   ellipses {peer:7.1f} ms")
            results.add(f"{count:,} lamps, {name}, first", first, "ms", peer="ellipses", peer_value=peer)
            results.add(f"{count:,} lamps, {name}", again, "ms", peer="ellipses", peer_value=peer)
    results.keep_if_asked()
    app.quit()


if __name__ == "__main__":
    main()
