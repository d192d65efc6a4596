"""The catalogue of device types, read from ``resources/devices/*.toml``, and changes to its figures for one run."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from cityplanner.data_files import data_folder
from cityplanner.errors import InputError
from cityplanner.i18n import Text, _
from cityplanner.model import CoverageSpec, DeviceType, Family, PrivacyClass, Rule

MODEL_PARAMETERS: Mapping[str, tuple[str, ...]] = {"disc": ("range_m",)}
"""Coverage model -> its parameters, all of them numbers above 0."""
_RULE_FIGURES = ("rule", "threshold", "minimum_devices")
"""What every model has beside its parameters."""


def load_catalogue() -> dict[str, DeviceType]:
    """All device types, id -> type, families in their order; a dict of the caller's own."""
    return dict(_catalogue())


@cache
def _catalogue() -> Mapping[str, DeviceType]:
    types: dict[str, DeviceType] = {}
    for family in Family:
        file = data_folder("resources") / "devices" / f"{family.value}.toml"
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["types"]:
            types[entry["id"]] = _read_type(entry, family)
    return types


def _read_type(entry: Mapping[str, Any], family: Family) -> DeviceType:
    fields = dict(entry)
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


def override(types: Mapping[str, DeviceType], settings: Mapping[str, str | float]) -> dict[str, DeviceType]:
    """``types`` with figures changed: ``{"siren.range_m": "800", "siren.model": "disc", "siren.rule": "at-least"}``.

    A changed figure loses its source. Raises :class:`InputError` where a type, model or parameter is unknown or a
    figure is not a number above 0.
    """
    changed = dict(types)
    # The model first, whatever the order: it decides which parameters there are.
    for key, value in sorted(settings.items(), key=lambda item: not item[0].endswith(".model")):
        type_id, dot, parameter = key.partition(".")
        if type_id not in changed:
            raise InputError(
                _("There is no device type {type}; the catalogue has: {types}.").format(
                    type=type_id, types=", ".join(types)
                )
            )
        if not dot:
            raise InputError(_("Say which figure of {type} to change, such as {type}.range_m.").format(type=type_id))
        changed[type_id] = _with(changed[type_id], parameter, value)
    return changed


def _with(item: DeviceType, parameter: str, value: str | float) -> DeviceType:
    spec = item.coverage
    if parameter == "model":
        return replace(item, coverage=replace(spec, model=_known_model(str(value))))
    if parameter == "rule":
        return replace(item, coverage=replace(spec, rule=_known_rule(str(value))))
    known = (*MODEL_PARAMETERS[_known_model(spec.model)], *_RULE_FIGURES)
    if parameter not in known:
        raise InputError(
            _("{type} has no figure {parameter}; it has: {known}.").format(
                type=item.id, parameter=parameter, known=", ".join(known)
            )
        )
    number = _positive(item, parameter, value)
    if parameter == "threshold":
        return replace(item, coverage=replace(spec, threshold=number))
    if parameter == "minimum_devices":
        if not number.is_integer():
            raise InputError(_("{type}.minimum_devices must be a whole number.").format(type=item.id))
        return replace(item, coverage=replace(spec, rule=Rule.AT_LEAST, minimum_devices=int(number)))
    if number == spec.parameters.get(parameter):
        return item
    return replace(
        item,
        coverage=replace(spec, parameters={**spec.parameters, parameter: number}),
        sources={**item.sources, parameter: _("Given for this run")},
    )


def _known_model(name: str) -> str:
    if name not in MODEL_PARAMETERS:
        raise InputError(
            _("There is no coverage model {model}; choose one of: {models}.").format(
                model=name, models=", ".join(MODEL_PARAMETERS)
            )
        )
    return name


def _known_rule(name: str) -> Rule:
    try:
        return Rule(name)
    except ValueError:
        raise InputError(
            _("There is no rule {rule}; choose one of: {rules}.").format(rule=name, rules=", ".join(Rule))
        ) from None


def _positive(item: DeviceType, parameter: str, value: str | float) -> float:
    try:
        number = float(value)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise InputError(
            _("{type}.{parameter} must be a number above 0, not {value}.").format(
                type=item.id, parameter=parameter, value=value
            )
        )
    return number
