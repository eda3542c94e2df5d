"""The line above a list in which one types what to find; it is hidden while nothing stands in it."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from tracker.ui.hidden_key import hidden
from tracker.ui.literal import in_field


class SearchLine(Input):
    """A line to type in; what stands in it is told by `Input.Changed`, and that it was left by `Left`."""

    @dataclass
    class Left(Message):
        """Enter or esc was pressed: the list is to have the keys."""

        line: "SearchLine"

    faulty: bool = False
    """Whether what stands in it cannot be read: enter stays with it then, so that it can be mended."""

    @classmethod
    async def on(cls, screen: Screen[Any], hint: str, *, before: str | Widget = "#words") -> Self:
        """Return the line of a screen; it is made when it is first asked for: the first paint does not wait."""
        if not screen.query(cls):
            await screen.mount(cls(placeholder=hint, compact=True), before=before)
        return screen.query_one(cls)

    @classmethod
    def text_on(cls, screen: Screen[Any]) -> str:
        """Return what stands in the line of a screen, if it has one yet."""
        return next((line.value for line in screen.query(cls)), "")

    @classmethod
    def clear_on(cls, screen: Screen[Any]) -> None:
        """Empty the line of a screen, and hide it."""
        for line in screen.query(cls):
            line.value = ""
            line.display = False

    def begin(self) -> None:
        """Have the keys."""
        self.display = True
        self.screen.set_focus(self)

    def fill(self, text: str) -> None:
        """Put a text of any origin in the line, which tells it as though it were typed."""
        # Cleaned: an input shows what it holds as it is.
        self.value = in_field(text)
        self.cursor_position = len(text)
        self.hide_if_empty()

    def hide_if_empty(self) -> None:
        """Take no place on the screen for nothing."""
        self.display = bool(self.value.strip())

    def action_leave(self) -> None:
        """Leave the line as it is; one that cannot be read is not left so."""
        if not self.faulty:
            self.post_message(self.Left(self))

    def action_drop(self) -> None:
        """Empty the line and leave it."""
        self.value = ""
        self.post_message(self.Left(self))


class QueryLine(SearchLine):
    """The query line while it is being typed."""

    HELP = (
        "Type words to search for, or terms such as status:reviewed. Enter goes to the list, [query.drop] clears the "
        "query."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("down,enter", "leave", "To the list", id="query.done", tooltip="To the list"),
        # Not on to the list: what is typed next would be taken for its keys.
        hidden("tab", "stay", "Stay", id="query.stay", tooltip="Stay in the line; enter leaves it"),
        Binding("escape", "drop", "Clear", id="query.drop", tooltip="Clear the query"),
        hidden("f1", "app.help", "Help", id="query.help", tooltip="What the keys do here"),
    ]

    def action_stay(self) -> None:
        """Stay."""
