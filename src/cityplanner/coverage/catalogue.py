"""The catalogue of device types, read from ``resources/devices/*.toml``, and changes to its figures for one run.

What a type's coverage takes is checked against its model: names, bounds, what must be there.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from cityplanner.coverage.model import CoverageModel
from cityplanner.coverage.models import broken_models, coverage_model
from cityplanner.coverage.parameters import checked, filled, parameter_of
from cityplanner.errors import InputError
from cityplanner.i18n import _
from cityplanner.io.device_types import read_types
from cityplanner.model import DeviceType, Problem, Rule, Severity


def load_catalogue() -> dict[str, DeviceType]:
    """All device types, id -> type, families in their order; a dict of the caller's own."""
    return dict(read_types().types)


def catalogue_problems() -> list[Problem]:
    """What is wrong with files of types, and with modules of coverage models; what can be used of them is used."""
    broken = [Problem(Severity.WARNING, _("coverage models"), sentence) for sentence in broken_models()]
    found = read_types()
    return [*broken, *found.problems, *type_problems(found.types.values())]


def type_problems(types: Iterable[DeviceType]) -> list[Problem]:
    """A problem for each of ``types`` whose coverage cannot be worked out."""
    told = [(item, type_problem(item)) for item in types]
    return [Problem(Severity.WARNING, item.name or item.id, sentence) for item, sentence in told if sentence]


def type_problem(item: DeviceType) -> str | None:
    """A sentence where the coverage of ``item`` cannot be worked out: its model is unknown or a figure does not fit."""
    try:
        filled(item, coverage_model(item.coverage.model))
    except InputError as error:
        return error.sentence
    return None


def override(types: Mapping[str, DeviceType], settings: Mapping[str, str | float]) -> dict[str, DeviceType]:
    """``types`` with figures changed: ``{"siren.range_m": "800", "siren.model": "disc", "siren.rule": "at-least"}``.

    A changed figure loses its source. Raises :class:`InputError` where a type, model or parameter is unknown or a
    figure does not fit its model.
    """
    changed = dict(types)
    # The model first, whatever the order: it decides which parameters there are. The figures are judged together, as a
    # threshold may have to change with the rule.
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
    for type_id in {key.partition(".")[0] for key in settings}:
        filled(changed[type_id], coverage_model(changed[type_id].coverage.model))
    return changed


def _with(item: DeviceType, parameter: str, value: str | float) -> DeviceType:
    spec = item.coverage
    if parameter == "model":
        return _of_model(item, coverage_model(str(value)))
    if parameter == "rule":
        return replace(item, coverage=replace(spec, rule=_known_rule(str(value))))
    if parameter == "threshold":
        return replace(item, coverage=replace(spec, threshold=_threshold(item, value)))
    if parameter == "minimum_devices":
        devices = _devices(item, value)
        return replace(item, coverage=replace(spec, rule=Rule.AT_LEAST, minimum_devices=devices))
    number = checked(item.id, parameter_of(item.id, coverage_model(spec.model), parameter), value)
    if number == spec.parameters.get(parameter):
        return item
    return replace(
        item,
        coverage=replace(spec, parameters={**spec.parameters, parameter: number}),
        sources={**item.sources, parameter: _("Given for this run")},
    )


def _of_model(item: DeviceType, model: CoverageModel) -> DeviceType:
    """The type with another model; figures that the model does not take are left out."""
    names = {parameter.name for parameter in model.parameters}
    kept = {name: value for name, value in item.coverage.parameters.items() if name in names}
    return replace(item, coverage=replace(item.coverage, model=model.id, parameters=kept))


def _threshold(item: DeviceType, value: str | float) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise InputError(_("{type}.threshold must be a number, not {value}.").format(type=item.id, value=value))
    return number


def _devices(item: DeviceType, value: str | float) -> int:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not (number >= 1 and number.is_integer()):
        raise InputError(
            _("{type}.minimum_devices must be a whole number from 1, not {value}.").format(type=item.id, value=value)
        )
    return int(number)


def _known_rule(name: str) -> Rule:
    try:
        return Rule(name)
    except ValueError:
        raise InputError(
            _("There is no rule {rule}; choose one of: {rules}.").format(rule=name, rules=", ".join(Rule))
        ) from None
