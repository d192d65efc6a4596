"""The indices of fairness behind a fold, each with its formula and its source."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from cityplanner.equity import EquityProfile
from cityplanner.gui.icons import icon
from cityplanner.i18n import _, format_number, format_share


def _rows() -> tuple[tuple[str, str, str], ...]:
    """Field of the indices, name, and how it is worked out."""
    return (
        (
            "gini",
            _("Gini"),
            _("Half the mean difference between two residents, over the mean. 0: all the same. (Gastwirth 1972)"),
        ),
        ("theil_t", "Theil T", _("Σ p · x/μ · ln(x/μ); weighs the well served more. 0: all the same. (Theil 1967)")),
        ("theil_l", "Theil L", _("Σ p · ln(μ/x); weighs the badly served more. 0: all the same. (Theil 1967)")),
        (
            "atkinson_05",
            "Atkinson 0.5",
            _("1 − (Σ p · (x/μ)^0.5)²; the part of the service lost to inequality. (Atkinson 1970)"),
        ),
        ("hoover", "Hoover", _("½ Σ |s − p|; the part of the service that would have to move to make all the same.")),
        ("palma", "Palma", _("What the best served tenth have over what the worst served 40 % have. ¼: all the same.")),
        ("twenty_twenty", "20:20", _("What the best served fifth have over what the worst served fifth have.")),
        (
            "kolm_pollak_ede",
            "Kolm-Pollak",
            _("The share that would be felt to be as good if all had it: −1/κ · ln Σ p · e^(−κx). (Logan et al. 2021)"),
        ),
    )


class IndexTable(QWidget):
    """Folded at first."""

    def __init__(self) -> None:
        super().__init__(objectName="indices")
        self._fold = QToolButton(
            text=_("Indices"),
            icon=icon("chevron-right"),
            toolButtonStyle=Qt.ToolButtonStyle.ToolButtonTextBesideIcon,
            checkable=True,
            objectName="foldIndices",
        )
        self._fold.toggled.connect(self._on_fold)
        self._body = QWidget()
        grid = QGridLayout(self._body)
        grid.setContentsMargins(4, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for column, text in ((1, _("served")), (2, _("not served"))):
            head = QLabel(text)
            head.setProperty("role", "small")
            grid.addWidget(head, 0, column, Qt.AlignmentFlag.AlignRight)
        self._values: dict[str, tuple[QLabel, QLabel]] = {}
        for row, (field, name, formula) in enumerate(_rows(), start=1):
            self._values[field] = self._add_row(grid, row, name, formula)
        ranked = (
            (
                "concentration_index",
                _("Concentration"),
                _("2 Σ p (x − μ)(R − ½) / μ, R the rank by deprivation; above 0 the poor have less. (Kakwani 1997)"),
            ),
            ("erreygers_index", "Erreygers", _("4 μ times the concentration index, for shares. (Erreygers 2009)")),
            (
                "slope_index",
                _("Slope, in points"),
                _("From the most to the least deprived end of the city, by least squares on the rank."),
            ),
        )
        for row, (field, name, formula) in enumerate(ranked, start=len(_rows()) + 1):
            self._values[field] = self._add_row(grid, row, name, formula)
        self._flags = QLabel(wordWrap=True, objectName="equityFlags")
        self._flags.setProperty("role", "small")
        grid.addWidget(self._flags, grid.rowCount(), 0, 1, 3)
        self._body.hide()
        parts = QVBoxLayout(self)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(4)
        parts.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignLeft)
        parts.addWidget(self._body)

    @staticmethod
    def _add_row(grid: QGridLayout, row: int, name: str, formula: str) -> tuple[QLabel, QLabel]:
        label, served, unserved = QLabel(name), QLabel(), QLabel()
        for widget in (label, served, unserved):
            widget.setToolTip(formula)
        grid.addWidget(label, row, 0)
        grid.addWidget(served, row, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(unserved, row, 2, Qt.AlignmentFlag.AlignRight)
        return served, unserved

    def _on_fold(self, shown: bool) -> None:
        self._body.setVisible(shown)
        self._fold.setIcon(icon("chevron-down" if shown else "chevron-right"))

    def text(self, field: str) -> str:
        """What stands beside an index, of the share served."""
        return self._values[field][0].text()

    def show_profile(self, profile: EquityProfile) -> None:
        """The indices as they are now; nothing is written while they are folded away."""
        if not self._fold.isChecked():
            return
        for field, (served, unserved) in self._values.items():
            if hasattr(profile.coverage, field):
                served.setText(_index(field, getattr(profile.coverage, field)))
                unserved.setText(_index(field, getattr(profile.shortfall, field)))
            else:
                served.setText(_index(field, getattr(profile, field)))
        flags = "\n".join(profile.flags)
        self._flags.setText(flags)
        self._flags.setVisible(bool(flags))

    @property
    def fold(self) -> QToolButton:
        return self._fold


def _index(field: str, value: float | None) -> str:
    if value is None:
        return "–"
    if field == "kolm_pollak_ede":
        return format_share(value)
    if field == "slope_index":
        return ("+" if value >= 0 else "\N{MINUS SIGN}") + format_number(abs(value) * 100, 1)
    return format_number(value, 3)
