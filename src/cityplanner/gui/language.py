"""The language of the window: ours, and Qt's own for its buttons, fields of numbers and direction of writing."""

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from cityplanner.i18n import Text, environment_tag, locale_tag, set_language

_translators: list[QTranslator] = []
"""Qt's own that are in use; it keeps no hold on them itself."""


def speak(wanted: str | None) -> Text | None:
    """Use the language ``wanted``, else the environment's, else the system's; English where there is none of them.

    What is made afterwards speaks it. Gives what is wrong with the translation, in one sentence.
    """
    problem = set_language(wanted or environment_tag() or QLocale.system().name())
    locale = QLocale(locale_tag())
    QLocale.setDefault(locale)
    app = QApplication.instance()
    if isinstance(app, QApplication):
        app.setLayoutDirection(locale.textDirection())
        while _translators:
            app.removeTranslator(_translators.pop())
        theirs = QTranslator()
        if theirs.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            app.installTranslator(theirs)
            _translators.append(theirs)
    return problem
