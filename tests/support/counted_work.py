"""Work counted instead of timed: how many functions were called, whatever else the machine is doing."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


class CallCounter:
    """``calls`` of Python's and of C's functions on this thread so far; what is compiled counts as one call."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, _frame: FrameType, event: str, _argument: object) -> None:
        if event in ("call", "c_call"):
            self.calls += 1


@contextmanager
def counting_calls() -> Iterator[CallCounter]:
    """Count what is called on this thread in the block."""
    counter, before = CallCounter(), sys.getprofile()
    sys.setprofile(counter)
    try:
        yield counter
    finally:
        sys.setprofile(before)


def calls_of(act: Callable[[], object]) -> int:
    """How many functions ``act`` calls. An array that is gone through at once is a few, row by row thousands."""
    with counting_calls() as counter:
        act()
    return counter.calls
