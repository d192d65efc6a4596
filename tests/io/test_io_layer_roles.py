"""What layers can mean, and which columns of real files are recognised."""

import dataclasses
import re
import tomllib
from pathlib import Path

import pandas as pd
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityplanner.data_files import data_folder
from cityplanner.errors import InputError
from cityplanner.io.layer_roles import load_roles, match_fields, normalise, role
from cityplanner.model import LayerField, LayerRole

ROLES = load_roles()
each_role = pytest.mark.parametrize("meaning", ROLES.values(), ids=ROLES)


def columns_of(path: Path) -> list[str]:
    if path.suffix == ".csv":
        return list(pd.read_csv(path, nrows=1).columns)
    return [str(name) for name in pyogrio.read_info(path, layer=0)["fields"]]


def test_the_roles_are_those_that_a_study_knows() -> None:
    assert {
        "boundary",
        "neighbourhoods",
        "people",
        "devices",
        "streets",
        "buildings",
        "public-space",
        "sensitive-places",
        "hazard",
        "elevation",
        "water",
        "transit-stops",
        "transit-lines",
        "basemap",
        "context",
    } == set(ROLES)
    assert all(meaning.id == id_ for id_, meaning in ROLES.items())


def test_an_unknown_role_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(InputError, match=r"no role rivers; choose one of: basemap, boundary.*water\."):
        role("rivers")
    assert role("water") is ROLES["water"]


@each_role
def test_a_role_says_what_it_is_in_words(meaning: LayerRole) -> None:
    assert meaning.title
    assert meaning.description.endswith(".")
    assert set(meaning.geometry) <= {"point", "line", "polygon", "raster"}
    assert meaning.geometry


@each_role
def test_nothing_stands_in_a_role_file_that_is_not_read(meaning: LayerRole) -> None:
    content = tomllib.loads((data_folder("layers") / f"{meaning.id}.toml").read_text(encoding="utf-8"))
    assert set(content) <= {field.name for field in dataclasses.fields(LayerRole)} - {"id"}
    for entry in (*content.get("fields", ()), *content.get("groups", ())):
        assert set(entry) <= {field.name for field in dataclasses.fields(LayerField)}


@each_role
def test_fields_are_of_a_known_kind_and_groups_count_people(meaning: LayerRole) -> None:
    assert {field.kind for field in meaning.fields} <= {"text", "number", "code"}
    assert {group.kind for group in meaning.groups} <= {"number"}
    names = [field.name for field in (*meaning.fields, *meaning.groups)]
    assert len(names) == len(set(names))


@each_role
def test_a_name_means_one_field_only(meaning: LayerRole) -> None:
    meant: dict[str, str] = {}
    for field in (*meaning.fields, *meaning.groups):
        names = [normalise(name) for name in dict.fromkeys((field.name, *field.synonyms))]
        assert len(names) == len(set(names)), f"{field.name}: a synonym stands twice"
        for name in names:
            assert name, field.name
            assert meant.setdefault(name, field.name) == field.name, f"{name} means two fields"


@each_role
def test_styles_are_colours_widths_and_an_order(meaning: LayerRole) -> None:
    known = {"order", "fill", "stroke", "stroke_px", "hatch", "colour", "width_px", "casing", "casing_px", "class"}
    classes = meaning.style.get("class", {})
    assert isinstance(classes, dict)
    for table in (meaning.style, *classes.values()):
        assert set(table) <= known
        for key, value in table.items():
            if key in ("fill", "stroke", "hatch", "colour", "casing"):
                assert re.fullmatch(r"#[0-9A-F]{6}", str(value)), key
            elif key.endswith("_px"):
                assert isinstance(value, float), key


def test_streets_lie_over_buildings_over_water_over_green() -> None:
    order = {id_: meaning.style.get("order", -1) for id_, meaning in ROLES.items() if id_ != "people"}
    assert all(isinstance(place, int) and place >= 0 for place in order.values())
    assert len(set(order.values())) == len(order)
    stack = ["basemap", "elevation", "public-space", "water", "hazard", "buildings", "streets", "neighbourhoods"]
    assert sorted(stack, key=order.__getitem__) == stack
    assert order["devices"] == max(order.values())


def test_greater_streets_are_wider() -> None:
    classes = ROLES["streets"].style["class"]
    assert isinstance(classes, dict)
    widths = [table["width_px"] for table in classes.values()]
    assert list(classes) == ["motorway", "primary", "secondary", "tertiary", "residential", "service", "path"]
    assert widths == sorted(set(widths), reverse=True)


