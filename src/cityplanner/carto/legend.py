"""What the colours and symbols of a map mean: only of what is on it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cityplanner.carto.display_list import AreaStyle, Box, Mark, PageItem, Stroke, SymbolStyle, Text
from cityplanner.carto.families import family_symbol
from cityplanner.carto.layer_style import area_style
from cityplanner.carto.map_layers import Swatch, layer_swatch, layer_swatches, seen_layers
from cityplanner.carto.map_stack import RANGES, SERVED, MapContent
from cityplanner.carto.neighbourhood_colours import NeighbourhoodColours, Square
from cityplanner.carto.palette import LAND, PAGE_LINE, PAPER, SECOND_TEXT, TEXT
from cityplanner.carto.reaches import reach_style
from cityplanner.carto.text_width import text_width, wrap
from cityplanner.carto.viewport import Bounds
from cityplanner.facts.family_names import family_name
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.model import Device, DeviceStatus, DeviceType, Family, Layer, Project

_SWATCH_W_PX, _SWATCH_H_PX, _GAP_PX = 20.0, 13.0, 8.0
_SYMBOL_PX = 9.0
_TEXT_PX, _LINE_PX, _ROW_GAP_PX = 10.0, 13.0, 4.0
_TITLE_PX, _TITLE_LINE_PX, _GROUP_GAP_PX = 11.0, 18.0, 10.0
_CELL_PX = 22.0
SQUARE_HEIGHT_PX = 3 * _CELL_PX + 18.0


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A swatch and its words; without a swatch a remark."""

    label: str
    swatch: Swatch | None


@dataclass(frozen=True, slots=True)
class LegendGroup:
    """Entries under each other; with a ``square``, the first nine are its cells from the bottom left."""

    title: str
    entries: tuple[LegendEntry, ...]
    square: Square | None = None


@dataclass(frozen=True, slots=True)
class Legend:
    groups: tuple[LegendGroup, ...]


def map_legend(
    project: Project,
    devices: Iterable[Device],
    metres_per_pixel: float,
    *,
    colours: NeighbourhoodColours | None = None,
    bounds: Bounds | None = None,
    reaches: Iterable[LegendEntry] = (),
    layers: bool = True,
) -> Legend:
    """The legend of the neighbourhoods where they are coloured, of ``devices``, and of the layers at this scale.

    ``reaches`` are the entries for what devices reach, as :func:`reach_entries` has them. With ``bounds`` only what is
    seen of the layers within them is listed; without ``layers`` nothing of them, for who is far away.
    """
    layers_groups = (
        *_layer_groups(project, metres_per_pixel, bounds),
        LegendGroup(_("Map"), tuple(_layer_entries(project, metres_per_pixel, bounds))),
    )
    groups = (
        *(() if colours is None else (LegendGroup(colours.title, tuple(colour_entries(colours)), colours.square),)),
        LegendGroup(_("Devices"), (*device_entries(devices, project.device_types), *reaches)),
        *(layers_groups if layers else ()),
    )
    return Legend(tuple(group for group in groups if group.entries))


def colour_entries(colours: NeighbourhoodColours) -> list[LegendEntry]:
    """All steps of the ramp, highest first; those like nobody served only where there are such places.

    Of a square the first nine are its cells, row by row from the bottom left.
    """
    if colours.square is not None:
        present = set(colours.codes.tolist())
        shown = [one for code, one in enumerate(colours.classes) if one.always or code in present]
    else:
        shown = colours.shown_classes
    entries = [LegendEntry(one.label, one.style) for one in shown]
    return [*entries, LegendEntry(colours.note, None)] if colours.note else entries


