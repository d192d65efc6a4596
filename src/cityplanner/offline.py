"""Nothing that is opened makes the program ask the network for anything, whatever the file says.

GDAL follows addresses that stand in files: the tiles of a map service, the overviews of a picture, the coordinate
system of a GeoJSON. It takes its settings from the environment, so this is set before GDAL is loaded, and holds for
child processes too.
"""

import os

_DRIVERS = (
    *("VRT", "OGR_VRT", "GML", "GDALG", "GTI", "STACTA", "STACIT"),
    *("WMS", "WMTS", "WCS", "WFS", "HTTP", "OAPIF", "OGCAPI"),
)
"""What GDAL would know by its content under any name, and open further files, services or programs for."""
_SETTINGS = {
    "GDAL_SKIP": " ".join(_DRIVERS),
    # Files on the network are looked for under no name but this one.
    "CPL_VSIL_CURL_ALLOWED_FILENAME": "none",
    # All other requests would go through here, where nobody can listen.
    "GDAL_HTTP_PROXY": "127.0.0.1:0",
    "GDAL_HTTPS_PROXY": "127.0.0.1:0",
    "PROJ_NETWORK": "OFF",
}


def stay_offline() -> None:
    """To be called before GDAL is loaded."""
    for name in ("no_proxy", "NO_PROXY"):
        os.environ.pop(name, None)
    os.environ.update(_SETTINGS)
