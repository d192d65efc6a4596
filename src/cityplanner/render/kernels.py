"""Fills, strokes and symbols of whole cities, compiled: buffers of coverage, and their blending into a picture.

A picture is (height, width) whole numbers of 32 bits: alpha, red, green and blue, the colours multiplied by alpha, as
in Qt's ``ARGB32_Premultiplied``. World coordinates become pixels as ``(x - west) * scale`` and
``(north - y) * scale``; ``scale`` is pixels to a metre. ``spans`` (height, 2) are the first and one past the last
column of a row that anything was drawn in, so that the rest is neither cleared nor blended.
"""

import math

import numpy as np

from cityplanner.compiled import (
    FloatTable,
    Pixels,
    Rows,
    RowTable,
    Singles,
    SingleTable,
    Stamps,
    compiled,
    compiled_helper,
)

PAD = 8
"""So many columns are free beside a picture's in the buffers."""
_FURTHEST_PX = 1e18
"""What lies beyond is no place, and its square would be no number."""
_LONG_PX = 10_000.0


@compiled
def add_rings(
    area: SingleTable,
    spans: RowTable,
    xy: FloatTable,
    rings: Rows,
    features: Rows,
    chosen: Rows,
    west: float,
    north: float,
    scale: float,
) -> None:
    """Add the signed areas of the ``chosen`` features to ``area`` (height, width + 8).

    Each edge adds, to the pixels it crosses, how much of them lies to its right, and the rest one pixel on; the sum
    along a row is then the exact share of each pixel inside (as the font rasterisers of FreeType and font-rs do).
    Rings that run the other way, holes, take away.
    """
    height, width = area.shape[0], area.shape[1] - PAD
    for feature in chosen:
        for ring in range(features[feature], features[feature + 1]):
            start, end = rings[ring], rings[ring + 1]
            left, right, top, bottom = _extent(xy, start, end, west, north, scale)
            if not (left < width and right > 0.0 and top < height and bottom > 0.0):
                continue
            first, last = int(max(left, 0.0)), int(min(right, float(width))) + 2
            for row in range(int(max(top, 0.0)), min(int(bottom) + 1, height)):
                spans[row, 0] = min(spans[row, 0], first)
                spans[row, 1] = max(spans[row, 1], last)
            x0, y0 = (xy[start, 0] - west) * scale, (north - xy[start, 1]) * scale
            for i in range(start + 1, end):
                x1, y1 = (xy[i, 0] - west) * scale, (north - xy[i, 1]) * scale
                _add_edge(area, x0, y0, x1, y1)
                x0, y0 = x1, y1


@compiled_helper
def _extent(
    xy: FloatTable, start: int, end: int, west: float, north: float, scale: float
) -> tuple[float, float, float, float]:
    """Left, right, top and bottom of points ``start`` to ``end`` in pixels; nowhere if one of them is no place."""
    left, right, top, bottom = math.inf, -math.inf, math.inf, -math.inf
    for i in range(start, end):
        x, y = (xy[i, 0] - west) * scale, (north - xy[i, 1]) * scale
        if not (abs(x) < _FURTHEST_PX and abs(y) < _FURTHEST_PX):
            return math.inf, -math.inf, math.inf, -math.inf
        left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
    return left, right, top, bottom


