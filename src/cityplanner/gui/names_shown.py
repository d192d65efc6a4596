"""Names and sentences that came with a file, shown as what they are: neither markup nor a shortcut, and not too long.

All labels, tips and questions of the window are plain text, by its style sheet; Qt would take what looks like HTML for
HTML, and open the files that it names. What we mark up ourselves stands in a label made here, and is made safe.
"""

from html import escape

from PySide6.QtWidgets import QLabel

PLAIN_TEXT = """
QLabel, QToolTip { qproperty-textFormat: PlainText; }
QLabel[markup="ours"] { qproperty-textFormat: RichText; }
QLabel[wordWrap="true"] { min-width: 24px; }
"""
"""Of the style sheet. The last: a word of any length gives way to the window, not the window to the word."""
_MOST_LETTERS = 28


def marked_up_label(name: str = "") -> QLabel:
    """A label for HTML of our own, in which every text went through :func:`as_text`."""
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setProperty("markup", "ours")
    return label


def as_text(text: str) -> str:
    """``text`` in HTML of our own."""
    return escape(text, quote=False)


def on_button(name: str) -> str:
    """``name`` on a button, a tab or in a menu: one line, and ``&`` for itself."""
    line = " ".join(name.split())
    if len(line) > _MOST_LETTERS:
        line = f"{line[: _MOST_LETTERS - 11]} … {line[-8:]}"
    return line.replace("&", "&&")
