"""Edits of a scenario of 40,000 devices, against the one copy of its devices that no frozen scenario can do without.

    python benchmarks/edit_model.py

The model alone: an edit made, carried out and remembered, no figures and no map. A copy is what a dict of Python takes.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median

from results import Results
from synthetic_city import TYPE, synthetic_project

from cityplanner.model import BASELINE, Device, History
from cityplanner.model.device_edits import move_devices, remove_devices

_DEVICES, _MANY, _RUNS = 40_000, 14_000, 200


def _ms(work: Callable[[], object], runs: int) -> float:
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return median(taken) * 1e3


def main() -> None:
    results = Results("edit_model")
    project = synthetic_project(1_000)
    devices = {f"d{n}": Device(f"d{n}", TYPE, float(n % 200), float(n // 200)) for n in range(_DEVICES)}
    project.scenarios = {BASELINE: replace(project.scenarios[BASELINE], devices=devices)}
    history, types = History(project), project.device_types
    places = iter(range(10**9))

    def move(count: int) -> None:
        x = float(next(places))
        ids = list(devices)[:count] if count > 1 else ["d20000"]
        history.do(move_devices(project.scenarios[BASELINE], dict.fromkeys(ids, (x, 1.0)), types))

    def delete(count: int) -> None:
        ids = list(devices)[10:][:count]
        history.do(remove_devices(project.scenarios[BASELINE], ids, types))

    copy = _ms(devices.copy, _RUNS)
    for name, figure in (
        ("one device moved", _ms(lambda: move(1), _RUNS)),
        ("that undone", _ms(history.undo, _RUNS)),
        (f"{_MANY:,} devices moved", _ms(lambda: move(_MANY), 5)),
        (f"{_MANY:,} devices deleted", _ms(lambda: delete(_MANY), 1)),
        ("that undone, each to its place", _ms(history.undo, 1)),
        ("a snapshot for another thread", _ms(lambda: replace(project), _RUNS)),
    ):
        print(f"{name:32} {figure:8.3f} ms   {figure / copy:8.1f} times a copy of {_DEVICES:,} devices")
        results.add(name, figure, "ms", peer="a copy of the devices", peer_value=copy)
    results.keep_if_asked()


if __name__ == "__main__":
    main()