@compiled_helper
def _add_edge(area: SingleTable, x0: float, y0: float, x1: float, y1: float) -> None:
    height, width = area.shape[0], area.shape[1] - PAD
    if y0 == y1:
        return
    direction = 1.0
    if y0 > y1:
        direction = -1.0
        x0, y0, x1, y1 = x1, y1, x0, y0
    if y1 <= 0.0 or y0 >= height:
        return
    slope = (x1 - x0) / (y1 - y0)
    x = x0
    if y0 < 0.0:
        x -= y0 * slope
        y0 = 0.0
    y1 = min(y1, float(height))
    # Rows and columns as numbers without a sign: whether they count from the end need not be asked.
    row, one, two = np.uint32(y0), np.uint32(1), np.uint32(2)
    while y0 < y1:
        below = min(row + 1.0, y1)
        share = direction * (below - y0)
        following = x + slope * (below - y0)
        left, right = min(x, following), max(x, following)
        if left < 0.0:
            # What passes west of the picture lies left of all its pixels.
            passing = share * (min(right, 0.0) - left) / (right - left) if right > left else share
            area[row, 0] += passing
            share -= passing
            left, right = 0.0, max(right, 0.0)
        if right > width:
            if left < width:
                share *= (width - left) / (right - left)
            left, right = min(left, float(width)), float(width)
        first = np.uint32(left)
        if right <= first + 1.0:
            beside = share * (0.5 * (left + right) - first)
            area[row, first] += share - beside
            area[row, first + one] += beside
        else:
            last = np.uint32(math.ceil(right))
            steep = 1.0 / (right - left)
            from_left = left - first
            into_last = right - last + 1.0
            before = 0.5 * steep * (1.0 - from_left) * (1.0 - from_left)
            after = 0.5 * steep * into_last * into_last
            area[row, first] += share * before
            if last == first + two:
                area[row, first + one] += share * (1.0 - before - after)
            else:
                second = steep * (1.5 - from_left)
                area[row, first + one] += share * (second - before)
                for column in range(first + two, last - one):
                    area[row, column] += share * steep
                upto = second + (last - first - 3.0) * steep
                area[row, last - one] += share * (1.0 - upto - after)
            area[row, last] += share * after
        x, y0 = following, below
        row += one


@compiled
def fill_from_area(picture: Pixels, area: SingleTable, spans: RowTable, colour: int, alpha: int) -> None:
    """Blend the opaque ``colour``, made ``alpha`` of 255 strong, where ``area`` says, and leave the buffers empty."""
    for row in range(len(area)):
        total = 0.0
        for column in range(np.uintp(spans[row, 0]), np.uintp(max(spans[row, 0], spans[row, 1]))):
            total += area[row, column]
            area[row, column] = abs(total)
    _blend(picture, area, spans, colour, float(alpha), 0.0)
    clear(area, spans)


@compiled
def add_lines(
    cover: SingleTable,
    spans: RowTable,
    xy: FloatTable,
    parts: Rows,
    chosen: Rows,
    width_px: float,
    west: float,
    north: float,
    scale: float,
) -> None:
    """Draw the ``chosen`` lines, ``width_px`` wide with round ends and bends, into ``cover`` (height, width + 8).

    A pixel's cover is told from its distance to the line: 1 inside, more further in, and less than 1 at the rim; where
    lines meet the larger counts, so nothing is seen twice. What is drawn once as wide as the casing is cover for the
    line on it too. Lines thinner than a pixel are a pixel wide.
    """
    height, width = cover.shape[0], cover.shape[1] - PAD
    reach = max(width_px, 1.0) / 2.0 + 0.5
    flat = cover.reshape(-1)
    for part in chosen:
        start, end = parts[part], parts[part + 1]
        left, right, top, bottom = _extent(xy, start, end, west, north, scale)
        if not (left < width + reach and right > -reach and top < height + reach and bottom > -reach):
            continue
        x0, y0 = (xy[start, 0] - west) * scale, (north - xy[start, 1]) * scale
        first = start
        while first < end - 1:
            first = _straight_until(xy, first, end, scale)
            x1, y1 = (xy[first, 0] - west) * scale, (north - xy[first, 1]) * scale
            _add_segment(flat, spans, width, x0, y0, x1, y1, reach)
            x0, y0 = x1, y1


