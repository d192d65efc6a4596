"""Places written as text in one cell: degrees, minutes and seconds, pairs, shapes in several notations."""

import re
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from cityplanner.io.features.crs import crs_name
from cityplanner.io.tables.numbers import is_missing, parse_number

Order = Literal["lat-lon", "lon-lat"]
_Shapes = npt.NDArray[np.object_]

_ANGLE = re.compile(
    r"""(?P<sign>[+-])?\s*(?P<before>[NSEW])?\s*(?P<minus>[+-])?(?P<degrees>\d{1,3}(?:[.,]\d+)?)\s*
    (?:(?:°|º|˚|deg(?:rees)?|d|:|\s)\s*(?:(?P<minutes>\d{1,2}(?:[.,]\d+)?)\s*(?:'|′|’|´|min|m|:|\s|$)\s*
    (?:(?P<seconds>\d{1,2}(?:[.,]\d+)?)\s*(?:"|″|”|''|’’|´´|′′|sec|(?-i:s))?\s*)?)?)?
    (?P<after>[NSEW])?""",
    re.VERBOSE | re.IGNORECASE,
)
_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_PAIR = re.compile(rf"[\[(]?\s*({_NUMBER})\s*[,;\s]\s*({_NUMBER})(?:[,;\s]+{_NUMBER}){{0,2}}\s*[\])]?")
_VERTEX = re.compile(rf"\s*({_NUMBER})\s+({_NUMBER})(?:\s+{_NUMBER}){{0,2}}\s*")
_TEXT_SHAPE = re.compile(
    r"\s*(?:SRID=(?P<srid>\d+);)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION|CURVE|SURFACE)\s*(?:ZM?|M)?\s*"
    r"(?:\(|EMPTY)",
    re.IGNORECASE,
)
_BINARY_SHAPE = re.compile(r"\s*0[01][0-9A-F]{40,}\s*", re.IGNORECASE)
_JSON_SHAPE = re.compile(r'\s*\{\s*"(?:type|coordinates)"\s*:')
_ENOUGH = 0.8
_SAMPLE = 50


_SIDES = {
    "N": ("norte", "north", "nord", "noord", "nördlich", "nordlich", "northern", "septentrional"),
    "S": ("sur", "sul", "sud", "süd", "south", "zuid", "südlich", "sudlich", "southern", "meridional"),
    "E": ("este", "leste", "est", "east", "ost", "oost", "östlich", "ostlich", "eastern", "l"),
    "W": ("oeste", "ouest", "ovest", "oest", "west", "westlich", "western"),
}
"""The letter of a side of the Earth -> the words for it; ``l`` is *leste*."""
_SIDE_OF_WORD = {word: side for side, words in _SIDES.items() for word in words}
_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]+\.?(?![^\W\d_])")
_LETTER_O = re.compile(r"(?<![^\W\d_])o(?![^\W\d_])", re.IGNORECASE)
_LETTERED = re.compile(r"[NS].*[EW]|[EW].*[NS]")
OFor = Literal["east", "west"]
"""What the letter O stands for: *Ost*, or *Oeste*, *Ouest*, *Ovest*."""


def with_letters(text: str, letter_o: OFor = "west") -> str:
    """``text`` with N, S, E and W in the place of the words for them.

    >>> with_letters("3° 43' 20'' Oeste")
    "3° 43' 20'' W"
    """

    def letter(match: re.Match[str]) -> str:
        word = match[0].rstrip(".").lower()
        if word == "o":
            return "E" if letter_o == "east" else "W"
        return _SIDE_OF_WORD.get(word, match[0])

    return _WORD.sub(letter, text)


def letter_o(texts: Sequence[str], heading: str = "") -> tuple[OFor, bool]:
    """What the letter O stands for in a column, and whether that is sure.

    Beside E it is west, beside W east; else a German heading makes it east, and any other west.
    """
    said = [text for text in texts if _LETTER_O.search(text)]
    if not said:
        return "west", True
    others = {side for text in texts if not _LETTER_O.search(text) for side in re.findall("[EW]", with_letters(text))}
    if others == {"E"}:
        return "west", True
    if others == {"W"}:
        return "east", True
    german = any(word in heading.lower() for word in ("länge", "laenge", "lange", "ost"))
    return ("east" if german else "west"), german


def degrees(text: str, letter_o: OFor = "west") -> float | None:
    """The angle that a cell holds as ``41°23'12"N``, ``41 23.2 N``, ``2,17 Oeste``; None for none.

    >>> round(degrees("2°10'24\\"W"), 4)
    -2.1733
    """
    match = _ANGLE.fullmatch(with_letters(text.strip(), letter_o))
    if match is None:
        return None
    parts = [float((match[name] or "0").replace(",", ".")) for name in ("degrees", "minutes", "seconds")]
    side = (match["after"] or match["before"] or "").upper()
    if parts[1] >= 60 or parts[2] >= 60 or (match["before"] and match["after"]):
        return None
    angle = parts[0] + parts[1] / 60 + parts[2] / 3600
    return -angle if side in ("S", "W") or "-" in (match["sign"], match["minus"]) else angle


