"""One line of text, typed into a modal."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from tracker.ui.literal import in_field, literal, literal_line, typed
from tracker.ui.screens.base import TrackerModal
from tracker.ui.visuals import HEADING


class LineModal(TrackerModal[str]):
    """Returns what was typed, or None where it was left."""

    HELP = "Type one line. Enter takes it, esc leaves."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f2", "save", "Save", priority=True, show=False, id="form.save", tooltip="Save"),
    ]

    def __init__(
        self, what: str, line: str, *, placeholder: str = "", enter: str = "save", message: str = ""
    ) -> None:
        """`enter` says what enter does, `message` why the form is here again."""
        super().__init__()
        self._what = what
        self._line = line
        self._placeholder = placeholder
        self._enter = enter
        self._message = message

    def compose(self) -> ComposeResult:
        """The field and what the keys do."""
        with Vertical(classes="modal"):
            yield Static(literal_line(self._what, HEADING), markup=False)
            yield Input(
                in_field(self._line), placeholder=self._placeholder, compact=True, select_on_focus=False
            )
            yield Static(literal(self._message, "$text-error"), id="message", markup=False)
            hint = f"enter: {self._enter}   {self.key_of('modal.leave')}: cancel"
            yield Static(literal_line(hint), classes="hint", markup=False)

    def on_mount(self) -> None:
        """Begin at the end of the line."""
        field = self.query_one(Input)
        field.focus()
        field.action_end()

    def on_input_submitted(self) -> None:
        """Return what was typed."""
        self.action_save()

    def action_save(self) -> None:
        """Return what was typed."""
        self.dismiss(typed(self.query_one(Input).value.strip(), self._line))
