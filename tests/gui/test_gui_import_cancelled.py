"""A sheet that was put away, or a look that was cancelled, leaves nothing behind."""

from collections.abc import Callable
from pathlib import Path

from city_folder import degrees_table, make_folder
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from cityplanner.gui.main_window import MainWindow
from cityplanner.intake.plan import LEFT_OUT, Answer

Settle = Callable[[], None]


def test_a_sheet_that_was_put_away_forgets_what_was_read_and_answered(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    study = window.study
    villa = make_folder(tmp_path / "villa")
    for put_away in (
        lambda: QTest.keyClick(window.sheet.found, Qt.Key.Key_Escape),
        lambda: window.sheet.findChild(QPushButton, "sheetCancel").click(),
    ):
        window.import_files([villa])
        settle()
        window.sheet.answer("termino.shp", Answer(role=LEFT_OUT))
        put_away()
        settle()
        assert not window.sheet.isVisible()
        assert window.sheet.plan is None
        assert window.study is study
    window.import_files([villa])
    settle()
    assert window.sheet.plan is not None
    assert next(item.role for item in window.sheet.plan.items if item.key == "termino.shp") != LEFT_OUT


def test_what_is_still_being_read_does_not_bring_the_sheet_back(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    window.import_files([make_folder(tmp_path / "villa")])
    settle()
    window.import_files([degrees_table(tmp_path)])  # dropped on the sheet
    window.sheet.put_away()
    settle()
    assert not window.sheet.isVisible()
    assert window.sheet.plan is None


def test_files_whose_look_was_cancelled_are_not_looked_at_with_the_next(
    window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    window.import_files([make_folder(tmp_path / "villa")])
    settle()
    other = degrees_table(tmp_path)
    window.import_files([other])
    window.sheet._jobs[-1].token.cancel()
    settle()
    assert window.sheet.isVisible()
    more = tmp_path / "more.csv"
    more.write_text("cod_barrio,empleos\n001,5\n002,6\n", encoding="utf-8")
    window.import_files([more])
    settle()
    QApplication.processEvents()
    assert window.sheet.plan is not None
    keys = [item.key for item in window.sheet.plan.items]
    assert "more.csv" in keys
    assert other.name not in keys
