"""Text measured without a font, against DejaVu Sans, which is wider than others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from cityplanner.carto.font_files import last_resort_fonts
from cityplanner.carto.text_width import shorten, text_width, wrap

TEXTS = [
    "el Poble Sec - AEI Parc Montjuïc",
    "1 in 3 residents is served.",
    "EPSG:32618, WGS 84 / UTM zone 18N",
    "© OpenStreetMap contributors (ODbL)",
    "Wi-Fi, planned or proposed (12,345)",
    "São João da Boa Vista Nº 12",
    "QUEENS & KINGS",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("bold", [False, True])
def test_the_estimate_is_a_little_more_than_the_text_needs(text, bold):
    font = ImageFont.truetype(str(last_resort_fonts()[int(bold)]), 100)
    needed = font.getlength(text)
    assert needed * 0.99 <= text_width(text, 100, bold=bold) <= needed * 1.2


def test_marks_on_letters_and_wide_scripts():
    assert text_width("e\N{COMBINING ACUTE ACCENT}", 10) == text_width("é", 10) == text_width("e", 10)
    assert text_width("都市", 10) == 20


@given(st.text(st.sampled_from("abcW m-é"), max_size=60), st.floats(30, 200))
def test_lines_keep_every_letter_and_the_width(text, width):
    lines = wrap(text, 11, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line, 11) <= width for line in lines)


def test_shortened_text_fits_and_says_so():
    assert shorten("Vila de Gràcia", 11, 500) == "Vila de Gràcia"
    short = shorten("la Nova Esquerra de l'Eixample", 11, 90)
    assert short.endswith("…")
    assert text_width(short, 11) <= 90
