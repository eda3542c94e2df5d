"""Undo and redo: the changes of a changeset are turned round, as a new changeset that names the one reverted.

An undo always names an edit (or a change from outside), a redo always names an undo; so whether something is
taken back is a question to the history alone, and holds across restarts and programs.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from tracker.database.recorded import RecordedTable, recorded_tables
from tracker.database.writer import Writer, open_changeset
from tracker.edits import Saved
from tracker.errors import BadInput, CannotUndo, NotFound, NothingToUndo
from tracker.text import shown_line

_LATEST_EDIT = """SELECT e.id FROM changeset AS e WHERE e.analyst IS ? AND e.kind = 'edit'
  AND NOT EXISTS (SELECT 1 FROM changeset AS u WHERE u.reverts_id = e.id AND u.kind = 'undo'
    AND NOT EXISTS (SELECT 1 FROM changeset AS r WHERE r.reverts_id = u.id AND r.kind = 'redo'))
  ORDER BY e.id DESC LIMIT 1"""
_LATEST_UNDO = """SELECT u.id FROM changeset AS u WHERE u.analyst IS ? AND u.kind = 'undo'
  AND u.id > coalesce((SELECT max(e.id) FROM changeset AS e WHERE e.analyst IS ? AND e.kind = 'edit'), 0)
  AND NOT EXISTS (SELECT 1 FROM changeset AS r WHERE r.reverts_id = u.id AND r.kind = 'redo')
  ORDER BY u.id DESC LIMIT 1"""
_STANDING_UNDO = """SELECT u.id, u.analyst FROM changeset AS u WHERE u.kind = 'undo'
  AND (u.reverts_id = ? OR u.reverts_change_id = ?)
  AND NOT EXISTS (SELECT 1 FROM changeset AS r WHERE r.reverts_id = u.id AND r.kind = 'redo')
  ORDER BY u.id DESC LIMIT 1"""
_FROM_OUTSIDE = "SELECT id FROM change WHERE id = ? AND changeset_id IS NULL"
_REDONE = "SELECT r.id FROM changeset AS r WHERE r.reverts_id = ? AND r.kind = 'redo'"
_CHANGES = """SELECT id, table_name, row_key, operation, "before", "after" FROM change
  WHERE {condition} ORDER BY id DESC"""
_LAST_TOUCH = """SELECT coalesce(s.analyst, 'another program') AS who, c.changed_at FROM change AS c
  LEFT JOIN changeset AS s ON s.id = c.changeset_id WHERE c.table_name = ? AND c.row_key = ?
  ORDER BY c.id DESC LIMIT 1"""


class _Change(NamedTuple):
    id: int
    table: RecordedTable
    key: dict[str, Any]
    operation: str
    before: dict[str, Any]
    after: dict[str, Any]


def undo(writer: Writer, *, analyst: str, number: str | None = None) -> Saved:
    """Take back the analyst's latest edit that still stands, or what the history shows under `number`.

    `number` is a changeset (`12`) or a change from outside (`c345`). Raises NothingToUndo, NotFound for an
    unknown number, CannotUndo where a value to be put back is no longer the one that was left there.
    """
    with writer.transaction() as connection:

        def revert(
            changes: Sequence[_Change],
            *,
            kind: str,
            summary: str,
            reverts_id: int | None = None,
            reverts_change_id: int | None = None,
        ) -> Saved:
            made = open_changeset(
                connection,
                analyst=analyst,
                kind=kind,
                summary=summary,
                reverts_id=reverts_id,
                reverts_change_id=reverts_change_id,
            )
            _revert(connection, changes)
            return Saved(made, summary)

        if number is None:
            latest = _value(connection, _LATEST_EDIT, analyst)
            if latest is None:
                raise NothingToUndo(f"{analyst} has nothing to undo.", "tracker history shows what was done.")
            number = str(latest)
        which = re.fullmatch(r"(c?)(\d{1,18})", number.strip().lstrip("#"))
        if which is None:
            raise BadInput(f"'{shown_line(number)}' is no number of a change.", "tracker history shows them.")
        if which[1]:
            change_id = int(which[2])
            changes, summary = _outside(connection, change_id)
            _refuse_reverted(connection, number, None, change_id)
            return revert(changes, kind="undo", summary=f"Undid {summary}", reverts_change_id=change_id)
        kind, changeset_id, summary = _resolved(connection, int(which[2]))
        changes = _changes(connection, "changeset_id = ?", changeset_id)
        if kind == "undo":
            if _value(connection, _REDONE, changeset_id) is not None:
                raise CannotUndo(f"{number} is taken back already.", "tracker history shows by whom.")
            return revert(changes, kind="redo", summary=_again(summary), reverts_id=changeset_id)
        _refuse_reverted(connection, number, changeset_id, None)
        return revert(changes, kind="undo", summary=f"Undid: {summary}", reverts_id=changeset_id)


def redo(writer: Writer, *, analyst: str) -> Saved:
    """Do again what the analyst's latest undo took back; raises NothingToUndo after an edit, CannotUndo."""
    with writer.transaction() as connection:
        latest = _value(connection, _LATEST_UNDO, analyst, analyst)
        if latest is None:
            raise NothingToUndo(f"{analyst} has nothing to redo.", "Redo works right after an undo.")
        summary = _value(connection, "SELECT summary FROM changeset WHERE id = ?", latest)
        again = _again(str(summary))
        made = open_changeset(connection, analyst=analyst, kind="redo", summary=again, reverts_id=latest)
        _revert(connection, _changes(connection, "changeset_id = ?", latest))
        return Saved(made, again)


