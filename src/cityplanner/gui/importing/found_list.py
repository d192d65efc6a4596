"""The list of what was found: what each file is taken for, and whether something is wrong with it."""

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cityplanner.gui.icons import pixmap
from cityplanner.gui.importing.detail import facts
from cityplanner.gui.painting import paint_part
from cityplanner.gui.theme import COLOURS, SMALL_PX
from cityplanner.i18n import _
from cityplanner.intake.plan import LEFT_OUT, TABLE, ImportPlan, PlanItem
from cityplanner.intake.plan_items import use_title
from cityplanner.model import DeviceType, Severity

_KEY = int(Qt.ItemDataRole.UserRole)
_SECOND, _ICON, _WORST, _TAKEN = _KEY + 1, _KEY + 2, _KEY + 3, _KEY + 4
_HEADING_PX, _ROW_PX = 30, 46
_ICONS = {
    "neighbourhoods": "neighbourhood",
    "people": "people",
    TABLE: "table",
    "basemap": "map",
    "boundary": "full-extent",
    LEFT_OUT: "eye-off",
}


class FoundList(QListWidget):
    """Those that are taken first, then those that are left out."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(objectName="foundList")
        self.setAccessibleName(_("What was found"))
        self.setItemDelegate(_Row(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.currentItemChanged.connect(self._on_current)

    def show_plan(self, plan: ImportPlan, types: Mapping[str, DeviceType], chosen: str | None) -> None:
        """List what ``plan`` has, with ``chosen`` marked."""
        self.blockSignals(True)
        self.clear()
        self._section(_("To be imported"), [item for item in plan.items if item.taken], types)
        self._section(_("Left out"), [item for item in plan.items if not item.taken], types)
        rows = [row for row in range(self.count()) if self.item(row).data(_KEY)]
        wanted = next((row for row in rows if self.item(row).data(_KEY) == chosen), rows[0] if rows else -1)
        self.setCurrentRow(wanted)
        self.blockSignals(False)

    @property
    def key(self) -> str | None:
        item = self.currentItem()
        key: str | None = None if item is None else item.data(_KEY)
        return key

    def _section(self, title: str, items: list[PlanItem], types: Mapping[str, DeviceType]) -> None:
        if not items:
            return
        head = QListWidgetItem(f"{title} ({len(items)})")
        head.setFlags(Qt.ItemFlag.NoItemFlags)
        head.setSizeHint(QSize(0, _HEADING_PX))
        self.addItem(head)
        for item in sorted(items, key=_order):
            row = QListWidgetItem(item.finding.title or item.key.rsplit("/", 1)[-1])
            second = (
                facts(item)
                if item.role == LEFT_OUT
                else "  ·  ".join((_what(item, types), *facts(item).split("  ·  ")[1:2]))
            )
            row.setData(_KEY, item.key)
            row.setData(_SECOND, second)
            known = None if item.type_id is None else types.get(item.type_id)
            row.setData(_ICON, _ICONS.get(item.role, "layers") if known is None else known.icon)
            row.setData(_WORST, _worst(item))
            row.setData(_TAKEN, item.taken)
            row.setData(Qt.ItemDataRole.AccessibleTextRole, f"{item.key}: {second}")
            row.setToolTip(f"{item.key}\n{item.reason}")
            row.setSizeHint(QSize(0, _ROW_PX))
            self.addItem(row)

    def _on_current(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(_KEY):
            self.chosen.emit(item.data(_KEY))


def _what(item: PlanItem, types: Mapping[str, DeviceType]) -> str:
    """What it is taken for; for a part of a file that is called just that, the file."""
    known = None if item.type_id is None else types.get(item.type_id)
    what = use_title(item.role) if known is None else known.name
    return item.finding.path.name if what == item.finding.title else what


def _order(item: PlanItem) -> tuple[int, str]:
    first = ("neighbourhoods", TABLE, "people", "boundary", "devices")
    return (first.index(item.role) if item.role in first else len(first), item.key)


def _worst(item: PlanItem) -> str:
    if not item.taken:
        return ""
    found = {problem.severity for problem in item.problems}
    return next((one.value for one in (Severity.ERROR, Severity.WARNING) if one in found), "")


class _Row(QStyledItemDelegate):
    """An icon, the file, and below it what it is taken for."""

    @paint_part
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect
        font = QFont(option.font)
        if not index.data(_KEY):
            font.setPixelSize(SMALL_PX)
            font.setWeight(QFont.Weight.DemiBold)
            painter.setFont(font)
            painter.setPen(QColor(COLOURS.second_text))
            painter.drawText(rect.adjusted(16, 0, -8, -4), Qt.AlignmentFlag.AlignBottom, index.data())
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(COLOURS.accent_pale if selected else COLOURS.hover))
        if selected:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(COLOURS.accent))
        taken = bool(index.data(_TAKEN))
        painter.drawPixmap(
            rect.left() + 16, rect.top() + 13, pixmap(index.data(_ICON), 20, "accent" if taken else "second_text")
        )
        text = rect.adjusted(48, 5, -12, -5)
        worst = index.data(_WORST)
        if worst:
            name, colour = ("error", "negative") if worst == "error" else ("warning", "warning")
            painter.drawPixmap(rect.right() - 28, rect.top() + 15, pixmap(name, 16, colour))
            text.setRight(rect.right() - 34)
        painter.setFont(font)
        painter.setPen(QColor(COLOURS.text if taken else COLOURS.second_text))
        metrics = painter.fontMetrics()
        painter.drawText(
            text,
            Qt.AlignmentFlag.AlignTop,
            metrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, text.width()),
        )
        font.setPixelSize(SMALL_PX)
        painter.setFont(font)
        painter.setPen(QColor(COLOURS.second_text))
        second = painter.fontMetrics().elidedText(index.data(_SECOND), Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, Qt.AlignmentFlag.AlignBottom, second)
