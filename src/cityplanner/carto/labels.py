"""Names on the map that never overlap."""

from collections.abc import Sequence
from dataclasses import dataclass

from cityplanner.carto.display_list import Label
from cityplanner.carto.palette import HALO, NAME
from cityplanner.carto.text_width import text_width, wrap

_LINE = 1.2
_GAP_PX = 3.0
_CODE_SIZE, _CODE_OVERHANG = 0.85, 0.4


@dataclass(frozen=True, slots=True)
class Place:
    """A name, where it belongs, and how wide and high in metres the thing is that it names."""

    name: str
    x: float
    y: float
    width_m: float
    height_m: float
    is_code: bool = False
    """A code is set smaller, and only where it leaves most of its place free."""


def place_labels(
    places: Sequence[Place],
    metres_per_pixel: float,
    *,
    size_px: float = 11.0,
    colour: str = NAME,
    overhang: float = 1.25,
) -> list[Label]:
    """Labels of those places that have room for their name at this scale, the largest first.

    A name is set in at most two lines, may be ``overhang`` times as wide as its place, and is left out where it would
    touch another.
    """
    taken: list[tuple[float, float, float, float]] = []
    labels: list[Label] = []
    for place in sorted(places, key=lambda place: (-place.width_m * place.height_m, place.name)):
        size = size_px * _CODE_SIZE if place.is_code else size_px
        room = (_CODE_OVERHANG if place.is_code else overhang) / metres_per_pixel
        lines = _lines(place, size, place.width_m * room)
        if lines is None:
            continue
        width = max(text_width(line, size) for line in lines) / 2 + _GAP_PX
        height = len(lines) * size * _LINE / 2 + _GAP_PX
        if height * 2 > place.height_m * room:
            continue
        x, y = place.x / metres_per_pixel, place.y / metres_per_pixel
        box = (x - width, y - height, x + width, y + height)
        if any(box[0] < o[2] and o[0] < box[2] and box[1] < o[3] and o[1] < box[3] for o in taken):
            continue
        taken.append(box)
        for index, line in enumerate(lines):
            up = ((len(lines) - 1) / 2 - index) * size * _LINE
            labels.append(Label(line, place.x, place.y + up * metres_per_pixel, size, colour, HALO))
    return labels


def _lines(place: Place, size_px: float, room_px: float) -> list[str] | None:
    """The name in one line or in two that are as even as can be; None where it has no room."""
    whole = text_width(place.name, size_px)
    if whole <= room_px:
        return [place.name]
    if whole > 2 * room_px:
        return None
    lines = wrap(place.name, size_px, max(whole * 0.55, min(room_px, whole * 0.7)))
    fits = len(lines) <= 2 and all(text_width(line, size_px) <= room_px for line in lines)
    return lines if fits and " ".join(lines) == " ".join(place.name.split()) else None
