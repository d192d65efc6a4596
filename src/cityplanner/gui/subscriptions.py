"""Listening to the study that is shown, until another one is."""

from collections.abc import Callable

from psygnal import SignalInstance

Listening = tuple[SignalInstance, Callable[..., object]]


class Subscriptions:
    """Connections that end together. Each view of a study has one, so that nothing of an old study reaches it."""

    def __init__(self) -> None:
        self._made: tuple[Listening, ...] = ()

    def renew(self, *listening: Listening) -> None:
        """End what was listened to, and listen to these signals, each with its slot."""
        self.end()
        self._made = listening
        for signal, slot in listening:
            signal.connect(slot)

    def end(self) -> None:
        """Hear nothing any more."""
        for signal, slot in self._made:
            signal.disconnect(slot)
        self._made = ()
