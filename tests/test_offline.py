"""Files that name addresses on the network: they are read or refused, and nobody is asked for anything."""

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
import rasterio
from bad_rasters import write_raster

POINT = '{"type": "Feature", "properties": {"name": "a"}, "geometry": {"type": "Point", "coordinates": [1.5, 2.5]}}'
SERVICE = """<GDAL_WMS><Service name="TMS"><ServerUrl>ADDRESS/${z}/${x}/${y}.png</ServerUrl></Service>
<DataWindow><UpperLeftX>-2000</UpperLeftX><UpperLeftY>2000</UpperLeftY><LowerRightX>2000</LowerRightX>
<LowerRightY>-2000</LowerRightY><TileLevel>3</TileLevel><TileCountX>1</TileCountX><TileCountY>1</TileCountY></DataWindow>
<Projection>EPSG:3857</Projection><BandsCount>3</BandsCount></GDAL_WMS>"""
PICTURES = """<VRTDataset rasterXSize="20" rasterYSize="20"><SRS>EPSG:32630</SRS>
<GeoTransform>500000, 10, 0, 6000000, 0, -10</GeoTransform><VRTRasterBand dataType="Byte" band="1"><SimpleSource>
<SourceFilename>/vsicurl/ADDRESS/picture.tif</SourceFilename><SourceBand>1</SourceBand></SimpleSource></VRTRasterBand>
</VRTDataset>"""
LAYERS = """<OGRVRTDataSource><OGRVRTLayer name="far"><SrcDataSource>/vsicurl/ADDRESS/far.geojson</SrcDataSource>
</OGRVRTLayer></OGRVRTDataSource>"""
LINKS = """<kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link><href>ADDRESS/more.kml</href></Link>
</NetworkLink><Placemark><name>a</name><styleUrl>ADDRESS/style.kml#a</styleUrl><Point><coordinates>1.5,2.5</coordinates>
</Point></Placemark></Document></kml>"""
OVERVIEWS = """<PAMDataset><Metadata domain="OVERVIEWS"><MDI key="OVERVIEW_FILE">/vsicurl/ADDRESS/small.tif</MDI>
</Metadata></PAMDataset>"""
SYSTEM = """{"type": "FeatureCollection", "crs": {"type": "link", "properties": {"href": "ADDRESS/crs.wkt",
"type": "ogcwkt"}}, "features": [%s]}"""


class Listener:
    """Keeps what it is asked on this computer's own address."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                line, _whence = self._socket.accept()
            except OSError:
                return
            with line:
                line.settimeout(5)
                self.asked.append(line.recv(300).split(b"\r\n")[0])
                line.sendall(b"HTTP/1.0 404 no\r\n\r\n")

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    listening = Listener()
    yield listening
    listening.close()


def files(folder: Path, address: str) -> dict[str, Path]:
    texts = {
        "service.tif": SERVICE,
        "service.hgt": SERVICE,
        "pictures.tif": PICTURES,
        "pictures.mbtiles": PICTURES,
        "layers.kml": LAYERS,
        "layers.gpx": LAYERS,
        "layers.geojson": LAYERS,
        "links.kml": LINKS,
        "system.geojson": SYSTEM % POINT,
        "address.geojson": "ADDRESS/all.geojson",
    }
    made = {name: folder / name for name in texts}
    for name, text in texts.items():
        made[name].write_text(text.replace("ADDRESS", address), encoding="utf-8")
    bands = np.ones((1, 600, 600), dtype=np.uint8)
    for name in ("beside.tif", "inside.tif"):
        made[name] = write_raster(folder / name, bands)
    (folder / "beside.tif.aux.xml").write_text(OVERVIEWS.replace("ADDRESS", address), encoding="utf-8")
    with rasterio.open(made["inside.tif"], "r+") as raster:
        raster.update_tags(ns="OVERVIEWS", OVERVIEW_FILE=f"/vsicurl/{address}/small.tif")
    return made


def test_no_file_makes_the_program_ask_the_network(listener: Listener, tmp_path: Path) -> None:
    made = files(tmp_path, listener.address)
    listener.asked.clear()  # what was asked while they were written
    # Settings of this kind, which a computer may have, would lead past a proxy.
    around = {**os.environ, "no_proxy": "*", "NO_PROXY": "127.0.0.1", "PROJ_NETWORK": "ON"}
    done = subprocess.run(
        [sys.executable, "-m", "cityplanner", "check", "--json", *map(str, made.values())],
        capture_output=True,
        env=around,
        timeout=100,
        check=False,
    )
    told = {file["file"]: file for file in json.loads(done.stdout)["files"]}
    assert listener.asked == []
    for name in made:
        bad = any(problem["severity"] == "error" for problem in told[name]["problems"])
        assert bad == (name not in ("links.kml", "system.geojson")), told[name]
    assert "internet" in told["system.geojson"]["problems"][0]["message"]
    assert all("other files" in told[name]["problems"][0]["message"] for name in ("beside.tif", "inside.tif"))


def test_the_listener_would_have_noticed(listener: Listener) -> None:
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{listener.address}/seen", timeout=5)
    assert listener.asked == [b"GET /seen HTTP/1.1"]
