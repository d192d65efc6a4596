"""The cells of a column tell what it cannot be, and codes and names whatever their headings are."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from cityplanner.intake.device_words import is_attribute
from cityplanner.intake.look import look_at
from cityplanner.intake.planning import make_plan
from cityplanner.io import read_layer
from cityplanner.io.features.column_cells import code_and_name, counts_people, fits_of
from cityplanner.io.features.fields import choose_columns
from cityplanner.io.layer_roles import role
from cityplanner.io.tables.age_groups import age_group_of

AREAS = role("neighbourhoods")
NAMES = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel"]


def _areas(**columns: list[object]) -> gpd.GeoDataFrame:
    count = len(next(iter(columns.values())))
    squares = [box(430_000 + 1_000 * i, 4_580_000, 431_000 + 1_000 * i, 4_581_000) for i in range(count)]
    return gpd.GeoDataFrame(columns, geometry=squares, crs="EPSG:25831")


def _chosen(where: str = "x.csv", **columns: list[object]) -> dict[str, str]:
    frame = pd.DataFrame(columns)
    return choose_columns(AREAS, list(columns), {}, where, fits_of(AREAS, frame, where))


@pytest.mark.parametrize(
    "cells",
    [
        ["0.25", "0.25", "0.4", "0.1"],
        [0.1, 0.2, 0.3, 0.4],
        ["25.5", "24.5", "30.0", "20.0"],
        ["12%", "30%", "8%", "50%"],
        ["0101", "0102", "0103", "0104"],
        ["many", "few", "some", "none"],
        [2011, 2011, 2021, 2021],
        [-3, -4, -5, 1],
        [41.3851, 41.3901, 41.3702, 41.4009],
        list(range(1, 11)),
        list(map(str, range(10, 0, -1))),
        [True, False, True, True],
    ],
)
def test_cells_that_are_not_people(cells: list[object]) -> None:
    assert not counts_people(pd.Series(cells))
    assert "population" not in _chosen(population=cells)


@pytest.mark.parametrize(
    "cells",
    [
        [1, 2, 3],
        [0, 0, 0, 0],
        ["1,250", "900", "2,100", "*"],
        [1900, 2005, 2010, 1890],
        [12.4, 130.7, 55.1, 0.0],
        ["", "n/a", "", "120"],
        [3, 1, 2, 7],
        [-9999, 100, 200, 300],
    ],
)
def test_cells_that_may_be_people(cells: list[object]) -> None:
    assert counts_people(pd.Series(cells, dtype=object))
    assert _chosen(population=cells)["population"] == "population"


@pytest.mark.parametrize(
    ("where", "others", "counted"),
    [
        ("crimes_2023.csv", {"burglary": [1, 2, 3]}, False),
        ("arbolado.csv", {"especie": ["a", "b", "c"]}, False),
        ("baustellen.csv", {"dauer": [1, 2, 3]}, False),
        ("poblacion_por_barrio.csv", {}, True),
        ("zensus.csv", {}, True),
        ("x.csv", {"femmes": [1, 2, 3]}, True),
        ("x.csv", {"0-14": [1, 1, 1], "15-64": [2, 2, 2], "65+": [3, 3, 3]}, True),
    ],
)
@pytest.mark.parametrize("heading", ["total", "Total", "Gesamt", "Insgesamt", "ensemble"])
def test_a_total_counts_people_only_in_a_table_about_people(
    where: str, others: dict[str, list[object]], heading: str, *, counted: bool
) -> None:
    chosen = _chosen(where, code=["a", "b", "c"], **{heading: [10, 20, 30]}, **others)
    assert (chosen.get("population") == heading) is counted


@pytest.mark.parametrize(
    ("columns", "code", "name"),
    [
        ({"NAME_0": ["X"] * 5, "NAME_1": ["Y"] * 5, "NAME_3": NAMES[:5]}, None, "NAME_3"),
        ({"LocNombre": NAMES[:5], "LocCodigo": ["00", "01", "02", "03", "04"]}, "LocCodigo", "LocNombre"),
        ({"BoroCode": [1] * 5, "NTA2020": [f"MN010{n}" for n in range(5)], "NTAName": NAMES[:5]}, "NTA2020", "NTAName"),
        ({"GEOID10": [f"1703176080{n}" for n in range(5)]}, "GEOID10", None),
        ({"GSS_CODE": [f"E0500{n:04}" for n in range(5)], "WARD_TITLE": NAMES[:5]}, "GSS_CODE", "WARD_TITLE"),
        ({"SCHLUESSEL_NR": ["01", "02", "03"], "ORT_BEZ": ["Mitte", "Nord", "Süd"]}, "SCHLUESSEL_NR", "ORT_BEZ"),
        ({"INSEE_ZZ": ["69381", "69382", "69383"], "arrdt": ["Presqu'île", "Croix", "Rive"]}, "INSEE_ZZ", "arrdt"),
        ({"zona": ["Z1", "Z2", "Z3"], "superficie": [120, 340, 560]}, "zona", None),
        ({"a": ["Alder", "Alder", "Cedar"], "b": ["Alder", "Birch", "Cedar"]}, None, "b"),
        ({"shape_area": [12, 13, 14], "when": ["2021-01-01", "2021-01-02", "2021-01-03"]}, None, None),
        ({"link": ["https://a.org/1", "https://a.org/2", "https://a.org/3"], "n": [1.5, 2.5, 3.5]}, None, None),
    ],
)
def test_codes_and_names_are_told_by_their_cells(
    columns: dict[str, list[object]], code: str | None, name: str | None
) -> None:
    found = code_and_name(pd.DataFrame(columns), list(columns), {})
    assert (found.get("id"), found.get("name")) == (code, name)


def test_a_name_that_is_the_same_in_all_rows_is_not_the_name() -> None:
    frame = _areas(nombre=["Bogotá"] * 6, ID_UNIDAD=list("ABCDEF"), upz=NAMES[:6])
    layer_columns = choose_columns(AREAS, ["nombre", "ID_UNIDAD", "upz"], {}, "x", fits_of(AREAS, frame, "x"))
    assert "name" not in layer_columns
    assert code_and_name(frame, ["nombre", "ID_UNIDAD", "upz"], {}) == {"id": "ID_UNIDAD", "name": "upz"}


@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".shp"])
def test_a_folder_with_one_layer_of_areas_makes_a_study_whatever_the_headings(tmp_path: Path, ending: str) -> None:
    _areas(kuerzel=["AA", "BB", "CC", "DD"], xyz=NAMES[:4]).to_file(tmp_path / f"areas{ending}")
    plan = make_plan(look_at([tmp_path]), name="X")
    assert plan.problem is None
    (item,) = plan.of_role("neighbourhoods")
    assert dict(item.fields) == {"id": "kuerzel", "name": "xyz"}
    read, _problems = read_layer(tmp_path / f"areas{ending}", "neighbourhoods")
    assert read.frame["name"].tolist() == NAMES[:4]


def test_areas_with_neither_codes_nor_names_make_a_study_too(tmp_path: Path) -> None:
    _areas(height=[1.5, 2.5, 3.5]).to_file(tmp_path / "shapes.gpkg")
    plan = make_plan(look_at([tmp_path]), name="X")
    assert plan.problem is None


def test_an_orientation_in_sentences_is_no_azimuth(tmp_path: Path) -> None:
    points = gpd.GeoDataFrame(
        {"ref": ["a", "b"], "ORIENTACION": ["Facing the town hall", "Towards the river"], "altura": [4, 5]},
        geometry=gpd.points_from_xy([2.1, 2.2], [41.3, 41.4]),
        crs=4326,
    )
    points.to_file(tmp_path / "cameras.geojson")
    layer, _problems = read_layer(tmp_path / "cameras.geojson", "devices")
    assert "azimuth_deg" not in layer.frame
    assert layer.frame["height_m"].tolist() == [4, 5]


@pytest.mark.parametrize(
    ("heading", "cells", "attribute"),
    [
        ("wifi", ["yes", "no", "no"], True),
        ("WIFI", ["Oui", "Non", ""], True),
        ("camera", [0, 2, 1], True),
        ("BIN", ["1028840", "1063625", "1"], True),
        ("Beleuchtung", ["ja", "nein", "ja"], True),
        ("internet_access", ["wlan", "no", "free"], True),
        ("lamp_no", [1, 2, 3], False),
        ("pm25", [12.5, 8.1, 30.2], False),
        ("camera", ["Dome", "PTZ", "Dome"], False),
    ],
)
def test_headings_name_devices_only_where_the_cells_are_of_devices(
    heading: str, cells: list[object], *, attribute: bool
) -> None:
    assert is_attribute(pd.Series(cells, dtype=object), heading) is attribute


@pytest.mark.parametrize(
    ("heading", "group"),
    [
        ("pop_65+_yearsold", "age_65_plus"),
        ("65 anys i més", "age_65_plus"),
        ("65 Jahre und älter", "age_65_plus"),
        ("Personas de 65 y más años", "age_65_plus"),
        ("Moins de 15 ans", "age_0_14"),
        ("unter 15", "age_0_14"),
        ("14 years and under", "age_0_14"),
        ("De 15 a 64 anys", "age_15_64"),
        ("65-74", None),
        ("Route 65", None),
        ("pm10", None),
    ],
)
def test_headings_of_groups_of_age(heading: str, group: str | None) -> None:
    assert age_group_of(heading) == group


# Headings of five languages over figures that are something else

NOT_PEOPLE = [
    *["density", "population_density", "pop_density_km2", "population growth", "pct_population", "population change"],
    *[
        "area",
        "area_km2",
        "households",
        "dwellings",
        "crimes",
        "trees",
        "accidents",
        "permits",
        "income",
        "rent",
        "jobs",
    ],
    *["densidad", "densidad_poblacion", "crecimiento", "superficie", "viviendas", "delitos", "arboles", "renta_media"],
    *["densidade", "taxa_crescimento", "domicilios", "ocorrencias", "arvores", "renda_media", "empregos", "lotes"],
    *["densite", "densite_population", "logements", "delits", "arbres", "revenu_median", "taux_chomage", "emplois"],
    *["Dichte", "Einwohnerdichte", "Flaeche", "Wohnungen", "Straftaten", "Baeume", "Arbeitslose", "Miete", "Kfz"],
    *["year", "ano", "año", "annee", "jahr", "lat", "lon", "x", "y", "elevation", "zoom", "rank", "score", "count"],
]
PEOPLE = ["population", "Población", "populacao_total", "habitants", "Einwohner", "usual_residents", "moradores"]
CODES = ["code", "cod_barrio", "codi", "schluessel", "GEOID10"]


def _figures(random: Random, kind: str, count: int) -> list[str]:
    """Cells of one kind; only ``people`` may count somebody."""
    made = {
        "people": lambda: str(random.randint(30, 9_000) * 2 + random.randint(0, 1)),
        "share": lambda: f"{random.random():.3f}",
        "percent": lambda: f"{random.random() * 100:.1f}%",
        "degrees": lambda: f"{41 + random.random() / 20:.6f}",
        "year": lambda: random.choice(["2011", "2021"]),
        "word": lambda: random.choice(["alto", "medio", "bajo", "faible", "hoch"]),
        "below": lambda: f"{-random.random() * 50:.2f}",
        "code": lambda: f"0{random.randint(1_000, 9_999)}",
        "date": lambda: f"2021-0{random.randint(1, 9)}-11",
    }
    if kind == "row":
        rows = list(map(str, range(1, count + 1)))
        random.shuffle(rows)
        return rows
    return [made[kind]() for _row in range(count)]


KINDS = ["share", "percent", "degrees", "year", "word", "below", "code", "date", "row"]


def _tables(seed: int) -> Iterator[tuple[dict[str, list[str]], set[str]]]:
    """Tables of real headings, and which of their columns count people."""
    random = Random(seed)
    while True:
        count = random.randint(8, 40)
        table: dict[str, list[str]] = {random.choice(CODES): [f"{n:03}" for n in range(count)]}
        people: set[str] = set()
        for heading in random.sample(NOT_PEOPLE, random.randint(1, 6)):
            table[heading] = _figures(random, random.choice([*KINDS, "people"]), count)
        for heading in random.sample(PEOPLE, random.randint(0, 2)):
            kind = random.choice([*KINDS, "people"])
            table[heading] = _figures(random, kind, count)
            people |= {heading} if kind == "people" else set()
        headings = list(table)
        random.shuffle(headings)
        yield {heading: table[heading] for heading in headings}, people


def test_residents_are_never_taken_from_a_column_that_is_not_people(request: pytest.FixtureRequest) -> None:
    for table, people in islice(_tables(14), request.config.getoption("--fuzz-tables")):
        chosen = _chosen("figures.csv", **table).get("population")
        assert chosen in people if people else chosen is None, table


@pytest.mark.parametrize(
    "heading",
    [
        *[
            "Total població 2023",
            "Total de población",
            "Nombre d'habitants",
            "Anzahl der Einwohner",
            "Number of residents",
        ],
        *["População residente (2022)", "POP2020", "Població*", "Population [persons]"],
    ],
)
def test_headings_say_residents_in_many_ways(heading: str) -> None:
    assert _chosen(code=["a", "b", "c"], **{heading: [120, 340, 560]}).get("population") == heading


@pytest.mark.parametrize(
    "heading",
    ["Population density", "Population (per km2)", "Crecimiento de la población", "Einwohner je ha", "pop change"],
)
def test_headings_that_are_about_residents_do_not_count_them(heading: str) -> None:
    assert "population" not in _chosen(code=["a", "b", "c"], **{heading: [120, 340, 560]})


def test_a_column_that_only_is_called_population_never_becomes_it(tmp_path: Path) -> None:
    _areas(code=["a", "b", "c", "d"], name=NAMES[:4], population=[0.1, 0.2, 0.3, 0.4]).to_file(tmp_path / "a.gpkg")
    layer, _problems = read_layer(tmp_path / "a.gpkg", "neighbourhoods")
    assert "population" not in layer.frame
    assert layer.frame["population_2"].tolist() == [0.1, 0.2, 0.3, 0.4]
