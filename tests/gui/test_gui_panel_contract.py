"""All panels keep the contract: they listen to a study from bind to unbind, and then let it go."""

import gc
import weakref
from collections.abc import Callable

import pytest
from psygnal import SignalInstance
from small_city import small_project

from cityplanner.declared import declared
from cityplanner.gui import panels
from cityplanner.gui.main_window import MainWindow
from cityplanner.gui.panel import Panel
from cityplanner.gui.settings import read_appearance
from cityplanner.session.study import Study

Settle = Callable[[], None]

_IDS = [panel.id for panel in declared(panels, "PANEL", Panel).items]


def listeners(study: Study) -> int:
    """How many slots are connected to any signal of the study, its selection and its history."""
    owners = (study, study.selection, study.history)
    names = {(owner, name) for owner in owners for name in dir(type(owner))}
    signals = [getattr(owner, name) for owner, name in names if name.endswith("changed")]
    return sum(len(signal) for signal in signals if isinstance(signal, SignalInstance))


def test_there_are_panels() -> None:
    assert {"layers", "figures", "equity", "inspector", "table", "place", "improve", "style", "people"} <= set(_IDS)


@pytest.mark.parametrize("id_", _IDS)
def test_a_panel_listens_from_bind_to_unbind_and_lets_the_study_go(
    id_: str, window: MainWindow, settle: Settle
) -> None:
    panel = window.panels[id_]
    study = Study(small_project())
    alone = listeners(study)
    panel.bind(study)
    panel.retint(read_appearance().theme)
    if window.commands.keys_of(id_) or id_ in window.commands:
        panel.show()
    panel.unbind()
    panel.unbind()
    assert listeners(study) == alone
    settle()
    gone = weakref.ref(study)
    del study
    gc.collect()
    assert gone() is None


def test_a_closed_study_is_let_go_by_the_whole_window(window: MainWindow, settle: Settle) -> None:
    study = Study(small_project())
    alone = listeners(study)
    window.show_study(study)
    settle()
    assert listeners(study) > alone + len(_IDS) - 2
    window.commands["improve"].trigger()
    window.commands["people"].trigger()
    window.palette_card.open()
    window.palette_card.close_and_return()
    window.layers.style_wanted.emit(study.project.layers[0].id)
    settle()
    study.history.mark_saved()
    window.close_study()
    assert listeners(study) == alone
    settle()
    gone = weakref.ref(study)
    del study
    gc.collect()
    assert gone() is None
