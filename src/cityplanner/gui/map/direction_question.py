"""Asks over the map whether deprivation is read the right way round: the commonest error in such studies."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from cityplanner.i18n import _


class DirectionQuestion(QFrame):
    """A card at the top of the map; whoever knows the city can tell at a glance."""

    answered = Signal(bool)
    """Whether the darkest neighbourhoods are the most deprived."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, objectName="directionQuestion")
        text = QLabel(_("The darkest neighbourhoods are taken to be the most deprived. Is that right?"))
        self.yes = QPushButton(_("Yes"), objectName="directionRight")
        self.no = QPushButton(_("No, the other way round"), objectName="directionWrong")
        self.yes.setProperty("kind", "primary")
        self.no.setProperty("kind", "outline")
        self.yes.clicked.connect(lambda: self._answer(True))
        self.no.clicked.connect(lambda: self._answer(False))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(8)
        for widget in (text, self.yes, self.no):
            row.addWidget(widget)
        self.hide()

    def ask(self) -> None:
        """Show the question."""
        self.show()
        self.place()
        self.raise_()

    def place(self) -> None:
        """Stand at the top of the map, in the middle."""
        self.adjustSize()
        self.move(max((self.parentWidget().width() - self.width()) // 2, 8), 12)

    def _answer(self, right: bool) -> None:
        self.hide()
        self.answered.emit(right)
