"""The bar that floats on the map: select, move, and a button for every family of devices."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from cityplanner.carto.families import FAMILY_COLOURS
from cityplanner.facts.family_names import family_name
from cityplanner.gui.command_actions import CommandActions
from cityplanner.gui.icons import icon
from cityplanner.gui.map.decorations import scale_bar_room
from cityplanner.gui.map.toolbox import TOOL_NAMES
from cityplanner.gui.names_shown import on_button
from cityplanner.gui.panel import Panel, Stand
from cityplanner.gui.theme import Theme
from cityplanner.gui.widget_parts import host_of, layout_of
from cityplanner.i18n import _
from cityplanner.model import Family
from cityplanner.session.study import Study

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


_SCALE_BAR_PX = 156


class PlaceBar(QFrame):
    """The type that was placed last is on top of its family's button; the others are in its menu."""

    tool_wanted = Signal(str)

    def __init__(self, commands: CommandActions, parent: QWidget | None = None) -> None:
        super().__init__(parent, objectName="placeBar")
        self._commands = commands
        self._group = QButtonGroup(self, exclusive=True)
        self._tools: dict[str, QToolButton] = {}
        self._families: dict[Family, QToolButton] = {}
        self._last: dict[Family, str] = {}
        self._names: dict[str, tuple[Family, str, str]] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 6, 4)
        row.setSpacing(2)
        for name in TOOL_NAMES:
            button = self._button(name, commands.tip(f"tool-{name}"), f"tool-{name}")
            button.clicked.connect(lambda _checked=False, name=name: self.tool_wanted.emit(name))
            self._tools[name] = button
            row.addWidget(button)
        self._more = QToolButton(objectName="moreTools", text="…", toolTip=_("More tools"))
        self._more.setAccessibleName(_("More tools"))
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setMenu(QMenu(self._more))
        self._more.hide()
        row.addWidget(self._more)
        divider = QFrame(frameShape=QFrame.Shape.VLine)
        divider.setProperty("role", "divider")
        row.addWidget(divider)
        for family in Family:
            button = self._button(family.value, "", f"family-{family.value}", FAMILY_COLOURS[family])
            button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
            button.clicked.connect(lambda _checked=False, family=family: self.place_family(family))
            self._families[family] = button
            row.addWidget(button)

    def _button(self, picture: str, tip: str, name: str, colour: str = "text") -> QToolButton:
        button = QToolButton(checkable=True, toolTip=tip, objectName=name, iconSize=QSize(20, 20))
        button.setIcon(icon(picture, colour))
        button.setAccessibleName(tip)
        self._group.addButton(button)
        return button

    def bind(self, study: Study) -> None:
        """Fill the menus from the project's catalogue."""
        self._last.clear()
        self._names.clear()
        present = {device.type_id for device in study.scenario.devices.values()}
        for family, button in self._families.items():
            types = [item for item in study.project.device_types.values() if item.family is family]
            button.setVisible(bool(types))
            menu = QMenu(button)
            for item in types:
                self._names[item.id] = (family, item.icon, item.name)
                action = QAction(icon(item.icon), on_button(item.name), menu)
                action.setToolTip(item.description)
                action.triggered.connect(lambda _checked=False, id_=item.id: self.tool_wanted.emit(id_))
                menu.addAction(action)
            menu.setToolTipsVisible(True)
            old = button.menu()
            button.setMenu(menu)
            if old is not None:
                old.deleteLater()
            if types:
                self._put_on_top(family, next((item.id for item in types if item.id in present), types[0].id))
        self.place()

    def unbind(self) -> None:
        """The menus are filled from the next project."""
        self._last.clear()

    def retint(self, theme: Theme) -> None:
        """Its icons are drawn in the colours of the moment."""

    def place(self) -> None:
        """Stand at the lower edge of the map, in the middle, or as far to the right as the scale bar asks for.

        Where there is less room, tools fold away, the last first; where that is not enough, stand above the scale bar.
        """
        parent = host_of(self)
        beside = self._fold(parent.width() - _SCALE_BAR_PX - 8)
        if not beside:
            self._fold(parent.width() - 16)
        self.adjustSize()
        room = parent.width() - self.width()
        left = max(min(max(room // 2, _SCALE_BAR_PX if beside else 8), room - 8), 8)
        lift = 14 if beside else round(scale_bar_room()) + 4
        self.move(left, parent.height() - self.height() - lift)

    def _fold(self, room_px: int) -> bool:
        """Put tools into the menu of three dots until the bar is at most so wide; False where it cannot be."""
        _always, *foldable = self._tools
        menu, folded = self._more.menu(), list[str]()
        menu.clear()
        for button in self._tools.values():
            button.show()
        self._more.hide()
        while self._least_px() > room_px and foldable:
            name = foldable.pop()
            self._tools[name].hide()
            self._more.show()
            folded.insert(0, name)
        for name in folded:
            action = QAction(self._tools[name].icon(), TOOL_NAMES[name](), menu)
            action.triggered.connect(lambda _checked=False, name=name: self.tool_wanted.emit(name))
            menu.addAction(action)
        return self._least_px() <= room_px

    def _least_px(self) -> int:
        row = layout_of(self)
        row.activate()
        return row.sizeHint().width()

    def place_family(self, family: Family) -> None:
        """Begin to place the family's type that was used last."""
        self.tool_wanted.emit(self._last[family])

    def show_tool(self, name: str) -> None:
        """Press the button of the tool in use."""
        if name in self._tools:
            self._tools[name].setChecked(True)
        elif name in self._names:
            family = self._names[name][0]
            self._put_on_top(family, name)
            self._families[family].setChecked(True)

    def _put_on_top(self, family: Family, type_id: str) -> None:
        self._last[family] = type_id
        _family, picture, name = self._names[type_id]
        button = self._families[family]
        button.setIcon(icon(picture, FAMILY_COLOURS[family]))
        tip = f"{_('Place {type}').format(type=name)}  ({self._commands.keys_of(f'place-{family.value}')})"
        button.setToolTip(f"{tip}\n{family_name(family)}")
        button.setAccessibleName(tip)


def _make(window: "MainWindow") -> PlaceBar:
    bar = PlaceBar(window.commands, window.map)
    bar.tool_wanted.connect(window.use_tool)
    window.map.tool_changed.connect(bar.show_tool)
    return bar


PANEL = Panel("place", _make, Stand.MAP, 1)