def test_people_and_neighbourhoods_know_the_same_groups() -> None:
    assert ROLES["people"].groups == ROLES["neighbourhoods"].groups
    assert {"disability", "no_internet", "low_income", "women", "age_0_14", "age_15_64", "age_65_plus", "migrants"} <= {
        group.name for group in ROLES["people"].groups
    }


def test_only_the_code_of_a_neighbourhood_is_required() -> None:
    required = [(id_, field.name) for id_, meaning in ROLES.items() for field in meaning.fields if field.required]
    assert required == [("neighbourhoods", "id")]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Població_Total", "poblaciototal"),
        ("NOM BARRI", "nombarri"),
        ("Código-barrio", "codigobarrio"),
        ("building:levels", "buildinglevels"),
        ("ＰＯＰ", "pop"),
        ("ñandú (2)", "nandu2"),
        ("---", ""),
    ],
)
def test_names_are_compared_without_case_accents_and_separators(name: str, plain: str) -> None:
    assert normalise(name) == plain


@given(st.text())
def test_a_plain_name_stays_as_it_is(name: str) -> None:
    assert normalise(normalise(name)) == normalise(name)
    assert re.fullmatch(r"[0-9a-z]*", normalise(name))


NEIGHBOURHOODS_OF_A_CITY = LayerRole(
    id="wards",
    title="Wards",
    description="Wards.",
    geometry=("polygon",),
    fields=(LayerField("id", "code", ("ward_code", "code")), LayerField("name", "text", ("ward", "code"))),
    groups=(LayerField("women", "number", ("female",)),),
)


def test_the_best_synonym_wins_wherever_its_column_stands() -> None:
    assert match_fields(NEIGHBOURHOODS_OF_A_CITY, ["Code", "WARD CODE"]) == {"id": "WARD CODE", "name": "Code"}
    assert match_fields(NEIGHBOURHOODS_OF_A_CITY, ["Code", "WARD CODE", "ID"]) == {"id": "ID", "name": "Code"}


def test_no_column_serves_twice_and_what_is_not_there_is_left_out() -> None:
    assert match_fields(NEIGHBOURHOODS_OF_A_CITY, ["code", "Female"]) == {"id": "code", "women": "Female"}
    assert match_fields(NEIGHBOURHOODS_OF_A_CITY, []) == {}


def test_of_two_columns_with_the_same_plain_name_the_first_is_taken() -> None:
    assert match_fields(NEIGHBOURHOODS_OF_A_CITY, ["Ward_Code", "WARD CODE"]) == {"id": "Ward_Code"}


@given(st.lists(st.sampled_from(["id", "ID", "codi", "NOM", "Total", "pop", "dones", "IMD", "x", "0-14"]), unique=True))
def test_every_recognised_column_is_one_of_the_file_and_serves_once(columns: list[str]) -> None:
    found = match_fields(ROLES["neighbourhoods"], columns)
    assert set(found.values()) <= set(columns)
    assert len(set(found.values())) == len(found)


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        (
            ["Codi_Barri", "Nom_Barri", "Població", "Dones", "0-14 anys"],
            {"id": "Codi_Barri", "name": "Nom_Barri", "population": "Població", "women": "Dones"}
            | {"age_0_14": "0-14 anys"},
        ),
        (
            ["gid", "CD_BAIRRO", "NM_BAIRRO", "População", "Mulheres", "Baixa renda", "Idosos"],
            {"id": "CD_BAIRRO", "name": "NM_BAIRRO", "population": "População"}
            | {"women": "Mulheres", "low_income": "Baixa renda", "age_65_plus": "Idosos"},
        ),
        (
            ["CVEGEO", "NOMGEO", "POBTOT", "POBFEM", "POB0_14", "POB65_MAS", "PCON_DISC"],
            {"id": "CVEGEO", "name": "NOMGEO", "population": "POBTOT", "women": "POBFEM"}
            | {"age_0_14": "POB0_14", "age_65_plus": "POB65_MAS", "disability": "PCON_DISC"},
        ),
        (
            ["CODE_IRIS", "NOM_IRIS", "P20_POP", "Immigrés", "Femmes"],
            {"id": "CODE_IRIS", "name": "NOM_IRIS", "population": "P20_POP", "migrants": "Immigrés", "women": "Femmes"},
        ),
        (
            ["OBJECTID", "COD_BARRIO", "NOMBRE", "Población total", "IPM", "Sin internet", "Niños"],
            {"id": "COD_BARRIO", "name": "NOMBRE", "population": "Población total", "deprivation": "IPM"}
            | {"no_internet": "Sin internet", "children": "Niños"},
        ),
        (
            ["LSOA21CD", "LSOA21NM", "Index of Multiple Deprivation (IMD) Score", "Usual residents"],
            {"id": "LSOA21CD", "name": "LSOA21NM", "population": "Usual residents"}
            | {"deprivation": "Index of Multiple Deprivation (IMD) Score"},
        ),
    ],
)
def test_columns_are_recognised_in_five_languages(columns: list[str], found: dict[str, str]) -> None:
    assert match_fields(ROLES["neighbourhoods"], columns) == found


