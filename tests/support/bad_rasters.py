"""Rasters over the small city, whole and broken."""

from pathlib import Path

import numpy as np
import rasterio
from rasterio.transform import from_origin
from small_city import CRS, SOUTH, WEST


def write_raster(file: Path, bands: np.ndarray, *, crs: str | None = CRS, west: float = WEST, **options) -> Path:
    """``bands`` (n, h, w) as a GeoTIFF over the small city, 4 km by 1 km."""
    count, height, width = bands.shape
    transform = from_origin(west, SOUTH + 1000, 4000 / width, 1000 / height)
    placed = {} if crs is None else {"crs": crs, "transform": transform}
    with rasterio.open(
        file, "w", driver="GTiff", width=width, height=height, count=count, dtype=bands.dtype, **placed, **options
    ) as raster:
        raster.write(bands)
    return file


def break_a_block(file: Path, *, near_column: float, near_row: float) -> None:
    """Overwrite the tile of the first band at these parts of its width and height."""
    with rasterio.open(file) as raster:
        high, wide = raster.block_shapes[0]
        column, row = int(near_column * raster.width) // wide, int(near_row * raster.height) // high
        start = int(raster.get_tag_item(f"BLOCK_OFFSET_{column}_{row}", "TIFF", bidx=1))
        size = int(raster.get_tag_item(f"BLOCK_SIZE_{column}_{row}", "TIFF", bidx=1))
    content = bytearray(file.read_bytes())
    content[start : start + size] = b"\xff" * size
    file.write_bytes(content)
