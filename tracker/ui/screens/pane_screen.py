"""A screen that lists things of which the selected one stands whole beside the lines, or below them."""

from typing import Generic

from textual.app import ComposeResult
from textual.containers import Container

from tracker.ui.screens.base import T
from tracker.ui.screens.list_screen import Item, ListScreen
from tracker.ui.widgets.choices import Lines
from tracker.ui.widgets.scroll_pane import ScrollPane


class PaneScreen(ListScreen[Item, T], Generic[Item, T]):
    """A list with a pane; a subclass makes the pane, and shows the selected item in it."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 - declared so by Textual

    lines_class: type[Lines] = Lines
    """Of the lines: a subclass may have enter named in the key line."""

    def pane(self) -> ScrollPane:
        """Return a pane to stand with the lines."""
        raise NotImplementedError

    def show_selected(self) -> None:
        """Show the selected item in the pane, or nothing where none is."""
        raise NotImplementedError

    def compose_lines(self) -> ComposeResult:
        """The lines, and the pane."""
        with Container(id="entries"):
            yield self.lines_class([], id="lines")
            yield self.pane()

    def on_mount(self) -> None:
        """Follow the cursor."""
        self.watch(self.lines(), "cursor", self.show_selected, init=False)

    def show_lines(self) -> None:
        """Draw the lines and the pane anew."""
        super().show_lines()
        self.show_selected()
