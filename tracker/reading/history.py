"""Reading the history: who did what, newest first, a changeset or a change from outside at a time."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple

from tracker.database.recorded import held, value_in
from tracker.labels import author_by, later_time_label, recommendation_label
from tracker.reading.deletions import unspoken
from tracker.reading.outside_changes import in_words
from tracker.reading.queries import several_reports
from tracker.text import shown_line

_UNREADABLE = 200
"""How much is shown of what is no row."""
CHANGES_SHOWN = 200
"""How many changes of one entry are read; a load has more."""


class ChangeShown(NamedTuple):
    """One row touched; `before` and `after` hold the whole row, for an update only the columns that differ."""

    change_id: int
    changed_at: str
    table_name: str
    operation: str
    report: str | None
    reference: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class NamedChange(NamedTuple):
    """A change with names in place of ids; `called` is the tag, actor or view that the row is or refers to."""

    change: ChangeShown
    called: str | None


class Reversal(NamedTuple):
    """A changeset that took an entry back, or did it again: `kind` is undo or redo."""

    number: str
    kind: str
    changed_by: str | None
    changed_at: str


class HistoryEntry(NamedTuple):
    """A changeset, or one change from outside: `number` is what undo takes, `changed_by` is then None.

    `reverted` says whether it is taken back now, `reversals` how that came, the latest one last.
    """

    number: str
    kind: str
    changed_by: str | None
    changed_at: str
    summary: str
    reverted: bool
    changes: tuple[ChangeShown, ...]
    change_count: int
    reversals: tuple[Reversal, ...] = ()


class EntryChanges(NamedTuple):
    """What an entry touched: its first changes, and two at most of the recommendations concerned."""

    changes: tuple[NamedChange, ...]
    change_count: int
    recommendation_ids: tuple[int, ...]


def entries(
    connection: sqlite3.Connection,
    *,
    recommendation_ids: Sequence[int] = (),
    limit: int | None = None,
    with_changes: bool = True,
    folded: bool = False,
) -> Iterator[HistoryEntry]:
    """Yield what was done, newest first, `limit` at most: all of it, or what concerns these recommendations.

    `folded`: what was undone or redone is no entry of its own, but among the reversals of what it turned round.
    """
    about = _About(recommendation_ids)
    # Both to their end: a reader that stops in the middle, as a pager does, would hold up everybody who writes.
    parameters = [*about.parameters, -1 if limit is None else limit]
    alone = _ALONE if folded else "1"
    sets = connection.execute(
        f"{_CHANGESETS.format(about=about.within, alone=alone)} LIMIT ?", parameters
    ).fetchall()
    outside = connection.execute(f"{_OUTSIDE.format(about=about.and_)} LIMIT ?", parameters).fetchall()
    newest_first = merge(sets, outside, key=lambda row: -row[0])
    for row in islice(newest_first, limit):
        yield _entry(connection, row, about, with_changes=with_changes)


def latest(
    connection: sqlite3.Connection, *, recommendation_ids: Sequence[int] = (), limit: int
) -> tuple[HistoryEntry, ...]:
    """Return the newest entries, folded, without their changes, which `changes_of` reads for one entry."""
    return tuple(
        entries(
            connection, recommendation_ids=recommendation_ids, limit=limit, with_changes=False, folded=True
        )
    )


def changes_of(
    connection: sqlite3.Connection, number: str, *, recommendation_ids: Sequence[int] = ()
) -> EntryChanges:
    """Return what the entry of this number touched: all of it, or what concerns these recommendations."""
    about = _About(recommendation_ids)
    condition, parameters = about.of(number)
    read = _changes(connection, condition, parameters)
    concerned = connection.execute(_CONCERNED.format(condition=condition), parameters).fetchall()
    return EntryChanges(
        tuple(_readable(connection, change, row_key) for change, row_key in read),
        _counted(connection, len(read), condition, parameters),
        tuple(row[0] for row in concerned),
    )


class _About:
    """The condition that a change concerns these recommendations; none where there are none."""

    def __init__(self, recommendation_ids: Sequence[int]) -> None:
        # One parameter however many they are: a list may have 250,000 marked.
        self.parameters = [json.dumps(list(recommendation_ids))] if recommendation_ids else []
        about = "recommendation_id IN (SELECT value FROM json_each(?))" if recommendation_ids else ""
        self.and_ = f"AND {about}" if about else ""
        self.within = f"AND s.id IN (SELECT c.changeset_id FROM change AS c WHERE c.{about})" if about else ""
        # A plus keeps SQLite off the index of changesets (sqlite.org/optoverview.html, section 8): a changeset
        # may have touched every recommendation, of which these few are wanted.
        self._plus = "+" if 0 < len(recommendation_ids) <= _FEW else ""

    def of(self, number: str) -> tuple[str, list[Any]]:
        """Return the condition for the changes of an entry, and its parameters."""
        if number.startswith("c"):
            return "change_id = ?", [int(number[1:])]
        return f"{self._plus}changeset_id = ? {self.and_}", [int(number), *self.parameters]


_FEW = 50

# Where a load dropped the triggers its changeset has no changes: its place is after the changes before it.
_CHANGESETS = """SELECT coalesce(
    (SELECT max(c.id) FROM change AS c WHERE c.changeset_id = s.id),
    (SELECT c.id FROM change AS c WHERE c.changeset_id < s.id ORDER BY c.changeset_id DESC, c.id DESC LIMIT 1),
    0) AS place, s.id, s.kind, s.analyst, s.made_at, s.summary,
  EXISTS (SELECT 1 FROM changeset AS u WHERE u.reverts_id = s.id
    AND NOT EXISTS (SELECT 1 FROM changeset AS r WHERE r.reverts_id = u.id)) AS reverted
