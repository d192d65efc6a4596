"""Seven things that the neighbourhoods' colours can tell."""

from dataclasses import replace

import numpy as np
import pytest
from coverage_tables import coverage_table
from small_city import small_city

from cityplanner.carto.display_list import Box, Text
from cityplanner.carto.legend import colour_entries, square_items
from cityplanner.carto.map_layers import neighbourhood_areas
from cityplanner.carto.neighbourhood_colours import MapMode, NeighbourhoodColours, mode_name, neighbourhood_colours

CITY = small_city()  # 1,000, 500, 250 and 0 residents; deprivation 80, 40, 10 and 5


def colours(mode: MapMode, served: list[float], city=CITY, **more) -> NeighbourhoodColours:
    return neighbourhood_colours(mode, coverage_table([1000, 500, 250, 0], served), city, **more)


def labels(one: NeighbourhoodColours) -> list[str]:
    return [one.classes[code].label for code in one.codes]


@pytest.mark.parametrize("mode", MapMode)
def test_every_mode_has_a_class_for_each_neighbourhood_that_a_map_can_paint(mode: MapMode) -> None:
    one = colours(mode, [100, 0, 250, 0])
    assert one.codes.shape == (4,)
    assert one.codes.min() >= 0
    assert one.codes.max() < len(one.classes)
    areas = neighbourhood_areas(CITY, one)
    assert len(areas.styles) == len(one.classes)
    assert one.title == mode_name(mode)
    assert {entry.label for entry in colour_entries(one)} >= set(labels(one))


def test_a_change_is_told_in_points_to_each_side() -> None:
    before = coverage_table([1000, 500, 250, 0], [100, 250, 250, 0])
    assert labels(colours(MapMode.CHANGE, [400, 249, 240, 0], before=before)) == [
        "20 points or more better",
        "no change",
        "less than 5 points worse",
        "No residents",
    ]


def test_a_scenario_that_was_copied_from_none_has_nothing_to_be_compared_with() -> None:
    one = colours(MapMode.CHANGE, [400, 249, 240, 0])
    assert "copied from no other" in one.note
    assert set(labels(one)) == {"no change"}


def test_counts_fall_into_round_steps_that_stay_while_devices_move() -> None:
    one = colours(MapMode.UNSERVED, [999, 0, 250, 0])
    assert [entry.label for entry in one.classes[2:]] == ["Up to 200", "200–400", "400–600", "600–800", "Over 800"]
    assert labels(one) == ["Up to 200", "400–600", "Everybody served", "Everybody served"]
    assert colours(MapMode.UNSERVED, [0, 0, 0, 0]).classes == one.classes


def test_priority_weighs_the_unserved_by_deprivation() -> None:
    """By rank, because scores have no zero: the first of the three is the poorest."""
    one = colours(MapMode.PRIORITY, [0, 0, 0, 0])
    assert one.codes[0] > one.codes[1] >= one.codes[2] > 0
    without = replace(CITY, neighbourhoods=CITY.neighbourhoods.drop(columns="deprivation"))
    assert "no deprivation" in colours(MapMode.PRIORITY, [0, 0, 0, 0], city=without).note


def test_the_darkest_is_the_most_deprived_whichever_way_the_figures_run() -> None:
    assert labels(colours(MapMode.DEPRIVATION, [0, 0, 0, 0]))[0] == "Fourth"
    turned = colours(MapMode.DEPRIVATION, [0, 0, 0, 0], city=replace(CITY, deprivation_high_is_poor=False))
    assert turned.codes[2] > turned.codes[1] > turned.codes[0]
    without = replace(CITY, neighbourhoods=CITY.neighbourhoods.drop(columns="deprivation"))
    assert "no deprivation" in colours(MapMode.DEPRIVATION, [0, 0, 0, 0], city=without).note


def test_served_and_deprived_are_told_together() -> None:
    one = colours(MapMode.SHARE_BY_DEPRIVATION, [10, 100, 250, 0])
    assert labels(one)[0] == "Most deprived, served worse than the city"
    assert labels(one)[2] == "Least deprived, served better than the city"
    assert labels(one)[3] == "Not known"
    assert len({entry.style.fill for entry in one.classes[:9]}) == 9


def test_the_square_legend_has_the_first_class_at_the_bottom_left() -> None:
    one = colours(MapMode.SHARE_BY_DEPRIVATION, [10, 100, 250, 0])
    assert one.square is not None
    items = square_items([entry.style for entry in one.classes[:9]], one.square, 100, 50)
    boxes = [item for item in items if isinstance(item, Box)]
    assert [box.fill if hasattr(box, "fill") else box.style.fill for box in boxes] == [
        entry.style.fill for entry in one.classes[:9]
    ]
    assert boxes[0].x == 100
    assert boxes[0].y == max(box.y for box in boxes)
    words = [item.text for item in items if isinstance(item, Text)]
    assert words == ["better served →", "↑ more deprived"]


def test_how_many_devices_reach_a_resident() -> None:
    table = replace(
        coverage_table([1000, 500, 250, 0], [1000, 500, 0, 0]), in_reach=np.array([5500.0, 400.0, 0.0, 0.0])
    )
    one = neighbourhood_colours(MapMode.DEVICES, table, CITY)
    assert labels(one) == ["Over 5.0", "0.5–1.0", "None", "No residents"]


def test_where_nobody_knows_the_residents_the_ground_is_shown() -> None:
    table = coverage_table([np.nan] * 4, [np.nan] * 4)
    one = neighbourhood_colours(MapMode.SHARE, table, CITY)
    assert one.title == "Ground in range"
    assert set(labels(one)) == {"Not known"}
    known = neighbourhood_colours(MapMode.SHARE, replace(table, area_served_m2=np.array([0, 1e5, 5e5, 1e6])), CITY)
    assert [label.replace("\N{NO-BREAK SPACE}", " ") for label in labels(known)] == [
        "None of it",
        "Up to 20 %",
        "40–60 %",
        "80–100 %",
    ]


def test_unknown_is_not_nobody() -> None:
    one = neighbourhood_colours(MapMode.SHARE, coverage_table([100, np.nan, 0], [50, np.nan, 0]), CITY)
    assert labels(one)[1:] == ["Not known", "No residents"]
