"""Public transport feeds (GTFS), zipped or in a folder: stops with the lines that serve them, and the lines.

The format: https://gtfs.org/documentation/schedule/reference/
"""

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pandas.errors import EmptyDataError, ParserError

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.archive.archive import checked_names
from cityplanner.io.file_part import Part
from cityplanner.io.layer_roles import role as role_of
from cityplanner.io.tables.workbook_safety import UNPACK_ERRORS
from cityplanner.io.wording import first_few
from cityplanner.model import Problem, Severity

STOPS, ROUTES = "stops", "routes"
"""The layers of a feed."""
_NEEDED = ("stops.txt", "routes.txt", "trips.txt")
_ROWS_AT_ONCE = 500_000
_STATION, _STOP, _INSIDE = "1", ("", "0"), ("2", "3", "4")
_KINDS = {0: "tram", 1: "subway", 2: "rail", 3: "bus", 4: "ferry", 5: "tram", 6: "aerial lift", 7: "funicular"}
_KINDS |= {11: "trolleybus", 12: "monorail", 405: "monorail"}
_HUNDREDS = {1: "rail", 2: "bus", 4: "subway", 7: "bus", 8: "trolleybus", 9: "tram", 10: "ferry", 12: "ferry"}
_HUNDREDS |= {13: "aerial lift", 14: "funicular"}
"""Kinds of the extended types, by their hundreds."""


@dataclass(frozen=True, eq=False, slots=True)
class Feed:
    """``stops`` (id, name, line) are points, ``routes`` (id, name, line, kind, colour) lines, both in WGS 84."""

    stops: gpd.GeoDataFrame
    routes: gpd.GeoDataFrame
    problems: tuple[Problem, ...]


def is_feed(path: Path) -> bool:
    """Whether the zip, or the folder in which the file ``stops.txt`` lies, is a public transport feed."""
    if path.name.lower() == _NEEDED[0]:
        return all((path.parent / name).is_file() for name in _NEEDED)
    if path.suffix.lower() != ".zip" or not path.is_file():
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return bool(_members(archive.namelist()))
    except UNPACK_ERRORS:
        return False


def read_feed(path: Path) -> Feed:
    """The feed at ``path``. Raises :class:`InputError` where it cannot be read or has no stops."""
    stat = path.stat()
    return _kept_feed(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=2)
def _kept_feed(path: Path, _size: int, _changed_ns: int) -> Feed:
    """Kept, for stops and lines are asked for one after the other."""
    with _tables(path) as tables:
        problems: list[Problem] = []
        every_stop = _places(tables, problems)
        trips = tables.read("trips.txt", ("trip_id", "route_id", "shape_id", "direction_id"))
        routes = tables.read("routes.txt", _ROUTE_COLUMNS)
        calls = _calls(tables, trips, set(every_stop["stop_id"]), problems)
        stops = _stops(every_stop, _labels(routes), calls.lines)
        paths = _shapes(tables, trips)
        without = set(routes["route_id"]) - set(paths["route_id"])
        paths = pd.concat([paths, _from_stops(tables, trips, every_stop, calls.counts, without)], ignore_index=True)
        lines = _routes(routes, paths, path.name, problems)
    if not len(stops):
        raise InputError(_("{file} has no stops with coordinates.").format(file=path.name))
    return Feed(stops, lines, tuple(problems))


def feed_parts(path: Path) -> list[Part]:
    """The stops and the lines of the feed at ``path``, as a study may take them."""
    feed = read_feed(path)
    parts = [Part(role_of("transit-stops").title, feed.stops, feed.problems, "transit-stops", layer=STOPS)]
    if len(feed.routes):
        parts.append(Part(role_of("transit-lines").title, feed.routes, (), "transit-lines", layer=ROUTES))
    return parts


def read_part(path: Path, role: str | None, layer: str | None) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """The lines of the feed at ``path`` where they are asked for by ``role`` or ``layer``, else its stops.

    Raises :class:`InputError` where it cannot be read, or there are none.
    """
    if layer not in (None, STOPS, ROUTES):
        raise InputError(
            _("{file} has no layer {layer}; it has: {names}.").format(
                file=path.name, layer=layer, names=f"{STOPS}, {ROUTES}"
            )
        )
    feed = read_feed(path)
    if layer != ROUTES and role != "transit-lines":
        return feed.stops, list(feed.problems)
    if not len(feed.routes):
        raise InputError(_("{file} has no lines with a way or with stops.").format(file=path.name))
    return feed.routes, list(feed.problems)


