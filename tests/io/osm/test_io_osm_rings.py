"""Areas of which an extract has only a point or two: nothing that can be kept of them is lost."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from cityplanner.io import read_layer
from cityplanner.io.osm.rings import mended_areas, outline

_HOLED = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
 <node id="1" lat="43.000" lon="7.000"/><node id="2" lat="43.001" lon="7.000"/>
 <node id="3" lat="43.001" lon="7.001"/><node id="4" lat="43.000" lon="7.001"/>
 <node id="5" lat="43.0004" lon="7.0004"/><node id="6" lat="43.0005" lon="7.0005"/>
 <way id="11"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/></way>
 <way id="12"><nd ref="5"/><nd ref="96"/><nd ref="97"/><nd ref="5"/></way>
 <way id="13"><nd ref="1"/><nd ref="98"/><nd ref="3"/><nd ref="1"/><tag k="building" v="yes"/></way>
 <way id="14"><nd ref="1"/><nd ref="98"/><nd ref="99"/><nd ref="1"/><tag k="building" v="school"/></way>
 <way id="15"><nd ref="1"/><nd ref="98"/><nd ref="3"/><nd ref="1"/><tag k="leisure" v="park"/></way>
 <way id="16"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/><tag k="leisure" v="park"/></way>
 <relation id="21"><member type="way" ref="11" role="outer"/><member type="way" ref="12" role="inner"/>
  <tag k="type" v="multipolygon"/><tag k="building" v="yes"/></relation>
</osm>
"""


@pytest.fixture
def holed(tmp_path: Path) -> Path:
    file = tmp_path / "edge.osm"
    file.write_text(_HOLED, encoding="utf-8")
    return file


def test_buildings_cut_off_by_the_edge_stay_on_the_map(holed: Path) -> None:
    layer, problems = read_layer(holed, "buildings")
    metric = layer.frame.to_crs("EPSG:32632")
    corner, wall, whole = sorted(metric.area)
    assert corner == pytest.approx(1, rel=0.02)
    assert wall == pytest.approx(np.hypot(81.5, 111.1) + 1, rel=0.01)
    assert whole == pytest.approx(81.5 * 111.1, rel=0.01)
    told = [problem.message for problem in problems if "corner" in problem.message]
    assert len(told) == 1
    assert "way 13, way 14" in told[0] or "way 14, way 13" in told[0]


def test_other_areas_that_enclose_nothing_are_told_by_their_id(holed: Path) -> None:
    layer, problems = read_layer(holed, "public-space")
    assert len(layer.frame) == 1
    assert any("1 feature encloses nothing" in problem.message and "way 15" in problem.message for problem in problems)


def test_a_hole_that_is_no_hole_is_left_off() -> None:
    outer, point = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.0, 0.0)], [(0.2, 0.4), (0.2, 0.4)]
    rings = [np.array(ring).tobytes() for ring in (outer, point)]
    start = b"\x01" + (6).to_bytes(4, "little") + (1).to_bytes(4, "little")
    polygon = b"\x01" + (3).to_bytes(4, "little") + (2).to_bytes(4, "little")
    body = b"".join((len(ring) // 16).to_bytes(4, "little") + ring for ring in rings)
    wkb = np.array([start + polygon + body], dtype=object)
    read = shapely.from_wkb(wkb, on_invalid="ignore")
    assert read[0] is None
    areas, remains = mended_areas(read, wkb)
    assert areas[0].area == pytest.approx(0.5)
    assert remains[0] is None


def test_the_ground_around_a_corner_and_a_wall() -> None:
    corner = outline(shapely.Point(24.9, 60.2), 0.5)
    wall = outline(shapely.LineString([(24.9, 60.2), (24.9, 60.2001)]), 0.5)
    metres = 111_320.0**2 * np.cos(np.radians(60.2))
    assert corner.area * metres == pytest.approx(1, rel=0.01)
    assert wall.area * metres == pytest.approx(11.132 + 1, rel=0.01)
    assert corner.covers(shapely.Point(24.9, 60.2))
