"""The line at the bottom: where the pointer is, the scale, what the tool does, and how many notes there are."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QStatusBar

from cityplanner.getting_ready import how_far, sentence
from cityplanner.gui.icons import icon
from cityplanner.gui.map.canvas import MapCanvas
from cityplanner.gui.map.toolbox import TOOL_HINTS, place_hint
from cityplanner.gui.subscriptions import Subscriptions
from cityplanner.i18n import _, format_number, format_share, ngettext
from cityplanner.model import Changed
from cityplanner.session.study import Study

_READY_MS = 500


class StatusLine(QStatusBar):
    """Says what it is told, and what is to be said of the study."""

    problems_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._study: Study | None = None
        self._heard = Subscriptions()
        self._coordinates = QLabel(objectName="coordinates")
        self._scale = QLabel(objectName="scale")
        self._crs = QLabel(objectName="crs")
        self._hint = QLabel(objectName="toolHint")
        self.problems = QPushButton(icon("info"), "", objectName="problems", flat=True)
        self.problems.clicked.connect(self.problems_wanted)
        self.setSizeGripEnabled(False)
        self.setFixedHeight(26)
        for widget in (self._coordinates, self._scale, self._crs):
            self.addWidget(widget)
        self._ready = QLabel(objectName="gettingReady")
        self._ready_timer = QTimer(self, interval=_READY_MS)
        self._ready_timer.timeout.connect(self._show_getting_ready)
        self.addPermanentWidget(self._ready)
        self.addPermanentWidget(self._hint)
        self.addPermanentWidget(self.problems)
        self.hide()
        self._show_getting_ready()

    def _show_getting_ready(self) -> None:
        """How far the kernels are that are compiled in the background; nothing once they are."""
        part = how_far()
        if part is None:
            self._ready.hide()
            self._ready_timer.stop()
            return
        self._ready.setText(f"{sentence()} {format_share(part)}")
        self._ready.show()
        self._ready_timer.start()

    def bind(self, study: Study) -> None:
        """Say what there is to say of ``study``."""
        self._study = study
        self._heard.renew((study.project_changed, self._on_project_changed))
        self._crs.setText(study.project.city.crs)
        self._show_problems()
        self.show()

    def unbind(self) -> None:
        """No project is open."""
        self.hide()
        self._heard.end()
        self._study = None

    def _on_project_changed(self, changed: Changed) -> None:
        if changed.problems:
            self._show_problems()

    def show_tool(self, name: str) -> None:
        """What the tool, or the device type to place, called ``name`` does."""
        self._hint.setText(TOOL_HINTS[name]() if name in TOOL_HINTS else place_hint())

    def show_pointer(self, x: float, y: float) -> None:
        """Where the pointer is, in the city's CRS."""
        self._coordinates.setText(_("{x} E  {y} N").format(x=format_number(x), y=format_number(y)))

    def show_view(self, map_: MapCanvas) -> None:
        """How large things are on the map."""
        denominator = map_.view.scale_denominator(map_.logicalDpiX() or 96)
        self._scale.setText(f"1:{format_number(_two_figures(denominator))}")

    def _show_problems(self) -> None:
        """How many notes about the data there are; nothing where there are none."""
        assert self._study is not None
        count = len(self._study.project.problems)
        self.problems.setVisible(count > 0)
        self.problems.setText(
            ngettext("{count} note about the data", "{count} notes about the data", count).format(count=count)
        )


def _two_figures(value: float) -> float:
    """A scale that nobody reads too closely: 12,347 is 12,000."""
    size = 10.0 ** max(len(str(int(value))) - 2, 0)
    return round(value / size) * size
