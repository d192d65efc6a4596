"""Projects and their files: opened, brought in, saved and left, with a question where changes would be lost."""

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cityplanner.gui.background_work import BackgroundWork
from cityplanner.gui.file_dialogs import ask_for_project, ask_where_to_save
from cityplanner.gui.leaving import Leaving
from cityplanner.gui.recent_files import remember_file
from cityplanner.gui.saving import Saving
from cityplanner.i18n import _
from cityplanner.io.project.project_file import is_project, open_project
from cityplanner.io.project.sample_city import extract_sample
from cityplanner.progress import CancelToken, Progress
from cityplanner.session.opening import prepared
from cityplanner.session.study import Study

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


class Projects:
    """Shows what it opens in the window; all reading and writing is done on workers."""

    def __init__(self, window: "MainWindow", work: BackgroundWork) -> None:
        self._window, self._work = window, work
        self._saving = Saving(work.run, self._on_saved)
        self._leaving = Leaving(window, work, self._saving, self.save)

    # Opening

    def open_sample(self) -> None:
        """The sample city as a new project that has no file yet, so that nobody spoils the original."""

        def work(progress: Progress, _cancel: CancelToken) -> Study:
            progress(-1, _("Unpacking the sample city …"))
            with TemporaryDirectory(prefix="cityplanner-") as folder:
                return prepared(open_project(extract_sample("altavega", Path(folder))))

        self._open(work, _("Opening the sample city …"))

    def open_file(self, path: Path) -> None:
        """Open the project at ``path``."""

        def work(_progress: Progress, _cancel: CancelToken) -> Study:
            study = prepared(open_project(path), path)
            remember_file(path)
            return study

        self._open(work, _("Opening {file} …").format(file=path.name))

    def _open(self, work: Callable[[Progress, CancelToken], Study], sentence: str) -> None:
        self.leave_then(lambda: self._work.run(work, self._window.show_study, sentence))

    def show(self, study: Study) -> None:
        """Show a study that was made, once the one before may be left."""
        self.leave_then(lambda: self._window.show_study(study))

    def ask_and_open(self) -> None:
        """Ask for a project's file, and open it."""
        path = ask_for_project(self._window, self._window.study)
        if path is not None:
            self.open_file(path)

    def import_files(self, paths: Sequence[Path], *, new_project: bool = False) -> None:
        """Look at the files and folders at ``paths`` and ask what they are to be; a project is opened as one."""
        sheet = self._window.sheet
        if sheet.isVisible():
            sheet.add(paths)
        elif len(paths) == 1 and paths[0].suffix.lower() == ".gpkg" and paths[0].is_file() and not new_project:
            self._open_or_import(paths[0])
        else:
            sheet.ask(paths, None if new_project else self._window.study)

    def _open_or_import(self, path: Path) -> None:
        """A GeoPackage may be a project of ours, or anybody's layers."""

        def done(ours: bool) -> None:
            if ours:
                self.open_file(path)
            else:
                self._window.sheet.ask([path], self._window.study)

        sentence = _("Looking at {file} …").format(file=path.name)
        self._work.run(lambda _progress, _cancel: is_project(path), done, sentence)

    # Saving

    def save(self) -> None:
        """To the project's file, or to one that is asked for where it has none yet."""
        assert self._window.study is not None
        if self._window.study.path is None:
            self.ask_and_save()
        else:
            self.save_to(self._window.study.path)

    def save_to(self, path: Path) -> None:
        """Write the project to ``path``; edits may go on meanwhile."""
        assert self._window.study is not None
        self._saving.save(self._window.study, path)

    def ask_and_save(self) -> None:
        """Ask for a file, and save the project there."""
        assert self._window.study is not None
        path = ask_where_to_save(self._window, self._window.study)
        if path is not None:
            self.save_to(path)

    def _on_saved(self, study: Study, path: Path | None) -> None:
        """A file is there, or could not be written, which is told already."""
        if study is self._window.study:
            self._window.header.refresh()
        if path is not None:
            self._window.messages.tell(_("Saved as {file}.").format(file=path.name))

    # Leaving

    def leave_then(self, go_on: Callable[[], object]) -> None:
        """Go on at once, or when changes that would be lost were asked for and saved."""
        if self._leaving.may_leave(self._window.study, lambda: self.leave_then(go_on)):
            go_on()

    def may_close(self) -> bool:
        """Whether the window may close now; it is closed later where something is waited for."""
        return self._leaving.may_leave(self._window.study, self._window.close, closing=True)

    def finish(self) -> None:
        """At the end of the process: all files are written when this returns."""
        self._saving.finish()
