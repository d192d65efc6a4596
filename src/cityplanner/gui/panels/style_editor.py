"""How a layer looks, changed over the map while one watches it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import shapely
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from cityplanner.carto.classification import load_classifiers
from cityplanner.carto.layer_classes import (
    USUAL_CLASSES,
    fields_for,
    recoloured,
    usual_field,
    why_no_field,
    with_classes,
)
from cityplanner.carto.palettes import PaletteKind
from cityplanner.gui.icons import icon
from cityplanner.gui.panel import Panel, Stand
from cityplanner.gui.panels.style_controls import ColourChoice, palettes_of
from cityplanner.gui.panels.style_form import CLASSED, RAMPS, StyleForm
from cityplanner.gui.role_styles import remember_look, with_look_of
from cityplanner.gui.subscriptions import Subscriptions
from cityplanner.gui.theme import Theme
from cityplanner.gui.widget_parts import host_of, layout_of
from cityplanner.i18n import _
from cityplanner.io.layer_roles import load_roles
from cityplanner.model import BreakMethod, Changed, Edit, Layer, LayerPartsChange, LayerStyle, StyleKind
from cityplanner.model.layer_edits import alter_layer
from cityplanner.session.study import Study

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


_WIDTH_PX, _GAP_PX = 348, 12
_COUNTED = (StyleKind.GRADUATED, StyleKind.PROPORTIONAL)


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
        self.form = StyleForm()
        self._connect_form()
        self._scroll = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.form)
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

    def _connect_form(self) -> None:
        form = self.form
        form.kind.activated.connect(self._on_kind)
        form.field.activated.connect(self._on_field)
        form.palette_box.activated.connect(self._on_palette)
        form.reverse.clicked.connect(self._on_palette)
        form.seen.wanted.connect(self._on_class_wanted)
        form.method.activated.connect(self._on_classes)
        form.count.changed.connect(self._on_classes)
        form.histogram.breaks_moved.connect(self._on_breaks)
        form.colour.chosen.connect(lambda colour: self._restyle(replace(self._style, colour=colour), self._notes))
        form.width_px.changed.connect(lambda value: self._restyle(replace(self._style, width_px=value), self._notes))
        form.size_px.changed.connect(lambda value: self._restyle(replace(self._style, size_px=value), self._notes))
        form.opacity.valueChanged.connect(self._on_opacity)

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
        self.form.kind.setFocus()
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
        parent = host_of(self)
        self.setFixedWidth(min(_WIDTH_PX, max(parent.width() - 2 * _GAP_PX, 200)))
        inside = layout_of(self.form).totalHeightForWidth(self.width() - 32)
        inside = max(inside, self.form.sizeHint().height())
        around = layout_of(self).totalSizeHint().height() - self._scroll.sizeHint().height()
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

    # What people do

    def _on_kind(self) -> None:
        layer, kind = self._layer, StyleKind(self.form.kind.currentData())
        if layer is None or kind is self._style.kind:
            return
        frame, style = layer.frame, self._style
        fields = fields_for(frame, kind)
        field = style.field if style.field in fields else usual_field(frame, kind)
        wanted = {StyleKind.CATEGORISED: (PaletteKind.CATEGORIES,)}.get(kind, RAMPS)
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
        if kind in (*CLASSED, StyleKind.PROPORTIONAL) and field is None:
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
            style = replace(self._style, field=self.form.field.currentData(), method=method)
            count = max(self._wanted_classes(), 2) if style.kind is StyleKind.GRADUATED else USUAL_CLASSES
            self._restyle(*with_classes(style, layer.frame, count))

    def _on_palette(self) -> None:
        id_, turned = self.form.palette_box.currentData(), self.form.reverse.isChecked()
        self._restyle(recoloured(replace(self._style, palette=id_, reversed=turned)), self._notes)

    def _on_class_wanted(self, number: int) -> None:
        """Ask for another colour of one class, beside it."""
        menu = self.class_menu(number)
        menu.exec(self.form.seen.mapToGlobal(self.form.seen.place_of(number).bottomLeft().toPoint()))
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
            style = replace(self._style, method=BreakMethod(self.form.method.currentData()))
            uppers = [float(one.key) for one in style.classes]
            count = round(self.form.count.box.value())
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

    def _show_layer(self) -> None:
        """The layer as it is now."""
        layer = self._layer
        if layer is None:
            return
        self.title.setText(layer.name)
        self.form.show_layer(layer, self._dimension, self._notes)
        self._usual.setEnabled(layer.style is not None or layer.opacity < 1)
        if self.isVisible():
            self.place()


def _dimension(layer: Layer) -> int:
    """0 for points, 1 for lines, 2 where there are areas."""
    return int(shapely.get_dimensions(layer.frame.geometry.array).max(initial=0))


def _make(window: "MainWindow") -> StyleEditor:
    editor = StyleEditor(window.map, window.messages.tell)

    def load() -> None:
        """Before classifiers are asked for: it takes longer than a hand may wait."""
        window.run(lambda _progress, _cancel: load_classifiers(), lambda _result: None, None)

    editor.opened.connect(load)
    editor.opened.connect(lambda: window.panels["people"].hide())
    return editor


PANEL = Panel("style", _make, Stand.MAP, 3)