def column_of_shapes(texts: Sequence[str]) -> str | None:
    """``wkt``, ``wkb``, ``geojson`` or ``trace`` where nearly all filled cells are shapes in that notation."""
    filled = list(islice((text for text in texts if not is_missing(text)), _SAMPLE))
    if not filled:
        return None
    forms: dict[str, Callable[[str], object]] = {
        "wkt": _TEXT_SHAPE.match,
        "wkb": _BINARY_SHAPE.fullmatch,
        "geojson": _JSON_SHAPE.match,
        "trace": _trace,
    }
    for name, form in forms.items():
        if sum(form(text) is not None for text in filled) >= _ENOUGH * len(filled):
            return name
    return None


def column_of_pairs(texts: Sequence[str]) -> bool:
    """Whether nearly all filled cells are two numbers that may be degrees (and a height and a precision)."""
    filled = list(islice((text for text in texts if not is_missing(text)), _SAMPLE))
    return bool(filled) and sum(_pair(text) is not None for text in filled) >= _ENOUGH * len(filled)


def shapes_of(texts: Sequence[str], notation: str) -> tuple[_Shapes, str | None]:
    """(n,) shapes, None where a cell is none, and the system that they say they are in."""
    if notation == "trace":
        return np.array([_trace(text) for text in texts], dtype=object), "EPSG:4326"
    plain = np.array([text.strip() for text in texts], dtype=object)
    if notation == "geojson":
        with np.errstate(
            over="ignore", invalid="ignore"
        ):  # what is too large for a number is told as no place on Earth
            return shapely.from_geojson(plain, on_invalid="ignore"), "EPSG:4326"
    if notation == "wkb":
        shapes = shapely.from_wkb(plain, on_invalid="ignore")
        srids = set(shapely.get_srid(shapes[~shapely.is_missing(shapes)]).tolist()) - {0}
    else:
        says = [_TEXT_SHAPE.match(text) for text in plain]
        srids = {int(match["srid"]) for match in says if match and match["srid"]}
        cut = [
            text.partition(";")[2] if match and match["srid"] else text for text, match in zip(plain, says, strict=True)
        ]
        shapes = shapely.from_wkt(np.array(cut, dtype=object), on_invalid="ignore")
    return shapes, _system(srids)


def points_of_pairs(texts: Sequence[str], order: Order, o_stands_for: OFor = "west") -> _Shapes:
    """(n,) points, None where a cell is no pair. Letters for the sides of the Earth go before the ``order``."""
    points = np.full(len(texts), None, dtype=object)
    for row, text in enumerate(texts):
        pair = _pair(text, o_stands_for)
        if pair is not None:
            first_east = order == "lon-lat" and not _LETTERED.search(with_letters(text))
            points[row] = shapely.Point(pair if first_east else pair[::-1])
    return points


def _system(srids: set[int]) -> str | None:
    if len(srids) != 1:
        return None
    try:
        return crs_name(pyproj.CRS.from_epsg(srids.pop()))
    except pyproj.exceptions.CRSError:
        return None


def _pair(text: str, letter_o: OFor = "west") -> tuple[float, float] | None:
    text = with_letters(text, letter_o)
    match = _PAIR.fullmatch(text.strip())
    if match:
        one, other = float(match[1]), float(match[2])
    else:
        halves = re.split(r"\s*;\s*|\s*/\s*|,\s+|(?<=[NSns])[\s,]+|\s{2,}", text.strip())
        if len(halves) != 2:
            return None
        read = [angle if (angle := degrees(half)) is not None else parse_number(half, "decimal") for half in halves]
        if read[0] is None or read[1] is None:
            return None
        one, other = read[0], read[1]
        if re.search("[EW]", halves[0]) and re.search("[NS]", halves[1]):
            # The letters say that the longitude stands first.
            one, other = other, one
    return (one, other) if abs(one) <= 180 and abs(other) <= 180 else None


def _trace(text: str) -> shapely.Geometry | None:
    """A way or an area of a field survey: ``lat lon height precision; lat lon ...``."""
    if ";" not in text:
        return None
    vertices = [_VERTEX.fullmatch(part) for part in text.strip().strip(";").split(";")]
    if len(vertices) < 2 or not all(vertices):
        return None
    points = [(float(vertex[2]), float(vertex[1])) for vertex in vertices if vertex]
    closed = len(points) > 3 and points[0] == points[-1]
    return shapely.Polygon(points) if closed else shapely.LineString(points)
