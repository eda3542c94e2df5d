"""Turning recorded changes round: what each one replaced is put back, unless that would overwrite something newer."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from tracker.database.recorded import Link, RecordedTable, Row, held_row, recorded_tables
from tracker.errors import CannotUndo
from tracker.labels import author_by
from tracker.text import short, shown_line


class Change(NamedTuple):
    """A row of `change`; for an update `before` and `after` hold the columns that differ."""

    id: int
    table: RecordedTable
    key: Row
    operation: str
    before: Row
    after: Row

    @property
    def called(self) -> str:
        """What sentences call the row: `note 5`."""
        return f"{self.table.name} " + ", ".join(str(value) for value in self.key.values())


class Reverter:
    """Reads changes and turns them round, inside the transaction of its connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._tables = {table.name: table for table in recorded_tables(connection)}
        self._users: dict[str, list[tuple[RecordedTable, Link]]] = defaultdict(list)
        """Table -> the tables with a column that refers to it."""
        (self._encoding,) = connection.execute("PRAGMA encoding").fetchone()
        (upgraded,) = connection.execute("SELECT max(last_change_id) FROM schema_revision").fetchone()
        self._upgraded = upgraded or 0
        """The last change that was made before the latest upgrade."""
        for table in self._tables.values():
            for link in table.links:
                self._users[link.table].append((table, link))

    def changes(self, condition: str, number: int) -> list[Change]:
        """Return the changes, latest first, which is the order to turn them round in; raise CannotUndo.

        Those of before an upgrade may lack columns that it added: what is put back has those as a new row has them.
        """
        rows = self._connection.execute(_CHANGES.format(condition=condition), (number,)).fetchall()
        return [self._change(*row) for row in rows]

    def _change(
        self, number: int, table: str, key: bytes, operation: str, before: bytes | None, after: bytes | None
    ) -> Change:
        before_upgrade = number <= self._upgraded
        try:
            recorded = self._tables[table]
            # As bytes: what is no text is shown in another form, which must not be put back in its place.
            texts = (None if side is None else side.decode(self._encoding) for side in (before, after))
            sides = held_row(recorded, key.decode(self._encoding), operation, *texts)
            whole = {"insert": sides.after, "delete": sides.before}.get(operation)
            if whole is not None and not before_upgrade and set(whole) != set(recorded.columns):
                raise ValueError("not the whole row")
            return Change(number, recorded, sides.key, operation, sides.before, sides.after)
        except (KeyError, ValueError) as error:
            if before_upgrade:
                raise CannotUndo(
                    "The tables have taken another shape since.",
                    "What was done before an upgrade that took something away is changed by hand.",
                ) from error
            # Another program may add to the history what it likes.
            raise CannotUndo(
                f"The record of change c{number} cannot be read.", "tracker check says what is wrong with it."
            ) from error

    def revert(self, changes: Sequence[Change]) -> None:
        """Put back what each change replaced; raise CannotUndo where that would overwrite something newer."""
        for change in changes:
            try:
                self._revert(change)
            except sqlite3.IntegrityError as error:
                raise CannotUndo(
                    f"{change.called} cannot be put back: {error}.", "Nothing was undone."
                ) from error

    def _revert(self, change: Change) -> None:
        if change.operation == "insert":
            self._refuse_changed(change)
            self._refuse_used(change)
            self._execute(f"DELETE FROM {change.table.name}", change.key)
        elif change.operation == "delete":
            self._refuse_taken(change)
            marks = ", ".join("?" * len(change.before))
            self._connection.execute(
                f"INSERT INTO {change.table.name} ({_listed(change.before)}) VALUES ({marks})",
                tuple(change.before.values()),
            )
        else:
            self._refuse_changed(change)
            self._refuse_taken(change)
            assigned = ", ".join(f"{_quoted(name)} = ?" for name in change.before)
            self._execute(
                f"UPDATE {change.table.name} SET {assigned}", change.key, tuple(change.before.values())
            )

    def _execute(self, statement: str, key: Row, parameters: tuple[Any, ...] = ()) -> None:
        where = " AND ".join(f"{_quoted(name)} = ?" for name in key)
        self._connection.execute(f"{statement} WHERE {where}", (*parameters, *key.values()))

    def _found(self, table: RecordedTable, key: Row, columns: Sequence[str]) -> Iterator[Row]:
        where = " AND ".join(f"{_quoted(name)} IS ?" for name in key)
        sql = f"SELECT {_listed(columns)} FROM {table.name} WHERE {where}"
        for row in self._connection.execute(sql, tuple(key.values())).fetchall():
            yield dict(zip(columns, row, strict=True))

    def _present(self, change: Change) -> Row | None:
        return next(self._found(change.table, change.key, change.table.columns), None)

    def _refuse_changed(self, change: Change) -> None:
        row = self._present(change)
        if row is None:
            since = self._touched(change.table, change.key)
            raise CannotUndo(f"{change.called} was deleted since{since}.", "Undo that first.")
        for column, value in change.after.items():
            if row.get(column) != value:
                since = self._touched(change.table, change.key)
                raise CannotUndo(
                    f"{change.called} was changed since{since}: "
                    f"{column} is now '{_cut(row.get(column))}', not '{_cut(value)}'.",
                    "Nothing was undone; undo that first, or change it by hand.",
                )

    def _refuse_used(self, change: Change) -> None:
        """Refuse to delete a row that others refer to: their work would go with it."""
        for child, link in self._users[change.table.name]:
            user = next(self._found(child, {link.column: change.after.get(link.referred)}, child.key), None)
            if user is not None:
                raise CannotUndo(
                    f"{change.called} is in use by a {child.name}{self._touched(child, user)}.",
                    "Nothing was undone; take that away first.",
                )

    def _refuse_taken(self, change: Change) -> None:
        restored = change.key | change.before
        for columns in change.table.unique:
            if change.operation == "update" and not set(columns) & set(change.before):
                continue
            if not set(columns) <= set(restored):
                restored = (self._present(change) or {}) | restored
            key = {name: restored[name] for name in columns}
            for other in self._found(change.table, key, change.table.key):
                if change.operation == "delete" or other != change.key:
                    values = ", ".join(f"{name} '{_cut(value)}'" for name, value in key.items())
                    taken = f"Another {change.table.name} has taken the {values}"
                    raise CannotUndo(
                        f"{taken}{self._touched(change.table, other)}.", _WAY_OUT.get(columns, _OTHER_WAY_OUT)
                    )

    def _touched(self, table: RecordedTable, key: Row) -> str:
        # The history writes keys through json_object, which leaves no space.
        row_key = json.dumps(
            {column: key.get(column) for column in table.key}, separators=(",", ":"), ensure_ascii=False
        )
        row = self._connection.execute(_LAST_TOUCH, (table.name, row_key)).fetchone()
        return "" if row is None else f", by {shown_line(author_by(row[0]))} at {row[1]}"


_WAY_OUT: dict[tuple[str, ...], str] = {
    ("id",): "Nothing was undone: a number never changes, so that row would have to go first.",
    ("code",): "Nothing was undone: a code never changes, so that row would have to go first.",
    ("name",): "Nothing was undone; rename that one first.",
}
_OTHER_WAY_OUT = "Nothing was undone; change or delete that one first."
_CHANGES = """SELECT id, table_name, CAST(row_key AS BLOB), operation, CAST("before" AS BLOB), CAST("after" AS BLOB)
  FROM change
  WHERE {condition} ORDER BY id DESC"""
_LAST_TOUCH = """SELECT s.analyst, c.changed_at FROM change AS c
  LEFT JOIN changeset AS s ON s.id = c.changeset_id WHERE c.table_name = ? AND c.row_key = ?
  ORDER BY c.id DESC LIMIT 1"""


def _quoted(column: str) -> str:
    return f'"{column}"'


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(map(_quoted, columns))


def _cut(value: Any) -> str:
    return short("" if value is None else str(value), 40)
