"""What is worked out when the hand rests: the ground in range, which takes longer than a frame."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from cityplanner.gui.jobs import Job
from cityplanner.gui.map.canvas import MapCanvas
from cityplanner.gui.subscriptions import Subscriptions
from cityplanner.session.background import ReadyEngine, adopt, ground_work
from cityplanner.session.study import Study

_REST_MS = 250


class RestedFigures(QObject):
    """``worked_out`` is emitted when the study knows them all."""

    worked_out = Signal()

    def __init__(self, parent: QObject, map_: MapCanvas, run: Callable[..., Job]) -> None:
        super().__init__(parent)
        self._map, self._run = map_, run
        self._job: Job | None = None
        self._study: Study | None = None
        self._heard = Subscriptions()
        self._timer = QTimer(self, singleShot=True, interval=_REST_MS)
        self._timer.timeout.connect(self._work_out)

    @property
    def waiting(self) -> bool:
        """Whether something changed that was not worked out yet."""
        return self._timer.isActive()

    def bind(self, study: Study) -> None:
        """Whenever figures of ``study`` change, work out the rest when nothing changes for a moment; so at first."""
        self._study = study
        self._heard.renew((study.figures_changed, self._begin))
        self._timer.start()

    def unbind(self) -> None:
        """Begin nothing any more, and let go of the study."""
        self._heard.end()
        self._timer.stop()
        self._study = None

    def _begin(self) -> None:
        self._timer.start()

    def _work_out(self) -> None:
        study = self._study
        if study is None:
            return
        if self._map.tool.dragging or (study.in_hand and not study.ground_is_near):
            self._timer.start()
            return
        if not study.ground_is_near:
            self._work_out_in_background(study)
            return
        study.shown.table_with_ground(study.focus)
        self.worked_out.emit()

    def _work_out_in_background(self, study: Study) -> None:
        """On a worker, while the map stays at hand; again where something changed meanwhile."""
        if self._job is not None:
            return
        work = ground_work(study)

        def done(ready: ReadyEngine) -> None:
            self._job = None
            if self._study is study and adopt(study, ready):
                self.worked_out.emit()
            else:
                self._timer.start()

        def failed(_error: Exception) -> None:
            self._job = None

        self._job = self._run(lambda _progress, _cancel: work(), done, None, failed)
