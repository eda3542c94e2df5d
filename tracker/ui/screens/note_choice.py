"""Which of several notes is meant, asked where none is selected."""

from collections.abc import Sequence
from datetime import UTC, datetime

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tracker.reading.queries import NoteShown
from tracker.ui.literal import literal_line
from tracker.ui.screens.base import TrackerModal
from tracker.ui.visuals import MUTED
from tracker.ui.widgets.choices import Choices
from tracker.ui.widgets.detail_view import note_head


class NoteChoiceModal(TrackerModal[NoteShown]):
    """Returns the note that is meant, or None where it was left."""

    HELP = "Move to the note that you mean; enter takes it."

    def __init__(self, question: str, verb: str, notes: Sequence[NoteShown]) -> None:
        """`verb` says what is done to the one that is chosen."""
        super().__init__()
        self._question = question
        self._verb = verb
        self._notes = notes

    def compose(self) -> ComposeResult:
        """The question, a line for each note, the keys."""
        now = datetime.now(UTC)
        with Vertical(classes="modal"):
            yield Static(literal_line(self._question, "bold"), markup=False)
            yield Choices([_line(note, now) for note in self._notes])
            yield Static(literal_line(self._hint()), classes="hint", markup=False)

    def on_mount(self) -> None:
        """Move from the start."""
        self.query_one(Choices).focus()

    def on_choices_chosen(self, event: Choices.Chosen) -> None:
        """Return the note that enter or a click chose."""
        self.dismiss(self._notes[event.index])

    def _hint(self) -> str:
        return f"{self.key_of('choices.choose', Choices)}: {self._verb} it   {self.key_of('modal.leave')}: cancel"


def _line(note: NoteShown, now: datetime) -> Content:
    first, *more = note.body.strip().split("\n", 1)
    return Content.assemble(
        literal_line(f"{note_head(note, now)}  ", MUTED), literal_line(f"{first} …" if more else first)
    )
