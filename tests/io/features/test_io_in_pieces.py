"""A table read piece by piece is the table read at once."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from cityplanner.io.features import in_pieces
from cityplanner.io.features.in_pieces import read_in_pieces


def table(count: int) -> gpd.GeoDataFrame:
    rng = np.random.default_rng(count)
    # A figure that is missing in the last piece only, one that is always, and text.
    figures = [None if row == count - 1 else row for row in range(count)]
    return gpd.GeoDataFrame(
        {"code": [f"0{row}" for row in range(count)], "count": figures, "none": [None] * count},
        geometry=shapely.points(rng.uniform(0, 1000, (count, 2))),
        crs="EPSG:32618",
    )


@pytest.mark.parametrize("ending", [".gpkg", ".fgb", ".shp"])
@pytest.mark.parametrize("count", [1, 6, 7, 14, 20])
def test_pieces_make_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, count: int) -> None:
    file = tmp_path / f"table{ending}"
    table(count).to_file(file)
    whole = pyogrio.read_dataframe(file, layer="table")
    monkeypatch.setattr(in_pieces, "PIECE", 7)
    assert_geodataframe_equal(read_in_pieces(file, "table"), whole)


def test_a_table_without_shapes_or_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "plain.gpkg"
    pyogrio.write_dataframe(table(9).drop(columns="geometry"), file, layer="plain")
    pyogrio.write_dataframe(table(3).iloc[:0], file, layer="empty", append=True, geometry_type="Point")
    monkeypatch.setattr(in_pieces, "PIECE", 3)
    assert read_in_pieces(file, "plain")["code"].tolist() == [f"0{row}" for row in range(9)]
    empty = read_in_pieces(file, "empty")
    assert len(empty) == 0
    assert empty.crs == "EPSG:32618"
