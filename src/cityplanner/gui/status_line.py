"""The line at the bottom: where the pointer is, the scale, what the tool does, and how many notes there are."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QStatusBar

from cityplanner.getting_ready import how_far, sentence
from cityplanner.gui.icons import icon
from cityplanner.gui.map.toolbox import TOOL_HINTS, place_hint
from cityplanner.i18n import _, format_number, format_share, ngettext

_READY_MS = 500


class StatusLine(QStatusBar):
    """Says what it is told."""

    problems_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
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

    def show_tool(self, name: str) -> None:
        """What the tool, or the device type to place, called ``name`` does."""
        self._hint.setText(TOOL_HINTS[name]() if name in TOOL_HINTS else place_hint())

    def show_crs(self, crs: str) -> None:
        self._crs.setText(crs)

    def show_pointer(self, x: float, y: float) -> None:
        """Where the pointer is, in the city's CRS."""
        self._coordinates.setText(_("{x} E  {y} N").format(x=format_number(x), y=format_number(y)))

    def show_scale(self, denominator: float) -> None:
        self._scale.setText(f"1:{format_number(_two_figures(denominator))}")

    def show_problems(self, count: int) -> None:
        """How many notes about the data there are; nothing where there are none."""
        self.problems.setVisible(count > 0)
        self.problems.setText(
            ngettext("{count} note about the data", "{count} notes about the data", count).format(count=count)
        )


def _two_figures(value: float) -> float:
    """A scale that nobody reads too closely: 12,347 is 12,000."""
    size = 10 ** max(len(str(int(value))) - 2, 0)
    return round(value / size) * size
