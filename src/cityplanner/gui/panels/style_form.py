"""The controls of a layer's look: what they show, and which of them the kind of look asks for."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QSlider, QToolButton, QVBoxLayout, QWidget

from cityplanner.carto.classification import method_name, numbers_of
from cityplanner.carto.layer_classes import fields_for
from cityplanner.carto.layer_style import LARGEST_PX, WIDEST_PX, area_style, line_style, symbol_style
from cityplanner.carto.palettes import PaletteKind, palette
from cityplanner.gui.panels.class_histogram import ClassHistogram
from cityplanner.gui.panels.style_controls import (
    ColourChoice,
    PaletteBox,
    SeenColours,
    Stepper,
    palette_icon,
    palettes_of,
    verdict,
)
from cityplanner.i18n import _, format_share
from cityplanner.model import BreakMethod, Layer, LayerStyle, StyleKind

_LABEL_PX = 64
CLASSED = (StyleKind.CATEGORISED, StyleKind.GRADUATED)
RAMPS = (PaletteKind.STEPS, PaletteKind.TWO_SIDES)


class StyleForm(QWidget):
    """Rows of a label and a control. It changes nothing by itself: each control tells what is done with it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.kind = QComboBox(objectName="styleKind")
        for kind, name in _kind_names().items():
            self.kind.addItem(name, kind)
        self.field = QComboBox(objectName="styleField")
        self.palette_box = PaletteBox(objectName="stylePalette", iconSize=QSize(72, 14))
        self.reverse = QToolButton(text="⇄", checkable=True, objectName="styleReverse", toolTip=_("Turn round"))
        self.reverse.setAccessibleName(_("Turn the palette round"))
        self.reverse.setFixedSize(28, 28)
        self.reverse.setStyleSheet("QToolButton { padding: 0; }")
        palette_row = QWidget()
        row = QHBoxLayout(palette_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.palette_box, 1)
        row.addWidget(self.reverse)
        self.seen = SeenColours()
        self._verdict = _small("styleVerdict")
        self.method = QComboBox(objectName="styleMethod")
        for method in BreakMethod:
            self.method.addItem(method_name(method), method)
        self.count = Stepper("styleCount", 1, 500, 1)
        self.histogram = ClassHistogram()
        self.colour = ColourChoice()
        self.width_px = Stepper("styleWidth", 0.0, 20.0, 0.5, "px")
        self.size_px = Stepper("styleSize", 2.0, 80.0, 1.0, "px")
        self.opacity = QSlider(Qt.Orientation.Horizontal, objectName="styleOpacity", minimum=0, maximum=100)
        self._opacity_figure = QLabel(alignment=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._opacity_figure.setMinimumWidth(44)
        opacity_row = QWidget()
        row = QHBoxLayout(opacity_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.opacity, 1)
        row.addWidget(self._opacity_figure)
        self._note = _small("styleNote")
        self._rows: dict[str, tuple[QLabel | None, QWidget]] = {}
        for box in (self.kind, self.field, self.palette_box, self.method):
            # As wide as the card has room for, however long the words are.
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnMinimumWidth(0, _LABEL_PX)
        self._grid.setColumnStretch(1, 1)
        self._add_row("kind", _("Look"), self.kind)
        self._add_row("field", _("Field"), self.field)
        self._add_row("palette", _("Palette"), palette_row, self.palette_box)
        self._add_row("seen", "", self.seen)
        self._add_row("verdict", "", self._verdict)
        self._add_row("method", _("Breaks"), self.method)
        self._add_row("count", _("Classes"), self.count, self.count.box)
        self._add_row("histogram", None, self.histogram)
        self._add_row("colour", _("Colour"), self.colour, self.colour.code)
        self._add_row("width", _("Width"), self.width_px, self.width_px.box)
        self._add_row("size", _("Size"), self.size_px, self.size_px.box)
        self._add_row("opacity", _("Opacity"), opacity_row, self.opacity)
        self._add_row("note", None, self._note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 4, 0)
        column.addLayout(self._grid)
        column.addStretch(1)

    def _add_row(self, name: str, label: str | None, widget: QWidget, buddy: QWidget | None = None) -> None:
        """A label and its field; without a label the field has the whole width."""
        number = len(self._rows)
        if label is None:
            self._rows[name] = (None, widget)
            self._grid.addWidget(widget, number, 0, 1, 2)
            return
        words = QLabel(label)
        words.setProperty("role", "second")
        words.setBuddy(buddy or widget)
        top = Qt.AlignmentFlag.AlignTop if name == "colour" else Qt.AlignmentFlag.AlignVCenter
        self._rows[name] = (words, widget)
        self._grid.addWidget(words, number, 0, top)
        self._grid.addWidget(widget, number, 1)
        if label:
            (buddy or widget).setAccessibleName(label)

    def show_layer(self, layer: Layer, dimension: int, notes: Sequence[str]) -> None:
        """All controls as ``layer`` is, without any of them telling so; ``dimension`` 0 points, 1 lines, 2 areas."""
        style, frame = layer.style or LayerStyle(), layer.frame
        self.kind.setCurrentIndex(self.kind.findData(style.kind))
        self._fill_fields(fields_for(frame, style.kind), style)
        self._fill_palettes(style)
        self.method.setCurrentIndex(self.method.findData(style.method))
        self.count.show_value(len(style.classes))
        colours = [one.colour for one in style.classes]
        self.seen.show_colours(colours)
        self._verdict.setText(verdict(colours) if len(colours) > 1 else "")
        if style.kind is StyleKind.GRADUATED and style.field in frame.columns:
            uppers = [float(one.key) for one in style.classes]
            self.histogram.show_values(numbers_of(frame[style.field]), uppers, colours)
        self._show_sizes(layer, style, dimension)
        self.opacity.blockSignals(True)
        self.opacity.setValue(round(layer.opacity * 100))
        self.opacity.blockSignals(False)
        self._opacity_figure.setText(format_share(layer.opacity, 0))
        shown = notes if len(frame) else (_("The layer is empty; there is nothing on the map to see."),)
        self._note.setText("\n".join(shown))
        self._show_rows(style, dimension)

    def _show_rows(self, style: LayerStyle, dimension: int) -> None:
        classed = style.kind in CLASSED and bool(style.classes)
        graded = style.kind is StyleKind.GRADUATED and bool(style.classes)
        by_size = style.kind is StyleKind.PROPORTIONAL
        shown = {
            "field": style.kind in (*CLASSED, StyleKind.PROPORTIONAL),
            "palette": classed,
            "seen": classed,
            "verdict": bool(self._verdict.text()) and classed,
            "method": graded,
            "count": graded,
            "histogram": graded and len(style.classes) > 1,
            "colour": style.kind not in CLASSED,
            "width": dimension == 1 or (dimension == 2 and not by_size),
            "size": dimension == 0 or (dimension == 2 and by_size),
            "note": bool(self._note.text()),
        }
        for name, visible in shown.items():
            label, widget = self._rows[name]
            widget.setVisible(visible)
            if label is not None:
                label.setVisible(visible)

    def _fill_fields(self, fields: list[str], style: LayerStyle) -> None:
        if style.field is not None and style.field not in fields and style.kind in (*CLASSED, StyleKind.PROPORTIONAL):
            fields = [*fields, style.field]
        if [self.field.itemData(number) for number in range(self.field.count())] != fields:
            self.field.clear()
            for name in fields:
                self.field.addItem(name.replace("_", " "), name)
        self.field.setCurrentIndex(self.field.findData(style.field))

    def _fill_palettes(self, style: LayerStyle) -> None:
        kinds = (PaletteKind.CATEGORIES,) if style.kind is StyleKind.CATEGORISED else RAMPS
        self.palette_box.clear()
        for one in palettes_of(kinds):
            self.palette_box.addItem(palette_icon(one, reverse=style.reversed), one.name, one.id)
        self.palette_box.setCurrentIndex(self.palette_box.findData(palette(style.palette, kinds[0]).id))
        self.reverse.setChecked(style.reversed)

    def _show_sizes(self, layer: Layer, style: LayerStyle, dimension: int) -> None:
        role = layer.role
        by_size = style.kind is StyleKind.PROPORTIONAL
        usual_width = line_style(role).width_px if dimension == 1 else area_style(role).stroke_px
        if by_size:
            usual_width = WIDEST_PX
        self.width_px.show_value(usual_width if style.width_px is None else style.width_px)
        usual_size = LARGEST_PX if by_size else symbol_style(role).size_px
        self.size_px.show_value(usual_size if style.size_px is None else style.size_px)
        outline = _("Outline") if dimension == 2 else _("Width")
        for name, text in (("width", outline), ("size", _("Size"))):
            label = self._rows[name][0]
            if label is not None:
                label.setText(_("Largest") if by_size else text)
        usual = {1: line_style(role).colour, 2: area_style(role).fill or area_style(role).hatch}.get(dimension)
        self.colour.show_colour(style.colour or usual or symbol_style(role).fill)


def _kind_names() -> dict[StyleKind, str]:
    return {
        StyleKind.SINGLE: _("All alike"),
        StyleKind.CATEGORISED: _("By category"),
        StyleKind.GRADUATED: _("In steps, by a number"),
        StyleKind.PROPORTIONAL: _("By size"),
        StyleKind.HATCH: _("Hatched"),
    }


def _small(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setProperty("role", "small")
    return label