@compiled_helper
def _add_segment(
    flat: Singles, spans: RowTable, width: int, x0: float, y0: float, x1: float, y1: float, reach: float
) -> None:
    """One straight piece into a picture's rows, one after the other in ``flat``."""
    height, step = len(spans), width + PAD
    dx, dy = x1 - x0, y1 - y0
    length = math.sqrt(dx * dx + dy * dy)
    if length > _LONG_PX:
        # What is far outside is left away: distances are told in single precision.
        from_part, to_part = _part_inside(x0, y0, dx, dy, reach + 2.0, width, height)
        x1, y1 = x0 + to_part * dx, y0 + to_part * dy
        x0, y0 = x0 + from_part * dx, y0 + from_part * dy
        length *= max(to_part - from_part, 0.0)
    low, high = min(y0, y1) - reach, max(y0, y1) + reach
    west, east = min(x0, x1) - reach, max(x0, x1) + reach
    if high <= 0.0 or low >= height or east <= 0.0 or west >= width:
        return
    ux, uy = (dx, dy) if length == 0.0 else (dx / math.hypot(dx, dy), dy / math.hypot(dx, dy))
    # Where the strip to both sides of the line cuts a row.
    steep = abs(uy) > 1e-6
    lean, wide = (ux / uy, reach / abs(uy) + 1.0) if steep else (0.0, math.inf)
    nothing, whole = np.float32(0.0), np.float32(length)
    along_x, along_y, furthest = np.float32(ux), np.float32(uy), np.float32(reach)
    for row in range(int(max(low, 0.0)), min(int(high) + 1, height)):
        py = row + 0.5 - y0
        middle = x0 + py * lean
        left, right = max(west, middle - wide, 0.0), min(east, middle + wide, float(width))
        if right <= left:
            continue
        first = int(left)
        # Whole runs of eight pixels, which a processor reckons at once; beyond the last column there is room.
        pixels = (int(right) - first + PAD) // PAD * PAD
        spans[row, 0] = min(spans[row, 0], first)
        spans[row, 1] = max(spans[row, 1], first + pixels)
        begin = np.uintp(row * step + first)
        offset_x, offset_y = np.float32(first + 0.5 - x0), np.float32(py)
        from_y = offset_y * along_y
        for pixel in range(pixels):
            px = offset_x + np.float32(pixel)
            along = px * along_x + from_y
            # Written out: min and max look for what is not a number, and then not eight at once.
            along = along if along > nothing else nothing
            along = along if along < whole else whole
            away_x, away_y = px - along * along_x, offset_y - along * along_y
            inside = furthest - math.sqrt(away_x * away_x + away_y * away_y)
            before = flat[begin + np.uintp(pixel)]
            flat[begin + np.uintp(pixel)] = before if before > inside else inside


@compiled_helper
def _part_inside(
    x: float, y: float, dx: float, dy: float, margin: float, width: int, height: int
) -> tuple[float, float]:
    """From which to which part of its way a line from (x, y) is within ``margin`` of the picture (Liang and Barsky)."""
    first, last = 0.0, 1.0
    for start, way, end in ((x, dx, float(width)), (y, dy, float(height))):
        if way == 0.0:
            continue
        enter, leave = (-margin - start) / way, (end + margin - start) / way
        first, last = max(first, min(enter, leave)), min(last, max(enter, leave))
    return first, last


@compiled_helper
def _straight_until(xy: FloatTable, first: int, end: int, scale: float) -> int:
    """The furthest point to which the line from ``first`` is straight, to within a third of a pixel."""
    last = first + 1
    while last + 1 < end and last - first < 12:
        dx, dy = xy[last + 1, 0] - xy[first, 0], xy[last + 1, 1] - xy[first, 1]
        square = dx * dx + dy * dy
        for i in range(first + 1, last + 1):
            px, py = xy[i, 0] - xy[first, 0], xy[i, 1] - xy[first, 1]
            along = px * dx + py * dy
            across = px * dy - py * dx
            beside = across * across * scale * scale > 0.1 * square
            # A line that turns back on itself is not straight, however close it lies.
            if beside or along < 0 or along > square:
                return last
        last += 1
    return last


@compiled
def fill_from_cover(
    picture: Pixels, cover: SingleTable, spans: RowTable, colour: int, alpha: int, width_px: float, drawn_px: float
) -> None:
    """Blend lines of ``width_px``, drawn ``drawn_px`` wide into ``cover``, in the opaque ``colour``.

    That is made ``alpha`` of 255 strong. Lines thinner than a pixel are paler by as much.
    """
    inset = (max(drawn_px, 1.0) - max(width_px, 1.0)) / 2.0
    _blend(picture, cover, spans, colour, alpha * min(width_px, 1.0), inset)


