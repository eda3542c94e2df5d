"""One of a few things, asked for where nothing says which is meant."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tracker.ui.literal import literal_line
from tracker.ui.screens.base import TrackerModal
from tracker.ui.visuals import HEADING
from tracker.ui.widgets.choices import Choices


class PickModal(TrackerModal[int]):
    """Returns the index of the line that is meant, or None where it was left."""

    HELP = "Move to the line that you mean; enter takes it."

    def __init__(self, question: str, verb: str, lines: Sequence[Content]) -> None:
        """`verb` says what is done with the one that is chosen, as in "edit it"."""
        super().__init__()
        self._question = question
        self._verb = verb
        self._lines = lines

    def compose(self) -> ComposeResult:
        """The question, the lines, the keys."""
        with Vertical(classes="modal"):
            yield Static(literal_line(self._question, HEADING), markup=False)
            yield Choices(self._lines)
            hint = f"{self.key_of('choices.choose', Choices)}: {self._verb}   {self.key_of('modal.leave')}: cancel"
            yield Static(literal_line(hint), classes="hint", markup=False)

    def on_mount(self) -> None:
        """Move from the start."""
        self.query_one(Choices).focus()

    def on_choices_chosen(self, event: Choices.Chosen) -> None:
        """Return what enter or a click chose."""
        self.dismiss(event.index)