def test_a_rank_in_which_one_is_the_poorest_is_no_measure_of_deprivation() -> None:
    columns = ["geo_code", "geo_label", "IMD_Rank", "IMD_Decile"]
    assert match_fields(ROLES["neighbourhoods"], columns) == {"id": "geo_code", "name": "geo_label"}


@pytest.mark.parametrize(
    ("id_", "file", "found"),
    [
        ("neighbourhoods", "barcelona/shp_src/0301040100_Barris_UNITATS_ADM.shp", {"id": "CODI_UA", "name": "NOM"}),
        ("neighbourhoods", "barcelona/shp_src/0301040100_Districtes_UNITATS_ADM.shp", {"id": "CODI_UA", "name": "NOM"}),
        ("boundary", "barcelona/terme-municipal.geojson", {"name": "NOM"}),
        ("devices", "barcelona/08019_punts_wifi.geojson", {"name": "EQUIPAMENT"}),
        ("devices", "barcelona/08019_fonts.geojson", {"id": "INVENTARI_CODI", "name": "INVENTARI_NOM"}),
        ("devices", "barcelona/08019_stations.geojson", {"id": "id", "name": "streetName", "status": "status"}),
        (
            "devices",
            "barcelona/08019_punts_recarrega_vehicles_electrics_bcn_ciutat.geojson",
            {"id": "CÓDIGO_OPENDATA", "name": "DIRECCIÓN"},
        ),
        ("neighbourhoods", "buenos_aires/CABA_barrios.geojson", {"name": "BARRIO"}),
        ("neighbourhoods", "buenos_aires/CABA_comunas.geojson", {"id": "comunas"}),
        (
            "neighbourhoods",
            "buenos_aires/CABA_rc.geojson",
            {"id": "RADIO_ID", "name": "BARRIO", "population": "POBLACION", "deprivation": "HOGARES_NBI"},
        ),
        ("neighbourhoods", "buenos_aires/caba_pob_barrios_2010.csv", {"name": "BARRIO", "population": "POBLACION"}),
        ("boundary", "newcastle/E08000021/la_shape/la.shp", {"name": "lad20nm"}),
        ("neighbourhoods", "newcastle/E08000021/oa_shape/oa.shp", {"id": "oa11cd"}),
        (
            "neighbourhoods",
            "newcastle/E08000021/population_total.csv",
            {"id": "oa11cd", "population": "population"},
        ),
        ("neighbourhoods", "newcastle/E08000021/population_ages.csv", {"id": "oa11cd"}),
        (
            "neighbourhoods",
            "newcastle/robinson2020/IUC_LSOA_2018_NewcastleUponTyne.csv",
            {"id": "geo_code", "name": "geo_label"},
        ),
        ("people", "newcastle/E08000021/centroids.csv", {"id": "oa11cd"}),
        (
            "devices",
            "newcastle/E08000021/uo_sensors/uo_sensors.shp",
            {"id": "id", "name": "name", "height_m": "h_ground"},
        ),
        ("people", "porto_alegre/poa_hexgrid.csv", {"id": "id", "population": "population"}),
    ],
)
def test_the_columns_of_real_files_are_recognised(
    shared_data: Path, id_: str, file: str, found: dict[str, str]
) -> None:
    assert match_fields(ROLES[id_], columns_of(shared_data / "cities" / file)) == found


def test_the_code_that_is_taken_in_barcelona_is_that_of_the_barri(shared_data: Path) -> None:
    folder = shared_data / "cities" / "barcelona" / "shp_src"
    barris = pyogrio.read_dataframe(folder / "0301040100_Barris_UNITATS_ADM.shp", read_geometry=False)
    chosen = match_fields(ROLES["neighbourhoods"], list(barris.columns))
    assert (barris[chosen["id"]] == barris["BARRI"]).all()
    assert barris[chosen["id"]].is_unique
    assert barris[chosen["name"]].is_unique
    # BARRI itself would not do for the ten districts, where it is "-".
    districts = pyogrio.read_dataframe(folder / "0301040100_Districtes_UNITATS_ADM.shp", read_geometry=False)
    assert districts[chosen["id"]].is_unique
    assert not districts["BARRI"].is_unique
