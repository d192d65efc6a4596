"""States of devices in the import sheet: each has a box, and one that nobody knows is a question."""

from collections.abc import Callable
from pathlib import Path

import pytest
from city_folder import make_folder
from PySide6.QtWidgets import QApplication

from cityplanner.gui.main_window import MainWindow

Settle = Callable[[], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = make_folder(tmp_path / "villa")
    rows = ["id;estado;lon;lat"]
    rows += [
        f"{place};{state};-3.70{place};40.38" for place, state in enumerate(["En servicio", "Retirado", "Chatarra"])
    ]
    (folder / "camaras.csv").write_text("\n".join(rows), encoding="utf-8")
    return folder


def test_each_state_has_a_box_and_an_unknown_one_is_asked(window: MainWindow, settle: Settle, folder: Path) -> None:
    window.import_files([folder])
    settle()
    found = window.sheet.found
    found.setCurrentRow([found.item(row).text() for row in range(found.count())].index("camaras.csv"))
    QApplication.processEvents()
    form = window.sheet.detail.form
    shown = {box.property("cell"): box.currentData() for box in form.states if not box.isHidden()}
    assert shown == {"En servicio": "existing", "Retirado": "retired", "Chatarra": None}
    assert form.status.currentIndex() == -1
    box = form.states[2]
    box.setCurrentIndex(box.findData("retired"))
    box.activated.emit(box.currentIndex())
    settle()
    assert window.sheet.plan is not None
    item = next(item for item in window.sheet.plan.items if item.key == "camaras.csv")
    assert item.statuses == {"En servicio": "existing", "Retirado": "retired", "Chatarra": "retired"}
    assert not any("not known" in problem.message for problem in item.problems)
    box = form.status
    box.setCurrentIndex(box.findData("planned"))
    box.activated.emit(box.currentIndex())
    settle()
    item = next(item for item in window.sheet.plan.items if item.key == "camaras.csv")
    assert item.statuses == {}
    assert item.status == "planned"
