"""Rows of which more columns may be than there is room for: sideways it goes by whole columns."""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from tracker.ui.hidden_key import hidden
from tracker.ui.widgets.choices import Lines


class RowsTable(Lines):
    """Lines that begin with the column `first`; the screen draws them."""

    HELP = "Move with the arrows or j and k; left and right show the other columns."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "scroll_columns(1)", "Columns", id="matrix.right", tooltip="The next column"),
        hidden("left", "scroll_columns(-1)", "Back", id="matrix.left", tooltip="The column before"),
    ]

    @dataclass
    class Turned(Message):
        """Another column is the first one."""

    def __init__(self) -> None:
        super().__init__([], id="lines")
        self.first = 0
        self.columns = 0
        """How many there are."""

    def action_scroll_columns(self, columns: int) -> None:
        """Go by so many columns; the last one stays in sight."""
        self.first = max(0, min(self.first + columns, self.columns - 1))
        self.post_message(self.Turned())
