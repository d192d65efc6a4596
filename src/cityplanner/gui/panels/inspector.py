"""The device or neighbourhood that is selected: what it is, what it does, and what can be done with it."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from cityplanner.coverage.table import CoverageTable
from cityplanner.facts.focus import Focus
from cityplanner.facts.headline import area_text
from cityplanner.gui.icons import icon, pixmap
from cityplanner.gui.panel import Panel, Stand
from cityplanner.gui.subscriptions import Subscriptions
from cityplanner.gui.theme import Theme
from cityplanner.i18n import _, format_number, format_share, ngettext
from cityplanner.model import Changed, Device, DeviceStatus
from cityplanner.model.device_edits import alter_device
from cityplanner.people.groups import group_label
from cityplanner.session.study import Study

if TYPE_CHECKING:
    from cityplanner.gui.main_window import MainWindow


def status_name(status: DeviceStatus) -> str:
    """The status in words."""
    return {
        DeviceStatus.EXISTING: _("Existing"),
        DeviceStatus.PLANNED: _("Planned"),
        DeviceStatus.PROPOSED: _("Proposed"),
        DeviceStatus.RETIRED: _("Retired"),
    }[status]


def _effect(study: Study, device: Device) -> list[str]:
    """Whom a device reaches, and who would be left without it; or why that is not known."""
    table = study.shown.table(Focus(device.type_id))
    if not table.has_residents:
        ground_m2 = study.shown.ground_reached_by(device.id)
        if np.isnan(ground_m2):
            return [table.why_not]
        return [_("Reaches about {area} of ground").format(area=area_text(ground_m2))]
    reached = study.shown.reached_by(device.id)
    if np.isnan(reached):
        return [table.why_not]
    lines = [_("Reaches {count} residents").format(count=format_number(reached))]
    lost = float(study.shown.lost_without(device.id)[0])
    lines.append(
        ngettext(
            "{count} of them would be left without if it failed",
            "{count} of them would be left without if it failed",
            round(lost),
        ).format(count=format_number(lost))
    )
    return lines


def _ground_of(table: CoverageTable, rows: list[int]) -> list[str]:
    """How much ground of neighbourhoods is in range; nothing while that is being worked out."""
    if table.area_served_m2 is None:
        return []
    served_m2, area_m2 = float(table.area_served_m2[rows].sum()), float(table.area_m2[rows].sum())
    words = _("{served} of {area} of ground in range ({share})")
    share = format_share(served_m2 / area_m2) if area_m2 > 0 else "–"
    return [words.format(served=area_text(served_m2), area=area_text(area_m2), share=share)]


class Inspector(QWidget):
    """Below the figures, not a second panel. Hidden while nothing is selected."""

    duplicate_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, objectName="inspector")
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._study: Study | None = None
        self._heard = Subscriptions()
        self._device: Device | None = None
        self._filling = False
        self._picture = QLabel()
        self._title = QLabel(wordWrap=True, objectName="inspectorTitle")
        self._title.setProperty("role", "title")
        self._facts = QLabel(wordWrap=True, objectName="inspectorFacts")
        self._facts.setProperty("role", "second")
        self._name = QLineEdit(placeholderText=_("Give it a name"), objectName="deviceName")
        self._name.editingFinished.connect(self._on_name)
        self._status = QComboBox(objectName="deviceStatus")
        for status in DeviceStatus:
            self._status.addItem(status_name(status), status)
        self._status.currentIndexChanged.connect(self._on_status)
        self._form = QWidget()
        form = QFormLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(_("Name"), self._name)
        form.addRow(_("Status"), self._status)
        self._buttons = QWidget()
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(8)
        for text, picture, signal, name in (
            (_("Duplicate"), "duplicate", self.duplicate_wanted, "duplicate"),
            (_("Delete"), "delete", self.delete_wanted, "delete"),
        ):
            button = QPushButton(icon(picture), text, objectName=name)
            button.setProperty("kind", "outline")
            button.clicked.connect(signal)
            buttons.addWidget(button)
        buttons.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._picture)
        head.addWidget(self._title, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._facts)
        column.addWidget(self._form)
        column.addWidget(self._buttons)
        self.hide()

    def bind(self, study: Study) -> None:
        self._study = study
        self._heard.renew((study.selection.changed, self.refresh), (study.project_changed, self._on_project_changed))
        self.refresh()

    def unbind(self) -> None:
        """Let go of the study."""
        self._heard.end()
        self._study = None
        self._device = None
        self.hide()

    def retint(self, theme: Theme) -> None:
        """Draw the picture anew."""
        self.refresh()

    def _on_project_changed(self, _changed: Changed) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Show what is selected as it is now."""
        if self._study is None:
            return
        devices = [
            self._study.scenario.devices[id_]
            for id_ in self._study.selection.devices
            if id_ in self._study.scenario.devices
        ]
        neighbourhoods = self._study.selection.neighbourhoods
        self._device = devices[0] if len(devices) == 1 else None
        self.setVisible(bool(devices) or bool(neighbourhoods))
        self._form.setVisible(self._device is not None)
        self._buttons.setVisible(bool(devices))
        self._picture.setVisible(bool(devices) or bool(neighbourhoods))
        if self._device is not None:
            self._show_device(self._device)
        elif devices:
            self._picture.setPixmap(pixmap("select", 20))
            self._title.setText(
                ngettext("{count} device selected", "{count} devices selected", len(devices)).format(
                    count=format_number(len(devices))
                )
            )
            self._facts.setText(_("Drag one of them to move them all."))
        elif neighbourhoods:
            self._show_neighbourhoods()

    def _show_device(self, device: Device) -> None:
        assert self._study is not None
        item = self._study.project.device_types.get(device.type_id)
        self._filling = True
        self._picture.setPixmap(pixmap(item.icon if item else "info", 20))
        self._title.setText(device.name or (item.name if item else device.type_id))
        lines = [item.name] if item and device.name else []
        if device.status is not DeviceStatus.RETIRED and item is not None:
            lines += _effect(self._study, device)
        lines.append(_("{x} E  {y} N").format(x=format_number(device.x), y=format_number(device.y)))
        self._facts.setText("\n".join(lines))
        self._name.setText(device.name)
        self._status.setCurrentIndex(self._status.findData(device.status))
        self._filling = False

    def _show_neighbourhoods(self) -> None:
        assert self._study is not None
        table, chosen = self._study.table, self._study.selection.neighbourhoods
        rows = [row for row, id_ in enumerate(table.ids) if id_ in chosen]
        people, served = table.people[rows].sum(axis=0), table.served[rows].sum(axis=0)
        self._picture.setPixmap(pixmap("neighbourhood", 20))
        self._title.setText(
            table.names[rows[0]]
            if len(rows) == 1
            else ngettext("{count} neighbourhood", "{count} neighbourhoods", len(rows)).format(count=len(rows))
        )
        if table.is_absent:
            self._facts.setText(table.why_not)
            return
        if not table.has_residents:
            lines = _ground_of(table, rows)
        elif people[0] > 0:
            lines = [
                _("{served} of {people} residents served ({share})").format(
                    served=format_number(served[0]),
                    people=format_number(people[0]),
                    share=format_share(served[0] / people[0]),
                )
            ]
            alone = table.by_one[rows, 0].sum()
            if alone > 0:
                lines.append(_("{count} of them by one device alone").format(count=format_number(alone)))
        elif np.isnan(people[0]):
            lines = [_("It is not known how many people live here.")]
        else:
            lines = [_("Nobody lives here.")]
        lines += [
            f"{group_label(group)}: {format_share(served[1 + index] / people[1 + index])}"
            for index, group in enumerate(table.groups)
            if people[1 + index] > 0
        ]
        self._facts.setText("\n".join(lines))

    def _on_name(self) -> None:
        device, name = self._device, self._name.text().strip()
        if self._study is None or device is None or self._filling or name == device.name:
            return
        label = _("Rename {device}").format(device=device.name or name)
        self._study.do(alter_device(self._study.scenario, replace(device, name=name), label))

    def _on_status(self) -> None:
        device, status = self._device, DeviceStatus(self._status.currentData())
        if self._study is None or device is None or self._filling or status is device.status:
            return
        label = _("Make {device} {status}").format(device=device.name or device.id, status=status_name(status).lower())
        self._study.do(alter_device(self._study.scenario, replace(device, status=status), label))


def _make(window: "MainWindow") -> Inspector:
    inspector = Inspector()
    inspector.delete_wanted.connect(window.commands["delete"].trigger)
    inspector.duplicate_wanted.connect(window.commands["duplicate"].trigger)
    window.rested.worked_out.connect(inspector.refresh)
    return inspector


PANEL = Panel("inspector", _make, Stand.BESIDE, 1)
