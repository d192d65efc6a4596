"""The top of the window: the project, its scenarios, undo and redo, and sharing."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QWidget,
)

from cityplanner.gui.command import Menu
from cityplanner.gui.command_actions import CommandActions
from cityplanner.gui.icons import icon
from cityplanner.gui.menus import make_menu
from cityplanner.gui.names_shown import on_button
from cityplanner.gui.scroll_row import ScrollRow
from cityplanner.gui.subscriptions import Subscriptions
from cityplanner.gui.widget_parts import taken_out
from cityplanner.i18n import _
from cityplanner.session.study import Study


class Header(QFrame):
    """One row; a tab a scenario."""

    file_wanted = Signal(Path)

    def __init__(self, commands: CommandActions, parent: QWidget | None = None) -> None:
        super().__init__(parent, objectName="header")
        self.setFixedHeight(44)
        self._study: Study | None = None
        self._heard = Subscriptions()
        self._commands = commands
        self._project = QToolButton(
            objectName="projectButton",
            text="CityPlanner",
            toolButtonStyle=Qt.ToolButtonStyle.ToolButtonTextBesideIcon,
            popupMode=QToolButton.ToolButtonPopupMode.InstantPopup,
            icon=icon("chevron-down"),
            layoutDirection=Qt.LayoutDirection.RightToLeft,
        )
        self._project.setMenu(make_menu(Menu.PROJECT, commands, self, self.file_wanted.emit))
        # Not that of the button, which is turned round to have its arrow at the end.
        self._project.menu().setLayoutDirection(QApplication.layoutDirection())
        self._tabs = QWidget(objectName="scenarioTabs")
        self._tab_row = QHBoxLayout(self._tabs)
        self._tab_row.setContentsMargins(0, 0, 0, 0)
        self._tab_row.setSpacing(0)
        self._tab_group = QButtonGroup(self, exclusive=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 1)
        row.setSpacing(4)
        row.addWidget(self._project)
        # As many scenarios as there are, and as long as their names may be: the window keeps its width.
        self._tab_room = ScrollRow(self._tabs, self._tab_group.checkedButton)
        self._add = QToolButton(icon=icon("add"), objectName="newScenario", iconSize=QSize(16, 16))
        self._add.setToolTip(commands.tip("new-scenario"))
        self._add.setAccessibleName(commands["new-scenario"].text())
        self._add.clicked.connect(commands["new-scenario"].trigger)
        row.addWidget(self._tab_room)
        row.addWidget(self._add)
        row.addStretch(1)
        find = QPushButton(
            icon("search", "second_text"), _("Find a place, a device, a command"), objectName="findButton"
        )
        find.setToolTip(commands.tip("palette"))
        find.clicked.connect(commands["palette"].trigger)
        row.addWidget(find)
        row.addSpacing(8)
        self._steps = [self._icon_button(id_) for id_ in ("undo", "redo")]
        for button in self._steps:
            row.addWidget(button)
        self._improve = QPushButton(icon("improve"), _("Improve"), objectName="improve-button")
        self._improve.setProperty("kind", "outline")
        self._improve.setToolTip(commands.tip("improve"))
        self._improve.clicked.connect(commands["improve"].trigger)
        self._share = QPushButton(icon("export", "on_accent"), _("Share"), objectName="share-button")
        self._share.setProperty("kind", "primary")
        self._share.setMenu(make_menu(Menu.SHARE, commands, self._share))
        row.addSpacing(8)
        row.addWidget(self._improve)
        row.addSpacing(4)
        row.addWidget(self._share)
        self.unbind()

    def _icon_button(self, id_: str) -> QToolButton:
        button = QToolButton(objectName=f"button-{id_}", iconSize=QSize(20, 20))
        button.setDefaultAction(self._commands[id_])
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        return button

    # What is shown

    def unbind(self) -> None:
        """No project is open."""
        self._study = None
        self._heard.end()
        self._project.setText("CityPlanner")
        for widget in (self._tab_room, self._add):
            widget.hide()
        self._improve.hide()
        self._share.hide()
        for button in self._steps:
            button.hide()

    def bind(self, study: Study) -> None:
        self._study = study
        for widget in (self._tab_room, self._add):
            widget.show()
        self._improve.show()
        self._share.show()
        for button in self._steps:
            button.show()
        self._heard.renew((study.scenario_changed, self._fill_tabs), (study.history.changed, self.refresh))
        self._fill_tabs()
        self.refresh()

    def refresh(self) -> None:
        """The project's name, with a dot while it has changes that are not saved."""
        if self._study is None:
            return
        mark = "" if self._study.history.saved and self._study.path is not None else " •"
        self._project.setText(on_button(self._study.project.city.name) + mark)

    def _show_scenario(self, id_: str) -> None:
        if self._study is not None:
            self._study.show_scenario(id_)

    def _fill_tabs(self) -> None:
        assert self._study is not None
        for widget in taken_out(self._tab_row):
            widget.hide()
            widget.deleteLater()
        for number, scenario in enumerate(self._study.project.scenarios.values(), start=1):
            tab = QToolButton(text=on_button(scenario.name), checkable=True, objectName=f"scenario-{scenario.id}")
            tip = _("Scenario {name}").format(name=scenario.name)
            keys = self._commands.keys_of(f"scenario-{number}")
            tab.setToolTip(f"{tip}  ({keys})" if keys else tip)
            tab.setChecked(scenario is self._study.scenario)
            tab.clicked.connect(lambda _checked=False, id_=scenario.id: self._show_scenario(id_))
            self._tab_group.addButton(tab)
            self._tab_row.addWidget(tab)
        QTimer.singleShot(0, self._tab_room, self._tab_room.show_chosen)
