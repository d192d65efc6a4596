"""What devices a file lists, told from its name."""

import pytest

from cityplanner.coverage.catalogue import load_catalogue
from cityplanner.intake.device_words import _words, guess_type


@pytest.mark.parametrize(
    ("name", "type_id", "word"),
    [
        ("08019_punts_wifi.geojson", "public-wifi-access-point", "wifi"),
        ("newcastle_lamp_posts.gpkg", "led-street-light", "lamp"),
        ("Luminarias 2023.shp", "led-street-light", "Luminarias"),
        ("uo_sensors/uo_sensors.shp", "air-quality-sensor", "sensors"),
        ("punts_recarrega_vehicles.geojson", "ev-charger", "recarrega"),
        ("WaterLevelSensors.csv", "river-level-sensor", "Water Level"),
        ("CÁMARAS.csv", "fixed-camera", "CÁMARAS"),
    ],
)
def test_names_in_several_languages(name: str, type_id: str, word: str) -> None:
    assert guess_type(name) == (type_id, word)


@pytest.mark.parametrize("name", ["points_of_interest.csv", "binary.csv", "combine.geojson", "08019_fonts.geojson", ""])
def test_other_names_tell_nothing(name: str) -> None:
    assert guess_type(name) is None


def test_the_name_goes_before_the_columns() -> None:
    assert guess_type("wifi.csv", ["camera"]) == ("public-wifi-access-point", "wifi")
    assert guess_type("places.csv", ["id", "camera_ref"]) == ("fixed-camera", "camera")


def test_every_type_with_words_is_in_the_catalogue() -> None:
    assert set(_words()) <= set(load_catalogue())
