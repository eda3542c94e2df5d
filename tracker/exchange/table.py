"""A table as it was read, whatever kind of file it came from: its header, what stands before it, and its rows."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from tracker.errors import BadInput
from tracker.exchange.headers import fields_in
from tracker.text import folded, shown_line

COLUMN_LIMIT = 1_000
"""Most columns: what has more is no table of recommendations, and would take a memory of its own."""
CELL_LIMIT = 131_072
"""Longest cell, in characters: a quote that is never closed ends there. A spreadsheet's own limit is 32,767."""
PARTED = "\x1f"
"""Stands between the values of a list in one cell (U+001F, ASCII's own unit separator)."""
HEADER_LIMIT = 100
"""So many rows say where the header is."""

to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Unreadable(BadInput):
    """What was given cannot be read as a table."""


class Row(NamedTuple):
    """One row, counted from 1 as a spreadsheet counts: header and lines before it too."""

    number: int
    cells: Sequence[str]
    kept: str
    """All of it as JSON, as it is given back: an array, or the object of a line."""


class TableOptions(NamedTuple):
    """How a file is to be read; what is None is found out."""

    encoding: str | None = None
    separator: str | None = None
    header_row: int | None = None
    sheet: str | None = None

    def or_else(self, other: "TableOptions") -> "TableOptions":
        """Return these, and where one is None the other's."""
        return TableOptions(
            self.encoding or other.encoding,
            self.separator or other.separator,
            self.header_row or other.header_row,
            self.sheet or other.sheet,
        )


class Table(NamedTuple):
    """What a file holds. `rows` may be asked for more than once: it reads the file anew."""

    name: str
    sha256: str
    shape: str
    """What it was read as, in words."""
    before: Sequence[Row]
    """The lines before the header."""
    header: Row | None
    """None where each row names its own columns."""
    columns: Sequence[str]
    """Their names, each once: a name that is there again gets its number, as in `Comments (2)`."""
    rows: Callable[[], Iterator[Row]]

    def column(self, name: str) -> int | None:
        """Return the place of a column, whatever the case and the blanks at its ends; None where there is none."""
        return self.places.get(folded(name))

    @property
    def places(self) -> dict[str, int]:
        """The columns by folded name."""
        return {folded(name): at for at, name in reversed(list(enumerate(self.columns)))}


def cell_text(value: Any) -> str:
    """Return a value of JSON as a cell has it: a list as its values, parted."""
    if value is None:
        return ""
    if isinstance(value, list):
        return PARTED.join(map(cell_text, value))
    return value if isinstance(value, str) else to_json(value)


def of_cells(number: int, cells: Sequence[Any]) -> Row:
    """Return a row of texts."""
    return Row(number, cells, to_json(cells))


def with_header(
    name: str,
    sha256: str,
    shape: str,
    rows: Callable[[], Iterator[Row]],
    *,
    header_row: int | None,
    wanted: Sequence[frozenset[str]],
) -> Table:
    """Return the table of these rows, of which one is the header: the one told, or the one found.

    `wanted` are the columns, folded, that a map asks for: a row that has all of one of them is the header.
    """
    first: list[Row] = []
    for row in rows():
        first.append(row)
        if len(first) >= max(HEADER_LIMIT, header_row or 0):
            break
    if not any(any(row.cells) for row in first):
        raise Unreadable(f"{name} has no rows.", "Name a table with a header.")
    at = _header_at(name, first, header_row, wanted)
    header = first[at]
    if len(header.cells) > COLUMN_LIMIT:
        raise Unreadable(
            f"{name} has {len(header.cells):,} columns; the limit is {COLUMN_LIMIT:,}.",
            "Leave out those that are not needed.",
        )

    def after() -> Iterator[Row]:
        found = rows()
        for row in found:
            if row.number == header.number:
                break
        return found

    return Table(name, sha256, shape, first[:at], header, _named(header.cells), after)


def known_header(rows: Sequence[Row], wanted: Sequence[frozenset[str]]) -> int | None:
    """Return the place of the row that a map asks for, else of the one that names most fields; None where none does."""
    for at, row in enumerate(rows):
        names = {folded(cell) for cell in row.cells}
        if any(columns <= names for columns in wanted):
            return at
    # A word alone may be a value, or the title of the table.
    counts = [len(fields_in(row.cells)) for row in rows]
    most = max(counts, default=0)
    return counts.index(most) if most >= 2 else None


def _header_at(name: str, rows: Sequence[Row], told: int | None, wanted: Sequence[frozenset[str]]) -> int:
    if told is not None:
        found = next((at for at, row in enumerate(rows) if row.number == told), None)
        if found is None or not any(rows[found].cells):
            raise Unreadable(f"{name}: row {told} is empty.", "Name the row of the header.")
        return found
    known = known_header(rows, wanted)
    if known is not None:
        return known
    widths = Counter(sum(bool(cell.strip()) for cell in row.cells) for row in rows if any(row.cells))
    usual = max(widths, key=lambda width: (widths[width], width))
    enough = max(1, usual * 0.6)
    for at, row in enumerate(rows):
        filled = [cell.strip() for cell in row.cells if cell.strip()]
        if len(filled) >= enough and len(set(map(folded, filled))) > len(filled) / 2:
            return at
    return next(at for at, row in enumerate(rows) if any(row.cells))


def _named(cells: Sequence[str]) -> list[str]:
    names: list[str] = []
    seen: Counter[str] = Counter()
    for at, cell in enumerate(cells, 1):
        name = " ".join(shown_line(cell).split()) or f"column {at}"
        seen[folded(name)] += 1
        names.append(name if seen[folded(name)] == 1 else f"{name} ({seen[folded(name)]})")
    return names
