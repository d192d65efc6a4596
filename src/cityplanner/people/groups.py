"""What groups of people are called, and where their figures stand."""

import re
from collections.abc import Sequence

from cityplanner.errors import InputError
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


def group_column(groups: Sequence[str], group: str | None) -> int:
    """The column of ``group`` beside all residents, who are 0, where a project has ``groups``.

    Raises :class:`InputError` for a group that it does not have.
    """
    if group is None:
        return 0
    if group not in groups:
        raise InputError(
            _("The project has no group {group}; it has: {groups}.").format(
                group=group, groups=", ".join(groups) or _("none")
            )
        )
    return groups.index(group) + 1