# The tables


def _members(names: Sequence[str]) -> dict[str, str]:
    """File of a feed -> its name in the zip, which may have all in one folder; nothing where it is no feed."""
    for name in names:
        place = PurePosixPath(name)
        if place.name == _NEEDED[0] and not place.parts[0].startswith("__MACOSX"):
            beside = {
                PurePosixPath(other).name: other for other in names if PurePosixPath(other).parent == place.parent
            }
            if all(needed in beside for needed in _NEEDED):
                return beside
    return {}


@contextmanager
def _tables(path: Path) -> Iterator["_Tables"]:
    if path.suffix.lower() != ".zip":
        yield _Tables(path, None, {other.name.lower(): str(other) for other in path.parent.iterdir()})
        return
    try:
        with zipfile.ZipFile(path) as archive:
            yield _Tables(path, archive, _members(checked_names(path, archive)))
    except UNPACK_ERRORS as error:
        raise InputError(
            _("{file} cannot be unpacked: it is damaged, or not a zip; get it again.").format(file=path.name)
        ) from error


class _Tables:
    """The files of one feed."""

    def __init__(self, path: Path, archive: zipfile.ZipFile | None, members: dict[str, str]) -> None:
        self.name = path.name
        self._archive, self._members = archive, members

    def has(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        """The ``columns`` of a file as text, empty where there is nothing or no such column."""
        chunks = list(self.chunks(name, columns))
        return pd.concat(chunks, ignore_index=True) if chunks else pd.DataFrame(columns=list(columns), dtype=str)

    def chunks(self, name: str, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
        """The same in pieces, as timetables can be large. Nothing where there is no such file."""
        if name not in self._members:
            return
        with self._open(name) as file:
            try:
                for chunk in pd.read_csv(
                    file,
                    dtype=str,
                    keep_default_na=False,
                    encoding="utf-8-sig",
                    encoding_errors="replace",
                    skipinitialspace=True,
                    usecols=lambda column: column.strip() in columns,
                    chunksize=_ROWS_AT_ONCE,
                ):
                    chunk.columns = chunk.columns.str.strip()
                    yield (
                        chunk.reindex(columns=list(columns), fill_value="")
                        .fillna("")
                        .apply(lambda cells: cells.str.strip())
                    )
            except EmptyDataError:
                pass
            except (ParserError, ValueError) as error:
                raise InputError(
                    _("{table} in {file} cannot be read as a table; get the feed again.").format(
                        table=name, file=self.name
                    )
                ) from error

    def tell(self, problems: list[Problem], message: str, count: int, **facts: str) -> None:
        text = message.format(count=format_number(count), **facts)
        problem = Problem(Severity.WARNING, self.name, text)
        if problem not in problems:
            problems.append(problem)

    def _open(self, name: str) -> BinaryIO:
        if self._archive is None:
            return Path(self._members[name]).open("rb")
        return self._archive.open(self._members[name])  # type: ignore[return-value]


# Stops


def _places(tables: _Tables, problems: list[Problem]) -> pd.DataFrame:
    """Every row of ``stops.txt`` with coordinates ``x``, ``y``; the others are told."""
    wanted = ("stop_id", "stop_name", "stop_lat", "stop_lon", "location_type", "parent_station")
    frame = tables.read("stops.txt", wanted)
    x, y = (pd.to_numeric(frame[name], errors="coerce").to_numpy(np.float64) for name in ("stop_lon", "stop_lat"))
    placed = np.isfinite(x) & np.isfinite(y) & (np.abs(x) <= 180) & (np.abs(y) <= 90) & ((x != 0) | (y != 0))
    # Entrances and other places of stations need none.
    lost = frame.loc[~placed & ~frame["location_type"].isin(_INSIDE), "stop_id"].tolist()
    if lost:
        message = ngettext(
            "{count} stop has no usable coordinates and was left out: {stops}.",
            "{count} stops have no usable coordinates and were left out: {stops}.",
            len(lost),
        )
        tables.tell(problems, message, len(lost), stops=first_few(lost))
    _tell_damaged_letters(tables, frame["stop_name"], problems)
    found = frame.assign(x=x, y=y)[placed]
    again = found.loc[found.duplicated("stop_id"), "stop_id"].unique().tolist()
    if again:
        message = ngettext(
            "{count} stop is listed more than once, and was taken as it stands first: {stops}.",
            "{count} stops are listed more than once, and were taken as they stand first: {stops}.",
            len(again),
        )
        tables.tell(problems, message, len(again), stops=first_few(again))
    return found.drop_duplicates("stop_id").reset_index(drop=True)


def _tell_damaged_letters(tables: _Tables, names: pd.Series, problems: list[Problem]) -> None:
    damaged = names[names.str.contains("\N{REPLACEMENT CHARACTER}", regex=False)].tolist()
    if damaged:
        message = ngettext(
            "{count} name of a stop has letters that are not in UTF-8, as they must be: {names}.",
            "{count} names of stops have letters that are not in UTF-8, as they must be: {names}.",
            len(damaged),
        )
        tables.tell(problems, message, len(damaged), names=first_few(damaged))


def _stops(places: pd.DataFrame, labels: dict[str, str], lines: dict[str, set[str]]) -> gpd.GeoDataFrame:
    """Where people get on: stops, and stations of which no stops are listed."""
    parents = set(places.loc[places["location_type"].isin(_STOP), "parent_station"])
    alone = (places["location_type"] == _STATION) & ~places["stop_id"].isin(parents)
    kept = places[places["location_type"].isin(_STOP) | alone]
    serving = [
        ", ".join(sorted({labels.get(route, route) for route in lines.get(stop, ())}, key=_by_number)) or None
        for stop in kept["stop_id"]
    ]
    return gpd.GeoDataFrame(
        {"id": kept["stop_id"].tolist(), "name": kept["stop_name"].tolist(), "line": serving},
        geometry=shapely.points(kept["x"].to_numpy(), kept["y"].to_numpy()),
        crs="EPSG:4326",
    )


def _by_number(label: str) -> tuple[int, str]:
    digits = "".join(letter for letter in label if letter.isdecimal())
    return (int(digits[:9]) if digits else 0, label)


@dataclass(frozen=True, eq=False, slots=True)
class _Calls:
    """``lines`` are the routes that call at each stop; ``counts`` how often each trip stops."""

    lines: dict[str, set[str]]
    counts: pd.Series


def _calls(tables: _Tables, trips: pd.DataFrame, stops: set[str], problems: list[Problem]) -> _Calls:
    if not tables.has("stop_times.txt"):
        tables.tell(problems, _("The feed has no stop_times.txt, so which lines serve a stop is not known."), 0)
    route_of = trips.drop_duplicates("trip_id").set_index("trip_id")["route_id"]
    lines: dict[str, set[str]] = {}
    counts: list[pd.Series] = []
    unknown: set[str] = set()
    for chunk in tables.chunks("stop_times.txt", ("trip_id", "stop_id")):
        counts.append(chunk["trip_id"].value_counts())
        pairs = pd.DataFrame({"stop": chunk["stop_id"], "route": chunk["trip_id"].map(route_of)})
        for stop, route in pairs.drop_duplicates().dropna().itertuples(index=False):
            lines.setdefault(stop, set()).add(route)
        unknown.update(set(chunk["stop_id"]) - stops)
    if unknown:
        message = ngettext(
            "{count} stop of the timetable is not among the stops: {stops}.",
            "{count} stops of the timetable are not among the stops: {stops}.",
            len(unknown),
        )
        tables.tell(problems, message, len(unknown), stops=first_few(sorted(unknown)))
    together = pd.concat(counts).groupby(level=0).sum() if counts else pd.Series(dtype=np.int64)
    return _Calls(lines, together)


# Lines

_ROUTE_COLUMNS = ("route_id", "route_short_name", "route_long_name", "route_type", "route_color")


def _labels(routes: pd.DataFrame) -> dict[str, str]:
    """Route -> what people call it."""
    names = zip(routes["route_id"], routes["route_short_name"], routes["route_long_name"], strict=True)
    return {route: short or long or route for route, short, long in names}


def _shapes(tables: _Tables, trips: pd.DataFrame) -> pd.DataFrame:
    """Of each route and direction the way that most of its trips take: ``route_id``, ``geometry``."""
    nothing = pd.DataFrame({"route_id": [], "geometry": []}, dtype=object)
    drawn = trips[trips["shape_id"] != ""]
    if drawn.empty or not tables.has("shapes.txt"):
        return nothing
    often = drawn.groupby(["route_id", "direction_id", "shape_id"], sort=True).size().rename("trips").reset_index()
    often = often.sort_values("trips", ascending=False, kind="stable").drop_duplicates(["route_id", "direction_id"])
    wanted = set(often["shape_id"])
    columns = ("shape_id", "shape_pt_lon", "shape_pt_lat", "shape_pt_sequence")
    points = [chunk[chunk["shape_id"].isin(wanted)] for chunk in tables.chunks("shapes.txt", columns)]
    if not points:
        return nothing
    found = _lines_of(pd.concat(points, ignore_index=True), *columns)
    often = often[often["shape_id"].isin(found.index)].drop_duplicates(["route_id", "shape_id"])
    return pd.DataFrame({"route_id": often["route_id"].to_numpy(), "geometry": found[often["shape_id"]].to_numpy()})


def _from_stops(
    tables: _Tables, trips: pd.DataFrame, stops: pd.DataFrame, counts: pd.Series, routes: set[str]
) -> pd.DataFrame:
    """Of routes without a way, the stops of the trip that stops most often, in each direction."""
    mine = trips[trips["route_id"].isin(routes)]
    often = mine.assign(stops=mine["trip_id"].map(counts).fillna(0)).sort_values(
        "stops", ascending=False, kind="stable"
    )
    often = often[often["stops"] > 1].drop_duplicates(["route_id", "direction_id"])
    if often.empty:
        return pd.DataFrame({"route_id": [], "geometry": []}, dtype=object)
    wanted = set(often["trip_id"])
    columns = ("trip_id", "stop_id", "stop_sequence")
    calls = pd.concat(chunk[chunk["trip_id"].isin(wanted)] for chunk in tables.chunks("stop_times.txt", columns))
    calls = calls.merge(stops[["stop_id", "x", "y"]], on="stop_id")
    found = _lines_of(calls, "trip_id", "x", "y", "stop_sequence")
    often = often[often["trip_id"].isin(found.index)]
    return pd.DataFrame({"route_id": often["route_id"].to_numpy(), "geometry": found[often["trip_id"]].to_numpy()})


def _lines_of(points: pd.DataFrame, key: str, x: str, y: str, sequence: str) -> pd.Series:
    """Key -> the line through its points in the order of ``sequence``; lines of one point are none."""
    number = {name: pd.to_numeric(points[name], errors="coerce") for name in (x, y, sequence)}
    frame = pd.DataFrame({"key": points[key], "x": number[x], "y": number[y], "at": number[sequence]}).dropna()
    frame = frame[(frame["x"].abs() <= 180) & (frame["y"].abs() <= 90)]
    frame = frame.sort_values(["key", "at"], kind="stable")
    frame = frame[frame.groupby("key")["key"].transform("size") > 1]
    if frame.empty:
        return pd.Series(dtype=object)
    names, index = np.unique(frame["key"].to_numpy(dtype=str), return_inverse=True)
    return pd.Series(shapely.linestrings(frame[["x", "y"]].to_numpy(), indices=index), index=names)


def _routes(routes: pd.DataFrame, paths: pd.DataFrame, where: str, problems: list[Problem]) -> gpd.GeoDataFrame:
    ways = paths.groupby("route_id", sort=False)["geometry"].apply(list) if len(paths) else pd.Series(dtype=object)
    kept = routes[routes["route_id"].isin(ways.index)].drop_duplicates("route_id")
    lost = routes.loc[~routes["route_id"].isin(ways.index), "route_id"].tolist()
    if lost:
        message = ngettext(
            "{count} line has no trips with stops or a way, and is not on the map: {lines}.",
            "{count} lines have no trips with stops or a way, and are not on the map: {lines}.",
            len(lost),
        )
        text = message.format(count=format_number(len(lost)), lines=first_few(lost))
        problems.append(Problem(Severity.WARNING, where, text))
    labels = _labels(kept)
    return gpd.GeoDataFrame(
        {
            "id": kept["route_id"].tolist(),
            "name": [
                long or labels[route] for route, long in zip(kept["route_id"], kept["route_long_name"], strict=True)
            ],
            "line": [labels[route] for route in kept["route_id"]],
            "kind": [_kind(text) for text in kept["route_type"]],
            "colour": [f"#{text.upper()}" if len(text) == 6 else None for text in kept["route_color"]],
        },
        geometry=[shapely.multilinestrings(ways[route]) for route in kept["route_id"]],
        crs="EPSG:4326",
    )


def _kind(text: str) -> str | None:
    number = int(text) if text.isdecimal() else -1
    return _KINDS.get(number) or _HUNDREDS.get(number // 100)
