"""Asks over the map whether deprivation is read the right way round: the commonest error in such studies."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from cityplanner.carto.neighbourhood_colours import MapMode
from cityplanner.gui.panel import Panel, Stand
from cityplanner.gui.subscriptions import Subscriptions
from cityplanner.gui.theme import Theme
from cityplanner.gui.widget_parts import host_of
from cityplanner.i18n import _
from cityplanner.model.city_edits import confirm_deprivation
from cityplanner.session.study import Study

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


class DirectionQuestion(QFrame):
    """A card at the top of the map; whoever knows the city can tell at a glance."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, objectName="directionQuestion")
        self._study: Study | None = None
        self._heard = Subscriptions()
        text = QLabel(_("The darkest neighbourhoods are taken to be the most deprived. Is that right?"))
        self.yes = QPushButton(_("Yes"), objectName="directionRight")
        self.no = QPushButton(_("No, the other way round"), objectName="directionWrong")
        self.yes.setProperty("kind", "primary")
        self.no.setProperty("kind", "outline")
        self.yes.clicked.connect(lambda: self._answer(True))
        self.no.clicked.connect(lambda: self._answer(False))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(8)
        for widget in (text, self.yes, self.no):
            row.addWidget(widget)
        self.hide()

    def bind(self, study: Study) -> None:
        self._study = study
        self._heard.renew((study.mode_changed, self._on_mode_changed))

    def unbind(self) -> None:
        """Let go of the study."""
        self.hide()
        self._heard.end()
        self._study = None

    def retint(self, theme: Theme) -> None:
        """Qt paints it from the palette."""

    def check(self) -> None:
        """Show deprivation on the map, and ask whether the darkest are the poorest."""
        if self._study is not None:
            self._study.show_mode(MapMode.DEPRIVATION)
            self._ask()

    def _on_mode_changed(self) -> None:
        assert self._study is not None
        city = self._study.project.city
        known = "deprivation" in city.neighbourhoods
        if self._study.mode is MapMode.DEPRIVATION and known and not city.deprivation_confirmed:
            self._ask()
        else:
            self.hide()

    def _ask(self) -> None:
        self.show()
        self.place()
        self.raise_()

    def place(self) -> None:
        """Stand at the top of the map, in the middle."""
        self.adjustSize()
        self.move(max((host_of(self).width() - self.width()) // 2, 8), 12)

    def _answer(self, right: bool) -> None:
        self.hide()
        if self._study is not None:
            city, people = self._study.project.city, self._study.project.people
            high_is_poor = city.deprivation_high_is_poor is right
            self._study.do(confirm_deprivation(city, people, high_is_poor=high_is_poor))


def _make(window: "MainWindow") -> DirectionQuestion:
    return DirectionQuestion(window.map)


PANEL = Panel("direction", _make, Stand.MAP, 2)
