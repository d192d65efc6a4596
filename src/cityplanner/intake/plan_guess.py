"""What a file most likely is beside the neighbourhoods of a study, with the reason in a sentence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from cityplanner.errors import CityPlannerError, InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.intake.device_words import guess_type, is_attribute
from cityplanner.intake.join import Fit, fit_table, table_fields
from cityplanner.intake.landing import covered
from cityplanner.intake.plan import LEFT_OUT, TABLE, Answer, Finding, Landing
from cityplanner.io.features.fields import columns_of
from cityplanner.io.layer_roles import normalise
from cityplanner.io.layer_roles import role as role_of
from cityplanner.io.raster.raster import names_people
from cityplanner.io.tables.numbers import codes
from cityplanner.model import Severity

_HEIGHTS = ("elevation", "dem", "dtm", "dsm", "mdt", "mde", "srtm", "height", "altitude", "altitud", "relief")

_FEWEST_MATCHED = 0.3
"""A table that knows a smaller share of the neighbourhoods is not joined unasked."""
_WITHIN = 0.95
"""Neighbourhoods of whose ground a city's boundary has so much are those of that city."""


@dataclass(frozen=True, slots=True)
class Guess:
    role: str
    reason: str
    type_id: str | None = None
    far: bool = False
    """Whether it is left out because it lies elsewhere."""
    weak: bool = False
    """Whether it is left out because what speaks for it may be chance."""


def fields_of(finding: Finding, answer: Answer, role: str) -> dict[str, str]:
    """Canonical field of ``role`` -> column, as the person says and as the names of the columns tell."""
    columns = list(finding.description.columns)
    if role == LEFT_OUT or not columns:
        return {}
    if role == TABLE:
        return _fields_of_table(finding, answer)
    meaning = role_of(role)
    known = {field.name for field in (*meaning.fields, *meaning.groups)}
    said = {name: column for name, column in answer.fields.items() if name in known or meaning.groups}
    if answer.status is not None and "status" in known:
        # One status for all, unless a column was named for it.
        said = {"status": "", **said}
    frame = finding.frame if finding.frame is not None else pd.DataFrame(columns=columns)
    try:
        return columns_of(meaning, frame, columns, said, finding.description.file)
    except InputError:
        return columns_of(meaning, frame, columns, {}, finding.description.file)


def _fields_of_table(finding: Finding, answer: Answer) -> dict[str, str]:
    assert finding.frame is not None
    where = finding.description.file
    try:
        return table_fields(finding.frame, answer.fields, where)
    except InputError:
        return table_fields(finding.frame, {}, where)


def fit_of(frame: gpd.GeoDataFrame, finding: Finding, answer: Answer) -> Fit | str:
    """How the table fits the neighbourhoods in ``frame``, or why it does not."""
    assert finding.frame is not None
    try:
        return fit_table(frame, finding.frame, finding.description.file, answer.on, answer.fields)
    except CityPlannerError as error:
        return error.sentence


def guess_use(finding: Finding, answer: Answer, frame: gpd.GeoDataFrame | None, fit: Fit | str | None = None) -> Guess:
    """What ``finding`` is, where ``frame`` holds the neighbourhoods, or None where there are none.

    ``fit`` is how a table fits them, or why it does not.
    """
    if finding.offered:
        return Guess(LEFT_OUT, _("The base map has them too; take them for a layer of their own."))
    if finding.among:
        return Guess(LEFT_OUT, _("Areas of OpenStreetMap that can be taken instead, or as well; say what they are."))
    if finding.role is not None:
        return Guess(finding.role, _("Its tags in OpenStreetMap say so."), finding.type_id)
    if finding.description.is_project:
        return Guess(LEFT_OUT, _("It is a CityPlanner project; open it by itself."))
    if not finding.kind:
        return Guess(LEFT_OUT, error_of(finding) or _("It cannot be read."))
    if finding.bounds is None and finding.kind != TABLE:
        return Guess(LEFT_OUT, _("It has no shapes that could be shown."))
    if finding.kind == TABLE:
        return _table(fit)
    by_kind: Mapping[str, Callable[[Finding, Answer, gpd.GeoDataFrame | None], Guess]] = {
        "raster": _raster,
        "polygon": _areas,
        "point": _points,
    }
    return by_kind.get(finding.kind, _lines)(finding, answer, frame)


