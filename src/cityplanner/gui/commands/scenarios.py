"""Scenarios: a new one, one that goes, and the one to look at."""

from typing import TYPE_CHECKING

from cityplanner.gui.command import Command, Menu, MenuPlace, Section
from cityplanner.gui.scenario_steps import add_scenario, delete_scenario
from cityplanner.i18n import _
from cityplanner.model import Severity

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


def _add(window: "MainWindow") -> None:
    assert window.study is not None
    add_scenario(window.study)


def _delete(window: "MainWindow") -> None:
    assert window.study is not None
    reason = delete_scenario(window.study)
    if reason is not None:
        window.messages.tell(reason, Severity.WARNING)


def _ids(window: "MainWindow") -> list[str]:
    return [] if window.study is None else list(window.study.project.scenarios)


def _numbered(number: int) -> Command:
    """The scenario whose tab is the first, the second and so on; Ctrl+K finds them by name."""

    def show(window: "MainWindow") -> None:
        assert window.study is not None
        window.study.show_scenario(_ids(window)[number - 1])

    return Command(
        f"scenario-{number}",
        _("Show scenario {number}").format(number=number),
        show,
        keys=(f"Ctrl+{number}",),
        enabled=lambda window: number <= len(_ids(window)),
        section=Section.SCENARIOS,
        found=False,
    )


COMMANDS = (
    Command(
        "new-scenario",
        _("New scenario from this one"),
        _add,
        icon="add",
        keys=("Ctrl+Shift+N",),
        menu=MenuPlace(Menu.EDIT, 2, 1),
    ),
    Command(
        "delete-scenario",
        _("Delete this scenario"),
        _delete,
        icon="delete",
        takes_away=True,
        menu=MenuPlace(Menu.EDIT, 2, 2),
        enabled=lambda window: len(_ids(window)) > 1,
    ),
    *(_numbered(number) for number in range(1, 10)),
)
