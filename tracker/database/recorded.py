"""The tables whose every change the history holds, as they are in the file."""

import sqlite3
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from tracker.database import schema

Row = dict[str, Any]


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
    for name in schema.expected():
        table = name.removeprefix("history_").removesuffix("_insert")
        if name == f"history_{table}_insert":
            columns = connection.execute("SELECT name, pk FROM pragma_table_info(?)", (table,)).fetchall()
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
