"""The traps of census tables: withheld and rounded figures, percentages, totals, several sets of ages, other people."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from cityplanner.intake.build_city import build_city
from cityplanner.intake.join import join_table
from cityplanner.intake.make_study import new_project
from cityplanner.io.tables.age_groups import age_columns, ages_told
from cityplanner.io.tables.census_checks import check_census, rounding_base
from cityplanner.io.tables.withheld import withheld_rows
from cityplanner.model import Layer, Problem

CRS = "EPSG:32618"


def _frame(count: int = 4, **columns: object) -> gpd.GeoDataFrame:
    shapes = [shapely.box(430_000 + 1000 * i, 690_000, 431_000 + 1000 * i, 691_000) for i in range(count)]
    ids = [f"0{number}" for number in range(1, count + 1)]
    return gpd.GeoDataFrame({"id": ids, **columns}, geometry=shapes, crs=CRS)


def _join(tmp_path: Path, text: str, **columns: object) -> tuple[gpd.GeoDataFrame, str]:
    path = tmp_path / "census.csv"
    path.write_text(text, encoding="utf-8")
    joined, problems = join_table(_frame(**columns), path)
    return joined, _told(problems)


def _told(problems: list[Problem]) -> str:
    return "\n".join(problem.message for problem in problems)


# Withheld


@pytest.mark.parametrize("mark", ["*", "..", "-", "<5", "≤ 10", "c", ":", "5 or less"])
def test_a_withheld_figure_is_not_known_and_told_with_its_mark(tmp_path: Path, mark: str) -> None:
    joined, told = _join(tmp_path, f"code,pop\n01,10\n02,{mark}\n03,30\n04,40\n")
    assert np.array_equal(joined["population"], [10, np.nan, 30, 40], equal_nan=True)
    assert told == f"1 figure of pop is withheld (02: “{mark}”); it is not known and counts in no sum."


def test_words_and_empty_cells_are_not_withheld() -> None:
    assert withheld_rows(["12", "", None, 5.0, "ten", "n", "c"]) == {6: "c"}


def test_withheld_ages_are_told_once_and_leave_their_group_unknown(tmp_path: Path) -> None:
    joined, told = _join(tmp_path, "code,0-14,15-64,65+\n01,1,2,*\n02,*,5,6\n03,1,1,1\n04,2,2,2\n")
    assert np.array_equal(joined["age_65_plus"], [np.nan, 6, 1, 2], equal_nan=True)
    assert np.array_equal(joined["age_15_64"], [2, 5, 1, 2])
    assert told.count("withheld") == 1
    assert "figures of 0-14, 65+ are withheld" in told


# Percentages


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("65_plus", ["10%", "12.5 %", "0%", ""]),
        ("pct_65_plus", ["10", "12.5", "0", ""]),
        ("65_plus (%)", ["10", "12.5", "0", ""]),
        ("percent_65_plus", ["0.10", "0.125", "0", ""]),
    ],
)
def test_percentages_become_people(tmp_path: Path, column: str, cells: list[str]) -> None:
    residents = [1000, 400, 300, 20]
    rows = "".join(f"0{row + 1},{residents[row]},{cell}\n" for row, cell in enumerate(cells))
    joined, told = _join(tmp_path, f"code,pop,{column}\n{rows}")
    assert np.array_equal(joined["age_65_plus"], [100, 50, 0, np.nan], equal_nan=True)
    assert f"{column} has percentages; they were multiplied by the residents." in told


def test_figures_with_decimals_among_whole_residents_seem_to_be_percentages(tmp_path: Path) -> None:
    table = "code,women\n01,51.5\n02,49.5\n03,50.25\n04,50\n"
    joined, told = _join(tmp_path, table, population=[1000.0, 200.0, 400.0, 100.0])
    assert joined["women"].tolist() == [515, 99, 201, 50]
    assert "women seems to have percentages and not people" in told


def test_counts_stay_counts(tmp_path: Path) -> None:
    joined, told = _join(tmp_path, "code,pop,women\n01,100,51\n02,90,44\n03,80,43\n04,70,36\n")
    assert joined["women"].tolist() == [51, 44, 43, 36]
    assert told == ""
    estimated, told = _join(tmp_path, "code,pop,women\n01,100.2,51.1\n02,90.1,44.3\n03,80.5,43.2\n04,70.3,36.1\n")
    assert estimated["women"].tolist() == [51.1, 44.3, 43.2, 36.1]
    assert told == ""


def test_percentages_of_nobody_known_count_nobody(tmp_path: Path) -> None:
    joined, told = _join(tmp_path, "code,pct_women\n01,51\n02,49\n03,50\n04,50\n")
    assert joined["women"].isna().all()
    assert "count nobody without a column of residents" in told


# Totals


def test_a_total_row_is_no_lost_people(tmp_path: Path) -> None:
    joined, told = _join(tmp_path, "code,pop\n01,10\n02,20\n03,30\n04,40\nTotal,100\n")
    assert joined["population"].sum() == 100
    assert told == "1 row is the total of others and was left out: Total."


def test_a_total_is_known_by_its_people_and_by_another_column(tmp_path: Path) -> None:
    _joined, told = _join(tmp_path, "code,name,pop\n01,a,10\n02,b,20\n03,c,30\n04,d,40\n00,Barrios,100\n")
    assert "1 row is the total of others and was left out: 00." in told
    _joined, told = _join(tmp_path, "code,name,pop\n01,a,10\n02,b,20\n03,c,30\n04,d,40\n00,TOTAL GENERAL,150\n")
    assert "The total row says 150 residents, those of the neighbourhoods add up to 100." in told


def test_totals_of_districts_are_known_together(tmp_path: Path) -> None:
    _joined, told = _join(tmp_path, "code,pop\n01,10\n02,20\n03,30\n04,40\nNorth,30\nSouth,70\n")
    assert "2 rows are totals of others and were left out: North, South." in told


def test_other_rows_are_told_with_the_people_they_lose(tmp_path: Path) -> None:
    _joined, told = _join(tmp_path, "code,pop\n01,10\n02,20\n03,30\n04,40\nAll Saints,25\n")
    assert "1 row of the table with 25 residents is no neighbourhood and left out: All Saints." in told
    assert "That is 20.0\N{NO-BREAK SPACE}% of all residents." in told


# Several sets of ages

_FIVE = [f"{first}-{first + 4}" for first in range(0, 85, 5)] + ["85+"]


def test_of_several_sets_of_ages_the_finest_is_taken_and_told() -> None:
    columns = [*_FIVE, "0-14", "15-64", "65+", "65-84"]
    assert list(age_columns(columns)) == _FIVE
    (problem,) = ages_told(columns, "t.csv")
    assert (
        problem.message == "There are several sets of ages; 0-4 … 85+ were added up, and not: 0-14, 15-64, 65-84, 65+."
    )
    assert ages_told(_FIVE, "t.csv") == []


def test_ages_of_men_and_women_are_added_up(tmp_path: Path) -> None:
    columns = [f"{sex}_{band}" for sex in ("m", "f") for band in ("0_14", "15_64", "65_plus")]
    rows = "".join(f"0{row},1,2,3,10,20,30\n" for row in range(1, 5))
    joined, _told = _join(tmp_path, f"code,{','.join(columns)}\n{rows}")
    assert joined[["age_0_14", "age_15_64", "age_65_plus"]].iloc[0].tolist() == [11, 22, 33]
    assert joined["population"].iloc[0] == 66


@pytest.mark.parametrize(
    "columns",
    [
        ["Hombres 0-14", "Hombres 15-64", "Hombres 65+", "Mujeres 0-14", "Mujeres 15-64", "Mujeres 65+"],
        ["0-14 male", "15-64 male", "65+ male", "0-14 female", "15-64 female", "65+ female"],
    ],
)
def test_men_and_women_go_by_many_names(columns: list[str]) -> None:
    assert set(age_columns(columns)) == set(columns)
    assert age_columns(columns[:3]) == ()


def test_ages_with_gaps_are_told() -> None:
    (problem,) = ages_told(["0-9", "10-19", "20-64", "65+"], "t.csv")
    assert "do not end at 14 and at 64" in problem.message
    assert ages_told(["1", "2", "2010", "jobs"], "t.csv") == []


# Other people, and rounding


def test_ages_that_count_other_people_are_told() -> None:
    ages = {"age_0_14": [10.0] * 4, "age_15_64": [50.0] * 4, "age_65_plus": [20.0] * 4}
    assert check_census(_frame(population=[80.0] * 4, **ages), tuple(ages), "t") == []
    told = _told(check_census(_frame(population=[100.0] * 4, **ages), tuple(ages), "t"))
    assert "The ages add up to 320 people and the residents to 400 (20.0\N{NO-BREAK SPACE}% apart)" in told


@pytest.mark.parametrize("base", [3, 5, 10, 100])
def test_rounded_figures_are_told(base: int) -> None:
    random = np.random.default_rng(base)
    figures = random.integers(7, 2000, 60) * base
    assert rounding_base(figures.astype(float)) == base
    told = _told(check_census(_frame(60, population=figures.astype(float)), (), "t"))
    assert f"multiples of {base}" in told
    assert rounding_base(random.integers(0, 2000, 60).astype(float)) == 1
    assert rounding_base(np.array([5.0, 10.0, 15.0])) == 1


def test_ages_that_differ_by_their_rounding_count_the_same_people() -> None:
    random = np.random.default_rng(5)
    ages = random.integers(10, 400, (200, 3)).astype(float)
    rounded = {
        name: np.round(ages[:, place] / 5) * 5 for place, name in enumerate(("age_0_14", "age_15_64", "age_65_plus"))
    }
    frame = _frame(200, population=np.round(ages.sum(axis=1) / 5) * 5, **rounded)
    told = _told(check_census(frame, tuple(rounded), "t"))
    assert "multiples of 5" in told
    assert "add up to" not in told


def test_a_study_tells_it_all() -> None:
    ages = {"age_0_14": [10.0] * 4, "age_15_64": [50.0] * 4, "age_65_plus": [20.0] * 4}
    _city, problems = build_city("Vila", Layer("n", "n", "neighbourhoods", _frame(population=[100.0] * 4, **ages)))
    assert "The ages add up to" in _told(problems)


def test_the_census_of_newcastle_and_buenos_aires_has_none_of_it(shared_data: Path) -> None:
    city = shared_data / "cities/newcastle/E08000021"
    tables = [(city / "population_total.csv", None), (city / "population_ages.csv", None)]
    project = new_project("Newcastle", city / "oa_shape/oa.shp", tables=tables)
    data = shared_data / "cities/buenos_aires"
    other = new_project("BA", data / "CABA_barrios.geojson", tables=[(data / "caba_pob_barrios_2010.csv", None)])
    told = _told([*project.problems, *other.problems])
    for word in ("withheld", "percentages", "total", "multiples", "ages"):
        assert word not in told


# A row for each figure


def test_a_row_for_each_figure_becomes_columns(tmp_path: Path) -> None:
    kinds = {"Total": 100, "0-14": 20, "15-64": 60, "65+": "*", "Women (%)": "51%"}
    rows = "".join(
        f"2021,0{code},Zone {code},{kind},{value}\n" for code in range(1, 5) for kind, value in kinds.items()
    )
    joined, told = _join(tmp_path, f"year,code,zone,variable,value\n{rows}")
    assert joined["population"].tolist() == [100] * 4
    assert joined["age_0_14"].tolist() == [20] * 4
    assert joined["age_65_plus"].isna().all()
    assert joined["women"].tolist() == [51] * 4
    assert "the 5 kinds in variable were made into columns: Total, 0-14, 15-64, 65+, Women (%)." in told
    assert "stand more than once" not in told


@pytest.mark.parametrize(
    "text",
    [
        "code,type,pop,area\n01,a,1,5\n02,b,3,6\n03,a,4,7\n04,b,5,8\n",
        "code,pop\n01,1\n02,2\n03,3\n04,4\n",
    ],
    ids=["one row each", "plain"],
)
def test_other_tables_stay_as_they_are(tmp_path: Path, text: str) -> None:
    assert "made into columns" not in _join(tmp_path, text)[1]


def test_a_table_of_another_year_is_told(tmp_path: Path) -> None:
    path = tmp_path / "census.csv"
    path.write_text("code,pop\n" + "".join(f"0{number},{number}\n" for number in (1, 2, 3, 4, 5, 6, 71, 72, 73)))
    assert "are the table and the map of the same year?" in _told(join_table(_frame(9), path)[1])
    assert "same year" not in _told(join_table(_frame(6), path)[1])
