"""A value that is kept with what it was made of, so that it cannot be stale."""

from collections.abc import Callable
from operator import is_
from typing import Generic, TypeVar

Value = TypeVar("Value")


def are(some: tuple[object, ...], others: tuple[object, ...]) -> bool:
    """Whether they are the very same things, not only alike."""
    return len(some) == len(others) and all(map(is_, some, others))


class Made(Generic[Value]):
    """Keeps the last value, and makes another where anything that it was made of is another thing."""

    def __init__(self) -> None:
        self._of: tuple[object, ...] = ()
        self._value: Value | None = None

    def get(self, made_of: tuple[object, ...], make: Callable[[], Value]) -> Value:
        """The value of these very things, told by identity: made now, or kept from the last time."""
        value = self.kept(made_of)
        if value is None:
            value = make()
            self.put(made_of, value)
        return value

    def kept(self, made_of: tuple[object, ...]) -> Value | None:
        """The value where it was made of these very things, else None."""
        return self._value if are(made_of, self._of) else None

    def put(self, made_of: tuple[object, ...], value: Value) -> None:
        """Keep ``value``, which was made of these things."""
        self._of, self._value = made_of, value
