"""What the window shows at a known place has the colour of its class, and the tree lists what the colours mean."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QColor
from small_city import SOUTH, WEST

from cityplanner.carto.neighbourhood_colours import MapMode
from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.theme import Theme


def listed(window: MainWindow, title: str) -> list[str]:
    """The words under a row of the layer tree."""
    row = window.layers.index_of(title)
    model = row.model()
    return [model.index(number, 0, row).data() for number in range(model.rowCount(row))]


@pytest.mark.parametrize("theme", Theme)
def test_every_class_has_its_colour_in_every_mode_and_theme(
    small_window: MainWindow, settle: Callable[[], None], theme: Theme
) -> None:
    window = small_window
    window.use_theme(theme)
    window.study.set_shown("names", False)
    for mode in MapMode:
        window.layers.mode.setCurrentIndex(window.layers.mode.findData(mode))
        window.layers.mode.activated.emit(window.layers.mode.currentIndex())
        settle()
        colours = window.study.colours
        image = window.map.grab().toImage()
        for number, code in enumerate(colours.codes.tolist()):
            style = colours.classes[code].style
            at = window.map.screen_point(WEST + 1000 * number + 850, SOUTH + 150)
            around = [image.pixelColor(at.x() + i, at.y() + j).getRgb()[:3] for i in range(-8, 9) for j in range(-8, 9)]
            wanted = QColor(style.fill).getRgb()[:3]
            apart = [max(abs(a - b) for a, b in zip(one, wanted, strict=True)) for one in around]
            if style.hatch is None:
                assert max(apart) <= 4, (mode, number)
            else:
                assert min(apart) <= 4 < max(apart), (mode, number)
        if colours.square is None:
            assert listed(window, colours.title) == [one.label for one in colours.shown_classes]
    window.use_theme(Theme.LIGHT)
