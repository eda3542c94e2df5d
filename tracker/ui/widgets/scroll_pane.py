"""A pane that scrolls with the keys that move the cursor of a list."""

from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll

from tracker.ui.hidden_key import hidden


class ScrollPane(VerticalScroll, can_focus=True):
    """Something longer than its place on the screen; the arrows are Textual's own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("j", "scroll_down", "Down", id="detail.down", tooltip="Scroll down"),
        hidden("k", "scroll_up", "Up", id="detail.up", tooltip="Scroll up"),
        hidden("g", "scroll_home", "Top", id="detail.first", tooltip="Go to the top"),
        hidden("G", "scroll_end", "End", id="detail.last", tooltip="Go to the end"),
    ]
