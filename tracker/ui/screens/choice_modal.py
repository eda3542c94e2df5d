"""Choosing one of many by typing a part of its name: what such modals have in common."""

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tracker.ui.hidden_key import hidden
from tracker.ui.literal import literal, literal_line
from tracker.ui.screens.base import TrackerModal
from tracker.ui.visuals import HEADING, MUTED
from tracker.ui.widgets.choices import Choices

Item = TypeVar("Item")


class ChoiceInput(Input):
    """Where the part of a name is typed; keys that move go to the lines."""

    HELP = "Arrows move, enter chooses, esc leaves."
    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("down", "screen.move(1)", "Down", id="choosing.down", tooltip="Move down"),
        hidden("up", "screen.move(-1)", "Up", id="choosing.up", tooltip="Move up"),
    ]


class ChoiceModal(TrackerModal[Item], Generic[Item]):
    """Returns what was chosen by enter or a click, or None where it was left."""

    title_line = ""
    """What is chosen here."""
    placeholder = "Type a part of the name"

    def __init__(self) -> None:
        super().__init__()
        self._found: Sequence[Item] = ()

    def compose(self) -> ComposeResult:
        """What is chosen, the words typed, the lines, and what enter would do."""
        with Vertical(classes="modal"):
            yield Static(literal_line(self.title_line, HEADING), markup=False)
            yield ChoiceInput(placeholder=self.placeholder, compact=True)
            yield Choices([])
            yield Static("", classes="hint", markup=False, id="hint")

    def on_mount(self) -> None:
        """Type at once; the lines are moved through from there."""
        choices = self.query_one(Choices)
        choices.can_focus = False
        self.watch(choices, "cursor", self._show_hint, init=False)
        self.query_one(ChoiceInput).focus()
        self.list_found()

    def find(self, typed: str) -> Sequence[Item]:
        """Return what the typed text finds, the likeliest first."""
        raise NotImplementedError

    def line(self, item: Item) -> Content:
        """Return the line of an item."""
        raise NotImplementedError

    def hint(self, item: Item | None) -> str:
        """Return what choosing the item does."""
        raise NotImplementedError

    @property
    def arrows(self) -> str:
        """What the keys are called that move through the lines."""
        keys = self.keys_of("choosing.up", ChoiceInput) + self.keys_of("choosing.down", ChoiceInput)
        return "arrows" if keys == ["↑", "↓"] else " ".join(keys)

    @property
    def typed(self) -> str:
        """The text in the input."""
        return self.query_one(ChoiceInput).value.strip()

    def list_found(self) -> None:
        """Show what is found now, the likeliest under the cursor."""
        self._found = self.find(self.typed)
        lines = [self.line(item) for item in self._found] or [literal_line("No match.", MUTED)]
        self.query_one(Choices).replace(lines, cursor=0)
        self._show_hint()

    def on_input_changed(self) -> None:
        """Find as it is typed."""
        self.list_found()

    def on_input_submitted(self) -> None:
        """Choose the line under the cursor."""
        self.choose(self.query_one(Choices).cursor)

    def on_choices_chosen(self, event: Choices.Chosen) -> None:
        """Choose the line that was clicked."""
        self.choose(event.index)

    def choose(self, index: int) -> None:
        """Return an item."""
        if index < len(self._found):
            self.dismiss(self._found[index])

    def action_move(self, lines: int) -> None:
        """Move through the lines."""
        self.query_one(Choices).cursor += lines

    def _show_hint(self) -> None:
        cursor = self.query_one(Choices).cursor
        item = self._found[cursor] if cursor < len(self._found) else None
        self.query_one("#hint", Static).update(literal(self.hint(item)))
