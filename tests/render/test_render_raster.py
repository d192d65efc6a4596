"""A raster has its colour at its place, on the screen and on paper."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from cityplanner.carto.display_list import Raster
from cityplanner.carto.page import framed
from cityplanner.carto.viewport import Viewport
from cityplanner.render.mass import paint_into
from cityplanner.render.page_files import write_page

VIEW = Viewport(500.0, 500.0, 10.0, 100.0, 100.0)


def raster(opacity: float = 1.0) -> Raster:
    """Red in the west and blue in the east of a square of 800 m."""
    rgba = np.zeros((8, 8, 4), dtype=np.uint8)
    rgba[:, :4] = (255, 0, 0, 255)
    rgba[:, 4:] = (0, 0, 255, 255)
    return Raster((100.0, 100.0, 900.0, 900.0), rgba, opacity)


@pytest.mark.parametrize("opacity", [1.0, 0.5])
def test_on_the_screen(opacity: float) -> None:
    image = QImage(100, 100, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.white)
    paint_into(image, [raster(opacity)], VIEW)
    faded = round(255 * (1 - opacity))
    for x, wanted in ((20, (255, faded, faded)), (80, (faded, faded, 255)), (5, (255, 255, 255))):
        assert image.pixelColor(x, 50).getRgb()[:3] == pytest.approx(wanted, abs=2)


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_on_paper(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"page.{ending}"
    write_page(file, framed(0.0, 0.0, VIEW, [raster()]), 100.0, 100.0, "Raster")
    if ending == "png":
        image = QImage(str(file))
        assert image.pixelColor(image.width() // 5, image.height() // 2).getRgb()[:3] == pytest.approx(
            (255, 0, 0), abs=3
        )
    else:
        assert file.stat().st_size > 500
