"""A scale bar of a round length, the same on the screen and on paper."""

from dataclasses import dataclass
from math import floor, log10

from cityplanner.carto.display_list import Align, AreaStyle, Box, PageItem, Text
from cityplanner.carto.palette import PAPER, SECOND_TEXT, TEXT
from cityplanner.carto.text_width import text_width
from cityplanner.i18n import _, format_number

BAR_HEIGHT_PX = 22.0
_BLOCK_PX, _TEXT_PX = 5.0, 10.0
_ROUND_SCALES = (1.0, 1.1, 1.2, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 6.0, 7.0, 7.5, 8.0, 9.0, 10.0)


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """``length_m`` metres are ``width_px`` pixels wide."""

    length_m: float
    width_px: float

    @property
    def label(self) -> str:
        """The length with its unit: ``500 m``, ``2 km``."""
        return _length(self.length_m)


def scale_bar(metres_per_pixel: float, widest_px: float) -> ScaleBar:
    """The longest bar of 1, 2 or 5 times a power of ten metres that is not wider than ``widest_px``."""
    room_m = metres_per_pixel * widest_px
    power = 10.0 ** floor(log10(room_m))
    length = max((step * power for step in (1, 2, 5) if step * power <= room_m * (1 + 1e-9)), default=power)
    return ScaleBar(length, length / metres_per_pixel)


def scale_bar_items(bar: ScaleBar, x: float, y: float) -> list[PageItem]:
    """Two blocks, dark and light, with their lengths above; the top left corner is at ``x``, ``y``."""
    half, top = bar.width_px / 2, y + BAR_HEIGHT_PX - _BLOCK_PX - 1
    dark, light = AreaStyle(TEXT, stroke=TEXT, stroke_px=0.8), AreaStyle(PAPER, stroke=TEXT, stroke_px=0.8)
    above = y + _TEXT_PX
    return [
        Box(x, top, half, _BLOCK_PX, dark),
        Box(x + half, top, half, _BLOCK_PX, light),
        Text("0", x, above, _TEXT_PX, SECOND_TEXT),
        Text(_bare(bar.length_m / 2, bar.length_m), x + half, above, _TEXT_PX, SECOND_TEXT, align=Align.CENTRE),
        Text(bar.label, x + bar.width_px, above, _TEXT_PX, SECOND_TEXT, align=Align.CENTRE),
    ]


def scale_bar_width(bar: ScaleBar) -> float:
    """The room that the bar and its last label take, in pixels."""
    return bar.width_px + text_width(bar.label, _TEXT_PX) / 2


def scale_words(denominator: float) -> str:
    """``1:12,500``."""
    return f"1:{format_number(denominator)}"


def round_scale(denominator: float) -> float:
    """The next round n, not below ``denominator``, for 1:n: 20,000 for 17,312."""
    power = 10.0 ** floor(log10(denominator))
    return next(step * power for step in _ROUND_SCALES if step * power >= denominator * (1 - 1e-9))


def _length(metres: float) -> str:
    if metres >= 1000:
        return _("{length} km").format(length=_bare(metres, metres))
    return _("{length} m").format(length=_bare(metres, metres))


def _bare(metres: float, whole_m: float) -> str:
    """A length in the unit of the whole bar, without the unit."""
    value = metres / 1000 if whole_m >= 1000 else metres
    return format_number(value, 0 if value == int(value) else 1 if value * 10 == int(value * 10) else 2)
