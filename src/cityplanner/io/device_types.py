"""Files of device types, ``resources/devices/*.toml`` and those of other folders, as they stand.

Whether the figures fit their coverage model is judged above, in ``coverage.catalogue``.
"""

import logging
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from cityplanner.data_files import data_folder
from cityplanner.i18n import Text, _
from cityplanner.model import CoverageSpec, DeviceType, Family, PrivacyClass, Problem, Rule, Severity

_log = logging.getLogger(__name__)

EXTRA_FOLDERS: list[Path] = []
"""Folders whose ``*.toml`` hold more types, in the form of those in ``resources/devices``."""


class TypesRead(NamedTuple):
    """Types by id, families in their order, and a problem for each file that cannot be read."""

    types: Mapping[str, DeviceType]
    problems: tuple[Problem, ...]


def read_types() -> TypesRead:
    """The types in all files; a file belongs to the family of its name, or an entry to the one that it names."""
    return _read_folders((data_folder("resources") / "devices", *EXTRA_FOLDERS))


@cache
def _read_folders(folders: tuple[Path, ...]) -> TypesRead:
    read: list[DeviceType] = []
    problems: list[Problem] = []
    for file in (file for folder in folders for file in sorted(folder.glob("*.toml"))):
        try:
            for entry in tomllib.loads(file.read_text(encoding="utf-8"))["types"]:
                read.append(_read_type(entry, Family(entry.get("family", file.stem))))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            # One damaged file costs its own types only.
            _log.exception("The types in %s cannot be read", file.name)
            message = _("Types of devices in {file} cannot be read: {reason}").format(file=file.name, reason=error)
            problems.append(Problem(Severity.WARNING, file.name, message))
    order = list(Family)
    return TypesRead({item.id: item for item in sorted(read, key=lambda one: order.index(one.family))}, tuple(problems))


def _read_type(entry: Mapping[str, Any], family: Family) -> DeviceType:
    fields = dict(entry)
    fields.pop("family", None)
    coverage = dict(fields.pop("coverage"))
    spec = CoverageSpec(
        model=coverage.pop("model"),
        threshold=float(coverage.pop("threshold", 1.0)),
        rule=Rule(coverage.pop("rule", Rule.ANY)),
        minimum_devices=int(coverage.pop("minimum_devices", 1)),
        parameters={name: float(value) for name, value in coverage.items()},
    )
    for field in ("name", "description"):
        fields[field] = Text(fields[field])
    fields["sources"] = {figure: Text(source) for figure, source in fields.get("sources", {}).items()}
    fields["privacy"] = PrivacyClass(fields["privacy"])
    return DeviceType(family=family, coverage=spec, **fields)
