"""Palettes give as many colours as asked, in order, and the first are for everybody."""

import re
from itertools import pairwise

import pytest

from cityplanner.carto.colour_vision import colour_difference, confused_by
from cityplanner.carto.palettes import Palette, PaletteKind, palette, palettes

RAMPS = [one for one in palettes() if one.kind is not PaletteKind.CATEGORIES]


@pytest.mark.parametrize("one", palettes(), ids=lambda one: one.id)
@pytest.mark.parametrize("count", [1, 2, 5, 12])
def test_a_palette_gives_as_many_colours_as_asked(one: Palette, count: int) -> None:
    colours = one.colours(count)
    assert len(set(colours)) == len(colours) == count
    assert all(re.fullmatch(r"#[0-9A-F]{6}", colour) for colour in colours)
    assert one.colours(count, reverse=True) == colours[::-1]


@pytest.mark.parametrize("one", RAMPS, ids=lambda one: one.id)
def test_a_ramp_passes_through_its_stops_and_goes_in_even_steps(one: Palette) -> None:
    assert max(colour_difference(*pair) for pair in zip(one.colours(5), one.stops, strict=True)) < 0.6
    colours = one.colours(9)
    steps = [colour_difference(*pair) for pair in pairwise(colours)]
    assert max(steps) < 3.2 * min(steps)


@pytest.mark.parametrize("kind", PaletteKind)
def test_palettes_for_everybody_come_first(kind: PaletteKind) -> None:
    safe = [not confused_by(one.colours(7)) for one in palettes() if one.kind is kind]
    assert safe[0]
    assert safe == sorted(safe, reverse=True)


def test_an_unknown_palette_is_the_first_of_its_kind() -> None:
    assert palette("night").name == "Dark blue to yellow"
    assert palette("no such").id == "blue"
    assert palette(None, PaletteKind.CATEGORIES).id == "clear"
