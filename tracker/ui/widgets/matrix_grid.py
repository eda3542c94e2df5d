"""Actors by recommendations as a grid of any size: the actors stay at the left, the references on top."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tracker.reading.matrix import MatrixActor, MatrixColumn
from tracker.text import shown_line
from tracker.ui.hidden_key import hidden
from tracker.ui.visuals import HEADING, MUTED, rich_style, role_colour
from tracker.ui.widgets.cells import fitted

_WIDEST_NAME = 40
_WIDEST_CELL = 10
_TOTALS = "Actors named"


class MatrixGrid(ScrollView, can_focus=True):
    """A letter for each role of an actor in a recommendation; only what is in sight is drawn."""

    HELP = (
        "Actors by recommendations, a letter for each role; the last line says which. Arrows move. Enter opens"
        " the recommendation with the mention marked; on an actor it lists all that name it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("down,j", "move(1, 0)", "Down", id="matrix.down", tooltip="Move down"),
        hidden("up,k", "move(-1, 0)", "Up", id="matrix.up", tooltip="Move up"),
        hidden("right", "move(0, 1)", "Right", id="matrix.right", tooltip="Move right"),
        hidden("left", "move(0, -1)", "Left", id="matrix.left", tooltip="Move left"),
        hidden("pagedown", "page(1)", "Page down", id="matrix.page_down", tooltip="A page down"),
        hidden("pageup", "page(-1)", "Page up", id="matrix.page_up", tooltip="A page up"),
        hidden("g", "jump_row(0)", "First", id="matrix.first", tooltip="Go to the first actor"),
        hidden("G", "jump_row(-1)", "Last", id="matrix.last", tooltip="Go to the last actor"),
        hidden("home", "jump_column(-1)", "Names", id="matrix.names", tooltip="Go to the names"),
        hidden(
            "end", "jump_column(1)", "Last column", id="matrix.end", tooltip="Go to the last recommendation"
        ),
        hidden(
            "shift+right,ctrl+right",
            "turn(1)",
            "Page right",
            id="matrix.page_right",
            tooltip="A screenful to the right",
        ),
        hidden(
            "shift+left,ctrl+left",
            "turn(-1)",
            "Page left",
            id="matrix.page_left",
            tooltip="A screenful to the left",
        ),
        Binding("enter", "open", "Open", id="matrix.open", tooltip="Open what the cursor is on"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"matrix--cursor"}

    position: var[tuple[int, int]] = var((0, -1))
    """Row and column of the cursor; column -1 is the actor's name."""

    @dataclass
    class Moved(Message):
        """The cursor came to another cell, or what is shown changed."""

    @dataclass
    class Opened(Message):
        """A cell was chosen; without a column, the actor."""

        actor: MatrixActor
        column: MatrixColumn | None
        named: bool
        """Whether the recommendation names the actor."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: Sequence[MatrixColumn] = ()
        self._rows: list[MatrixActor | str] = []
        """Actors, and the name of a kind as the heading before its actors."""
        self._letters: Mapping[str, str] = {}
        self._totals: list[int] = []
        self._cell = 2
        self._longest = 0
        self._report_starts: Mapping[int, int] = {}
        """Where the list has several reports: the column each run of one begins at, and its length."""

    def show(
        self,
        columns: Sequence[MatrixColumn],
        groups: Sequence[tuple[str, Sequence[MatrixActor]]],
        letters: Mapping[str, str],
    ) -> None:
        """Show a matrix; the cursor stays on its actor and recommendation, or near where it was."""
        actor, column = self.actor, self.column
        row, at = self.position
        self._columns, self._letters = columns, letters
        self._rows = []
        for kind, members in groups:
            self._rows += [kind, *members]
        actors = [each for each in self._rows if isinstance(each, MatrixActor)]
        self._totals = [0] * len(columns)
        for each in actors:
            for index in each.cells:
                self._totals[index] += 1
        self._measure(actors)
        if column is not None:
            ids = [each.recommendation_id for each in columns]
            at = ids.index(column.recommendation_id) if column.recommendation_id in ids else at
        if actor is not None:
            row = next((n for n, each in enumerate(self._rows) if _is(each, actor.name)), row)
        self.set_reactive(MatrixGrid.position, self._clamped(row, at, 1))
        self._fit()
        self.refresh()
        self.post_message(self.Moved())

    def go_to(self, *, actor: str | None = None, recommendation_id: int | None = None) -> None:
        """Put the cursor on an actor or a recommendation, if it is shown."""
        row, at = self.position
        row = next((n for n, each in enumerate(self._rows) if _is(each, actor)), row)
        columns = enumerate(self._columns)
        at = next((n for n, each in columns if each.recommendation_id == recommendation_id), at)
        self.position = self._clamped(row, at, 1)

    @property
    def actor(self) -> MatrixActor | None:
        """The actor under the cursor."""
        row = self._rows[self.position[0]] if self.position[0] < len(self._rows) else None
        return row if isinstance(row, MatrixActor) else None

    @property
    def column(self) -> MatrixColumn | None:
        """The recommendation under the cursor, None on the names."""
        at = self.position[1]
        return self._columns[at] if 0 <= at < len(self._columns) else None

    @property
    def columns_in_sight(self) -> tuple[int, int]:
        """The columns in sight, from and to, the latter exclusive."""
        first = self._first_column
        return first, min(len(self._columns), first + self._columns_that_fit)

    def watch_position(self) -> None:
        """Follow the cursor."""
        self._bring_into_sight()
        self.refresh()
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        """Fit the names, and keep the cursor in sight."""
        self._fit()

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """Say which columns are in sight now."""
        super().watch_scroll_x(old_value, new_value)
        self.post_message(self.Moved())

    def action_move(self, rows: int, columns: int) -> None:
        """Move the cursor."""
        row, column = self.position
        self.position = self._clamped(row + rows, column + columns, rows or 1)

    def action_page(self, pages: int) -> None:
        """Move the cursor by a screenful of actors."""
        self.action_move(pages * max(1, self._rows_that_fit - 1), 0)

    def action_turn(self, pages: int) -> None:
        """Move the cursor by a screenful of recommendations."""
        self.action_move(0, pages * max(1, self._columns_that_fit - 1))

    def action_jump_row(self, index: int) -> None:
        """Go to the first actor or, with -1, to the last."""
        self.position = self._clamped(index if index >= 0 else len(self._rows) - 1, self.position[1], 1)

    def action_jump_column(self, way: int) -> None:
        """Go to the names or, with 1, to the last recommendation."""
        self.position = (self.position[0], -1 if way < 0 else len(self._columns) - 1)
        if way < 0:
            self.scroll_to(x=0, animate=False, force=True)

    def action_open(self) -> None:
        """Open what the cursor is on."""
        actor = self.actor
        if actor is not None:
            self.post_message(self.Opened(actor, self.column, self.position[1] in actor.cells))

    def on_click(self, event: events.Click) -> None:
        """Move to the cell under the mouse; a double click opens it."""
        row = int(self.scroll_offset.y) + event.y - self._head
        if event.y < self._head or event.y >= self._head + self._rows_that_fit or row >= len(self._rows):
            return
        column = -1
        if event.x >= self._fixed:
            column = self._first_column + (event.x - self._fixed) // self._cell
        if isinstance(self._rows[row], MatrixActor) and column < self.columns_in_sight[1]:
            self.position = (row, column)
            if event.chain == 2:
                self.action_open()

    def render_line(self, y: int) -> Strip:
        """Draw one line: the heads, an actor, or the totals."""
        base = self.rich_style
        height = self.scrollable_content_region.height
        row = int(self.scroll_offset.y) + y - self._head
        if not self._rows or y >= height:
            segments: list[Segment] = []
        elif y == height - 1:
            segments = self._totals_line(base)
        elif y < self._head:
            segments = self._heading(y, base)
        elif row >= len(self._rows):
            segments = []
        else:
            segments = self._row(row, base)
        return Strip(segments).adjust_cell_length(self.scrollable_content_region.width, base)

    def _row(self, index: int, base: Style) -> list[Segment]:
        row = self._rows[index]
        if not isinstance(row, MatrixActor):
            return [
                Segment(fitted(f" {row}", self.scrollable_content_region.width), base + rich_style(HEADING))
            ]
        here, at = self.position
        on_row = index == here
        quiet = base + rich_style(MUTED)
        cursor = self.get_component_rich_style("matrix--cursor")
        name = ("> " if on_row and at < 0 else "  ") + fitted(row.name, self._name_width)
        style = cursor if on_row and at < 0 else base + Style(bold=True) if on_row else base
        segments = [
            Segment(name, style),
            Segment(fitted(str(row.total), self._count_width, right=True), quiet),
        ]
        first, end = self.columns_in_sight
        for column in range(first, end):
            roles = row.cells.get(column)
            letters = "".join(self._letters.get(role, "?") for role in roles) if roles else "·"
            if on_row and column == at:
                segments.append(Segment(fitted(">" + letters, self._cell, right=True), cursor))
            elif not roles or len(letters) > self._cell:
                segments.append(Segment(fitted(letters, self._cell, right=True), base if roles else quiet))
            else:
                segments.append(Segment(" " * (self._cell - len(letters)), base))
                segments += (
                    Segment(letter, base + rich_style(role_colour(role)))
                    for letter, role in zip(letters, roles, strict=True)
                )
        return segments

    def _heading(self, y: int, base: Style) -> list[Segment]:
        bold = base + Style(bold=True)
        first, end = self.columns_in_sight
        left = Segment(" " * self._fixed, base)
        if self._report_starts and y == 0:
            return [left, *self._report_names(first, end, base)]
        segments = [left]
        for column in range(first, end):
            reference = fitted(self._columns[column].reference, self._cell - 1, right=True)
            style = bold + Style(underline=True) if column == self.position[1] else bold
            segments += [Segment(" ", base), Segment(reference, style)]
        return [*segments, Segment("…" if end < len(self._columns) else "", base)]

    def _report_names(self, first: int, end: int, base: Style) -> list[Segment]:
        segments = []
        for start, length in self._report_starts.items():
            shown = range(max(start, first), min(start + length, end))
            if shown:
                name = " " + fitted(self._columns[start].report, len(shown) * self._cell - 1)
                segments.append(Segment(name, base + Style(italic=True)))
        return segments

    def _totals_line(self, base: Style) -> list[Segment]:
        actors = sum(isinstance(row, MatrixActor) for row in self._rows)
        first, end = self.columns_in_sight
        bold = base + Style(bold=True)
        return [
            Segment("  " + fitted(_TOTALS, self._name_width), bold),
            Segment(fitted(str(actors), self._count_width, right=True), bold),
            *(
                Segment(fitted(str(self._totals[column]), self._cell, right=True), bold)
                for column in range(first, end)
            ),
        ]

    def _measure(self, actors: Sequence[MatrixActor]) -> None:
        references = max((cell_len(shown_line(each.reference)) for each in self._columns), default=1)
        several = max((len(roles) for actor in actors for roles in actor.cells.values()), default=1)
        numbers = max((len(str(total)) for total in self._totals), default=1)
        self._cell = min(max(references, several, numbers), _WIDEST_CELL) + 1
        self._longest = max((cell_len(shown_line(actor.name)) for actor in actors), default=0)
        self._count_width = 1 + max((len(str(actor.total)) for actor in actors), default=1)
        self._count_width = max(self._count_width, 1 + len(str(len(actors))))
        starts: dict[int, int] = {}
        for _, run in groupby(range(len(self._columns)), key=lambda index: self._columns[index].report):
            members = list(run)
            starts[members[0]] = len(members)
        self._report_starts = starts if len({each.report for each in self._columns}) > 1 else {}

    _count_width = 2

    @property
    def _head(self) -> int:
        return 2 if self._report_starts else 1

    @property
    def _name_width(self) -> int:
        room = max(10, int(self.scrollable_content_region.width * 0.4))
        return min(max(self._longest, len(_TOTALS)), room, _WIDEST_NAME)

    @property
    def _fixed(self) -> int:
        return 2 + self._name_width + self._count_width

    @property
    def _columns_that_fit(self) -> int:
        # One cell is kept for the sign that there are more.
        return max(1, (self.scrollable_content_region.width - self._fixed - 1) // self._cell)

    @property
    def _rows_that_fit(self) -> int:
        return max(1, self.scrollable_content_region.height - self._head - 1)

    @property
    def _first_column(self) -> int:
        # Only whole columns are drawn: half a number would be another number.
        at = -(-int(self.scroll_offset.x) // self._cell)
        return max(0, min(at, len(self._columns) - self._columns_that_fit))

    def _clamped(self, row: int, column: int, way: int) -> tuple[int, int]:
        """Return the nearest cell: never a heading, which is passed over in the way of the move."""
        column = max(-1, min(column, len(self._columns) - 1))
        row = max(0, min(row, len(self._rows) - 1))
        if self._rows and not isinstance(self._rows[row], MatrixActor):
            # Before each heading but the first stands an actor, and one after each.
            row = row - 1 if way < 0 and row > 0 else row + 1
        return row, column

    def _fit(self) -> None:
        self.virtual_size = Size(
            self._fixed + len(self._columns) * self._cell + 1, self._head + len(self._rows) + 1
        )
        self._bring_into_sight()

    def _bring_into_sight(self) -> None:
        if not self.size.height:
            return
        row, column = self.position
        top = int(self.scroll_offset.y)
        # The heading above the first actor of a kind comes into sight with it.
        lowest = row - 1 if row and not isinstance(self._rows[row - 1], MatrixActor) else row
        if lowest < top:
            top = lowest
        elif row >= top + self._rows_that_fit:
            top = row - self._rows_that_fit + 1
        x = int(self.scroll_offset.x)
        first, end = self.columns_in_sight
        if 0 <= column < first:
            x = column * self._cell
        elif column >= end:
            x = (column - self._columns_that_fit + 1) * self._cell
        self.scroll_to(x=x, y=top, animate=False, force=True)


def _is(row: MatrixActor | str, name: str | None) -> bool:
    return isinstance(row, MatrixActor) and row.name == name
