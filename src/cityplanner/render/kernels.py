"""Fills, strokes and symbols of whole cities, compiled: buffers of coverage, and their blending into a picture.

A picture is (height, width) whole numbers of 32 bits: alpha, red, green and blue, the colours multiplied by alpha, as
in Qt's ``ARGB32_Premultiplied``. World coordinates become pixels as ``(x - west) * scale`` and
``(north - y) * scale``; ``scale`` is pixels to a metre. ``spans`` (height, 2) are the first and one past the last
column of a row that anything was drawn in, so that the rest is neither cleared nor blended.
"""

import math

import numpy as np
import numpy.typing as npt

from cityplanner.compiled import compiled

_FURTHEST_M = 1e15
"""What lies beyond is no place, and its square would be no number."""

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
Pixels = npt.NDArray[np.uint32]
Rows = npt.NDArray[np.int64]


@compiled
def boxes(xy: Floats, parts: Rows) -> Singles:
    """(n, 4) west, south, east and north of each of n lists of points, a little wide.

    Empty lists, and those with a coordinate that is no place, lie nowhere.
    """
    result = np.empty((len(parts) - 1, 4), dtype=np.float32)
    for part in range(len(parts) - 1):
        west, south, east, north = np.inf, np.inf, -np.inf, -np.inf
        for i in range(parts[part], parts[part + 1]):
            if not (abs(xy[i, 0]) < _FURTHEST_M and abs(xy[i, 1]) < _FURTHEST_M):
                west, south, east, north = np.inf, np.inf, -np.inf, -np.inf
                break
            west, east = min(west, xy[i, 0]), max(east, xy[i, 0])
            south, north = min(south, xy[i, 1]), max(north, xy[i, 1])
        # Single precision rounds by up to a metre in ten thousand kilometres.
        slack = 1.0 + 1e-6 * max(abs(west), abs(east), abs(south), abs(north)) if west <= east else 0.0
        result[part, 0], result[part, 1] = west - slack, south - slack
        result[part, 2], result[part, 3] = east + slack, north + slack
    return result


@compiled
def overlapping(boxes: Singles, styles: Rows, style: int, west: float, south: float, east: float, north: float) -> Rows:
    """The rows of ``style`` whose boxes overlap the one given."""
    found = np.empty(len(boxes), dtype=np.int64)
    count = 0
    for row in range(len(boxes)):
        if (
            styles[row] == style
            and boxes[row, 0] <= east
            and boxes[row, 2] >= west
            and boxes[row, 1] <= north
            and boxes[row, 3] >= south
        ):
            found[count] = row
            count += 1
    return found[:count].copy()


@compiled
def add_rings(
    area: Singles,
    spans: Rows,
    xy: Floats,
    rings: Rows,
    features: Rows,
    chosen: Rows,
    west: float,
    north: float,
    scale: float,
) -> None:
    """Add the signed areas of the ``chosen`` features to ``area`` (height, width + 2).

    Each edge adds, to the pixels it crosses, how much of them lies to its right, and the rest one pixel on; the sum
    along a row is then the exact share of each pixel inside (as the font rasterisers of FreeType and font-rs do).
    Rings that run the other way, holes, take away.
    """
    for feature in chosen:
        for ring in range(features[feature], features[feature + 1]):
            for i in range(rings[ring], rings[ring + 1] - 1):
                _add_edge(
                    area,
                    spans,
                    (xy[i, 0] - west) * scale,
                    (north - xy[i, 1]) * scale,
                    (xy[i + 1, 0] - west) * scale,
                    (north - xy[i + 1, 1]) * scale,
                )


