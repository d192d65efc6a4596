"""The table of what the tags of OpenStreetMap mean speaks of roles, types and columns that there are."""

import pytest

from cityplanner.coverage.catalogue import load_catalogue
from cityplanner.data_files import data_folder
from cityplanner.io.layer_roles import load_roles
from cityplanner.io.osm import tags as osm_tags
from cityplanner.io.osm.extract import BASE_MAP
from cityplanner.io.osm.tags import OsmTags, load_osm_tags


def test_every_role_and_type_is_known() -> None:
    table = load_osm_tags()
    assert set(table.roles) <= set(load_roles())
    assert set(BASE_MAP) <= set(table.roles)
    assert set(table.devices) <= set(load_catalogue())
    assert {rule.shapes for rules in table.devices.values() for rule in rules} == {"points"}


def test_every_rule_asks_for_a_tag_and_gives_kinds_of_shapes_that_the_role_takes() -> None:
    kinds = {"points": "point", "lines": "line", "areas": "polygon"}
    for role, rules in load_osm_tags().roles.items():
        for rule in rules:
            assert rule.tags
            assert kinds[rule.shapes] in load_roles()[role].geometry


def test_the_same_columns_in_every_rule_of_a_role() -> None:
    for rules in load_osm_tags().roles.values():
        columns = [{rule.kind, *rule.columns, *rule.numbers} for rule in rules]
        assert all(one == columns[0] for one in columns)


@pytest.mark.parametrize(
    ("change", "words"),
    [(('shapes = "areas"', 'shapes = "rings"'), "rings"), (("without = ", "unless = "), "unless")],
)
def test_a_mistake_in_it_is_found(tmp_path, monkeypatch, change: tuple[str, str], words: str) -> None:
    text = (data_folder("resources") / "osm_tags.toml").read_text(encoding="utf-8")
    (tmp_path / "osm_tags.toml").write_text(text.replace(*change), encoding="utf-8")
    monkeypatch.setattr(osm_tags, "data_folder", lambda _name: tmp_path)
    read = load_osm_tags.__wrapped__
    with pytest.raises((TypeError, ValueError), match=words):
        read()
    (tmp_path / "osm_tags.toml").write_text(text, encoding="utf-8")
    assert isinstance(read(), OsmTags)
