"""What cannot be shown of a layer is told by its name, and everything else is shown."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from bad_rasters import break_a_block, write_raster
from PySide6.QtGui import QColor
from small_city import SOUTH, WEST, small_project

from cityplanner.errors import InputError
from cityplanner.gui.main_window import MainWindow
from cityplanner.intake.make_study import add_file
from cityplanner.model import Project

Settle = Callable[[], None]


def with_raster(file: Path) -> Project:
    project = small_project()
    project.apply(add_file(project, file, "basemap"))
    return project


def test_a_base_map_with_a_broken_tile_is_shown_around_it(window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    red = np.zeros((3, 512, 2048), dtype=np.uint8)
    red[0] = 200
    file = write_raster(tmp_path / "old_plan.tif", red, tiled=True, blockxsize=256, blockysize=256, compress="deflate")
    break_a_block(file, near_column=0.1, near_row=0.2)
    window.show_project(with_raster(file))
    for what in ("served", "ranges", "names"):
        window.study.set_shown(what, False)
    settle()
    assert "Part of old plan cannot be read" in window.messages.text
    image = window.map.grab().toImage()
    sound = image.pixelColor(window.map.screen_point(WEST + 3300, SOUTH + 250))
    broken = image.pixelColor(window.map.screen_point(WEST + 330, SOUTH + 850))
    assert sound == QColor(200, 0, 0)
    assert broken != sound
    window.messages.hide()
    window.map.zoom_by(1.3)
    settle()
    assert not window.messages.isVisible()


@pytest.mark.parametrize(
    ("placed", "words"), [({"west": WEST + 90_000}, "of another place"), ({"crs": None}, "where on the earth")]
)
@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_base_map_of_no_place_or_another_is_refused_by_its_name(tmp_path: Path, placed: dict, words: str) -> None:
    file = write_raster(tmp_path / "old_plan.tif", np.ones((3, 10, 40), dtype=np.uint8), **placed)
    with pytest.raises(InputError, match=rf"old_plan\.tif.*{words}"):
        with_raster(file)
