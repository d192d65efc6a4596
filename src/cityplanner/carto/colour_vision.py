"""How colours look to people who see fewer of them, and whether they can still be told apart."""

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import combinations

import numpy as np
import numpy.typing as npt

from cityplanner.carto.palette import rgb

FloatArray = npt.NDArray[np.float64]

_CLEARLY_APART = 6.0
"""CIEDE2000. About 2 can be seen side by side; on a map two areas lie apart, and a legend further still."""


class Vision(StrEnum):
    USUAL = "usual"
    PROTANOPIA = "protanopia"
    DEUTERANOPIA = "deuteranopia"
    TRITANOPIA = "tritanopia"


_MACHADO: dict[Vision, FloatArray] = {
    Vision.PROTANOPIA: np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    Vision.DEUTERANOPIA: np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    Vision.TRITANOPIA: np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
"""Linear RGB to linear RGB at severity 1. Machado, Oliveira and Fernandes (2009), A Physiologically-based Model for
Simulation of Color Vision Deficiency, IEEE TVCG 15(6), 1291-1298, table 1."""

_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
"""Linear sRGB to CIE XYZ, D65 (IEC 61966-2-1)."""
_WHITE = np.array([0.95047, 1.0, 1.08883])


def seen_with(colour: str, vision: Vision) -> str:
    """``#RRGGBB`` as it looks with ``vision``."""
    if vision is Vision.USUAL:
        return colour
    seen = np.clip(_MACHADO[vision] @ _linear(colour), 0.0, 1.0)
    coded = np.where(seen <= 0.0031308, 12.92 * seen, 1.055 * seen ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(channel * 255):02X}" for channel in coded.tolist())


def colour_difference(one: str, other: str) -> float:
    """The CIEDE2000 difference of two ``#RRGGBB`` colours: 0 for the same, about 100 between black and white."""
    return ciede2000(_lab(one), _lab(other))


def smallest_difference(colours: Sequence[str], vision: Vision = Vision.USUAL) -> float:
    """The difference of the two colours that are most alike; infinite for fewer than two."""
    seen = [_lab(seen_with(colour, vision)) for colour in colours]
    return min((ciede2000(one, other) for one, other in combinations(seen, 2)), default=float("inf"))


def confused_by(colours: Sequence[str]) -> list[Vision]:
    """The kinds of vision with which two of the colours can hardly be told apart."""
    return list(_confused_by(tuple(colours)))


@lru_cache(maxsize=256)
def _confused_by(colours: tuple[str, ...]) -> tuple[Vision, ...]:
    return tuple(vision for vision in Vision if smallest_difference(colours, vision) < _CLEARLY_APART)


def ciede2000(one: FloatArray, other: FloatArray) -> float:
    """The difference of two (3,) CIELAB colours.

    Sharma, Wu and Dalal (2005), The CIEDE2000 Color-Difference Formula, Color Research and Application 30(1), 21-30.
    """
    (l1, a1, b1), (l2, a2, b2) = one.tolist(), other.tolist()
    chroma = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
    a1, a2 = a1 * stretch, a2 * stretch
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    grey = c1 * c2 == 0
    turn = 0.0 if grey else (h2 - h1 + 180) % 360 - 180
    if h2 - h1 == 180:
        turn = 180.0 if not grey else 0.0
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    hue = h1 + h2 if grey else (h1 + turn / 2) % 360
    t = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    in_light = (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2))
    in_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    in_hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * t)
    rotation = -2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
    rotation *= np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2))))
    return float(np.sqrt(in_light**2 + in_chroma**2 + in_hue**2 + rotation * in_chroma * in_hue))


def _linear(colour: str) -> FloatArray:
    coded = np.array(rgb(colour), dtype=np.float64) / 255
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def _lab(colour: str) -> FloatArray:
    """(3,) CIELAB of ``#RRGGBB`` under D65."""
    part = _TO_XYZ @ _linear(colour) / _WHITE
    f = np.where(part > 216 / 24389, np.cbrt(part), (24389 / 27 * part + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])
