"""What the statement of a list gives: its rows below the names of its columns."""

from collections.abc import Hashable, Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tracker.errors import TrackerError
from tracker.reading.selection import Selection
from tracker.reading.statement import Ran, run
from tracker.ui.literal import literal_line
from tracker.ui.screens.list_screen import ListScreen
from tracker.ui.visuals import MUTED
from tracker.ui.widgets.rows_table import RowsTable

MOST = 500
"""How many rows are read."""
_WIDEST = 40
"""The widest that a column becomes, in cells."""
_GAP = "  "


class Row(NamedTuple):
    """A row by its place."""

    place: int
    values: tuple[Any, ...]


class SqlRowsScreen(ListScreen[Row, None]):
    """Runs a statement that only reads, and again when the file changes."""

    HELP = (
        "The rows that the statement gives, its columns by their names; left and right show the other columns. "
        "Enter opens the recommendation, [search] filters the rows that are here."
    )
    heading = "Rows of the statement"
    if_empty = "No rows. [back] goes back."

    def __init__(self, selection: Selection) -> None:
        super().__init__()
        self._selection = selection
        self._ran = Ran((), (), 0)
        self._widths: tuple[int, ...] = ()
        self._problem = ""

    def compose_lines(self) -> ComposeResult:
        """The names of the columns, and the rows."""
        yield Static("", id="columns", markup=False)
        yield RowsTable()

    async def read(self) -> Sequence[Row]:
        """Run the statement; where it does not come to an end, say so."""
        self._ran, self._problem = Ran((), (), 0), ""
        try:
            self._ran = await self.app.store.read(
                partial(run, selection=self._selection, most=MOST), lane="sql"
            )
        except TrackerError as error:
            self._problem = str(error)
            self.app.show_toast(error)
        held = (self._ran.columns, *self._ran.rows)
        self._widths = tuple(
            min(_WIDEST, max(_cell(value).cell_length for value in column))
            for column in zip(*held, strict=True)
        )
        self.query_one(RowsTable).columns = len(self._ran.columns)
        return [Row(place, values) for place, values in enumerate(self._ran.rows)]

    def line(self, item: Row) -> Content:
        """Return the values of a row, from the first column that is in sight."""
        return self._cells(item.values)

    def key(self, item: Row) -> Hashable:
        """Return its place."""
        return item.place

    def text_of(self, item: Row) -> str:
        """Return all its values, uncut."""
        return " ".join(map(_text, item.values))

    def words(self) -> Content:
        """Say how many rows there are, and how many more."""
        if self._problem:
            return literal_line(self._problem, "$text-warning")
        read, total = len(self._ran.rows), self._ran.total
        text = f"{total:,} row{'' if total == 1 else 's'}, {len(self._ran.columns)} columns"
        if total > read:
            text = f"The first {read:,} rows; {total - read:,} more are not shown"
        return literal_line(
            f"{len(self._in_sight):,} of {read:,} rows match" if self._filter else text, MUTED
        )

    def choose(self, item: Row) -> None:
        """Open the recommendation that the row is of."""
        found = item.values[self._ran.columns.index("recommendation_id")]
        # Another program may have put a view of its own in the place of ours.
        if isinstance(found, int):
            self.app.open_recommendation(found)

    def show_lines(self) -> None:
        """Draw the names of the columns above the lines."""
        super().show_lines()
        self.query_one("#columns", Static).update(self._cells(self._ran.columns))

    def on_rows_table_turned(self, event: RowsTable.Turned) -> None:
        """Draw from another column on."""
        event.stop()
        self.show_lines()

    def on_unmount(self) -> None:
        """Nobody waits for the rows any more."""
        self.app.store.abandon("sql")

    def _cells(self, values: Iterable[Any]) -> Content:
        first = self.query_one(RowsTable).first
        cells = [
            _cell(value).truncate(width, ellipsis=True, pad=True)
            for value, width in zip(values, self._widths, strict=False)
        ]
        return Content(_GAP).join(cells[first:])


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _cell(value: Any) -> Content:
    return literal_line(_text(value))
