"""What goes through the pipe to a child and back: a pickle in pieces.

While one large pickle is read no other thread can run, and the window would stand still; between two pieces they can.
"""

import pickle
from collections.abc import Callable
from multiprocessing.connection import Connection

from cityplanner.reading_pause import collection_paused

_PIECE = 1 << 18
_LOOK_S = 0.05
"""How often somebody who waits looks whether it is still worth it."""


def send(pipe: Connection, content: object) -> None:
    """Send plain data. Raises ``OSError`` where nobody is there any more."""
    outgoing = _Outgoing(pipe)
    pickle.Pickler(outgoing, protocol=pickle.HIGHEST_PROTOCOL).dump(content)
    outgoing.flush()


def receive(pipe: Connection, look: Callable[[], None] | None = None) -> object:
    """What the other side sent. ``look`` is called while nothing comes, and may raise.

    Raises ``EOFError`` or ``OSError`` where nobody is there any more.
    """
    incoming = _Incoming(pipe, look)
    incoming.wait()
    with collection_paused():
        return pickle.Unpickler(incoming).load()


class _Incoming:
    """The file that an unpickler reads."""

    def __init__(self, pipe: Connection, look: Callable[[], None] | None) -> None:
        self._pipe, self._look = pipe, look
        self._piece = memoryview(b"")

    def wait(self) -> None:
        """Until there is something to read."""
        if not len(self._piece):
            self._piece = self._next()

    def read(self, size: int) -> bytes:
        parts = []
        while size > 0:
            self.wait()
            part, self._piece = self._piece[:size], self._piece[size:]
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def readline(self) -> bytes:
        line = bytearray()
        while not line.endswith(b"\n"):
            line += self.read(1)
        return bytes(line)

    def _next(self) -> memoryview:
        while self._look is not None and not self._pipe.poll(_LOOK_S):
            self._look()
        return memoryview(self._pipe.recv_bytes())


class _Outgoing:
    """The file that a pickler writes."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._waiting = bytearray()

    def write(self, content: bytes | memoryview) -> int:
        view = memoryview(content).cast("B")
        if len(view) >= _PIECE:
            self.flush()
            for start in range(0, len(view), _PIECE):
                self._pipe.send_bytes(view[start : start + _PIECE])
            return len(view)
        self._waiting += view
        if len(self._waiting) >= _PIECE:
            self.flush()
        return len(view)

    def flush(self) -> None:
        if self._waiting:
            self._pipe.send_bytes(bytes(self._waiting))
            self._waiting.clear()
