"""A text in which words are chosen, by keys or with the mouse; what it is said to name is marked by role."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content, Span
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from tracker.reading.queries import MentionShown
from tracker.text import shown
from tracker.ui.hidden_key import hidden
from tracker.ui.visuals import role_style

# A word each, where a script has no blanks between them.
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+|[^\w\s]"
)
_TOKEN = re.compile(r"\S+[^\S\n]*|[^\S\n]+")


class WordsView(ScrollView, can_focus=True):
    """A text with a cursor on one of its words, or on several in a row."""

    HELP = (
        "The text, with the cursor on a word. Arrows move it; [words.mark] begins to choose several words and ends it, "
        "[words.more] and [words.less] do it at once, and so does the mouse."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("right", "move(1)", "Next word", id="words.next", tooltip="Next word"),
        hidden("left", "move(-1)", "Word before", id="words.previous", tooltip="The word before"),
        hidden("down,j", "move(0, 1)", "Down", id="words.down", tooltip="A line down"),
        hidden("up,k", "move(0, -1)", "Up", id="words.up", tooltip="A line up"),
        hidden("home,g", "jump(0)", "First", id="words.first", tooltip="Go to the first word"),
        hidden("end,G", "jump(-1)", "Last", id="words.last", tooltip="Go to the last word"),
        hidden("shift+right", "extend(1)", "One more", id="words.more", tooltip="Choose one word more"),
        hidden("shift+left", "extend(-1)", "One less", id="words.less", tooltip="Choose one word less"),
        Binding(
            "space", "mark", "Choose", id="words.mark", tooltip="Begin to choose several words, or end it"
        ),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"words--chosen"}

    @dataclass
    class Moved(Message):
        """Other words are chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._mentions: Sequence[MentionShown] = ()
        self._words: list[tuple[int, int]] = []
        self._lines: list[tuple[int, int]] = []
        self._at = 0
        """The word that the cursor is on."""
        self._from: int | None = None
        """The word that choosing began at."""
        self._only: tuple[int, int] | None = None
        """A stretch of the text that is chosen whatever its words are: that of a mention."""

    def show(self, text: str, mentions: Sequence[MentionShown]) -> None:
        """Show a text and its mentions; the cursor stays where it is, where the text does."""
        if text != self._text:
            self._text, self._at, self._from, self._only = text, 0, None, None
            self._words = [match.span() for match in _WORD.finditer(text)]
        self._mentions = mentions
        self._fit()
        self.refresh(layout=True)

    @property
    def chosen(self) -> tuple[int, int]:
        """Where the chosen words begin and end in the text."""
        if self._only is not None:
            return self._only
        if not self._words:
            return 0, 0
        first, last = sorted((self._at, self._at if self._from is None else self._from))
        return self._words[first][0], self._words[last][1]

    @property
    def chooses_several(self) -> bool:
        """Whether more words than that under the cursor are being chosen."""
        return self._from is not None

    def choose(self, start: int, end: int) -> None:
        """Choose a stretch of the text, and put the cursor there."""
        inside = [number for number, (first, last) in enumerate(self._words) if last > start and first < end]
        self._at = inside[0] if inside else self._at
        self._from, self._only = None, (start, end)
        self._moved()

    def action_move(self, words: int, lines: int = 0) -> None:
        """Move the cursor by words, or by lines."""
        if lines:
            line, column = self._place(self._at)
            self._go(self._word_at(column, line + lines))
        else:
            self._go(self._at + words)

    def action_jump(self, index: int) -> None:
        """Go to the first word, or with -1 to the last."""
        self._go(index if index >= 0 else len(self._words) - 1)

    def action_extend(self, words: int) -> None:
        """Choose more words or fewer."""
        if self._from is None:
            self._from = self._at
        self._go(self._at + words)

    def action_mark(self) -> None:
        """Begin to choose several words, or choose one again."""
        self._from = self._at if self._from is None else None
        self._only = None
        self._moved()

    def on_resize(self) -> None:
        """Fit the text to the width."""
        self._fit()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Go to the word under the mouse; holding it down chooses several."""
        self.capture_mouse()
        self._from = None
        self._go(self._word_at(event.x, int(self.scroll_offset.y) + event.y))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Choose the words from where the mouse was pressed."""
        if event.button and self.app.mouse_captured is self:
            word = self._word_at(event.x, int(self.scroll_offset.y) + event.y)
            if word != self._at:
                self._from = self._at if self._from is None else self._from
                self._go(word)

    def on_mouse_up(self) -> None:
        """Let go of the mouse."""
        self.release_mouse()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the text, mentions in the style of their role, the chosen words as the cursor."""
        width = self.scrollable_content_region.width
        number = int(self.scroll_offset.y) + y
        if number >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        start, end = self._lines[number]
        spans = [
            (m.quote_start, m.quote_start + len(m.quote), role_style(m.role))
            for m in self._mentions
            if m.quote is not None and m.quote_start is not None
        ]
        line = Content(
            shown(self._text[start:end]),
            spans=[
                Span(max(a, start) - start, min(b, end) - start, style)
                for a, b, style in spans
                if a < end and b > start
            ],
        )
        first, last = self.chosen
        if first < end and last > start:
            at = max(first, start) - start, min(last, end) - start
            # Colours made for what is around could not be read on it.
            chosen = Content(line.plain[slice(*at)]).stylize(self.get_visual_style("words--chosen"))
            line = Content("").join((line[: at[0]], chosen, line[at[1] :]))
        (strip,) = Visual.to_strips(self, line.truncate(width, pad=True), width, 1, self.visual_style)
        return strip

    def _go(self, word: int) -> None:
        self._at = max(0, min(word, len(self._words) - 1))
        self._only = None
        self._moved()

    def _moved(self) -> None:
        if self._words:
            line, _ = self._place(self._at)
            self.scroll_to_region(Region(0, line, 1, 1), animate=False, force=True)
        self.refresh()
        self.post_message(self.Moved())

    def _fit(self) -> None:
        width = self.scrollable_content_region.width
        self._lines = _wrapped(self._text, max(1, width))
        self.virtual_size = Size(width, len(self._lines))

    def _place(self, word: int) -> tuple[int, int]:
        """Return line and column, in cells, of a word."""
        at = self._words[word][0] if self._words else 0
        line = next((n for n, (start, end) in enumerate(self._lines) if at < end or start == at), 0)
        return line, cell_len(shown(self._text[self._lines[line][0] : at])) if self._lines else 0

    def _word_at(self, column: int, line: int) -> int:
        """Return the word that is nearest to a cell."""
        if not self._lines or not self._words:
            return 0
        start, end = self._lines[max(0, min(line, len(self._lines) - 1))]
        at = start
        while at < end and cell_len(shown(self._text[start : at + 1])) <= column:
            at += 1
        return min(range(len(self._words)), key=lambda n: _distance(self._words[n], at, start, end))


def _distance(word: tuple[int, int], at: int, start: int, end: int) -> tuple[bool, int]:
    """Return how far a word is from a place; those of other lines come last."""
    return not (word[0] < end and word[1] > start), max(word[0] - at, at - word[1] + 1, 0)


def _wrapped(text: str, width: int) -> list[tuple[int, int]]:
    """Return where each line of a text begins and ends, at most so many cells wide; its own line breaks stay."""
    lines = []
    offset = 0
    for paragraph in text.split("\n"):
        start, used = offset, 0
        for token in _TOKEN.finditer(paragraph):
            place = offset + token.start()
            size = cell_len(shown(token[0].rstrip()))
            if used and used + size > width:
                lines.append((start, place))
                start, used = place, 0
            while size > width:
                # A word that is longer than a line.
                end = place + 1
                while end - offset < token.end() and cell_len(shown(text[place : end + 1])) <= width:
                    end += 1
                lines.append((place, end))
                start = place = end
                size = cell_len(shown(text[place : offset + token.end()].rstrip()))
            used += cell_len(shown(text[place : offset + token.end()]))
        lines.append((start, offset + len(paragraph)))
        offset += len(paragraph) + 1
    return lines
