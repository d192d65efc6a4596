"""The coverage of a type in words: its figures, and when a person counts as served by it."""

import math
from collections.abc import Iterable

from cityplanner.coverage.model import CoverageModel, Parameter
from cityplanner.coverage.models import coverage_models
from cityplanner.coverage.parameters import filled, plain
from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number
from cityplanner.model import DeviceType, Layer

_MOST_DECIMALS = 3


def served_when(item: DeviceType, layers: Iterable[Layer] = ()) -> str:
    """A sentence: when a person counts as served, and what is done where ``layers`` lack what the model looks at."""
    model = coverage_models().get(item.coverage.model)
    try:
        spec = None if model is None else filled(item, model)
    except InputError:
        spec = None
    if model is None or spec is None:
        return _("{type}: a person is served where the model “{model}” reaches {threshold}.").format(
            type=item.name, model=item.coverage.model, threshold=format_number(item.coverage.threshold, 2)
        )
    if model.served_when is not None:
        clause = model.served_when(spec)
    else:
        clause = _("a person is served where the model “{model}” reaches {threshold} ({figures})").format(
            model=str(model.name),
            threshold=with_unit(spec.threshold, model.strength.unit),
            figures=figures_in_words(item),
        )
    sentence = _("{type}: {clause}.").format(type=item.name, clause=clause)
    fallback = fallback_of(model, layers)
    return f"{sentence} {fallback}" if fallback else sentence


def fallback_of(model: CoverageModel, layers: Iterable[Layer]) -> str | None:
    """What ``model`` does without the layers that it needs and that there are none of; None where none is lacking."""
    roles = {layer.role for layer in layers}
    return str(model.fallback) or None if any(role not in roles for role in model.needs) else None


def figures_in_words(item: DeviceType) -> str:
    """``Range: 100 m``, and so on for every figure that the type gives; '' where its model is not known."""
    return ", ".join(
        _("{what}: {figure}").format(
            what=str(parameter.words) or parameter.name,
            figure=with_unit(item.coverage.parameters[parameter.name], parameter.unit),
        )
        for parameter in shown_parameters(item)
        if parameter.name in item.coverage.parameters
    )


def shown_parameters(item: DeviceType) -> list[Parameter]:
    """The parameters of the type's model that it gives, or has to; a default that nobody changed is left out."""
    model = coverage_models().get(item.coverage.model)
    if model is None:
        return []
    return [
        parameter
        for parameter in model.parameters
        if parameter.name in item.coverage.parameters or parameter.default is None
    ]


def decimals_of(value: float) -> int:
    """How many decimals say a figure of a catalogue, at most three."""
    if not math.isfinite(value):
        return 0
    return next((places for places in range(_MOST_DECIMALS) if round(value, places) == value), _MOST_DECIMALS)


def with_unit(value: float, unit: str) -> str:
    """``100 m``, ``60°``, ``0.5``."""
    figure = format_number(value, decimals_of(value))
    if not unit:
        return figure
    return f"{figure}{unit}" if unit == "°" else _("{figure} {unit}").format(figure=figure, unit=unit)


def parameters_table() -> list[str]:
    """The parameters of all models as the lines of a Markdown table, for the documentation of the catalogue."""
    lines = [
        "| model | parameter | what it is | unit | from | to | without it |",
        "|---|---|---|---|---:|---:|---:|",
    ]
    for model in coverage_models().values():
        for parameter in model.parameters:
            default = "–" if parameter.default is None else plain(parameter.default)
            cells = [f"`{model.id}`", f"`{parameter.name}`", str(parameter.words), parameter.unit]
            cells += [plain(parameter.minimum), plain(parameter.maximum), default]
            lines.append(f"| {' | '.join(cells)} |")
    return lines
