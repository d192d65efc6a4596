"""The import sheet: files or a folder come in, and one button makes a study of them or adds them to the open one."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cityplanner.coverage.catalogue import load_catalogue
from cityplanner.gui.icons import icon, pixmap
from cityplanner.gui.importing.boxes import outline_button
from cityplanner.gui.importing.detail import DetailPanel
from cityplanner.gui.importing.found_list import FoundList
from cityplanner.gui.importing.looked import Looked, most_devices, outcome_of, planned
from cityplanner.gui.jobs import Job
from cityplanner.gui.role_styles import dressed
from cityplanner.gui.widget_parts import host_of
from cityplanner.i18n import _, format_number, ngettext
from cityplanner.intake.bring_in import import_edit, planned_project
from cityplanner.intake.landing import all_systems
from cityplanner.intake.look import look_again, look_at
from cityplanner.intake.plan import Answer, Finding, ImportPlan
from cityplanner.intake.planning import make_plan
from cityplanner.intake.study_name import study_name
from cityplanner.model import DeviceType, Edit, Project
from cityplanner.progress import CancelToken, Progress
from cityplanner.session.background import ReadyEdit, added_focus, do_ready, edit_work
from cityplanner.session.opening import prepared
from cityplanner.session.study import Study

Run = Callable[..., Job]
"""``run(work, done, sentence, failed=None)``: the window's way of doing work on a worker."""
_WIDEST, _HIGHEST, _ROOM_PX, _LIST_PX = 1280, 860, 20, 300
_EMPTY_PX = (640, 440)
_KINDS = "*.gpkg *.shp *.geojson *.json *.fgb *.csv *.tsv *.xlsx *.osm *.pbf *.tif *.tiff *.zip *.kml *.kmz *.gpx"


