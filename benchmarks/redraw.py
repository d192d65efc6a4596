"""A whole city drawn anew at 1920 x 1080, against QGIS's parallel renderer and Qt's painter on the same file.

    python benchmarks/redraw.py [ALTAVEGA.gpkg]

200,000 buildings, 50,000 streets with casing and 40,000 symbols, made here. Where the system's Python has no module
``qgis`` (Debian's package python3-qgis), that is said and QGIS is left out. With the sample city's project, that is
drawn with everything on, too.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import geopandas as gpd
import numpy as np
import shapely
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from results import Results

from cityplanner.carto.display_list import AreaStyle, LineStyle, Shape, Symbols, SymbolStyle, WorldItem
from cityplanner.carto.families import device_symbols
from cityplanner.carto.geometry import areas_from, lines_from
from cityplanner.carto.map_layers import base_above, base_below
from cityplanner.carto.symbol_size import Medium
from cityplanner.carto.viewport import Viewport
from cityplanner.io.project.project_file import open_project
from cityplanner.model import BASELINE
from cityplanner.render.mass import paint_into
from cityplanner.render.painter import paint_world

_WIDTH, _HEIGHT = 1920, 1080
_SIDE_M = 20_000.0
_CRS = "EPSG:32618"
_SYSTEM_PYTHON = "/usr/bin/python3"
_TURNS, _OURS_A_TURN = 5, 3


def buildings(count: int) -> np.ndarray:
    """Turned rectangles of 6 to 20 m."""
    rng = np.random.default_rng(0)
    x, y = rng.uniform(0, _SIDE_M, (2, count))
    wide, deep = rng.uniform(6, 20, (2, count)) / 2
    cos, sin = np.cos(turn := rng.uniform(0, np.pi, count)), np.sin(turn)
    corners = [
        np.column_stack([x + a * wide * cos - b * deep * sin, y + a * wide * sin + b * deep * cos])
        for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    return shapely.polygons(np.stack(corners, axis=1))


def streets(count: int) -> np.ndarray:
    """Winding lines of about 150 m in nine points."""
    rng = np.random.default_rng(1)
    heading = rng.uniform(0, 2 * np.pi, (count, 1)) + np.cumsum(rng.normal(0, 0.25, (count, 8)), axis=1)
    steps = np.stack([np.cos(heading), np.sin(heading)], axis=-1) * 19
    start = rng.uniform(0, _SIDE_M, (count, 1, 2))
    return shapely.linestrings(np.concatenate([start, start + np.cumsum(steps, axis=1)], axis=1))


def views() -> dict[str, Viewport]:
    middle = _SIDE_M / 2
    return {
        "whole extent": Viewport.fit((0, 0, _SIDE_M, _SIDE_M), _WIDTH, _HEIGHT, margin_px=0),
        "5 m a pixel": Viewport(middle, middle, 5.0, _WIDTH, _HEIGHT),
        "1 m a pixel": Viewport(middle, middle, 1.0, _WIDTH, _HEIGHT),
    }


def paper() -> QImage:
    image = QImage(_WIDTH, _HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.white)
    return image


def ours_ms(items: list[WorldItem], view: Viewport) -> tuple[float, QImage]:
    image = paper()
    start = time.perf_counter()
    paint_into(image, items, view)
    return (time.perf_counter() - start) * 1e3, image


def qt_ms(items: list[WorldItem], view: Viewport) -> tuple[float, QImage]:
    image = paper()
    painter = QPainter(image)
    start = time.perf_counter()
    paint_world(painter, items, view)
    taken = time.perf_counter() - start
    painter.end()
    return taken * 1e3, image


def one_by_one(items: list[WorldItem]) -> Iterator[WorldItem]:
    """What Qt paints where each symbol stands: for hundreds at once it puts pictures of them on whole pixels."""
    for item in items:
        if isinstance(item, Symbols):
            for start in range(0, len(item.xy), 250):
                yield Symbols(item.xy[start : start + 250], item.style[start : start + 250], item.styles)
        else:
            yield item


def difference(one: QImage, other: QImage) -> float:
    a, b = (np.frombuffer(image.constBits(), dtype=np.uint8).astype(np.int16) for image in (one, other))
    return float(np.abs(a - b).mean())


class Qgis:
    """QGIS in a process of its own, which draws when it is asked."""

    def __init__(self, file: Path, layer: str, kind: str) -> None:
        script = Path(__file__).with_name("qgis_redraw.py")
        command = [_SYSTEM_PYTHON, str(script), str(file), layer, kind, str(_WIDTH), str(_HEIGHT)]
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL"))}
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )
        self.version = self._version()

    def _version(self) -> str | None:
        """None where there is no QGIS."""
        for line in self._process.stdout:
            if line.startswith("{"):
                return str(json.loads(line)["version"])
        return None

    def ms(self, view: Viewport) -> float:
        self._process.stdin.write(",".join(map(str, view.bounds)) + "\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait()


def measure(results: Results, file: Path, layer: str, kind: str, items: list[WorldItem]) -> None:
    """The best of several times, taken in turns, so that what else the machine does slows everybody."""
    qgis = Qgis(file, layer, kind)
    print(
        f"{layer}, " + (f"QGIS {qgis.version}" if qgis.version else "without QGIS: Debian's python3-qgis is not there")
    )
    start = time.perf_counter()
    paint_into(paper(), items, views()["whole extent"])
    print(f"  put in order and drawn for the first time in {(time.perf_counter() - start) * 1e3:.0f} ms")
    for name, view in views().items():
        ours, theirs = [], []
        for _turn in range(_TURNS):
            ours.extend(ours_ms(items, view)[0] for _again in range(_OURS_A_TURN))
            if qgis.version:
                theirs.append(qgis.ms(view))
        best = min(ours)
        qt, _image = qt_ms(items, view)
        apart = difference(ours_ms(items, view)[1], qt_ms(list(one_by_one(items)), view)[1])
        line = f"  {name:13} ours {best:6.1f} ms   Qt {qt:7.1f} ms ({qt / best:4.1f} times)"
        if theirs:
            results.add(f"{layer}, {name}", best, "ms", peer=f"QGIS {qgis.version}", peer_value=min(theirs))
            line += f"   QGIS {min(theirs):7.1f} ms ({min(theirs) / best:5.1f} times)"
        results.add(f"{layer}, {name}, beside Qt", best, "ms", peer="Qt", peer_value=qt)
        print(f"{line}   {apart:.2f} of 255 apart from Qt")
    qgis.close()


def measure_city(file: Path) -> None:
    project = open_project(file)
    west, south, east, north = project.city.neighbourhoods.total_bounds.tolist()
    devices = list(project.scenarios[BASELINE].devices.values())
    print(f"{project.city.name}, everything on: {len(devices):,} devices and all layers")
    for name, scale in (("whole extent", None), ("2 m a pixel", 2.0)):
        view = Viewport.fit((west, south, east, north), _WIDTH, _HEIGHT)
        if scale is not None:
            view = Viewport(view.centre_x, view.centre_y, scale, _WIDTH, _HEIGHT)
        items = [
            *base_below(project, view.metres_per_pixel),
            *base_above(project, view.metres_per_pixel),
            device_symbols(devices, project.device_types, view, Medium.SCREEN),
        ]
        ours = min(ours_ms(items, view)[0] for _again in range(_OURS_A_TURN))
        qt, _image = qt_ms(items, view)
        print(f"  {name:13} ours {ours:6.1f} ms   Qt {qt:7.1f} ms ({qt / ours:4.1f} times)")


def compile_kernels() -> None:
    view, box = Viewport(0, 0, 1, 64, 64), [shapely.box(0, 0, 9, 9)]
    symbols = Symbols(np.zeros((99, 2)), np.zeros(99, dtype=np.int64), (SymbolStyle(Shape.CIRCLE, 6.0, "#E69F00"),))
    paint_into(paper(), [areas_from(box, 0, [AreaStyle(fill="#000000")]), lines_from(box), symbols], view)


def main() -> None:
    app = QGuiApplication([])
    results = Results("redraw")
    compile_kernels()
    houses, roads = buildings(200_000), streets(50_000)
    rng = np.random.default_rng(2)
    lamps = rng.uniform(0, _SIDE_M, (40_000, 2))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "city.gpkg"
        for layer, shapes in (("buildings", houses), ("streets", roads), ("lamps", shapely.points(lamps))):
            gpd.GeoDataFrame(geometry=shapes, crs=_CRS).to_file(file, layer=layer)
        measure(results, file, "buildings", "areas", [areas_from(houses, 0, [AreaStyle(fill="#B9A58F")])])
        measure(results, file, "streets", "lines", [lines_from(roads, 0, [LineStyle("#FFFFFF", 3.0, "#C9BFAF", 1.0)])])
        styles = (SymbolStyle(Shape.CIRCLE, 6.0, "#E69F00"),)
        measure(results, file, "lamps", "symbols", [Symbols(lamps, np.zeros(len(lamps), dtype=np.int64), styles)])
    results.keep_if_asked()
    for name in sys.argv[1:]:
        if not name.startswith("--"):
            measure_city(Path(name))
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    del app


if __name__ == "__main__":
    main()
