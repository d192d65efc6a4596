"""A plan as a whole: which file gives what the neighbourhoods lack, and what keeps it from being carried out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cityplanner.i18n import _
from cityplanner.intake.plan import TABLE, Answer, Fix, PlanItem
from cityplanner.io.tables.age_groups import age_columns
from cityplanner.model import Problem, Severity
from cityplanner.people.deprivation import figures_of, looks_ranked


def completed(items: Sequence[PlanItem], answers: Mapping[str, Answer]) -> tuple[PlanItem, ...]:
    """``items``, the neighbourhoods saying which other file gives what they lack; of several the first gives it."""
    own = {name for item in items if item.role == "neighbourhoods" for name in item.fields}
    given: dict[str, PlanItem] = {}
    for item in sorted(items, key=lambda item: item.role != TABLE):
        gives = item.fit.gives if item.role == TABLE and item.fit is not None else ()
        if item.role == "people":
            gives = tuple(name for name in ("population", "deprivation") if name in item.fields or _derived(item, name))
            if item.finding.kind == "raster":
                gives = ("population",)
        for name in gives:
            if name not in own:
                given.setdefault(name, item)
    done = []
    for item in items:
        if item.role == "neighbourhoods":
            item = replace(item, elsewhere={name: other.finding.path.name for name, other in given.items()})
            if "population" not in item.fields and "population" not in given and not _counts_ages(item):
                item = replace(item, problems=(*item.problems, Problem(Severity.WARNING, item.key, _nobody_counted())))
            source = given.get("deprivation")
            if source is not None and source.deprivation is not None:
                said = answers.get(item.key, Answer()).high_is_poor
                values = figures_of(source.finding.frame, source.deprivation)
                item = replace(
                    item, high_is_poor=not looks_ranked(source.deprivation, values) if said is None else said
                )
        elif item.role == TABLE and "population" in item.fields and "population" not in item.said:
            item = _beside_another(item, given.get("population"))
        elif item.deprivation is not None and given.get("deprivation") is not item:
            item = replace(item, deprivation=None)
        done.append(item)
    return tuple(done)


def _beside_another(item: PlanItem, other: PlanItem | None) -> PlanItem:
    """``item``, a table with residents, asking which are meant where ``other``, a table too, has some already."""
    if other is None or other is item or other.role != TABLE or "population" not in other.fields:
        return item
    message = _("{file} has residents too, and those are taken.")
    told = Problem(Severity.WARNING, item.key, message.format(file=other.key))
    fix = Fix(_("Take these"), Answer(fields={"population": item.fields["population"]}))
    return replace(item, problems=(*item.problems, told), fixes=(*item.fixes, fix))


def _counts_ages(item: PlanItem) -> bool:
    return bool(age_columns(list(item.finding.description.columns)))


def _nobody_counted() -> str:
    return _(
        "No file says how many people live here, so the study shows the ground in range; add a table with residents."
    )


def _derived(item: PlanItem, name: str) -> bool:
    return name == "deprivation" and item.deprivation is not None


def why_not(items: Sequence[PlanItem], *, new: bool) -> str | None:
    """Why a plan of ``items`` cannot be carried out as it is; None where it can."""
    taken = [item for item in items if item.taken]
    if new and not any(item.role == "neighbourhoods" for item in taken):
        return _(
            "No file holds neighbourhoods: areas with names or codes, such as wards or barrios. "
            "Say which file does, or add one."
        )
    if not taken:
        return _("Nothing is left to import.")
    for item in taken:
        for problem in item.problems:
            if problem.severity is Severity.ERROR:
                return f"{item.key}: {problem.message}"
    return None
