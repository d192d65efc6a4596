"""What is selected: one selection shared by map, table and charts."""

from collections.abc import Iterable

from psygnal import Signal


class Selection:
    """Ids of neighbourhoods and of devices. Emits ``changed`` only where something did change."""

    changed = Signal()

    def __init__(self) -> None:
        self._neighbourhoods: frozenset[str] = frozenset()
        self._devices: frozenset[str] = frozenset()

    @property
    def neighbourhoods(self) -> frozenset[str]:
        return self._neighbourhoods

    @property
    def devices(self) -> frozenset[str]:
        return self._devices

    def select(self, *, neighbourhoods: Iterable[str] = (), devices: Iterable[str] = ()) -> None:
        """Select these and nothing else."""
        wanted = frozenset(neighbourhoods), frozenset(devices)
        if wanted != (self._neighbourhoods, self._devices):
            self._neighbourhoods, self._devices = wanted
            self.changed.emit()

    def clear(self) -> None:
        self.select()
