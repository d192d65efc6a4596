"""Small pieces of sentences about many things at once."""

from collections.abc import Iterable

from cityplanner.i18n import _, format_number

_SHOWN = 5


def first_few(items: Iterable[object]) -> str:
    """``a, b, c, d, e and 12 more``."""
    listed = list(items)
    shown = ", ".join(str(item) for item in listed[:_SHOWN])
    more = len(listed) - _SHOWN
    return _("{items} and {count} more").format(items=shown, count=format_number(more)) if more > 0 else shown
