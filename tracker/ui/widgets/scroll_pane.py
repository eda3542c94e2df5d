"""A pane that scrolls with the keys that move the cursor of a list."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll


class ScrollPane(VerticalScroll, can_focus=True):
    """Something longer than its place on the screen; the arrows are Textual's own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", "Down", show=False, id="detail.down", tooltip="Scroll down"),
        Binding("k", "scroll_up", "Up", show=False, id="detail.up", tooltip="Scroll up"),
        Binding("g", "scroll_home", "Top", show=False, id="detail.first", tooltip="Go to the top"),
        Binding("G", "scroll_end", "End", show=False, id="detail.last", tooltip="Go to the end"),
    ]
