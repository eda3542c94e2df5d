"""Rows as they were at some time: what the history tells of them."""

import sqlite3
from contextlib import suppress
from typing import Any

from tracker.database.recorded import RecordedTable, Row, held

parsed = held


def present(connection: sqlite3.Connection, table: RecordedTable, key: Row) -> Row | None:
    """Return the row as it is now."""
    where = " AND ".join(f'"{column}" = ?' for column in table.key)
    values = [key.get(column) for column in table.key]
    found = connection.execute(f'SELECT {table.row} FROM "{table.name}" WHERE {where}', values).fetchone()
    return None if found is None else held(found[0])


def recommendation_of(table: RecordedTable, key: Row, row: Row) -> int | None:
    """Return the recommendation that a row is about, as in `change.recommendation_id`."""
    number = key.get("id") if table.name == "recommendation" else {**row, **key}.get("recommendation_id")
    return number if isinstance(number, int) else None


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
            with suppress(ValueError):
                return held(found[0])[column]
    found = connection.execute(f'SELECT "{column}" FROM "{table}" WHERE id = ?', (row_id,)).fetchone()
    return None if found is None else found[0]