def _value(connection: sqlite3.Connection, sql: str, *parameters: object) -> Any:
    """Return the one value that a statement finds, None where it finds no row."""
    row = connection.execute(sql, parameters).fetchone()
    return None if row is None else row[0]


def _again(summary: str) -> str:
    return f"Did again: {summary.removeprefix('Undid: ').removeprefix('Undid ')}"


def _resolved(connection: sqlite3.Connection, changeset_id: int) -> tuple[str, int, str]:
    """Return kind, number and summary of what there is to turn round: for a redo the edit behind it."""
    row = connection.execute(
        "SELECT kind, reverts_id, summary FROM changeset WHERE id = ?", (changeset_id,)
    ).fetchone()
    if row is None:
        remedy = "tracker history shows the numbers."
        if _value(connection, _FROM_OUTSIDE, changeset_id) is not None:
            remedy = f"A change from outside has a c before its number: tracker undo c{changeset_id}"
        raise NotFound(f"There is no changeset {changeset_id}.", remedy)
    kind, reverts_id, summary = row
    if kind in ("load", "check"):
        raise CannotUndo(
            f"{changeset_id} is a {kind}, which is not undone.",
            "Correct the seed file and load it again." if kind == "load" else "Change the rows by hand.",
        )
    if kind == "redo":
        undone = connection.execute(
            "SELECT reverts_id, reverts_change_id FROM changeset WHERE id = ?", (reverts_id,)
        ).fetchone()
        if undone[0] is None:
            raise CannotUndo(f"{changeset_id} did again what was done from outside.", f"Undo c{undone[1]}.")
        return _resolved(connection, undone[0])
    return str(kind), changeset_id, str(summary)


def _outside(connection: sqlite3.Connection, change_id: int) -> tuple[list[_Change], str]:
    row = connection.execute("SELECT changeset_id FROM change WHERE id = ?", (change_id,)).fetchone()
    if row is None:
        raise NotFound(f"There is no change c{change_id}.", "tracker history shows the numbers.")
    if row[0] is not None:
        raise CannotUndo(f"c{change_id} is part of changeset {row[0]}.", f"Undo that: tracker undo {row[0]}")
    changes = _changes(connection, "id = ?", change_id)
    change = changes[0]
    return changes, f"c{change_id} from outside: {change.operation} of {_called(change.table, change.key)}"


def _refuse_reverted(
    connection: sqlite3.Connection, number: str, changeset_id: int | None, change_id: int | None
) -> None:
    row = connection.execute(_STANDING_UNDO, (changeset_id, change_id)).fetchone()
    if row is not None:
        raise CannotUndo(
            f"{number} was taken back already, by {shown_line(row[1] or 'somebody')} (changeset {row[0]}).",
            f"To have it back: tracker undo {row[0]}",
        )


def _changes(connection: sqlite3.Connection, condition: str, number: int) -> list[_Change]:
    """Return the changes, latest first, which is the order to turn them round in."""
    rows = connection.execute(_CHANGES.format(condition=condition), (number,)).fetchall()
    tables = {table.name: table for table in recorded_tables(connection)}
    upgraded = _value(connection, "SELECT max(last_change_id) FROM schema_revision") or 0
    if rows and rows[-1][0] <= upgraded:
        raise CannotUndo(
            "The tables have taken another shape since.",
            "What was done before an upgrade is changed by hand.",
        )
    return [
        _Change(
            number,
            tables[table],
            json.loads(key),
            operation,
            json.loads(before or "{}"),
            json.loads(after or "{}"),
        )
        for number, table, key, operation, before, after in rows
    ]


