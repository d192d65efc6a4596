"""What the menu of a row in the layer tree is made of."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSlider, QWidget, QWidgetAction

from cityplanner.gui.icons import icon
from cityplanner.i18n import _, format_share
from cityplanner.model import Layer


def act(menu: QMenu, picture: str | None, text: str, run: Callable[[], object], keys: str = "") -> QAction:
    """An act of the menu; ``keys`` tell what does the same without it."""
    action = QAction(f"{text}\t{keys}" if keys else text, menu)
    if picture is not None:
        action.setIcon(icon(picture))
    action.triggered.connect(lambda _checked=False: run())
    menu.addAction(action)
    return action


def opacity_row(menu: QMenu, layer: Layer, change: Callable[[int], object]) -> QWidgetAction:
    """A slider with its figure; ``change`` is called with per cent."""
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(12, 4, 12, 4)
    line.setSpacing(8)
    figure = QLabel(format_share(layer.opacity, 0), objectName="opacityFigure")
    figure.setMinimumWidth(40)
    figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    slider = QSlider(Qt.Orientation.Horizontal, objectName="opacity", minimum=0, maximum=100)
    slider.setAccessibleName(_("Opacity"))
    slider.setMinimumWidth(96)
    slider.setValue(round(layer.opacity * 100))
    slider.valueChanged.connect(lambda percent: figure.setText(format_share(percent / 100, 0)))
    slider.valueChanged.connect(change)
    line.addWidget(QLabel(_("Opacity")))
    line.addWidget(slider, 1)
    line.addWidget(figure)
    action = QWidgetAction(menu)
    action.setDefaultWidget(row)
    return action
