"""Writing a note: saved with ctrl+s or F2; esc asks only where there is text to lose."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from tracker.errors import TrackerError
from tracker.text import note_body
from tracker.ui.literal import literal, literal_line


class NoteModal(ModalScreen[str | None]):
    """Returns the text of the note as it may be stored, or None where it was left."""

    HELP = "Write in Markdown. ctrl+s or F2 saves. Esc leaves; it asks where there is text to lose."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f2", "save", "Save", priority=True, id="note.save", tooltip="Save the note"),
        # With priority: an editor in which tab indents takes esc for going to the next field.
        Binding(
            "escape", "leave", "Cancel", priority=True, id="modal.leave", tooltip="Leave without saving"
        ),
        Binding("f1", "app.help", "Help", show=False, id="modal.help", tooltip="What the keys do here"),
    ]

    def __init__(self, what: str, text: str = "", *, seen: str = "", message: str = "") -> None:
        """`text` is what stands in the editor, `seen` what is stored; `message` says why it is here again."""
        super().__init__()
        self._what = what
        self._text = text
        self._seen = seen
        self._message = message
        self._warned = False

    def compose(self) -> ComposeResult:
        """The editor and what its keys do."""
        with Vertical(classes="modal wide"):
            yield Static(literal_line(self._what, "bold"), markup=False)
            yield TextArea(self._text, tab_behavior="indent", placeholder="Write the note here, in Markdown.")
            yield Static(literal(self._message, "$text-error"), id="message", markup=False)
            yield Static("ctrl+s or F2: save   esc: cancel", classes="hint", markup=False)

    def on_mount(self) -> None:
        """Go on at the end of the text."""
        editor = self.query_one(TextArea)
        editor.focus()
        editor.move_cursor(editor.document.end)

    @property
    def unsaved(self) -> bool:
        """Whether text would be lost."""
        text = self.query_one(TextArea).text
        return bool(text.strip()) and text.strip() != self._seen.strip()

    def on_text_area_changed(self) -> None:
        """A text that goes on is asked about again."""
        self._warned = False

    def action_save(self) -> None:
        """Return the text, or say why it cannot be stored."""
        try:
            body = note_body(self.query_one(TextArea).text)
        except TrackerError as error:
            self._say(str(error))
        else:
            self.dismiss(body)

    def action_leave(self) -> None:
        """Leave; with text to lose only at the second time."""
        if self.unsaved and not self._warned:
            self._warned = True
            self._say("This text is not saved. ctrl+s saves it; esc again throws it away.")
        else:
            self.dismiss(None)

    def _say(self, message: str) -> None:
        self.query_one("#message", Static).update(literal_line(message, "$text-error"))
