"""Small widgets of the style editor: colours to choose from, a number with − and +, and palettes as they look."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QMouseEvent, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cityplanner.carto.colour_vision import Vision, confused_by, seen_with
from cityplanner.carto.palettes import Palette, PaletteKind, palette, palettes
from cityplanner.gui.painting import paint_event
from cityplanner.i18n import _
from cityplanner.render.painting import painter_on

_CHIP_PX = 22


class ColourChoice(QWidget):
    """Twelve colours that can be told apart, and any other by its code."""

    chosen = Signal(str)
    picked = Signal()
    """One of the twelve was taken, which ends the choice; a code may still be typed on."""

    def __init__(self) -> None:
        super().__init__(objectName="colourChoice")
        self.code = QLineEdit(objectName="colourCode", maxLength=7, placeholderText="#0072B2")
        self.code.setAccessibleName(_("Colour as a code of six figures"))
        self.code.setMaximumWidth(92)
        self.code.textEdited.connect(self._on_code)
        chips = QGridLayout()
        chips.setSpacing(2)
        chips.setColumnStretch(6, 1)
        for number, colour in enumerate(palette("clear", PaletteKind.CATEGORIES).stops):
            chip = QToolButton(icon=_chip(colour), toolTip=colour, objectName=f"colour-{colour[1:]}")
            chip.setAccessibleName(_("Colour {code}").format(code=colour))
            chip.setIconSize(QSize(_CHIP_PX, _CHIP_PX))
            chip.setStyleSheet("QToolButton { padding: 0; min-height: 0; border-radius: 4px; }")
            chip.setFixedSize(_CHIP_PX + 4, _CHIP_PX + 4)
            chip.clicked.connect(lambda _checked=False, colour=colour: self._choose(colour))
            chips.addWidget(chip, *divmod(number, 6))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.code)
        column.addLayout(chips)

    def show_colour(self, colour: str) -> None:
        """Show ``#RRGGBB`` without telling anybody."""
        if self.code.text().upper() != colour.upper():
            self.code.setText(colour)

    def _choose(self, colour: str) -> None:
        self.code.setText(colour)
        self.chosen.emit(colour)
        self.picked.emit()

    def _on_code(self, text: str) -> None:
        code = text if text.startswith("#") else f"#{text}"
        if len(code) == 7 and QColor.isValidColorName(code):
            self.chosen.emit(code.upper())


class Stepper(QWidget):
    """A number that can be typed, or changed with a button to each side."""

    changed = Signal(float)

    def __init__(self, name: str, low: float, high: float, step: float, unit: str = "") -> None:
        super().__init__()
        decimals = 0 if float(step).is_integer() else 1
        self.box = QDoubleSpinBox(objectName=name, minimum=low, maximum=high, singleStep=step, decimals=decimals)
        self.box.setSuffix(f"\N{NO-BREAK SPACE}{unit}" if unit else "")
        self.box.setKeyboardTracking(False)
        self.box.setMaximumWidth(76)
        self.box.valueChanged.connect(self.changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.box)
        for text, tip, act in (("−", _("Less"), self.box.stepDown), ("+", _("More"), self.box.stepUp)):
            button = QToolButton(text=text, toolTip=tip, autoRepeat=True)
            button.setFixedSize(28, 28)
            button.clicked.connect(lambda _checked=False, act=act: act())
            row.addWidget(button)
        row.addStretch(1)

    def show_value(self, value: float) -> None:
        """Show ``value`` without telling anybody."""
        self.box.blockSignals(True)
        self.box.setValue(value)
        self.box.blockSignals(False)


class PaletteBox(QComboBox):
    """Palettes as strips with their names; closed, the name alone, for the classes stand below in their colours."""

    @paint_event
    def paintEvent(self, painter: QPainter) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentIcon = QIcon()
        self.style().drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option, painter, self)
        self.style().drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option, painter, self)


