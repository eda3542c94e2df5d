"""Undo and redo: the changes of a changeset are turned round, as a new changeset that names the one reverted.

An undo always names an edit (or a change from outside), a redo always names an undo; so whether something is
taken back is a question to the history alone, and holds across restarts and programs.
"""

import re
import sqlite3
from typing import Any, Literal

from tracker.database.writer import Writer, open_changeset
from tracker.edits import Saved
from tracker.edits.reversal import Change, Reverter
from tracker.errors import BadInput, CannotUndo, NotFound, NothingToRedo, NothingToUndo
from tracker.reading.history import outside_summary
from tracker.text import shown_line

_UNDONE = "Undone: "
_FORMERLY_UNDONE = "Undid: "
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


def undo(writer: Writer, *, analyst: str, number: str | None = None) -> Saved:
    """Take back the analyst's latest edit that still stands, or what the history shows under `number`.

    `number` is a changeset (`12`) or a change from outside (`c345`). Raises NothingToUndo, NotFound for an
    unknown number, CannotUndo where a value to be put back is no longer the one that was left there.
    """
    with writer.transaction() as connection:
        reverter = Reverter(connection)
        if number is None:
            latest = _value(connection, _LATEST_EDIT, analyst)
            if latest is None:
                raise NothingToUndo("Nothing to undo.", "tracker history shows what was done.")
            number = str(latest)
        which = re.fullmatch(r"(c?)(\d{1,18})", number.strip().lstrip("#"))
        if which is None:
            raise BadInput(
                f"'{shown_line(number)}' is not the number of a change.", "tracker history shows them."
            )
        if which[1]:
            change_id = int(which[2])
            change = _outside(connection, reverter, change_id)
            _refuse_reverted(connection, number, None, change_id)
            what = f"{outside_summary(connection, change_id)} (c{change_id}, from outside)"
            summary = f"{_UNDONE}{what}{_taken_along(connection, change)}"
            made = open_changeset(
                connection, analyst=analyst, kind="undo", summary=summary, reverts_change_id=change_id
            )
            reverter.revert([change])
            return Saved(made, summary)
        kind, changeset_id, summary = _resolved(connection, int(which[2]))
        if kind == "undo":
            if _value(connection, _REDONE, changeset_id) is not None:
                raise CannotUndo(f"{number} was redone already.", "tracker history shows by whom.")
            return _turned_round(connection, reverter, changeset_id, "redo", _again(summary), analyst)
        _refuse_reverted(connection, number, changeset_id, None)
        return _turned_round(connection, reverter, changeset_id, "undo", f"{_UNDONE}{summary}", analyst)


def redo(writer: Writer, *, analyst: str) -> Saved:
    """Do again what the analyst's latest undo took back; raises NothingToRedo after an edit, CannotUndo."""
    with writer.transaction() as connection:
        latest = _value(connection, _LATEST_UNDO, analyst, analyst)
        if latest is None:
            raise NothingToRedo("Nothing to redo.", "Redo works right after an undo.")
        summary = str(_value(connection, "SELECT summary FROM changeset WHERE id = ?", latest))
        return _turned_round(connection, Reverter(connection), latest, "redo", _again(summary), analyst)


def _turned_round(
    connection: sqlite3.Connection,
    reverter: Reverter,
    changeset_id: int,
    kind: Literal["undo", "redo"],
    summary: str,
    analyst: str,
) -> Saved:
    changes = reverter.changes("changeset_id = ?", changeset_id)
    made = open_changeset(connection, analyst=analyst, kind=kind, summary=summary, reverts_id=changeset_id)
    reverter.revert(changes)
    return Saved(made, summary)


def _value(connection: sqlite3.Connection, sql: str, *parameters: object) -> Any:
    """Return the one value that a statement finds, None where it finds no row."""
    row = connection.execute(sql, parameters).fetchone()
    return None if row is None else row[0]


def _again(summary: str) -> str:
    return f"Redone: {summary.removeprefix(_UNDONE).removeprefix(_FORMERLY_UNDONE)}"


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
            f"{changeset_id} is a {kind}, which cannot be undone.",
            "Correct the seed file, or the table, and load it again."
            if kind == "load"
            else "Change the rows by hand.",
        )
    if kind == "redo":
        undone = connection.execute(
            "SELECT reverts_id, reverts_change_id FROM changeset WHERE id = ?", (reverts_id,)
        ).fetchone()
        if undone[0] is None:
            raise CannotUndo(f"{changeset_id} redid what was done from outside.", f"Undo c{undone[1]}.")
        return _resolved(connection, undone[0])
    return str(kind), changeset_id, str(summary)


def _outside(connection: sqlite3.Connection, reverter: Reverter, change_id: int) -> Change:
    row = connection.execute("SELECT changeset_id FROM change WHERE id = ?", (change_id,)).fetchone()
    if row is None:
        raise NotFound(f"There is no change c{change_id}.", "tracker history shows the numbers.")
    if row[0] is not None:
        raise CannotUndo(f"c{change_id} is part of changeset {row[0]}.", f"Undo that: tracker undo {row[0]}")
    (change,) = reverter.changes("id = ?", change_id)
    return change


_TAKEN_ALONG = """SELECT id FROM change WHERE id < ?1 AND id > coalesce(
    (SELECT max(o.id) FROM change AS o WHERE o.id < ?1 AND NOT (
      o.table_name = 'tagging' AND o.operation = 'delete' AND o.row_key LIKE '%"tag_id":' || ?2 || '}')), 0)
  ORDER BY id"""


def _taken_along(connection: sqlite3.Connection, change: Change) -> str:
    """Return which changes a deleted tag took its taggings away by: they are undone by numbers of their own."""
    if (change.table.name, change.operation) != ("tag", "delete"):
        return ""
    numbers = [row[0] for row in connection.execute(_TAKEN_ALONG, (change.id, change.key["id"]))]
    if not numbers:
        return ""
    span = f"c{numbers[0]}" if len(numbers) == 1 else f"c{numbers[0]} to c{numbers[-1]}"
    return f"; undo {span} too, to have it back where it was"


def _refuse_reverted(
    connection: sqlite3.Connection, number: str, changeset_id: int | None, change_id: int | None
) -> None:
    row = connection.execute(_STANDING_UNDO, (changeset_id, change_id)).fetchone()
    if row is not None:
        raise CannotUndo(
            f"{number} was undone already, by {shown_line(row[1] or 'somebody')} (changeset {row[0]}).",
            f"To redo it: tracker undo {row[0]}",
        )
