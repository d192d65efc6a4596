"""The top of the window: the project, its scenarios, undo and redo, and sharing."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from cityplanner.gui.icons import icon
from cityplanner.gui.recent_files import recent_files
from cityplanner.gui.settings import SCALES_PERCENT, read_appearance
from cityplanner.gui.subscriptions import Subscriptions
from cityplanner.gui.theme import Theme, theme_name
from cityplanner.i18n import _
from cityplanner.session.study import Study


class Header(QFrame):
    """One row; a tab a scenario."""

    scenario_wanted = Signal(str)
    file_wanted = Signal(Path)
    theme_wanted = Signal(object)
    scale_wanted = Signal(int)

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent, objectName="header")
        self.setFixedHeight(44)
        self._study: Study | None = None
        self._heard = Subscriptions()
        self._actions = actions
        self._project = QToolButton(
            objectName="projectButton",
            text="CityPlanner",
            toolButtonStyle=Qt.ToolButtonStyle.ToolButtonTextBesideIcon,
            popupMode=QToolButton.ToolButtonPopupMode.InstantPopup,
            icon=icon("chevron-down"),
            layoutDirection=Qt.LayoutDirection.RightToLeft,
        )
        self._project.setMenu(self._project_menu())
        self._tabs = QWidget(objectName="scenarioTabs")
        self._tab_row = QHBoxLayout(self._tabs)
        self._tab_row.setContentsMargins(0, 0, 0, 0)
        self._tab_row.setSpacing(0)
        self._tab_group = QButtonGroup(self, exclusive=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(4)
        row.addWidget(self._project)
        row.addWidget(self._tabs)
        row.addStretch(1)
        find = QPushButton(
            icon("search", "second_text"), _("Find a place, a device, a command"), objectName="findButton"
        )
        find.setToolTip("Ctrl+K")
        find.clicked.connect(actions["palette"].trigger)
        row.addWidget(find)
        row.addSpacing(8)
        for id_ in ("undo", "redo"):
            row.addWidget(self._icon_button(id_))
        self._improve = QPushButton(icon("improve"), _("Improve"), objectName="improve-button")
        self._improve.setProperty("kind", "outline")
        self._improve.setToolTip(_("Propose where to place devices  (Ctrl+I)"))
        self._improve.clicked.connect(actions["improve"].trigger)
        self._share = QPushButton(icon("export", "on_accent"), _("Share"), objectName="share-button")
        self._share.setProperty("kind", "primary")
        menu = QMenu(self._share)
        for id_ in ("export-map", "export-view", "export-table", "export-web"):
            menu.addAction(actions[id_])
        self._share.setMenu(menu)
        row.addSpacing(8)
        row.addWidget(self._improve)
        row.addSpacing(4)
        row.addWidget(self._share)
        self.show_nothing()

    def _icon_button(self, id_: str) -> QToolButton:
        button = QToolButton(objectName=f"button-{id_}", iconSize=QSize(20, 20))
        button.setDefaultAction(self._actions[id_])
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        return button

    def _project_menu(self) -> QMenu:
        menu = QMenu(self)
        recent = QMenu(_("Open recent"), menu)
        recent.aboutToShow.connect(lambda: self._fill_recent(recent))
        view = QMenu(_("View"), menu)
        for id_ in ("left-panel", "right-panel", "table", "full-screen"):
            view.addAction(self._actions[id_])
        view.addSeparator()
        for id_ in ("zoom-in", "zoom-out", "zoom-full", "zoom-selected", "view-back", "view-forward"):
            view.addAction(self._actions[id_])
        edit = QMenu(_("Edit"), menu)
        for id_ in ("undo", "redo", "duplicate", "delete", "select-all"):
            edit.addAction(self._actions[id_])
        edit.addSeparator()
        for id_ in ("new-scenario", "delete-scenario", "improve"):
            edit.addAction(self._actions[id_])
        for id_ in ("new", "open"):
            menu.addAction(self._actions[id_])
        menu.addMenu(recent)
        menu.addAction(self._actions["sample"])
        menu.addSeparator()
        for id_ in ("save", "save-as", "add-layer", "people", "sources", "problems"):
            menu.addAction(self._actions[id_])
        menu.addSeparator()
        menu.addMenu(edit)
        menu.addMenu(view)
        menu.addMenu(self._appearance_menu(menu))
        menu.addSeparator()
        for id_ in ("palette", "help"):
            menu.addAction(self._actions[id_])
        menu.addSeparator()
        for id_ in ("close", "quit"):
            menu.addAction(self._actions[id_])
        return menu

    def _appearance_menu(self, parent: QMenu) -> QMenu:
        menu = QMenu(_("Appearance"), parent)
        appearance = read_appearance()
        themes, scales = QActionGroup(menu), QActionGroup(menu)
        for theme in Theme:
            action = menu.addAction(theme_name(theme))
            action.setCheckable(True)
            action.setChecked(theme is appearance.theme)
            action.triggered.connect(lambda _checked=False, theme=theme: self.theme_wanted.emit(theme))
            themes.addAction(action)
        menu.addSection(_("Size, from the next start"))
        for percent in SCALES_PERCENT:
            action = menu.addAction(f"{percent}\N{NO-BREAK SPACE}%")
            action.setCheckable(True)
            action.setChecked(percent == appearance.scale_percent)
            action.triggered.connect(lambda _checked=False, percent=percent: self.scale_wanted.emit(percent))
            scales.addAction(action)
        menu.addSeparator()
        for id_ in ("theme", "projector"):
            menu.addAction(self._actions[id_])
        return menu

    def _fill_recent(self, menu: QMenu) -> None:
        menu.clear()
        files = recent_files()
        for file in files:
            action = menu.addAction(file.stem)
            action.setToolTip(str(file))
            action.triggered.connect(lambda _checked=False, file=file: self.file_wanted.emit(file))
        if not files:
            menu.addAction(_("Nothing yet")).setEnabled(False)

    # What is shown

    def show_nothing(self) -> None:
        """No project is open."""
        self._study = None
        self._heard.end()
        self._project.setText("CityPlanner")
        self._tabs.hide()
        self._improve.hide()
        self._share.hide()
        for id_ in ("undo", "redo"):
            self.findChild(QToolButton, f"button-{id_}").hide()

    def show_study(self, study: Study) -> None:
        self._study = study
        self._tabs.show()
        self._improve.show()
        self._share.show()
        for id_ in ("undo", "redo"):
            self.findChild(QToolButton, f"button-{id_}").show()
        self._heard.renew((study.scenario_changed, self._fill_tabs), (study.history.changed, self.refresh))
        self._fill_tabs()
        self.refresh()

    def refresh(self) -> None:
        """The project's name, with a dot while it has changes that are not saved; what undo and redo would do."""
        if self._study is None:
            return
        history = self._study.history
        mark = "" if history.saved and self._study.path is not None else " •"
        self._project.setText(self._study.project.city.name + mark)
        for id_, label, plain in (
            ("undo", history.undo_label, _("Undo")),
            ("redo", history.redo_label, _("Redo")),
        ):
            action = self._actions[id_]
            action.setEnabled(label is not None)
            text = plain if label is None else f"{plain}: {label}"
            action.setText(text)
            action.setToolTip(f"{text}  ({action.shortcut().toString()})")

    def _fill_tabs(self) -> None:
        assert self._study is not None
        while self._tab_row.count():
            widget = self._tab_row.takeAt(0).widget()
            if widget is not None:
                widget.deleteLater()
        for number, scenario in enumerate(self._study.project.scenarios.values(), start=1):
            tab = QToolButton(text=scenario.name, checkable=True, objectName=f"scenario-{scenario.id}")
            tab.setToolTip(_("Scenario {name}  (Ctrl+{number})").format(name=scenario.name, number=number))
            tab.setChecked(scenario is self._study.scenario)
            tab.clicked.connect(lambda _checked=False, id_=scenario.id: self.scenario_wanted.emit(id_))
            self._tab_group.addButton(tab)
            self._tab_row.addWidget(tab)
        add = QToolButton(icon=icon("add"), objectName="newScenario", iconSize=QSize(16, 16))
        add.setToolTip(_("New scenario from this one  (Ctrl+Shift+N)"))
        add.setAccessibleName(_("New scenario from this one"))
        add.clicked.connect(self._actions["new-scenario"].trigger)
        self._tab_row.addWidget(add)
