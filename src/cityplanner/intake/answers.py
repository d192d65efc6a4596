"""Answers about the files of a plan, as a person writes them in a line: ``sensors.shp:type=air-quality-sensor``."""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast, get_args

from cityplanner.coverage.catalogue import load_catalogue
from cityplanner.errors import InputError
from cityplanner.i18n import _
from cityplanner.intake.join import table_fields
from cityplanner.intake.plan import LEFT_OUT, TABLE, Answer, Finding, ImportPlan, PlanItem
from cityplanner.io.features.crs import parse_crs
from cityplanner.io.features.device_status import cell_text
from cityplanner.io.features.fields import choose_columns
from cityplanner.io.layer_roles import role as role_of
from cityplanner.io.raster.people_raster import RasterUnit
from cityplanner.io.tables.options import TableOptions, table_choices
from cityplanner.model import DeviceStatus

_PLAIN = ("name", "on", "licence", "credit")
_DIRECTIONS = {"high-is-poor": True, "low-is-poor": False}
_SWAPPED = {"yes": True, "no": False}
_NAMES = (
    "role",
    "type",
    "status",
    "crs",
    "deprivation",
    "unit",
    "swap-xy",
    *_PLAIN,
    "field.NAME",
    "status.CELL",
    "read.NAME",
)


def read_answers(lines: Iterable[str], findings: Sequence[Finding]) -> dict[str, Answer]:
    """Key of a finding -> what the ``lines`` say about it.

    Raises :class:`InputError` where a line names no file of the plan, or says what cannot be.
    """
    answers: dict[str, Answer] = {}
    for line in lines:
        left, equals, value = line.partition("=")
        file, colon, name = left.rpartition(":")
        if not (equals and colon and file and name):
            raise InputError(
                _("“{line}” must be FILE:NAME=VALUE, such as sensors.shp:type=air-quality-sensor.").format(line=line)
            )
        answer = _answer(name.strip(), value.strip())
        for key in _keys(file.strip(), findings):
            answers[key] = answers.get(key, Answer()).merged(answer)
    return answers


def check_heeded(plan: ImportPlan, answers: Mapping[str, Answer]) -> None:
    """Raise :class:`InputError` for the first of the ``answers`` that ``plan`` cannot heed, with the reason."""
    for item in plan.items:
        answer = answers.get(item.key)
        reason = None if answer is None else _unheeded(item, answer)
        if reason is not None:
            raise InputError(f"{item.key}: {reason}")


def _unheeded(item: PlanItem, answer: Answer) -> str | None:
    """Why something in ``answer`` cannot be heeded; None where all of it is."""
    kind, columns = item.finding.kind, list(item.finding.description.columns)
    if item.role == LEFT_OUT and answer.role != LEFT_OUT:
        said = [answer.type_id, answer.status, answer.on, answer.high_is_poor, answer.raster_unit, *answer.fields]
        if answer.role is not None or any(one is not None for one in said):
            return _("It is left out, so what was said about it is of no use: {reason}").format(reason=item.reason)
    if answer.role is not None and answer.role not in item.choices:
        return _("It cannot be {role}; choose one of: {choices}.").format(
            role=answer.role, choices=", ".join(item.choices)
        )
    if item.role not in (LEFT_OUT, TABLE):
        choose_columns(role_of(item.role), columns, answer.fields, item.finding.path.name)
    elif item.role == TABLE:
        assert item.finding.frame is not None
        table_fields(item.finding.frame, answer.fields, item.finding.path.name)
    unused = {
        "type": answer.type_id is not None and item.role != "devices",
        "status": answer.status is not None and item.role != "devices",
        "on": answer.on is not None and item.role not in (TABLE, LEFT_OUT),
        "deprivation": answer.high_is_poor is not None and item.role != LEFT_OUT and item.high_is_poor is None,
        "unit": answer.raster_unit is not None and (item.role != "people" or kind != "raster"),
        "crs": answer.crs is not None and item.finding.bounds is None,
        "swap-xy": answer.swapped is not None and item.finding.bounds is None,
        "read": not _can_be_read_so(item.finding, answer.reading),
    }
    name = next((name for name, of_no_use in unused.items() if of_no_use), None)
    if name is None:
        return None
    return _("{name} says nothing about it as it is used ({role}).").format(name=name, role=item.role)


def _can_be_read_so(finding: Finding, reading: TableOptions | None) -> bool:
    """Whether there is something in the file that can be read as is said; of a Shapefile, its letters."""
    if reading is None or finding.is_table:
        return True
    return finding.has_letters and reading == TableOptions(encoding=reading.encoding)


def _keys(file: str, findings: Sequence[Finding]) -> list[str]:
    """The finding called ``file``, or all layers of the file of that name."""
    exact = [finding.key for finding in findings if finding.key == file]
    named = [finding.key for finding in findings if finding.path.name.lower() == file.lower()]
    if not (exact or named):
        raise InputError(
            _("There is no file {file} among those found: {files}.").format(
                file=file, files=", ".join(finding.key for finding in findings)
            )
        )
    return exact or named


def _answer(name: str, value: str) -> Answer:
    if name.startswith("field."):
        return Answer(fields={name.removeprefix("field."): value})
    if name.startswith("status."):
        return Answer(statuses={cell_text(name.removeprefix("status.")): _status(name, value)})
    if name.startswith("read."):
        return Answer(reading=table_choices([f"{name.removeprefix('read.')}={value}"])[""])
    if name == "swap-xy":
        return Answer(swapped=_SWAPPED[_one_of(name, value, _SWAPPED)])
    if name in _PLAIN:
        return Answer(**{name: value})  # type: ignore[arg-type]
    if name == "role":
        return Answer(role=value if value in (TABLE, LEFT_OUT) else role_of(value).id)
    if name == "crs":
        parse_crs(value)
        return Answer(crs=value)
    if name == "type":
        return Answer(role="devices", type_id=_one_of(name, value, load_catalogue()))
    if name == "status":
        return Answer(status=_status(name, value))
    if name == "unit":
        return Answer(raster_unit=cast(RasterUnit, _one_of(name, value, get_args(RasterUnit))))
    if name == "deprivation":
        return Answer(high_is_poor=_DIRECTIONS[_one_of(name, value, _DIRECTIONS)])
    raise InputError(
        _("Nothing is called {name}; what can be said of a file is: {names}.").format(
            name=name, names=", ".join(_NAMES)
        )
    )


def _status(name: str, value: str) -> DeviceStatus:
    return DeviceStatus(_one_of(name, value, list(DeviceStatus)))


def _one_of(name: str, value: str, known: Iterable[str]) -> str:
    known = list(known)
    if value not in known:
        raise InputError(
            _("{name} cannot be {value}; choose one of: {known}.").format(
                name=name, value=value, known=", ".join(known)
            )
        )
    return value
