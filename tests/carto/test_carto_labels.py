"""Names on the map."""

from hypothesis import given
from hypothesis import strategies as st

from cityplanner.carto.labels import Place, place_labels
from cityplanner.carto.text_width import text_width

places = st.builds(
    Place,
    name=st.sampled_from(["Sants", "la Vila de Gràcia", "el Poble Sec - AEI Parc Montjuïc", "Horta"]),
    x=st.floats(0, 5000),
    y=st.floats(0, 5000),
    width_m=st.floats(10, 4000),
    height_m=st.floats(10, 4000),
)


@given(st.lists(places, max_size=25), st.floats(0.5, 30))
def test_names_never_overlap(some, metres_per_pixel):
    boxes = []
    for label in place_labels(some, metres_per_pixel):
        x, y = label.x / metres_per_pixel, label.y / metres_per_pixel
        half = text_width(label.text, label.size_px) / 2
        boxes.append((x - half, y - label.size_px / 2, x + half, y + label.size_px / 2))
    for number, a in enumerate(boxes):
        for b in boxes[number + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_the_larger_of_two_places_keeps_its_name():
    small = Place("Small", 100, 100, 500, 500)
    large = Place("Large", 110, 100, 5000, 5000)
    assert [label.text for label in place_labels([small, large], 1.0)] == ["Large"]


def test_a_long_name_takes_two_lines_and_none_where_there_is_no_room():
    place = Place("la Nova Esquerra de l'Eixample", 0, 0, 100, 100)
    upper, lower = place_labels([place], 1.0)
    assert f"{upper.text} {lower.text}" == place.name
    assert upper.y > lower.y
    assert place_labels([place], 5.0) == []


def test_a_code_is_small_and_only_where_it_leaves_most_of_its_place_free():
    name, code = Place("Jesmond", 0, 0, 400, 400), Place("E00042595", 0, 0, 400, 400, is_code=True)
    (as_name,), (as_code,) = place_labels([name], 2.0), place_labels([code], 2.0)
    assert as_code.size_px < as_name.size_px
    assert place_labels([code], 5.0) == []
    assert len(place_labels([name], 5.0)) == 1
