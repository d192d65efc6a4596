"""Saving: one file at a time on a worker, the newest wish waits, and only what was written counts as saved."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cityplanner.gui.jobs import Job
from cityplanner.gui.recent_files import remember_file
from cityplanner.i18n import _
from cityplanner.io.project.project_file import save_project
from cityplanner.log_file import write_crash
from cityplanner.model import Project
from cityplanner.session.study import Study


@dataclass(frozen=True, eq=False, slots=True)
class _Save:
    """The project as it was when somebody asked to save it."""

    study: Study
    path: Path
    project: Project
    here: object

    def write(self) -> None:
        save_project(self.project, self.path)
        remember_file(self.path)


class Saving:
    """Saves that run and wait. Edits may go on meanwhile; they are not saved, and the study says so."""

    def __init__(self, run: Callable[..., Job], saved: Callable[[Study, Path | None], object]) -> None:
        """``run`` does work on a worker; ``saved`` is called when a file is there, and when it could not be written."""
        self._run, self._saved = run, saved
        self._now: _Save | None = None
        self._job: Job | None = None
        self._waiting: list[_Save] = []

    @property
    def busy(self) -> bool:
        """Whether a file is being written, or waits for its turn."""
        return self._now is not None or bool(self._waiting)

    def covers(self, study: Study) -> bool:
        """Whether ``study`` as it is now is being written, or will be."""
        wishes = self._waiting if self._now is None else [self._now, *self._waiting]
        return any(wish.study is study and study.history.is_at(wish.here) for wish in wishes)

    def save(self, study: Study, path: Path) -> None:
        """Write ``study`` as it is now to ``path``, after what is being written; an older wish for it is forgotten."""
        study.history.seal()
        wish = _Save(study, path, study.snapshot(), study.history.here)
        self._waiting = [other for other in self._waiting if other.path != path] + [wish]
        if self._now is None:
            self._begin()

    def finish(self) -> None:
        """At the end of the process, without the event loop: all is written when this returns."""
        if self._job is not None:
            self._job.wait()
        waiting, self._waiting = self._waiting, []
        for wish in waiting:
            try:
                wish.write()
            except Exception as error:  # there is no window any more that could tell it
                write_crash(error)

    def _begin(self) -> None:
        if not self._waiting:
            return
        wish = self._now = self._waiting.pop(0)
        self._job = self._run(
            lambda _progress, _cancel: wish.write(),
            lambda _result: self._end(wish),
            _("Saving {file} …").format(file=wish.path.name),
            lambda error: self._end(wish, error),
            writes=True,
            cancellable=False,
        )

    def _end(self, wish: _Save, error: Exception | None = None) -> None:
        self._now = self._job = None
        if error is None:
            wish.study.path = wish.path
            wish.study.history.mark_saved_at(wish.here)
        else:
            wish.study.history.mark_unsaved()
        self._begin()
        self._saved(wish.study, wish.path if error is None else None)
