"""Help for where you are, made from the bindings themselves, so that it cannot be out of date."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tracker.query_line import KEYS
from tracker.ui.literal import literal_line
from tracker.ui.screens.base import TrackerModal
from tracker.ui.visuals import KEY

_ONE_COLUMN = 14
"""So many keys stand in one column."""
_TWO_COLUMNS = 76


class HelpModal(TrackerModal[None]):
    """What the keys do on the screen below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,q", "leave", "Close", id="modal.leave", tooltip="Go back"),
        Binding("j", "scroll(1)", "Down", show=False, id="help.down", tooltip="Scroll down"),
        Binding("k", "scroll(-1)", "Up", show=False, id="help.up", tooltip="Scroll up"),
    ]

    def __init__(self, about: str, keys: Sequence[tuple[str, str]], *, with_query: bool) -> None:
        super().__init__()
        self._about = about
        self._keys = keys
        self._with_query = with_query

    def compose(self) -> ComposeResult:
        """The keys in the order of the bindings, then the query line."""
        width = max((len(key) for key, _ in self._keys), default=0)
        entries = [
            Content.assemble((f"{key:>{width}}", KEY), "  ", literal_line(what)) for key, what in self._keys
        ]
        # Two columns, so that all keys of the list stand on one screen of 80x24.
        half = (
            (len(entries) + 1) // 2
            if len(entries) > _ONE_COLUMN and self.app.size.width >= _TWO_COLUMNS
            else len(entries)
        )
        column = (self.app.size.width - 6) // 2
        lines = [literal_line(self._about)]
        for left, right in zip_longest(entries[:half], entries[half:], fillvalue=Content("")):
            lines.append(left.truncate(column, ellipsis=True, pad=True) + right if right else left)
        if self._with_query:
            lines += [Content(""), Content('The query line (/): words, "a phrase", -without, and')]
            lines += [
                Content.assemble((f"{key + ':':>{width}}", KEY), "  ", what) for key, what in KEYS.items()
            ]
        with VerticalScroll(classes="modal help"):
            yield Static(Content("\n").join(lines), markup=False)
            yield Static(literal_line(f"{self.key_of('modal.leave')}: close"), classes="hint", markup=False)

    def action_scroll(self, lines: int) -> None:
        """Move through a help that is longer than the screen."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)
