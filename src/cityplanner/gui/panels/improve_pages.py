"""The pages of Improve: the question, what was found, plans side by side. They show and offer, and decide nothing."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cityplanner.gui.icons import icon
from cityplanner.gui.panels.frontier_view import FrontierView
from cityplanner.gui.panels.improve_form import ImproveForm
from cityplanner.gui.panels.proposal_view import ProposalView
from cityplanner.i18n import _
from cityplanner.siting import Proposal


def title_row(close_panel: Callable[[], object]) -> QHBoxLayout:
    """The head of the panel, with what closes it."""
    title = QLabel(_("Improve"))
    title.setProperty("role", "title")
    close = QToolButton(icon=icon("close"), toolTip=_("Close"), objectName="improveClose")
    close.setAccessibleName(_("Close"))
    close.clicked.connect(close_panel)
    row = QHBoxLayout()
    row.addWidget(title, 1)
    row.addWidget(close)
    return row


class QuestionPage(QScrollArea):
    """What is asked, and what can be done with it."""

    def __init__(self) -> None:
        super().__init__(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        page.setProperty("role", "panel")
        lead = QLabel(
            _("Where should the next devices go? Ask, look at the proposal on the map, and change what you like."),
            wordWrap=True,
        )
        lead.setProperty("role", "second")
        self.form = ImproveForm()
        self.search = _button(_("Search"), "improveSearch", "primary")
        self.fairness = _button(_("What does fairness cost?"), "improveFairness", "link")
        self.more = _button(_("What do more devices bring?"), "improveMore", "link")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for widget in (lead, self.form, self.search, self.fairness, self.more):
            column.addWidget(widget)
        column.addStretch(1)
        self.setWidget(page)

    def show_searching(self, searching: bool) -> None:
        """One search at a time."""
        for button in (self.search, self.fairness, self.more):
            button.setEnabled(not searching)

    def show_comparable(self) -> None:
        """Where a share is given, or metres are counted, there is nothing to weigh against people served."""
        for button in (self.fairness, self.more):
            button.setVisible(self.form.comparable)


class AnswerPage(QWidget):
    """The question in a sentence, what was found, and what can be done with it."""

    def __init__(self) -> None:
        super().__init__()
        self.summary = QLabel(wordWrap=True, objectName="improveSummary")
        self.summary.setProperty("role", "second")
        self.change = _button(_("Change the question"), "improveChange", "link")
        self.compared = _button(_("Back to the comparison"), "improveCompared", "link")
        self.compared.hide()
        self.view = ProposalView()
        self.stop = _button(_("Stop"), "improveStop", "outline")
        self.again = _button(_("Search again"), "improveAgain", "outline")
        self.prove = _button(_("Prove that nothing is better"), "improveProve", "link")
        self.place = _button(_("Place them"), "improvePlace", "primary")
        self.as_new = QCheckBox(_("As a new scenario"), objectName="improveAsNew")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.summary)
        column.addWidget(self.change)
        column.addWidget(self.compared)
        column.addWidget(self.view, 1)
        for widgets in ((self.stop, self.again, self.prove), (self.place, self.as_new)):
            row = QHBoxLayout()
            row.setSpacing(8)
            for widget in widgets:
                row.addWidget(widget)
            row.addStretch(1)
            column.addLayout(row)

    def show_buttons(self, proposal: Proposal | None, *, searching: bool, marked: bool, baseline: bool | None) -> None:
        """What can be done now: with a proposal, with sites ``marked`` as kept or ruled out; of no study, None."""
        self.stop.setVisible(searching)
        self.again.setVisible(not searching and marked)
        self.prove.setVisible(proposal is not None and not proposal.solution.proven and not marked)
        for widget in (self.place, self.as_new):
            widget.setVisible(proposal is not None and bool(proposal.sites))
        if baseline is not None:
            self.as_new.setChecked(baseline or self.as_new.isChecked())
            # The baseline holds what exists.
            self.as_new.setEnabled(not baseline)


class ComparisonPage(QWidget):
    """Plans side by side, and the way back."""

    def __init__(self) -> None:
        super().__init__()
        self.back = _button(_("Back to the question"), "improveBack", "link")
        self.frontier = FrontierView()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.back)
        column.addWidget(self.frontier, 1)


def _button(text: str, name: str, kind: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setProperty("kind", kind)
    return button
