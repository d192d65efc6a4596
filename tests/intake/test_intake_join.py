"""Tables joined to neighbourhoods: by which column, with what result, and what is told."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from cityplanner.errors import InputError
from cityplanner.intake.join import join_table
from cityplanner.model import Problem, Severity


def _frame(**columns: object) -> gpd.GeoDataFrame:
    columns = {"id": ["0301", "0302", "0303"], "name": ["Agronomía", "Boca", "Núñez"], **columns}
    return gpd.GeoDataFrame(columns, geometry=[shapely.box(i, 0, i + 1, 1) for i in range(3)], crs="EPSG:32618")


def _table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def _messages(problems: list[Problem], severity: Severity = Severity.WARNING) -> list[str]:
    return [problem.message for problem in problems if problem.severity is severity]


def test_a_table_is_joined_by_its_code_whatever_the_order(tmp_path: Path) -> None:
    table = _table(tmp_path, "zona,codi,poblacio,jobs,note\nx,0303,30,3,a\nx,0301,10,1,b\nx,0302,20,,c\n")
    joined, problems = join_table(_frame(), table)
    assert joined["population"].tolist() == [10, 20, 30]
    assert np.array_equal(joined["jobs"], [1, np.nan, 3], equal_nan=True)
    assert "note" not in joined
    assert problems == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("code,pop\n301,10\n302,20\n303,30\n", "301 with 0301"),
        ("barrio,pop\nAGRONOMIA,10\nboca,20\nNunez,30\n", "AGRONOMIA with Agronomía"),
    ],
)
def test_codes_that_are_written_differently_match_all_the_same(tmp_path: Path, text: str, told: str) -> None:
    joined, problems = join_table(_frame(), _table(tmp_path, text))
    assert joined["population"].tolist() == [10, 20, 30]
    assert told in _messages(problems, Severity.INFO)[0]


def test_codes_that_a_table_program_made_numbers_match(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    pd.DataFrame({"code": [1.0, 2.0, 3.0], "pop": [10, 20, 30]}).to_excel(path, index=False)
    joined, _problems = join_table(_frame(id=["1", "2", "3"]), path)
    assert joined["population"].tolist() == [10, 20, 30]


def test_any_column_of_the_neighbourhoods_that_tells_them_apart_will_do(tmp_path: Path) -> None:
    frame = _frame(national=["E01", "E02", "E03"], zone=["A", "A", "B"])
    joined, _problems = join_table(frame, _table(tmp_path, "a,pop\nE03,3\nE01,1\nE02,2\n"))
    assert joined["population"].tolist() == [1, 2, 3]
    with pytest.raises(InputError):  # a zone's total is nobody's own
        join_table(frame, _table(tmp_path, "zone,pop\nA,3\nB,1\n"))


def test_the_column_that_is_named_is_taken(tmp_path: Path) -> None:
    table = _table(tmp_path, "code,other,pop\n0301,0303,10\n0302,0302,20\n0303,0301,30\n")
    assert join_table(_frame(), table)[0]["population"].tolist() == [10, 20, 30]
    assert join_table(_frame(), table, "OTHER")[0]["population"].tolist() == [30, 20, 10]
    with pytest.raises(InputError, match=r"no column nothere; it has: code, other, pop"):
        join_table(_frame(), table, "nothere")


def test_what_is_unmatched_is_told_with_the_residents_it_loses(tmp_path: Path) -> None:
    rows = "".join(f"9{number},100\n" for number in range(7))
    joined, problems = join_table(_frame(), _table(tmp_path, f"code,pop\n0301,10\n0302,20\n{rows}"))
    assert np.array_equal(joined["population"], [10, 20, np.nan], equal_nan=True)
    without, left_over = _messages(problems)
    assert "1 neighbourhood is not in the table: 0303" in without
    assert "7 rows of the table with 700 residents" in left_over
    assert "90, 91, 92, 93, 94 and 2 more" in left_over
    known = joined.assign(population=[10.0, 20.0, 1234.0])
    (without,) = _messages(join_table(known, _table(tmp_path, "code,jobs\n0301,1\n0302,2\n"))[1])
    assert "1 neighbourhood with 1,234 residents is not in the table: 0303" in without


def test_rows_with_the_same_code_are_one_where_they_say_the_same_and_else_a_question(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="code 0301 in several rows with different figures"):
        join_table(_frame(), _table(tmp_path, "code,pop\n0301,10\n0302,20\n0301,99\n0303,30\n"))
    joined, problems = join_table(_frame(), _table(tmp_path, "code,pop\n0301,10\n0302,20\n0301,10\n0303,30\n"))
    assert joined["population"].tolist() == [10, 20, 30]
    (told,) = _messages(problems)
    assert "0301" in told


@pytest.mark.parametrize("on", [None, "code"])
def test_a_table_that_matches_nothing_is_refused_with_a_value_of_each(tmp_path: Path, on: str | None) -> None:
    with pytest.raises(InputError, match=r"table\.csv.*code.*“X1”.*id.*“0301”"):
        join_table(_frame(), _table(tmp_path, "code,pop\nX1,10\nX2,20\n"), on)


def test_whole_numbers_that_agree_by_chance_are_no_codes(tmp_path: Path) -> None:
    frame = _frame(id=["1", "2", "3"], name=["a", "b", "c"])
    with pytest.raises(InputError, match="--on"):
        join_table(frame, _table(tmp_path, "label,lamps\nX1,3\nX2,17\nX3,40\nX4,22\n"))


def test_figures_that_are_there_stay_and_gaps_are_filled(tmp_path: Path) -> None:
    frame = _frame(population=[10.0, np.nan, 30.0])
    joined, problems = join_table(frame, _table(tmp_path, "code,poblacion\n0301,11\n0302,20\n0303,30\n"))
    assert joined["population"].tolist() == [10, 20, 30]
    assert joined["poblacion"].tolist() == [11, 20, 30]
    assert "poblacion" in _messages(problems)[0]
    agreed, problems = join_table(frame, _table(tmp_path, "code,poblacion\n0301,10\n0302,20\n0303,30\n"))
    assert "poblacion" not in agreed
    assert problems == []


def test_ages_become_groups_and_their_sum_the_residents(tmp_path: Path) -> None:
    heading = ",".join(["code", *(f"age_{year}" for year in range(90)), "90+"])
    rows = "\n".join(",".join([code, *["2"] * 91]) for code in ("0301", "0302", "0303"))
    joined, problems = join_table(_frame(), _table(tmp_path, f"{heading}\n{rows}\n"))
    assert joined[["age_0_14", "age_15_64", "age_65_plus", "population"]].iloc[0].tolist() == [30, 100, 52, 182]
    assert not any(str(column).startswith("age_9") or column == "90+" for column in joined)
    assert "sum of all ages" in _messages(problems, Severity.INFO)[0]


def test_a_bad_figure_is_missing_and_told_with_its_code(tmp_path: Path) -> None:
    joined, problems = join_table(_frame(), _table(tmp_path, "code,pop\n0301,ten\n0302,-2\n0303,30\n"))
    assert np.array_equal(joined["population"], [np.nan, np.nan, 30], equal_nan=True)
    assert ["0301: “ten”" in _messages(problems)[0], "0302: -2" in _messages(problems)[1]] == [True, True]


def test_the_table_is_left_as_it_was(tmp_path: Path) -> None:
    frame = _frame()
    join_table(frame, _table(tmp_path, "code,pop\n0301,1\n0302,2\n0303,3\n"))
    assert "population" not in frame