def boundary_around(chosen: Finding, findings: Sequence[Finding], landings: Mapping[str, Landing]) -> Finding | None:
    """The smallest single area of the same extract that has the neighbourhoods ``chosen`` in it."""
    here = landings.get(chosen.key)
    if here is None or not chosen.among:
        return None
    found = []
    for finding in findings:
        there = landings.get(finding.key)
        single = finding.path == chosen.path and "boundary" in finding.among and finding.description.features == 1
        if single and there is not None and covered(here.bounds, there.bounds) > _WITHIN:
            west, south, east, north = there.bounds
            found.append(((east - west) * (north - south), finding.key, finding))
    return min(found)[2] if found else None


def _table(fit: Fit | str | None) -> Guess:
    if fit is None:
        return Guess(LEFT_OUT, _("It is a table, and there are no neighbourhoods to join it to."))
    if isinstance(fit, str):
        return Guess(LEFT_OUT, fit)
    if fit.matched < _FEWEST_MATCHED * (fit.matched + fit.without):
        message = _("Its {column} fits only {count} of {all} neighbourhoods, which may be chance.")
        everyone, count = format_number(fit.matched + fit.without), format_number(fit.matched)
        return Guess(LEFT_OUT, message.format(column=fit.column, count=count, all=everyone), weak=True)
    message = ngettext(
        "Its {column} has the codes or names of {count} neighbourhood.",
        "Its {column} has the codes or names of {count} neighbourhoods.",
        fit.matched,
    )
    return Guess(TABLE, message.format(column=fit.column, count=format_number(fit.matched)))


def _raster(finding: Finding, _answer: Answer, _frame: gpd.GeoDataFrame | None) -> Guess:
    words = normalise(finding.path.stem)
    if finding.description.role == "people" or names_people(finding.path):
        return Guess("people", _("Its name says that it counts people."))
    if finding.description.role == "elevation" or any(word in words for word in _HEIGHTS):
        return Guess("elevation", _("A raster of heights."))
    return Guess("basemap", _("A picture to lay under the map."))


def _areas(finding: Finding, answer: Answer, frame: gpd.GeoDataFrame | None) -> Guess:
    guessed = finding.description.role or "context"
    if guessed == "boundary":
        return Guess("boundary", _("A single area."))
    if guessed != "neighbourhoods":
        return Guess(guessed, _by_columns(guessed))
    finer = frame is not None and finding.frame is not None and len(finding.frame) > len(frame)
    if finer and "population" in fields_of(finding, answer, "people"):
        return Guess("people", _("Finer areas with residents: they say who lives where in a neighbourhood."))
    return Guess("context", _("Other areas, to look at."))


def _points(finding: Finding, answer: Answer, frame: gpd.GeoDataFrame | None) -> Guess:
    guessed = finding.description.role
    if guessed not in ("people", "devices", None):
        return Guess(guessed, _by_columns(guessed))
    fields = fields_of(finding, answer, "people")
    if guessed == "people" and "population" in fields:
        return Guess("people", _("Points with a number of residents."))
    if guessed == "people" and _bears_codes(finding, fields.get("id"), frame):
        return Guess("people", _("Points with the codes of the neighbourhoods: residents are put there."))
    told = guess_type(finding.key, _telling_columns(finding))
    if told is not None:
        type_id, word = told
        return Guess("devices", _("“{word}” tells what they are.").format(word=word), type_id)
    return Guess("context", _("Points; nothing tells what they are."))


def _telling_columns(finding: Finding) -> list[str]:
    """The columns of which the heading may tell what the points are.

    Not those of which the cells say yes or no, or how many: hotels have Wi-Fi. Nor numbers of buildings called BIN.
    """
    frame = finding.frame
    if frame is None:
        return list(finding.description.columns)
    return [str(column) for column in frame.columns if not is_attribute(frame[column], str(column))]


def _lines(finding: Finding, _answer: Answer, _frame: gpd.GeoDataFrame | None) -> Guess:
    guessed = finding.description.role or "context"
    return Guess(guessed, _by_columns(guessed) if guessed != "context" else _("Lines, to look at."))


def _bears_codes(finding: Finding, column: str | None, frame: gpd.GeoDataFrame | None) -> bool:
    if column is None or frame is None or finding.frame is None or "id" not in frame:
        return False
    mine, theirs = set(codes(frame["id"])), set(codes(finding.frame[column]))
    return len(mine & theirs) > len(mine) / 2


def _by_columns(role_id: str) -> str:
    return _("Its name or its columns are those of: {role}.").format(role=role_of(role_id).title)


def error_of(finding: Finding) -> str | None:
    """Why it cannot be used as it is; None where it can."""
    errors = [problem for problem in finding.description.problems if problem.severity is Severity.ERROR]
    return errors[0].message if errors else None
