"""Nothing asks the internet: not the commands, and not the web map that they write."""

import re
import socket
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pyproj
import pytest
from cli_runner import run_command, run_json

from cityplanner.coverage import Engine
from cityplanner.data_files import data_folder
from cityplanner.documents.export_map import map_svg
from cityplanner.documents.summary import write_summary
from cityplanner.facts.focus import Focus
from cityplanner.io import open_project
from cityplanner.model import BASELINE

_RIACHUELO = data_folder("sample_cities") / "riachuelo.gpkg"
_WIFI = "public-wifi-access-point"


class _AskedTheInternetError(BaseException):
    """No ``except Exception`` takes it for a fault to live with."""


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """There is no network; whoever tries is found out even where the fault is swallowed."""
    tried: list[object] = []

    def refuse(*arguments: object, **_options: object) -> None:
        tried.append(arguments)
        raise _AskedTheInternetError(arguments)

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)
    yield tried
    assert tried == []


def test_whoever_asks_is_found_out(asked: list[object]) -> None:
    with pytest.raises(_AskedTheInternetError), socket.socket() as made:
        made.connect(("127.0.0.1", 9))
    with pytest.raises(_AskedTheInternetError):
        socket.getaddrinfo("example.org", 443)
    assert len(asked) == 2
    asked.clear()


def test_the_library_for_coordinates_fetches_no_grids() -> None:
    assert not pyproj.network.is_network_enabled()


def test_a_project_is_made_without_internet(tmp_path: Path) -> None:
    made = tmp_path / "made.gpkg"
    neighbourhoods = ("--neighbourhoods", _RIACHUELO, "--layer", "neighbourhoods")
    result = run_command("new", made, "--name", "Riachuelo", *neighbourhoods)
    assert result.exit_code == 0, result.stderr
    assert "6 neighbourhoods with 2,500 residents" in result.stdout
    assert open_project(made).city.neighbourhoods["population"].sum() == 2500


def test_figures_are_worked_out_without_internet() -> None:
    answer = run_json("stats", _RIACHUELO, "--type", _WIFI)
    assert answer["results"][0]["devices"] == 5


@pytest.mark.parametrize(
    ("kind", "name"),
    [("map", "map.png"), ("map", "map.svg"), ("map", "map.pdf"), ("table", "table.xlsx"), ("web", "web.html")],
)
def test_files_are_written_without_internet(tmp_path: Path, kind: str, name: str) -> None:
    result = run_command("export", kind, _RIACHUELO, tmp_path / name)
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / name).stat().st_size > 1000


def test_a_summary_is_written_without_internet(tmp_path: Path) -> None:
    project = open_project(_RIACHUELO)
    table = Engine(project.city, project.people, project.scenarios[BASELINE], project.device_types).table(_WIFI)
    svg = map_svg(project, BASELINE, focus=Focus(_WIFI), table=table)
    out = tmp_path / "summary.pdf"
    write_summary(out, project=project, scenario_id=BASELINE, focus=Focus(_WIFI), table=table, map_svg=svg)
    assert out.read_bytes().startswith(b"%PDF")


def test_no_template_of_a_summary_asks_for_a_package() -> None:
    """Typst fetches ``@preview`` packages by itself, past Python."""
    templates = list((data_folder("resources") / "templates").glob("*.typ"))
    assert templates
    for template in templates:
        assert "@preview" not in template.read_text(encoding="utf-8")


# What a browser would fetch


class _Page(HTMLParser):
    """What a page asks a browser to fetch, and its styles and scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.styles: list[str] = []
        self.scripts: list[str] = []
        self._inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        for name, value in attrs:
            if name == "style":
                self.styles.append(value or "")
            elif name.startswith("on"):
                self.scripts.append(value or "")
            elif name in _FETCHED_ATTRIBUTES and (tag, name) != ("a", "href"):
                self.fetched.append(value or "")

    def handle_data(self, data: str) -> None:
        {"style": self.styles, "script": self.scripts}.get(self._inside, []).append(data)

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""


_FETCHED_ATTRIBUTES = {
    *("src", "href", "xlink:href", "srcset", "imagesrcset", "data", "poster", "background", "action", "formaction"),
    *("manifest", "ping", "cite", "longdesc"),
}
_FETCHING_SCRIPT = re.compile(
    r"\bfetch\s*\(|XMLHttpRequest|\bimport\s*\(|importScripts|WebSocket|EventSource|sendBeacon|serviceWorker"
)
_ALLOWED_IN_SCRIPTS = {"http://www.w3.org/2000/svg", "https://leafletjs.com"}
"""The name of a vocabulary, and the credit that Leaflet would show as a link."""


def _fetched(text: str) -> list[str]:
    """Everything in a page that would make a browser ask another computer, or another file."""
    page = _Page(text)
    found = [address for address in page.fetched if not address.startswith(("data:", "#"))]
    for style in page.styles:
        addresses = re.findall(r"url\(\s*[\"']?([^\"')]*)", style)
        # #default#VML is no address but a behaviour of Internet Explorer 8.
        found += [address for address in addresses if not address.startswith(("data:", "#"))]
        found += re.findall(r"@import[^;]*", style)
    for script in page.scripts:
        found += _FETCHING_SCRIPT.findall(script)
        addresses = re.findall(r"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+[^\s\"'<>\\]*", script)
        found += [address for address in addresses if address not in _ALLOWED_IN_SCRIPTS]
    return found


def test_the_web_map_fetches_nothing(tmp_path: Path) -> None:
    out = tmp_path / "web.html"
    assert run_command("export", "web", _RIACHUELO, out).exit_code == 0
    text = out.read_text(encoding="utf-8")
    page = _Page(text)
    assert "L.map(" in "".join(page.scripts)
    assert ".leaflet-pane" in "".join(page.styles)
    assert _fetched(text) == []


@pytest.mark.parametrize(
    "piece",
    [
        '<script src="https://cdn.example.org/leaflet.js"></script>',
        '<script src="leaflet.js"></script>',
        '<link rel="stylesheet" href="https://cdn.example.org/leaflet.css">',
        '<img src="//example.org/a.png">',
        "<style>@import 'more.css';</style>",
        "<style>p { background: url(https://example.org/a.png) }</style>",
        '<p style="background: url(images/layers.png)"></p>',
        "<script>fetch('/figures.json')</script>",
        "<script>L.tileLayer('https://tile.example.org/{z}/{x}/{y}.png')</script>",
    ],
)
def test_a_page_that_fetches_is_found_out(piece: str) -> None:
    page = '<a href="https://example.org">a credit</a><style>p { background: url(data:image/png;base64,AA) }</style>'
    assert _fetched(page) == []
    assert len(_fetched(page + piece)) == 1