FROM changeset AS s WHERE {alone} {about} ORDER BY s.id DESC"""
# What was slipped in and turns nothing round that is here stays an entry: nothing done is left out.
_ALONE = """NOT (s.kind IN ('undo', 'redo') AND (coalesce(s.reverts_id < s.id, 0)
  OR EXISTS (SELECT 1 FROM change AS o WHERE o.id = s.reverts_change_id AND o.changeset_id IS NULL)))"""
_REVERSALS = """WITH RECURSIVE reversal (id) AS (
  SELECT u.id FROM changeset AS u WHERE u.{column} = :number
  UNION SELECT u.id FROM changeset AS u JOIN reversal AS r ON u.reverts_id = r.id)
SELECT s.id, s.kind, s.analyst, s.made_at FROM changeset AS s JOIN reversal USING (id) ORDER BY s.id"""
_OUTSIDE = """SELECT c.id AS place, NULL, 'outside', NULL, c.changed_at, NULL,
  EXISTS (SELECT 1 FROM changeset AS u WHERE u.reverts_change_id = c.id
    AND NOT EXISTS (SELECT 1 FROM changeset AS r WHERE r.reverts_id = u.id)) AS reverted
FROM change AS c WHERE c.changeset_id IS NULL {about} ORDER BY c.id DESC"""
_CHANGES = """SELECT change_id, changed_at, table_name, operation, report, reference, "before", "after", row_key
FROM history WHERE {condition} ORDER BY change_id LIMIT ?"""
_CONCERNED = """SELECT DISTINCT recommendation_id FROM history
WHERE {condition} AND recommendation_id IS NOT NULL LIMIT 2"""


def _entry(
    connection: sqlite3.Connection, row: Sequence[Any], about: _About, *, with_changes: bool
) -> HistoryEntry:
    place, changeset_id, kind, analyst, made_at, summary, reverted = row
    number = f"c{place}" if changeset_id is None else str(changeset_id)
    condition, parameters = about.of(number)
    changes: tuple[ChangeShown, ...] = ()
    total = 0
    # A change from outside is always read: it has no summary, and gets one from what it did.
    if with_changes or changeset_id is None:
        read = _changes(connection, condition, parameters)
        changes = tuple(change for change, _ in read)
        total = _counted(connection, len(changes), condition, parameters)
        if changeset_id is None:
            summary = _outside_in_words(connection, *read[0])
    if changeset_id is not None:
        summary += unspoken(connection, changeset_id, kind)
    column = "reverts_change_id" if changeset_id is None else "reverts_id"
    reversals = connection.execute(
        _REVERSALS.format(column=column), {"number": place if changeset_id is None else changeset_id}
    )
    return HistoryEntry(
        number=number,
        kind=kind,
        changed_by=analyst,
        changed_at=made_at,
        summary=summary,
        reverted=bool(reverted),
        changes=changes,
        change_count=total,
        reversals=tuple(Reversal(str(reversal), *rest) for reversal, *rest in reversals),
    )


def what_became_of(entry: HistoryEntry, now: datetime) -> str:
    """Return whether an entry was undone or redone, by whom and when, as a reader's clock has it; else nothing."""
    if not entry.reversals:
        return ""
    latest = entry.reversals[-1]
    done = {"undo": "undone", "redo": "redone"}.get(latest.kind, latest.kind)
    return f"{done} by {author_by(latest.changed_by)}, {later_time_label(latest.changed_at, entry.changed_at, now)}"


def outside_summary(connection: sqlite3.Connection, change_id: int) -> str:
    """Return what a change from outside is called, on one line."""
    ((change, row_key),) = _changes(connection, "change_id = ?", (change_id,))
    return shown_line(_outside_in_words(connection, change, row_key))


def _outside_in_words(connection: sqlite3.Connection, change: ChangeShown, row_key: str) -> str:
    on = change.reference
    if on is not None:
        on = recommendation_label(change.report or "", on, several_reports=several_reports(connection))
    called = _called(connection, change.table_name, _parsed(row_key) or {})
    before, after = (
        _with_code_names(connection, change.table_name, side or {}) for side in (change.before, change.after)
    )
    return in_words(change.table_name, change.operation, before, after, on=on, called=called)


