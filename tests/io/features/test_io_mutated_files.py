"""Real files with bytes changed, cut off or put in: whatever comes of it, nothing but findings and sentences.

``pytest -n 0 -o faulthandler_timeout=0 tests/io/test_io_mutated_files.py --fuzz-seconds 600`` goes on for ten minutes,
with other files each time.
"""

import random
import shutil
import sys
import time
from pathlib import Path

import pytest

from cityplanner.apart import reading_apart
from cityplanner.intake.look import look_at
from cityplanner.intake.planning import make_plan

ENDINGS = {
    ".shp",
    ".geojson",
    ".json",
    ".gpkg",
    ".fgb",
    ".osm",
    ".pbf",
    ".zip",
    ".tif",
    ".mbtiles",
    ".csv",
    ".xlsx",
    ".ods",
}
LARGEST = 1_500_000
FEW, SMALL = 60, 60_000
"""How many files are changed unless more time is given, and how large they are at most."""


def _changed(content: bytes, rng: random.Random) -> bytes:
    changed = bytearray(content)
    way = rng.random()
    if way < 0.3 and len(changed) > 1:
        del changed[rng.randrange(1, len(changed)) :]
    elif way < 0.8:
        for _turn in range(rng.choice((1, 3, 20, 200))):
            # The first bytes say what all others are.
            most = min(len(changed), 400) if rng.random() < 0.5 else len(changed)
            changed[rng.randrange(most)] = rng.randrange(256)
    else:
        place = rng.randrange(len(changed) + 1)
        changed[place:place] = rng.randbytes(rng.choice((1, 8, 300)))
    return bytes(changed)


def _mutate(source: Path, folder: Path, rng: random.Random) -> Path:
    """A copy of ``source`` with all its parts in the empty ``folder``, one of them changed."""
    beside = source.parent.glob(f"{source.stem}.*") if source.suffix.lower() == ".shp" else [source]
    parts = sorted(part for part in beside if part.is_file())
    for part in parts:
        shutil.copyfile(part, folder / part.name)
    chosen = folder / rng.choice(parts).name
    chosen.write_bytes(_changed(chosen.read_bytes(), rng))
    return folder / source.name


def test_a_changed_file_is_a_finding_or_a_sentence(
    shared_data: Path, tmp_path: Path, pytestconfig: pytest.Config, capsys: pytest.CaptureFixture[str]
) -> None:
    seconds = float(pytestconfig.getoption("--fuzz-seconds"))
    largest = LARGEST if seconds else SMALL
    sources = [
        path
        for path in sorted(shared_data.rglob("*"))
        if path.suffix.lower() in ENDINGS and path.is_file() and 0 < path.stat().st_size <= largest
    ]
    assert len(sources) > 300
    seed = time.time_ns() if seconds else 20261123
    rng = random.Random(seed)
    end, done = time.monotonic() + seconds, 0
    while done < FEW or time.monotonic() < end:
        folder = tmp_path / "changed"
        folder.mkdir()
        source = rng.choice(sources)
        file = _mutate(source, folder, rng)
        try:
            # As the program does it: some changes make the libraries themselves crash.
            with reading_apart():
                findings = look_at([file])
            plan = make_plan(findings)
        except Exception as error:
            error.add_note(f"{source.name}, the file number {done} of the seed {seed}")
            raise
        assert findings
        assert all(problem.message.endswith((".", "?")) for item in plan.items for problem in item.problems)
        shutil.rmtree(folder)
        done += 1
    if seconds:
        with capsys.disabled():
            sys.stdout.write(f"{done} changed files, seed {seed}\n")
