"""Which columns of a table hold places, by what they are called."""

import re
from collections.abc import Mapping, Sequence

import pyproj

from cityplanner.io.layer_roles import normalise

LON: tuple[str, ...] = (
    "lon",
    "lng",
    "long",
    "longitude",
    "longitud",
    "x_lon",
    "lon_wgs84",
    "longitude_wgs84",
    "geo_longitude",
    "laengengrad",
    "longitudine",
    "dlugosc",
    "lon_dd",
    "longitude_decimal",
    "coord_lon",
    "gps_lon",
    "gps_x",
)
LAT: tuple[str, ...] = (
    "lat",
    "latitude",
    "latitud",
    "y_lat",
    "lat_wgs84",
    "latitude_wgs84",
    "geo_latitude",
    "breitengrad",
    "latitudine",
    "szerokosc",
    "lat_dd",
    "latitude_decimal",
    "coord_lat",
    "gps_lat",
    "gps_y",
)
X: tuple[str, ...] = (
    *("x", "easting", "eastings", "este", "coord_x", "x_coord", "xcoord", "coordenada_x", "coordx", "x_utm", "utm_x"),
    *("etrs89_coord_x", "x_etrs89", "coord_este", "point_x", "pos_x", "geo_x", "oseast1m", "east"),
    *(
        "utm_este",
        "este_utm",
        "rechtswert",
        "x_koordinate",
        "coordinate_x",
        "x_coordinate",
        "xutm",
        "utmx",
        "x_rd",
        "rd_x",
    ),
    *("x_lambert93", "x_l93", "coord_x_l93", "lambert_x", "coord_x_etrs89", "x_lv95", "e_lv95", "ostwert"),
)
Y: tuple[str, ...] = (
    *(
        "y",
        "northing",
        "northings",
        "norte",
        "coord_y",
        "y_coord",
        "ycoord",
        "coordenada_y",
        "coordy",
        "y_utm",
        "utm_y",
    ),
    *("etrs89_coord_y", "y_etrs89", "coord_norte", "point_y", "pos_y", "geo_y", "osnrth1m", "north"),
    *(
        "utm_norte",
        "norte_utm",
        "hochwert",
        "y_koordinate",
        "coordinate_y",
        "y_coordinate",
        "yutm",
        "utmy",
        "y_rd",
        "rd_y",
    ),
    *("y_lambert93", "y_l93", "coord_y_l93", "lambert_y", "coord_y_etrs89", "y_lv95", "n_lv95", "nordwert"),
)
X = (
    *X,
    *("rechts", "rw", "x_wert", "koord_x", "koordinate_x", "ost", "ost_koordinate", "est", "coord_est", "abscisse"),
    *("coordonnee_x", "coordonnees_x", "coord_leste", "leste", "utm_leste", "leste_utm", "coordenada_este"),
    *("coordenada_leste", "coordinata_x", "e_utm", "utm_e", "x_coordinaat", "e"),
)
Y = (
    *Y,
    *("hoch", "hw", "y_wert", "koord_y", "koordinate_y", "nord", "nord_koordinate", "coord_nord", "ordonnee"),
    *("coordonnee_y", "coordonnees_y", "utm_norte", "coordenada_norte", "coordinata_y", "n_utm", "utm_n"),
    *("y_coordinaat", "n"),
)
LON = (
    *LON,
    *("geogr_laenge", "geographische_laenge", "geografische_laenge", "geo_laenge", "gps_laenge", "geogr_lange"),
    *("geographische_lange", "geografische_lange", "geo_lange", "gps_lange", "laenge_wgs84", "lange_wgs84"),
    *(
        "lengtegraad",
        "longitude_gps",
        "decimal_longitude",
        "long_decimal",
        "lon_wgs",
        "coordenada_longitud",
        "longitud_x",
    ),
    *("langengrad", "lon_x", "long_x"),
)
LAT = (
    *LAT,
    *("geogr_breite", "geographische_breite", "geografische_breite", "geo_breite", "gps_breite", "breite_wgs84"),
    *("breedtegraad", "latitude_gps", "decimal_latitude", "lat_decimal", "lat_wgs", "coordenada_latitud", "latitud_y"),
    *("lat_y",),
)
MAYBE_LON, MAYBE_LAT = ("laenge", "lange"), ("breite",)
"""Also the length and the width of a thing."""
SHAPE = ("wkt", "the_geom", "geom", "geometry", "geometria", "shape", "wkt_geom", "geom_wkt", "geo_shape", "geojson")
LAT_LON = (
    *("geo_point_2d", "geo_point", "geopoint", "latlon", "lat_lon", "latlong", "lat_long", "latlng", "lat_lng", "gps"),
    *(
        "gps_coordinates",
        "coordinates",
        "coordenadas",
        "coordenada",
        "coords",
        "coordonnees",
        "koordinaten",
        "location",
    ),
    *(
        "localizacion",
        "localizacao",
        "ubicacion",
        "geolocation",
        "geolocalizacion",
        "position",
        "posicion",
        "coordonnees_gps",
    ),
    *("latitude_longitude", "latitud_longitud", "punto", "geo", "coord", "coordinate", "lat_lon_wgs84"),
)
LON_LAT = ("lonlat", "lon_lat", "longlat", "long_lat", "lnglat", "lng_lat", "longitude_latitude", "longitud_latitud")

