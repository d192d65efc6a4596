"""What one sees first: three ways to begin, and the projects that were open last."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cityplanner.gui.icons import icon, pixmap
from cityplanner.gui.names_shown import on_button
from cityplanner.gui.recent_files import recent_files
from cityplanner.gui.widget_parts import taken_out
from cityplanner.i18n import _

_RECENT_SHOWN = 4


class Card(QFrame):
    """A large button with a picture, a title and a sentence."""

    clicked = Signal()

    def __init__(self, picture: str, title: str, sentence: str, name: str) -> None:
        super().__init__(objectName="card", focusPolicy=Qt.FocusPolicy.StrongFocus)
        self.setProperty("card", name)
        self.setFixedSize(272, 196)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self._picture = picture
        self._art = QLabel()
        self.retint()
        heading = QLabel(title)
        heading.setProperty("role", "title")
        text = QLabel(sentence, wordWrap=True)
        text.setProperty("role", "second")
        text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(8)
        column.addWidget(self._art)
        column.addSpacing(4)
        column.addWidget(heading)
        column.addWidget(text, 1)

    def retint(self) -> None:
        """Draw the picture in the theme's colour."""
        self._art.setPixmap(pixmap(self._picture, 48, "accent"))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


class Welcome(QWidget):
    """Also takes files that are dropped on it, through the window."""

    sample_wanted = Signal()
    files_wanted = Signal()
    project_wanted = Signal()
    file_wanted = Signal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, objectName="welcome")
        title = QLabel(_("Who is served, and how fairly?"))
        title.setStyleSheet("font-size: 28px; font-weight: 600;")
        subtitle = QLabel(
            _("Place public Wi-Fi, lights, sensors and services on the map, and see at once whom they reach.")
        )
        subtitle.setProperty("role", "lead")
        self.sample = Card(
            "city",
            _("Open the sample city"),
            _("Altavega, a made-up city of 320,000 people, with everything in place to try things out."),
            "sample",
        )
        self.files = Card(
            "folder",
            _("Start from my files"),
            _("A folder with everything you have of the city, or single files; drop them anywhere on this window."),
            "files",
        )
        self.project = Card("map", _("Open a project"), _("Go on with a study that you saved before."), "project")
        self.sample.clicked.connect(self.sample_wanted)
        self.files.clicked.connect(self.files_wanted)
        self.project.clicked.connect(self.project_wanted)
        cards = QHBoxLayout()
        cards.setSpacing(24)
        for card in (self.sample, self.files, self.project):
            cards.addWidget(card)
        self._recent_title = QLabel(_("Recent projects"))
        self._recent_title.setProperty("role", "section")
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        offline = QLabel(_("CityPlanner works without internet. Your data stays on this computer."))
        offline.setProperty("role", "small")
        block = QWidget()
        block.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(block)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        column.addWidget(title)
        column.addWidget(subtitle)
        column.addSpacing(24)
        column.addLayout(cards)
        column.addSpacing(16)
        column.addWidget(self._recent_title)
        column.addLayout(self._recent)
        column.addSpacing(16)
        column.addWidget(offline)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(block, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        self.refresh()

    def retint(self) -> None:
        """The theme is another."""
        for card in self.findChildren(Card):
            card.retint()

    def refresh(self) -> None:
        """List the recent projects as they are now."""
        for widget in taken_out(self._recent):
            widget.deleteLater()
        files = recent_files()[:_RECENT_SHOWN]
        self._recent_title.setVisible(bool(files))
        for file in files:
            button = QPushButton(icon("file", "accent"), f"{on_button(file.stem)}   ·   {on_button(file.parent.name)}")
            button.setIconSize(QSize(18, 18))
            button.setToolTip(str(file))
            button.setStyleSheet("text-align: left;")
            button.clicked.connect(lambda _checked=False, file=file: self.file_wanted.emit(file))
            self._recent.addWidget(button)
