"""Styles come back from JSON as they were, and what is no style is none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityplanner.io.project.layer_styles import style_from_json, style_to_json
from cityplanner.model import BreakMethod, LayerStyle, StyleClass, StyleKind

colours = st.from_regex(r"#[0-9A-F]{6}", fullmatch=True)
keys = st.text() | st.floats(allow_nan=False, allow_infinity=False)
styles = st.builds(
    LayerStyle,
    kind=st.sampled_from(StyleKind),
    field=st.none() | st.text(),
    classes=st.lists(st.builds(StyleClass, key=keys, colour=colours, label=st.text()), max_size=4).map(tuple),
    palette=st.none() | st.text(),
    reversed=st.booleans(),
    method=st.sampled_from(BreakMethod),
    colour=st.none() | colours,
    other_colour=colours,
    width_px=st.none() | st.floats(0, 200),
    size_px=st.none() | st.floats(0, 200),
)


@given(styles)
def test_a_style_comes_back_as_it_was(style: LayerStyle) -> None:
    assert style_from_json(json.loads(json.dumps(style_to_json(style)))) == style


@pytest.mark.parametrize(
    "entry",
    [
        None,
        "red",
        {},
        {"kind": "sparkling"},
        {"kind": "single", "colour": "red"},
        {"kind": "single", "width_px": -1},
        {"kind": "graduated", "classes": [{"key": float("nan"), "colour": "#000000", "label": ""}]},
        {"kind": "graduated", "classes": [3]},
    ],
)
def test_what_this_version_cannot_show_is_no_style(entry: object) -> None:
    assert style_from_json(entry) is None


def test_what_an_entry_does_not_say_is_as_usual() -> None:
    assert style_from_json({"kind": "single"}) == LayerStyle()
