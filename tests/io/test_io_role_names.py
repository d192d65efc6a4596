"""A file's name says what it is where its columns do not."""

import pytest

from cityplanner.io.features.role_guess import guess_role


@pytest.mark.parametrize(
    ("kind", "columns", "name", "role"),
    [
        ("line", ["name", "class"], "streets", "streets"),
        ("line", ["nombre"], "ejes_calles_2021", "streets"),
        ("line", ["nombre"], "red_vial", "streets"),
        ("line", ["nombre"], "Quebradas", "water"),
        ("line", ["name"], "power_lines", "context"),
        ("polygon", ["id", "name"], "water", "water"),
        ("polygon", ["id", "name"], "zonas_verdes", "public-space"),
        ("polygon", ["id", "name"], "public-space", "public-space"),
        ("polygon", ["id", "name"], "barrios", "neighbourhoods"),
        ("polygon", ["id", "name", "population"], "parks_and_people", "neighbourhoods"),
        ("point", ["id", "name"], "paraderos", "transit-stops"),
        ("point", ["id", "name"], "wifi", "devices"),
    ],
)
def test_a_word_in_the_name_tells(kind: str, columns: list[str], name: str, role: str) -> None:
    assert guess_role([kind], columns, 20, name) == role