_SAID = (
    (re.compile(r"oseast1m|osnrth1m|(?:^|_)bng(?:_|$)|osgb"), "EPSG:27700"),
    (re.compile(r"lambert_?93|(?:^|_)l93(?:_|$)"), "EPSG:2154"),
    (re.compile(r"lv_?95"), "EPSG:2056"),
    (re.compile(r"(?:^|_)rd(?:_|$)"), "EPSG:28992"),
)
_EPSG = re.compile(r"(?:epsg|srid)_?(\d{4,6})")
_UTM = re.compile(
    r"(etrs89|wgs84|sirgas(?:2000)?|nad83|gda94)?_?utm_?(?:zone|huso|fuso)?_?(\d{1,2})_?([ns])?(?![a-z0-9])"
)


def find(columns: Sequence[str], names: Sequence[str]) -> str | None:
    """The first column that bears the best of ``names``."""
    found = {normalise(column): column for column in reversed(columns)}
    return next((found[normalise(name)] for name in names if normalise(name) in found), None)


def survey_columns(columns: Sequence[str]) -> tuple[str | None, str | None]:
    """The columns that field surveys make of a question for a place: ``_site_longitude`` and ``_site_latitude``."""
    names = {normalise(column): column for column in reversed(columns)}
    for name, column in reversed(names.items()):
        for lon, lat in (("longitude", "latitude"), ("lon", "lat"), ("lng", "lat")):
            if name.endswith(lon) and (other := f"{name.removesuffix(lon)}{lat}") in names:
                return column, names[other]
    return None, None


def is_place(column: str) -> bool:
    """Whether a column of this name may hold a coordinate."""
    name = normalise(column)
    known = {normalise(other) for other in (*LON, *LAT, *X, *Y, *LAT_LON, *LON_LAT)}
    return name in known or name.endswith(("longitude", "latitude"))


def system_of_names(x: str, y: str) -> str | None:
    """The coordinate system that the names of two columns say: ``X_ETRS89_UTM31``, ``OSEAST1M``, ``x_epsg25830``."""
    name = re.sub(r"[^0-9a-z]+", "_", f"{x} {y}".lower())
    said = _EPSG.search(name)
    if said:
        try:
            return f"EPSG:{pyproj.CRS.from_epsg(int(said[1])).to_epsg()}"
        except pyproj.exceptions.CRSError:
            return None
    utm = _UTM.search(name)
    if utm and 1 <= int(utm[2]) <= 60:
        return _utm(utm[1] or "", int(utm[2]), south=utm[3] == "s")
    return next((code for form, code in _SAID if form.search(name)), None)


def _utm(datum: str, zone: int, *, south: bool) -> str | None:
    if datum == "etrs89":
        return f"EPSG:{25800 + zone}" if 28 <= zone <= 38 and not south else None
    if datum.startswith("sirgas"):
        return f"EPSG:{31960 + zone}" if 17 <= zone <= 25 and south else None
    if datum in ("nad83", "gda94"):
        codes: Mapping[str, int] = {"nad83": 26900, "gda94": 28300}
        return f"EPSG:{codes[datum] + zone}"
    return f"EPSG:{(32700 if south else 32600) + zone}"


def system_of_figures(x: float, y: float) -> str | None:
    """The system that alone has coordinates of this size; ``x`` and ``y`` are in the middle of the file's.

    Swiss LV95 adds two and one million, German Gauss-Krueger and UTM begin with the number of their zone.
    """
    if 2_480_000 < x < 2_840_000 and 1_070_000 < y < 1_300_000:
        return "EPSG:2056"
    if 5_200_000 < y < 6_150_000:
        zone, rest = divmod(x, 1_000_000)
        if zone in (32, 33) and 200_000 < rest < 900_000:
            return "EPSG:4647" if zone == 32 else "EPSG:5650"
        if zone in (2, 3, 4, 5) and 300_000 < rest < 700_000:
            return f"EPSG:{31464 + int(zone)}"
    return None
