"""Keeps what benchmarks measured, one JSON a run, so that commits can be held against each other.

    python benchmarks/move_device.py --keep
    python benchmarks/results.py [BENCHMARK ...]

Seconds differ from machine to machine and from hour to hour; what can be compared is the ratio to a peer in the same
run.
"""

import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

_FOLDER = Path(__file__).parent / "results"
_LIBRARIES = ("numpy", "numba", "geopandas", "scipy", "shapely", "PySide6_Essentials")


@dataclass(frozen=True, slots=True)
class Figure:
    """``ratio`` is how many times as long, or as much, as ours the ``peer`` takes; None where there is no peer."""

    name: str
    value: float
    unit: str
    peer: str | None = None
    ratio: float | None = None


class Results:
    """The figures of one run of the benchmark ``name``."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._figures: list[Figure] = []
        self._load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None

    def add(
        self, name: str, value: float, unit: str, *, peer: str | None = None, peer_value: float | None = None
    ) -> None:
        """Note a figure, and beside it what the peer measured in the same run and the same unit."""
        ratio = None if peer_value is None else float(f"{peer_value / value:.4g}")
        self._figures.append(Figure(name, float(f"{value:.4g}"), unit, peer, ratio))

    def keep_if_asked(self) -> None:
        """Write the run to ``results/NAME/TIME-COMMIT.json`` where ``--keep`` was said."""
        if "--keep" not in sys.argv:
            return
        commit = _git("rev-parse", "--short", "HEAD")
        if _git("status", "--porcelain", "--untracked-files=no"):
            commit += "-changed"
        now = datetime.now(UTC)
        run = {
            "benchmark": self._name,
            "commit": commit,
            "at": now.isoformat(timespec="seconds"),
            "machine": {"processor": platform.machine(), "cores": os.cpu_count(), "load": self._load},
            "python": platform.python_version(),
            "libraries": {name: version(name) for name in _LIBRARIES},
            "figures": [asdict(figure) for figure in self._figures],
        }
        file = _FOLDER / self._name / f"{now:%Y%m%dT%H%M%S}-{commit}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")
        print(f"kept as {file.relative_to(_FOLDER.parent)}")


def _git(*words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=_FOLDER.parent, capture_output=True, text=True, check=True
    ).stdout.strip()


def told(benchmark: str) -> None:
    """Print every kept figure of a benchmark, run by run."""
    runs = [json.loads(file.read_text(encoding="utf-8")) for file in sorted((_FOLDER / benchmark).glob("*.json"))]
    print(benchmark)
    names = dict.fromkeys(figure["name"] for run in runs for figure in run["figures"])
    for name in names:
        print(f"  {name}")
        for run in runs:
            for figure in run["figures"]:
                if figure["name"] == name:
                    ratio = "" if figure["ratio"] is None else f"   {figure['peer']} {figure['ratio']:,g} times"
                    load = "" if run["machine"]["load"] is None else f"   load {run['machine']['load']:.1f}"
                    print(
                        f"    {run['at'][:16]} {run['commit']:16} {figure['value']:>10,g} {figure['unit']}{ratio}{load}"
                    )


def main() -> None:
    for benchmark in sys.argv[1:] or sorted(folder.name for folder in _FOLDER.iterdir()):
        told(benchmark)


if __name__ == "__main__":
    main()