class ImportSheet(QFrame):
    """Stands over the window, not in one of its own; Escape puts it away."""

    def __init__(
        self, parent: QWidget, run: Run, show_study: Callable[[Study], object], tell: Callable[..., object]
    ) -> None:
        super().__init__(parent, objectName="sheet")
        self.setAccessibleName(_("Bring data in"))
        self._run, self._show_study, self._tell = run, show_study, tell
        self._into: Study | None = None
        self._snapshot: Project | None = None
        self._paths: list[Path] = []
        self._looked: Looked | None = None
        self._answers: dict[str, Answer] = {}
        self._planning = False
        self._stale = False
        self._round = 0
        """Goes up with each new question, so that what was read for an old one is not shown."""
        self._jobs: list[Job] = []
        self._proposed = ""
        self._title = QLabel(objectName="sheetTitle")
        self._title.setProperty("role", "title")
        self._name_label = QLabel(_("Name of the study"))
        self._name_label.setProperty("role", "second")
        self.name = QLineEdit(objectName="sheetName")
        self.name.setAccessibleName(_("Name of the study"))
        self.name.setMinimumWidth(220)
        self._name_label.setBuddy(self.name)
        close = QToolButton(icon=icon("close"), toolTip=_("Close"), objectName="sheetClose")
        close.setAccessibleName(_("Close"))
        close.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.setContentsMargins(20, 12, 12, 12)
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._name_label)
        head.addWidget(self.name)
        head.addWidget(close)
        self._told = QLabel(objectName="sheetTold", wordWrap=True)
        self.found = FoundList()
        self.found.setFixedWidth(_LIST_PX)
        self.found.chosen.connect(self._on_chosen)
        self.detail = DetailPanel()
        self.detail.answered.connect(self.answer)
        scroll = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame, objectName="detailScroll")
        scroll.setWidget(self.detail)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = QHBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self.found)
        body.addWidget(_line(QFrame.Shape.VLine))
        body.addWidget(scroll, 1)
        with_files = QWidget()
        inside = QVBoxLayout(with_files)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self._told)
        inside.addLayout(body, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty_page())
        self._pages.addWidget(with_files)
        self._outcome_icon = QLabel()
        self._outcome = QLabel(objectName="sheetOutcome", wordWrap=True)
        self.accept_button = QPushButton(objectName="sheetAccept", default=True)
        self.accept_button.setProperty("kind", "primary")
        self.accept_button.clicked.connect(self.accept)
        cancel = outline_button(_("Cancel"), "sheetCancel", self.put_away)
        self._more = [
            outline_button(_("Add files …"), "sheetAddFiles", self._on_add_files),
            outline_button(_("Add a folder …"), "sheetAddFolder", self._on_add_folder),
        ]
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 12, 20, 14)
        foot.setSpacing(8)
        foot.addWidget(self._outcome_icon)
        foot.addWidget(self._outcome, 1)
        for button in (*self._more, cancel, self.accept_button):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(_line(QFrame.Shape.HLine))
        column.addWidget(self._pages, 1)
        column.addWidget(_line(QFrame.Shape.HLine))
        column.addLayout(foot)
        for line in self.findChildren(QLineEdit):
            # A file that is dropped on a line is to be imported, not typed.
            line.setAcceptDrops(False)
        # Lifts the sheet off what it stands over.
        self.setGraphicsEffect(
            QGraphicsDropShadowEffect(self, blurRadius=48, color=QColor(0, 0, 0, 90), offset=QPointF(0, 8))
        )
        self.hide()

    def _empty_page(self) -> QWidget:
        page = QWidget(objectName="sheetEmpty")
        picture = QLabel()
        picture.setPixmap(pixmap("folder", 56, "accent"))
        title = QLabel(_("Drop a folder or files here"))
        title.setProperty("role", "title")
        text = QLabel(
            _(
                "Neighbourhoods, tables about them, what stands in the city: everything that you have of it, as it is. "
                "You will see what is made of each file before anything happens."
            ),
            wordWrap=True,
            alignment=Qt.AlignmentFlag.AlignHCenter,
        )
        text.setProperty("role", "second")
        text.setFixedWidth(460)
        # In the middle of the page a wrapped text would get the height of one line.
        text.setMinimumHeight(text.heightForWidth(460))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(outline_button(_("Choose a folder …"), "sheetChooseFolder", self._on_add_folder))
        row.addWidget(outline_button(_("Choose files …"), "sheetChooseFiles", self._on_add_files))
        row.addStretch(1)
        column = QVBoxLayout(page)
        column.setSpacing(12)
        column.addStretch(1)
        for widget in (picture, title, text):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(row)
        column.addStretch(1)
        return page

    # What comes in

    @property
    def plan(self) -> ImportPlan | None:
        """What would be made of the files; None before they were looked at."""
        return None if self._looked is None else self._looked.plan

    def ask_for_files(self, into: Study | None) -> None:
        """Open empty, for files to be chosen or dropped."""
        self._begin([], into)
        self._pages.setCurrentIndex(0)
        self._name_label.hide()
        self.name.hide()
        self._show_outcome()
        self._open()
        button = self.findChild(QPushButton, "sheetChooseFolder")
        if button is not None:
            button.setFocus()

    def ask(self, paths: Sequence[Path], into: Study | None) -> None:
        """Look at ``paths`` on a worker, then ask what they are to be in the study ``into``, or in a new one."""
        self._begin(list(paths), into)
        self._look()

    def add(self, paths: Sequence[Path]) -> None:
        """More files, beside those that are there; what was answered stays."""
        before = list(self._paths)
        self._paths += [path for path in paths if path not in self._paths]
        if self.name.text() in ("", self._proposed):
            self._propose_name()
        self._look(before)

    def put_away(self) -> None:
        """Nothing is to be made of the files: what was read and answered is forgotten, and what still reads stops."""
        for job in self._jobs:
            job.token.cancel()
        self._jobs = []
        self.hide()
        self._begin([], None)

    def _begin(self, paths: list[Path], into: Study | None) -> None:
        self._paths, self._into, self._looked, self._answers = paths, into, None, {}
        self._planning = self._stale = False
        self._round += 1
        self._snapshot = None if into is None else into.snapshot()
        self._propose_name()
        self._title.setText(
            _("A new study from your files")
            if into is None
            else _("Add to {study}").format(study=into.project.city.name)
        )

    def _propose_name(self) -> None:
        self._proposed = study_name(self._paths)
        self.name.setText(self._proposed)

    def _look(self, before: list[Path] | None = None) -> None:
        """Look at the files; where that is cancelled or fails, those ``before`` stay."""
        paths, answers, into, name = list(self._paths), dict(self._answers), self._snapshot, self.name.text()
        first, round_ = paths[0].name if len(paths) == 1 else "", self._round

        def work(progress: Progress, cancel: CancelToken) -> Looked:
            all_systems()
            findings = look_again(look_at(paths, progress, cancel), answers, cancel)
            return planned(findings, answers, into, name)

        def failed(_error: Exception) -> None:
            if self._round == round_ and before is not None:
                self._paths = before

        def done(looked: Looked) -> None:
            if self._round != round_:
                return
            self._show(looked)
            self._open()
            self.accept_button.setFocus() if self.accept_button.isEnabled() else self.found.setFocus()

        told = _("Looking at {file} …").format(file=first) if first else _("Looking at the files …")
        self._jobs.append(self._run(work, done, told, failed))

    def _open(self) -> None:
        self.show()
        self.raise_()
        self.place()

    # What is shown

    def answer(self, key: str, answer: Answer) -> None:
        """The person says something about a file; the plan is made anew."""
        if answer.role in ("neighbourhoods", "boundary", "people"):
            # There is one of each; who says that another file is, says that this one is not.
            for other, said in self._answers.items():
                if other != key and said.role == answer.role:
                    self._answers[other] = Answer(fields=said.fields, crs=said.crs, on=said.on)
        self._answers[key] = self._answers.get(key, Answer()).merged(answer)
        self._plan_again()

    def _plan_again(self) -> None:
        """One at a time; what is answered meanwhile is taken up by the next."""
        if self._looked is None:
            return
        if self._planning:
            self._stale = True
            return
        self._planning, self._stale = True, False
        before, answers, into, name = self._looked, dict(self._answers), self._snapshot, self.name.text()
        round_ = self._round

        def done(looked: Looked) -> None:
            if self._round != round_:
                return
            self._planning = False
            if self._looked is before:
                self._show(looked)
            if self._stale:
                self._plan_again()

        def failed(_error: Exception) -> None:
            if self._round == round_:
                self._planning = False

        def work(_progress: Progress, cancel: CancelToken) -> Looked:
            return planned(look_again(before.findings, answers, cancel), answers, into, name)

        self._jobs.append(self._run(work, done, None, failed))

    def _show(self, looked: Looked) -> None:
        chosen = self.found.key
        self._looked = looked
        self._name_label.setVisible(looked.plan.new)
        self.name.setVisible(looked.plan.new)
        self._pages.setCurrentIndex(1)
        self._told.setText("\n".join(problem.message for problem in looked.plan.problems))
        self._told.setVisible(bool(looked.plan.problems))
        self.found.show_plan(looked.plan, self._types(), chosen)
        self._on_chosen(self.found.key)
        self._show_outcome()

    def _types(self) -> Mapping[str, DeviceType]:
        return load_catalogue() if self._into is None else self._into.project.device_types

    def _on_chosen(self, key: str | None) -> None:
        if self._looked is None or key is None:
            return
        item = next((item for item in self._looked.plan.items if item.key == key), None)
        if item is not None:
            self.detail.show_item(item, self._looked.drawings, self._types().values())

    def _show_outcome(self) -> None:
        looked = self._looked
        files = 0 if looked is None else len({item.finding.path for item in looked.plan.taken})
        problem = looked.plan.problem if looked is not None else None
        self.accept_button.setEnabled(looked is not None and problem is None)
        text = ngettext("Import {count} file", "Import {count} files", files).format(count=format_number(files))
        self.accept_button.setText(text if files else _("Import"))
        self._outcome.setText(problem or (looked.line if looked is not None else ""))
        self._outcome_icon.setVisible(looked is not None)
        self._outcome_icon.setPixmap(pixmap("error", 18, "negative") if problem else pixmap("check", 18, "positive"))
        for button in self._more:
            button.setVisible(looked is not None)

    # What is done

    def accept(self) -> None:
        """Carry the plan out on a worker, with everything that was answered, and put the sheet away."""
        looked = self._looked
        if looked is None or not self.accept_button.isEnabled():
            return
        findings, answers, name = looked.findings, dict(self._answers), self.name.text().strip()
        self.hide()
        if self._into is None:
            self._make_study(findings, answers, name or study_name(self._paths))
        else:
            self._add_to(self._into, findings, answers)

    def _make_study(self, findings: tuple[Finding, ...], answers: dict[str, Answer], name: str) -> None:
        def work(progress: Progress, cancel: CancelToken) -> Study:
            plan = make_plan(look_again(findings, answers, cancel), answers, name=name)
            project = planned_project(plan, progress, cancel)
            return prepared(project, focus=most_devices(project))

        def done(study: Study) -> None:
            self._show_study(study)
            self._tell(outcome_of(study.project))

        self._run(work, done, _("Making the study …"), self._failed)

    def _add_to(self, study: Study, findings: tuple[Finding, ...], answers: dict[str, Answer]) -> None:
        scenario_id = study.scenario.id

        def make(project: Project, progress: Progress, cancel: CancelToken) -> Edit:
            plan = make_plan(look_again(findings, answers, cancel), answers, into=project)
            return dressed(import_edit(project, plan, scenario_id, progress, cancel))

        def done(ready: ReadyEdit) -> None:
            if not do_ready(study, ready):
                # Somebody went on working while the files were read: what they come to is worked out again.
                self._add_to(study, findings, answers)
                return
            focus = added_focus(ready.edit)
            if focus is not None:
                study.show_focus(focus)
            self._tell(_("Done: {what}.").format(what=ready.edit.label), undo=True)

        self._run(edit_work(study, make), done, _("Reading the files …"), self._failed)

    def _failed(self, _error: Exception) -> None:
        """What went wrong is told by the window; the answers are still there to be changed."""
        self._open()

    # Files from dialogs

    def _on_add_files(self) -> None:
        names, _filter = QFileDialog.getOpenFileNames(
            self,
            _("Choose files"),
            str(self._folder()),
            ";;".join((_("Maps and tables ({kinds})").format(kinds=_KINDS), _("All files (*)"))),
        )
        if names:
            self.add([Path(name) for name in names])

    def _on_add_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, _("Choose a folder"), str(self._folder()))
        if name:
            self.add([Path(name)])

    def _folder(self) -> Path:
        return self._paths[-1].parent if self._paths else Path.home()

    # Standing there

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers():
            self.accept()
        else:
            super().keyPressEvent(event)

    def place(self) -> None:
        """Stand in the middle of the window."""
        parent = host_of(self)
        widest, highest = (_WIDEST, _HIGHEST) if self._pages.currentIndex() else _EMPTY_PX
        width, height = min(widest, parent.width() - 2 * _ROOM_PX), min(highest, parent.height() - 2 * _ROOM_PX)
        self.setFixedSize(width, height)
        self.move((parent.width() - width) // 2, max((parent.height() - height) // 2, 8))


def _line(shape: QFrame.Shape) -> QFrame:
    line = QFrame(objectName="sheetLine")
    if shape == QFrame.Shape.HLine:
        line.setFixedHeight(1)
    else:
        line.setFixedWidth(1)
    return line
