"""Sees to it that text has ink: on a machine without fonts, matplotlib's DejaVu Sans is used."""

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QGuiApplication

from cityplanner.carto.font_files import last_resort_fonts

_WISHES = ("Inter", "Noto Sans", "Segoe UI", "Helvetica Neue", "Cantarell", "Ubuntu", "DejaVu Sans", "Arial")


@cache
def ensure_fonts() -> str:
    """The font family to use for all text. Needs a ``QGuiApplication``; to be called on its thread first."""
    families = set(QFontDatabase.families())
    system = QGuiApplication.font().family()
    for wish in (*_WISHES, system):
        # Where there are no fonts, names such as "Sans Serif" are listed all the same.
        if wish in families and _has_letters(wish):
            return wish
    added = [QFontDatabase.addApplicationFont(str(path)) for path in last_resort_fonts()]
    known = [family for id_ in added for family in QFontDatabase.applicationFontFamilies(id_)]
    return known[0] if known else system


def _has_letters(family: str) -> bool:
    return QFontMetricsF(QFont(family)).inFontUcs4(ord("A"))