@compiled
def _add_edge(area: Singles, spans: Rows, x0: float, y0: float, x1: float, y1: float) -> None:
    height, width = area.shape[0], area.shape[1] - 2
    if y0 == y1 or not (y0 == y0 and y1 == y1 and x0 == x0 and x1 == x1):
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
    row = int(y0)
    while row < y1:
        part = min(row + 1.0, y1) - max(float(row), y0)
        following = x + slope * part
        left = min(max(min(x, following), 0.0), float(width))
        right = min(max(max(x, following), 0.0), float(width))
        share = direction * part
        first = int(left)
        last = math.ceil(right)
        if first < spans[row, 0]:
            spans[row, 0] = first
        if last + 1 > spans[row, 1]:
            spans[row, 1] = last + 1
        if last <= first + 1:
            middle = 0.5 * (left + right) - first
            area[row, first] += share * (1.0 - middle)
            area[row, first + 1] += share * middle
        else:
            steep = 1.0 / (right - left)
            from_left = left - first
            into_last = right - last + 1.0
            before = 0.5 * steep * (1.0 - from_left) * (1.0 - from_left)
            after = 0.5 * steep * into_last * into_last
            area[row, first] += share * before
            if last == first + 2:
                area[row, first + 1] += share * (1.0 - before - after)
            else:
                second = steep * (1.5 - from_left)
                area[row, first + 1] += share * (second - before)
                for column in range(first + 2, last - 1):
                    area[row, column] += share * steep
                upto = second + (last - first - 3) * steep
                area[row, last - 1] += share * (1.0 - upto - after)
            area[row, last] += share * after
        x = following
        row += 1


@compiled
def fill_from_area(picture: Pixels, area: Singles, spans: Rows, colour: int, alpha: int) -> None:
    """Blend the opaque ``colour``, made ``alpha`` of 255 strong, where ``area`` says, and leave the buffers empty."""
    height, width = picture.shape
    for row in range(height):
        total = 0.0
        first, last = spans[row, 0], spans[row, 1]
        spans[row, 0], spans[row, 1] = width + 2, 0
        for column in range(first, min(last, width)):
            total += area[row, column]
            area[row, column] = 0.0
            strength = int(min(abs(total), 1.0) * alpha + 0.5)
            if strength >= 255:
                picture[row, column] = colour
            elif strength > 0:
                picture[row, column] = _mixed(picture[row, column], colour, strength)
        for column in range(max(first, min(last, width)), min(last + 1, width + 2)):
            area[row, column] = 0.0


@compiled
def add_lines(
    cover: Bytes,
    spans: Rows,
    xy: Floats,
    parts: Rows,
    chosen: Rows,
    width_px: float,
    west: float,
    north: float,
    scale: float,
) -> None:
    """Draw the ``chosen`` lines, ``width_px`` wide with round ends and bends, into ``cover`` (height, width) bytes.

    A pixel's cover is told from its distance to the line; where lines meet the larger counts, so nothing is seen twice.
    Lines thinner than a pixel are a pixel wide and paler.
    """
    strength = min(width_px, 1.0)
    half = max(width_px, 1.0) / 2.0
    for part in chosen:
        start = parts[part]
        end = parts[part + 1]
        if end - start < 2:
            continue
        first = start
        while first < end - 1:
            last = _straight_until(xy, first, end, scale)
            _add_segment(
                cover,
                spans,
                (xy[first, 0] - west) * scale,
                (north - xy[first, 1]) * scale,
                (xy[last, 0] - west) * scale,
                (north - xy[last, 1]) * scale,
                half,
                strength,
            )
            first = last


