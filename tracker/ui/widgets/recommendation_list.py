"""The list: a window on any number of recommendations, of which only the lines in sight are held.

Textual's own tables keep every row as an object: at 250,000 they need minutes. This one knows the ordered ids
and asks for the lines it is about to show.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from tracker.query_line import AS_PRINTED
from tracker.reading.queries import Code, ListedRecommendation
from tracker.text import shown_line
from tracker.ui.hidden_key import hidden
from tracker.ui.visuals import (
    MUTED,
    OVERDUE,
    OVERDUE_SIGN,
    position_sign,
    position_style,
    progress_sign,
    progress_style,
    rich_style,
    status_style,
    tag_style,
)
from tracker.ui.widgets.cells import fitted
from tracker.ui.widgets.columns import NOTE_SIGN, SIGN, TOUCHING, Column, Longest, columns, headings
from tracker.ui.widgets.cursor import CursorView

_AHEAD = 100
"""Lines read before and after the ones in sight."""
_HELD = 2_000
"""Lines held before the ones out of sight are let go."""
HEADED = 4
"""From so many rows on the list has a line of headings."""


class RecommendationList(CursorView, can_focus=True):
    """The recommendations of the current query, one a line, with a cursor."""

    HELP = "What is marked is acted on together, else the one under the cursor."
    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("down,j", "move(1)", "Down", id="list.down", tooltip="Move down"),
        hidden("up,k", "move(-1)", "Up", id="list.up", tooltip="Move up"),
        hidden("pagedown", "page(1)", "Page down", id="list.page_down", tooltip="A page down"),
        hidden("pageup", "page(-1)", "Page up", id="list.page_up", tooltip="A page up"),
        hidden("home,g", "jump(0)", "First", id="list.first", tooltip="Go to the first"),
        hidden("end,G", "jump(-1)", "Last", id="list.last", tooltip="Go to the last"),
        Binding("enter", "open", "Open", id="list.open", tooltip="Read the recommendation"),
        hidden("space", "mark", "Mark", id="list.mark", tooltip="Mark it for acting on several"),
        hidden("V", "mark_range", "Range", id="list.range", tooltip="Mark from last mark to here"),
        hidden("asterisk", "mark_all", "All", key_display="*", id="list.all", tooltip="Mark all or none"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "list--cursor",
        "list--headings",
    }

    @dataclass
    class Highlighted(Message):
        """The cursor came to another recommendation, or to none."""

        recommendation_id: int | None

    @dataclass
    class Opened(Message):
        """A recommendation was chosen."""

        recommendation_id: int

    class MarksChanged(Message):
        """Other recommendations are marked than before."""

    @dataclass
    class SortWanted(Message):
        """The heading of a column was clicked."""

        order: str
        """As `sort:` takes it."""

    @dataclass
    class LinesWanted(Message):
        """Lines came into sight that are not here yet."""

        ids: Sequence[int]

    def __init__(
        self, statuses: Sequence[Code], reports: Mapping[str, str], names: Mapping[tuple[str, str], str]
    ) -> None:
        """`reports` gives the short name of each report by its slug; empty where there is one alone.

        `names` are those of answers and progress, as `queries.code_names` returns them.
        """
        super().__init__()
        self._statuses = {status.code: status for status in statuses}
        self._reports = reports
        self._names = names
        self._sort = AS_PRINTED
        self._ids: Sequence[int] = ()
        self._lines: dict[int, ListedRecommendation] = {}
        self._reported: int | None = None
        self._longest = Longest()
        self._columns: tuple[Column, ...] = ()
        self._columns_for = 0
        """For which width they were made, 0 where they are to be made anew."""
        self._strips: dict[tuple[int, bool, bool], Strip] = {}
        """Lines as they were drawn: a key that moves the cursor draws two."""
        self._styles: dict[str, Style] = {}
        """As the theme has them."""
        self._tag_colours: Mapping[str, str] = {}
        self._marks: set[int] = set()
        self._anchor: int | None = None
        self._empty = ""

    def set_reports(self, reports: Mapping[str, str]) -> None:
        """Take the short names of the reports there are."""
        self._reports = reports

    def show(
        self,
        ids: "array[int] | Sequence[int]",
        lines: Mapping[int, ListedRecommendation],
        *,
        stay_on: int | None = None,
        else_first: bool = False,
        sort: str = AS_PRINTED,
        empty: str = "",
    ) -> None:
        """Show another list; the cursor stays on that recommendation, else near where it was, or on the first.

        `sort` is its order, as `sort:` takes it; `empty` is what stands there when the list has no line.
        """
        at = self.cursor
        if stay_on is None:
            at = 0
        elif not (at < len(ids) and ids[at] == stay_on):
            try:
                at = ids.index(stay_on)
            except ValueError:
                at = 0 if else_first else min(at, max(len(ids) - 1, 0))
        self._ids = ids
        self._lines = dict(lines)
        self._longest = Longest()
        self._sort = sort
        self._measure(lines.values())
        self._empty = empty
        if self._marks:
            # What is out of the list is out of sight, and not to be acted on unseen.
            self._mark(self._marks.intersection(ids))
        self._fit()
        self.set_reactive(RecommendationList.cursor, at)
        self._bring_into_sight()
        self._report()
        self.refresh()

    def set_statuses(self, statuses: Sequence[Code]) -> None:
        """Take the statuses there are: an office may have added one."""
        self._statuses = {status.code: status for status in statuses}

    def set_tag_colours(self, colours: Mapping[str, str]) -> None:
        """Take the colour of each tag that has one."""
        if colours != self._tag_colours:
            self._tag_colours = colours
            self._draw_anew()
            self.refresh()

    def add_lines(self, lines: Mapping[int, ListedRecommendation]) -> None:
        """Take lines that were asked for."""
        if len(self._lines) > _HELD:
            kept = set(self._ids[self._in_sight(_AHEAD)])
            self._lines = {number: line for number, line in self._lines.items() if number in kept}
        self._lines.update(lines)
        self._measure(lines.values())
        self.refresh()

    def near_sight(self, ids: Sequence[int] | None = None) -> Sequence[int]:
        """Return the ids whose lines are in sight or nearly so, and the last ones, where one key leads too."""
        ids = self._ids if ids is None else ids
        return [*ids[self._in_sight(_AHEAD)], *ids[-max(self.size.height, 1) :]]

    @property
    def ids(self) -> Sequence[int]:
        """The recommendations of the list in its order."""
        return self._ids

    def go_to(self, recommendation_id: int) -> None:
        """Put the cursor on a recommendation, if it is in the list."""
        with suppress(ValueError):
            self.cursor = self._ids.index(recommendation_id)

    @property
    def rows_needed(self) -> int:
        """Rows in which all of the list is in sight, headings too."""
        return max(len(self._ids) + 1, HEADED)

    @property
    def recommendation_id(self) -> int | None:
        """The recommendation under the cursor."""
        return self._ids[self.cursor] if self.cursor < len(self._ids) else None

    @property
    def line_under_cursor(self) -> ListedRecommendation | None:
        """Its line, where that has been read."""
        number = self.recommendation_id
        return None if number is None else self._lines.get(number)

    @property
    def marked(self) -> tuple[int, ...]:
        """The marked recommendations in the order of the list."""
        return tuple(number for number in self._ids if number in self._marks) if self._marks else ()

    @property
    def mark_count(self) -> int:
        """How many are marked."""
        return len(self._marks)

    def tag_counts(self, ids: Sequence[int]) -> Mapping[str, int] | None:
        """Return on how many of these each tag is; None where not all of their lines are held."""
        if not all(number in self._lines for number in ids):
            return None
        return Counter(tag for number in ids for tag in self._lines[number].tags.split(", ") if tag)

    def unmark(self) -> None:
        """Take every mark away."""
        self._anchor = None
        self._mark(set())

    def __len__(self) -> int:
        return len(self._ids)

    def watch_cursor(self, before: int, after: int) -> None:
        """Repaint the two lines concerned and tell the screen."""
        if before != after:
            self._bring_into_sight()
            self.refresh_line(before + self._head)
            self.refresh_line(after + self._head)
            self._report()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for the lines that came into sight."""
        super().watch_scroll_y(old_value, new_value)
        self._ask()

    def on_resize(self) -> None:
        """Fit the lines to the new width."""
        self._draw_anew()
        self._fit()
        self._bring_into_sight()

    def action_open(self) -> None:
        """Choose the recommendation under the cursor."""
        number = self.recommendation_id
        if number is not None:
            self.post_message(self.Opened(number))

    def action_mark(self) -> None:
        """Mark the line or take its mark away, and go to the next."""
        number = self.recommendation_id
        if number is not None:
            self._anchor = self.cursor
            self._mark(self._marks ^ {number})
            self.cursor += 1

    def action_mark_range(self) -> None:
        """Mark all from the last mark to the cursor."""
        start = self.cursor if self._anchor is None else self._anchor
        first, last = sorted((start, self.cursor))
        self._anchor = self.cursor
        self._mark(self._marks | set(self._ids[first : last + 1]))

    def action_mark_all(self) -> None:
        """Mark the whole list, or nothing where all of it is marked."""
        self._mark(set() if len(self._marks) == len(self._ids) else set(self._ids))

    def _mark(self, marks: set[int]) -> None:
        if marks != self._marks:
            self._marks = marks
            self.refresh()
            self.post_message(self.MarksChanged())

    @property
    def _head(self) -> int:
        """Rows that the headings take; before the first layout it is taken that there is room for them."""
        return int(not self.size.height or self.size.height >= HEADED)

    def _fit(self) -> None:
        # Never wider than the widget: a width that follows it would have all laid out twice.
        self.virtual_size = Size(0, len(self._ids) + self._head)

    def action_page(self, pages: int) -> None:
        """Move the cursor by a screenful."""
        self.action_move(pages * max(1, self.size.height - self._head - 1))

    def line_at(self, y: int) -> int | None:
        """Return the index of the line that is drawn `y` cells below the top; None for the headings."""
        return super().line_at(y - self._head) if y >= self._head else None

    def scroll_to_line(self, index: int, *, count: int = 1) -> None:
        """Bring the line into sight, below the headings."""
        super().scroll_to_line(index, count=count + self._head)

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the line, a second click opens it; on a heading, sort by its column."""
        if event.y < self._head:
            for column in self._columns:
                if column.start <= event.x < column.start + column.width:
                    self.post_message(self.SortWanted(column.order))
            return
        index = self.line_at(event.y)
        if index is not None:
            self.cursor = index
            if event.chain == 2:
                self.action_open()

    def render_line(self, y: int) -> Strip:
        """Draw the line `y` cells below the top of the widget."""
        if y < self._head:
            return self._drawn_headings()
        index = int(self.scroll_offset.y) + y - self._head
        number = (
            self._ids[index] if index < len(self._ids) else -1 if self._ids or y != 1 + self._head else -2
        )
        key = (number, index == self.cursor, number in self._marks)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._drawn(number, on_cursor=index == self.cursor)
            if number < 0 or number in self._lines:
                self._strips[key] = strip
        return strip

    def _drawn(self, number: int, *, on_cursor: bool) -> Strip:
        """Draw the line of a recommendation; -1 is a line below the list, -2 what stands in an empty one."""
        width = self.size.width
        base = self.rich_style
        if number < 0:
            text = f"  {self._empty}" if number == -2 else ""
            return Strip([Segment(set_cell_size(text, width), base)], width)
        if on_cursor:
            base = self.get_component_rich_style("list--cursor")
        line = self._lines.get(number)
        if line is None:
            return Strip([Segment(set_cell_size("  …", width), base)], width)
        return Strip(self._segments(line, width, base, on_cursor)).adjust_cell_length(width, base)

    def notify_style_update(self) -> None:
        """Draw every line anew: the theme or the focus changed."""
        super().notify_style_update()
        self._styles.clear()
        self._draw_anew()

    def _segments(
        self, line: ListedRecommendation, width: int, base: Style, on_cursor: bool
    ) -> list[Segment]:
        status = self._statuses.get(line.review_status)
        glyph, word = (status.glyph, status.name) if status else ("?", line.review_status)
        quiet = base if on_cursor else base + self._style(MUTED)
        state = base if on_cursor else base + self._style(status_style(status))
        texts = {
            "report": (self._reports.get(line.report, line.report), quiet),
            "reference": (line.reference, quiet),
            "status": (f"{shown_line(glyph)} {shown_line(word)}", state),
            "title": (line.title, base),
            "tags": (line.tags, base),
            **self._became(line, width, base, plain=on_cursor),
            "notes": (f"{NOTE_SIGN}{line.note_count}" if line.note_count else "", quiet),
        }
        segments = [
            Segment(
                (">" if on_cursor else " ") + ("*" if line.recommendation_id in self._marks else " "), base
            )
        ]
        given = 0
        for column in self._columns_at(width):
            text, style = texts[column.order]
            cells = column.width
            if column.order == "title" and line.tags:
                # What its own tags leave of their column is the title's, but for a blank between them.
                given = self._tags_width - min(cell_len(shown_line(line.tags)), self._tags_width)
                cells += given - 1
            elif column.order == "title":
                given = self._tags_width
                cells += given
            elif column.order == "tags":
                cells -= given
            blank = column.order not in TOUCHING or (column.order == "title" and line.tags)
            gap = " " if blank else ""
            cell = fitted(text, cells, right=column.right) + gap
            if column.order == "tags" and not on_cursor:
                segments += self._tags(cell, line.tags.split(", "), base)
            else:
                segments.append(Segment(cell, style))
        return segments

    def _became(
        self, line: ListedRecommendation, width: int, base: Style, *, plain: bool
    ) -> dict[str, tuple[str, Style]]:
        """Return what became of it, by column: a sign, and what it stands for where there is room."""
        texts = {
            "response": ("", ""),
            "progress": ("", ""),
            "due": (
                f"{OVERDUE_SIGN if line.overdue else ' '}{line.due_on}",
                OVERDUE if line.overdue else MUTED,
            ),
            "owner": (line.assigned_to, MUTED),
        }
        if line.response:
            name = self._names.get(("response", line.response), line.response)
            texts["response"] = f"{position_sign(line.response)} {name}", position_style(line.response)
        if line.progress:
            sign = progress_sign(line.progress, closed=line.closed)
            name = self._names.get(("assessed", line.progress), line.progress)
            texts["progress"] = f"{sign} {name}", progress_style(line.progress, closed=line.closed)
        for column in self._columns_at(width):
            if column.order in texts and column.width == SIGN:
                text, style = texts[column.order]
                texts[column.order] = text[:1], style
        return {
            order: (text, base + self._style(style) if style and not plain else base)
            for order, (text, style) in texts.items()
        }

    def _tags(self, cell: str, tags: Sequence[str], base: Style) -> Iterator[Segment]:
        """Yield the cell of the tags, each tag in its colour."""
        drawn = cell.split(", ")
        for number, (part, tag) in enumerate(zip(drawn, tags, strict=False), 1):
            yield Segment(part, base + self._style(tag_style(self._tag_colours.get(tag))))
            if number < len(drawn):
                yield Segment(", ", base)

    def _style(self, style: str) -> Style:
        if style not in self._styles:
            self._styles[style] = rich_style(style)
        return self._styles[style]

    def _columns_at(self, width: int) -> tuple[Column, ...]:
        if self._columns_for != width:
            self._columns_for = width
            names = (cell_len(status.name) for status in self._statuses.values())
            self._columns = columns(
                width, self._longest, status=max(names, default=10) + 2, several_reports=bool(self._reports)
            )
        return self._columns

    def has_column(self, order: str) -> bool:
        """Return whether the list tells of what an order goes by."""
        return any(column.order == order for column in self._columns_at(self.size.width))

    @property
    def _tags_width(self) -> int:
        return next((column.width for column in self._columns if column.order == "tags"), 0)

    def _drawn_headings(self) -> Strip:
        width = self.size.width
        style = self.rich_style + self.get_component_rich_style("list--headings", partial=True)
        text = headings(self._columns_at(width), "" if self._sort == AS_PRINTED else self._sort)
        return Strip([Segment(set_cell_size(text, width), style)], width)

    def _measure(self, lines: Iterable[ListedRecommendation]) -> None:
        """Make room for the longest so far of each column: columns that jump while one scrolls are hard to read."""
        longest = self._longest
        for line in lines:
            longest.reference = max(longest.reference, cell_len(line.reference))
            longest.title = max(longest.title, cell_len(line.title))
            longest.tags = max(longest.tags, cell_len(line.tags))
            if line.response:
                name = self._names.get(("response", line.response), line.response)
                longest.response = max(longest.response, 2 + cell_len(name))
            if line.progress:
                name = self._names.get(("assessed", line.progress), line.progress)
                longest.progress = max(longest.progress, 2 + cell_len(name))
            longest.due = max(longest.due, len(line.due_on))
            longest.owner = max(longest.owner, cell_len(line.assigned_to))
        longest.report = max(map(cell_len, self._reports.values()), default=0)
        self._draw_anew()

    def _draw_anew(self) -> None:
        self._columns_for = 0
        self._strips.clear()

    def _in_sight(self, more: int) -> slice:
        top = int(self.scroll_offset.y)
        return slice(max(0, top - more), top + max(self.size.height, 1) + more)

    def _bring_into_sight(self) -> None:
        top, height = int(self.scroll_offset.y), self.size.height - self._head
        if height and not top <= self.cursor < top + height:
            self.scroll_to_line(self.cursor)
        self._ask()

    def _ask(self) -> None:
        if any(number not in self._lines for number in self._ids[self._in_sight(0)]):
            missing = [number for number in self._ids[self._in_sight(_AHEAD)] if number not in self._lines]
            self.post_message(self.LinesWanted(missing))

    def _report(self) -> None:
        if self.recommendation_id != self._reported:
            self._reported = self.recommendation_id
            self.post_message(self.Highlighted(self._reported))
