"""Writing, editing and deleting notes, on every screen that has some in hand; no text is ever lost."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from tracker.reading.queries import NoteShown
from tracker.ui.screens.base import T, TrackerScreen


class NotesScreen(TrackerScreen[T]):
    """A screen with notes in hand, of which one can be selected."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit_note", "Edit note", show=False, id="note.edit", tooltip="Edit the selected note"),
        Binding(
            "d",
            "delete_note",
            "Delete note",
            show=False,
            id="note.delete",
            tooltip="Delete the selected note",
        ),
    ]

    def selected_note(self) -> NoteShown | None:
        """Return the note that the keys act on, or say why there is none."""
        raise NotImplementedError

    def action_edit_note(self) -> None:
        """Edit the selected note."""
        note = self.selected_note()
        if note is not None:
            self._rewrite_note(note)

    def action_delete_note(self) -> None:
        """Delete the selected note: undo brings it back."""
        note = self.selected_note()
        if note is None:
            return
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
