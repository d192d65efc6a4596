"""Plans side by side: what fairness costs, or what more devices bring, as a curve that can be opened anywhere."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from cityplanner.gui.panels.frontier_chart import FrontierChart, FrontierContent
from cityplanner.i18n import _, format_number, format_share, ngettext
from cityplanner.siting import Frontier, FrontierKind, FrontierPoint

_SENTENCES_SHOWN = 4


class FrontierView(QWidget):
    """A sentence, the curve, and the prices of its steps."""

    wanted = Signal(object)
    """A :class:`FrontierPoint` whose plan is to be seen."""

    def __init__(self) -> None:
        super().__init__(objectName="frontierView")
        self.title = QLabel(wordWrap=True, objectName="frontierTitle")
        self.title.setProperty("role", "headline")
        self.how = QLabel(wordWrap=True, objectName="frontierHow")
        self.how.setProperty("role", "small")
        self.chart = FrontierChart()
        self.chart.wanted.connect(self._on_wanted)
        self.prices = QLabel(wordWrap=True, objectName="frontierPrices")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.title, self.how, self.chart, self.prices):
            column.addWidget(widget)
        column.addStretch(1)
        self._points: list[FrontierPoint] = []

    def show_frontier(self, frontier: Frontier, now: tuple[float, float] | None, *, money: bool) -> None:
        """``now`` is the share served today and the fairness, for the comparison of fairness only."""
        by_fairness = frontier.kind is FrontierKind.EQUITY
        # A plan that another one beats in both ways is not worth a look.
        useful = [point for point in frontier.points if point.best and (not by_fairness or point.fairness is not None)]
        self._points = sorted(useful, key=lambda point: point.share if by_fairness else point.at)
        if by_fairness:
            places = [(point.share, point.fairness or 0.0) for point in self._points]
            how = _("Upwards: how alike the neighbourhoods are served, 100 where all alike (100 less the Gini index).")
            how += " " + _("To the right: residents served.")
            x_title, x_text, y_text = _("residents served"), _share, _whole
        else:
            places = [(point.at, point.share) for point in self._points]
            how = _("Upwards: residents served. To the right: what it takes.")
            x_title = _("money, US$") if money else _("devices")
            x_text, y_text = _whole, _share
        first, *more = frontier.sentences or (_("All plans come to the same."),)
        self.title.setText(first)
        self.how.setText(how + " " + _("Click a point to see its plan on the map."))
        self.prices.setText("\n".join(more[:_SENTENCES_SHOWN]))
        self.chart.show_content(
            FrontierContent(
                tuple(places),
                tuple(point_words(point) for point in self._points),
                x_title,
                x_text,
                y_text,
                now if by_fairness else None,
            )
        )

    def _on_wanted(self, number: int) -> None:
        self.wanted.emit(self._points[number])


def point_words(point: FrontierPoint) -> str:
    """A plan in a sentence."""
    count = len(point.solution.chosen)
    sentence = ngettext(
        "{count} site: {people} residents served ({share}).",
        "{count} sites: {people} residents served ({share}).",
        count,
    ).format(count=format_number(count), people=format_number(point.served), share=format_share(point.share))
    if point.fairness is not None:
        sentence += " " + _("Fairness {fairness} of 100.").format(fairness=format_number(point.fairness, 1))
    return sentence


def _share(value: float) -> str:
    return format_share(value, 1)


def _whole(value: float) -> str:
    return format_number(value)
