"""Before a study is left or the window closes: changes are asked for, and files being written are waited for."""

from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox, QWidget

from cityplanner.gui.background_work import BackgroundWork
from cityplanner.gui.saving import Saving
from cityplanner.i18n import _
from cityplanner.session.study import Study

_Button = QMessageBox.StandardButton


class Leaving:
    """Says whether one may go on, and calls back when what was waited for is done. Never holds anything up."""

    def __init__(self, window: QWidget, work: BackgroundWork, saving: Saving, save: Callable[[], object]) -> None:
        """``save`` asks for a file where the study has none; ``window`` is where the question stands."""
        self._window, self._work, self._saving, self._save = window, work, saving, save
        self._again: Callable[[], object] | None = None
        self._given_up: tuple[object] | None = None
        """Where the study was when somebody said that its changes may be lost, while a file is waited for."""
        work.written.connect(self._on_written)

    def may_leave(self, study: Study | None, again: Callable[[], object], *, closing: bool = False) -> bool:
        """Whether nothing would be lost now. Where it takes a file to be written, ``again`` is called when it is there.

        A study waits for its own saves; ``closing`` the window waits for everything that is written.
        """
        self._forget()
        lost = study is not None and not study.history.saved and not self._is_given_up(study)
        if study is not None and lost and not self._saving.covers(study):
            answer = _ask(self._window, study)
            if answer == _Button.Save:
                self._save()
            if answer == _Button.Discard:
                self._given_up = (study.history.here,)
            elif not self._saving.covers(study):
                return False
        if closing and self._work.writing:
            self._wait(again, _("A file is being written; the window closes as soon as it is there."))
            return False
        if study is not None and not self._is_given_up(study) and self._saving.covers(study):
            self._wait(again, _("{project} is left as soon as it is saved.").format(project=study.project.city.name))
            return False
        self._given_up = None
        return True

    def _is_given_up(self, study: Study) -> bool:
        return self._given_up is not None and study.history.is_at(*self._given_up)

    def _wait(self, again: Callable[[], object], sentence: str) -> None:
        self._again = again
        self._work.wait_with(sentence, self._stay)

    def _forget(self) -> None:
        self._again = None
        self._work.wait_with(None)

    def _stay(self) -> None:
        self._given_up = None
        self._forget()

    def _on_written(self, well: bool) -> None:
        """Try again; where a file could not be written the window stays, with the reason in the message bar."""
        again = self._again
        if again is None:
            return
        if well:
            self._forget()
            again()
        else:
            self._stay()


def _ask(window: QWidget, study: Study) -> QMessageBox.StandardButton:
    return QMessageBox.question(
        window,
        _("Changes are not saved"),
        _("{project} has changes that are not saved. Save them first?").format(project=study.project.city.name),
        _Button.Save | _Button.Discard | _Button.Cancel,
        _Button.Save,
    )
