"""What devices look like."""

from dataclasses import replace

from small_city import small_types

from cityplanner.carto.families import (
    FAMILY_COLOURS,
    FAMILY_SHAPES,
    device_symbols,
    family_symbol,
    symbols_of_size,
)
from cityplanner.carto.symbol_shapes import shape_outline
from cityplanner.carto.symbol_size import Medium
from cityplanner.carto.viewport import Viewport
from cityplanner.facts.family_names import family_name
from cityplanner.model import Device, DeviceStatus, Family


def test_every_family_has_a_colour_a_shape_and_a_name_of_its_own():
    for mapping in (FAMILY_COLOURS, FAMILY_SHAPES, {family: family_name(family) for family in Family}):
        assert set(mapping) == set(Family)
        assert len(set(mapping.values())) == len(Family)


def test_planned_and_proposed_devices_are_hollow_retired_and_unknown_ones_are_left_out():
    device = Device("a", "siren", 1.0, 2.0)
    devices = [
        device,
        replace(device, id="b", status=DeviceStatus.PLANNED, x=3.0),
        replace(device, id="c", status=DeviceStatus.PROPOSED, type_id="public-wifi-access-point"),
        replace(device, id="d", status=DeviceStatus.RETIRED),
        replace(device, id="e", type_id="unheard-of"),
    ]
    symbols = symbols_of_size(devices, small_types(), dict.fromkeys(Family, 10.0))
    assert symbols.xy.tolist() == [[1, 2], [3, 2], [1, 2]]
    drawn = [symbols.styles[number] for number in symbols.style]
    assert drawn[0] == family_symbol(Family.ALERT, size_px=10)
    assert drawn[1] == family_symbol(Family.ALERT, size_px=10, hollow=True)
    assert drawn[2] == family_symbol(Family.WIFI, size_px=10, hollow=True)
    assert drawn[0].fill == FAMILY_COLOURS[Family.ALERT]
    assert drawn[1].fill != drawn[0].fill
    assert drawn[1].stroke == drawn[0].fill


def test_thousands_of_lamps_are_a_texture_without_edges():
    siren = Device("a", "siren", 1.0, 2.0)
    access_point = replace(siren, type_id="public-wifi-access-point")
    view = Viewport(0.0, 0.0, 15.0, 900, 600)
    crowd_of = [replace(siren, x=100.0 * (row % 120 - 60), y=60.0 * (row // 120 - 58)) for row in range(14_000)]
    symbols = device_symbols([*crowd_of, access_point], small_types(), view, Medium.SCREEN)
    crowd, single = symbols.styles[symbols.style[0]], symbols.styles[symbols.style[-1]]
    assert crowd.size_px < single.size_px / 2
    assert single.size_px > 9
    assert crowd.stroke is None
    assert family_symbol(Family.WIFI, size_px=3, hollow=True).stroke == FAMILY_COLOURS[Family.WIFI]


def test_no_devices_are_no_symbols():
    view = Viewport(0.0, 0.0, 15.0, 900, 600)
    assert device_symbols([], small_types(), view, Medium.PAPER).xy.shape == (0, 2)


def test_shapes_look_equally_large():
    for shape in FAMILY_SHAPES.values():
        outline = shape_outline(shape)
        if outline is not None:
            assert max(abs(v) for point in outline for v in point) <= 0.75
            around = zip(outline, [*outline[1:], outline[0]], strict=True)
            area = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in around)) / 2
            assert 0.4 < area < 0.85  # a circle of diameter 1 has 0.785
