"""A type that cannot be worked out is said so in the window, and everything else goes on."""

from collections.abc import Callable

from PySide6.QtWidgets import QDoubleSpinBox, QLabel
from small_city import SOUTH, WEST

from cityplanner.facts.focus import Focus
from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.map.identify_tool import device_facts
from cityplanner.model import CoverageSpec, Device, DeviceChange, DeviceType, DeviceTypeChange, Edit, Family


def test_a_type_of_an_unknown_model_has_no_figures_and_says_why(
    small_window: MainWindow, settle: Callable[[], None]
) -> None:
    window, study = small_window, small_window.study
    spec = CoverageSpec("telepathy", {"range_m": 100.0})
    mind = DeviceType("mind", Family.ALERT, "Mind reader", "", "alert", spec)
    study.project.device_types["mind"] = mind
    device = Device("m1", "mind", WEST + 500.0, SOUTH + 500.0)
    study.do(Edit("Place", (DeviceTypeChange(mind, mind), DeviceChange(study.scenario.id, None, device))))
    study.show_focus(Focus("mind"))
    study.selection.select(devices={"m1"})
    settle()
    headline = window.figures.findChild(QLabel, "headline").text()
    assert "Mind reader cannot be counted" in headline
    assert "telepathy" in headline
    assert window.figures.findChild(QLabel, "share").text() == "–"
    assert window.figures.findChild(QDoubleSpinBox) is None
    assert device_facts(study, "m1") == [("Mind reader", "Existing")]
    study.selection.select(neighbourhoods={"01"})
    settle()
    words = " ".join(label.text() for label in window.findChildren(QLabel))
    assert "nan" not in words.lower().split()
    study.show_focus(Focus("public-wifi-access-point"))
    settle()
    assert window.figures.findChild(QLabel, "share").text() != "–"
