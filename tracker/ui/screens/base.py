"""What the list and the detail have in common: the keys that act on recommendations, and how they save."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tracker import queries
from tracker.errors import Conflict, TrackerError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tracker.edits import Saved
    from tracker.ui.app import TrackerApp
    from tracker.ui.widgets.detail_view import DetailView


@dataclass(frozen=True, slots=True)
class Target:
    """What an action is about: recommendations, and how to call them in a title."""

    ids: tuple[int, ...]
    called: str


class RecommendationScreen(Screen[None]):
    """A screen with one recommendation in hand."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "status", "Status", id="status", tooltip="Set the review status"),
        Binding("t", "tags", "Tags", id="tags", tooltip="Put tags on, take tags off"),
        Binding("n", "note", "Note", id="note", tooltip="Write a note"),
        Binding("e", "edit_note", "Edit note", show=False, id="note.edit", tooltip="Edit the selected note"),
        Binding(
            "d",
            "delete_note",
            "Delete note",
            show=False,
            id="note.delete",
            tooltip="Delete the selected note",
        ),
        Binding("u", "app.undo", "Undo", id="undo", tooltip="Take back your latest edit"),
        Binding("U", "app.redo", "Redo", show=False, id="redo", tooltip="Do again what undo took back"),
        Binding(
            "question_mark,f1",
            "app.help",
            "Help",
            key_display="?",
            id="help",
            tooltip="What the keys do here",
        ),
    ]

    app: "TrackerApp"

    def target(self) -> Target | None:
        """Return what the keys act on now."""
        raise NotImplementedError

    def detail(self) -> "DetailView | None":
        """Return the detail on this screen, if one is in sight."""
        raise NotImplementedError

    @work(exit_on_error=False)
    async def action_status(self) -> None:
        """Choose a status and set it."""
        from tracker.ui.screens.status import StatusModal

        target = self.target()
        if target is None:
            return
        shown = await self._read(target.ids)
        if shown is None:
            return
        current, reason = shown.review_status, shown.status_reason or ""
        chosen = await self.app.push_screen_wait(
            StatusModal(target.called, self.app.statuses, current, reason)
        )
        if chosen is None:
            return
        analyst = self.app.analyst

        def set_status(engine: "Engine") -> "Saved":
            from tracker import edits

            return edits.set_status(
                engine, target.ids, chosen.code, reason=chosen.reason, analyst=analyst, seen=current
            )

        self.app.save(set_status)

    @work(exit_on_error=False)
    async def action_tags(self) -> None:
        """Choose tags and save them."""
        from tracker.ui.screens.tags import TagsModal

        target = self.target()
        if target is None:
            return
        shown = await self._read(target.ids)
        if shown is None:
            return
        codebook = await self.app.store.read(queries.tags)
        chosen = await self.app.push_screen_wait(TagsModal(target.called, codebook, shown.tags))
        if chosen is None:
            return
        analyst = self.app.analyst

        def change_tags(engine: "Engine") -> "Saved":
            from tracker import edits

            return edits.change_tags(
                engine, target.ids, add=chosen.add, remove=chosen.remove, analyst=analyst
            )

        self.app.save(change_tags)

    def action_note(self) -> None:
        """Write a note and save it."""
        target = self.target()
        if target is not None:
            self._write_note(target)

    def action_edit_note(self) -> None:
        """Edit the selected note."""
        note = self._selected_note()
        if note is not None:
            self._rewrite_note(note)

    def action_delete_note(self) -> None:
        """Delete the selected note: undo brings it back."""
        note = self._selected_note()
        if note is None:
            return
        analyst = self.app.analyst

        def delete_note(engine: "Engine") -> "Saved":
            from tracker import edits

            return edits.delete_note(engine, note.note_id, seen=note.body, analyst=analyst)

        self.app.save(delete_note)

    def _selected_note(self) -> queries.NoteShown | None:
        view = self.detail()
        note = None if view is None else view.selected_note
        if note is None:
            self.app.tell(
                "No note is selected: open the recommendation (enter), and press tab to select one."
            )
        return note

    @work(exit_on_error=False)
    async def _write_note(self, target: Target, text: str = "", message: str = "") -> None:
        from tracker.ui.screens.note import NoteModal

        body = await self.app.push_screen_wait(NoteModal(f"Note on {target.called}", text, message=message))
        if body is None:
            return
        analyst = self.app.analyst

        def add_note(engine: "Engine") -> "Saved":
            from tracker import edits

            return edits.add_note(engine, target.ids, body, analyst=analyst)

        def again(error: TrackerError) -> None:
            self._write_note(target, body, str(error))

        self.app.save(add_note, failed=again)

    @work(exit_on_error=False)
    async def _rewrite_note(
        self, note: queries.NoteShown, text: str | None = None, message: str = ""
    ) -> None:
        from tracker.ui.screens.note import NoteModal

        start = note.body if text is None else text
        called = f"Note on {note.reference}"
        body = await self.app.push_screen_wait(NoteModal(called, start, seen=note.body, message=message))
        if body is None:
            return
        analyst = self.app.analyst

        def edit_note(engine: "Engine") -> "Saved":
            from tracker import edits

            return edits.edit_note(engine, note.note_id, body, seen=note.body, analyst=analyst)

        def again(error: TrackerError) -> None:
            self._again(note, body, error)

        self.app.save(edit_note, failed=again)

    def _again(self, note: queries.NoteShown, body: str, error: TrackerError) -> None:
        """Open the editor again with the text that could not be saved, and with the other version, if there is one."""
        if not isinstance(error, Conflict):
            self._rewrite_note(note, body, str(error))
        elif error.theirs is None:
            self._write_note(Target((note.recommendation_id,), note.reference), body, str(error))
        else:
            from dataclasses import replace

            message = f"{error.sentence} Saving again replaces this version:\n{error.theirs}"
            self._rewrite_note(replace(note, body=error.theirs), body, message)

    async def _read(self, ids: Sequence[int]) -> queries.RecommendationShown | None:
        try:
            return await self.app.store.read(partial(queries.recommendation, recommendation_id=ids[0]))
        except TrackerError as error:
            self.app.tell(error)
            return None
