"""Writing, editing and deleting notes, on every screen that has some in hand; no text is ever lost."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import BindingType

from tracker.reading.queries import NoteShown
from tracker.ui.hidden_key import hidden
from tracker.ui.screens.base import T, TrackerScreen


class NotesScreen(TrackerScreen[T]):
    """A screen with notes in hand."""

    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("e", "edit_note", "Edit note", id="note.edit", tooltip="Edit the note, or what is selected"),
        hidden(
            "d",
            "delete_note",
            "Delete note",
            id="note.delete",
            tooltip="Delete the note, or what is selected",
        ),
    ]

    def with_note(self, verb: str, act: Callable[[NoteShown], None]) -> None:
        """Act on the note that the keys mean, or say why there is none; `verb` says what is done to it."""
        raise NotImplementedError

    def action_edit_note(self) -> None:
        """Edit the note."""
        self.with_note("edit", self._rewrite_note)

    def action_delete_note(self) -> None:
        """Delete the note: undo brings it back."""
        self.with_note("delete", self._delete_note)

    def _delete_note(self, note: NoteShown) -> None:
        from tracker import edits

        self.app.save(edits.delete_note, note.note_id, seen=note.body)

    def write_note(self, ids: Sequence[int], label: str) -> None:
        """Write a note on recommendations."""
        from tracker.drafts import Draft
        from tracker.ui.notes import write_note

        write_note(self.app, Draft(tuple(ids), label))

    def _rewrite_note(self, note: NoteShown) -> None:
        from tracker.drafts import Draft
        from tracker.ui.notes import write_note

        ids = (note.recommendation_id,)
        write_note(
            self.app,
            Draft(
                ids,
                self.app.recommendation_label(note.report, note.reference),
                note.body,
                note_id=note.note_id,
                seen=note.body,
            ),
        )
