"""Long work of the window: done on workers, with a bar, Cancel and what went wrong in the message bar."""

import logging
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from cityplanner.errors import CityPlannerError
from cityplanner.gui.fault_hub import cause_of
from cityplanner.gui.jobs import Job, Work
from cityplanner.gui.message_bar import MessageBar
from cityplanner.i18n import _
from cityplanner.log_file import write_crash
from cityplanner.model import Severity

_log = logging.getLogger(__name__)
_PATIENCE_MS = 400
"""Work that is done sooner needs no bar."""
_GRACE_S = 2.0
"""So long work that was cancelled may take to end when the program does."""


class BackgroundWork(QObject):
    """Keeps the jobs that are going on, and says in ``messages`` how far they are."""

    written = Signal(bool)
    """Work that writes a file has ended: whether it went well."""

    def __init__(self, messages: MessageBar, copy_details: Callable[[], object]) -> None:
        """``copy_details`` is what the person can do about a fault of ours."""
        super().__init__()
        self._messages, self._copy_details = messages, copy_details
        self._jobs: set[Job] = set()
        self._stopped = False
        self._waiting: tuple[str, Callable[[], object]] | None = None

    @property
    def busy(self) -> bool:
        """Whether work is going on."""
        return bool(self._jobs)

    @property
    def writing(self) -> bool:
        """Whether a file is being written."""
        return any(job.writes for job in self._jobs)

    def run(
        self,
        work: Work,
        done: Callable[..., object],
        sentence: str | None,
        failed: Callable[[Exception], object] | None = None,
        *,
        writes: bool = False,
        cancellable: bool = True,
    ) -> Job:
        """Do ``work`` on a worker, show how far it is, then call ``done`` with its result on this thread.

        Without a ``sentence`` the work is done quietly. What ``writes`` a file is waited for when the window closes.
        """
        job = Job(work, writes=writes)
        self._jobs.add(job)
        cancel = job.token.cancel if cancellable else None
        shown = QTimer(job, singleShot=True, interval=_PATIENCE_MS)
        went_well: list[bool] = []
        if sentence is not None:
            shown.timeout.connect(lambda: self._show(-1, sentence, cancel))
            job.progressed.connect(lambda fraction, text: self._show(fraction, text or sentence, cancel))

        def on_success(result: object) -> None:
            went_well.append(True)
            if self._stopped:
                return
            if sentence is not None:
                self._messages.hide()
            done(result)

        def on_failure(error: Exception) -> None:
            if self._stopped:
                return
            if failed is not None:
                failed(error)
            self.tell_error(error)

        def on_finished() -> None:
            shown.stop()
            self._jobs.discard(job)
            if writes and not self._stopped:
                self.written.emit(bool(went_well))

        job.finished.connect(on_finished)
        job.succeeded.connect(on_success)
        job.failed.connect(on_failure)
        shown.start()
        job.start()
        return job

    def wait_with(self, sentence: str | None, stay: Callable[[], object] = lambda: None) -> None:
        """Say ``sentence`` while somebody waits for the work, with Cancel that calls ``stay``; None: nobody waits."""
        self._waiting = None if sentence is None else (sentence, stay)
        if sentence is not None:
            self._show(-1, sentence, stay)

    def _show(self, fraction: float, text: str, cancel: Callable[[], object] | None) -> None:
        if self._waiting is not None:
            text, cancel = self._waiting
        if not self._stopped:
            self._messages.show_progress(fraction, text, cancel)

    def stop(self) -> None:
        """The window goes: cancel what writes nothing, and call nobody any more whose widgets are no longer there."""
        self._stopped = True
        for job in self._jobs:
            if not job.writes:
                job.token.cancel()

    def wait(self) -> bool:
        """At the end of the process, until all files are written and the rest has ended, or has not for a moment.

        False where some work goes on that cannot be stopped.
        """
        jobs = list(self._jobs)
        for job in jobs:
            if job.writes:
                job.wait()
        end = time.monotonic() + _GRACE_S
        return all(job.wait(max(end - time.monotonic(), 0.0)) for job in jobs)

    def tell_error(self, error: BaseException) -> None:
        """Our own errors are sentences already; others are a fault of ours and are written to the log."""
        error = cause_of(error)
        self.tell_fault(error, None if isinstance(error, CityPlannerError) else write_crash(error))

    def tell_fault(self, error: BaseException, file: Path | None) -> None:
        """The same of an error that is in the log's ``file`` already; None where it could not be written."""
        if isinstance(error, CityPlannerError):
            _log.info("Refused or stopped: %s", type(error).__name__, exc_info=error)
            self._messages.tell(str(error), Severity.ERROR)
            return
        sentence = _("Something went wrong that should not have; nothing was lost.")
        if file is not None:
            sentence += " " + _("It is written down in {file}.").format(file=file)
        self._messages.tell(sentence, Severity.ERROR, _("Copy details"), self._copy_details)
