"""Long work of the window: done on workers, with a bar, Cancel and what went wrong in the message bar."""

from collections.abc import Callable

from PySide6.QtCore import QTimer

from cityplanner.crash_log import write_crash
from cityplanner.errors import CityPlannerError
from cityplanner.gui.jobs import Job, Work
from cityplanner.gui.message_bar import MessageBar
from cityplanner.i18n import _
from cityplanner.model import Severity

_PATIENCE_MS = 400
"""Work that is done sooner needs no bar."""


class BackgroundWork:
    """Keeps the jobs that are going on, and says in ``messages`` how far they are."""

    def __init__(self, messages: MessageBar) -> None:
        self._messages = messages
        self._jobs: set[Job] = set()

    @property
    def busy(self) -> bool:
        """Whether work is going on."""
        return bool(self._jobs)

    def run(
        self,
        work: Work,
        done: Callable[..., object],
        sentence: str | None,
        failed: Callable[[Exception], object] | None = None,
    ) -> Job:
        """Do ``work`` on a worker, show how far it is, then call ``done`` with its result on this thread.

        Without a ``sentence`` the work is done quietly.
        """
        job = Job(work)
        self._jobs.add(job)
        shown = QTimer(job, singleShot=True, interval=_PATIENCE_MS)
        if sentence is not None:
            shown.timeout.connect(lambda: self._messages.show_progress(-1, sentence, job.token.cancel))
            job.progressed.connect(
                lambda fraction, text: self._messages.show_progress(fraction, text or sentence, job.token.cancel)
            )

        def on_success(result: object) -> None:
            if sentence is not None:
                self._messages.hide()
            done(result)

        def on_failure(error: Exception) -> None:
            if failed is not None:
                failed(error)
            self.tell_error(error)

        def on_finished() -> None:
            shown.stop()
            self._jobs.discard(job)

        job.finished.connect(on_finished)
        job.succeeded.connect(on_success)
        job.failed.connect(on_failure)
        shown.start()
        job.start()
        return job

    def tell_error(self, error: BaseException) -> None:
        """Our own errors are sentences already; others are a fault of ours and are written to the log."""
        if isinstance(error, CityPlannerError):
            self._messages.tell(str(error), Severity.ERROR)
            return
        file = write_crash(error)
        sentence = _("Something went wrong that should not have; nothing was lost.")
        if file is not None:
            sentence += " " + _("It is written down in {file}.").format(file=file)
        self._messages.tell(sentence, Severity.ERROR)
