"""What every change can do, and the list of the kinds of change that there are."""

from collections.abc import Callable, Hashable, Iterable
from typing import ClassVar, Self, TypeVar

from cityplanner.errors import InputError
from cityplanner.model.changed import Touched
from cityplanner.model.draft import Draft


class Change:
    """What was, and what is, of one thing, as a frozen dataclass of plain data.

    ``before`` is what the change was made from. What the project holds in its place when the change is carried out is
    what comes back when it is taken back.
    """

    __slots__ = ()
    kind: ClassVar[str]
    """What the kind is called where changes are written down; set by :func:`change_kind`."""

    def apply(self, draft: Draft) -> Self:
        """Carry the change out on ``draft``; gives it as it was done, with what only the project knew filled in.

        Raises :class:`~cityplanner.errors.InputError` where it does not fit.
        """
        raise NotImplementedError

    def inverse(self) -> Self:
        """What takes the change back, once :meth:`apply` gave it."""
        raise NotImplementedError

    def touches(self, touched: Touched) -> None:
        """Say what the change touches."""
        raise NotImplementedError

    @property
    def subject(self) -> Hashable | None:
        """Of what the change is, where one that follows on the same can be joined to it; None where it stands alone."""
        return None

    def then(self, later: Self) -> Self | None:
        """This change and a ``later`` one of the same subject as one; None where nothing is left of them."""
        raise NotImplementedError

    def heavy(self) -> Iterable[object]:
        """What it holds that takes memory: frames, residents, sets of devices."""
        return ()


KINDS: dict[str, type[Change]] = {}
"""Every kind of change by its name."""

_C = TypeVar("_C", bound=type[Change])


def change_kind(name: str) -> Callable[[_C], _C]:
    """Register a class of changes under ``name``, which is written down and so never changes."""

    def register(kind: _C) -> _C:
        kind.kind = name
        KINDS[name] = kind
        return kind

    return register


def misfit(sentence: str, name: str) -> InputError:
    """The error that keeps a change from being carried out; ``sentence`` says why, ``name`` of what."""
    return InputError(sentence.format(name=name))
