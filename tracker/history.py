"""Reading the history: who did what, newest first, a changeset or a change from outside at a time."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from typing import Any

OUTSIDE = "outside"
"""The kind of an entry that no changeset holds: another program changed a row."""
CHANGES_SHOWN = 200
"""How many changes of one entry are read; a load has more."""


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One row touched; `before` and `after` hold the whole row, for an update only the columns that differ."""

    change_id: int
    changed_at: str
    table_name: str
    operation: str
    report: str | None
    reference: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A changeset, or one change from outside: `number` is what undo takes, `changed_by` is then None."""

    number: str
    kind: str
    changed_by: str | None
    changed_at: str
    summary: str
    reverted: bool
    changes: tuple[ChangeShown, ...]
    change_count: int


def entries(
    connection: sqlite3.Connection, *, recommendation_ids: Sequence[int] = (), limit: int | None = None
) -> Iterator[HistoryEntry]:
    """Yield what was done, newest first, `limit` at most: all of it, or what concerns these recommendations."""
    marks = ", ".join("?" * len(recommendation_ids))
    about = f"recommendation_id IN ({marks})" if recommendation_ids else ""
    ids = list(recommendation_ids)
    sets = connection.execute(_CHANGESETS.format(about=_within(about)), ids)
    outside = connection.execute(_OUTSIDE.format(about=f"AND {about}" if about else ""), ids)
    newest_first = merge(sets, outside, key=lambda row: -row[0])
    for row in islice(newest_first, limit):
        yield _entry(connection, row, about, ids)


def _within(about: str) -> str:
    return f"WHERE s.id IN (SELECT c.changeset_id FROM change AS c WHERE c.{about})" if about else ""


# Where a load dropped the triggers its changeset has no changes: its place is after the changes before it.
_CHANGESETS = """SELECT coalesce(
    (SELECT max(c.id) FROM change AS c WHERE c.changeset_id = s.id),
    (SELECT c.id FROM change AS c WHERE c.changeset_id < s.id ORDER BY c.changeset_id DESC, c.id DESC LIMIT 1),
    0) AS place, s.id, s.kind, s.analyst, s.made_at, s.summary,
  EXISTS (SELECT 1 FROM changeset AS u WHERE u.reverts_id = s.id
    AND NOT EXISTS (SELECT 1 FROM changeset AS r WHERE r.reverts_id = u.id)) AS reverted
FROM changeset AS s {about} ORDER BY s.id DESC"""
_OUTSIDE = """SELECT c.id AS place, NULL, 'outside', NULL, c.changed_at, c.operation || ' of ' || c.table_name,
  EXISTS (SELECT 1 FROM changeset AS u WHERE u.reverts_change_id = c.id
    AND NOT EXISTS (SELECT 1 FROM changeset AS r WHERE r.reverts_id = u.id)) AS reverted
FROM change AS c WHERE c.changeset_id IS NULL {about} ORDER BY c.id DESC"""
_CHANGES = """SELECT change_id, changed_at, table_name, operation, report, reference, "before", "after"
FROM history WHERE {condition} ORDER BY change_id LIMIT ?"""


def _entry(
    connection: sqlite3.Connection, row: Sequence[Any], about: str, ids: Sequence[int]
) -> HistoryEntry:
    place, changeset_id, kind, analyst, made_at, summary, reverted = row
    if changeset_id is None:
        condition, parameters = "change_id = ?", [place]
    else:
        condition = "changeset_id = ?" + (f" AND {about}" if about else "")
        parameters = [changeset_id, *ids]
    rows = connection.execute(_CHANGES.format(condition=condition), (*parameters, CHANGES_SHOWN)).fetchall()
    changes = tuple(_change(change) for change in rows)
    total = len(changes)
    if total == CHANGES_SHOWN:
        (total,) = connection.execute(
            f"SELECT count(*) FROM history WHERE {condition}", parameters
        ).fetchone()
    if changeset_id is None and changes and changes[0].reference:
        summary = f"{summary} on {changes[0].reference}"
    return HistoryEntry(
        number=f"c{place}" if changeset_id is None else str(changeset_id),
        kind=kind,
        changed_by=analyst,
        changed_at=made_at,
        summary=summary,
        reverted=bool(reverted),
        changes=changes,
        change_count=total,
    )


def _change(row: Sequence[Any]) -> ChangeShown:
    change_id, changed_at, table, operation, report, reference, before, after = row
    return ChangeShown(
        change_id, changed_at, table, operation, report, reference, _parsed(before), _parsed(after)
    )


def _parsed(text: str | None) -> dict[str, Any] | None:
    return None if text is None else dict(json.loads(text))
