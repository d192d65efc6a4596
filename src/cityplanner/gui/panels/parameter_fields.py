"""A field for each parameter of a type's coverage model."""

import math
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QLabel, QWidget

from cityplanner.coverage.model import Parameter
from cityplanner.coverage.words import decimals_of, shown_parameters
from cityplanner.gui.widget_parts import taken_out
from cityplanner.i18n import _
from cityplanner.model import DeviceType

_FIELD_PX = 96


class ParameterFields(QWidget):
    """The figures of one type, to be changed; hidden while there is none."""

    changed = Signal(object, float)
    """A parameter, and the value that it was given."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, objectName="parameterFields")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(0, 1)
        self._boxes: dict[Parameter, QDoubleSpinBox] = {}
        self._filling = False

    def show_type(self, item: DeviceType | None) -> None:
        """Show the figures of ``item``; the fields stay while the parameters do, so that one keeps the cursor."""
        parameters = [] if item is None else shown_parameters(item)
        if list(self._boxes) != parameters:
            self._lay_out(parameters)
        self.setVisible(bool(parameters))
        if item is None:
            return
        self._filling = True
        for parameter, box in self._boxes.items():
            value = item.coverage.parameters.get(parameter.name, parameter.default)
            if value is not None:
                decimals = max(_least_decimals(parameter), decimals_of(value))
                box.setDecimals(decimals)
                # The least figure that can be shown must be one that is allowed.
                box.setRange(math.ceil(parameter.minimum * 10**decimals) / 10**decimals, parameter.maximum)
                box.setValue(value)
            source = item.sources.get(parameter.name, _("none given"))
            box.setToolTip(_("{what}. Source: {source}").format(what=_words(parameter), source=source))
        self._filling = False

    def _lay_out(self, parameters: list[Parameter]) -> None:
        for widget in taken_out(self._grid):
            widget.deleteLater()
        self._boxes = {}
        for row, parameter in enumerate(parameters):
            box = QDoubleSpinBox(
                decimals=_least_decimals(parameter),
                suffix=parameter.unit if parameter.unit == "°" else f" {parameter.unit}" if parameter.unit else "",
                keyboardTracking=False,
                objectName=parameter.name,
            )
            box.setFixedWidth(_FIELD_PX)
            box.setAccessibleName(_words(parameter))
            box.lineEdit().setTextMargins(6, 0, 0, 0)
            box.valueChanged.connect(partial(self._on_value, parameter))
            label = QLabel(_words(parameter))
            label.setBuddy(box)
            self._grid.addWidget(label, row, 0)
            self._grid.addWidget(box, row, 1)
            self._boxes[parameter] = box

    def _on_value(self, parameter: Parameter, value: float) -> None:
        if not self._filling:
            self.changed.emit(parameter, value)


def _words(parameter: Parameter) -> str:
    return str(parameter.words) or parameter.name


def _least_decimals(parameter: Parameter) -> int:
    """Whole numbers, but for what lies within a few of them."""
    return 0 if parameter.maximum - parameter.minimum > 20 else 2
