"""Undo and redo: the changes of a changeset are turned round, as a new changeset that names the one reverted.

An undo always names an edit (or a change from outside), a redo always names an undo; so whether something is
taken back is a question to the history alone, and holds across restarts and programs.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Table, UniqueConstraint
from sqlalchemy.exc import IntegrityError

from tracker.database.models import RECORDED, metadata
from tracker.database.session import open_changeset, writing
from tracker.edits import Saved
from tracker.errors import BadInput, CannotUndo, NotFound, NothingToUndo
from tracker.text import shown_line

_TABLES = {str(model.__tablename__): metadata.tables[str(model.__tablename__)] for model in RECORDED}

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
    table: Table
    key: dict[str, Any]
    operation: str
    before: dict[str, Any]
    after: dict[str, Any]


def undo(engine: Engine, *, analyst: str, number: str | None = None) -> Saved:
    """Take back the analyst's latest edit that still stands, or what the history shows under `number`.

    `number` is a changeset (`12`) or a change from outside (`c345`). Raises NothingToUndo, NotFound for an
    unknown number, CannotUndo where a value to be put back is no longer the one that was left there.
    """
    with writing(engine) as session:
        connection = session.connection()

        def revert(
            changes: Sequence[_Change],
            *,
            kind: str,
            summary: str,
            reverts_id: int | None = None,
            reverts_change_id: int | None = None,
        ) -> Saved:
            made = open_changeset(
                session,
                analyst=analyst,
                kind=kind,
                summary=summary,
                reverts_id=reverts_id,
                reverts_change_id=reverts_change_id,
            )
            _revert(connection, changes)
            return Saved(made, summary)

        if number is None:
            latest = connection.exec_driver_sql(_LATEST_EDIT, (analyst,)).scalar()
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
            if connection.exec_driver_sql(_REDONE, (changeset_id,)).scalar() is not None:
                raise CannotUndo(f"{number} is taken back already.", "tracker history shows by whom.")
            return revert(changes, kind="redo", summary=_again(summary), reverts_id=changeset_id)
        _refuse_reverted(connection, number, changeset_id, None)
        return revert(changes, kind="undo", summary=f"Undid: {summary}", reverts_id=changeset_id)


def redo(engine: Engine, *, analyst: str) -> Saved:
    """Do again what the analyst's latest undo took back; raises NothingToUndo after an edit, CannotUndo."""
    with writing(engine) as session:
        connection = session.connection()
        latest = connection.exec_driver_sql(_LATEST_UNDO, (analyst, analyst)).scalar()
        if latest is None:
            raise NothingToUndo(f"{analyst} has nothing to redo.", "Redo works right after an undo.")
        summary = connection.exec_driver_sql("SELECT summary FROM changeset WHERE id = ?", (latest,)).scalar()
        again = _again(str(summary))
        made = open_changeset(session, analyst=analyst, kind="redo", summary=again, reverts_id=latest)
        _revert(connection, _changes(connection, "changeset_id = ?", latest))
        return Saved(made, again)


def _again(summary: str) -> str:
    return f"Did again: {summary.removeprefix('Undid: ').removeprefix('Undid ')}"


def _resolved(connection: Connection, changeset_id: int) -> tuple[str, int, str]:
    """Return kind, number and summary of what there is to turn round: for a redo the edit behind it."""
    row = connection.exec_driver_sql(
        "SELECT kind, reverts_id, summary FROM changeset WHERE id = ?", (changeset_id,)
    ).first()
    if row is None:
        remedy = "tracker history shows the numbers."
        if connection.exec_driver_sql(_FROM_OUTSIDE, (changeset_id,)).scalar() is not None:
            remedy = f"A change from outside has a c before its number: tracker undo c{changeset_id}"
        raise NotFound(f"There is no changeset {changeset_id}.", remedy)
    kind, reverts_id, summary = row
    if kind in ("load", "check"):
        raise CannotUndo(
            f"{changeset_id} is a {kind}, which is not undone.",
            "Correct the seed file and load it again." if kind == "load" else "Change the rows by hand.",
        )
    if kind == "redo":
        undone = connection.exec_driver_sql(
            "SELECT reverts_id, reverts_change_id FROM changeset WHERE id = ?", (reverts_id,)
        ).one()
        if undone[0] is None:
            raise CannotUndo(f"{changeset_id} did again what was done from outside.", f"Undo c{undone[1]}.")
        return _resolved(connection, undone[0])
    return str(kind), changeset_id, str(summary)


def _outside(connection: Connection, change_id: int) -> tuple[list[_Change], str]:
    row = connection.exec_driver_sql("SELECT changeset_id FROM change WHERE id = ?", (change_id,)).first()
    if row is None:
        raise NotFound(f"There is no change c{change_id}.", "tracker history shows the numbers.")
    if row[0] is not None:
        raise CannotUndo(f"c{change_id} is part of changeset {row[0]}.", f"Undo that: tracker undo {row[0]}")
    changes = _changes(connection, "id = ?", change_id)
    change = changes[0]
    return changes, f"c{change_id} from outside: {change.operation} of {_called(change.table, change.key)}"


def _refuse_reverted(
    connection: Connection, number: str, changeset_id: int | None, change_id: int | None
) -> None:
    row = connection.exec_driver_sql(_STANDING_UNDO, (changeset_id, change_id)).first()
    if row is not None:
        raise CannotUndo(
            f"{number} was taken back already, by {shown_line(row[1] or 'somebody')} (changeset {row[0]}).",
            f"To have it back: tracker undo {row[0]}",
        )


