"""Names are shown as they are: what looks like HTML is none, and one as long as a page leaves the window as it was."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from named_study import named_study
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QMessageBox,
    QToolTip,
    QWidget,
)

from cityplanner.errors import InputError
from cityplanner.gui.leaving import _ask
from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.names_shown import on_button

Settle = Callable[[], None]
HOSTILE = "<img src='/no/such.png'><a href='x'>A</a> & <b>co</b>\u2028<h1>"
LONG = "Wolkenkuckucksheim" * 12


def rich_with_names(root: QWidget) -> Iterator[str]:
    """The labels of ``root``, shown or not, in which a name became markup."""
    for label in (root, *root.findChildren(QWidget)):
        if isinstance(label, QLabel):
            label.ensurePolished()
            text, kind = label.text(), label.textFormat()
            guessed = kind is Qt.TextFormat.AutoText and Qt.mightBeRichText(text)
            if (guessed or kind is Qt.TextFormat.RichText) and has_foreign_markup(text):
                yield f"{label.objectName() or label.parentWidget()}: {text}"


def has_foreign_markup(text: str) -> bool:
    """Whether ``text`` as HTML has a picture or a link, of which ours has none."""
    document = QTextDocument()
    document.setHtml(text)
    return "<img" in document.toHtml() or "<a " in document.toHtml()


def tips_of(root: QWidget) -> set[str]:
    """All tips of the widgets and of what lists and tables hold."""
    tips = {widget.toolTip() for widget in root.findChildren(QWidget)}
    tips |= {action.toolTip() for widget in root.findChildren(QWidget) for action in widget.actions()}
    for view in root.findChildren(QAbstractItemView):
        if view.model() is not None:
            tips |= set(tips_in(view.model(), QModelIndex()))
    return tips - {""}


def tips_in(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    for row in range(min(model.rowCount(parent), 50)):
        # A list has one column, and does not let itself be asked.
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)):
            index = model.index(row, column, parent)
            yield str(model.data(index, Qt.ItemDataRole.ToolTipRole) or "")
            if column == 0:
                yield from tips_in(model, index)


def shown_tip(text: str, over: QWidget) -> QLabel:
    QToolTip.showText(QPoint(20, 20), text, over, QRect(), 10_000)
    tips = [widget for widget in QApplication.topLevelWidgets() if widget.inherits("QTipLabel")]
    assert isinstance(tips[-1], QLabel)
    return tips[-1]


def walk(window: MainWindow, settle: Settle) -> Iterator[str]:
    """Everything that the window can be brought to say, one after the other."""
    study = window.study
    assert study is not None
    yield "opened"
    for scenario in list(study.project.scenarios):
        study.show_scenario(scenario)
        study.selection.select(devices=["ap-1"])
        settle()
        yield f"a device of {scenario}"
    study.selection.select(devices=["ap-1", "ap-2"])
    yield "two devices"
    study.selection.select(neighbourhoods=["01"])
    settle()
    yield "a neighbourhood"
    window.map.use_tool("identify")
    device = study.scenario.devices["ap-3"]
    QTest.mouseClick(window.map, Qt.MouseButton.LeftButton, pos=window.map.screen_point(device.x, device.y))
    yield "identified"
    for id_ in ("improve", "people", "table", "sources", "problems", "help", "palette"):
        window.commands[id_].trigger()
        settle()
        yield id_
    window.messages.tell(HOSTILE)
    yield "told"
    window.tell_error(InputError(HOSTILE))
    yield "told as an error"


@pytest.mark.qt_log_ignore("does not support raise")
def test_no_name_becomes_markup_anywhere_in_the_window(window: MainWindow, settle: Settle) -> None:
    assert has_foreign_markup(HOSTILE)
    window.show_project(named_study(HOSTILE))
    settle()
    seen: set[str] = set()
    names = 0
    for moment in walk(window, settle):
        for top in QApplication.topLevelWidgets():
            assert list(rich_with_names(top)) == [], moment
            seen |= tips_of(top)
            names += sum(HOSTILE[:20] in label.text() for label in top.findChildren(QLabel))
    assert names > 20
    hostile = [tip for tip in seen if HOSTILE[:20] in tip]
    assert hostile
    for tip in hostile:
        label = shown_tip(tip, window)
        assert label.text() == tip
        assert label.textFormat() is Qt.TextFormat.PlainText
    QToolTip.hideText()


def test_a_label_that_somebody_adds_tomorrow_is_plain_text(themed: QApplication, qtbot) -> None:
    label = QLabel(HOSTILE)
    qtbot.addWidget(label)
    label.show()
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_questions_show_the_name_as_it_is(window: MainWindow, settle: Settle) -> None:
    window.show_project(named_study(HOSTILE))
    settle()
    formats: list[Qt.TextFormat] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        formats.extend(label.textFormat() for label in box.findChildren(QLabel) if HOSTILE[:20] in label.text())
        box.button(QMessageBox.StandardButton.Cancel).click()

    QTimer.singleShot(200, look)
    assert window.study is not None
    assert _ask(window, window.study) == QMessageBox.StandardButton.Cancel
    assert formats == [Qt.TextFormat.PlainText]


def test_names_on_buttons_keep_their_and_sign(window: MainWindow, settle: Settle) -> None:
    window.show_project(named_study("Stone & Sons"))
    settle()
    texts = [button.text() for button in window.findChildren(QAbstractButton) if "Stone" in button.text()]
    assert len(texts) >= 3
    assert all("Stone && Sons" in text for text in texts)
    assert on_button("a\nb & c") == "a b && c"


@pytest.mark.parametrize("name", [LONG, " ".join(["Wolkenkuckucksheim"] * 12)])
def test_a_long_name_leaves_the_window_its_size(window: MainWindow, settle: Settle, name: str, tmp_path: Path) -> None:
    window.show_project(named_study(name))
    settle()
    for moment in walk(window, settle):
        assert window.minimumSizeHint().width() <= 1366, moment
        assert window.minimumSizeHint().height() <= 768, moment
        assert window.width() == 1366, moment
