"""Joined classes: three steps, every neighbourhood in the one that its figure belongs to."""

import numpy as np
import pytest
from small_city import small_project

from cityplanner.carto.few_classes import few_classes
from cityplanner.carto.neighbourhood_colours import MapMode, NeighbourhoodColours, neighbourhood_colours
from cityplanner.carto.share_classes import SHARE_CLASSES
from cityplanner.coverage.engine import Engine


def colours_of(mode: MapMode) -> NeighbourhoodColours:
    project = small_project()
    engine = Engine(project.city, project.people, project.scenarios["baseline"], project.device_types)
    table = engine.table("wifi")
    return neighbourhood_colours(mode, table, project.city, table)


@pytest.mark.parametrize("mode", [mode for mode in MapMode if mode is not MapMode.SHARE_BY_DEPRIVATION])
def test_every_class_of_a_run_belongs_to_one_of_three(mode):
    colours = colours_of(mode)
    every = NeighbourhoodColours(mode, colours.classes, np.arange(len(colours.classes)))
    few = few_classes(every)
    steps = [code for code, one in enumerate(few.classes) if one.always]
    assert len(steps) == 3
    run = [few.codes[code] for code, one in enumerate(colours.classes) if one.always]
    assert run == sorted(run)
    assert set(run) == set(steps)
    for code, one in enumerate(colours.classes):
        if not one.always:
            assert few.classes[few.codes[code]] == one
    looks = [few.classes[step].style for step in steps]
    assert len(set(looks)) == 3
    assert set(looks) <= {one.style for one in colours.classes}


def test_shares_are_joined_pairwise_and_say_so():
    few = few_classes(colours_of(MapMode.SHARE))
    assert [one.label.replace("\N{NO-BREAK SPACE}", " ") for one in few.classes if one.always] == [
        "Up to 40 %",
        "40–80 %",
        "80–100 %",
    ]
    assert [one.style for one in few.classes if one.always] == [SHARE_CLASSES[step].style for step in (1, 3, 5)]


def test_counts_keep_their_round_numbers():
    few = few_classes(colours_of(MapMode.UNSERVED))
    assert [one.label for one in few.classes if one.always] == ["Up to 400", "400–800", "Over 800"]


def test_a_square_stays_as_it_is():
    colours = colours_of(MapMode.SHARE_BY_DEPRIVATION)
    assert few_classes(colours) is colours
