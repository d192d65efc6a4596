"""The one window: header, layers, map, figures, table, status."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cityplanner.carto.classification import load_classifiers
from cityplanner.carto.map_stack import RANGES
from cityplanner.carto.neighbourhood_colours import MapMode
from cityplanner.gui.background_work import BackgroundWork
from cityplanner.gui.command import Section
from cityplanner.gui.command_actions import CommandActions
from cityplanner.gui.command_palette import CommandPalette, Entry
from cityplanner.gui.commands.edit import step_back
from cityplanner.gui.file_dialogs import ask_for_project, ask_where_to_export, ask_where_to_save
from cityplanner.gui.findable import things
from cityplanner.gui.header import Header
from cityplanner.gui.help_page import HelpPage, map_habits
from cityplanner.gui.importing.sheet import ImportSheet
from cityplanner.gui.jobs import Job, Work
from cityplanner.gui.leaving import Leaving
from cityplanner.gui.map.canvas import MapCanvas
from cityplanner.gui.map.direction_question import DirectionQuestion
from cityplanner.gui.map.left_out import LeftOut
from cityplanner.gui.map.proposal_overlay import ProposalOverlay
from cityplanner.gui.map.toolbox import make_tool
from cityplanner.gui.message_bar import MessageBar
from cityplanner.gui.panels.coverage_panel import CoveragePanel
from cityplanner.gui.panels.equity_panel import EquityPanel
from cityplanner.gui.panels.improve_panel import ImprovePanel
from cityplanner.gui.panels.inspector import Inspector
from cityplanner.gui.panels.layer_tree import LayerTree
from cityplanner.gui.panels.neighbourhood_table import NeighbourhoodTable
from cityplanner.gui.panels.place_bar import PlaceBar
from cityplanner.gui.panels.style_editor import StyleEditor
from cityplanner.gui.people_card import PeopleCard
from cityplanner.gui.recent_files import remember_file
from cityplanner.gui.rested_figures import RestedFigures
from cityplanner.gui.saving import Saving
from cityplanner.gui.selection_steps import (
    go_to_neighbourhood,
)
from cityplanner.gui.settings import read_appearance, write_appearance
from cityplanner.gui.source_list import SourceList
from cityplanner.gui.status_line import StatusLine
from cityplanner.gui.subscriptions import Subscriptions
from cityplanner.gui.theme import Theme, apply_theme
from cityplanner.gui.welcome import Welcome
from cityplanner.gui.workspace import Workspace
from cityplanner.i18n import _
from cityplanner.io.project.project_file import is_project, open_project
from cityplanner.io.project.sample_city import extract_sample
from cityplanner.io.raster.damaged_raster import lost_parts
from cityplanner.model import Changed, Layer, Project, Severity
from cityplanner.model.city_edits import confirm_deprivation
from cityplanner.progress import CancelToken, Progress
from cityplanner.reading_pause import collect_garbage
from cityplanner.session.study import Study, prepared

_SCALE_BAR_PX = 148
_TALL_ENOUGH_FOR_TABLE_PX = 900


class MainWindow(QMainWindow):
    """Slots call the study and return; what changed comes back through its signals."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("CityPlanner")
        self.setAcceptDrops(True)
        self.study: Study | None = None
        self._heard = Subscriptions()
        self._pages = QStackedWidget()
        self.messages = MessageBar(self._pages)
        self._work = BackgroundWork(self.messages, lambda: self.commands["copy-details"].trigger())
        self._saving = Saving(self._work.run, self._on_saved)
        self._leaving = Leaving(self, self._work, self._saving, self.save)
        self.map = MapCanvas(make_tool)
        self.commands = CommandActions(self)
        self.header = Header(self.commands)
        self.header.scenario_wanted.connect(self._on_scenario_wanted)
        self.header.file_wanted.connect(self.open_file)
        self.welcome = Welcome()
        self.welcome.sample_wanted.connect(self.open_sample)
        self.welcome.files_wanted.connect(self.commands["new"].trigger)
        self.welcome.project_wanted.connect(self.ask_and_open)
        self.welcome.file_wanted.connect(self.open_file)
        self.layers = LayerTree()
        self.layers.add_layer.connect(self.commands["add-layer"].trigger)
        self.direction = DirectionQuestion(self.map)
        self.direction.answered.connect(self._on_direction)
        self.figures = CoveragePanel()
        self.equity = EquityPanel()
        self.equity.neighbourhood_wanted.connect(self._on_neighbourhood_wanted)
        self.equity.direction_wanted.connect(self._on_check_direction)
        self.inspector = Inspector()
        self.inspector.delete_wanted.connect(self.commands["delete"].trigger)
        self.inspector.duplicate_wanted.connect(self.commands["duplicate"].trigger)
        self.table = NeighbourhoodTable()
        self.place_bar = PlaceBar(self.commands, self.map)
        self.place_bar.tool_wanted.connect(self.use_tool)
        self.map.tool_changed.connect(self.place_bar.show_tool)
        self.improve = ImprovePanel(ProposalOverlay(self.map), self.run, self.messages.tell)
        self.improve.closed.connect(self._on_improve_closed)
        self.workspace = Workspace(self.layers, self.improve, self.map, (self.figures, self.equity), self.inspector)
        self.workspace.add_table(self.table)
        self.workspace.fold_clicked.connect(self.commands["table"].trigger)
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
        self.sheet = ImportSheet(self._pages, self.run, self._show_new_study, self._tell_done)
        self.style_editor = StyleEditor(self.map, self.messages.tell)
        self.style_editor.opened.connect(self._load_classifiers)
        self.layers.style_wanted.connect(self.style_editor.edit)
        self.layers.source_wanted.connect(self.show_sources)
        self.people_card = PeopleCard(self.map, self.messages.tell)
        self.people_card.accepted.connect(self._on_sheet_accepted)
        self.style_editor.opened.connect(self.people_card.hide)
        self.palette_card = CommandPalette(self._pages, self._palette_entries)
        self.help_page = HelpPage(self._pages, self._help_parts)
        self.status = StatusLine()
        self.status.problems_wanted.connect(self.commands["problems"].trigger)
        self.map.tool_changed.connect(self.status.show_tool)
        self.setStatusBar(self.status)
        self._rested = RestedFigures(self, self.map, self.run)
        self._rested.worked_out.connect(self._show_rested_figures)
        self.map.pointer_moved.connect(self.status.show_pointer)
        self.map.view_changed.connect(self._on_view_changed)
        self.map.layer_damaged.connect(self._on_layer_damaged)
        self._told_damaged: set[Path | None] = set()
        self._left_out = LeftOut(self.messages.tell, self.commands["copy-details"].trigger)
        self.map.painting_failed.connect(self._left_out.hear)
        self.map.resized.connect(self._place_overlays)
        self.resize(1366, 768)
        if self.commands.left_out:
            self.messages.tell(" ".join(self.commands.left_out), Severity.WARNING)

    # Putting the window together

    def _palette_entries(self) -> Iterator[Entry]:
        yield from self.commands.entries()
        if self.study is not None:
            yield from things(self.study, self.map, self.use_tool)

    def _help_parts(self) -> Iterator[tuple[str, Sequence[tuple[str, str]]]]:
        yield _("On the map"), map_habits()
        for section in Section:
            yield section.title, self.commands.rows(section)

    # Opening and saving

    def open_sample(self) -> None:
        """The sample city as a new project that has no file yet, so that nobody spoils the original."""

        def work(progress: Progress, _cancel: CancelToken) -> Study:
            progress(-1, _("Unpacking the sample city …"))
            with TemporaryDirectory(prefix="cityplanner-") as folder:
                return prepared(open_project(extract_sample("altavega", Path(folder))))

        self._leave_study_then(lambda: self.run(work, self.show_study, _("Opening the sample city …")))

    def open_file(self, path: Path) -> None:
        """Open the project at ``path``."""

        def work(_progress: Progress, _cancel: CancelToken) -> Study:
            study = prepared(open_project(path), path)
            remember_file(path)
            return study

        self._leave_study_then(lambda: self.run(work, self.show_study, _("Opening {file} …").format(file=path.name)))

    def show_project(self, project: Project, path: Path | None = None) -> None:
        """Show ``project`` in the window."""
        self.show_study(Study(project, path))

    def show_study(self, study: Study) -> None:
        """Show a study in the window; one that was :func:`prepared` on a worker is there at once."""
        project = study.project
        self.study = study
        self._left_out.forget()
        self._heard.renew(
            (study.figures_changed, self._on_figures_changed),
            (study.project_changed, self._on_project_changed),
            (study.mode_changed, self._on_mode_changed),
        )
        self.direction.hide()
        self.layers.show_study(study)
        self.figures.show_study(study)
        self.equity.show_study(study)
        self.table.show_study(study)
        self.inspector.show_study(study)
        self.style_editor.show_study(study)
        self.people_card.show_study(study)
        self.place_bar.show_study(study)
        self.improve.show_study(study)
        self.header.show_study(study)
        self._pages.setCurrentIndex(1)
        self.status.show()
        self.status.show_crs(project.city.crs)
        self.status.show_problems(len(project.problems))
        self.workspace.show_count(len(project.city.neighbourhoods))
        self.setWindowTitle(f"{project.city.name} – CityPlanner")
        if self.height() >= _TALL_ENOUGH_FOR_TABLE_PX:
            self.show_table(True)
        self.map.show_study(study)
        self.commands.refresh()
        self._place_overlays()
        self.map.setFocus()
        self._rested.begin(study)

    def close_study(self) -> None:
        """Back to the welcome screen."""
        self._leave_study_then(self._show_welcome)

    def _show_welcome(self) -> None:
        self._heard.end()
        self.map.study = None
        self.study = None
        self.header.show_nothing()
        self.status.hide()
        self._rested.stop()
        self.welcome.refresh()
        self._pages.setCurrentIndex(0)
        self.setWindowTitle("CityPlanner")
        self.commands.refresh()
        collect_garbage()

    def save(self) -> None:
        """To the project's file, or to one that is asked for where it has none yet."""
        assert self.study is not None
        if self.study.path is None:
            self.ask_and_save()
        else:
            self.save_to(self.study.path)

    def save_to(self, path: Path) -> None:
        """Write the project to ``path`` on a worker; edits may go on meanwhile."""
        assert self.study is not None
        self._saving.save(self.study, path)

    def _on_saved(self, study: Study, path: Path | None) -> None:
        """A file is there, or could not be written, which is told already."""
        if study is self.study:
            self.header.refresh()
        if path is not None:
            self.messages.tell(_("Saved as {file}.").format(file=path.name))

    def ask_and_open(self) -> None:
        path = ask_for_project(self, self.study)
        if path is not None:
            self.open_file(path)

    def ask_and_save(self) -> None:
        assert self.study is not None
        path = ask_where_to_save(self, self.study)
        if path is not None:
            self.save_to(path)

    def _leave_study_then(self, go_on: Callable[[], object]) -> None:
        """Go on at once, or when changes that would be lost were asked for and saved."""
        if self._leaving.may_leave(self.study, lambda: self._leave_study_then(go_on)):
            go_on()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._leaving.may_leave(self.study, self.close, closing=True):
            # Nothing is begun any more whose result would find no window.
            self._rested.stop()
            self._work.stop()
            self.map.stop_painting()
            event.accept()
        else:
            event.ignore()

    def finish(self) -> bool:
        """At the end of the process all files are written. False where other work cannot be stopped."""
        self._saving.finish()
        self._work.stop()
        self.map.wait_for_pictures()
        return self._work.wait()

    # Files

    def import_files(self, paths: Sequence[Path], *, new_project: bool = False) -> None:
        """Look at the files and folders at ``paths`` and ask what they are to be; a project is opened as one."""
        if self.sheet.isVisible():
            self.sheet.add(paths)
        elif len(paths) == 1 and paths[0].suffix.lower() == ".gpkg" and paths[0].is_file() and not new_project:
            self._open_or_import(paths[0])
        else:
            self.sheet.ask(paths, None if new_project else self.study)

    def _open_or_import(self, path: Path) -> None:
        """A GeoPackage may be a project of ours, or anybody's layers."""

        def done(ours: bool) -> None:
            if ours:
                self.open_file(path)
            else:
                self.sheet.ask([path], self.study)

        self.run(lambda _progress, _cancel: is_project(path), done, _("Looking at {file} …").format(file=path.name))

    def _tell_done(self, text: str, *, undo: bool = False) -> None:
        """Say that something was done, with a button that takes it back."""
        if undo:
            self.messages.tell(text, Severity.INFO, _("Undo"), lambda: step_back(self))
        else:
            self.messages.tell(text)

    def _show_new_study(self, study: Study) -> None:
        self._leave_study_then(lambda: self.show_study(study))

    def ask_where_people_live(self) -> None:
        if self.style_editor.isVisible():
            self.style_editor.close_card()
        self.people_card.open()

    def _on_sheet_accepted(self, work: Work, done: Callable[[object], object], sentence: str) -> None:
        self.run(work, done, sentence)

    def _load_classifiers(self) -> None:
        """Before they are asked for: it takes longer than a hand may wait."""
        self.run(lambda _progress, _cancel: load_classifiers(), lambda _result: None, None)

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
            study.show_focus(name)
        self.map.use_tool(name)
        self.map.setFocus()

    def _on_improve_closed(self) -> None:
        self.workspace.show_layers()
        self.map.setFocus()

    def _on_neighbourhood_wanted(self, id_: str) -> None:
        if self.study is not None:
            go_to_neighbourhood(self.study, self.map, id_)

    def _on_scenario_wanted(self, id_: str) -> None:
        if self.study is not None:
            self.study.show_scenario(id_)

    def _on_project_changed(self, changed: Changed) -> None:
        self.commands.refresh()
        if changed.problems and self.study is not None:
            self.status.show_problems(len(self.study.project.problems))

    # Figures

    def _on_check_direction(self) -> None:
        """Show deprivation on the map, and ask whether the darkest are the poorest."""
        if self.study is not None:
            self.study.show_mode(MapMode.DEPRIVATION)
            self.direction.ask()

    def _on_direction(self, right: bool) -> None:
        study = self.study
        if study is None:
            return
        city, people = study.project.city, study.project.people
        high_is_poor = city.deprivation_high_is_poor is right
        study.do(confirm_deprivation(city, people, high_is_poor=high_is_poor))

    def _on_mode_changed(self) -> None:
        assert self.study is not None
        city = self.study.project.city
        known = "deprivation" in city.neighbourhoods
        if self.study.mode is MapMode.DEPRIVATION and known and not city.deprivation_confirmed:
            self.direction.ask()
        else:
            self.direction.hide()

    def _on_figures_changed(self) -> None:
        self.figures.refresh()
        self.equity.refresh()
        self.table.refresh()
        if self.study is not None:
            self._rested.begin(self.study)

    def _show_rested_figures(self) -> None:
        study = self.study
        if study is None:
            return
        self.figures.refresh()
        self.equity.refresh()
        self.table.refresh()
        self.table.sort_again()
        if study.selection.devices or study.selection.neighbourhoods:
            self.inspector.refresh()

    def show_table(self, shown: bool) -> None:
        """Unfold the table of neighbourhoods, or fold it away."""
        self.table.setVisible(shown)
        self.workspace.unfold_table(shown)
        if shown and self.study is not None:
            self.table.show_selection()

    # Sharing

    def ask_and_export(self, kind: str) -> None:
        assert self.study is not None
        path = ask_where_to_export(self, self.study, kind)
        if path is not None:
            self.export(kind, path)

    def export(self, kind: str, path: Path) -> None:
        """Write ``map``, ``view`` (the map of what is in sight), ``table`` or ``web`` to ``path`` on a worker."""
        from cityplanner.gui.exports import export_work

        study = self.study
        assert study is not None
        self.run(
            export_work(
                "map" if kind == "view" else kind,
                study.snapshot(),
                study.scenario.id,
                study.focus,
                study.mode,
                path,
                self.map.view.bounds if kind == "view" else None,
                study.hidden & {RANGES},
            ),
            lambda _result: self.messages.tell(_("Saved {file}.").format(file=path.name)),
            _("Writing {file} …").format(file=path.name),
            writes=True,
        )

    # Appearance

    def use_theme(self, theme: Theme) -> None:
        """Show the window in ``theme`` from now on."""
        write_appearance(replace(read_appearance(), theme=theme))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, theme)
        self.welcome.retint()
        if self.study is not None:
            self.figures.refresh()
            self.equity.refresh()
            self.inspector.refresh()
            self.layers.retint()

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
        return not (self._rested.waiting or self.map.painting)

    @property
    def busy(self) -> bool:
        """Whether work is going on."""
        return self._work.busy

    def tell_error(self, error: BaseException) -> None:
        """Say what went wrong; what nobody foresaw is written to the log."""
        self._work.tell_error(error)

    def tell_fault(self, error: BaseException, file: Path | None) -> None:
        """Say what went wrong somewhere that nobody expected; the log's ``file`` has it already."""
        self._work.tell_fault(error, file)

    def _on_layer_damaged(self, layer: Layer) -> None:
        """Once for a file: the map is painted often."""
        if layer.raster not in self._told_damaged:
            self._told_damaged.add(layer.raster)
            self.messages.tell(lost_parts(layer.name), Severity.WARNING)

    def show_sources(self, layer_id: str | None = None) -> None:
        """Which files the study is made of, who made them and under which licence; a layer's own at the top."""
        if self.study is not None:
            layers = [layer for layer in self.study.project.layers if layer.id == layer_id]
            SourceList(self.study, self, layers[0].source if layers else None).open()

    def _on_view_changed(self) -> None:
        dpi = self.map.logicalDpiX() or 96
        self.status.show_scale(self.map.view.scale_denominator(dpi))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_overlays()

    def _place_overlays(self) -> None:
        """Keep what floats where it belongs."""
        self.place_bar.adjustSize()
        room = self.map.width() - self.place_bar.width()
        # In the middle, or as far to the right as the scale bar asks for.
        left = max(min(max(room // 2, _SCALE_BAR_PX), room - 8), 8)
        self.place_bar.move(left, self.map.height() - self.place_bar.height() - 14)
        self.messages.place()
        self.direction.place()
        self.style_editor.place()
        self.people_card.place()
        self.sheet.place()
