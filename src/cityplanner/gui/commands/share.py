"""What is handed over: a command for each document that there is."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cityplanner.documents.exporter import Exporter, exporters
from cityplanner.gui.command import Command, Menu, MenuPlace
from cityplanner.gui.exports import export_work
from cityplanner.gui.file_dialogs import ask_where_to_export
from cityplanner.i18n import _

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


def write(exporter: Exporter, window: "MainWindow", path: Path, *, in_sight: bool = False) -> None:
    """Write the document about what the window shows to ``path``, on a worker."""
    assert window.study is not None
    window.run(
        export_work(exporter, window.study, path, window.map.view.bounds if in_sight else None),
        lambda _result: window.messages.tell(_("Saved {file}.").format(file=path.name)),
        _("Writing {file} …").format(file=path.name),
        writes=True,
    )


def _ask_and_write(exporter: Exporter, window: "MainWindow", *, in_sight: bool = False) -> None:
    assert window.study is not None
    path = ask_where_to_export(window, window.study, exporter)
    if path is not None:
        write(exporter, window, path, in_sight=in_sight)


def COMMANDS() -> Iterator[Command]:
    for exporter in exporters().items:
        yield Command(
            f"export-{exporter.id}",
            exporter.menu,
            partial(_ask_and_write, exporter),
            icon=exporter.icon,
            keys=exporter.keys,
            menu=MenuPlace(Menu.SHARE, 1, 2 * exporter.rank),
        )
        if exporter.part:
            yield Command(
                f"export-{exporter.id}-in-sight",
                exporter.part,
                partial(_ask_and_write, exporter, in_sight=True),
                icon=exporter.icon,
                menu=MenuPlace(Menu.SHARE, 1, 2 * exporter.rank + 1),
            )
