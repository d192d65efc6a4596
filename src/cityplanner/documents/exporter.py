"""What a document is: its name, its endings, its options and what writes it, declared in one module."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cityplanner.declared import Declared, declared
from cityplanner.i18n import _, text_fields
from cityplanner.option import Option
from cityplanner.progress import CancelToken, Progress

if TYPE_CHECKING:
    from cityplanner.coverage.table import CoverageTable
    from cityplanner.facts.focus import Focus
    from cityplanner.model import Project


@dataclass(frozen=True, eq=False, slots=True)
class Content:
    """What a document is about: a scenario, who is served in it by ``focus``, and how it is seen."""

    project: "Project"
    scenario_id: str
    focus: "Focus"
    table: "CoverageTable"


@text_fields("words", "menu", "title", "part")
@dataclass(frozen=True, slots=True)
class Exporter:
    """A document that is written as a file.

    ``id`` is the command line's ``export ID`` and the window's command ``export-ID``. All texts are given as
    ``_("…")``: ``words`` say in a sentence what is written, ``menu`` is the window's entry, ``title`` heads the dialog
    that asks for the file. ``endings`` are names of formats with their endings, ``("PDF", ".pdf")``; the first is
    proposed. ``write`` is called on a worker with the content and the path, and with values of ``options`` by name.

    Of the options the window gives those called ``show`` (the map's mode) and ``ranges`` (whether they are shown). With
    ``part``, the words of a second entry, it offers what is in sight too, as the option ``bounds``.
    """

    id: str
    words: str
    menu: str
    title: str
    endings: tuple[tuple[str, str], ...]
    write: Callable[..., None]
    options: tuple[Option, ...] = ()
    icon: str = "export"
    keys: tuple[str, ...] = ()
    rank: int = 99
    part: str = ""


def exporters() -> Declared[Exporter]:
    """All documents that can be written, in their order, and what could not be used."""
    import cityplanner.documents.exporters

    found = declared(cityplanner.documents.exporters, "EXPORTER", Exporter)
    return Declared(tuple(sorted(found.items, key=lambda one: one.rank)), found.left_out)


def hand_over(
    exporter: Exporter,
    project: "Project",
    scenario_id: str,
    focus: "Focus",
    path: Path,
    values: Mapping[str, Any],
    progress: Progress,
    cancel: CancelToken | None = None,
) -> None:
    """Work out who is served in a scenario, and write the document about it to ``path``.

    Raises :class:`~cityplanner.errors.InputError` where the file cannot be written or its ending is another's.
    """
    from cityplanner.coverage import engine_for

    progress(0.2, _("Working out who is served …"))
    table = engine_for(project, scenario_id).table(focus.id, area=True)
    if cancel is not None:
        cancel.raise_if_cancelled()
    progress(0.6, _("Writing {file} …").format(file=path.name))
    exporter.write(Content(project, scenario_id, focus, table), path, **values)
