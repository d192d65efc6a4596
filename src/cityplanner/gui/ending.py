"""The program is told to end from outside, by Ctrl+C or by a system that shuts down: what is being saved is written."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QSocketNotifier

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_TOLD_BY_SIGNAL = 128
"""Added to the signal's number it is the exit code that shells know."""


@contextmanager
def ending_on_signals(app: QCoreApplication) -> Iterator[None]:
    """While ``app`` runs, a signal ends its event loop in order, without a question; the next one ends the process.

    Python hears a signal when it runs again, and in Qt's event loop it does not: the socket wakes it.
    """
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.setblocking(False)
    notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read)

    def end() -> None:
        numbers = ours.recv(16)
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        app.exit(_TOLD_BY_SIGNAL + numbers[0])

    notifier.activated.connect(end)
    before = {number: signal.signal(number, lambda _number, _frame: None) for number in _SIGNALS}
    wakened = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(wakened)
        for number, handler in before.items():
            signal.signal(number, handler)
        notifier.setEnabled(False)
        ours.close()
        theirs.close()
