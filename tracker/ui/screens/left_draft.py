"""A note that an earlier sitting left unsaved, offered again."""

from datetime import UTC, datetime
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from tracker.drafts import Draft
from tracker.labels import time_label
from tracker.ui.literal import literal, literal_line
from tracker.ui.screens.base import TrackerModal
from tracker.ui.visuals import HEADING

Answer = Literal["open", "drop"]

_LINES = 6
_CHARACTERS = 400


class LeftDraftModal(TrackerModal[Answer]):
    """Returns what is to become of the draft, None where it is kept for later."""

    HELP = (
        "This note was not saved when the program ended last. [draft.open] opens it, [modal.leave] keeps it for the "
        "next start."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "open", "Open", id="draft.open", tooltip="Open it in the editor"),
        Binding("d", "drop", "Discard", id="draft.drop", tooltip="Discard it (press twice)"),
        Binding("escape", "leave", "Later", id="modal.leave", tooltip="Keep it for the next start"),
    ]

    def __init__(self, draft: Draft, analyst: str, *, more: int = 0) -> None:
        """`analyst` is who sits here now; `more` drafts are asked about after this one."""
        super().__init__()
        self._draft = draft
        self._analyst = analyst
        self._more = more
        self._warned = False

    def compose(self) -> ComposeResult:
        """What it is, how it begins, and the keys."""
        draft = self._draft
        edited = "A change of the note" if draft.note_id is not None else "A note"
        by = f" by {draft.analyst}" if draft.analyst and draft.analyst != self._analyst else ""
        more = f" ({self._more} more after this one)" if self._more else ""
        with Vertical(classes="modal"):
            when = time_label(draft.moment, datetime.now(UTC))
            question = f"{edited}{by} on {draft.called} was not saved ({when}).{more}"
            yield Static(literal(question, HEADING), markup=False)
            yield Static(literal(_beginning(draft.text)), classes="draft", markup=False)
            yield Static(
                literal_line(f"{self._other_keys()}   {self.key_of('draft.drop')}: discard it"),
                classes="hint",
                markup=False,
            )

    def action_open(self) -> None:
        """Open it."""
        self.dismiss("open")

    def action_drop(self) -> None:
        """Throw it away, at the second time: no undo brings it back."""
        if self._warned:
            self.dismiss("drop")
            return
        self._warned = True
        again = f"{self.key_of('draft.drop')} again discards it for good.   {self._other_keys()}"
        self.query_one(".hint", Static).update(literal_line(again, "$text-error"))

    def _other_keys(self) -> str:
        either = " or ".join(self.keys_of("draft.open"))
        return f"{either}: open it   {self.key_of('modal.leave')}: keep it for later"


def _beginning(text: str) -> str:
    lines = text.strip().split("\n")
    beginning = "\n".join(lines[:_LINES])[:_CHARACTERS]
    return beginning if beginning == text.strip() else f"{beginning} …"
