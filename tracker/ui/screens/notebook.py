"""The notebook: all notes in one place, newest first, each leading to its recommendation."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from tracker.errors import QueryError
from tracker.labels import SHORT_NAME, author_in_list, number_of, recommendation_label, time_label
from tracker.reading.notebook import NOTES_READ, NoteFound, NotesFound, notes_found
from tracker.reading.queries import NoteShown
from tracker.ui.literal import literal, literal_line
from tracker.ui.query_fault import marked_fault
from tracker.ui.screens.filter_screen import FilterLine
from tracker.ui.screens.notes_screen import NotesScreen
from tracker.ui.screens.pane_screen import PaneScreen
from tracker.ui.visuals import HEADING, MUTED
from tracker.ui.widgets.detail_view import note_head
from tracker.ui.widgets.reading_pane import ReadingPane

_AUTHOR = 12
_REFERENCE = SHORT_NAME + 8
"""The widest that these columns become, in cells."""


class NotebookScreen(NotesScreen[None], PaneScreen[NoteFound, None]):
    """Lists the notes; the selected one stands whole below the lines, or beside them."""

    HELP = (
        "All notes, newest first. [note.edit] and [note.delete] edit and delete the selected one, enter opens its "
        "recommendation. [search] finds words in the notes; by:amy is their author, and tag:aid, status:reviewed, "
        "actor:pakistan ask about the recommendation."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit_note", "Edit", id="note.edit", tooltip="Edit the selected note"),
        Binding("d", "delete_note", "Delete", id="note.delete", tooltip="Delete the selected note"),
    ]
    heading = "Notebook"
    if_empty = "No notes yet. [back] goes back; [note] on a recommendation writes one."
    filter_hint = "words, by:amy, tag:aid"

    def __init__(self) -> None:
        super().__init__()
        self._found = NotesFound((), 0, several_reports=False)
        self._fault: QueryError | None = None
        self._when = self._author = self._reference = 0
        self._now = datetime.now(UTC)

    def pane(self) -> ReadingPane:
        """Return a pane to read a note in."""
        return ReadingPane()

    def filter_changed(self) -> None:
        """Filter as it is typed: all notes are searched, not those alone that were read."""
        self._load()

    async def read(self) -> Sequence[NoteFound]:
        """Return the notes that the filter leaves; while it cannot be read, those it left before."""
        try:
            self._found = await self.app.store.read(
                partial(notes_found, line=self._filter, me=self.app.analyst)
            )
        except QueryError as error:
            self._fault = error
        else:
            self._fault = None
        for line in self.query(FilterLine):
            line.faulty = self._fault is not None
        notes = self._found.notes
        self._now = datetime.now(UTC)
        self._when = max((len(time_label(found.note.created_at, self._now)) for found in notes), default=0)
        self._author = _widest((author_in_list(found.note.author) for found in notes), _AUTHOR)
        self._reference = _widest((self._short(found.note) for found in notes), _REFERENCE)
        return notes

    def filtered(self) -> list[NoteFound]:
        """Return all that was read: the filter was asked then."""
        return list(self._items)

    def line(self, item: NoteFound) -> Content:
        """Return when, on which recommendation, who, and the first line."""
        note = item.note
        first, *more = note.body.split("\n", 1)
        return Content.assemble(
            literal_line(f"{time_label(note.created_at, self._now):<{self._when}}", MUTED),
            "  ",
            literal_line(self._short(note)).truncate(self._reference, ellipsis=True, pad=True),
            "  ",
            literal_line(author_in_list(note.author)).truncate(self._author, ellipsis=True, pad=True),
            "  ",
            literal_line(f"{first} …" if more else first),
        )

    def key(self, item: NoteFound) -> Hashable:
        """Return the number of the note."""
        return item.note.note_id

    def words(self) -> Content:
        """Say how many there are, or what is wrong with the filter."""
        if self._fault is not None:
            return marked_fault(self._fault, self.size.width)
        total = self._found.total
        notes = number_of(total, "note")
        if total > NOTES_READ:
            return literal_line(
                f"The newest {NOTES_READ:,} of {notes}{self.keyed(': [search] searches them all')}", MUTED
            )
        found = f" match{'es' if total == 1 else ''}" if self._filter else ", newest first"
        return literal_line(notes + found, MUTED)

    def choose(self, item: NoteFound) -> None:
        """Open the recommendation."""
        self.app.open_recommendation(item.note.recommendation_id)

    def with_note(self, verb: str, act: Callable[[NoteShown], None]) -> None:  # noqa: ARG002
        """Act on the note under the cursor."""
        selected = self.selected
        if selected is None:
            self.app.show_toast("There is no note here to act on.")
        else:
            act(selected.note)

    def show_selected(self) -> None:
        """Show the selected note whole."""
        selected = self.selected
        self.query_one(ReadingPane).show(Content("") if selected is None else self._whole(selected))

    def _whole(self, found: NoteFound) -> Content:
        note = found.note
        head = f"Note {note.note_id}, {note_head(note, datetime.now(UTC))}"
        return Content("\n").join(
            (
                literal_line(f"{self._label(note)}. {found.title}", HEADING),
                literal_line(head, MUTED),
                Content(""),
                literal(note.body),
            )
        )

    def _short(self, note: NoteShown) -> str:
        """Return what its recommendation is called in a column: no two look alike."""
        return self._label(note._replace(report=self.app.report_names.get(note.report, note.report)))

    def _label(self, note: NoteShown) -> str:
        return recommendation_label(note.report, note.reference, several_reports=self._found.several_reports)


def _widest(texts: Iterable[str], limit: int) -> int:
    return min(limit, max((literal_line(text).cell_length for text in texts), default=0))
