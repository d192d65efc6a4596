"""How the states that a register of devices writes are read, and what is told of it."""

from collections import Counter
from collections.abc import Iterable, Mapping

from cityplanner.errors import InputError
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.io.features.device_status import Statuses, cell_text, statuses_of
from cityplanner.io.wording import first_few
from cityplanner.model import DeviceStatus, Problem, Severity

_MOST_LETTERS = 60


def status_title(status: DeviceStatus) -> str:
    """A status as it stands in a sentence."""
    return {
        DeviceStatus.EXISTING: _("existing"),
        DeviceStatus.PLANNED: _("planned"),
        DeviceStatus.PROPOSED: _("proposed"),
        DeviceStatus.RETIRED: _("retired"),
    }[status]


def statuses_read(cells: Iterable[object], column: str, said: Mapping[str, DeviceStatus]) -> Statuses:
    """How each different cell of ``column`` is read, with what is ``said`` (cell -> status) put over.

    Raises :class:`InputError` where a cell is said that there is not.
    """
    read = dict(statuses_of(cells, column, said=True) or {})
    for cell, status in said.items():
        same = [value for value in read if value.casefold() == cell.casefold()]
        if not same:
            message = _("No cell of the column {column} is “{cell}”; there are: {cells}.")
            raise InputError(message.format(column=column, cell=cell[:_MOST_LETTERS], cells=first_few(list(read))))
        read |= dict.fromkeys(same, status)
    return read


def statuses_told(
    cells: Iterable[object],
    column: str,
    read: Statuses,
    where: str,
    *,
    otherwise: DeviceStatus = DeviceStatus.EXISTING,
) -> list[Problem]:
    """How the cells were read, with how many devices; a warning for those that nobody knows and are ``otherwise``."""
    counts = Counter(cell_text(cell) for cell in cells)
    shown = [
        _("“{cell}” is {status} ({count})").format(
            cell=value[:_MOST_LETTERS], status=status_title(state), count=format_number(counts[value])
        )
        for value, state in read.items()
        if state is not None
    ]
    problems = []
    if shown:
        message = _("The column {column} says which devices stand: {cells}.")
        problems.append(Problem(Severity.INFO, where, message.format(column=column, cells=first_few(shown))))
    unknown = [value for value, state in read.items() if state is None]
    if unknown:
        count = sum(counts[value] for value in unknown)
        message = ngettext(
            "{count} device has a state in the column {column} that is not known and is taken as {status}: {cells}. "
            "Say what it is (in a terminal: CELL=STATUS, such as “{cell}=retired”).",
            "{count} devices have a state in the column {column} that is not known and are taken as {status}: {cells}. "
            "Say what it is (in a terminal: CELL=STATUS, such as “{cell}=retired”).",
            count,
        )
        text = message.format(
            count=format_number(count),
            column=column,
            status=status_title(otherwise),
            cells=first_few([value[:_MOST_LETTERS] for value in unknown]),
            cell=unknown[0][:_MOST_LETTERS],
        )
        problems.append(Problem(Severity.WARNING, where, text))
    return problems
