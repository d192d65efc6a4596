"""What was found wrong with the data, one sentence each."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from cityplanner.gui.icons import icon
from cityplanner.i18n import _
from cityplanner.model import Problem, Severity

_COLOURS = {Severity.INFO: "accent", Severity.WARNING: "warning", Severity.ERROR: "negative"}


class ProblemList(QDialog):
    """A list to read, and to copy from."""

    def __init__(self, problems: Sequence[Problem], parent: QWidget) -> None:
        super().__init__(parent, objectName="problemList")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Notes about the data"))
        self.resize(640, 420)
        intro = QLabel(_("What was found in the files, and what was done about it."))
        intro.setProperty("role", "second")
        self.list = QListWidget(wordWrap=True, spacing=2, iconSize=QSize(20, 20))
        for problem in problems:
            picture: QIcon = icon(problem.severity.value, _COLOURS[problem.severity])
            self.list.addItem(QListWidgetItem(picture, f"{problem.where}: {problem.message}"))
        if not problems:
            self.list.addItem(_("Nothing was found wrong."))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(intro)
        column.addWidget(self.list, 1)
        column.addWidget(buttons)
