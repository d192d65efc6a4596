"""Sees to it that text has ink: on a machine without fonts, matplotlib's DejaVu Sans is used."""

from functools import cache

from PySide6.QtGui import QFontDatabase, QGuiApplication

from cityplanner.carto.font_files import last_resort_fonts

_WISHES = ("Inter", "Noto Sans", "Segoe UI", "Helvetica Neue", "Cantarell", "Ubuntu", "DejaVu Sans", "Arial")


@cache
def ensure_fonts() -> str:
    """The font family to use for all text. Needs a ``QGuiApplication``; to be called on its thread first."""
    families = set(QFontDatabase.families())
    for wish in _WISHES:
        if wish in families:
            return wish
    if families:
        system = QGuiApplication.font().family()
        return system if system in families else min(families)
    added = [QFontDatabase.addApplicationFont(str(path)) for path in last_resort_fonts()]
    known = [family for id_ in added for family in QFontDatabase.applicationFontFamilies(id_)]
    return known[0] if known else QGuiApplication.font().family()
