"""Help for where you are, made from the bindings themselves, so that it cannot be out of date."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tracker.query_line import KEYS
from tracker.ui.hidden_key import hidden
from tracker.ui.literal import literal_line
from tracker.ui.screens.base import TrackerModal
from tracker.ui.visuals import HEADING, KEY

_TWO_COLUMNS = 76
"""From this width the groups stand in two columns."""
_FRAME = 6
"""Cells that the frame and the scrollbar take."""
_MOVE, _REVIEW, _LOOK, _GO = "Move", "Review", "Look", "Go"
_GROUPS = {
    **dict.fromkeys(("choices.", "choosing.", "detail.", "filter.", "help.", "list.", "matrix."), _MOVE),
    **dict.fromkeys(
        ("field.", "words.", "next.", "query.", "version.", "note.up", "note.down", "note.switch"), _MOVE
    ),
    **dict.fromkeys(("list.mark", "list.range", "list.all"), _REVIEW),
    **dict.fromkeys(("clear", "copy", "export", "facets", "facets.", "history", "note.full"), _LOOK),
    **dict.fromkeys(("note.preview", "preview", "search", "sort", "sort.", "source", "sql", "sql."), _LOOK),
    **dict.fromkeys(("choices.choose", "list.open", "matrix.open", "matrix", "overview", "notebook"), _GO),
    **dict.fromkeys(("codebook", "views", "views.save", "history.all", "palette", "theme", "suspend"), _GO),
    **dict.fromkeys(("actors", "today", "back", "draft", "help", "modal.", "quit", "app."), _GO),
}
"""Where a key stands, by the id of what it does or by the part of that before its point; else under Review."""
_PAIRS = {
    "down": "up",
    "first": "last",
    "next": "previous",
    "page_down": "page_up",
    "left": "right",
    "page_left": "page_right",
}
"""What is said in one line, by the last part of its id: one way and the other; their sentences differ in a word."""


class KeyHelp(NamedTuple):
    """What a key does: the id of its binding, what the keys are called that do it, and a sentence."""

    id: str
    keys: tuple[str, ...]
    does: str


_Group = tuple[str, list[KeyHelp]]
"""A heading, and the keys below it."""


class HelpModal(TrackerModal[None]):
    """What the keys do on the screen below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,q", "leave", "Close", id="modal.leave", tooltip="Go back"),
        hidden("j", "scroll(1)", "Down", id="help.down", tooltip="Scroll down"),
        hidden("k", "scroll(-1)", "Up", id="help.up", tooltip="Scroll up"),
    ]

    def __init__(self, about: str, keys: Sequence[KeyHelp], *, with_query: bool) -> None:
        super().__init__()
        self._about = about
        self._keys = _paired(keys)
        self._with_query = with_query

    def compose(self) -> ComposeResult:
        """The keys by what they are for, then the query line."""
        room = self.app.size.width - _FRAME
        groups = [
            (heading, keys)
            for heading in (_MOVE, _REVIEW, _LOOK, _GO)
            if (keys := [key for key in self._keys if _group_of(key.id) == heading])
        ]
        lines = [literal_line(self._about), Content("")]
        if self.app.size.width >= _TWO_COLUMNS:
            at = min(range(len(groups) + 1), key=lambda at: max(_height(groups[:at]), _height(groups[at:])))
            columns = (_column(groups[:at], room // 2), _column(groups[at:], room // 2))
            for left, right in zip_longest(*columns, fillvalue=Content("")):
                lines.append(left.truncate(room // 2, pad=True) + right)
        else:
            lines += _column(groups, room)
        if self._with_query:
            lines.append(Content.styled('The query line: words, "a phrase", -without, and', HEADING))
            width = max(map(len, KEYS)) + 1
            for key, does in KEYS.items():
                lines += _entry(f"{key}:", does, width, room)
        with VerticalScroll(classes="modal help"):
            yield Static(Content("\n").join(lines), markup=False)
            yield Static(literal_line(f"{self.key_of('modal.leave')}: close"), classes="hint", markup=False)

    def action_scroll(self, lines: int) -> None:
        """Move through a help that is longer than the screen."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False, immediate=True)


def _group_of(name: str) -> str:
    return _GROUPS.get(name) or _GROUPS.get(f"{name.partition('.')[0]}.", _REVIEW)


def _height(groups: Sequence[_Group]) -> int:
    return sum(len(keys) + 2 for _, keys in groups)


def _column(groups: Sequence[_Group], room: int) -> list[Content]:
    """Return the lines of the groups, each with an empty one at its end; the sentences begin under one another."""
    width = max((len(" ".join(key.keys)) for _, keys in groups for key in keys), default=0)
    lines = []
    for heading, keys in groups:
        lines.append(Content.styled(heading, HEADING))
        for key in keys:
            lines += _entry(" ".join(key.keys), key.does, width, room)
        lines.append(Content(""))
    return lines


def _entry(key: str, does: str, width: int, column: int) -> Iterator[Content]:
    """Yield the line of a key, and those that its sentence goes on in, under its beginning."""
    first, *more = literal_line(does).wrap(max(1, column - width - 4))
    yield Content.assemble("  ", (f"{key:<{width}}", KEY), " ", first)
    for line in more:
        yield Content(" " * (width + 3)) + line


def _paired(keys: Sequence[KeyHelp]) -> list[KeyHelp]:
    """Return the keys, those that go one way and the other in one: "Move down and up"."""
    by_id = {key.id: key for key in keys}
    for key in keys:
        place, _, way = key.id.rpartition(".")
        other = by_id.get(f"{place}.{_PAIRS.get(way)}")
        if other is not None and key.id in by_id:
            both = [name for pair in zip_longest(key.keys, other.keys) for name in pair if name]
            words = zip(key.does.split(), other.does.split(), strict=False)
            does = " ".join(one if one == back else f"{one} and {back}" for one, back in words)
            by_id[key.id] = KeyHelp(key.id, tuple(both), does)
            del by_id[other.id]
    return list(by_id.values())
