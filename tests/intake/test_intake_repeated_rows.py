"""A neighbourhood in several rows of a table: added up, those of one place, of the last year, or a question."""

from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box

from cityplanner.errors import InputError
from cityplanner.intake.join import Joined, join
from cityplanner.model import Severity

NAMES = ["Alba", "Bosc", "Coll", "Dalt"]


def _joined(tmp_path: Path, text: str, **columns: list[str]) -> Joined:
    squares = [box(1_000 * i, 0, 1_000 + 1_000 * i, 1_000) for i in range(4)]
    columns = columns or {"id": ["01", "02", "03", "04"], "name": NAMES}
    frame = gpd.GeoDataFrame(columns, geometry=squares, crs="EPSG:25831")
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return join(frame, path)


def _told(joined: Joined) -> str:
    return " ".join(problem.message for problem in joined.problems if problem.severity is Severity.WARNING)


def _rows(*rows: str) -> str:
    return "\n".join(rows) + "\n"


SECTIONS = _rows(
    *["section,barri,population,age_65_plus,imd", "0101,01,100,10,5", "0102,01,200,20,7", "0103,01,50,5,9"],
    *["0201,02,300,30,3", "0202,02,300,30,3", "0301,03,10,1,8", "0401,04,40,4,2", "0402,04,60,6,1"],
)


def test_finer_areas_are_added_up_and_that_is_told(tmp_path: Path) -> None:
    joined = _joined(tmp_path, SECTIONS)
    assert joined.frame["population"].tolist() == [350, 600, 10, 100]
    assert joined.frame["age_65_plus"].tolist() == [35, 60, 1, 10]
    assert "several rows (section) for each barri; population, age_65_plus were added up" in _told(joined)
    assert joined.frame["deprivation"].isna().sum() == 2
    assert "imd cannot be added up" in _told(joined)


def test_sections_that_are_numbered_anew_in_each_district_are_added_up(tmp_path: Path) -> None:
    rows = ["districte;seccio;poblacio", "01;1;100", "01;2;200", "02;1;300", "03;1;10", "03;2;20", "03;3;30", "04;1;5"]
    joined = _joined(tmp_path, _rows(*rows))
    assert joined.frame["population"].tolist() == [300, 300, 60, 5]


def test_finer_areas_among_those_of_the_whole_country_are_added_up(tmp_path: Path) -> None:
    rows = [f"9{n:03},9{n % 7},1000" for n in range(40)]
    table = _rows("sector,code,populacao", *rows, "0101,01,100", "0102,01,200", "0201,02,1", "0301,03,2", "0401,04,3")
    assert _joined(tmp_path, table).frame["population"].tolist() == [300, 1, 2, 3]


def test_the_row_that_is_called_the_total_is_taken_and_not_added(tmp_path: Path) -> None:
    rows = [f"0{n},{sex},{people}" for n in range(1, 5) for sex, people in (("M", 10), ("F", 12), ("Total", 22))]
    rows = [*rows, "05,M,1"]
    joined = _joined(tmp_path, _rows("code,sexe,people", *rows))
    assert joined.frame["population"].tolist() == [22, 22, 22, 22]


def test_wards_of_one_name_in_two_towns_are_a_question(tmp_path: Path) -> None:
    rows = [f"{town}{n},Ward {n},{people}" for town, people in (("10", 6000), ("20", 200)) for n in range(1, 5)]
    with pytest.raises(InputError, match=r"table\.csv has 4 of name \(Ward 1, .*cannot be told which are meant"):
        _joined(tmp_path, _rows("psgc,name,population", *rows), name=[f"Ward {n}" for n in range(1, 5)])


def test_the_only_place_that_has_all_neighbourhoods_is_taken(tmp_path: Path) -> None:
    others = [
        f"{town},Ward {n},6000" for town, wards in (("East", (1, 2)), ("South", (2, 7)), ("Up", (3, 8))) for n in wards
    ]
    west = [f"West,Ward {n},200" for n in range(1, 6)]
    joined = _joined(tmp_path, _rows("town,name,population", *others, *west), name=[f"Ward {n}" for n in range(1, 5)])
    assert joined.frame["population"].tolist() == [200] * 4
    assert "those of West (town) were taken" in _told(joined)


def test_two_figures_for_one_code_with_nothing_to_tell_them_apart_are_a_question(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="code 02 in several rows with different figures"):
        _joined(tmp_path, "code,population\n01,1\n02,2\n02,3\n03,4\n04,5\n")
    with pytest.raises(InputError, match="in several rows"):
        _joined(tmp_path, "code,as_of,population\n01,2021-01-01,1\n02,2021-01-01,2\n02,2022-01-01,3\n03,2021-01-01,4\n")


