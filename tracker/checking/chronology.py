"""The order of the history: times that rise with the numbers, changesets that end before the next one begins, and
undos of what can be undone. What somebody made up seldom keeps all of it. No row was created in the future either.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from tracker.checking.finding import Finding
from tracker.database.recorded import recorded_tables
from tracker.labels import number_of
from tracker.text import shown_line

_STAYS = "The history only grows, so this stays."
_SLACK = timedelta(days=1)
"""How far a time may lie behind an earlier one or ahead of this machine's clock: clocks are set right by hours where
a machine kept local time or crossed zones, and several machines write into one file; by a day they seldom are.
"""
_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def times(connection: sqlite3.Connection, now: datetime | None = None) -> Iterator[Finding]:
    """Yield a finding for each run of times that fall by more than a day, or lie in the future."""
    latest = _latest(now)
    for table, column, noun in (("change", "changed_at", "Change"), ("changeset", "made_at", "Changeset")):
        rows = connection.execute(f"SELECT id, {column} FROM {table} ORDER BY id")
        for fault, first, last, count, moment in _runs(rows, latest):
            numbers = f"{noun} {first} has" if count == 1 else f"{noun}s {first} to {last} have"
            yield Finding(
                "history",
                f"{numbers} a time that {fault}: {shown_line(moment)}.",
                f"Made up by hand, or written while a clock was wrong. {_STAYS}",
            )


def creations(connection: sqlite3.Connection, now: datetime | None = None) -> Iterator[Finding]:
    """Yield a finding for each table in which rows say that they were created in the future.

    Progress without a day counts from then, so it would be the latest, and never stale, until that day comes.
    """
    latest = _latest(now)
    for table in recorded_tables(connection):
        if "created_at" not in table.columns:
            continue
        first, moment, count = connection.execute(
            f"SELECT min(id), created_at, count(*) FROM {table.name} WHERE created_at > ?", (latest,)
        ).fetchone()
        if count:
            others = f", and that of {number_of(count - 1, 'other row')}" if count > 1 else ""
            yield Finding(
                f"{table.name} {first}",
                f"Its created_at lies in the future: {shown_line(moment)}{others}.",
                "Set it with UPDATE to when the row came into this database: the history has the time of its insert.",
            )


def _latest(now: datetime | None) -> str:
    return ((now or datetime.now(UTC)) + _SLACK).strftime(_FORMAT)


def _runs(rows: Iterable[tuple[int, str]], latest: str) -> Iterator[tuple[str, int, int, int, str]]:
    """Yield fault, first and last number, count and first time of each run of faulty times."""
    highest = floor = ""
    run: tuple[str, int, int, int, str] | None = None
    for number, moment in rows:
        fault = "lies in the future" if moment > latest else ""
        if not fault and moment < floor:
            fault = "is before an earlier one's"
        if run is not None and run[0] == fault:
            run = (fault, run[1], number, run[3] + 1, run[4])
            continue
        if run is not None:
            yield run
        run = (fault, number, number, 1, moment) if fault else None
        if not fault and moment > highest:
            highest, floor = moment, _floor(moment)
    if run is not None:
        yield run


def _floor(moment: str) -> str:
    try:
        return (datetime.strptime(moment, _FORMAT) - _SLACK).strftime(_FORMAT)
    except (ValueError, OverflowError):
        # No moment that Python knows, or none that our rules let in: nothing is held against it.
        return ""


def changesets(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield the changes that were slipped into a changeset later, and the undos of what cannot be undone.

    One transaction makes a changeset and all of its changes, so they follow each other as their changesets do.
    """
    for number, changeset in connection.execute(_SLIPPED_IN):
        sentence = f"It is said to belong to changeset {changeset}, which had ended before."
        yield Finding(f"change {number}", sentence, _STAYS)
    for number, kind, summary in connection.execute(_NO_TURNING_BACK):
        article = "an" if kind[0] in "aeiou" else "a"
        sentence = f"'{shown_line(summary)}': {article} {kind} cannot take back what it names."
        yield Finding(f"changeset {number}", sentence, _STAYS)
    for number, summary in connection.execute(_NOTHING_TURNED):
        sentence = f"'{shown_line(summary)}': it took nothing back, though it counts as done."
        remedy = f"{_STAYS} Undo what it names by hand where it should not stand."
        yield Finding(f"changeset {number}", sentence, remedy)


_NOTHING_TURNED = """SELECT s.id, s.summary FROM changeset AS s WHERE s.kind IN ('undo', 'redo')
  AND NOT EXISTS (SELECT 1 FROM change AS c WHERE c.changeset_id = s.id)
  AND (s.reverts_change_id IS NOT NULL OR EXISTS (SELECT 1 FROM change AS c WHERE c.changeset_id = s.reverts_id))
ORDER BY s.id"""
_SLIPPED_IN = """SELECT id, changeset_id FROM (SELECT id, changeset_id,
    lag(changeset_id) OVER (ORDER BY id) AS previous,
    max(changeset_id) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS highest FROM change)
WHERE changeset_id IS NOT NULL AND changeset_id IS NOT previous AND changeset_id <= highest ORDER BY id"""
_NO_TURNING_BACK = """SELECT s.id, s.kind, s.summary FROM changeset AS s
LEFT JOIN changeset AS t ON t.id = s.reverts_id AND t.id < s.id
LEFT JOIN change AS c ON c.id = s.reverts_change_id
WHERE (s.kind IN ('undo', 'redo') OR s.reverts_id IS NOT NULL OR s.reverts_change_id IS NOT NULL) AND NOT coalesce(
  s.kind = 'undo' AND s.reverts_change_id IS NULL AND t.kind = 'edit'
  OR s.kind = 'undo' AND s.reverts_id IS NULL AND c.id IS NOT NULL AND c.changeset_id IS NULL
  OR s.kind = 'redo' AND s.reverts_change_id IS NULL AND t.kind = 'undo', 0)
ORDER BY s.id"""
