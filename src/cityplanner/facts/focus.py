"""What is measured: the devices of one type, or all of a family."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from cityplanner.coverage.engine import types_of
from cityplanner.facts.family_names import family_name
from cityplanner.model import DeviceStatus, DeviceType, Family, Project, Scenario


@dataclass(frozen=True, slots=True)
class Focus:
    """``id`` is that of a type or of a family, as commands, files and ``Engine.table`` write it."""

    id: str
    is_family: bool = False

    @classmethod
    def named(cls, id_: str, known: Mapping[str, DeviceType]) -> Self:
        """The type of that id, else the family. Raises :class:`InputError` where there is neither."""
        types_of(id_, known)
        return cls(id_, id_ not in known)

    @classmethod
    def of_family(cls, family: Family) -> Self:
        return cls(family.value, is_family=True)

    def types(self, known: Mapping[str, DeviceType]) -> list[DeviceType]:
        """The types whose devices count: one, or those of the family. Raises :class:`InputError` for an unknown one."""
        return [known[id_] for id_ in types_of(self.id, known)]

    def family(self, known: Mapping[str, DeviceType]) -> Family:
        return Family(self.id) if self.is_family else known[self.id].family

    def name(self, known: Mapping[str, DeviceType]) -> str:
        """What it is called."""
        return family_name(Family(self.id)) if self.is_family else known[self.id].name


def first_focus(project: Project, scenario: Scenario) -> Focus:
    """The first type of the catalogue that the scenario has devices of, or the first of all."""
    present = {device.type_id for device in scenario.devices.values() if device.status is not DeviceStatus.RETIRED}
    types = project.device_types
    return Focus(next((id_ for id_ in types if id_ in present), next(iter(types))))
