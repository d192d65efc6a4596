"""Coverage models that are too slow for the hand are asked on a worker; the latest position wins."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from cityplanner.gui.jobs import Job
from cityplanner.gui.subscriptions import Subscriptions
from cityplanner.session.figures import ScenarioFigures
from cityplanner.session.looking_ahead import look_ahead_work, looked_ahead
from cityplanner.session.study import Study


class LookingAhead(QObject):
    """While something waits, one job at a time; when it ends, the next is about where things are by then."""

    def __init__(self, parent: QObject, run: Callable[..., Job]) -> None:
        super().__init__(parent)
        self._run = run
        self._job: Job | None = None
        self._study: Study | None = None
        self._heard = Subscriptions()

    @property
    def waiting(self) -> bool:
        """Whether figures follow."""
        return self._job is not None or (self._study is not None and self._study.waiting is not None)

    def bind(self, study: Study) -> None:
        """Look ahead for ``study`` from now on."""
        self._study = study
        study.be_patient()
        self._heard.renew((study.figures_changed, self._begin))
        self._begin()

    def unbind(self) -> None:
        """Begin nothing any more, and let go of the study."""
        self._heard.end()
        self._study = None

    def _begin(self) -> None:
        study = self._study
        if study is None or self._job is not None or study.waiting is None:
            return
        work = look_ahead_work(study)

        def done(figures: ScenarioFigures) -> None:
            self._job = None
            if self._study is study:
                looked_ahead(study, figures)

        def failed(_error: Exception) -> None:
            self._job = None

        self._job = self._run(lambda _progress, _cancel: work(), done, None, failed)