def device_entries(devices: Iterable[Device], types: Mapping[str, DeviceType]) -> list[LegendEntry]:
    """The families that are shown, standing devices apart from those that are not there yet, with their number."""
    counts: Counter[tuple[Family, bool]] = Counter(
        (types[device.type_id].family, device.status is not DeviceStatus.EXISTING)
        for device in devices
        if device.type_id in types and device.status is not DeviceStatus.RETIRED
    )
    entries = []
    for family in Family:
        for hollow in (False, True):
            if count := counts[family, hollow]:
                words = _("{family}, planned or proposed ({count})") if hollow else _("{family} ({count})")
                label = words.format(family=family_name(family), count=format_number(count))
                entries.append(LegendEntry(label, family_symbol(family, size_px=_SYMBOL_PX, hollow=hollow)))
    return entries


def reach_entries(content: MapContent) -> list[LegendEntry]:
    """The outline of what devices reach, named by their type or family, where it is on the map."""
    types = content.project.device_types
    present = {device.type_id for device in content.devices if device.status is not DeviceStatus.RETIRED}
    shown = [types[id_] for id_ in content.measured if id_ in present and id_ in types]
    if RANGES in content.hidden or not shown:
        return []
    return [LegendEntry(reach_label(shown), reach_style(shown[0].family, filled=SERVED in content.hidden))]


def reach_label(types: Sequence[DeviceType]) -> str:
    """What the outline around ``types`` is, all of one family, in words."""
    what = types[0].name if len(types) == 1 else family_name(types[0].family)
    return _("Reach: {what}").format(what=what)


def _layer_groups(project: Project, metres_per_pixel: float, bounds: Bounds | None) -> list[LegendGroup]:
    """The layers whose features are told apart, from the top down, each with its classes."""
    groups = []
    for layer in reversed(seen_layers(project, metres_per_pixel, bounds)):
        entries = tuple(LegendEntry(label, swatch) for label, swatch in layer_swatches(layer))
        groups.append(LegendGroup(layer_title(layer), entries))
    return [group for group in groups if group.entries]


def layer_title(layer: Layer) -> str:
    """The layer's name, with the field that its features are told apart by."""
    if layer.style is None or layer.style.field is None:
        return layer.name
    return _("{layer}, by {field}").format(layer=layer.name, field=layer.style.field.replace("_", " "))


def _layer_entries(project: Project, metres_per_pixel: float, bounds: Bounds | None) -> list[LegendEntry]:
    """The other layers from the top down, then the neighbourhoods."""
    entries = []
    for layer in reversed(seen_layers(project, metres_per_pixel, bounds)):
        style = layer_swatch(layer)
        if style is not None and not layer_swatches(layer):
            entries.append(LegendEntry(layer.name, style))
    entries.append(LegendEntry(_("Neighbourhood"), replace(area_style("neighbourhoods"), fill=LAND)))
    return entries


# Layout


def legend_items(legend: Legend, x: float, y: float, width: float) -> list[PageItem]:
    """The legend laid out from its top left corner, no wider than ``width`` pixels."""
    return _lay_out(legend, x, y, width)[0]


def legend_height(legend: Legend, width: float) -> float:
    """How high :func:`legend_items` comes out, in pixels."""
    return _lay_out(legend, 0.0, 0.0, width)[1]


def legend_width(legend: Legend, widest: float) -> float:
    """How wide :func:`legend_items` has to be for every title and entry to stand on one line, or ``widest``."""
    needed = 0.0
    for group in legend.groups:
        needed = max(needed, text_width(group.title, _TITLE_PX, bold=True))
        if group.square is not None:
            needed = max(needed, 3 * _CELL_PX + 8 + text_width(f"\N{UPWARDS ARROW} {group.square.up}", _TEXT_PX))
        for entry in group.entries if group.square is None else group.entries[9:]:
            indent = 0.0 if entry.swatch is None else _SWATCH_W_PX + _GAP_PX
            # A remark is a sentence, which may as well be broken.
            if entry.swatch is not None:
                needed = max(needed, indent + text_width(entry.label, _TEXT_PX))
    return min(needed + 1.0, widest)


