"""A printed page with one map: title, figure, legend, scale, north, sources; nothing overlaps or leaves the page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from cityplanner.carto.display_list import (
    Align,
    AreaStyle,
    Box,
    Label,
    LineStyle,
    MapFrame,
    PageItem,
    Stroke,
    Text,
    WorldItem,
)
from cityplanner.carto.inset import inset_items, inset_of
from cityplanner.carto.legend import Legend, fit_legend, legend_items
from cityplanner.carto.north_arrow import north_arrow_items, true_north_deg
from cityplanner.carto.palette import PAGE_LINE, PAPER, SECOND_TEXT, SURROUND, TEXT
from cityplanner.carto.scale_bar import (
    BAR_HEIGHT_PX,
    round_scale,
    scale_bar,
    scale_bar_items,
    scale_bar_width,
    scale_words,
)
from cityplanner.carto.text_width import shorten, text_width, wrap
from cityplanner.carto.viewport import METRES_PER_INCH, REFERENCE_DPI, Bounds, Viewport
from cityplanner.errors import InputError
from cityplanner.i18n import _

_PX_PER_MM = REFERENCE_DPI / 25.4
_PAPERS_MM = {"A4": (210.0, 297.0), "A3": (297.0, 420.0), "Letter": (215.9, 279.4)}
_MARGIN_PX, _GAP_PX = 42.0, 14.0
_TITLE_PX, _TITLE_LINE_PX, _TITLE_LINES = 24.0, 30.0, 2
_SUBTITLE_PX, _SUBTITLE_LINE_PX, _SUBTITLE_LINES = 12.0, 17.0, 2
_FIGURE_PX, _SENTENCE_PX, _SENTENCE_LINE_PX, _SENTENCE_LINES = 32.0, 14.0, 19.0, 6
_FOOT_PX, _FOOT_LINE_PX, _FOOT_LINES = 9.0, 12.0, 7
_SIDE_PX, _BAND_PX = 206.0, 236.0
_ARROW_PX = 44.0
_EDGE = LineStyle(PAGE_LINE, 1.0)


@dataclass(frozen=True, slots=True)
class PageSize:
    """A sheet of paper; ``width_px`` and ``height_px`` in pixels of 1/96 inch."""

    name: str
    width_mm: float
    height_mm: float

    @property
    def width_px(self) -> float:
        return self.width_mm * _PX_PER_MM

    @property
    def height_px(self) -> float:
        return self.height_mm * _PX_PER_MM

    @property
    def landscape(self) -> bool:
        return self.width_mm > self.height_mm


def page_size(paper: str, landscape: bool) -> PageSize:
    """The sheet called ``A4``, ``A3`` or ``Letter``. Raises :class:`InputError` for any other."""
    known = {name.lower(): name for name in _PAPERS_MM}
    name = known.get(paper.lower())
    if name is None:
        raise InputError(
            _("There is no paper size {paper}; choose one of: {known}.").format(
                paper=paper, known=", ".join(_PAPERS_MM)
            )
        )
    short, long = _PAPERS_MM[name]
    return PageSize(name, long, short) if landscape else PageSize(name, short, long)


@dataclass(frozen=True, slots=True)
class PageText:
    """The words on the page. ``figure`` and ``sentences`` say the result; ``footnotes`` are the CRS, data and licences,
    a paragraph each; ``program`` stands at the foot on the right."""

    title: str
    subtitle: str
    figure: str
    sentences: tuple[str, ...]
    footnotes: tuple[str, ...]
    program: str


Draw = Callable[[Viewport], tuple[Sequence[WorldItem], Legend]]
"""What the map shows at a view, and the legend of it."""


def map_page(
    size: PageSize, text: PageText, bounds: Bounds, crs: str, draw: Draw, *, outline: BaseGeometry | None = None
) -> list[PageItem]:
    """The page with ``bounds``, in metres of ``crs``, at the closest round scale at which they fit.

    With the ``outline`` of the city, a map that does not show all of it has an overview in its corner.
    """
    left, right = _MARGIN_PX, size.width_px - _MARGIN_PX
    items: list[PageItem] = [Box(0, 0, size.width_px, size.height_px, AreaStyle(fill=PAPER))]
    header, top = _header(text, left, _MARGIN_PX, right - left)
    footer, foot = _footer(text, left, size.height_px - _MARGIN_PX, right - left)
    items += header + footer
    bottom = foot - _GAP_PX
    if size.landscape:
        frame_right, frame_bottom = right - _SIDE_PX - _GAP_PX, bottom
    else:
        frame_right, frame_bottom = right, bottom - _BAND_PX - _GAP_PX
    viewport = _fit_to_scale(bounds, frame_right - left, frame_bottom - top)
    world, legend = draw(viewport)
    inset = None if outline is None else inset_of(outline.bounds, left, top, viewport)
    if inset is not None and outline is not None:
        world = [item for item in world if not (isinstance(item, Label) and inset.hides(item, left, top, viewport))]
        items += [*framed(left, top, viewport, world), *inset_items(inset, outline)]
    else:
        items += framed(left, top, viewport, world)
    if size.landscape:
        items += _sidebar(text, legend, viewport, crs, (frame_right + _GAP_PX, top, _SIDE_PX, bottom - top))
    else:
        items += _band(text, legend, viewport, crs, (left, frame_bottom + _GAP_PX, right - left, _BAND_PX))
    return items


def _fit_to_scale(bounds: Bounds, width_px: float, height_px: float) -> Viewport:
    """The view of this size that shows ``bounds`` at a round scale."""
    fitted = Viewport.fit(bounds, width_px, height_px, margin_px=10.0)
    scale = round_scale(fitted.scale_denominator()) * METRES_PER_INCH / REFERENCE_DPI
    return Viewport(fitted.centre_x, fitted.centre_y, scale, width_px, height_px)


def framed(x: float, y: float, viewport: Viewport, world: Sequence[WorldItem]) -> list[PageItem]:
    """A map with its neatline; names that would be cut by it are left out."""
    kept = tuple(item for item in world if not isinstance(item, Label) or _inside(item, viewport))
    width, height = viewport.width_px, viewport.height_px
    return [
        Box(x, y, width, height, AreaStyle(fill=SURROUND)),
        MapFrame(x, y, viewport, kept),
        Box(x, y, width, height, AreaStyle(stroke=SECOND_TEXT, stroke_px=0.8)),
    ]


def _inside(label: Label, viewport: Viewport) -> bool:
    x, y = viewport.point_to_screen(label.x, label.y)
    across, up = text_width(label.text, label.size_px, bold=label.bold) / 2, label.size_px
    return across <= x <= viewport.width_px - across and up <= y <= viewport.height_px - up


def _header(text: PageText, x: float, y: float, width: float) -> tuple[list[PageItem], float]:
    """Title and subtitle, and where they end."""
    items: list[PageItem] = []
    for line in _at_most(text.title, _TITLE_PX, width, _TITLE_LINES, bold=True):
        items.append(Text(line, x, y + _TITLE_PX, _TITLE_PX, TEXT, bold=True))
        y += _TITLE_LINE_PX
    for line in _at_most(text.subtitle, _SUBTITLE_PX, width, _SUBTITLE_LINES):
        items.append(Text(line, x, y + _SUBTITLE_PX, _SUBTITLE_PX, SECOND_TEXT))
        y += _SUBTITLE_LINE_PX
    return items, y + _GAP_PX / 2


def _footer(text: PageText, x: float, bottom: float, width: float) -> tuple[list[PageItem], float]:
    """The footnotes with a line above them, and where they begin."""
    first_room = width - text_width(text.program, _FOOT_PX) - _GAP_PX
    lines: list[str] = []
    for note in text.footnotes:
        lines += wrap(note, _FOOT_PX, width if lines else first_room)
    if len(lines) > _FOOT_LINES:
        lines[_FOOT_LINES - 1] = shorten(lines[_FOOT_LINES - 1] + " …", _FOOT_PX, first_room)
    lines = lines[:_FOOT_LINES]
    top = bottom - max(len(lines), 1) * _FOOT_LINE_PX - _FOOT_LINE_PX / 2
    items: list[PageItem] = [Stroke(((x, top), (x + width, top)), _EDGE)]
    baseline = top + _FOOT_LINE_PX / 2 + _FOOT_PX
    items.append(Text(text.program, x + width, baseline, _FOOT_PX, SECOND_TEXT, align=Align.RIGHT))
    for number, line in enumerate(lines):
        items.append(Text(line, x, baseline + number * _FOOT_LINE_PX, _FOOT_PX, SECOND_TEXT))
    return items, top


_Rect = tuple[float, float, float, float]
"""x, y, width, height"""


def _sidebar(text: PageText, legend: Legend, viewport: Viewport, crs: str, rect: _Rect) -> list[PageItem]:
    """Beside the map: the figure, the legend, and at the bottom scale and north."""
    x, y, width, height = rect
    items, after = _result(text, x, y, width)
    scale_top = y + height - _ARROW_PX
    room = scale_top - _GAP_PX - (after + _GAP_PX)
    items.append(Stroke(((x, after), (x + width, after)), _EDGE))
    items += legend_items(fit_legend(legend, width, room), x, after + _GAP_PX, width)
    return items + scale_and_north(viewport, crs, x, scale_top, width)


def _band(text: PageText, legend: Legend, viewport: Viewport, crs: str, rect: _Rect) -> list[PageItem]:
    """Below the map, in three columns: figure, scale and north; the first group of the legend; its others."""
    x, y, width, height = rect
    column = (width - 2 * _GAP_PX) / 3
    items, _after = _result(text, x, y, column)
    items += scale_and_north(viewport, crs, x, y + height - _ARROW_PX, column)
    for number, groups in enumerate((legend.groups[:1], legend.groups[1:]), start=1):
        part = fit_legend(Legend(groups), column, height)
        items += legend_items(part, x + number * (column + _GAP_PX), y, column)
    return items


def _result(text: PageText, x: float, y: float, width: float) -> tuple[list[PageItem], float]:
    """The one big figure and what it means, and where they end."""
    items: list[PageItem] = [Text(text.figure, x, y + _FIGURE_PX * 0.8, _FIGURE_PX, TEXT, bold=True)]
    y += _FIGURE_PX * 0.8 + 8
    lines = [line for sentence in text.sentences for line in wrap(sentence, _SENTENCE_PX, width)]
    for line in lines[:_SENTENCE_LINES]:
        items.append(Text(line, x, y + _SENTENCE_PX, _SENTENCE_PX, TEXT))
        y += _SENTENCE_LINE_PX
    return items, y + _GAP_PX / 2


def scale_and_north(
    viewport: Viewport, crs: str, x: float, y: float, width: float, *, to_scale: bool = True
) -> list[PageItem]:
    """The scale bar on the left, and an arrow to true north at the map's centre on the right.

    ``to_scale`` adds 1:n, which holds only where the picture is not made larger or smaller afterwards.
    """
    turned = true_north_deg(crs, viewport.centre_x, viewport.centre_y)
    arrow = north_arrow_items(x + width - _ARROW_PX / 2, y + _ARROW_PX / 2, _ARROW_PX, turned)
    return [*_scale_items(viewport, x, y, width - _ARROW_PX - _GAP_PX, to_scale), *arrow]


def _scale_items(viewport: Viewport, x: float, y: float, width: float, to_scale: bool) -> list[PageItem]:
    """A scale bar no wider than ``width``, and 1:n below it where that is wanted."""
    room = width
    bar = scale_bar(viewport.metres_per_pixel, room)
    while scale_bar_width(bar) > width and room > 1:
        room *= 0.8
        bar = scale_bar(viewport.metres_per_pixel, room)
    items = scale_bar_items(bar, x, y)
    if to_scale:
        words = scale_words(viewport.scale_denominator())
        items.append(Text(words, x, y + BAR_HEIGHT_PX + 14, 10, SECOND_TEXT))
    return items


def _at_most(text: str, size_px: float, width: float, count: int, *, bold: bool = False) -> list[str]:
    """``text`` in at most ``count`` lines; the last ends with an ellipsis where there was more."""
    lines = wrap(text, size_px, width, bold=bold)
    if len(lines) <= count:
        return lines
    rest = " ".join(lines[count - 1 :])
    return [*lines[: count - 1], shorten(rest, size_px, width, bold=bold)]
