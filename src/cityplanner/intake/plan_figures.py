"""What a plan is expected to come to, told before it is carried out."""

import numpy as np

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.intake.plan import LEFT_OUT, TABLE, ImportPlan, PlanItem
from cityplanner.io.tables.age_groups import age_columns
from cityplanner.io.tables.figures import read_figures


def in_a_line(plan: ImportPlan) -> str:
    """``48 neighbourhoods  ·  2,890,151 residents  ·  593 devices  ·  4 layers``, as far as it can be told."""
    parts = []
    for item in plan.of_role("neighbourhoods"):
        count = item.finding.description.features or 0
        text = ngettext("{count} neighbourhood", "{count} neighbourhoods", count)
        parts.append(text.format(count=format_number(count)))
    residents = residents_of(plan)
    if residents is not None:
        parts.append(_("{count} residents").format(count=format_number(residents)))
    devices = sum(item.finding.description.features or 0 for item in plan.of_role("devices"))
    if devices:
        parts.append(ngettext("{count} device", "{count} devices", devices).format(count=format_number(devices)))
    others = ("neighbourhoods", "people", "devices", "boundary", TABLE, LEFT_OUT)
    layers = sum(item.role not in others for item in plan.items)
    if layers:
        parts.append(ngettext("{count} layer", "{count} layers", layers).format(count=format_number(layers)))
    tables = len(plan.of_role(TABLE))
    if tables and not plan.new:
        parts.append(ngettext("{count} table", "{count} tables", tables).format(count=format_number(tables)))
    return "  ·  ".join(parts)


def residents_of(plan: ImportPlan) -> float | None:
    """How many people the files of the plan count; None where none says."""
    for item in (*plan.of_role("people"), *plan.of_role("neighbourhoods"), *plan.of_role(TABLE)):
        counted = _counted(item)
        if counted is not None:
            return counted
    return None


def _counted(item: PlanItem) -> float | None:
    frame = item.finding.frame
    if frame is None:
        return None
    column = item.fields.get("population")
    if column is None or column not in frame.columns:
        ages = age_columns([str(one) for one in frame.columns])
        sums = [_sum(item, column) for column in ages]
        return sum(one for one in sums if one is not None) if ages else None
    return _sum(item, column)


def _sum(item: PlanItem, column: str) -> float | None:
    assert item.finding.frame is not None
    values = item.finding.frame[column]
    try:
        figures, _problems = read_figures(values, [""] * len(values), column, "", counts_people=True)
    except InputError:
        return None
    return float(np.nansum(figures)) if np.isfinite(figures).any() else None