def test_the_same_row_twice_is_one(tmp_path: Path) -> None:
    joined = _joined(tmp_path, "code,population\n01,1\n02,2\n02,2\n03,4\n04,5\n")
    assert joined.frame["population"].tolist() == [1, 2, 4, 5]


# Years


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("code,population_2011,population_2021,population_2031", "1,2,9"),
        ("code,Pop 2031 (projection),Pop 2021,Pop 2011", "9,2,1"),
        ("code,poblacion2011,poblacion2021", "1,2"),
        ("code,Einwohner 2011,Einwohner 2021", "1,2"),
        ("code,population_2021,population_2022_projected", "2,9"),
    ],
)
def test_of_several_years_the_last_that_was_counted_is_taken(tmp_path: Path, head: str, rows: str) -> None:
    joined = _joined(tmp_path, _rows(head, *(f"0{n},{rows}" for n in range(1, 5))))
    assert joined.frame["population"].tolist() == [2, 2, 2, 2]


def test_a_year_that_lacks_neighbourhoods_is_passed_over(tmp_path: Path) -> None:
    joined = _joined(tmp_path, "code,pop_2021,pop_2024\n01,2,9\n02,2,\n03,2,\n04,2,\n")
    assert joined.frame["population"].tolist() == [2, 2, 2, 2]


def test_which_years_there_are_and_which_was_taken_is_told(tmp_path: Path) -> None:
    joined = _joined(tmp_path, _rows("code,pop_2011,pop_2021", *(f"0{n},1,2" for n in range(1, 5))))
    told = " ".join(problem.message for problem in joined.problems)
    assert "pop_2011, pop_2021" in told
    assert "pop_2021 was taken" in told


@pytest.mark.parametrize(
    ("column", "value"), [("year", "2021"), ("Año", "2021"), ("Jahr", "2021"), ("annee", "2021.0")]
)
def test_rows_of_several_years_are_those_of_the_last(tmp_path: Path, column: str, value: str) -> None:
    earlier = value.replace("2021", "2011")
    rows = [f"0{n},{year},{people},{people}" for n in range(1, 5) for year, people in ((earlier, 1), (value, 2))]
    joined = _joined(tmp_path, _rows(f"code,{column},population,women", *rows))
    assert joined.frame["population"].tolist() == [2, 2, 2, 2]
    assert joined.frame["women"].tolist() == [2, 2, 2, 2]


# Two tables in a sheet

FIRST = [("01", "100"), ("02", "200"), ("03", "300"), ("04", "400")]


@pytest.mark.parametrize("gap", ["", ","])
@pytest.mark.parametrize(
    "second", [[("04", "4"), ("03", "3"), ("02", "2"), ("01", "1")], [("02", "2"), ("01", "1"), ("03", "3")]]
)
def test_two_tables_beside_each_other_go_to_their_own_rows(
    tmp_path: Path, gap: str, second: list[tuple[str, str]]
) -> None:
    second = [*second, *[("", "")] * (4 - len(second))]
    rows = [f"{code},{people},{gap}{other},{old}" for (code, people), (other, old) in zip(FIRST, second, strict=True)]
    joined = _joined(tmp_path, _rows(f"code,population,{gap}code,age_65_plus", *rows))
    assert joined.frame["population"].tolist() == [100, 200, 300, 400]
    assert joined.frame["age_65_plus"].tolist()[:3] == [1, 2, 3]
    assert "Two tables stand beside each other" in _told(joined)


def test_names_that_differ_in_signs_and_alphabets_only_are_joined(tmp_path: Path) -> None:
    names = ["Große Straße", "Центральный", "Sant Martí\u200e", "Ørsted"]
    table = _rows("name,population", "GROSSE STRASSE,1", "ЦЕНТРАЛЬНЫЙ,2", "sant marti,3", "ØRSTED,4")
    assert _joined(tmp_path, table, name=names).frame["population"].tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize("mark", ["999999999", "-9999", "-999", "-32768", "1e30"])
def test_marks_for_what_is_not_known_are_no_figures(tmp_path: Path, mark: str) -> None:
    joined = _joined(tmp_path, f"code,population,imd\n01,100,12.5\n02,200,{mark}\n03,300,3.5\n04,{mark},80.5\n")
    assert joined.frame["population"].isna().tolist() == [False, False, False, True]
    assert joined.frame["deprivation"].isna().tolist() == [False, True, False, False]
    assert "not known" in _told(joined)