@compiled
def _straight_until(xy: Floats, first: int, end: int, scale: float) -> int:
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
def _add_segment(
    cover: Bytes, spans: Rows, x0: float, y0: float, x1: float, y1: float, half: float, strength: float
) -> None:
    height, width = cover.shape
    reach = half + 0.5
    full = int(strength * 255.0 + 0.5)
    if not (x0 == x0 and y0 == y0 and x1 == x1 and y1 == y1):
        return
    low, high = min(y0, y1) - reach, max(y0, y1) + reach
    west, east = min(x0, x1) - reach, max(x0, x1) + reach
    if high <= 0 or low >= height or east <= 0 or west >= width:
        return
    dx, dy = x1 - x0, y1 - y0
    length = math.sqrt(dx * dx + dy * dy)
    if length > 0:
        ux, uy = dx / length, dy / length
    else:
        ux, uy = 1.0, 0.0
    low, high = max(low, 0.0), min(high, float(height))
    for row in range(int(low), math.ceil(high)):
        y = row + 0.5
        left, right = west, east
        if abs(uy) > 1e-6:
            # The strip to both sides of the line cuts the row here.
            middle = x0 + (y - y0) * ux / uy
            wide = reach / abs(uy)
            left, right = max(left, middle - wide), min(right, middle + wide)
        left, right = max(left, 0.0), min(right, float(width))
        first, last = max(int(left - 0.5), 0), min(math.ceil(right + 0.5), width)
        if last <= first:
            continue
        if first < spans[row, 0]:
            spans[row, 0] = first
        if last > spans[row, 1]:
            spans[row, 1] = last
        for column in range(first, last):
            if cover[row, column] >= full:
                continue
            px, py = column + 0.5 - x0, y - y0
            along = px * ux + py * uy
            if along < 0:
                square = px * px + py * py
            elif along > length:
                qx, qy = px - dx, py - dy
                square = qx * qx + qy * qy
            else:
                across = px * uy - py * ux
                square = across * across
            if square >= reach * reach:
                continue
            value = full
            if square > (half - 0.5) * (half - 0.5):
                value = int((reach - math.sqrt(square)) * strength * 255.0 + 0.5)
            if value > cover[row, column]:
                cover[row, column] = value


@compiled
def fill_from_cover(picture: Pixels, cover: Bytes, spans: Rows, colour: int, alpha: int) -> None:
    """Blend the opaque ``colour``, made ``alpha`` of 255 strong, where ``cover`` says, and leave the buffers empty."""
    width = picture.shape[1]
    for row in range(picture.shape[0]):
        first, last = spans[row, 0], spans[row, 1]
        spans[row, 0], spans[row, 1] = width + 2, 0
        for column in range(first, last):
            value = cover[row, column]
            if value:
                cover[row, column] = 0
                strength = (value * alpha + 127) // 255
                if strength >= 255:
                    picture[row, column] = colour
                else:
                    picture[row, column] = _mixed(picture[row, column], colour, strength)


@compiled
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
    picture: Pixels, stamps: Pixels, xy: Floats, styles: Rows, west: float, north: float, scale: float
) -> None:
    """Blend a stamp at each of the places ``xy`` (n, 2), the later ones over the earlier.

    ``stamps`` (styles, steps, steps, side, side) are the symbols of each style, moved by whole parts of a pixel down
    and to the right, with the middle of the symbol in the middle of the stamp; pixels as in a picture.
    """
    height, width = picture.shape
    steps, side = stamps.shape[1], stamps.shape[3]
    for i in range(len(xy)):
        x = (xy[i, 0] - west) * scale - side / 2.0
        y = (north - xy[i, 1]) * scale - side / 2.0
        if not (x > -side - 1 and y > -side - 1 and x < width + 1 and y < height + 1):
            continue
        fine_x, fine_y = math.floor(x * steps + 0.5), math.floor(y * steps + 0.5)
        left, top = fine_x // steps, fine_y // steps
        stamp = stamps[styles[i], fine_y - top * steps, fine_x - left * steps]
        for row in range(max(-top, 0), min(side, height - top)):
            for column in range(max(-left, 0), min(side, width - left)):
                above = int(stamp[row, column])
                alpha = above >> 24
                if alpha == 0:
                    continue
                if alpha == 255:
                    picture[top + row, left + column] = above
                    continue
                below = int(picture[top + row, left + column])
                rest = 255 - alpha
                even = (below & 0x00FF00FF) * rest
                odd = ((below >> 8) & 0x00FF00FF) * rest
                even = ((even + ((even >> 8) & 0x00FF00FF) + 0x00800080) >> 8) & 0x00FF00FF
                odd = (odd + ((odd >> 8) & 0x00FF00FF) + 0x00800080) & 0xFF00FF00
                picture[top + row, left + column] = above + (even | odd)
