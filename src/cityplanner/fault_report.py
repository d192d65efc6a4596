"""What somebody hands on to whoever mends a fault: versions, platform and the end of the log, without personal data.

Names of people, computers, studies, devices and files, and where files lie, are shown as placeholders. Where it is
not certain that something is none of these, it is left out.
"""

import getpass
import os
import platform
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from cityplanner import __version__
from cityplanner.log_file import tail

_LIBRARIES = (
    "PySide6-Essentials", "numpy", "scipy", "pandas", "geopandas", "shapely", "pyproj", "pyogrio", "rasterio", "numba",
    "highspy",
)  # fmt: skip
PATH, NAME, USER, COMPUTER, TEXT = "<path>", "<name>", "<user>", "<computer>", "<text>"

_CODE_FILE = re.compile(r'File "([^"\n]*)", line')
_OUR_PARTS = re.compile(r".*/(?:site-packages|dist-packages|lib/python\d[\d.]*|src(?=/cityplanner/))/", re.IGNORECASE)
_RUN = r"""(?:[^\n"`<>|*?:]|:(?!\s))*"""
"""A path goes on over spaces, up to what hardly any path has in it."""
_WINDOWS = re.compile(rf"(?<!\w)(?:[A-Za-z]:[\\/]|\\\\){_RUN}")
_POSIX = re.compile(rf"(?<![\w<>])~?[\\/](?!\s){_RUN}")
_FILE_NAME = re.compile(
    r"[^\s\"'`<>/\\]+\.(?:gpkg|csv|tsv|txt|xlsx?|ods|shp|dbf|shx|prj|zip|geojson|json|gml|kml|kmz|gpx|dxf|fgb|gdb|osm|pbf|tiff?|"
    r"hgt|png|jpe?g|pdf|svg|html?|qgz|qgs|toml|parquet|vrt|asc|jp2|gz|bz2)\b",
    re.IGNORECASE,
)
_ENDING = re.compile(r"\.\w{1,8}(?=$|[\s.,;)\]])")
_NAMES_SOMETHING = re.compile(rf"""['"`/\\]|{_FILE_NAME.pattern}""", re.IGNORECASE)
_NUMBER = re.compile(r"\[(?:Errno|WinError) -?\d+\] ")
_LIBRARY = re.compile(r"^(?P<head>\S+  [A-Z]+  (?!cityplanner\b)\S+  )(?P<message>.*)$")
"""A record of a library; those of our own name nothing."""
_MESSAGE = re.compile(r"^(?P<kind>[\w.]*(?:Error|Exception|Warning|Interrupt|Exit)): (?P<message>.*)$")
_ABOUT_CODE = {"AttributeError", "TypeError", "NameError", "ImportError", "ModuleNotFoundError", "UnboundLocalError"}
"""Their messages quote names of the program, not of the data."""
_SENTENCES = {"CityPlannerError", "InputError", "ProjectError", "CancelledError"}
"""Their messages are sentences for the person, with names of their files and places in them."""


def details_for_report(names: Iterable[str] = ()) -> str:
    """Versions, platform and the end of the log. ``names`` are those of what is open, which appear as placeholders."""
    head = [f"CityPlanner {__version__}", f"Python {platform.python_version()}", platform.platform()]
    for library in _LIBRARIES:
        with suppress(PackageNotFoundError):
            head.append(f"{library} {version(library)}")
    return "\n".join([*head, "", without_personal_data("\n".join(tail()), names)]) + "\n"


def without_personal_data(text: str, names: Iterable[str] = ()) -> str:
    """``text``, lines of a log, with placeholders for people, computers, paths, file names and ``names``."""
    folded = text.casefold()
    # A study has tens of thousands of names, and the end of a log few of them.
    known = _known(name for name in names if name.casefold() in folded)
    return "\n".join(_line(line, known) for line in text.split("\n"))


def _line(line: str, known: Sequence[tuple[re.Pattern[str], str]]) -> str:
    code = _CODE_FILE.search(line)
    if code is not None:
        return f'{line[: code.start()]}File "{_code_file(code[1])}", line{_plain(line[code.end() :], known)}'
    record = _LIBRARY.match(line)
    if record is not None:
        return record["head"] + _plain(_told_by_others(record["message"]), known)
    message = _MESSAGE.match(line)
    if message is None:
        return _plain(line, known)
    kind, words = message["kind"].rpartition(".")[2], message["message"]
    if kind in _SENTENCES:
        words = TEXT
    elif kind not in _ABOUT_CODE:
        words = _told_by_others(words)
    return f"{message['kind']}: {_plain(words, known)}"


def _told_by_others(words: str) -> str:
    """A message that quotes something, or has anything of a path in it, goes but for its number."""
    if _NAMES_SOMETHING.search(words) is None:
        return words
    number = _NUMBER.match(words)
    return (number[0] if number is not None else "") + TEXT


def _code_file(path: str) -> str:
    """A file of the program or its libraries from its package on; any other is a path."""
    plain = path.replace("\\", "/")
    if plain.startswith("<"):
        return plain
    found = _OUR_PARTS.match(plain)
    return PATH if found is None else plain[found.end() :]


def _plain(text: str, known: Sequence[tuple[re.Pattern[str], str]]) -> str:
    for home in _homes():
        text = text.replace(home, "~")
    for path in (_WINDOWS, _POSIX):
        text = path.sub(_path_of, text)
    text = _FILE_NAME.sub(PATH, text)
    for pattern, placeholder in known:
        text = pattern.sub(placeholder, text)
    return text


def _path_of(found: re.Match[str]) -> str:
    """A path ends with the last ending of a file in the run; without one nobody knows, and the whole run goes."""
    run = found[0]
    endings = list(_ENDING.finditer(run))
    return PATH + (run[endings[-1].end() :] if endings else "")


def _homes() -> list[str]:
    """The folder of whoever runs the program, as it may be written."""
    homes = {os.environ.get("HOME", ""), os.environ.get("USERPROFILE", "")}
    with suppress(RuntimeError, OSError):
        homes.add(str(Path.home()))
    written = {form for home in homes for form in (home, home.replace("\\", "/")) if len(home.strip("/\\. ")) > 1}
    return sorted(written, key=len, reverse=True)


def _known(names: Iterable[str]) -> list[tuple[re.Pattern[str], str]]:
    """What is to be found as it is written, the longest first."""
    words = dict.fromkeys(names, NAME)
    with suppress(Exception):  # no user has a name here, and what is raised is not said
        words[getpass.getuser()] = USER
    words |= {re.split(r"[\\/]", home)[-1]: USER for home in _homes()}
    words[platform.node()] = COMPUTER
    return [
        (re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE), placeholder)
        for word, placeholder in sorted(words.items(), key=lambda pair: -len(pair[0]))
        if len(word.strip()) > 1 and any(letter.isalpha() for letter in word)
    ]
