"""What is in the hand: devices that count where they are held, while the project stays as it is."""

import math
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from cityplanner.model import Device


class Hold:
    """Somebody's hold of devices, moved ones and new ones. It ends once, and does nothing any more from then on.

    It ends when it is dropped, and with every step of the history, when another scenario is shown, and when the study
    is closed: what it was taken from is no longer what is there.
    """

    def __init__(self, hand: "Hand", ended: Callable[[], object]) -> None:
        self._hand, self._ended = hand, ended
        self.devices: Mapping[str, Device] = MappingProxyType({})
        """The devices by id, as they are held."""

    @property
    def ended(self) -> bool:
        return self not in self._hand.holds

    def show(self, devices: Iterable[Device]) -> None:
        """Hold these devices and no others, each as it is given: moved, turned, retired, or new."""
        if not self.ended:
            self.devices = MappingProxyType({device.id: device for device in devices})
            self._hand.changed()

    @property
    def gain(self) -> float | None:
        """How many more residents are served with these devices than without; None where nobody knows, or holds any."""
        gain = self._hand.gain_of(self) if self.devices and not self.ended else math.nan
        return gain if math.isfinite(gain) else None

    @property
    def ground_gain_m2(self) -> float | None:
        """How much more ground is in range with these devices than without, by the quick estimate; None as above."""
        gain = self._hand.ground_gain_of(self) if self.devices and not self.ended else math.nan
        return gain if math.isfinite(gain) else None

    def drop(self) -> None:
        """Let go: every device counts where the project has it."""
        if not self.ended:
            self._hand.end(self)

    def tell_ended(self) -> None:
        self._ended()


class Hand:
    """All that is held at a time: a proposal may lie on the map while a device is dragged.

    ``changed`` is called when what counts has changed; ``gain_of`` and ``ground_gain_of`` answer a hold.
    """

    def __init__(
        self,
        changed: Callable[[], object],
        gain_of: Callable[[Hold], float],
        ground_gain_of: Callable[[Hold], float],
    ) -> None:
        self.changed, self.gain_of, self.ground_gain_of = changed, gain_of, ground_gain_of
        self.holds: list[Hold] = []

    def take(self, ended: Callable[[], object]) -> Hold:
        """A new hold with nothing in it yet; ``ended`` is called when it ends."""
        hold = Hold(self, ended)
        self.holds.append(hold)
        return hold

    @property
    def devices(self) -> dict[str, Device]:
        """The devices by id, as they are held."""
        return self.without(None)

    def without(self, left_out: Hold | None) -> dict[str, Device]:
        """The devices that all holds but one hold."""
        return {id_: device for hold in self.holds if hold is not left_out for id_, device in hold.devices.items()}

    def end(self, hold: Hold) -> None:
        """One hold ends."""
        self.holds.remove(hold)
        hold.tell_ended()
        if hold.devices:
            self.changed()

    def end_all(self) -> None:
        """Every hold ends. Who asks for it says that what counts has changed."""
        ending, self.holds = self.holds, []
        for hold in ending:
            hold.tell_ended()
