"""The one way to tell the person something without stopping them: a bar over the map that goes away by itself."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QToolButton, QWidget

from cityplanner.gui.icons import icon, pixmap
from cityplanner.gui.widget_parts import host_of
from cityplanner.i18n import _
from cityplanner.model import Severity

_SHOWN_MS = {Severity.INFO: 6_000, Severity.WARNING: 12_000, Severity.ERROR: 0}


class MessageBar(QFrame):
    """One sentence, at most one thing to do about it, and a way to close it. Errors stay until they are closed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, objectName="messageBar")
        self._act: Callable[[], object] | None = None
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setObjectName("messageText")
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._progress = QProgressBar(textVisible=False, minimumWidth=120)
        self._action = QPushButton(objectName="messageAction")
        self._action.clicked.connect(self._on_action)
        self._close = QToolButton(icon=icon("close", "panel"), objectName="messageClose")
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(8)
        for widget in (self._icon, self._text, self._progress, self._action, self._close):
            row.addWidget(widget)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def tell(
        self,
        text: str,
        severity: Severity = Severity.INFO,
        action: str | None = None,
        act: Callable[[], object] | None = None,
    ) -> None:
        """Show ``text``; with ``action`` a button of that name that calls ``act``."""
        self._show(text, severity, action, act)
        self._progress.hide()
        if _SHOWN_MS[severity]:
            self._timer.start(_SHOWN_MS[severity])
        else:
            self._timer.stop()

    def show_progress(self, fraction: float, text: str, cancel: Callable[[], object] | None = None) -> None:
        """Show how far long work is; ``fraction`` below 0 means that nobody knows."""
        self._show(text, Severity.INFO, _("Cancel") if cancel else None, cancel)
        self._timer.stop()
        self._progress.setRange(0, 0 if fraction < 0 else 100)
        self._progress.setValue(round(max(fraction, 0) * 100))
        self._progress.show()

    def _show(self, text: str, severity: Severity, action: str | None, act: Callable[[], object] | None) -> None:
        self.setProperty("severity", severity.value)
        self.style().unpolish(self)
        self.style().polish(self)
        self._icon.setPixmap(pixmap(severity.value, 20, "panel"))
        self._text.setText(text)
        # The bar outlives a change of language.
        self._close.setToolTip(_("Close"))
        self._close.setAccessibleName(_("Close the message"))
        self._act = act
        self._action.setVisible(action is not None)
        self._action.setText(action or "")
        self.show()
        self.place()
        self.raise_()

    def place(self) -> None:
        """Stand centred at the top of the parent."""
        parent = host_of(self)
        width = min(640, parent.width() - 32)
        self.setFixedWidth(width)
        self.adjustSize()
        self.move((parent.width() - width) // 2, 12)

    def _on_action(self) -> None:
        act = self._act
        self.hide()
        if act is not None:
            act()