@compiled
def clear(share: SingleTable, spans: RowTable) -> None:
    """Leave the buffers as empty as they were."""
    for row in range(len(share)):
        share[row, spans[row, 0] : max(spans[row, 0], spans[row, 1])] = 0.0
        spans[row, 0], spans[row, 1] = share.shape[1], 0


@compiled_helper
def _blend(picture: Pixels, share: SingleTable, spans: RowTable, colour: int, strongest: float, inset: float) -> None:
    """Blend ``colour``, ``strongest`` of 255 where the ``share`` less the ``inset`` is 1 or more.

    Where there is nothing, nothing is blended: to ask takes longer. As one list each, counted without a sign, pixels
    are reckoned many at once.
    """
    width = picture.shape[1]
    pixels, shares, step = picture.reshape(-1), share.reshape(-1), share.shape[1]
    nothing, whole, most, half = np.float32(0.0), np.float32(1.0), np.float32(strongest), np.float32(0.5)
    less = np.float32(inset)
    for row in range(len(picture)):
        first, last = spans[row, 0], spans[row, 1]
        to, of = np.uintp(row * width), np.uintp(row * step)
        for column in range(first, min(last, width)):
            here = shares[of + np.uintp(column)] - less
            here = here if here > nothing else nothing
            strength = np.int32((here if here < whole else whole) * most + half)
            place = to + np.uintp(column)
            pixels[place] = _mixed(pixels[place], colour, int(strength))


@compiled_helper
def _mixed(below: int, above: int, strength: int) -> int:
    """``above``, made ``strength`` of 255 strong, over ``below``; two of the four channels at once."""
    rest = 255 - strength
    even = (above & 0x00FF00FF) * strength + (below & 0x00FF00FF) * rest
    odd = ((above >> 8) & 0x00FF00FF) * strength + ((below >> 8) & 0x00FF00FF) * rest
    # Each is at most 255 times 255; this divides by 255 and rounds.
    even = ((even + ((even >> 8) & 0x00FF00FF) + 0x00800080) >> 8) & 0x00FF00FF
    odd = (odd + ((odd >> 8) & 0x00FF00FF) + 0x00800080) & 0xFF00FF00
    return even | odd


@compiled
def stamp_symbols(
    picture: Pixels, stamps: Stamps, xy: FloatTable, styles: Rows, chosen: Rows, west: float, north: float, scale: float
) -> None:
    """Blend a stamp at each of the ``chosen`` places of ``xy`` (n, 2), the later ones over the earlier.

    ``stamps`` (styles, steps, steps, side, side) are the symbols of each style, moved by whole parts of a pixel down
    and to the right, with the middle of the symbol in the middle of the stamp; pixels as in a picture.
    """
    height, width = picture.shape
    steps, side = stamps.shape[1], stamps.shape[3]
    pixels, stamp_pixels = picture.reshape(-1), stamps.reshape(-1)
    for i in chosen:
        x = (xy[i, 0] - west) * scale - side / 2.0
        y = (north - xy[i, 1]) * scale - side / 2.0
        if not (x > -side - 1 and y > -side - 1 and x < width + 1 and y < height + 1):
            continue
        fine_x, fine_y = math.floor(x * steps + 0.5), math.floor(y * steps + 0.5)
        left, top = fine_x // steps, fine_y // steps
        stamp = ((styles[i] * steps + fine_y - top * steps) * steps + fine_x - left * steps) * side * side
        first, last = max(-left, 0), min(side, width - left)
        for row in range(max(-top, 0), min(side, height - top)):
            of, to = np.uintp(stamp + row * side + first), np.uintp((top + row) * width + left + first)
            for column in range(last - first):
                above = stamp_pixels[of + np.uintp(column)]
                below = pixels[to + np.uintp(column)]
                rest = 255 - (above >> 24)
                even = (below & 0x00FF00FF) * rest
                odd = ((below >> 8) & 0x00FF00FF) * rest
                even = ((even + ((even >> 8) & 0x00FF00FF) + 0x00800080) >> 8) & 0x00FF00FF
                odd = (odd + ((odd >> 8) & 0x00FF00FF) + 0x00800080) & 0xFF00FF00
                pixels[to + np.uintp(column)] = above + (even | odd)
