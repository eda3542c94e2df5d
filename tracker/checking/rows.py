"""Rows as they were at some time: what the history tells of them."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from itertools import chain
from typing import Any

from tracker.database.load_digest import LINKS
from tracker.database.recorded import RecordedTable, Row, held


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


_NAMING = ("slug", "scheme", "name", "report_id", "reference")
"""The columns that a row is known by."""


class NamesAt:
    """What names a row in any database, as it was right after a change."""

    def __init__(self, connection: sqlite3.Connection, change_id: int) -> None:
        self._connection = connection
        self._change_id = change_id
        self._known: dict[tuple[str, str, int], Any] = {}

    def learn(self, table: str, row_id: int, row: Row) -> None:
        """Take over what is known of a row that holds for this moment."""
        self._known.update(
            ((table, column, row_id), value) for column, value in row.items() if column in _NAMING
        )

    def name(self, table: str, column: str, row_id: int) -> Any:
        """Return one value; those of a large load are asked for again and again."""
        where = (table, column, row_id)
        if where not in self._known:
            self._known[where] = value_at(self._connection, table, row_id, column, self._change_id)
        return self._known[where]

    def key(self, table: str, row_id: int, row: Row) -> list[Any]:
        """Return the key of a row in a step; `row` holds what is known of it, the rest is looked up."""

        def value(column: str) -> Any:
            return row[column] if column in row else self.name(table, column, row_id)

        keys: dict[str, Callable[[], list[Any]]] = {
            "actor_alias": lambda: [self.name("actor", "name", value("actor_id"))],
            "report": lambda: [value("slug")],
            "recommendation": lambda: self._reference(value("report_id"), value("reference")),
            "theme": lambda: [value("scheme"), value("name")],
        }
        if table in LINKS:
            referred = ((linked, value(column)) for column, linked in LINKS[table].items())
            names = (self._names(linked, number) for linked, number in referred)
            return [*self._recommendation(value("recommendation_id")), *chain.from_iterable(names)]
        return keys[table]() if table in keys else [value("name")]

    def of_import_row(self, source_id: int, row: int, recommendation_id: int | None) -> list[Any]:
        """Return the key of a row of a table that came in, in the step that brought it."""
        about = [] if recommendation_id is None else self._recommendation(recommendation_id)
        return [self.name("source", "name", source_id), row, *about]

    def _names(self, table: str, number: int | None) -> list[Any]:
        columns = ("scheme", "name") if table == "theme" else ("name",)
        return [None if number is None else self.name(table, column, number) for column in columns]

    def _recommendation(self, number: int) -> list[Any]:
        report_id = self.name("recommendation", "report_id", number)
        return self._reference(report_id, self.name("recommendation", "reference", number))

    def _reference(self, report_id: int, reference: str) -> list[Any]:
        return [self.name("report", "slug", report_id), reference]
