"""How long work says how far it is, and how it is stopped, in plain Python.

The window shows a bar with Cancel, the command line a bar on stderr.
"""

from collections.abc import Callable

from cityplanner.errors import CancelledError
from cityplanner.i18n import _

Progress = Callable[[float, str], None]
"""Called with a fraction between 0 and 1 and a sentence that says what is being done."""


def no_progress(fraction: float, sentence: str) -> None:
    """Report to nobody."""


class CancelToken:
    """Set by the person who waits, read by the work at points where it can stop."""

    def __init__(self) -> None:
        self._cancelled = False

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    def cancel(self) -> None:
        self._cancelled = True

    def raise_if_cancelled(self) -> None:
        """Raise :class:`CancelledError` where the work was cancelled."""
        if self._cancelled:
            raise CancelledError(_("The work was stopped; nothing was changed."))
