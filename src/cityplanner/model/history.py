"""The list of edits: do, undo, redo, each with a name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from psygnal import Signal

from cityplanner.model.changed import Changed
from cityplanner.model.edit import Edit
from cityplanner.model.project import Project
from cityplanner.model.weight import parts_of

HISTORY_BYTES = 256 * 2**20
"""So much memory the steps of a study may take, about; frames that steps share count once."""


@dataclass(frozen=True, slots=True)
class Step:
    """An edit in the list. ``number`` grows from step to step and is never given twice."""

    number: int
    edit: Edit
    done: bool
    """False where it was undone and can be redone."""

    @property
    def label(self) -> str:
        """What the step is called."""
        return self.edit.label


class History:
    """The one way to change a project. Emits ``changed`` with the ids that an edit, undo or redo touched.

    Each is done whole or, where it does not fit the project and raises, not at all. What a subscriber raises comes
    out of :meth:`do`, :meth:`undo` and :meth:`redo` too, when the step is taken already.

    The steps take ``bound_bytes`` of memory at most, by estimate; the oldest go first, and the last one never.
    """

    changed = Signal(Changed)

    def __init__(self, project: Project, bound_bytes: int = HISTORY_BYTES) -> None:
        self._project = project
        self._bound_bytes = bound_bytes
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._held = _Held()
        self._numbers = 0
        self._start = 0
        """The number of the last step that went; the project before all steps that are left is the one after it."""
        self._saved_at: object = 0
        self.forgotten = 0
        """How many of the oldest steps went to keep to the bound, and can no longer be undone."""

    def do(self, edit: Edit) -> None:
        """Apply ``edit`` and remember it; what had been undone can no longer be redone."""
        if not edit.changes:
            return
        done, changed = self._project.apply(edit)
        for step in self._undone:
            self._held.drop(step.edit)
        self._undone.clear()
        if self._done and done.merge_key is not None and self._done[-1].edit.merge_key == done.merge_key:
            last = self._done.pop()
            self._held.drop(last.edit)
            done = last.edit.then(done)
        if done.changes:
            self._numbers += 1
            self._done.append(Step(self._numbers, done, done=True))
            self._held.take(done)
        self._keep_to_bound()
        self.changed.emit(changed)

    def undo(self) -> None:
        """Take the last edit back; nothing happens where there is none."""
        if self._done:
            changed = self._project.apply(self._done[-1].edit.inverse()).changed
            self._undone.append(replace(self._done.pop(), done=False))
            self.changed.emit(changed)

    def redo(self) -> None:
        """Do again what was undone last; nothing happens where there is nothing."""
        if self._undone:
            changed = self._project.apply(self._undone[-1].edit).changed
            self._done.append(replace(self._undone.pop(), done=True))
            self.changed.emit(changed)

    @property
    def steps(self) -> Sequence[Step]:
        """All that can be undone, oldest first, and then what can be redone, in the order in which it would be."""
        return (*self._done, *reversed(self._undone))

    @property
    def step_back(self) -> Edit | None:
        """What :meth:`undo` would apply."""
        return self._done[-1].edit.inverse() if self._done else None

    @property
    def step_forward(self) -> Edit | None:
        """What :meth:`redo` would apply."""
        return self._undone[-1].edit if self._undone else None

    @property
    def undo_label(self) -> str | None:
        """The name of the edit that undo would take back."""
        return self._done[-1].label if self._done else None

    @property
    def redo_label(self) -> str | None:
        return self._undone[-1].label if self._undone else None

    @property
    def bytes_held(self) -> int:
        """About how much memory the steps take."""
        return self._held.total

    @property
    def run(self) -> str | None:
        """The merge key of the last step; None where there is none, or it is sealed."""
        return self._done[-1].edit.merge_key if self._done else None

    def seal(self) -> None:
        """End a run of edits that merge: the next one starts a step of its own."""
        if self._done and (sealed := self._done[-1].edit).merge_key is not None:
            self._held.drop(sealed)
            sealed = replace(sealed, merge_key=None)
            self._held.take(sealed)
            self._done[-1] = replace(self._done[-1], edit=sealed)

    @property
    def here(self) -> object:
        """Where the project is now: a mark to be given to :meth:`mark_saved_at` when that has been written."""
        return self._done[-1].number if self._done else self._start

    def is_at(self, here: object) -> bool:
        """Whether the project is still, or again, where it was at ``here``."""
        return self.here == here

    def mark_saved(self) -> None:
        """Remember that the project as it is now is on disk."""
        self.seal()
        self.mark_saved_at(self.here)

    def mark_saved_at(self, here: object) -> None:
        """Remember that the project as it was at ``here`` is on disk; the run of edits must have been sealed then."""
        self._saved_at = here

    def mark_unsaved(self) -> None:
        """Remember that what is on disk is not this project: a save failed, or there never was one."""
        self._saved_at = None

    @property
    def saved(self) -> bool:
        """Whether the project is as it was when it was last saved or opened."""
        return self.is_at(self._saved_at)

    def _keep_to_bound(self) -> None:
        while self._held.total > self._bound_bytes and len(self._done) > 1:
            oldest = self._done.pop(0)
            self._held.drop(oldest.edit)
            self._start = oldest.number
            self.forgotten += 1


class _Held:
    """What the steps hold in memory, each frame once."""

    def __init__(self) -> None:
        self._parts: dict[int, tuple[int, int]] = {}
        """``id`` of an object -> how many edits hold it, and its bytes."""
        self._of_edit: dict[int, dict[int, int]] = {}
        self.total = 0

    def take(self, edit: Edit) -> None:
        parts = self._of_edit[id(edit)] = parts_of(edit)
        for key, size in parts.items():
            count, _size = self._parts.get(key, (0, size))
            self._parts[key] = count + 1, size
            if not count:
                self.total += size

    def drop(self, edit: Edit) -> None:
        for key, size in self._of_edit.pop(id(edit)).items():
            count, _size = self._parts[key]
            if count > 1:
                self._parts[key] = count - 1, size
            else:
                del self._parts[key]
                self.total -= size
