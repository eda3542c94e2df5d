"""The title of a recommendation, to be written anew."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from tracker.text import TITLE_LIMIT
from tracker.ui.literal import in_field, literal, literal_line, typed
from tracker.ui.screens.base import TrackerModal
from tracker.ui.visuals import HEADING


class TitleModal(TrackerModal[str]):
    """Returns the title that was typed, or None where it was left."""

    HELP = "A short label of your own; the text stays as the report prints it. Enter saves, [modal.leave] leaves."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s,f2", "save", "Save", priority=True, show=False, id="form.save", tooltip="Save the title"
        ),
    ]

    def __init__(self, what: str, title: str, *, message: str = "") -> None:
        """`message` says why it is here again."""
        super().__init__()
        self._what = what
        self._title = title
        self._message = message

    def compose(self) -> ComposeResult:
        """The field and what the keys do."""
        with Vertical(classes="modal"):
            yield Static(literal_line(f"Title of {self._what}", HEADING), markup=False)
            yield Input(
                in_field(self._title),
                placeholder="A short label",
                compact=True,
                max_length=TITLE_LIMIT,
                select_on_focus=False,
            )
            yield Static(literal(self._message, "$text-error"), id="message", markup=False)
            yield Static(
                literal_line(f"enter: save   {self.key_of('modal.leave')}: cancel"),
                classes="hint",
                markup=False,
            )

    def on_mount(self) -> None:
        """Write at once."""
        self.query_one(Input).focus()

    def on_input_submitted(self) -> None:
        """Save."""
        self.action_save()

    def action_save(self) -> None:
        """Return the title; the edit says why one cannot be stored."""
        self.dismiss(typed(self.query_one(Input).value, self._title))
