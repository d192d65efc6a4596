"""Which file the columns belong to that a person names for the neighbourhoods and the tables joined to them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from cityplanner.errors import InputError
from cityplanner.i18n import _
from cityplanner.io.features.fields import named_column
from cityplanner.io.features.read_layer import read_raw
from cityplanner.io.tables.long_table import widened
from cityplanner.io.tables.options import TableChoices, options_for
from cityplanner.io.tables.read_table import read_table
from cityplanner.io.wording import first_few


def fields_by_file(
    fields: Mapping[str, str], neighbourhoods: Path, layer: str | None, tables: Sequence[Path], reading: TableChoices
) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """The ``fields`` (field -> column) of the neighbourhoods, and those of each table by the name of its file.

    A column belongs to the neighbourhoods where they have it, else to the table that does; ``FILE:FIELD`` says which
    file is meant. Raises :class:`InputError` where no file has the column, or several tables have.
    """
    if not tables or not fields:
        return dict(fields), {}
    own = read_raw(neighbourhoods, layer=layer, reading=options_for(reading, neighbourhoods)).columns
    columns = {}
    for path in dict.fromkeys(tables):
        table = widened(read_table(path, options_for(reading, path)), path.name)
        columns[path.name] = [str(column) for column in table.frame.columns]
    of_areas: dict[str, str] = {}
    of_tables: dict[str, dict[str, str]] = {}
    for name, column in fields.items():
        file, _colon, field = name.rpartition(":")
        if file == neighbourhoods.name or (not file and (not column or _has(own, column))):
            of_areas[field] = column
        else:
            of_tables.setdefault(_table(file, field, column, columns, own, neighbourhoods.name), {})[field] = column
    return of_areas, of_tables


def _has(columns: Sequence[str], column: str) -> bool:
    """Whether ``columns`` have ``column``, or all that it is made of, such as ``POOR/HOMES``."""
    known = {one.lower() for one in columns}
    return column.lower() in known or all(part.strip().lower() in known for part in column.split("/"))


def _table(
    file: str, field: str, column: str, columns: Mapping[str, Sequence[str]], own: Sequence[str], areas: str
) -> str:
    """The name of the file that has ``column``."""
    if file and file not in columns:
        message = _("{file} is none of the files that are read: {files}.")
        raise InputError(message.format(file=file, files=", ".join([areas, *columns])))
    if file:
        if column and not _has(columns[file], column):
            named_column(columns[file], column, file)
        return file
    having = [name for name, listed in columns.items() if _has(listed, column)]
    if not having:
        message = _("No file has a column {column}; {file} has: {columns}; {table} has: {of_table}.")
        table = next(iter(columns))
        raise InputError(
            message.format(
                column=column, file=areas, columns=first_few(own), table=table, of_table=first_few(columns[table])
            )
        )
    if len(having) > 1:
        message = _("{files} have a column {column}; say which is meant: --field {file}:{field}={column}.")
        raise InputError(message.format(files=_(" and ").join(having), column=column, file=having[0], field=field))
    return having[0]
