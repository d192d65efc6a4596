"""The list of edits: do, undo, redo, each with a name."""

from psygnal import Signal

from cityplanner.model.edit import Edit
from cityplanner.model.project import Changed, Project


class History:
    """The one way to change a project. Emits ``changed`` with the ids that an edit, undo or redo touched."""

    changed = Signal(Changed)

    def __init__(self, project: Project) -> None:
        self._project = project
        self._done: list[Edit] = []
        self._undone: list[Edit] = []
        self._saved_at: object = None
        self._on_disk = True

    def do(self, edit: Edit) -> None:
        """Apply ``edit`` and remember it; what had been undone can no longer be redone."""
        if not edit.changes:
            return
        touched = self._project.apply(edit)
        self._undone.clear()
        last = self._done[-1] if self._done else None
        if last is not None and last.merge_key is not None and last.merge_key == edit.merge_key:
            self._done[-1] = Edit(edit.label, last.changes + edit.changes, edit.merge_key)
        else:
            self._done.append(edit)
        self.changed.emit(touched)

    def undo(self) -> None:
        """Take the last edit back; nothing happens where there is none."""
        if self._done:
            edit = self._done.pop()
            self._undone.append(edit)
            self.changed.emit(self._project.apply(edit.inverse()))

    def redo(self) -> None:
        """Do again what was undone last; nothing happens where there is nothing."""
        if self._undone:
            edit = self._undone.pop()
            self._done.append(edit)
            self.changed.emit(self._project.apply(edit))

    @property
    def step_back(self) -> Edit | None:
        """What :meth:`undo` would apply."""
        return self._done[-1].inverse() if self._done else None

    @property
    def step_forward(self) -> Edit | None:
        """What :meth:`redo` would apply."""
        return self._undone[-1] if self._undone else None

    @property
    def undo_label(self) -> str | None:
        """The name of the edit that undo would take back."""
        return self._done[-1].label if self._done else None

    @property
    def redo_label(self) -> str | None:
        return self._undone[-1].label if self._undone else None

    def seal(self) -> None:
        """End a run of edits that merge: the next one starts a step of its own."""
        if self._done and self._done[-1].merge_key is not None:
            last = self._done[-1]
            self._done[-1] = Edit(last.label, last.changes)
            if self._saved_at is last:
                self._saved_at = self._done[-1]

    @property
    def here(self) -> object:
        """Where the project is now: a mark to be given to :meth:`mark_saved` when that has been written."""
        return self._done[-1] if self._done else None

    def is_at(self, here: object) -> bool:
        """Whether the project is still, or again, where it was at ``here``."""
        return self.here is here

    def mark_saved(self) -> None:
        """Remember that the project as it is now is on disk."""
        self.seal()
        self.mark_saved_at(self.here)

    def mark_saved_at(self, here: object) -> None:
        """Remember that the project as it was at ``here`` is on disk; the run of edits must have been sealed then."""
        self._saved_at = here
        self._on_disk = True

    def mark_unsaved(self) -> None:
        """Remember that what is on disk is not this project: a save failed, or there never was one."""
        self._on_disk = False

    @property
    def saved(self) -> bool:
        """Whether the project is as it was when it was last saved or opened."""
        return self._on_disk and self.is_at(self._saved_at)
