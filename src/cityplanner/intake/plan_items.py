"""The items of an import plan: what is known, guessed and said of one finding, its problems and what can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from cityplanner.i18n import _, format_number, ngettext
from cityplanner.intake.device_statuses import status_title, statuses_read, statuses_told
from cityplanner.intake.join import Fit
from cityplanner.intake.landing import FAR_KM, distance_km, land, metres_apart, proposals
from cityplanner.intake.plan import LEFT_OUT, TABLE, Answer, Bounds, Finding, Fix, Landing, PlanItem
from cityplanner.intake.plan_guess import Guess, fields_of
from cityplanner.intake.rates import proposed_rate
from cityplanner.io.archive.archive import ARCHIVES
from cityplanner.io.features.axis_order import told_order
from cityplanner.io.features.read_layer import FEATURE_ENDINGS, TABLE_ENDINGS
from cityplanner.io.layer_roles import load_roles
from cityplanner.io.layer_roles import role as role_of
from cityplanner.io.tables.options import TableOptions
from cityplanner.model import DeviceStatus, Problem, Severity
from cityplanner.people.deprivation import figures_of, looks_ranked, ranked_told

_MATTERS_M = 5.0
"""Systems that put a layer less far apart than this are the same for what is planned here."""


@dataclass(frozen=True, eq=False, slots=True)
class Surroundings:
    """What the other files of the plan, or the open study, are to one finding.

    ``fits`` says of each table how it fits the neighbourhoods, or why it does not. ``near`` is the ground that the
    others cover, in degrees, ``systems`` are codes that they are in; ``new`` is whether the plan makes a study.
    """

    fits: Mapping[str, Fit | str]
    near: Bounds | None
    systems: tuple[str, ...]
    new: bool


def item_of(
    finding: Finding, answer: Answer, guess: Guess, crs: str | None, landing: Landing | None, around: Surroundings
) -> PlanItem:
    """The item for ``finding``; what the person answers goes before what was guessed."""
    role = answer.role or guess.role
    guessed = answer.role is None or answer.role == guess.role
    fields = fields_of(finding, answer, role)
    if "deprivation" in fields and "deprivation" not in answer.fields:
        fields["deprivation"] = proposed_rate(finding.frame, fields["deprivation"]) or fields["deprivation"]
    problems = [] if role == LEFT_OUT else [one for one in finding.description.problems if _worth(one)]
    systems = _systems(finding, landing, around, far=guess.far)
    if answer.swapped or (answer.crs is not None and landing is not None):
        # What kept it from being used before x and y were swapped, or another system was said.
        problems = [problem for problem in problems if problem.severity is not Severity.ERROR]
    if answer.swapped is not None or answer.crs is not None:
        # Which way round it is has been said.
        problems = [problem for problem in problems if problem != told_order(problem.where)]
    read = problems
    problems, fixes = _about_place(finding, answer, guess, role, landing, systems, around.near, problems)
    placed = tuple(problems)
    if finding.doubtful_order and answer.swapped is None and answer.crs is None and role != LEFT_OUT and not fixes:
        fixes = [Fix(_("Swap x and y"), Answer(swapped=True)), Fix(_("It lies rightly"), Answer(swapped=False))]
    if role == LEFT_OUT and finding.kind == TABLE and TABLE in _choices(finding, new=around.new) and guess.weak:
        problems.append(Problem(Severity.WARNING, finding.key, guess.reason))
        fixes.append(Fix(_("Join it all the same"), Answer(role=TABLE)))
    type_id = (answer.type_id or guess.type_id) if role == "devices" else None
    if role == "devices" and type_id is None:
        problems.append(Problem(Severity.ERROR, finding.key, _("Say which type of device it lists.")))
    fit = None
    if role == TABLE and finding.key in around.fits:
        found = around.fits[finding.key]
        fit = found if isinstance(found, Fit) else None
        problems += (
            _about_fit(found, finding.key) if isinstance(found, Fit) else [Problem(Severity.ERROR, finding.key, found)]
        )
    if finding.description.table is not None and finding.description.table.o_in_doubt and role != LEFT_OUT:
        fixes.append(Fix(_("O is east (Ost)"), Answer(reading=TableOptions(o="east"))))
    statuses: Mapping[str, DeviceStatus | None] = {}
    if role == "devices" and "status" in fields and finding.frame is not None:
        column = fields["status"]
        statuses = statuses_read(finding.frame[column], column, answer.statuses)
        problems += statuses_told(finding.frame[column], column, statuses, finding.key)
        for value in [value for value, state in statuses.items() if state is None][:1]:
            fixes += [
                Fix(
                    _("“{value}” is {status}").format(value=value, status=status_title(state)),
                    Answer(statuses={value: state}),
                )
                for state in DeviceStatus
            ]
    high_is_poor = None
    if role in ("neighbourhoods", TABLE) and "deprivation" in fields:
        high_is_poor = answer.high_is_poor
        if high_is_poor is None:
            high_is_poor, told = _direction(finding, fields["deprivation"])
            problems += told
            fixes += [Fix(_("High figures mean poor"), Answer(high_is_poor=True))] if told else []
    source = finding.source
    return PlanItem(
        finding=finding,
        role=role,
        reason=guess.reason if guessed else _("As you said."),
        choices=_choices(finding, new=around.new),
        name=answer.name or _title(finding),
        fields=fields,
        said=dict(answer.fields),
        crs=crs,
        landing=landing,
        systems=systems,
        type_id=type_id,
        deprivation=_of_finer_areas(finding, answer, role),
        status=answer.status or DeviceStatus.EXISTING,
        statuses=statuses,
        high_is_poor=high_is_poor,
        on=answer.on,
        raster_unit=answer.raster_unit,
        swapped=bool(answer.swapped),
        fit=fit,
        problems=tuple(problems),
        doubts=tuple(problem for problem in placed if problem not in read),
        fixes=tuple(fixes),
        source=replace(
            source,
            role=role,
            licence=source.licence if answer.licence is None else answer.licence,
            credit=source.credit if answer.credit is None else answer.credit,
        ),
    )


def told_apart(items: Sequence[PlanItem]) -> list[PlanItem]:
    """``items``, the file added to the names of parts of files that would be called the same."""
    names = [item.name for item in items if item.taken]
    return [
        replace(item, name=f"{item.name} ({item.finding.path.stem.partition('.')[0]})")
        if item.taken and item.finding.title == item.name and names.count(item.name) > 1
        else item
        for item in items
    ]


def _of_finer_areas(finding: Finding, answer: Answer, role: str) -> str | None:
    """The column of deprivation that areas with people have, as a rate where it is a count."""
    if role != "people" or finding.kind != "polygon":
        return None
    column = fields_of(finding, answer, "neighbourhoods").get("deprivation")
    return None if column is None else proposed_rate(finding.frame, column) or column


def _direction(finding: Finding, column: str) -> tuple[bool, list[Problem]]:
    """Whether high figures of ``column`` mean poor, and what is told where only the figures say that they do not."""
    values = figures_of(finding.frame, column)
    if looks_ranked(column) or not looks_ranked(column, values):
        return not looks_ranked(column), []
    return False, [Problem(Severity.WARNING, finding.key, ranked_told(column, values))]


def use_title(role: str) -> str:
    """A role of a plan in words."""
    titles = {TABLE: _("Table to join"), LEFT_OUT: _("Leave out")}
    return titles[role] if role in titles else role_of(role).title


def _worth(problem: Problem) -> bool:
    return problem.severity is not Severity.INFO


def _about_place(
    finding: Finding,
    answer: Answer,
    guess: Guess,
    role: str,
    landing: Landing | None,
    systems: Sequence[str],
    near: Bounds | None,
    problems: Sequence[Problem],
) -> tuple[list[Problem], list[Fix]]:
    """What there is to say about where it lies, in the place of what its reader said of it."""
    others = [code for code in systems if landing is None or code != landing.crs]
    fixes = [Fix(_("Take {crs}").format(crs=code), Answer(crs=code)) for code in others[:2]]
    if (guess.far or landing is None) and _fits_turned(finding, landing, near):
        fixes = [Fix(_("Swap x and y"), Answer(swapped=not answer.swapped)), *fixes[:1]]
        if landing is None and finding.crs is not None:
            return list(problems), fixes
    if guess.far and role == LEFT_OUT:
        return [*problems, Problem(Severity.WARNING, finding.key, guess.reason)], fixes
    if finding.bounds is None or role in (LEFT_OUT, TABLE) or finding.crs is not None:
        return list(problems), fixes if landing is None else []
    kept = [problem for problem in problems if problem.severity is not Severity.ERROR]
    if answer.crs is None and landing is None:
        text = _("It does not say in which coordinate system it is; choose the one in which it lies rightly.")
        return [*kept, Problem(Severity.ERROR, finding.key, text)], fixes
    if answer.crs is None and landing is not None and landing.crs != "EPSG:4326":
        return _about_several(finding, landing, others, kept)
    return kept, []


def _about_several(
    finding: Finding, landing: Landing, others: Sequence[str], problems: Sequence[Problem]
) -> tuple[list[Problem], list[Fix]]:
    """That its system was guessed, and where other systems fit that put it elsewhere, a question."""
    assert finding.bounds is not None
    away = {code: metres_apart(finding.bounds, landing.crs, code) for code in others}
    elsewhere = {code: metres for code, metres in away.items() if metres is not None and metres >= _MATTERS_M}
    if not elsewhere:
        text = _("It does not say in which coordinate system it is; in {crs} it lies where the others do.")
        return [*problems, Problem(Severity.WARNING, finding.key, text.format(crs=landing.crs))], []
    text = _(
        "It does not say in which coordinate system it is, and several fit: {crs} was taken; elsewhere it would lie in "
        "{others}. Look on the map which is right (in a terminal: crs=EPSG:CODE)."
    )
    listed = ", ".join(
        _("{crs} ({distance} m away)").format(crs=code, distance=format_number(metres))
        for code, metres in elsewhere.items()
    )
    told = Problem(Severity.WARNING, finding.key, text.format(crs=landing.crs, others=listed))
    fixes = [Fix(_("Keep {crs}").format(crs=landing.crs), Answer(crs=landing.crs))]
    fixes += [Fix(_("Take {crs}").format(crs=code), Answer(crs=code)) for code in list(elsewhere)[:2]]
    return [*problems, told], fixes


def _fits_turned(finding: Finding, landing: Landing | None, near: Bounds | None) -> bool:
    """Whether it would lie where the others do with x for y."""
    turned = finding.turned().bounds
    if turned is None or near is None:
        return False
    landed = land(turned, finding.crs or (landing.crs if landing is not None else "EPSG:4326"))
    return landed is not None and distance_km(landed, near) <= FAR_KM


def _systems(finding: Finding, landing: Landing | None, around: Surroundings, *, far: bool) -> tuple[str, ...]:
    """Its own, and where that is only guessed or leads far away, those that would put it where the others lie."""
    own = [landing.crs] if landing is not None else []
    if finding.bounds is None or (finding.crs is not None and landing is not None and not far):
        return tuple(own)
    return tuple(dict.fromkeys([*own, *proposals(finding.bounds, around.near, around.systems)]))


def _about_fit(fit: Fit, where: str) -> list[Problem]:
    problems = []
    if fit.without:
        message = ngettext(
            "{count} neighbourhood is not in the table.", "{count} neighbourhoods are not in the table.", fit.without
        )
        problems.append(Problem(Severity.WARNING, where, message.format(count=format_number(fit.without))))
    if fit.left_over:
        message = ngettext(
            "{count} row of the table is no neighbourhood and is left out.",
            "{count} rows of the table are no neighbourhoods and are left out.",
            fit.left_over,
        )
        problems.append(Problem(Severity.WARNING, where, message.format(count=format_number(fit.left_over))))
    return problems


def _choices(finding: Finding, *, new: bool) -> tuple[str, ...]:
    if finding.role is not None:
        return (finding.role, LEFT_OUT)
    if finding.among:
        return (*(role for role in finding.among if role != "neighbourhoods" or new), LEFT_OUT)
    if not finding.kind or finding.description.is_project:
        return (LEFT_OUT,)
    if finding.kind == TABLE:
        return (TABLE, LEFT_OUT)
    choices = [
        role.id
        for role in load_roles().values()
        if finding.kind in role.geometry
        and (role.id != "neighbourhoods" or new)
        and (role.id != "basemap" or finding.kind == "raster")
    ]
    if finding.grid and new:
        choices.insert(0, "neighbourhoods")
    return (*choices, LEFT_OUT)


def _title(finding: Finding) -> str:
    """A name to read in the list of layers: ``08019_carril_bici`` is Carril bici."""
    if finding.role is not None:
        return role_of(finding.role).title
    if finding.title:
        return finding.title
    words = _layer_name(finding).replace("_", " ").split()
    plain = " ".join(words[1:] if len(words) > 1 and words[0].isdigit() else words)
    return plain[:1].upper() + plain[1:]


def _layer_name(finding: Finding) -> str:
    """The layer's own name; of a file in a zip, its name without folders and ending."""
    if finding.layer is None:
        return finding.path.stem
    if finding.path.suffix.lower() not in ARCHIVES:
        return finding.layer
    last = PurePosixPath(finding.layer)
    return last.stem if last.suffix.lower() in FEATURE_ENDINGS | TABLE_ENDINGS else last.name
