"""Twenty access points for the least connected, in the window and on the command line, with the same answer."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cli_runner import run_json

from cityplanner.gui.main_window import MainWindow

AP = "public-wifi-access-point"
Settle = Callable[[], None]


@pytest.mark.parametrize("by", ["group", "floor"])
def test_twenty_access_points_for_the_least_connected(
    window: MainWindow, settle: Settle, qtbot, tmp_path: Path, by: str
) -> None:
    window.open_sample()
    settle()
    file = tmp_path / "altavega.gpkg"
    window.save_to(file)
    settle()
    window.commands["improve"].trigger()
    form = window.improve.form
    form.type.setCurrentIndex(form.type.findData(AP))
    form.amount.setValue(20)
    asked = ["--count", 20]
    if by == "group":
        form.goal.setCurrentIndex(1)
        form.group.setCurrentIndex(form.group.findData("no_internet"))
        asked += ["--group", "no_internet"]
    else:
        form.measure.setCurrentIndex(1)
        form.money.setValue(20_000)
        form.has_floor.setChecked(True)
        form.floor.setValue(1)
        asked = ["--budget", 20_000, "--floor", 0.01]
    window.improve.search()
    qtbot.waitUntil(lambda: not window.improve.searching, timeout=90_000)
    proposal = window.improve.proposal
    answer = run_json("optimise", file, "--type", AP, *asked)
    assert [site["candidate"] for site in answer["chosen"]] == [site.candidate for site in proposal.sites]
    assert answer["city"]["served"] == pytest.approx(float(window.study.table.city_served[0]))
    # Whether it is proven within the time depends on what else the machine does.
    assert (answer["status"] == "infeasible") is (proposal.solution.status.value == "infeasible")
    if proposal.sites:
        window.improve.place()
        assert len(window.study.scenario.devices) > 90
        window.study.history.undo()
