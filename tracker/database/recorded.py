"""The tables whose every change the history holds, as they are in the file, and what a change holds of their rows.

Any program may write into the history, and did before its guard was there: what is read from it is doubted.
"""

import json
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from tracker.database import schema

Row = dict[str, Any]

EVIDENCE = {
    "recommendation": (
        "report_id",
        "reference",
        "text",
        "first_line",
        "last_line",
        "first_page",
        "last_page",
    ),
    "report": ("title", "lead_in", "source_file", "source_sha256", "source_reader"),
}
"""Columns that hold what the source prints: only a load that was told to accept changes may alter them."""
FARTHEST = 1_000_000_000
"""How far a new number may lie above the last one; a few such steps leave room for ever."""


class Link(NamedTuple):
    """A column that holds what a row of another table has in a column there."""

    column: str
    table: str
    referred: str


class RecordedTable(NamedTuple):
    """A table with a history, and the SQL for its rows as the history writes them."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    unique: tuple[tuple[str, ...], ...]
    """The columns that no two rows may share: the key, and each UNIQUE of ours."""
    links: tuple[Link, ...]
    """What its rows refer to."""

    @property
    def row_key(self) -> str:
        """SQL for the key of a row of the table, as in `change.row_key`."""
        return _object(self.name, self.key)

    @property
    def row(self) -> str:
        """SQL for a row of the table, as in `change.after` of an insert."""
        return _object(self.name, self.columns)


def recorded_tables(connection: sqlite3.Connection) -> Iterator[RecordedTable]:
    """Yield the tables whose inserts a trigger of ours is to record."""
    for name, trigger in schema.expected().items():
        table = name.removeprefix("history_").removesuffix("_insert")
        if name == f"history_{table}_insert":
            rows = connection.execute("SELECT name, pk FROM pragma_table_info(?)", (table,))
            # A column that another program added is in no change.
            columns = [(column, place) for column, place in rows if f"'{column}', " in trigger.sql]
            keyed = sorted((place, column) for column, place in columns if place)
            key = tuple(column for _, column in keyed)
            links = connection.execute(_LINKS, (table,))
            yield RecordedTable(
                table,
                key,
                tuple(column for column, _ in columns),
                (key, *_unique(connection, table)),
                tuple(Link(*row) for row in links),
            )


class Sides(NamedTuple):
    """A change's row: its key, and what it held before and after; empty for the side that an operation lacks."""

    key: Row
    before: Row
    after: Row


def held(text: str | None) -> Row:
    """Return what `row_key`, `before` or `after` holds, empty for NULL.

    Raises ValueError for what no trigger of ours writes: anything but an object without repeated names, whose
    values are texts, NULLs and integers of 64 bits.
    """
    if text is None:
        return {}
    try:
        value = _DECODER.decode(text)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _row(pairs: list[tuple[str, Any]]) -> Row:
    row = dict(pairs)
    if len(row) < len(pairs):
        raise ValueError("a name is there twice")
    for value in row.values():
        whole = isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63
        if not (value is None or isinstance(value, str) or whole):
            raise ValueError("not a value of a column")
    return row


_DECODER = json.JSONDecoder(object_pairs_hook=_row)
"""Kept: `json.loads` makes one for each text."""


def held_key(table: RecordedTable, row_key: str) -> Row:
    """Return the key that a change names; raise ValueError for what is no key of the table."""
    key = held(row_key)
    if set(key) != set(table.key) or None in key.values():
        raise ValueError("not a key of the table")
    return key


def held_row(
    table: RecordedTable, row_key: str, operation: str, before: str | None, after: str | None
) -> Sides:
    """Return what a change holds of a row; raise ValueError where no change of this table can hold it."""
    sides = Sides(held_key(table, row_key), held(before), held(after))
    if not {*sides.before, *sides.after} <= set(table.columns):
        # A name that is no column must never come near a statement.
        raise ValueError("not a column of the table")
    if {"insert": bool(sides.before), "delete": bool(sides.after)}.get(operation, False):
        raise ValueError("a side too many")
    if operation == "update" and (set(sides.before) != set(sides.after) or set(sides.key) & set(sides.after)):
        raise ValueError("the sides are of different columns")
    if any(row.get(name, value) != value for row in sides[1:] for name, value in sides.key.items()):
        raise ValueError("another key than its row's")
    return sides


def value_in(side: str, column: str) -> str:
    """Return SQL for what `before` or `after` has in a column, NULL where it has none or is no JSON."""
    return f"CASE WHEN json_valid({side}) THEN json_extract({side}, '$.{column}') END"


def names_column(side: str, column: str) -> str:
    """Return SQL for whether `before` or `after` names a column, be it as NULL; false where it is no JSON."""
    return f"CASE WHEN json_valid({side}) THEN json_type({side}, '$.{column}') IS NOT NULL ELSE 0 END"


_LINKS = 'SELECT "from", "table", "to" FROM pragma_foreign_key_list(?)'
_UNIQUE = """SELECT i.name, c.name FROM pragma_index_list(?) AS i JOIN pragma_index_info(i.name) AS c
WHERE i."unique" AND i.origin = 'u' ORDER BY i.seq, c.seqno"""


def _unique(connection: sqlite3.Connection, table: str) -> Iterator[tuple[str, ...]]:
    rows = connection.execute(_UNIQUE, (table,)).fetchall()
    for _, columns in groupby(rows, key=itemgetter(0)):
        yield tuple(column for _, column in columns)


def _object(table: str, columns: tuple[str, ...]) -> str:
    pairs = ", ".join(f"""'{column}', "{table}"."{column}\"""" for column in columns)
    return f"json_object({pairs})"
