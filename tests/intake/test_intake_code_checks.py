"""Codes that a spreadsheet changed."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from cityplanner.intake.code_checks import damaged_codes, lost_zeros, repeated_codes
from cityplanner.intake.describe_file import describe_file
from cityplanner.intake.join import join_table
from cityplanner.model import Severity


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        (["1.23E+11", "1.24E+11", "5"], "2 codes in id were rounded"),
        (["12345678901230000", "1"], "1 code in id was rounded"),
        (["1-2", "2-Jan", "3-4"], "1 code in id looks like a date (2-Jan)"),
        (["08/01", "2021-08-02"], "1 code in id looks like a date"),
        (["E08000021", "0301", "12", ""], None),
        (["2020-01-01", "2020-01-02"], None),
    ],
)
def test_codes_that_cannot_be_put_right_are_told(codes: list[str], told: str | None) -> None:
    messages = [problem.message for problem in damaged_codes(codes, "id", "t.csv")]
    assert len(messages) == (told is not None)
    assert told is None or messages[0].startswith(told)


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        (["8019", "28079", "46250"], True),
        (["08019", "28079", "46250"], False),
        (["8", "28", "146"], False),
        (["998", "999", "1000"], False),
        (["28079", "46250"], False),
        (["A8019", "28079"], False),
    ],
)
def test_lost_zeros_are_told_and_counted_numbers_are_not(codes: list[str], told: bool) -> None:
    assert bool(lost_zeros(codes, "id", "t.csv")) == told


def test_codes_that_stand_twice_are_told() -> None:
    (problem,) = repeated_codes(["a", "b", "a", "", ""], "id", "t.csv")
    assert problem.message == "1 code stands more than once in id: a."
    assert not repeated_codes(["a", "b", ""], "id", "t.csv")


def test_a_description_tells_of_codes_and_totals(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("code;population\n8019;5\n28079;6\n28079;7\nTotal;18\n", encoding="utf-8")
    messages = [problem.message for problem in describe_file(path).problems]
    assert any("1 code stands more than once in code: 28079" in message for message in messages)
    assert any("total of others" in message and "row 5" in message for message in messages)


@pytest.mark.parametrize(
    "codes",
    [
        ["8019", "8020", "28079"],
        [" 08019 ", "08020\u00a0", "28079"],
        ["'08019", "'08020", "'28079"],
        ["08-019", "08-020", "28-079"],
        ["8 019", "8 020", "28 079"],
    ],
)
def test_dirty_codes_are_joined_and_that_is_told(tmp_path: Path, codes: list[str]) -> None:
    shapes = [shapely.box(place, 0, place + 1, 1) for place in range(3)]
    frame = gpd.GeoDataFrame({"id": ["08019", "08020", "28079"]}, geometry=shapes, crs="EPSG:32631")
    path = tmp_path / "t.csv"
    lines = [f"{code};{people}" for code, people in zip(codes, (5, 6, 7), strict=True)]
    path.write_text("\n".join(["code;population", *lines]), encoding="utf-8")
    joined, problems = join_table(frame, path)
    assert joined["population"].tolist() == [5, 6, 7]
    if codes[0].strip() != "08019":
        assert any("written differently" in problem.message for problem in problems)
    assert all(problem.severity is Severity.INFO for problem in problems)
