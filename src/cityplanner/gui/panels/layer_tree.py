"""What is on the map, top first, and its legend: one tree for both."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QStandardItem
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from cityplanner.carto.neighbourhood_colours import MapMode, modes_of
from cityplanner.gui.command import Command, Menu, MenuPlace
from cityplanner.gui.commands.data import show_sources
from cityplanner.gui.icons import icon
from cityplanner.gui.names_shown import on_button
from cityplanner.gui.panel import Panel, Stand
from cityplanner.gui.panels.layer_items import (
    devices_item,
    group_item,
    layer_item,
    names_item,
    ranges_item,
    served_item,
)
from cityplanner.gui.panels.layer_menu import act, opacity_row
from cityplanner.gui.panels.layer_rows import GROUP, LAYER, WHAT, Drop, LayerRows, LayerView, layers_in
from cityplanner.gui.panels.legend_rows import fix, legend_labels
from cityplanner.gui.selection_steps import go_to_layer
from cityplanner.gui.subscriptions import Subscriptions
from cityplanner.gui.theme import Theme
from cityplanner.i18n import _
from cityplanner.model import Changed, Edit, Layer
from cityplanner.model.layer_edits import (
    alter_layer,
    group_layers,
    move_layers,
    rename_group,
    show_layers,
    step_layers,
    ungroup,
)
from cityplanner.session.study import Study

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


_FILTER_FROM = 13
"""With so many layers one looks for them by name."""


class LayerTree(QWidget):
    """Ticked is visible. What is done to layers can be undone; devices and shares are shown or hidden."""

    add_layer = Signal()
    style_wanted = Signal(str)
    look_wanted = Signal(str)
    """The id of a layer whose look is to be changed."""
    source_wanted = Signal(str)
    """The id of a layer whose file, licence and credit are to be shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, objectName="layerTree")
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._study: Study | None = None
        self._heard = Subscriptions()
        self._filling = False
        self._shown_before_solo: frozenset[str] | None = None
        self._run = 0
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
        self.mode.activated.connect(self._on_mode)
        self.filter = QLineEdit(objectName="layerFilter", placeholderText=_("Find a layer"), clearButtonEnabled=True)
        self.filter.setAccessibleName(_("Find a layer"))
        self.filter.textChanged.connect(self._apply_filter)
        self.filter.hide()
        chooser = QVBoxLayout()
        chooser.setContentsMargins(12, 0, 12, 4)
        chooser.setSpacing(2)
        colour_by = QLabel(_("Colour neighbourhoods by"))
        colour_by.setProperty("role", "small")
        colour_by.setBuddy(self.mode)
        chooser.addWidget(colour_by)
        chooser.addWidget(self.mode)
        chooser.addSpacing(4)
        chooser.addWidget(self.filter)
        self._shown_classes: list[str] = []
        self._model = LayerRows(self)
        self._model.itemChanged.connect(self._on_item_changed)
        # Not within the drop or the edit itself, which the tree does not survive.
        self._model.dropped.connect(self._on_dropped, Qt.ConnectionType.QueuedConnection)
        self.view = LayerView()
        self.view.setAccessibleName(_("Layers and legend"))
        self.view.setModel(self._model)
        self.view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.view.customContextMenuRequested.connect(self._on_menu)
        self.view.doubleClicked.connect(self._on_double_click)
        self.view.solo_wanted.connect(lambda index: self.solo(layers_in(self._model.itemFromIndex(index))))
        self.view.step_wanted.connect(self.step)
        self.view.remove_wanted.connect(self.remove_selected)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(chooser)
        column.addWidget(self.view, 1)

    def _show_modes(self, study: Study) -> None:
        modes = modes_of(study.table)
        if [self.mode.itemText(row) for row in range(self.mode.count())] != list(modes.values()):
            self.mode.clear()
            for mode, words in modes.items():
                self.mode.addItem(words, mode)
        if study.mode not in modes:
            study.show_mode(MapMode.SHARE)
        self.mode.setCurrentIndex(self.mode.findData(study.mode))

    def bind(self, study: Study) -> None:
        self._study = study
        self._shown_before_solo = None
        self.filter.clear()
        self._heard.renew(
            (study.project_changed, self._on_project_changed),
            (study.focus_changed, self._fill),
            (study.scenario_changed, self._fill),
            (study.shown_changed, self._fill),
            (study.mode_changed, self._fill),
            (study.figures_changed, self._on_figures_changed),
        )
        self._fill()

    def _on_project_changed(self, changed: Changed) -> None:
        if changed.devices or changed.layers or changed.city:
            self._fill()

    def _on_figures_changed(self) -> None:
        """The legend has what is on the map; it seldom changes while a device moves."""
        assert self._study is not None
        if self._shown_classes != legend_labels(self._study.colours):
            self._fill()

    def _on_mode(self) -> None:
        if self._study is not None:
            self._study.show_mode(self.mode.currentData())

    def unbind(self) -> None:
        """Let go of the study."""
        self._heard.end()
        self._study = None

    def retint(self, theme: Theme) -> None:
        """Draw the swatches anew."""
        self._fill()

    # Filling

    def _fill(self) -> None:
        if self._study is None:
            return
        self._show_modes(self._study)
        folded = {
            item.data(WHAT)
            for item in self._items()
            if item.hasChildren() and not self.view.isExpanded(self._model.indexFromItem(item))
        }
        selected = {index.data(WHAT) for index in self.view.selectionModel().selectedIndexes()}
        current, scrolled = self.view.currentIndex().data(WHAT), self.view.verticalScrollBar().value()
        self._filling = True
        self._model.clear()
        study = self._study
        self._shown_classes = legend_labels(study.colours)
        for item in (devices_item(study), ranges_item(study), served_item(study), names_item(study)):
            fix(item)
            self._model.appendRow(item)
        layers = self._study.project.layers
        for group, members in groupby(reversed(layers), key=lambda layer: layer.group):
            items = [layer_item(layer) for layer in members]
            if group is None:
                for item in items:
                    self._model.appendRow(item)
            else:
                self._model.appendRow(group_item(group, items))
        for item in self._items():
            index = self._model.indexFromItem(item)
            if item.data(WHAT) is not None and item.data(WHAT) in selected:
                self.view.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)
            if item.data(WHAT) is not None and item.data(WHAT) == current:
                self.view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        # After the current row, which unfolds what it is in.
        for item in self._items():
            self.view.setExpanded(self._model.indexFromItem(item), item.data(WHAT) not in folded)
        self.filter.setVisible(len(layers) >= _FILTER_FROM or bool(self.filter.text()))
        self._apply_filter()
        self.view.verticalScrollBar().setValue(scrolled)
        self._filling = False

    def _items(self) -> list[QStandardItem]:
        """All rows that a person may fold or select, groups before their layers."""
        top = self._model.invisibleRootItem()
        rows = [top.child(number) for number in range(top.rowCount())]
        return [
            item
            for row in rows
            for item in (row, *(row.child(n) for n in range(row.rowCount()) if row.child(n).data(LAYER) is not None))
        ]

    def _apply_filter(self) -> None:
        """Only layers whose name has the text in it, and what is always there."""
        wanted = self.filter.text().strip().casefold()
        hidden = {item.data(LAYER): wanted not in item.text().casefold() for item in self._items() if item.data(LAYER)}
        for item in self._items():
            inside = layers_in(item)
            index = self._model.indexFromItem(item)
            self.view.setRowHidden(index.row(), index.parent(), bool(inside) and all(hidden[id_] for id_ in inside))

    # What people do

    def _on_item_changed(self, item: QStandardItem) -> None:
        if self._filling or self._study is None:
            return
        if item.data(LAYER) is not None or item.data(GROUP) is not None:
            what, text = item.data(WHAT), item.text().strip()
            if text != self._name_of(item):
                QTimer.singleShot(0, self, lambda: self._rename(what, text))
            else:
                self._show(layers_in(item), item.checkState() != Qt.CheckState.Unchecked, text)
        elif item.isCheckable():
            self._study.set_shown(item.data(WHAT), item.checkState() == Qt.CheckState.Checked)

    def _name_of(self, item: QStandardItem) -> str:
        layer = self._layer(item.data(LAYER))
        return item.data(GROUP) if layer is None else layer.name

    def _show(self, ids: Collection[str], shown: bool, name: str) -> None:
        visible = {layer.id for layer in self._layers if layer.visible}
        label = _("Show {layer}") if shown else _("Hide {layer}")
        after = visible | set(ids) if shown else visible - set(ids)
        self._do(show_layers(self._layers, after, label.format(layer=name)))

    def _rename(self, what: str, name: str) -> None:
        """Give a row another name; without one it keeps its own."""
        kind, _space, id_ = what.partition(" ")
        layer = self._layer(id_) if kind == "layer" else None
        if not name or (kind == "group" and name == id_):
            self._fill()
        elif kind == "group":
            self._do(rename_group(self._layers, id_, name))
        elif layer is not None:
            label = _("Rename {old} to {new}").format(old=layer.name, new=name)
            self._do(alter_layer(self._layers, layer, replace(layer, name=name), label))

    def solo(self, ids: Collection[str]) -> None:
        """Show just these layers; once more, and those that were shown before come back."""
        visible = frozenset(layer.id for layer in self._layers if layer.visible)
        names = [layer.name for layer in self._layers if layer.id in ids]
        if not names:
            return
        if visible == set(ids) and self._shown_before_solo is not None:
            back, self._shown_before_solo = self._shown_before_solo, None
            self._do(show_layers(self._layers, back, _("Show the other layers again")))
            return
        self._shown_before_solo = visible
        self._do(show_layers(self._layers, ids, _("Show only {layer}").format(layer=", ".join(names))))

    def step(self, step: int) -> None:
        """The selected layers one up (1) or down (-1)."""
        edit = step_layers(self._layers, self.selected, step)
        if edit is not None:
            self._do(edit)
            self.view.scrollTo(self.view.currentIndex())

    def remove_selected(self) -> None:
        """Take the selected layers off the map; undo brings them back."""
        for layer in [layer for layer in self._layers if layer.id in self.selected]:
            self.remove(layer)

    def remove(self, layer: Layer) -> None:
        """Take ``layer`` off the map; undo brings it back."""
        self._do(alter_layer(self._layers, layer, None, _("Remove {layer}").format(layer=layer.name)))

    def group_selected(self, name: str | None = None) -> None:
        """The selected layers into the group ``name``, or into a new one whose name can be typed at once."""
        names = {layer.group for layer in self._layers}
        ids = self.selected
        if not ids:
            return
        new = name or next(n for k in range(1, 1000) if (n := _("Group {number}").format(number=k)) not in names)
        self._do(group_layers(self._layers, ids, new))
        if name is None:
            index = self.index_of(new)
            self.view.setCurrentIndex(index)
            self.view.edit(index)

    def _on_dropped(self, drop: Drop) -> None:
        others = [layer for layer in self._layers if layer.id not in drop.ids]
        place = sum(layer.id in drop.below for layer in others)
        names = [layer.name for layer in self._layers if layer.id in drop.ids]
        label = _("Move {layer}").format(layer=", ".join(names))
        self._do(move_layers(self._layers, drop.ids, place, drop.group, label))

    def _on_double_click(self, index: QModelIndex) -> None:
        layer = self._layer(index.data(LAYER))
        if layer is not None:
            self.style_wanted.emit(layer.id)
        elif self._model.hasChildren(index):
            self.view.setExpanded(index, not self.view.isExpanded(index))

    def _on_menu(self, at: QPoint) -> None:
        index = self.view.indexAt(at)
        menu = self.menu(index)
        if menu is not None:
            menu.exec(self.view.viewport().mapToGlobal(at))
            menu.deleteLater()

    def menu(self, index: QModelIndex) -> QMenu | None:
        """What can be done with a row; None where it is not a layer or a group."""
        layer, group = self._layer(index.data(LAYER)), index.data(GROUP)
        if layer is None and group is None:
            return None
        if not self.view.selectionModel().isSelected(index):
            self.view.setCurrentIndex(index)
        menu = QMenu(self)
        if layer is not None:
            style = act(menu, "settings", _("Colours and symbols …"), lambda: self.style_wanted.emit(layer.id))
            menu.setDefaultAction(style)
            act(menu, "full-extent", _("Show the whole layer"), lambda: self.look_wanted.emit(layer.id))
            menu.addAction(self._opacity_row(menu, layer))
            menu.addSeparator()
        act(menu, None, _("Rename"), lambda: self.view.edit(index), "F2")
        act(menu, None, _("Move up"), lambda: self.step(1), "Ctrl+Up")
        act(menu, None, _("Move down"), lambda: self.step(-1), "Ctrl+Down")
        ids = layers_in(self._model.itemFromIndex(index))
        act(menu, "eye", _("Show only this"), lambda: self.solo(ids), _("Alt+click"))
        if layer is not None:
            self._add_group_menu(menu)
            menu.addSeparator()
            act(menu, "info", _("Where it comes from …"), lambda: self.source_wanted.emit(layer.id))
            act(menu, "delete", _("Remove"), self.remove_selected, "Del")
        else:
            act(menu, None, _("Ungroup"), lambda: self._do(ungroup(self._layers, group)))
        return menu

    def _add_group_menu(self, menu: QMenu) -> None:
        groups = menu.addMenu(icon("folder"), _("Group"))
        act(groups, "add", _("New group"), self.group_selected)
        for name in dict.fromkeys(layer.group for layer in reversed(self._layers) if layer.group is not None):
            act(groups, None, on_button(name), partial(self.group_selected, name))
        if any(layer.group is not None and layer.id in self.selected for layer in self._layers):
            act(groups, None, _("No group"), self._leave_group)

    def _leave_group(self) -> None:
        ids = self.selected
        moved = [layer for layer in self._layers if layer.id in ids and layer.group is not None]
        label = _("Take {layer} out of its group").format(layer=", ".join(layer.name for layer in moved))
        group = moved[-1].group
        highest = max(place for place, layer in enumerate(self._layers) if layer.group == group)
        place = sum(layer.id not in ids for layer in self._layers[: highest + 1])
        self._do(move_layers(self._layers, {layer.id for layer in moved}, place, None, label))

    def _opacity_row(self, menu: QMenu, layer: Layer) -> QWidgetAction:
        """A slider in the menu; all that is done with it while the menu is open is one step."""
        assert self._study is not None
        self._run += 1
        key = f"opacity {layer.id} {self._run}"

        def change(percent: int) -> None:
            now = self._layer(layer.id)
            if now is not None and round(now.opacity * 100) != percent:
                label = _("Opacity of {layer}").format(layer=now.name)
                self._do(alter_layer(self._layers, now, replace(now, opacity=percent / 100), label, key))

        menu.aboutToHide.connect(self._study.history.seal)
        return opacity_row(menu, layer, change)

    # The project

    @property
    def _layers(self) -> Sequence[Layer]:
        return [] if self._study is None else self._study.project.layers

    @property
    def selected(self) -> frozenset[str]:
        """The ids of the selected layers, those of selected groups included."""
        indexes = self.view.selectionModel().selectedIndexes()
        return frozenset(id_ for index in indexes for id_ in layers_in(self._model.itemFromIndex(index)))

    def _do(self, edit: Edit) -> None:
        assert self._study is not None
        if edit.changes:
            self._study.do(edit)
        else:
            self._fill()

    def _layer(self, id_: str | None) -> Layer | None:
        return next((layer for layer in self._layers if layer.id == id_), None)

    def index_of(self, text: str) -> QModelIndex:
        """The row whose text begins with ``text``, for tests and for the keyboard."""
        found = self._model.findItems(text, Qt.MatchFlag.MatchStartsWith | Qt.MatchFlag.MatchRecursive)
        return found[0].index() if found else QModelIndex()


def _make(window: "MainWindow") -> LayerTree:
    tree = LayerTree()
    tree.add_layer.connect(window.commands["add-layer"].trigger)
    tree.style_wanted.connect(lambda id_: window.panels["style"].edit(id_))
    tree.look_wanted.connect(lambda id_: go_to_layer(window.study, window.map, id_))
    tree.source_wanted.connect(lambda id_: show_sources(window, id_))
    return tree


PANEL = Panel(
    "layers",
    _make,
    Stand.LEFT,
    1,
    Command(
        "left-panel",
        _("Layers"),
        lambda window: window.workspace.fold("layers"),
        icon="panel-left",
        keys=("F7",),
        menu=MenuPlace(Menu.VIEW, 1, 1),
    ),
)
