"""How a layer looks, changed over the map while one watches it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import shapely
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGraphicsDropShadowEffect,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from cityplanner.carto.classification import load_classifiers, method_name, numbers_of
from cityplanner.carto.layer_classes import (
    USUAL_CLASSES,
    fields_for,
    recoloured,
    usual_field,
    why_no_field,
    with_classes,
)
from cityplanner.carto.layer_style import LARGEST_PX, WIDEST_PX, area_style, line_style, symbol_style
from cityplanner.carto.palettes import PaletteKind, palette
from cityplanner.gui.icons import icon
from cityplanner.gui.panel import Panel, Stand
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
from cityplanner.gui.role_styles import remember_look, with_look_of
from cityplanner.gui.subscriptions import Subscriptions
from cityplanner.gui.theme import Theme
from cityplanner.i18n import _, format_share
from cityplanner.io.layer_roles import load_roles
from cityplanner.model import BreakMethod, Changed, Edit, Layer, LayerPartsChange, LayerStyle, StyleKind
from cityplanner.model.layer_edits import alter_layer
from cityplanner.session.study import Study

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


_WIDTH_PX, _LABEL_PX, _GAP_PX = 348, 64, 12
_COUNTED = (StyleKind.GRADUATED, StyleKind.PROPORTIONAL)
_CLASSED = (StyleKind.CATEGORISED, StyleKind.GRADUATED)


class StyleEditor(QFrame):
    """A card over the map. Every change shows at once; closing leaves one step to undo, Escape none."""

    opened = Signal()

    def __init__(self, parent: QWidget, tell: Callable[[str], object]) -> None:
        super().__init__(parent, objectName="styleEditor")
        self.setAccessibleName(_("Colours and symbols"))
        self._tell = tell
        self._study: Study | None = None
        self._heard = Subscriptions()
        self._before: Layer | None = None
        self._id = ""
        self._dimension = 0
        self._run = 0
        self._doing = False
        self._notes: tuple[str, ...] = ()
        self.title = QLabel(objectName="styleTitle")
        self.title.setProperty("role", "title")
        close = QToolButton(icon=icon("close"), toolTip=_("Close"), objectName="styleClose")
        close.setAccessibleName(_("Close"))
        close.clicked.connect(self.close_card)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(close)
        self.kind = QComboBox(objectName="styleKind")
        for kind, name in _kind_names().items():
            self.kind.addItem(name, kind)
        self.kind.activated.connect(self._on_kind)
        self.field = QComboBox(objectName="styleField")
        self.field.activated.connect(self._on_field)
        self.palette_box = PaletteBox(objectName="stylePalette", iconSize=QSize(72, 14))
        self.palette_box.activated.connect(self._on_palette)
        self.reverse = QToolButton(text="⇄", checkable=True, objectName="styleReverse", toolTip=_("Turn round"))
        self.reverse.setAccessibleName(_("Turn the palette round"))
        self.reverse.setFixedSize(28, 28)
        self.reverse.setStyleSheet("QToolButton { padding: 0; }")
        self.reverse.clicked.connect(self._on_palette)
        palette_row = QWidget()
        row = QHBoxLayout(palette_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.palette_box, 1)
        row.addWidget(self.reverse)
        self.seen = SeenColours()
        self.seen.wanted.connect(self._on_class_wanted)
        self._verdict = _small("styleVerdict")
        self.method = QComboBox(objectName="styleMethod")
        for method in BreakMethod:
            self.method.addItem(method_name(method), method)
        self.method.activated.connect(self._on_classes)
        self.count = Stepper("styleCount", 1, 500, 1)
        self.count.changed.connect(self._on_classes)
        self.histogram = ClassHistogram()
        self.histogram.breaks_moved.connect(self._on_breaks)
        self.colour = ColourChoice()
        self.colour.chosen.connect(lambda colour: self._alter(colour=colour))
        self.width_px = Stepper("styleWidth", 0.0, 20.0, 0.5, "px")
        self.width_px.changed.connect(lambda value: self._alter(width_px=value))
        self.size_px = Stepper("styleSize", 2.0, 80.0, 1.0, "px")
        self.size_px.changed.connect(lambda value: self._alter(size_px=value))
        self.opacity = QSlider(Qt.Orientation.Horizontal, objectName="styleOpacity", minimum=0, maximum=100)
        self.opacity.valueChanged.connect(self._on_opacity)
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
        body = QWidget()
        body.setProperty("role", "panel")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 4, 0)
        column.addLayout(self._grid)
        column.addStretch(1)
        self._scroll = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(body)
        self._keep = QPushButton(_("Use for all layers of this kind"), objectName="styleKeep")
        self._keep.setProperty("kind", "link")
        self._keep.clicked.connect(self._on_keep)
        self._usual = QPushButton(_("Back to the usual look"), objectName="styleUsual")
        self._usual.setProperty("kind", "link")
        self._usual.clicked.connect(self._on_usual)
        done = QPushButton(_("Done"), objectName="styleDone")
        done.setProperty("kind", "primary")
        done.clicked.connect(self.close_card)
        foot = QHBoxLayout()
        foot.addWidget(self._usual)
        foot.addStretch(1)
        foot.addWidget(done)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 12, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._keep, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(foot)
        self.setGraphicsEffect(
            QGraphicsDropShadowEffect(self, blurRadius=32, color=QColor(0, 0, 0, 70), offset=QPointF(0, 4))
        )
        self.hide()

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

    # Opening and closing

    def bind(self, study: Study) -> None:
        """Belong to ``study`` from now on."""
        self._study = study
        self._heard.renew((study.project_changed, self._on_project_changed))

    def unbind(self) -> None:
        """Let go of the study."""
        self.hide()
        self._heard.end()
        self._study = None
        self._before = None

    def retint(self, theme: Theme) -> None:
        """What it shows are the map's colours, the same in every theme."""

    def edit(self, layer_id: str) -> None:
        """Open for a layer; what was open before is closed."""
        if self.isVisible():
            self.close_card()
        self._before = self._find(layer_id)
        if self._before is None:
            return
        self._id = layer_id
        self._dimension = _dimension(self._before)
        self._run += 1
        self._notes = ()
        self._show_layer()
        self.show()
        self.place()
        self.raise_()
        self.kind.setFocus()
        self.opened.emit()

    def close_card(self) -> None:
        """Keep what was done, as one step."""
        if self._study is not None and self._on_top:
            self._study.history.seal()
        self.hide()

    def take_back(self) -> None:
        """Close and leave the layer as it was."""
        layer, before = self._layer, self._before
        if self._study is not None and layer is not None and before is not None:
            if self._on_top:
                self._study.history.undo()
            elif (layer.style, layer.opacity) != (before.style, before.opacity):
                self._do(replace(layer, style=before.style, opacity=before.opacity))
                self._study.history.seal()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.take_back()
        else:
            # What is typed here is not about the map below.
            event.accept()

    def place(self) -> None:
        """Stand at the left of the map, as high as it has to be."""
        parent = self.parentWidget()
        self.setFixedWidth(min(_WIDTH_PX, max(parent.width() - 2 * _GAP_PX, 200)))
        inside = self._scroll.widget().layout().totalHeightForWidth(self.width() - 32)
        inside = max(inside, self._scroll.widget().sizeHint().height())
        around = self.layout().totalSizeHint().height() - self._scroll.sizeHint().height()
        self.setFixedHeight(min(inside + around, parent.height() - 2 * _GAP_PX))
        self.move(_GAP_PX, _GAP_PX)

    # The layer

    @property
    def _layer(self) -> Layer | None:
        return self._find(self._id)

    def _find(self, layer_id: str) -> Layer | None:
        layers = [] if self._study is None else self._study.project.layers
        return next((layer for layer in layers if layer.id == layer_id), None)

    def _on_project_changed(self, changed: Changed) -> None:
        if not self.isVisible() or self._doing:
            return
        if self._layer is None:
            self.hide()
        elif self._id in changed.layers:
            self._show_layer()

    @property
    def _key(self) -> str:
        """All that is done from opening to closing is one step."""
        return f"look {self._id} {self._run}"

    @property
    def _on_top(self) -> bool:
        """Whether what was done here is the last step of all: it may have come to nothing, or another one follow."""
        return self._study is not None and self._study.history.run == self._key

    def _do(self, after: Layer) -> None:
        layer = self._layer
        if self._study is not None and layer is not None:
            label = _("Look of {layer}").format(layer=layer.name)
            self._carry_out(alter_layer(self._study.project.layers, layer, after, label, self._key))

    def _carry_out(self, edit: Edit) -> None:
        if self._study is None or not edit.changes:
            return
        self._doing = True
        self._study.do(edit)
        self._doing = False
        self._show_layer()

    def _restyle(self, style: LayerStyle | None, notes: Sequence[str] = ()) -> None:
        layer = self._layer
        if layer is not None:
            self._notes = tuple(notes)
            self._do(replace(layer, style=style))

    @property
    def _style(self) -> LayerStyle:
        layer = self._layer
        return LayerStyle() if layer is None or layer.style is None else layer.style

    def _alter(self, **parts: object) -> None:
        self._restyle(replace(self._style, **parts), self._notes)

    # What people do

    def _on_kind(self) -> None:
        layer, kind = self._layer, StyleKind(self.kind.currentData())
        if layer is None or kind is self._style.kind:
            return
        frame, style = layer.frame, self._style
        fields = fields_for(frame, kind)
        field = style.field if style.field in fields else usual_field(frame, kind)
        wanted = {StyleKind.CATEGORISED: (PaletteKind.CATEGORIES,)}.get(kind, _RAMPS)
        known = style.palette if style.palette in {one.id for one in palettes_of(wanted)} else None
        method = BreakMethod.NATURAL if style.method is BreakMethod.MANUAL else style.method
        fresh = LayerStyle(
            kind=kind,
            field=field,
            palette=known,
            reversed=style.reversed and known is not None,
            method=method,
            colour=style.colour,
            width_px=style.width_px if kind is not StyleKind.PROPORTIONAL else None,
            size_px=style.size_px if kind is not StyleKind.PROPORTIONAL else None,
        )
        if kind in (*_CLASSED, StyleKind.PROPORTIONAL) and field is None:
            # Nothing to tell apart: the layer stays as it is, and the card says why.
            self._notes = (why_no_field(frame, kind),)
            self._show_layer()
            return
        if kind is StyleKind.SINGLE and style.colour is None and style.width_px is None and style.size_px is None:
            self._restyle(None)
        else:
            self._restyle(*with_classes(fresh, frame, self._wanted_classes()))

    def _wanted_classes(self) -> int:
        return len(self._style.classes) if self._style.kind is StyleKind.GRADUATED else USUAL_CLASSES

    def _on_field(self) -> None:
        layer = self._layer
        if layer is not None:
            method = BreakMethod.NATURAL if self._style.method is BreakMethod.MANUAL else self._style.method
            style = replace(self._style, field=self.field.currentData(), method=method)
            count = max(self._wanted_classes(), 2) if style.kind is StyleKind.GRADUATED else USUAL_CLASSES
            self._restyle(*with_classes(style, layer.frame, count))

    def _on_palette(self) -> None:
        id_, turned = self.palette_box.currentData(), self.reverse.isChecked()
        self._restyle(recoloured(replace(self._style, palette=id_, reversed=turned)), self._notes)

    def _on_class_wanted(self, number: int) -> None:
        """Ask for another colour of one class, beside it."""
        menu = self.class_menu(number)
        menu.exec(self.seen.mapToGlobal(self.seen.place_of(number).bottomLeft().toPoint()))
        menu.deleteLater()

    def class_menu(self, number: int) -> QMenu:
        """Colours for the class ``number``; choosing one of the twelve closes it."""
        menu = QMenu(self)
        choice = ColourChoice()
        choice.setContentsMargins(8, 8, 8, 8)
        choice.show_colour(self._style.classes[number].colour)
        choice.chosen.connect(lambda colour: self._recolour(number, colour))
        choice.picked.connect(menu.close)
        action = QWidgetAction(menu)
        action.setDefaultWidget(choice)
        menu.addAction(action)
        return menu

    def _recolour(self, number: int, colour: str) -> None:
        classes = list(self._style.classes)
        classes[number] = replace(classes[number], colour=colour)
        self._restyle(replace(self._style, classes=tuple(classes)), self._notes)

    def _on_classes(self) -> None:
        layer = self._layer
        if layer is not None:
            style = replace(self._style, method=BreakMethod(self.method.currentData()))
            uppers = [float(one.key) for one in style.classes]
            count = round(self.count.box.value())
            if style.method is BreakMethod.MANUAL and count != len(uppers):
                # Breaks set by hand have their number; another one needs a method that finds them.
                style = replace(style, method=BreakMethod.NATURAL)
            self._restyle(*with_classes(style, layer.frame, count, uppers))

    def _on_breaks(self, uppers: list[float]) -> None:
        layer = self._layer
        if layer is not None:
            style = replace(self._style, method=BreakMethod.MANUAL)
            self._restyle(*with_classes(style, layer.frame, len(uppers), uppers))

    def _on_opacity(self, percent: int) -> None:
        layer = self._layer
        if layer is not None:
            self._do(replace(layer, opacity=percent / 100))

    def _on_usual(self) -> None:
        layer = self._layer
        if layer is not None:
            self._notes = ()
            self._do(replace(layer, style=None, opacity=1.0))

    def _on_keep(self) -> None:
        """For the layers of this kind that there are, and for those to come."""
        layer, study = self._layer, self._study
        if layer is None or study is None:
            return
        layers, role = study.project.layers, load_roles()[layer.role].title
        changes = tuple(
            LayerPartsChange.between(other, with_look_of(other, layer))
            for other in layers
            if other.role == layer.role and other is not layer
        )
        self._carry_out(Edit(_("Look of all layers of the kind “{role}”").format(role=role), changes, self._key))
        if remember_look(layer):
            self._tell(_("All layers of the kind “{role}” look like this one now, new ones too.").format(role=role))
        else:
            self._tell(_("The look could not be kept for new layers: your settings folder cannot be written."))

    # Showing

    def _show_layer(self) -> None:
        """All controls as the layer is, without any of them telling so."""
        layer = self._layer
        if layer is None:
            return
        style, frame = self._style, layer.frame
        self.title.setText(layer.name)
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
        self._show_sizes(layer, style)
        self.opacity.blockSignals(True)
        self.opacity.setValue(round(layer.opacity * 100))
        self.opacity.blockSignals(False)
        self._opacity_figure.setText(format_share(layer.opacity, 0))
        notes = self._notes if len(frame) else (_("The layer is empty; there is nothing on the map to see."),)
        self._note.setText("\n".join(notes))
        self._usual.setEnabled(layer.style is not None or layer.opacity < 1)
        self._show_rows(style)

    def _show_rows(self, style: LayerStyle) -> None:
        classed = style.kind in _CLASSED and bool(style.classes)
        graded = style.kind is StyleKind.GRADUATED and bool(style.classes)
        dimension, by_size = self._dimension, style.kind is StyleKind.PROPORTIONAL
        shown = {
            "field": style.kind in (*_CLASSED, StyleKind.PROPORTIONAL),
            "palette": classed,
            "seen": classed,
            "verdict": bool(self._verdict.text()) and classed,
            "method": graded,
            "count": graded,
            "histogram": graded and len(style.classes) > 1,
            "colour": style.kind not in _CLASSED,
            "width": dimension == 1 or (dimension == 2 and not by_size),
            "size": dimension == 0 or (dimension == 2 and by_size),
            "note": bool(self._note.text()),
        }
        for name, visible in shown.items():
            label, widget = self._rows[name]
            widget.setVisible(visible)
            if label is not None:
                label.setVisible(visible)
        if self.isVisible():
            self.place()

    def _fill_fields(self, fields: list[str], style: LayerStyle) -> None:
        if style.field is not None and style.field not in fields and style.kind in (*_CLASSED, StyleKind.PROPORTIONAL):
            fields = [*fields, style.field]
        if [self.field.itemData(number) for number in range(self.field.count())] != fields:
            self.field.clear()
            for name in fields:
                self.field.addItem(name.replace("_", " "), name)
        self.field.setCurrentIndex(self.field.findData(style.field))

    def _fill_palettes(self, style: LayerStyle) -> None:
        kinds = (PaletteKind.CATEGORIES,) if style.kind is StyleKind.CATEGORISED else _RAMPS
        self.palette_box.clear()
        for one in palettes_of(kinds):
            self.palette_box.addItem(palette_icon(one, reverse=style.reversed), one.name, one.id)
        self.palette_box.setCurrentIndex(self.palette_box.findData(palette(style.palette, kinds[0]).id))
        self.reverse.setChecked(style.reversed)

    def _show_sizes(self, layer: Layer, style: LayerStyle) -> None:
        role, dimension = layer.role, self._dimension
        by_size = style.kind is StyleKind.PROPORTIONAL
        usual_width = line_style(role).width_px if dimension == 1 else area_style(role).stroke_px
        if by_size:
            usual_width = WIDEST_PX
        self.width_px.show_value(usual_width if style.width_px is None else style.width_px)
        usual_size = LARGEST_PX if by_size else symbol_style(role).size_px
        self.size_px.show_value(usual_size if style.size_px is None else style.size_px)
        outline = _("Outline") if dimension == 2 else _("Width")
        self._rows["width"][0].setText(_("Largest") if by_size else outline)
        self._rows["size"][0].setText(_("Largest") if by_size else _("Size"))
        usual = {1: line_style(role).colour, 2: area_style(role).fill or area_style(role).hatch}.get(dimension)
        self.colour.show_colour(style.colour or usual or symbol_style(role).fill)


_RAMPS = (PaletteKind.STEPS, PaletteKind.TWO_SIDES)


def _kind_names() -> dict[StyleKind, str]:
    return {
        StyleKind.SINGLE: _("All alike"),
        StyleKind.CATEGORISED: _("By category"),
        StyleKind.GRADUATED: _("In steps, by a number"),
        StyleKind.PROPORTIONAL: _("By size"),
        StyleKind.HATCH: _("Hatched"),
    }


def _dimension(layer: Layer) -> int:
    """0 for points, 1 for lines, 2 where there are areas."""
    return int(shapely.get_dimensions(layer.frame.geometry.array).max(initial=0))


def _small(name: str) -> QLabel:
    label = QLabel(objectName=name, wordWrap=True)
    label.setProperty("role", "small")
    return label


def _make(window: "MainWindow") -> StyleEditor:
    editor = StyleEditor(window.map, window.messages.tell)

    def load() -> None:
        """Before classifiers are asked for: it takes longer than a hand may wait."""
        window.run(lambda _progress, _cancel: load_classifiers(), lambda _result: None, None)

    editor.opened.connect(load)
    editor.opened.connect(lambda: window.panels["people"].hide())
    return editor


PANEL = Panel("style", _make, Stand.MAP, 3)
