"""What groups of people are called."""

import re

from cityplanner.i18n import _


def group_label(key: str) -> str:
    """A group's name on the screen; an unknown one by its column, made readable."""
    known = {
        "population": _("All residents"),
        "women": _("Women"),
        "disability": _("With a disability"),
        "no_internet": _("No internet at home"),
        "low_income": _("Low income"),
        "migrants": _("Born abroad"),
    }
    if key in known:
        return known[key]
    if match := re.fullmatch(r"age_(\d+)_(\d+)", key):
        return _("Aged {first}–{last}").format(first=match.group(1), last=match.group(2))
    if match := re.fullmatch(r"age_(\d+)_plus", key):
        return _("Aged {first} and over").format(first=match.group(1))
    plain = key.replace("_", " ").strip()
    return plain[:1].upper() + plain[1:]
