"""What stands in place of the figures of residents where none are known: one card, and what can be done about it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from cityplanner.gui.icons import icon
from cityplanner.i18n import _


class NoResidents(QFrame):
    """Says once that nobody can be counted, and offers to add residents."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__(objectName="noResidents")
        self._why = QLabel(wordWrap=True, objectName="noResidentsWhy")
        self.add = QPushButton(icon("people"), _("Add residents"), objectName="addResidents")
        self.add.setProperty("kind", "outline")
        self.add.clicked.connect(self.wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(8)
        column.addWidget(self._why)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_why(self, why: str) -> None:
        """Be there where there is a sentence ``why`` nobody can be counted."""
        what_to_do = _("Add residents to see who is served, and how fairly.")
        self._why.setText(f"{why} {what_to_do}" if why else "")
        self.setVisible(bool(why))
