"""A small made-up city as a folder of files, as a municipality would hand it over."""

import json
from pathlib import Path

import geopandas as gpd
import shapely

_WEST, _SOUTH, _STEP = 440_000.0, 4_470_000.0, 500.0
CRS = "EPSG:25830"


def wards(columns: int = 4, rows: int = 3, *, west: float = _WEST, south: float = _SOUTH) -> gpd.GeoDataFrame:
    """Squares of 500 m with codes that begin with a zero, and names."""
    cells = [(x, y) for y in range(rows) for x in range(columns)]
    boxes = [
        shapely.box(west + x * _STEP, south + y * _STEP, west + (x + 1) * _STEP, south + (y + 1) * _STEP)
        for x, y in cells
    ]
    codes = [f"{number + 1:03d}" for number in range(len(cells))]
    names = [f"Barrio {number + 1}" for number in range(len(cells))]
    return gpd.GeoDataFrame({"cod_barrio": codes, "nombre": names}, geometry=boxes, crs=CRS)


def make_folder(folder: Path) -> Path:
    """Wards as a GeoPackage, residents in a CSV, access points in degrees, a boundary and a list of sources."""
    folder.mkdir(parents=True, exist_ok=True)
    areas = wards()
    areas.to_file(folder / "barrios.gpkg", layer="barrios")
    rows = "\n".join(f"{code};{100 + 10 * number}" for number, code in enumerate(areas["cod_barrio"]))
    (folder / "poblacion.csv").write_text(f"cod_barrio;poblacion\n{rows}\n", encoding="utf-8")
    points = gpd.GeoDataFrame(
        {"ref": ["W1", "W2"]}, geometry=areas.geometry.iloc[[0, 5]].centroid.array, crs=CRS
    ).to_crs("EPSG:4326")
    points.to_file(folder / "puntos_wifi.geojson")
    whole = gpd.GeoDataFrame({"nombre": ["Villa"]}, geometry=[areas.union_all()], crs=CRS)
    whole.to_file(folder / "termino.shp")
    (folder / "README.txt.pdf").write_bytes(b"%PDF-1.4")
    (folder / "SOURCES.md").write_text(
        "| file | licence | credit |\n|---|---|---|\n| puntos_wifi.geojson | CC BY 4.0 | Villa open data |\n",
        encoding="utf-8",
    )
    return folder


def degrees_table(folder: Path) -> Path:
    """A GeoJSON of another city far away."""
    file = folder / "lejos.geojson"
    square = {"type": "Polygon", "coordinates": [[[10, 50], [10.1, 50], [10.1, 50.1], [10, 50.1], [10, 50]]]}
    other = {"type": "Polygon", "coordinates": [[[10.1, 50], [10.2, 50], [10.2, 50.1], [10.1, 50.1], [10.1, 50]]]}
    features = [
        {"type": "Feature", "properties": {"code": code, "name": code}, "geometry": shape}
        for code, shape in (("a", square), ("b", other))
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return file
