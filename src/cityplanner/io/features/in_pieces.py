"""Reads a large table piece by piece, so that a window stays at hand meanwhile."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio

PIECE = 10_000
"""Features that are read at once: GDAL keeps the interpreter's lock for less than a tenth of a second."""


def read_in_pieces(path: Path, layer: str, **options: Any) -> gpd.GeoDataFrame:
    """All features of a layer, as ``pyogrio.read_dataframe`` with ``options`` gives them.

    For formats that find a feature by its number at once: GeoPackage, Shapefile, FlatGeobuf. A layer without
    geometries gives a plain table, as there.
    """
    pieces = [pyogrio.read_dataframe(path, layer=layer, max_features=PIECE, **options)]
    while len(pieces[-1]) == PIECE:
        skipped = len(pieces) * PIECE
        pieces.append(pyogrio.read_dataframe(path, layer=layer, skip_features=skipped, max_features=PIECE, **options))
    return pieces[0] if len(pieces) == 1 else pd.concat([piece for piece in pieces if len(piece)], ignore_index=True)
