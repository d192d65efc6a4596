"""The boxes of the import sheet: to choose from, and to type in; and its buttons."""

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton


def combo(name: str, accessible: str) -> QComboBox:
    """A box to choose from that does not grow with its entries."""
    box = QComboBox(objectName=name)
    box.setAccessibleName(accessible)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(12)
    return box


def line(name: str, accessible: str, hint: str = "") -> QLineEdit:
    """A box to type in."""
    made = QLineEdit()
    made.setObjectName(name)
    made.setPlaceholderText(hint)
    made.setAccessibleName(accessible)
    return made


def outline_button(text: str, name: str, act: Callable[[], object]) -> QPushButton:
    """A button that does ``act``, beside the one that everything leads to."""
    button = QPushButton(text)
    button.setObjectName(name)
    button.setProperty("kind", "outline")
    button.clicked.connect(lambda: act())
    return button


def fill(box: QComboBox, entries: Iterable[tuple[str, object]], chosen: object) -> None:
    """Offer ``entries`` (text, value), without saying that anything was chosen."""
    box.blockSignals(True)
    box.clear()
    for text, value in entries:
        box.addItem(text, value)
    box.setCurrentIndex(box.findData(chosen))
    box.blockSignals(False)


def set_text(box: QLineEdit, text: str) -> None:
    """Show ``text`` from its beginning, unless somebody is typing there."""
    if not box.hasFocus():
        box.setText(text)
        box.setCursorPosition(0)
