"""No search for cycles of garbage while files are read and parsed: it holds every thread up, the window's too.

A city has hundreds of thousands of objects that come to stay, and the collector would go through them again and again
while they come. Nothing but reading is kept so free of it: a search or a proof may go on for hours.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Timer

LONGEST_S = 60.0
"""Whoever reads for longer goes on with the collector at work."""
_MANY_OBJECTS = 50_000
"""To go through so many in search of cycles takes longer than a hand may wait."""
_lock = Lock()
_readers = 0
_limit: Timer | None = None


def collect_garbage() -> None:
    """Go through everything once, what has come to stay too: for the moment at which a study is closed."""
    gc.unfreeze()
    gc.collect()


@contextmanager
def collection_paused() -> Iterator[None]:
    """For as long as this lasts, and no longer than :data:`LONGEST_S`, no garbage is searched for.

    Where many objects have come to stay they are not gone through later either; they go when nobody refers to them.
    After the first reading that is so for what the program itself consists of.
    """
    _begin()
    try:
        yield
    finally:
        _end()


def _begin() -> None:
    global _readers, _limit
    with _lock:
        _readers += 1
        if _readers == 1:
            _limit = Timer(LONGEST_S, gc.enable)
            _limit.daemon = True
            _limit.start()
            gc.disable()


def _end() -> None:
    global _readers, _limit
    with _lock:
        _readers -= 1
        if _readers or _limit is None:
            return
        _limit.cancel()
        _limit = None
        if gc.get_count()[0] > _MANY_OBJECTS or not gc.get_freeze_count():
            gc.freeze()
        gc.enable()
