"""Who made a file and under which licence, where the file or a list of sources beside it says so."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cityplanner.io.osm.extract import CREDIT, LICENCE, is_osm
from cityplanner.model import Source

_LISTS = re.compile(r"(sources?|fuentes?|fontes?|licen[cs]es?|credits?)\.md$", re.IGNORECASE)
_LONGEST = 2_000_000
_FILE_HEADS = {"file", "files", "archivo", "fichero", "arquivo", "fichier", "fitxer"}
_LICENCE_HEADS = {"licence", "license", "licencia", "licença", "licenca", "llicència", "llicencia"}
_CREDIT_HEADS = {"credit", "attribution", "source", "origin", "publisher", "repo", "repository", "fuente", "fonte"}
_UPSTREAM_HEADS = {"upstream path", "upstream", "origin", "source", "url", "repo"}
_XML_CREDIT = re.compile(r"<(?:idCredit|datacred)>([^<]{2,300})<", re.IGNORECASE)
_XML_LICENCE = re.compile(r"<(?:useLimit|useconst|licence|license)>([^<]{2,300})<", re.IGNORECASE)
_OSM = re.compile(r"openstreetmap|\bosm contributors", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Facts:
    licence: str = ""
    credit: str = ""


def known_sources(given: Sequence[Path], files: Sequence[Path]) -> Mapping[Path, Facts]:
    """File -> what a list of sources in its folder, or in one above it within the given ones, says of it.

    A list is ``SOURCES.md`` (or the like) with a table of files, or a ``datapackage.json``.
    """
    tops = [path for path in given if path.is_dir()]
    folders: dict[Path, None] = {}
    for file in files:
        top = next((top for top in tops if file.is_relative_to(top)), file.parent)
        for folder in (file.parent, *file.parents):
            folders[folder] = None
            if folder == top:
                break
    facts: dict[Path, Facts] = {}
    for folder in sorted(folders, key=lambda folder: len(folder.parts)):
        for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
            if _LISTS.fullmatch(entry.name) and entry.is_file() and entry.stat().st_size < _LONGEST:
                facts |= _of_list(entry.read_text(encoding="utf-8", errors="replace"), folder, files)
            elif entry.name == "datapackage.json" and entry.is_file() and entry.stat().st_size < _LONGEST:
                facts |= _of_package(entry, folder)
    return facts


def with_facts(source: Source, file: Path, known: Mapping[Path, Facts]) -> Source:
    """``source`` with licence and credit: what the file says of itself, else what is known of it."""
    if is_osm(file):
        return replace(source, licence=LICENCE, credit=CREDIT)
    own, listed = _own_facts(file), known.get(file, Facts())
    licence, credit = own.licence or listed.licence, own.credit or listed.credit
    if _OSM.search(f"{licence} {credit}"):
        return replace(source, licence=LICENCE, credit=CREDIT)
    return replace(source, licence=source.licence or licence, credit=source.credit or credit)


# What a list says


def _of_list(text: str, folder: Path, files: Sequence[Path]) -> dict[Path, Facts]:
    """The files of a Markdown table with a column of files, with the licence beside them or of where they come from."""
    origins: dict[str, Facts] = {}
    listed: dict[Path, Facts] = {}
    whole = Facts()
    for table in _tables(text):
        heads = [head.lower().strip("*` ") for head in table[0]]
        column = {kind: _place(heads, names) for kind, names in _COLUMNS.items()}
        for row in table[1:]:
            cells = {kind: row[place].strip("` ") for kind, place in column.items() if place < len(row) and place >= 0}
            facts = Facts(cells.get("licence", ""), cells.get("credit", ""))
            if "file" in cells:
                origin = origins.get(cells.get("upstream", "").split(":")[0], Facts())
                path = (folder / cells["file"]).resolve()
                listed[path] = Facts(facts.licence or origin.licence, origin.credit or facts.credit)
            elif facts.licence:
                origins.setdefault(facts.credit, facts)
                whole = facts
    by_place = {file.resolve(): file for file in files}
    known = {by_place[path]: facts for path, facts in listed.items() if path in by_place}
    if len(origins) == 1:
        # One origin for everything that lies here.
        known = {file: whole for file in files if file.is_relative_to(folder)} | known
    return {path: facts for path, facts in known.items() if facts != Facts()}


_COLUMNS = {"file": _FILE_HEADS, "licence": _LICENCE_HEADS, "credit": _CREDIT_HEADS, "upstream": _UPSTREAM_HEADS}


def _place(heads: Sequence[str], names: set[str]) -> int:
    return next((place for place, head in enumerate(heads) if head in names), -1)


def _tables(text: str) -> list[list[list[str]]]:
    tables: list[list[list[str]]] = []
    inside = False
    for line in text.splitlines():
        line = line.strip()
        if not (line.startswith("|") and line.count("|") > 2):
            inside = False
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not inside:
            tables.append([])
            inside = True
        if not all(set(cell) <= set("-: ") for cell in cells):
            tables[-1].append(cells)
    return [table for table in tables if len(table) > 1]


def _of_package(file: Path, folder: Path) -> dict[Path, Facts]:
    """A Frictionless data package: licences and sources of the whole, or of each resource."""
    content = _json(file)
    if not isinstance(content, dict):
        return {}
    whole = _package_facts(content)
    found = {}
    for resource in content.get("resources", ()) if isinstance(content.get("resources"), list) else ():
        if isinstance(resource, dict) and isinstance(resource.get("path"), str):
            own = _package_facts(resource)
            found[folder / resource["path"]] = Facts(own.licence or whole.licence, own.credit or whole.credit)
    return found


def _package_facts(content: Mapping[str, Any]) -> Facts:
    def titles(name: str) -> str:
        entries = content.get(name)
        if not isinstance(entries, list):
            return ""
        texts = [entry.get("title") or entry.get("name") for entry in entries if isinstance(entry, dict)]
        return "; ".join(str(text) for text in texts if text)

    return Facts(titles("licenses"), titles("sources"))


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None


# What a file says of itself


def _own_facts(file: Path) -> Facts:
    ending = file.suffix.lower()
    if ending in (".geojson", ".json"):
        return _of_geojson(file)
    beside = file.with_name(file.name + ".xml")
    if beside.is_file() and beside.stat().st_size < _LONGEST:
        text = beside.read_text(encoding="utf-8", errors="replace")
        return Facts(_xml_text(_XML_LICENCE, text), _xml_text(_XML_CREDIT, text))
    return Facts()


def _xml_text(pattern: re.Pattern[str], text: str) -> str:
    """What the element says, unless it is the form's own words for what ought to stand there."""
    found = pattern.search(text)
    said = found[1].strip() if found else ""
    return "" if said.startswith("REQUIRED") else said


_MEMBER = re.compile(r'"(attribution|license|licence|copyright|credit)"\s*:\s*"((?:[^"\\]|\\.){2,300})"')


def _of_geojson(file: Path) -> Facts:
    """The members that stand before or after the features; those of features are not the file's."""
    with file.open("rb") as stream:
        head = stream.read(4_096).decode("utf-8", errors="replace")
        stream.seek(max(file.stat().st_size - 1_024, 0))
        tail = stream.read().decode("utf-8", errors="replace")
    members = _MEMBER.findall(head.split('"features"')[0]) + _MEMBER.findall(tail.rsplit("]", 1)[-1])
    found = {name: json.loads(f'"{text}"') for name, text in members}
    credit = found.get("attribution") or found.get("credit") or found.get("copyright") or ""
    return Facts(str(found.get("license") or found.get("licence") or ""), str(credit))