def _changes(
    connection: sqlite3.Connection, condition: str, parameters: Sequence[Any]
) -> list[tuple[ChangeShown, str]]:
    """Return the first changes, each with the key of its row as JSON."""
    sql = _CHANGES.format(condition=condition)
    return [(_change(row), row[-1]) for row in connection.execute(sql, (*parameters, CHANGES_SHOWN))]


def _counted(connection: sqlite3.Connection, read: int, condition: str, parameters: Sequence[Any]) -> int:
    if read < CHANGES_SHOWN:
        return read
    (total,) = connection.execute(f"SELECT count(*) FROM history WHERE {condition}", parameters).fetchone()
    return int(total)


def _change(row: Sequence[Any]) -> ChangeShown:
    change_id, changed_at, table, operation, report, reference, before, after, _ = row
    return ChangeShown(
        change_id, changed_at, table, operation, report, reference, _parsed(before), _parsed(after)
    )


def _parsed(text: str | None) -> dict[str, Any] | None:
    if text is None:
        return None
    try:
        return held(text)
    except ValueError:
        # Another program may have added to the history what it likes; tracker check names it.
        return {"not a row": text[:_UNREADABLE]}


_NAMES = {
    "tag": "name",
    "actor": "name",
    "actor_alias": "alias",
    "saved_view": "name",
    "report": "slug",
    "source": "name",
    "theme": "name",
}
"""Table -> the column that people call its rows by."""
_REFERRED = {
    "tag_id": "tag",
    "actor_id": "actor",
    "report_id": "report",
    "source_id": "source",
    "theme_id": "theme",
    "given_by": "actor",
}
"""Column -> the table whose row it names."""
_LINKED = {"tagging": "tag", "theming": "theme"}
"""Table of links -> what it puts on a recommendation."""
_CODED = {
    ("recommendation", "review_status"): "review_status",
    ("mention", "role"): "actor_role",
    ("actor", "kind"): "actor_kind",
    ("response", "position"): "response_position",
    ("progress", "status"): "progress_status",
    ("source", "kind"): "source_kind",
}
"""Table and column -> the lookup whose code it holds."""


def _readable(connection: sqlite3.Connection, change: ChangeShown, row_key: str) -> NamedChange:
    named = with_code_names(connection, change)
    named = named._replace(
        before=_with_names(connection, named.before), after=_with_names(connection, named.after)
    )
    return NamedChange(named, _called(connection, change.table_name, _parsed(row_key) or {}))


def with_code_names(connection: sqlite3.Connection, change: ChangeShown) -> ChangeShown:
    """Return a change with the names of statuses, roles and kinds in place of their codes."""
    before, after = (
        None if side is None else _with_code_names(connection, change.table_name, side)
        for side in (change.before, change.after)
    )
    return change._replace(before=before, after=after)


def _with_code_names(connection: sqlite3.Connection, table: str, side: dict[str, Any]) -> dict[str, Any]:
    named = dict(side)
    for column in side:
        lookup = _CODED.get((table, column))
        if lookup is not None:
            row = connection.execute(f"SELECT name FROM {lookup} WHERE code = ?", (side[column],)).fetchone()
            named[column] = side[column] if row is None else row[0]
    return named


def _called(connection: sqlite3.Connection, table: str, key: dict[str, Any]) -> str | None:
    if table in _LINKED:
        other = _LINKED[table]
        return _name(connection, other, key.get(f"{other}_id"))
    if table == "mention":
        return _name(connection, "actor", _value(connection, "mention", "actor_id", key.get("id")))
    if table in _NAMES:
        return _name(connection, table, key.get("id"))
    return key.get("code")


def _with_names(connection: sqlite3.Connection, side: dict[str, Any] | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {
        column.removesuffix("_id") if column in _REFERRED else column: value
        if value is None or column not in _REFERRED
        else _name(connection, _REFERRED[column], value)
        for column, value in side.items()
    }


def _name(connection: sqlite3.Connection, table: str, row_id: int | None) -> str:
    name = _value(connection, table, _NAMES[table], row_id)
    return f"{table} {row_id}" if name is None else str(name)


def _value(connection: sqlite3.Connection, table: str, column: str, row_id: int | None) -> Any:
    """Return a value of a row as it is now; of a deleted one, as it was last."""
    row = connection.execute(f"SELECT {column} FROM {table} WHERE id = ?", (row_id,)).fetchone()
    if row is None:
        row = connection.execute(
            f"""SELECT {value_in("change.before", column)} FROM change WHERE table_name = ?
                AND row_key = json_object('id', ?) AND operation = 'delete' ORDER BY id DESC LIMIT 1""",
            (table, row_id),
        ).fetchone()
    return None if row is None else row[0]
