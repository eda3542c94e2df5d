"""A text that scrolls with the keys of every list."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static


class ReadingPane(VerticalScroll, can_focus=True):
    """Shows one text that the screen gives it."""

    HELP = "Scroll with the arrows or j and k."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", "Down", show=False, id="detail.down", tooltip="Scroll down"),
        Binding("k", "scroll_up", "Up", show=False, id="detail.up", tooltip="Scroll up"),
        Binding("g", "scroll_home", "Top", show=False, id="detail.first", tooltip="Go to the top"),
        Binding("G", "scroll_end", "End", show=False, id="detail.last", tooltip="Go to the end"),
    ]

    def __init__(self, text: Content | None = None) -> None:
        super().__init__()
        self._text = text or Content("")

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(self._text, markup=False)

    def show(self, text: Content) -> None:
        """Show another text from its top."""
        if text != self._text:
            self._text = text
            self.query_one(Static).update(text)
            self.scroll_home(animate=False)
