"""A text that scrolls with the keys of every list."""

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tracker.ui.widgets.scroll_pane import ScrollPane


class ReadingPane(ScrollPane):
    """Shows one text that the screen gives it."""

    HELP = "Scroll with the arrows or j and k."

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
