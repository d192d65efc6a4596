"""What is on the map, top first, and its legend: one tree for both."""

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from cityplanner.carto.display_list import AreaStyle, Box, Mark, PageItem
from cityplanner.carto.families import family_name, family_symbol
from cityplanner.carto.legend import SQUARE_HEIGHT_PX, square_items
from cityplanner.carto.neighbourhood_colours import MapMode, NeighbourhoodColours, mode_name
from cityplanner.gui.icons import icon
from cityplanner.gui.study import Study
from cityplanner.gui.theme import LIGHT
from cityplanner.i18n import _, format_number
from cityplanner.io.layer_roles import load_roles
from cityplanner.model import Changed, Edit, Family, Layer, LayerChange
from cityplanner.render.painter import paint_page

_WHAT = Qt.ItemDataRole.UserRole + 1
_LAYER = Qt.ItemDataRole.UserRole + 2
_SQUARE_WIDTH_PX = 170


class LayerTree(QWidget):
    """Ticked is visible. Layers can be removed and hidden with undo; devices and shares are shown or hidden."""

    add_layer = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, objectName="layerTree")
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._study: Study | None = None
        self._filling = False
        title = QLabel(_("Layers"))
        title.setProperty("role", "title")
        add = QToolButton(icon=icon("add"), toolTip=_("Add a file to the map"), objectName="addLayer")
        add.setAccessibleName(_("Add a file to the map"))
        add.clicked.connect(self.add_layer)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 8, 4)
        head.addWidget(title, 1)
        head.addWidget(add)
        self.mode = QComboBox(objectName="mapMode", toolTip=_("What the colours of the neighbourhoods show"))
        self.mode.setAccessibleName(_("What the colours of the neighbourhoods show"))
        for mode in MapMode:
            self.mode.addItem(mode_name(mode), mode)
        self.mode.activated.connect(self._on_mode)
        chooser = QVBoxLayout()
        chooser.setContentsMargins(12, 0, 12, 4)
        chooser.setSpacing(2)
        colour_by = QLabel(_("Colour neighbourhoods by"))
        colour_by.setProperty("role", "small")
        colour_by.setBuddy(self.mode)
        chooser.addWidget(colour_by)
        chooser.addWidget(self.mode)
        self._shown_classes: list[str] = []
        self._model = QStandardItemModel(self)
        self._model.itemChanged.connect(self._on_item_changed)
        self.view = QTreeView(
            headerHidden=True, indentation=14, rootIsDecorated=False, iconSize=QSize(18, 18), objectName="layerView"
        )
        self.view.setAccessibleName(_("Layers and legend"))
        self.view.setModel(self._model)
        self.view.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._on_menu)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(chooser)
        column.addWidget(self.view, 1)

    def show_study(self, study: Study) -> None:
        self._study = study
        study.project_changed.connect(self._on_project_changed)
        study.scenario_changed.connect(self._fill)
        study.shown_changed.connect(self._fill)
        study.mode_changed.connect(self._fill)
        study.figures_changed.connect(self._on_figures_changed)
        self._fill()

    def _on_project_changed(self, changed: Changed) -> None:
        if changed.devices or changed.layers or changed.city:
            self._fill()

    def _on_figures_changed(self) -> None:
        """The legend has what is on the map; it seldom changes while a device moves."""
        assert self._study is not None
        if self._shown_classes != _legend_labels(self._study.colours):
            self._fill()

    def _on_mode(self) -> None:
        if self._study is not None:
            self._study.show_mode(self.mode.currentData())

    # Filling

    def _fill(self) -> None:
        if self._study is None:
            return
        folded = {
            self._model.item(row).data(_WHAT)
            for row in range(self._model.rowCount())
            if self._model.item(row).hasChildren() and not self.view.isExpanded(self._model.index(row, 0))
        }
        self._filling = True
        self._model.clear()
        for item in (self._devices_item(), self._ranges_item(), self._served_item(), self._names_item()):
            self._model.appendRow(item)
        for layer in reversed(self._study.project.layers):
            self._model.appendRow(self._layer_item(layer))
        for row in range(self._model.rowCount()):
            item = self._model.item(row)
            self.view.setExpanded(self._model.index(row, 0), item.data(_WHAT) not in folded)
        self._filling = False

    def _devices_item(self) -> QStandardItem:
        assert self._study is not None
        study, types = self._study, self._study.project.device_types
        counts: dict[Family, int] = {}
        for device in study.scenario.devices.values():
            if device.type_id in types:
                family = types[device.type_id].family
                counts[family] = counts.get(family, 0) + 1
        parent = QStandardItem(_("Devices"))
        parent.setData("devices", _WHAT)
        for family in Family:
            if family not in counts:
                continue
            item = QStandardItem(_swatch([Mark(9, 9, family_symbol(family, size_px=12))]), "")
            item.setText(f"{family_name(family)}  {format_number(counts[family])}")
            self._make_checkable(item, family.value)
            parent.appendRow(item)
        if not counts:
            hint = QStandardItem(_("None yet. Choose one below the map."))
            hint.setEnabled(False)
            parent.appendRow(hint)
        return parent

    def _served_item(self) -> QStandardItem:
        """What the colours of the neighbourhoods mean."""
        assert self._study is not None
        colours = self._study.colours
        self._shown_classes = _legend_labels(colours)
        self.mode.setCurrentIndex(self.mode.findData(self._study.mode))
        parent = QStandardItem(colours.title)
        self._make_checkable(parent, "served")
        if colours.square is not None:
            parent.appendRow(_square_item(colours))
        for entry in colours.shown_classes:
            if colours.square is None or entry not in colours.classes[:9]:
                item = QStandardItem(_area_swatch(entry.style), entry.label)
                item.setSelectable(False)
                parent.appendRow(item)
        if colours.note:
            parent.setToolTip(colours.note)
        return parent

    def _ranges_item(self) -> QStandardItem:
        item = QStandardItem(_("Ground within range"))
        self._make_checkable(item, "ranges")
        return item

    def _names_item(self) -> QStandardItem:
        item = QStandardItem(_("Names of neighbourhoods"))
        self._make_checkable(item, "names")
        return item

    def _make_checkable(self, item: QStandardItem, what: str) -> None:
        assert self._study is not None
        item.setCheckable(True)
        item.setCheckState(Qt.CheckState.Unchecked if what in self._study.hidden else Qt.CheckState.Checked)
        item.setData(what, _WHAT)

    def _layer_item(self, layer: Layer) -> QStandardItem:
        item = QStandardItem(_area_swatch(layer_swatch(layer.role)), layer.name)
        item.setCheckable(True)
        item.setCheckState(Qt.CheckState.Checked if layer.visible else Qt.CheckState.Unchecked)
        item.setData(f"layer {layer.id}", _WHAT)
        item.setData(layer.id, _LAYER)
        source = layer.source
        item.setToolTip(
            "\n".join(
                line
                for line in (
                    _("{count} features").format(count=format_number(len(layer.frame))),
                    source.file if source else "",
                    source.credit if source else "",
                )
                if line
            )
        )
        return item

    # What people do

    def _on_item_changed(self, item: QStandardItem) -> None:
        if self._filling or self._study is None or not item.isCheckable():
            return
        shown = item.checkState() == Qt.CheckState.Checked
        layer = self._layer(item.data(_LAYER))
        if layer is None:
            self._study.set_shown(item.data(_WHAT), shown)
        elif layer.visible != shown:
            label = _("Show {layer}") if shown else _("Hide {layer}")
            self._alter(layer, replace(layer, visible=shown), label.format(layer=layer.name))

    def _on_menu(self, at) -> None:
        layer = self._layer(self._model.data(self.view.indexAt(at), _LAYER))
        if layer is None:
            return
        menu = QMenu(self)
        remove = QAction(icon("delete"), _("Remove {layer}").format(layer=layer.name), menu)
        remove.triggered.connect(lambda: self.remove(layer))
        menu.addAction(remove)
        menu.exec(self.view.viewport().mapToGlobal(at))

    def remove(self, layer: Layer) -> None:
        """Take ``layer`` off the map; undo brings it back."""
        self._alter(layer, None, _("Remove {layer}").format(layer=layer.name))

    def _alter(self, before: Layer, after: Layer | None, label: str) -> None:
        assert self._study is not None
        position = self._study.project.layers.index(before)
        self._study.do(Edit(label, (LayerChange(before, after, position),)))

    def _layer(self, id_: str | None) -> Layer | None:
        if self._study is None or id_ is None:
            return None
        return next((layer for layer in self._study.project.layers if layer.id == id_), None)

    def index_of(self, text: str) -> QModelIndex:
        """The row whose text begins with ``text``, for tests and for the keyboard."""
        found = self._model.findItems(text, Qt.MatchFlag.MatchStartsWith | Qt.MatchFlag.MatchRecursive)
        return found[0].index() if found else QModelIndex()


