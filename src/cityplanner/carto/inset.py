"""The small map in a corner of the page: where in the city the large one lies."""

from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from cityplanner.carto.display_list import AreaStyle, Box, Label, MapFrame, PageItem
from cityplanner.carto.geometry import areas_from
from cityplanner.carto.palette import LAND, PAPER, SECOND_TEXT
from cityplanner.carto.text_width import text_width
from cityplanner.carto.viewport import Bounds, Viewport

_LONGER_PX, _PADDING_PX, _GAP_PX = 104.0, 6.0, 8.0
_LEAST_FRAME_PX = 5.0
_LAND = AreaStyle(fill=LAND, stroke=SECOND_TEXT, stroke_px=0.6)
_FRAME = AreaStyle(fill="#0B6E9930", stroke="#0B6E99", stroke_px=1.4)


@dataclass(frozen=True, slots=True)
class Inset:
    """An overview at (``x``, ``y``) on the page; ``frame`` is what the large map shows of it: x, y, width, height."""

    x: float
    y: float
    viewport: Viewport
    frame: tuple[float, float, float, float]

    def hides(self, label: Label, x: float, y: float, viewport: Viewport) -> bool:
        """Whether ``label`` of a map at (``x``, ``y``) would be covered in part."""
        at_x, at_y = viewport.point_to_screen(label.x, label.y)
        half_width = text_width(label.text, label.size_px, bold=label.bold) / 2
        across = x + at_x + half_width > self.x and x + at_x - half_width < self.x + self.viewport.width_px
        up = y + at_y + label.size_px > self.y and y + at_y - label.size_px < self.y + self.viewport.height_px
        return across and up


def inset_of(city: Bounds, x: float, y: float, viewport: Viewport) -> Inset | None:
    """The overview at the upper right of a map at (``x``, ``y``), or None where the map shows the whole city."""
    west, south, east, north = city
    left, bottom, right, top = viewport.bounds
    if left <= west and bottom <= south and right >= east and top >= north:
        return None
    longer = max(east - west, north - south)
    width = (east - west) / longer * _LONGER_PX + 2 * _PADDING_PX
    height = (north - south) / longer * _LONGER_PX + 2 * _PADDING_PX
    small = Viewport.fit(city, width, height, margin_px=_PADDING_PX)
    inset_x, inset_y = x + viewport.width_px - width - _GAP_PX, y + _GAP_PX
    x0, y0 = small.point_to_screen(left, top)
    x1, y1 = small.point_to_screen(right, bottom)
    # What lies far out of the city is framed at its edge.
    x0, x1 = _span(x0, x1, width)
    y0, y1 = _span(y0, y1, height)
    return Inset(inset_x, inset_y, small, (inset_x + x0, inset_y + y0, x1 - x0, y1 - y0))


def _span(low: float, high: float, room: float) -> tuple[float, float]:
    """From ``low`` to ``high`` within 1 to ``room`` - 1, and never too short to be seen."""
    middle = min(max((low + high) / 2, 1 + _LEAST_FRAME_PX / 2), room - 1 - _LEAST_FRAME_PX / 2)
    return (
        max(min(low, middle - _LEAST_FRAME_PX / 2), 1.0),
        min(max(high, middle + _LEAST_FRAME_PX / 2), room - 1.0),
    )


def inset_items(inset: Inset, outline: BaseGeometry) -> list[PageItem]:
    """The city's ``outline``, and the frame of the large map on it."""
    width, height = inset.viewport.width_px, inset.viewport.height_px
    return [
        Box(inset.x, inset.y, width, height, AreaStyle(fill=PAPER)),
        MapFrame(inset.x, inset.y, inset.viewport, (areas_from([outline], styles=(_LAND,)),)),
        Box(*inset.frame, _FRAME),
        Box(inset.x, inset.y, width, height, AreaStyle(stroke=SECOND_TEXT, stroke_px=0.8)),
    ]
