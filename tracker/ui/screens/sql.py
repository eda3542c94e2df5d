"""The list as SQL: the exact statement, to be run here, or copied and run in any SQLite shell."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from tracker.reading.selection import Selection
from tracker.ui.clipboard import copy_to_clipboard
from tracker.ui.literal import literal_line
from tracker.ui.screens.base import TrackerScreen
from tracker.ui.sql_text import sql_text
from tracker.ui.visuals import MUTED
from tracker.ui.widgets.header_line import HeaderLine
from tracker.ui.widgets.key_line import KeyLine
from tracker.ui.widgets.reading_pane import ReadingPane


class SqlScreen(TrackerScreen[None]):
    """Shows one statement."""

    HELP = (
        "The statement of the list: sqlite3 gives the same rows in the same order. [sql.run] runs it here, "
        "[copy] copies it; where the terminal has no clipboard, select it with shift-drag, or run: tracker sql QUERY"
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open_rows", "Run", id="sql.run", tooltip="Run the statement, which only reads"),
        Binding("y", "copy", "Copy", id="copy", tooltip="Copy the statement"),
        Binding("escape,q", "leave", "Back", key_display="esc", id="back", tooltip="Back"),
    ]

    def __init__(self, selection: Selection, words: str) -> None:
        """`selection` is the list, `words` say what it lists."""
        super().__init__()
        self._selection = selection
        self._sql = selection.pasteable()
        self._words = words

    def compose(self) -> ComposeResult:
        """What it lists, the statement, the keys."""
        yield HeaderLine("This list as SQL")
        yield Static(literal_line(self._words, MUTED), id="words", markup=False)
        yield ReadingPane(sql_text(self._sql))
        yield KeyLine()

    def on_mount(self) -> None:
        """The arrows scroll at once."""
        self.query_one(ReadingPane).focus()

    def action_open_rows(self) -> None:
        """Run the statement."""
        from tracker.ui.screens.sql_rows import SqlRowsScreen

        self.app.push_screen(SqlRowsScreen(self._selection))

    def action_copy(self) -> None:
        """Copy the statement."""
        copy_to_clipboard(self.app, self._sql, "the statement", otherwise="tracker sql QUERY prints it")

    def action_leave(self) -> None:
        """Go back to the list."""
        self.dismiss(None)
