"""People of areas in neighbourhoods, held against the same worked out with geopandas' overlay."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest

from cityplanner.intake.build_city import build_city
from cityplanner.io import read_layer
from cityplanner.people.from_area_layer import places_of_areas


def test_radii_in_barrios_are_what_an_overlay_gives(shared_data: Path) -> None:
    data = shared_data / "cities/buenos_aires"
    barrios, _problems = read_layer(data / "CABA_barrios.geojson", "neighbourhoods")
    city, _problems = build_city("Buenos Aires", barrios)
    radii, _problems = read_layer(data / "CABA_rc.geojson", "people")
    places, _problems = places_of_areas(radii, city)
    ours = np.bincount(places.neighbourhood, places.weights[:, 0], minlength=48)
    frame = radii.frame.to_crs(city.crs)[["population", "geometry"]].assign(radius=range(len(radii.frame)))
    cut = gpd.overlay(frame, city.neighbourhoods[["id", "geometry"]].assign(row=range(48)), keep_geom_type=True)
    area = cut.geometry.area
    share = area / area.groupby(cut["radius"]).transform("sum")
    theirs = (cut["population"] * share).groupby(cut["row"]).sum().to_numpy()
    assert ours.sum() == 2_890_151
    assert ours == pytest.approx(theirs, abs=1.0)