def fit_legend(legend: Legend, width: float, height: float) -> Legend:
    """``legend``, or as much of it from the top as fits into ``height``, with a remark on what is left out."""
    if legend_height(legend, width) <= height:
        return legend
    left_out = 0
    groups = list(legend.groups)
    while groups:
        keep = len(groups[-1].entries) - 1
        if groups[-1].square is not None and keep < 9:
            keep = 0
        left_out += len(groups[-1].entries) - keep
        groups[-1] = replace(groups[-1], entries=groups[-1].entries[:keep])
        if not groups[-1].entries:
            groups.pop()
        fitted = _with_remark(groups, left_out)
        if legend_height(fitted, width) <= height:
            return fitted
    return Legend(())


def _with_remark(groups: Sequence[LegendGroup], left_out: int) -> Legend:
    """``groups`` with a last line that says how many entries are missing."""
    if not groups:
        return Legend(())
    remark = ngettext("and {count} more", "and {count} more", left_out).format(count=format_number(left_out))
    last = replace(groups[-1], entries=(*groups[-1].entries, LegendEntry(remark, None)))
    return Legend((*groups[:-1], last))


def _lay_out(legend: Legend, x: float, y: float, width: float) -> tuple[list[PageItem], float]:
    items: list[PageItem] = []
    top = y
    for number, group in enumerate(legend.groups):
        top += _GROUP_GAP_PX if number else 0.0
        for line in wrap(group.title, _TITLE_PX, width, bold=True):
            items.append(Text(line, x, top + _TITLE_PX, _TITLE_PX, TEXT, bold=True))
            top += _TITLE_LINE_PX
        if group.square is not None:
            items += square_items([entry.swatch for entry in group.entries[:9]], group.square, x, top)
            top += SQUARE_HEIGHT_PX + _ROW_GAP_PX
        for entry in group.entries if group.square is None else group.entries[9:]:
            indent = 0.0 if entry.swatch is None else _SWATCH_W_PX + _GAP_PX
            lines = wrap(entry.label, _TEXT_PX, width - indent)
            if entry.swatch is not None:
                items += swatch_items(entry.swatch, x, top)
            colour = TEXT if entry.swatch is not None else SECOND_TEXT
            for index, line in enumerate(lines):
                items.append(Text(line, x + indent, top + _TEXT_PX + index * _LINE_PX, _TEXT_PX, colour))
            top += max(len(lines), 1) * _LINE_PX + _ROW_GAP_PX
    return items, top - y


def square_items(swatches: Sequence[Swatch | None], square: Square, x: float, y: float) -> list[PageItem]:
    """Nine cells from the bottom left, with an arrow of words to each side."""
    items: list[PageItem] = []
    for number, style in enumerate(swatches):
        up, across = divmod(number, 3)
        left, top = x + _CELL_PX * across, y + _CELL_PX * (2 - up)
        if isinstance(style, AreaStyle):
            items.append(Box(left, top, _CELL_PX, _CELL_PX, replace(style, stroke=PAPER)))
    items.append(Text(f"{square.across} \N{RIGHTWARDS ARROW}", x, y + 3 * _CELL_PX + 13, _TEXT_PX, TEXT))
    beside = x + 3 * _CELL_PX + 8
    items.append(Text(f"\N{UPWARDS ARROW} {square.up}", beside, y + 11, _TEXT_PX, TEXT))
    return items


def swatch_items(
    style: Swatch, x: float, y: float, width: float = _SWATCH_W_PX, height: float = _SWATCH_H_PX
) -> list[PageItem]:
    """A patch, a piece of line or a symbol, no larger than ``width`` x ``height`` pixels."""
    middle = y + height / 2
    if isinstance(style, SymbolStyle):
        return [Mark(x + width / 2, middle, replace(style, size_px=min(style.size_px, width)))]
    if isinstance(style, AreaStyle):
        framed = replace(style, stroke=style.stroke or PAGE_LINE, stroke_px=min(style.stroke_px, height / 4))
        return [Box(x, y, width, height, framed, 1.5)]
    line = replace(style, width_px=min(style.width_px, height / 3))
    ends = ((x + 3, middle), (x + width - 3, middle))
    return [Box(x, y, width, height, AreaStyle(fill=LAND, stroke=PAGE_LINE), 1.5), Stroke(ends, line)]
