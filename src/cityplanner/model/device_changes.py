"""Changes to devices, and to what the project's catalogue says of their types."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Self

from cityplanner.i18n import _
from cityplanner.model.change import Change, change_kind, misfit
from cityplanner.model.changed import Touched
from cityplanner.model.device import Device, DeviceType
from cityplanner.model.draft import Draft


@change_kind("device")
@dataclass(frozen=True, slots=True)
class DeviceChange(Change):
    """A device of ``scenario`` added (``before`` is None), removed (``after`` is None) or altered.

    ``precedes`` is the device that one which comes or goes stands right before in the scenario's order; None at the
    end. Nobody need say it of one that goes.
    """

    scenario: str
    before: Device | None
    after: Device | None
    precedes: str | None = None

    def apply(self, draft: Draft) -> Self:
        before, after = self.before, self.after
        if before is None and after is None:
            return self
        devices = draft.devices(self.scenario)
        if devices is None:
            raise misfit(
                _("This step does not fit the project: there is no scenario {name}. Nothing was changed."),
                self.scenario,
            )
        was = None
        if before is not None:
            was = devices.get(before.id)
            if was is None:
                raise misfit(
                    _("This step does not fit the project: there is no device {name}. Nothing was changed."), before.id
                )
        if was is not None and after is not None and after.id == was.id:
            devices.alter(after)
            return self._settled(was, None)
        if after is not None and devices.get(after.id) is not None:
            raise misfit(
                _("This step does not fit the project: there is a device {name} already. Nothing was changed."),
                after.id,
            )
        precedes = self.precedes if was is None else devices.remove(was.id)
        if after is not None:
            devices.insert(after, precedes)
        return self._settled(was, precedes)

    def _settled(self, was: Device | None, precedes: str | None) -> Self:
        if (was is self.before or was == self.before) and precedes == self.precedes:
            return self
        return type(self)(self.scenario, was, self.after, precedes)

    def inverse(self) -> Self:
        return type(self)(self.scenario, self.after, self.before, self.precedes)

    def touches(self, touched: Touched) -> None:
        for device in (self.before, self.after):
            if device is not None:
                touched.devices.add((self.scenario, device.id))

    @property
    def subject(self) -> Hashable | None:
        if self.before is None or self.after is None or self.before.id != self.after.id:
            return None
        return self.scenario, self.before.id

    def then(self, later: Self) -> Self | None:
        return None if self.before == later.after else replace(self, after=later.after)


@change_kind("device-type")
@dataclass(frozen=True, slots=True)
class DeviceTypeChange(Change):
    """The project's own version of a catalogue entry altered."""

    before: DeviceType
    after: DeviceType

    def apply(self, draft: Draft) -> Self:
        was = draft.device_types.get(self.after.id)
        if was is None:
            raise misfit(
                _("This step does not fit the project: there is no type of device {name}. Nothing was changed."),
                self.after.id,
            )
        draft.device_types[self.after.id] = self.after
        return replace(self, before=was)

    def inverse(self) -> Self:
        return type(self)(self.after, self.before)

    def touches(self, touched: Touched) -> None:
        touched.device_types.add(self.after.id)

    @property
    def subject(self) -> Hashable | None:
        return self.after.id

    def then(self, later: Self) -> Self | None:
        return None if self.before == later.after else replace(self, after=later.after)
