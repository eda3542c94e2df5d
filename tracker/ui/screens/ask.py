"""A question with two answers, asked only where undo could not help."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from tracker.ui.literal import literal
from tracker.ui.screens.base import TrackerModal


class AskModal(TrackerModal[bool]):
    """Returns True for yes."""

    HELP = "[ask.yes] does it, [modal.leave] goes back."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer", "Yes", id="ask.yes", tooltip="Do it"),
        Binding("n,escape", "leave", "No", id="modal.leave", tooltip="Go back"),
    ]

    def __init__(self, question: str, yes: str) -> None:
        super().__init__()
        self._question = question
        self._yes = yes

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        with Vertical(classes="modal"):
            yield Static(literal(self._question), markup=False)
            back = " or ".join(self.keys_of("modal.leave"))
            hint = f"{self.key_of('ask.yes')}: {self._yes}   {back}: go back"
            yield Static(literal(hint), classes="hint", markup=False)

    def action_answer(self) -> None:
        """Return yes."""
        self.dismiss(True)
