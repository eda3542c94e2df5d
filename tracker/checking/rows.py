"""The tables whose every change the history holds, and what a row of them was at some time."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from tracker.database import schema

Row = dict[str, Any]


class RecordedTable(NamedTuple):
    """A table with a history, and the SQL for its rows as the history writes them."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def row_key(self) -> str:
        """SQL for the key of a row of the table, as in `change.row_key`."""
        return _object(self.name, self.key)

    @property
    def row(self) -> str:
        """SQL for a row of the table, as in `change.after` of an insert."""
        return _object(self.name, self.columns)

    def present(self, connection: sqlite3.Connection, key: Row) -> Row | None:
        """Return the row as it is now."""
        where = " AND ".join(f'"{column}" = ?' for column in self.key)
        values = [key.get(column) for column in self.key]
        found = connection.execute(f'SELECT {self.row} FROM "{self.name}" WHERE {where}', values).fetchone()
        return None if found is None else parsed(found[0])

    def recommendation_id(self, key: Row, row: Row) -> int | None:
        """Return the recommendation that a row is about, as in `change.recommendation_id`."""
        number = key.get("id") if self.name == "recommendation" else {**row, **key}.get("recommendation_id")
        return number if isinstance(number, int) else None


def recorded_tables(connection: sqlite3.Connection) -> Iterator[RecordedTable]:
    """Yield them as they are in the file: those whose inserts a trigger of ours is to record."""
    for name in schema.expected():
        table = name.removeprefix("history_").removesuffix("_insert")
        if name == f"history_{table}_insert":
            columns = connection.execute("SELECT name, pk FROM pragma_table_info(?)", (table,)).fetchall()
            keyed = sorted((place, column) for column, place in columns if place)
            yield RecordedTable(
                table, tuple(column for _, column in keyed), tuple(column for column, _ in columns)
            )


def parsed(text: str | None) -> Row:
    """Return a JSON object of the history, empty for NULL; raise ValueError for anything else."""
    value = {} if text is None else json.loads(text)
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def parsed_key(text: str) -> Row:
    """Return the key of a row; raise ValueError for what no key can be."""
    key = parsed(text)
    if not all(
        isinstance(value, str) or (isinstance(value, int) and abs(value) < 2**63) for value in key.values()
    ):
        raise ValueError("not a key")
    return key


def key_text(key: Row) -> str:
    """Return a key in words: `5`, or `3, 7`."""
    return ", ".join(str(value) for value in key.values())


_AFTER = """SELECT "after" FROM change WHERE table_name = ? AND row_key = json_object('id', ?) AND id <= ?
AND CASE WHEN json_valid("after") THEN json_type("after", ?) END IS NOT NULL ORDER BY id DESC LIMIT 1"""
_BEFORE = """SELECT "before" FROM change WHERE table_name = ? AND row_key = json_object('id', ?) AND id > ?
AND CASE WHEN json_valid("before") THEN json_type("before", ?) END IS NOT NULL ORDER BY id LIMIT 1"""


def value_at(connection: sqlite3.Connection, table: str, row_id: int, column: str, change_id: int) -> Any:
    """Return what stood in a column right after a change, also of a row that is gone or whose insert is not
    recorded; None where nothing tells.
    """
    for statement in (_AFTER, _BEFORE):
        found = connection.execute(statement, (table, row_id, change_id, f"$.{column}")).fetchone()
        if found is not None:
            return parsed(found[0])[column]
    found = connection.execute(f'SELECT "{column}" FROM "{table}" WHERE id = ?', (row_id,)).fetchone()
    return None if found is None else found[0]


def _object(table: str, columns: tuple[str, ...]) -> str:
    pairs = ", ".join(f"""'{column}', "{table}"."{column}\"""" for column in columns)
    return f"json_object({pairs})"
