"""Tells what lies under a click, topmost first."""

import math
from numbers import Real
from typing import TYPE_CHECKING

import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from cityplanner.carto.map_layers import drawn_layers
from cityplanner.gui.map.feature_tree import feature_tree
from cityplanner.gui.map.tool import Tool
from cityplanner.gui.names_shown import as_text, marked_up_label
from cityplanner.gui.panels.inspector import status_name
from cityplanner.gui.theme import COLOURS, LIGHT
from cityplanner.gui.widget_parts import host_of
from cityplanner.i18n import _, format_number, format_share, ngettext
from cityplanner.session.study import Study

if TYPE_CHECKING:
    from cityplanner.gui.map.canvas import MapCanvas

_CATCH_PX = 6
_MOST_FEATURES = 6
_TOLD = ("class", "kind", "use", "height_m", "levels", "lit", "line")
"""Fields that say something about a feature, beside its name."""

Fact = tuple[str, str]
"""What it is, and more about it."""


class IdentifyTool(Tool):
    """A click shows a card with what is there."""

    name = "identify"
    cursor = Qt.CursorShape.WhatsThisCursor

    def __init__(self, canvas: "MapCanvas") -> None:
        super().__init__(canvas)
        self._at: tuple[float, float] | None = None
        self._card = canvas.findChild(IdentifyCard) or IdentifyCard(canvas)

    @property
    def busy(self) -> bool:
        return self._card.isVisible()

    def press(self, event: QMouseEvent) -> None:
        study, view = self._canvas.study, self._canvas.view
        if study is None:
            return
        self._at = view.to_world(event.position().x(), event.position().y())
        device = self._canvas.device_at(event.position())
        facts = device_facts(study, device.id) if device is not None else []
        facts += neighbourhood_facts(study, self._canvas.neighbourhood_at(event.position()))
        facts += feature_facts(study, *self._at, _CATCH_PX * view.metres_per_pixel, view.metres_per_pixel)
        self._card.show_facts(facts, event.position())
        self._canvas.update()

    def cancel(self) -> None:
        self._at = None
        self._card.hide()
        self._canvas.update()

    def paint(self, painter: QPainter) -> None:
        if self._at is not None:
            at = QPointF(*self._canvas.view.point_to_screen(*self._at))
            for width, colour in ((4.0, LIGHT.panel), (2.0, LIGHT.accent)):
                painter.setPen(QPen(QColor(colour), width))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(at, 7, 7)


class IdentifyCard(QFrame):
    """Stands beside the place that it is about, inside the map."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, objectName="identifyCard")
        self._text = marked_up_label("identifyText")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self._text)
        self.setFixedWidth(260)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def show_facts(self, facts: list[Fact], at: QPointF) -> None:
        """Tell ``facts`` beside the pixel ``at``."""
        rows = [
            f"<b>{as_text(what)}</b><br><span style='color: {COLOURS.second_text}'>{as_text(more)}</span>"
            if more
            else f"<b>{as_text(what)}</b>"
            for what, more in facts
        ] or [_("There is nothing here that a layer knows of.")]
        self._text.setText("<div style='line-height: 120%'>" + "<br>".join(rows) + "</div>")
        self.adjustSize()
        parent = host_of(self)
        x = at.x() + 16 if at.x() + 16 + self.width() < parent.width() else at.x() - 16 - self.width()
        y = min(max(at.y() - 20, 8), max(parent.height() - self.height() - 8, 8))
        self.move(round(max(x, 8)), round(y))
        self.show()
        self.raise_()


def device_facts(study: Study, device_id: str) -> list[Fact]:
    """A device: its type, its status and whom it reaches."""
    device = study.scenario.devices[device_id]
    item = study.project.device_types.get(device.type_id)
    name = item.name if item else device.type_id
    facts = [*([name] if device.name else []), status_name(device.status)]
    reached = study.shown.reached_by(device.id)
    if not math.isnan(reached):
        facts.append(_("reaches {count} residents").format(count=format_number(reached)))
    return [(device.name or name, " · ".join(facts))]


def neighbourhood_facts(study: Study, id_: str | None) -> list[Fact]:
    """A neighbourhood: its residents and how many of them are served."""
    if id_ is None:
        return []
    table = study.table
    row = table.ids.index(id_)
    people, served = table.people[row, 0], table.served[row, 0]
    if not people > 0:
        return [(table.names[row], _("Nobody lives here.") if people == 0 else _("Residents not known"))]
    if math.isnan(served):
        return [(table.names[row], _("{people} residents").format(people=format_number(people)))]
    more = _("{people} residents, {share} served").format(
        people=format_number(people), share=format_share(served / people)
    )
    return [(table.names[row], more)]


def feature_facts(study: Study, x: float, y: float, within_m: float, metres_per_pixel: float) -> list[Fact]:
    """The features of the layers in sight at a place, topmost first."""
    facts: list[Fact] = []
    around = shapely.Point(x, y).buffer(within_m)
    for layer in reversed(drawn_layers(study.project, metres_per_pixel)):
        frame = layer.frame
        tree = feature_tree(frame)
        nearest = sorted(tree.query(around, predicate="intersects").tolist())
        for row in nearest[: _MOST_FEATURES - len(facts)]:
            cells = frame.iloc[row]
            told = [_told(field, cells[field]) for field in _TOLD if field in frame and _known(cells[field])]
            name = str(cells["name"]) if "name" in frame and _known(cells["name"]) else layer.name
            facts.append((name, " · ".join([*([layer.name] if name != layer.name else []), *told])))
    return facts


def _told(field: str, value: object) -> str:
    """A value that can be read without the name of its field."""
    match field, value:
        case "height_m", Real():
            return _("{height} m high").format(height=format_number(float(value)))
        case "levels", Real():
            count = float(value)
            return ngettext("{count} floor", "{count} floors", round(count)).format(count=format_number(count))
        case "lit", "yes" | "no":
            return _("lit") if value == "yes" else _("not lit")
    return str(value)


def _known(value: object) -> bool:
    return value is not None and value == value and str(value) != ""
