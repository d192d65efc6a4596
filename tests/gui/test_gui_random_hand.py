"""Whatever is done in whatever order, the figures are those of a fresh count, and nothing fails unseen.

``pytest tests/gui/test_gui_random_hand.py --random-acts 5000`` goes on for longer.
"""

from pathlib import Path

import numpy as np
import pytest
from random_hand import RandomHand

from cityplanner.coverage import engine_for
from cityplanner.gui.main_window import MainWindow
from cityplanner.model import Severity

_CHECK_EVERY = 25
_FEW = 250


def _check(window: MainWindow, done: list[str]) -> None:
    """Every scenario's figures, kept or not, are those of an engine that begins now."""
    study = window.study
    if study is None:
        return
    for scenario in study.project.scenarios.values():
        figures, fresh = study.figures(scenario.id), engine_for(study.project, scenario.id)
        ours, theirs = figures.table(study.focus), fresh.table(study.focus.id)
        assert ours.devices == theirs.devices, done
        assert np.array_equal(ours.served, theirs.served), done
        assert np.array_equal(ours.by_one, theirs.by_one), done
        for device_id in list(scenario.devices)[:3]:
            assert figures.reached_by(device_id) == fresh.device_served(device_id), done
            assert np.array_equal(figures.lost_without(device_id), fresh.lost_without(device_id)), done


@pytest.mark.parametrize("seed", range(2))
def test_anything_in_any_order_leaves_true_figures(
    small_window: MainWindow,
    qtbot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    pytestconfig: pytest.Config,
    seed: int,
) -> None:
    failures: list[str] = []
    tell = small_window.messages.tell

    def listened(text: str, severity: Severity = Severity.INFO, *more: object) -> None:
        if severity is Severity.ERROR:
            failures.append(text)
        tell(text, severity, *more)

    monkeypatch.setattr(small_window.messages, "tell", listened)
    hand = RandomHand(small_window, tmp_path, seed, lambda so: qtbot.waitUntil(so, timeout=40_000))
    for number in range(pytestconfig.getoption("--random-acts") or _FEW):
        hand.act()
        assert not failures, (failures, hand.done)
        if number % _CHECK_EVERY == _CHECK_EVERY - 1:
            hand.rest()
            _check(small_window, hand.done)
    assert not failures, (failures, hand.done)
