"""The rows of the layer tree: what the map shows of the study, and its layers."""

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QStandardItem

from cityplanner.carto.families import family_symbol
from cityplanner.carto.legend import reach_label
from cityplanner.carto.map_layers import layer_swatch, layer_swatches
from cityplanner.carto.reaches import reach_style
from cityplanner.facts.family_names import family_name
from cityplanner.gui.icons import icon
from cityplanner.gui.panels.layer_rows import GROUP, LAYER, WHAT
from cityplanner.gui.panels.legend_rows import class_item, square_item, swatch_icon
from cityplanner.i18n import _, format_number, format_share
from cityplanner.model import Family, Layer
from cityplanner.session.study import Study


def devices_item(study: Study) -> QStandardItem:
    """The families that the scenario has devices of."""
    types = study.project.device_types
    counts: Counter[Family] = Counter()
    for type_id, count in Counter(device.type_id for device in study.scenario.devices.values()).items():
        if type_id in types:
            counts[types[type_id].family] += count
    parent = QStandardItem(_("Devices"))
    parent.setData("devices", WHAT)
    for family in Family:
        if family not in counts:
            continue
        item = QStandardItem(swatch_icon(family_symbol(family, size_px=12)), "")
        item.setText(f"{family_name(family)}  {format_number(counts[family])}")
        _make_checkable(study, item, family.value)
        parent.appendRow(item)
    if not counts:
        hint = QStandardItem(_("Place one on the map"))
        hint.setEnabled(False)
        parent.appendRow(hint)
    return parent


def served_item(study: Study) -> QStandardItem:
    """What the colours of the neighbourhoods mean."""
    colours = study.colours
    parent = QStandardItem(colours.title)
    _make_checkable(study, parent, "served")
    if colours.square is not None:
        parent.appendRow(square_item(colours))
    for entry in colours.shown_classes:
        if colours.square is None or entry not in colours.classes[:9]:
            parent.appendRow(class_item(entry.label, entry.style))
    if colours.note:
        parent.setToolTip(colours.note)
    return parent


def ranges_item(study: Study) -> QStandardItem:
    """What the devices that are measured reach."""
    family = study.focus_family
    swatch = swatch_icon(reach_style(family, filled="served" in study.hidden))
    # A type's name is too long for most trees.
    item = QStandardItem(swatch, _("Reach: {what}").format(what=family_name(family)))
    item.setToolTip(reach_label(study.focus_types))
    _make_checkable(study, item, "ranges")
    return item


def names_item(study: Study) -> QStandardItem:
    """The names on the map."""
    item = QStandardItem(_("Names"))
    _make_checkable(study, item, "names")
    return item


def _make_checkable(study: Study, item: QStandardItem, what: str) -> None:
    item.setCheckable(True)
    item.setCheckState(Qt.CheckState.Unchecked if what in study.hidden else Qt.CheckState.Checked)
    item.setData(what, WHAT)


def group_item(name: str, layers: list[QStandardItem]) -> QStandardItem:
    """A group with the items of its ``layers``."""
    item = QStandardItem(icon("folder"), name)
    item.setCheckable(True)
    shown = sum(layer.checkState() == Qt.CheckState.Checked for layer in layers)
    state = Qt.CheckState.PartiallyChecked if 0 < shown < len(layers) else Qt.CheckState.Checked
    item.setCheckState(state if shown else Qt.CheckState.Unchecked)
    item.setData(f"group {name}", WHAT)
    item.setData(name, GROUP)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsDropEnabled)
    for layer in layers:
        item.appendRow(layer)
    return item


def layer_item(layer: Layer) -> QStandardItem:
    """A layer with its classes below it."""
    swatch = layer_swatch(layer)
    item = QStandardItem(QIcon() if swatch is None else swatch_icon(swatch), layer.name)
    item.setCheckable(True)
    item.setCheckState(Qt.CheckState.Checked if layer.visible else Qt.CheckState.Unchecked)
    item.setData(f"layer {layer.id}", WHAT)
    item.setData(layer.id, LAYER)
    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
    for label, style in layer_swatches(layer):
        item.appendRow(class_item(label, style))
    source = layer.source
    item.setToolTip(
        "\n".join(
            line
            for line in (
                _("{count} features").format(count=format_number(len(layer.frame))),
                _("Opacity {share}").format(share=format_share(layer.opacity, 0)) if layer.opacity < 1 else "",
                source.file if source else "",
                " · ".join(text for text in (source.credit, source.licence) if text) if source else "",
            )
            if line
        )
    )
    return item
