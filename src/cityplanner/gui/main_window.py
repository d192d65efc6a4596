"""The one window: header, layers, map, figures, table, status."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from cityplanner.documents.exporter import exporters
from cityplanner.facts.focus import Focus
from cityplanner.gui.background_work import BackgroundWork
from cityplanner.gui.command_actions import CommandActions
from cityplanner.gui.command_palette import CommandPalette
from cityplanner.gui.commands.edit import tell_done
from cityplanner.gui.findable import findable
from cityplanner.gui.header import Header
from cityplanner.gui.help_page import HelpPage
from cityplanner.gui.importing.sheet import ImportSheet
from cityplanner.gui.jobs import Job, Work
from cityplanner.gui.looking_ahead import LookingAhead
from cityplanner.gui.map.canvas import MapCanvas
from cityplanner.gui.map.left_out import LeftOut
from cityplanner.gui.map.toolbox import make_tool
from cityplanner.gui.message_bar import MessageBar
from cityplanner.gui.panel_list import PanelList, PanelOf
from cityplanner.gui.panels.coverage_panel import CoveragePanel
from cityplanner.gui.panels.direction_question import DirectionQuestion
from cityplanner.gui.panels.equity_panel import EquityPanel
from cityplanner.gui.panels.improve_panel import ImprovePanel
from cityplanner.gui.panels.inspector import Inspector
from cityplanner.gui.panels.layer_tree import LayerTree
from cityplanner.gui.panels.neighbourhood_table import NeighbourhoodTable
from cityplanner.gui.panels.people_card import PeopleCard
from cityplanner.gui.panels.place_bar import PlaceBar
from cityplanner.gui.panels.style_editor import StyleEditor
from cityplanner.gui.projects import Projects
from cityplanner.gui.rested_figures import RestedFigures
from cityplanner.gui.settings import read_appearance, write_appearance
from cityplanner.gui.speaking_anew import SpeakingAnew
from cityplanner.gui.status_line import StatusLine
from cityplanner.gui.subscriptions import Subscriptions
from cityplanner.gui.theme import Theme, apply_theme
from cityplanner.gui.welcome import Welcome
from cityplanner.gui.widget_parts import first_size
from cityplanner.gui.workspace import Workspace
from cityplanner.model import Changed, Project, Severity
from cityplanner.reading_pause import collect_garbage
from cityplanner.session.study import Study

_TALL_ENOUGH_FOR_TABLE_PX = 900


class MainWindow(QMainWindow):
    """Slots call the study and return; what changed comes back through its signals."""

    # Panels that others ask for by name
    layers: PanelOf[LayerTree] = PanelOf("layers")
    figures: PanelOf[CoveragePanel] = PanelOf("figures")
    equity: PanelOf[EquityPanel] = PanelOf("equity")
    inspector: PanelOf[Inspector] = PanelOf("inspector")
    table: PanelOf[NeighbourhoodTable] = PanelOf("table")
    place_bar: PanelOf[PlaceBar] = PanelOf("place")
    improve: PanelOf[ImprovePanel] = PanelOf("improve")
    style_editor: PanelOf[StyleEditor] = PanelOf("style")
    people_card: PanelOf[PeopleCard] = PanelOf("people")
    direction: PanelOf[DirectionQuestion] = PanelOf("direction")

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("CityPlanner")
        self.setAcceptDrops(True)
        self.study: Study | None = None
        self._heard = Subscriptions()
        self._pages = QStackedWidget()
        self.messages = MessageBar(self._pages)
        self._work = BackgroundWork(self.messages, lambda: self.commands["copy-details"].trigger())
        self.projects = Projects(self, self._work)
        # What others ask the window for, too
        self.open_sample, self.open_file = self.projects.open_sample, self.projects.open_file
        self.save, self.save_to = self.projects.save, self.projects.save_to
        self.import_files = self.projects.import_files
        self._speaking_anew = SpeakingAnew(self)
        self.make_parts()
        self.resize(first_size(self))

    # Putting the window together

    def make_parts(self) -> None:
        """All that has words on it, in the language of the moment."""
        self.map = MapCanvas(make_tool)
        self.rested = RestedFigures(self, self.map, self.run)
        self.ahead = LookingAhead(self, self.run)
        self.commands = CommandActions(self)
        self.header = Header(self.commands)
        self.panels = PanelList(self, self._tell_warning)
        self.workspace: Workspace = Workspace(self.panels, self.map)
        self.status = StatusLine()
        self.welcome = Welcome()
        self.sheet: ImportSheet = ImportSheet(self._pages, self.run, self.projects.show, partial(tell_done, self))
        self.palette_card = CommandPalette(self._pages, lambda: findable(self), lambda: self.map.setFocus())
        self.help_page = HelpPage(self._pages, self.commands.help_parts)
        self._left_out = LeftOut(self.messages.tell, self.commands["copy-details"].trigger)
        self._bound = (self.header, self.panels, self.workspace, self.status, self.map, self.rested, self.ahead)
        self._lay_out()
        self._connect()
        self.commands.refresh()
        left_out = [*self.commands.left_out, *self.panels.left_out, *exporters().left_out]
        if left_out:
            self._tell_warning(" ".join(left_out))

    def _lay_out(self) -> None:
        self._pages.addWidget(self.welcome)
        self._pages.addWidget(self.workspace)
        self.messages.raise_()
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._pages, 1)
        centre = QWidget()
        centre.setLayout(column)
        self.setCentralWidget(centre)
        self.setStatusBar(self.status)

    def _connect(self) -> None:
        self.header.file_wanted.connect(self.open_file)
        self.welcome.sample_wanted.connect(self.open_sample)
        self.welcome.files_wanted.connect(self.commands["new"].trigger)
        self.welcome.project_wanted.connect(self.projects.ask_and_open)
        self.welcome.file_wanted.connect(self.open_file)
        self.workspace.fold_clicked.connect(self.commands["table"].trigger)
        self.status.problems_wanted.connect(self.commands["problems"].trigger)
        self.map.tool_changed.connect(self.status.show_tool)
        self.map.pointer_moved.connect(self.status.show_pointer)
        self.map.view_changed.connect(lambda: self.status.show_view(self.map))
        self.map.painting_failed.connect(self._left_out.hear)
        self.map.layer_damaged.connect(self._left_out.hear_damaged)
        self.map.resized.connect(self._place_overlays)

    # Opening and saving

    def show_project(self, project: Project, path: Path | None = None) -> None:
        """Show ``project`` in the window."""
        self.show_study(Study(project, path))

    def show_study(self, study: Study) -> None:
        """Show a study in the window; one that was :func:`prepared` on a worker is there at once."""
        self.let_go()
        self.study = study
        self._pages.setCurrentIndex(1)
        if self.height() >= _TALL_ENOUGH_FOR_TABLE_PX:
            self.show_table(True)
        self._heard.renew((study.project_changed, self._on_project_changed))
        for part in self._bound:
            part.bind(study)
        self.setWindowTitle(f"{study.project.city.name} – CityPlanner")
        self.commands.refresh()
        self._place_overlays()
        self.map.setFocus()

    def let_go(self) -> None:
        """Nothing in the window shows the study any more."""
        self._heard.end()
        self._left_out.forget()
        if self.study is not None:
            self.study.close()
        for part in reversed(self._bound):
            part.unbind()
        self.study = None

    def close_study(self) -> None:
        """Back to the welcome screen."""
        self.projects.leave_then(self._show_welcome)

    def _show_welcome(self) -> None:
        self.let_go()
        self.welcome.refresh()
        self._pages.setCurrentIndex(0)
        self.setWindowTitle("CityPlanner")
        self.commands.refresh()
        collect_garbage()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.projects.may_close():
            # Nothing is begun any more whose result would find no window.
            self.rested.unbind()
            self.ahead.unbind()
            self._work.stop()
            self.map.stop_painting()
            event.accept()
        else:
            event.ignore()

    def finish(self) -> bool:
        """At the end of the process all files are written. False where other work cannot be stopped."""
        self.projects.finish()
        self._work.stop()
        self.map.wait_for_pictures()
        return self._work.wait()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        if paths:
            self.import_files(paths)

    # Editing

    def use_tool(self, name: str) -> None:
        """A tool by name, or a device type to place; its coverage is then what is shown."""
        study = self.study
        if study is None:
            return
        if name in study.project.device_types and name not in {item.id for item in study.focus_types}:
            study.show_focus(Focus(name))
        self.map.use_tool(name)
        self.map.setFocus()

    def _on_project_changed(self, _changed: Changed) -> None:
        self.commands.refresh()

    def show_table(self, shown: bool) -> None:
        """Unfold the table of neighbourhoods, or fold it away."""
        self.workspace.unfold(self.table, shown)
        if shown:
            self.table.show_selection()

    # Appearance

    def use_projector(self, on: bool) -> None:
        """For a room: the map alone, with larger symbols, few classes and a large legend."""
        self.workspace.make_room(on)
        self.map.use_projector(on)

    def use_theme(self, theme: Theme) -> None:
        """Show the window in ``theme`` from now on."""
        write_appearance(replace(read_appearance(), theme=theme))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, theme)
        self.welcome.retint()
        self.panels.retint(theme)
        self.commands.refresh()

    def use_language(self, tag: str | None) -> None:
        """Speak the language ``tag`` from now on, the system's where it is None."""
        write_appearance(replace(read_appearance(), language=tag))
        self._speaking_anew.begin()

    # Telling

    def run(
        self,
        work: Work,
        done: Callable[..., object],
        sentence: str | None,
        failed: Callable[[Exception], object] | None = None,
        *,
        writes: bool = False,
    ) -> Job:
        """Do ``work`` on a worker, show how far it is, then call ``done`` with its result on this thread.

        Without a ``sentence`` the work is done quietly. What ``writes`` a file is waited for when the window closes.
        """
        return self._work.run(work, done, sentence, failed, writes=writes)

    @property
    def settled(self) -> bool:
        """Whether map and figures show what there is, with nothing left to paint or work out."""
        waiting = self.rested.waiting or self.ahead.waiting or self._speaking_anew.waiting
        return not (waiting or self.map.painting)

    @property
    def busy(self) -> bool:
        """Whether work is going on."""
        return self._work.busy

    def _tell_warning(self, sentence: str) -> None:
        self.messages.tell(sentence, Severity.WARNING)

    def tell_error(self, error: BaseException) -> None:
        """Say what went wrong; what nobody foresaw is written to the log."""
        self._work.tell_error(error)

    def tell_fault(self, error: BaseException, file: Path | None) -> None:
        """Say what went wrong somewhere that nobody expected; the log's ``file`` has it already."""
        self._work.tell_fault(error, file)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_overlays()

    def _place_overlays(self) -> None:
        """Keep what floats where it belongs."""
        self.messages.place()
        self.panels.place()
        self.sheet.place()