def _legend_labels(colours: NeighbourhoodColours) -> list[str]:
    return [colours.title, *(entry.label for entry in colours.shown_classes)]


def _square_item(colours: NeighbourhoodColours) -> QStandardItem:
    """Nine cells in one picture; hovering over them tells what the corners mean."""
    assert colours.square is not None
    items = square_items([entry.style for entry in colours.classes[:9]], colours.square, 0, 0)
    item = QStandardItem()
    item.setData(_picture(items, _SQUARE_WIDTH_PX, round(SQUARE_HEIGHT_PX)), Qt.ItemDataRole.DecorationRole)
    item.setToolTip("\n".join(entry.label for entry in reversed(colours.classes[:9])))
    item.setSelectable(False)
    return item


def layer_swatch(role: str) -> AreaStyle:
    """A patch that stands for a layer of ``role`` in the legend."""
    style = load_roles()[role].style
    fill = style.get("fill") or style.get("colour") or LIGHT.hover
    stroke = style.get("stroke") or style.get("casing") or LIGHT.line
    return AreaStyle(fill=str(fill), stroke=str(stroke))


def _area_swatch(style: AreaStyle) -> QIcon:
    return _swatch([Box(1, 3, 16, 12, AreaStyle(style.fill, style.hatch, style.stroke or LIGHT.line), radius=2)])


def _swatch(items: list[PageItem]) -> QIcon:
    result = QIcon()
    for ratio in (1.0, 2.0):
        result.addPixmap(_picture(items, 18, 18, ratio))
    return result


def _picture(items: list[PageItem], width: int, height: int, ratio: float = 1.0) -> QPixmap:
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_page(painter, items)
    painter.end()
    return picture
