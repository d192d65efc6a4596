"""What is told of every file that we have, against what is listed of it: nothing broken is called good."""

import re
from pathlib import Path

from cityplanner.intake.describe_file import FileDescription, describe_file
from cityplanner.io.tables.read_table import TABLE_FORMATS
from cityplanner.model import Severity

FOLDERS = ("cities", "gtfs", "malformed", "osm", "raster", "tiles")
_LINE = re.compile(r"\| ([^|]+?) \| [\d,]+ \| [^|]* \| ?(.*?) ?\|$")
_SHAPES = re.compile(r"null (\d+) empty (\d+) invalid (\d+)")
READ_BY_US = {
    # The list was made with readers that do not look into zips and want ids in order.
    *("newcastle_lamp_posts.zip", "poa_eptc.zip", "poa_trensurb.zip", "overpass.osm"),
}
NAMED_BROKEN = (
    "all-nodata.tif",
    "all_nodata.tif",
    # Parts of a collection that are no shapes are passed over by other readers.
    "malformed-geometry-in-collection.geojson",
    "no-type-in-nested-geometry.geojson",
    "non-geometry-in-collection.geojson",
)


def _facts(shared_data: Path) -> dict[Path, str]:
    """What is listed of the files, tables aside: those are in `test_io_table_survey.py`."""
    found = {}
    for folder in FOLDERS:
        for source in (shared_data / folder).rglob("SOURCES.md"):
            for line in source.read_text(encoding="utf-8").splitlines():
                if fact := _LINE.match(line):
                    found[source.parent / fact[1]] = fact[2]
    return {path: fact for path, fact in found.items() if path.exists() and path.suffix.lower() not in TABLE_FORMATS}


def _broken(fact: str) -> bool:
    shapes = _SHAPES.search(fact)
    return (
        "READ FAILS" in fact
        or "READ ERROR" in fact
        or fact.startswith("n=0;")
        or bool(re.match(r"n=\d+; None;", fact))
        or "None res" in fact
        or (shapes is not None and any(int(count) for count in shapes.groups()))
    )


def _good(description: FileDescription) -> bool:
    return all(problem.severity is Severity.INFO for problem in description.problems)


def test_nothing_that_is_listed_as_broken_is_called_good(shared_data: Path) -> None:
    facts = _facts(shared_data)
    assert len(facts) > 400
    broken = {path for path, fact in facts.items() if _broken(fact) or path.name in NAMED_BROKEN}
    assert len(broken) > 120
    called_good, read = set(), 0
    for path in facts:
        description = describe_file(path)
        sentences = [problem.message for problem in description.problems]
        assert all(sentence.endswith((".", "?")) for sentence in sentences), sentences
        assert not any(str(path.parent) in sentence for sentence in sentences), path
        if not any(problem.severity is Severity.ERROR for problem in description.problems):
            read += 1
        if path in broken and _good(description):
            called_good.add(path.name)
    assert called_good == READ_BY_US
    assert read > 180