class SeenColours(QWidget):
    """The colours of the classes, as most people see them and as people with red-green weakness do.

    A click, or the arrow keys and Enter, ask for another colour of one class.
    """

    wanted = Signal(int)
    """The number of a class."""

    def __init__(self) -> None:
        super().__init__(objectName="seenColours", focusPolicy=Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._colours: Sequence[str] = ()
        self._current = 0

    def sizeHint(self) -> QSize:
        return QSize(200, 34)

    def show_colours(self, colours: Sequence[str]) -> None:
        self._colours = list(colours)
        self._current = min(self._current, max(len(colours) - 1, 0))
        self.setAccessibleName(verdict(self._colours))
        self.setToolTip(
            _("Above as most people see the colours, below with red-green weakness; click on one to change it")
        )
        self.update()

    def place_of(self, number: int) -> QRectF:
        """Where the colour of a class is."""
        width = self.width() / max(len(self._colours), 1)
        return QRectF(number * width, 0, width - 1, self.height())

    @paint_event
    def paintEvent(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_strip(painter, QRectF(0, 0, self.width(), 15), self._colours)
        seen = [seen_with(colour, Vision.DEUTERANOPIA) for colour in self._colours]
        _paint_strip(painter, QRectF(0, 19, self.width(), 15), seen)
        if self.hasFocus() and self._colours:
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.place_of(self._current).adjusted(1, 1, -1, -1), 3, 3)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if (
            event.button() == Qt.MouseButton.LeftButton
            and self._colours
            and self.rect().contains(event.position().toPoint())
        ):
            self._current = min(int(event.position().x() / self.width() * len(self._colours)), len(self._colours) - 1)
            self.wanted.emit(self._current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Right if self._colours:
                self._current = min(self._current + 1, len(self._colours) - 1)
            case Qt.Key.Key_Left if self._colours:
                self._current = max(self._current - 1, 0)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space if self._colours:
                self.wanted.emit(self._current)
            case _:
                super().keyPressEvent(event)
                return
        self.update()


def verdict(colours: Sequence[str]) -> str:
    """Whether everybody can tell the colours apart, in a sentence."""
    confused = confused_by(colours)
    if Vision.USUAL in confused:
        return _("Some classes look alike; take fewer classes or another palette.")
    if Vision.DEUTERANOPIA in confused or Vision.PROTANOPIA in confused:
        return _("With red-green weakness (below) some classes look alike; take another palette or fewer classes.")
    if confused:
        return _("With blue-yellow weakness some classes look alike; take another palette or fewer classes.")
    return _("Everybody can tell the classes apart; below, as seen with red-green weakness.")


def palettes_of(kinds: Sequence[PaletteKind]) -> list[Palette]:
    return [one for one in palettes() if one.kind in kinds]


def palette_icon(one: Palette, *, reverse: bool = False) -> QIcon:
    """The palette as a strip."""
    result = QIcon()
    for ratio in (1.0, 2.0):
        picture = QPixmap(round(72 * ratio), round(14 * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with painter_on(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            _paint_strip(painter, QRectF(0, 0, 72, 14), one.colours(7, reverse=reverse))
        result.addPixmap(picture)
    return result


def _paint_strip(painter: QPainter, frame: QRectF, colours: Sequence[str]) -> None:
    if not colours:
        return
    width = frame.width() / len(colours)
    painter.setPen(Qt.PenStyle.NoPen)
    for number, colour in enumerate(colours):
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(QRectF(frame.left() + number * width, frame.top(), width - 1, frame.height()), 2, 2)


def _chip(colour: str) -> QIcon:
    picture = QPixmap(2 * _CHIP_PX, 2 * _CHIP_PX)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    with painter_on(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(0, 0, 0, 60), 1))
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(QRectF(1.5, 1.5, _CHIP_PX - 3, _CHIP_PX - 3), 3, 3)
    return QIcon(picture)
