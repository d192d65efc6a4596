"""The boxes of the import sheet: to choose from, and to type in."""

from collections.abc import Iterable

from PySide6.QtWidgets import QComboBox, QLineEdit


def combo(name: str, accessible: str) -> QComboBox:
    """A box to choose from that does not grow with its entries."""
    box = QComboBox(objectName=name)
    box.setAccessibleName(accessible)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(12)
    return box


def line(name: str, accessible: str, hint: str = "") -> QLineEdit:
    """A box to type in."""
    made = QLineEdit(objectName=name, placeholderText=hint)
    made.setAccessibleName(accessible)
    return made


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
