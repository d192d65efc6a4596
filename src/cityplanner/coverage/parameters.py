"""The figures of a type of device, checked against what its coverage model takes."""

import math
from dataclasses import replace

from cityplanner.coverage.model import CoverageModel, Joined, Parameter
from cityplanner.errors import InputError
from cityplanner.i18n import _
from cityplanner.model import CoverageSpec, DeviceType, Rule

RULE_FIGURES = ("rule", "threshold", "minimum_devices")
"""What a type has beside the parameters of its model."""


def filled(item: DeviceType, model: CoverageModel) -> CoverageSpec:
    """The specification of ``item`` with every parameter of ``model``, those that it does not give by their defaults.

    Raises :class:`InputError` where a figure is missing, unknown, or not within its bounds.
    """
    spec = item.coverage
    figures: dict[str, float] = {}
    for name in spec.parameters:
        parameter_of(item.id, model, name)
    for parameter in model.parameters:
        value = spec.parameters.get(parameter.name, parameter.default)
        if value is None:
            raise InputError(
                _("{type} needs a {parameter} for the coverage model {model}; set it in the catalogue.").format(
                    type=item.id, parameter=parameter.name, model=model.id
                )
            )
        figures[parameter.name] = checked(item.id, parameter, value)
    if not math.isfinite(spec.threshold) or spec.minimum_devices < 1:
        raise InputError(_("{type} needs a threshold that is a number, and at least one device.").format(type=item.id))
    if spec.rule is Rule.SUM and model.strength.joined is Joined.SUM and spec.threshold <= 0:
        raise InputError(
            _("Strengths of {type} add up, so its threshold must be above 0, not {value}.").format(
                type=item.id, value=plain(spec.threshold)
            )
        )
    return replace(spec, parameters=figures)


def parameter_of(type_id: str, model: CoverageModel, name: str) -> Parameter:
    """The parameter of that name. Raises :class:`InputError` with those that there are."""
    for parameter in model.parameters:
        if parameter.name == name:
            return parameter
    known = [*(parameter.name for parameter in model.parameters), *RULE_FIGURES]
    raise InputError(
        _("{type} has no figure {parameter}; it has: {known}.").format(
            type=type_id, parameter=name, known=", ".join(known)
        )
    )


def checked(type_id: str, parameter: Parameter, value: str | float) -> float:
    """``value`` as a number. Raises :class:`InputError` where it is none, or out of bounds."""
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not parameter.allows(number):
        raise InputError(
            _("{type}.{parameter} must be a number from {least} to {most}, not {value}.").format(
                type=type_id,
                parameter=parameter.name,
                least=plain(parameter.minimum),
                most=plain(parameter.maximum),
                value=value if isinstance(value, str) else plain(value),
            )
        )
    return number


def plain(value: float) -> str:
    """A number as it is typed: ``0.001``, ``1000000``, ``-75``."""
    return f"{value:.15g}" if abs(value) < 1e15 else f"{value:g}"