def _changes(connection: Connection, condition: str, number: int) -> list[_Change]:
    """Return the changes, latest first, which is the order to turn them round in."""
    rows = connection.exec_driver_sql(_CHANGES.format(condition=condition), (number,)).all()
    upgraded = connection.exec_driver_sql("SELECT max(last_change_id) FROM schema_revision").scalar() or 0
    if rows and rows[-1][0] <= upgraded:
        raise CannotUndo(
            "The tables have taken another shape since.",
            "What was done before an upgrade is changed by hand.",
        )
    return [
        _Change(
            number,
            _TABLES[table],
            json.loads(key),
            operation,
            json.loads(before or "{}"),
            json.loads(after or "{}"),
        )
        for number, table, key, operation, before, after in rows
    ]


def _revert(connection: Connection, changes: Sequence[_Change]) -> None:
    """Put back what each change replaced; raise CannotUndo where that would overwrite something newer."""
    for change in changes:
        try:
            if change.operation == "insert":
                _refuse_changed(connection, change)
                _refuse_used(connection, change)
                _execute(connection, f"DELETE FROM {change.table.name}", change.key)
            elif change.operation == "delete":
                _refuse_taken(connection, change)
                columns = ", ".join(map(_quoted, change.before))
                marks = ", ".join("?" * len(change.before))
                connection.exec_driver_sql(
                    f"INSERT INTO {change.table.name} ({columns}) VALUES ({marks})",
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
        except IntegrityError as error:
            raise CannotUndo(
                f"{_called(change.table, change.key)} cannot be put back: {error.orig}.",
                "Nothing was undone.",
            ) from error


def _quoted(column: str) -> str:
    return f'"{column}"'


def _execute(
    connection: Connection, statement: str, key: dict[str, Any], parameters: tuple[Any, ...] = ()
) -> None:
    where = " AND ".join(f"{_quoted(name)} = ?" for name in key)
    connection.exec_driver_sql(f"{statement} WHERE {where}", (*parameters, *key.values()))


def _row(connection: Connection, table: Table, key: dict[str, Any]) -> dict[str, Any] | None:
    where = " AND ".join(f"{_quoted(name)} = ?" for name in key)
    row = connection.exec_driver_sql(f"SELECT * FROM {table.name} WHERE {where}", tuple(key.values())).first()
    return None if row is None else dict(row._mapping)


def _refuse_changed(connection: Connection, change: _Change) -> None:
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


def _refuse_used(connection: Connection, change: _Change) -> None:
    """Refuse to delete a row that others refer to: their work would go with it."""
    for child in _TABLES.values():
        for column in child.columns:
            for key in column.foreign_keys:
                if key.column.table is not change.table:
                    continue
                row = connection.exec_driver_sql(
                    f"SELECT * FROM {child.name} WHERE {column.name} = ? LIMIT 1",
                    (change.after[key.column.name],),
                ).first()
                if row is not None:
                    inner = {c.name: row._mapping[c.name] for c in child.primary_key}
                    raise CannotUndo(
                        f"{_called(change.table, change.key)} is in use by a {child.name}"
                        f"{_touched(connection, child, inner)}.",
                        "Nothing was undone; take that away first.",
                    )


def _refuse_taken(connection: Connection, change: _Change) -> None:
    restored = change.key | change.before
    for key in _unique_keys(change.table):
        if change.operation == "update" and not set(key) & set(change.before):
            continue
        if not set(key) <= set(restored):
            current = _row(connection, change.table, change.key) or {}
            restored = current | restored
        where = " AND ".join(f"{_quoted(name)} IS ?" for name in key)
        rows = connection.exec_driver_sql(
            f"SELECT * FROM {change.table.name} WHERE {where}", tuple(restored[name] for name in key)
        ).all()
        for row in rows:
            other = {c.name: row._mapping[c.name] for c in change.table.primary_key}
            if change.operation == "delete" or other != change.key:
                values = ", ".join(f"{name} '{_cut(restored[name])}'" for name in key)
                raise CannotUndo(
                    f"Another {change.table.name} has taken the {values}"
                    f"{_touched(connection, change.table, other)}.",
                    "Nothing was undone; rename that one first.",
                )


def _unique_keys(table: Table) -> Iterator[tuple[str, ...]]:
    yield tuple(column.name for column in table.primary_key)
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield tuple(column.name for column in constraint.columns)


def _by(connection: Connection, change: _Change) -> str:
    return _touched(connection, change.table, change.key)


def _touched(connection: Connection, table: Table, key: dict[str, Any]) -> str:
    # The history writes keys through json_object, which leaves no space.
    row_key = json.dumps({c.name: key[c.name] for c in table.primary_key}, separators=(",", ":"))
    row = connection.exec_driver_sql(_LAST_TOUCH, (table.name, row_key)).first()
    return "" if row is None else f", by {shown_line(row[0])} at {row[1]}"


def _called(table: Table, key: dict[str, Any]) -> str:
    return f"{table.name} " + ", ".join(str(value) for value in key.values())


def _cut(value: Any) -> str:
    text = shown_line("" if value is None else str(value))
    return text if len(text) <= 40 else text[:39] + "…"