def _revert(connection: sqlite3.Connection, changes: Sequence[_Change]) -> None:
    """Put back what each change replaced; raise CannotUndo where that would overwrite something newer."""
    for change in changes:
        try:
            if change.operation == "insert":
                _refuse_changed(connection, change)
                _refuse_used(connection, change)
                _execute(connection, f"DELETE FROM {change.table.name}", change.key)
            elif change.operation == "delete":
                _refuse_taken(connection, change)
                marks = ", ".join("?" * len(change.before))
                connection.execute(
                    f"INSERT INTO {change.table.name} ({_listed(change.before)}) VALUES ({marks})",
                    tuple(change.before.values()),
                )
            else:
                _refuse_changed(connection, change)
                _refuse_taken(connection, change)
                assigned = ", ".join(f"{_quoted(name)} = ?" for name in change.before)
                _execute(
                    connection,
                    f"UPDATE {change.table.name} SET {assigned}",
                    change.key,
                    tuple(change.before.values()),
                )
        except sqlite3.IntegrityError as error:
            raise CannotUndo(
                f"{_called(change.table, change.key)} cannot be put back: {error}.",
                "Nothing was undone.",
            ) from error


def _quoted(column: str) -> str:
    return f'"{column}"'


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(map(_quoted, columns))


def _execute(
    connection: sqlite3.Connection, statement: str, key: dict[str, Any], parameters: tuple[Any, ...] = ()
) -> None:
    where = " AND ".join(f"{_quoted(name)} = ?" for name in key)
    connection.execute(f"{statement} WHERE {where}", (*parameters, *key.values()))


def _row(connection: sqlite3.Connection, table: RecordedTable, key: dict[str, Any]) -> dict[str, Any] | None:
    where = " AND ".join(f"{_quoted(name)} = ?" for name in key)
    row = connection.execute(
        f"SELECT {_listed(table.columns)} FROM {table.name} WHERE {where}", tuple(key.values())
    ).fetchone()
    return None if row is None else dict(zip(table.columns, row, strict=True))


def _refuse_changed(connection: sqlite3.Connection, change: _Change) -> None:
    row = _row(connection, change.table, change.key)
    called = _called(change.table, change.key)
    if row is None:
        raise CannotUndo(f"{called} was deleted since{_by(connection, change)}.", "Undo that first.")
    for column, value in change.after.items():
        if row[column] != value:
            raise CannotUndo(
                f"{called} was changed since{_by(connection, change)}: "
                f"{column} is now '{_cut(row[column])}', not '{_cut(value)}'.",
                "Nothing was undone; undo that first, or change it by hand.",
            )


def _refuse_used(connection: sqlite3.Connection, change: _Change) -> None:
    """Refuse to delete a row that others refer to: their work would go with it."""
    for child in recorded_tables(connection):
        for link in child.links:
            if link.table != change.table.name:
                continue
            row = connection.execute(
                f"SELECT {_listed(child.key)} FROM {child.name} WHERE {link.column} = ? LIMIT 1",
                (change.after[link.referred],),
            ).fetchone()
            if row is not None:
                user = dict(zip(child.key, row, strict=True))
                raise CannotUndo(
                    f"{_called(change.table, change.key)} is in use by a {child.name}"
                    f"{_touched(connection, child, user)}.",
                    "Nothing was undone; take that away first.",
                )


def _refuse_taken(connection: sqlite3.Connection, change: _Change) -> None:
    restored = change.key | change.before
    for key in change.table.unique:
        if change.operation == "update" and not set(key) & set(change.before):
            continue
        if not set(key) <= set(restored):
            current = _row(connection, change.table, change.key) or {}
            restored = current | restored
        where = " AND ".join(f"{_quoted(name)} IS ?" for name in key)
        rows = connection.execute(
            f"SELECT {_listed(change.table.key)} FROM {change.table.name} WHERE {where}",
            tuple(restored[name] for name in key),
        ).fetchall()
        for row in rows:
            other = dict(zip(change.table.key, row, strict=True))
            if change.operation == "delete" or other != change.key:
                values = ", ".join(f"{name} '{_cut(restored[name])}'" for name in key)
                raise CannotUndo(
                    f"Another {change.table.name} has taken the {values}"
                    f"{_touched(connection, change.table, other)}.",
                    "Nothing was undone; rename that one first.",
                )


def _by(connection: sqlite3.Connection, change: _Change) -> str:
    return _touched(connection, change.table, change.key)


def _touched(connection: sqlite3.Connection, table: RecordedTable, key: dict[str, Any]) -> str:
    # The history writes keys through json_object, which leaves no space.
    row_key = json.dumps(
        {column: key[column] for column in table.key}, separators=(",", ":"), ensure_ascii=False
    )
    row = connection.execute(_LAST_TOUCH, (table.name, row_key)).fetchone()
    return "" if row is None else f", by {shown_line(row[0])} at {row[1]}"


def _called(table: RecordedTable, key: dict[str, Any]) -> str:
    return f"{table.name} " + ", ".join(str(value) for value in key.values())


def _cut(value: Any) -> str:
    text = shown_line("" if value is None else str(value))
    return text if len(text) <= 40 else text[:39] + "…"
