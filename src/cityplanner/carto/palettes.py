"""Named palettes. Those whose classes everybody can tell apart come first."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from cityplanner.carto.palette import rgb
from cityplanner.i18n import _


class PaletteKind(StrEnum):
    STEPS = "steps"
    """From little to much."""
    TWO_SIDES = "two-sides"
    """From a neutral middle to both sides."""
    CATEGORIES = "categories"
    """Without an order."""


@dataclass(frozen=True, slots=True)
class Palette:
    """``colours`` are stops along a ramp, or for categories the colours themselves, first used first."""

    id: str
    name: str
    kind: PaletteKind
    stops: tuple[str, ...]

    def colours(self, count: int, *, reverse: bool = False) -> list[str]:
        """``count`` colours as ``#RRGGBB``; more categories than there are colours begin again."""
        if self.kind is PaletteKind.CATEGORIES:
            chosen = [self.stops[number % len(self.stops)] for number in range(count)]
        else:
            chosen = list(_along(self.stops, count))
        return chosen[::-1] if reverse else chosen


def palettes() -> tuple[Palette, ...]:
    """In the language of the person, so a function."""
    steps, sides, categories = PaletteKind.STEPS, PaletteKind.TWO_SIDES, PaletteKind.CATEGORIES
    return (
        Palette("blue", _("Pale to deep blue"), steps, ("#EAF2F8", "#A3C8E2", "#5595C5", "#225E98", "#0B2F5E")),
        Palette("yellow-blue", _("Yellow to blue"), steps, ("#F8F0BC", "#A0D2B4", "#4096AF", "#2A5189", "#1B2556")),
        Palette("orange", _("Pale to deep orange"), steps, ("#FDF0DC", "#F5C18A", "#DF834A", "#A84E2A", "#5A2412")),
        Palette("purple", _("Pale to deep purple"), steps, ("#F2EEF7", "#BFB6DA", "#8B79BA", "#5E4196", "#331D5E")),
        Palette("green", _("Pale to deep green"), steps, ("#EFF6E8", "#B5D8A5", "#6DAC75", "#2F7A50", "#10422B")),
        Palette("heat", _("Yellow to dark red"), steps, ("#FFF4BC", "#FCC36C", "#EF7D46", "#BF342F", "#620D27")),
        Palette("night", _("Dark blue to yellow"), steps, ("#10204F", "#4B5576", "#8B897B", "#C7B768", "#FCEE75")),
        Palette("grey", _("Pale to dark grey"), steps, ("#F4F4F4", "#BEBEBE", "#868686", "#535353", "#222222")),
        Palette(
            "red-blue", _("Red – neutral – blue"), sides, ("#98182B", "#E58A74", "#F4F2EF", "#7FB0D4", "#17508C")
        ),
        Palette(
            "orange-purple",
            _("Orange – neutral – purple"),
            sides,
            ("#9C4A14", "#EBA35E", "#F4F2EE", "#A79DCB", "#482A80"),
        ),
        Palette(
            "brown-teal", _("Brown – neutral – teal"), sides, ("#66400F", "#CCA568", "#F4F2ED", "#7CBFB5", "#0A5A53")
        ),
        Palette(
            "red-green", _("Red – yellow – green"), sides, ("#B3322C", "#F0A35E", "#F8F0B0", "#95C66E", "#2B7D43")
        ),
        # The first seven after Okabe and Ito (2008), Color Universal Design, in an order that keeps them apart.
        Palette(
            "clear",
            _("Clear colours"),
            categories,
            (
                "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9",
                "#F0E442", "#4A2C6B", "#7A5A2E", "#1B2733", "#B7C9A8", "#8A8F96",
            ),
        ),
        Palette(
            "soft",
            _("Soft colours"),
            categories,
            (
                "#8DB7DB", "#F2C38B", "#A9D3A0", "#D9A9CF", "#F5E8A0", "#8E9BB5",
                "#E59A90", "#B9E0DC", "#C3B08F", "#D8D8D8", "#9DC0A4", "#BDA9DE",
            ),
        ),
        Palette(
            "deep",
            _("Deep colours"),
            categories,
            (
                "#1F4E79", "#C46A1B", "#2E7D5B", "#8C2F5D", "#B59B1F", "#4F8FAE",
                "#5A3E85", "#7A4B2A", "#3A3F47", "#A33B32", "#6C8C3C", "#A78BB8",
            ),
        ),
    )  # fmt: skip


def palette(id_: str | None, kind: PaletteKind = PaletteKind.STEPS) -> Palette:
    """The palette ``id_``, or the first of ``kind`` where there is none of that name."""
    every = palettes()
    found = next((one for one in every if one.id == id_), None)
    return found or next(one for one in every if one.kind is kind)


@lru_cache(maxsize=512)
def _along(stops: tuple[str, ...], count: int) -> tuple[str, ...]:
    """``count`` colours evenly along the stops, mixed in Oklab so that they look evenly apart; one is the middle."""
    places = np.linspace(0, 1, count) if count > 1 else np.array([0.5])
    lab = np.array([_to_oklab(stop) for stop in stops])
    at = np.linspace(0, 1, len(stops))
    mixed = np.stack([np.interp(places, at, lab[:, axis]) for axis in range(3)], axis=1)
    return tuple(_from_oklab(one) for one in mixed)


_TO_LMS = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)  # fmt: skip
_TO_OKLAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)  # fmt: skip
"""Ottosson (2020), A perceptual color space for image processing: linear sRGB to cone responses, their cube roots
to Oklab."""


def _to_oklab(colour: str) -> npt.NDArray[np.float64]:
    coded = np.array(rgb(colour), dtype=np.float64) / 255
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    return np.asarray(_TO_OKLAB @ np.cbrt(_TO_LMS @ linear))


def _from_oklab(lab: npt.NDArray[np.float64]) -> str:
    linear = np.clip(np.linalg.solve(_TO_LMS, np.linalg.solve(_TO_OKLAB, lab) ** 3), 0.0, 1.0)
    coded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(channel * 255):02X}" for channel in coded.tolist())
