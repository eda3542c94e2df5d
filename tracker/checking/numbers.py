"""The numbers of rows: each is given once, and there is room for more (sqlite.org/autoinc.html)."""

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from tracker.checking.finding import REPAIR, Finding
from tracker.database import schema
from tracker.database.recorded import FARTHEST, held_key, recorded_tables, value_in

_TOO_HIGH = 2**62
"""No file comes to this number by counting: whoever put it there left no room for the next row."""
_GUARDED_SINCE = "0003"
"""The revision since when no deleted number can be given again, except while the triggers are away."""


class Counter(NamedTuple):
    """What a table counts its rows by, beside what it should stand at."""

    table: str
    stands_at: int | None
    """None where `sqlite_sequence` has no number for the table, or several."""
    used: int
    """The highest number that a row has or had."""
    legible: bool
    """Whether `sqlite_sequence` has one whole number for the table, or nothing yet."""

    @property
    def low(self) -> bool:
        """Whether numbers that were used would be given again."""
        return (self.stands_at or 0) < self.used

    @property
    def wrong(self) -> bool:
        """Whether it stands too low, or so far up that soon there is no number left, or nobody can say where."""
        return self.low or not self.legible or (self.stands_at or 0) > self.used + FARTHEST


class Misnumbered(NamedTuple):
    """A row whose number is too high, or was another row's."""

    table: str
    number: int
    sentence: str


def numbered_tables() -> Iterator[str]:
    """Yield the tables of ours whose rows have numbers of their own."""
    for each in schema.expected().values():
        if each.is_table and "AUTOINCREMENT" in each.sql:
            yield each.name


def findings(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield what is wrong with the counters, and the rows that have numbers which they should not have."""
    for row in misnumbered(connection):
        yield Finding(f"{row.table} {row.number}", row.sentence, REPAIR, repairable=True)
    for counter in counters(connection):
        if counter.wrong:
            at = "nowhere" if counter.stands_at is None else f"at {counter.stands_at}"
            then = "used numbers would be given again" if counter.low else "soon no row could be added"
            if not counter.legible:
                then = "what it holds is no number, or there are several of it"
            sentence = f"It stands {at} and the last number used is {counter.used}: {then}."
            yield Finding(f"counter of {counter.table}", sentence, REPAIR, repairable=True)


def counters(connection: sqlite3.Connection) -> Iterator[Counter]:
    """Yield the counter of each table."""
    for table in numbered_tables():
        rows = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchall()
        whole = len(rows) == 1 and isinstance(rows[0][0], int)
        yield Counter(table, rows[0][0] if whole else None, _used(connection, table), whole or not rows)


def _used(connection: sqlite3.Connection, table: str) -> int:
    (top,) = connection.execute(f"SELECT max(id) FROM {table} WHERE id < {_TOO_HIGH}").fetchone()
    # A change that somebody made up may name any number.
    (gone,) = connection.execute(
        f"""SELECT max(number) FROM (SELECT {value_in("row_key", "id")} AS number FROM change
            WHERE table_name = ? AND operation = 'delete')
        WHERE typeof(number) = 'integer' AND number <= ?""",
        (table, (top or 0) + FARTHEST),
    ).fetchone()
    return max(top or 0, gone or 0)


def misnumbered(connection: sqlite3.Connection) -> Iterator[Misnumbered]:
    """Yield the rows that need another number, in the order of those they have."""
    for table in numbered_tables():
        rows = connection.execute(f"SELECT id FROM {table} WHERE id >= {_TOO_HIGH} ORDER BY id").fetchall()
        for (number,) in rows:
            yield Misnumbered(table, number, "Its number is so high that soon no row could be added.")
    # What was put back under its number before could be put back by anybody: only later ones are told.
    since = connection.execute(
        "SELECT last_change_id FROM schema_revision WHERE revision = ?", (_GUARDED_SINCE,)
    ).fetchone()
    for recorded in recorded_tables(connection):
        if recorded.key == ("id",):
            parameters = (recorded.name, since[0] if since else 0)
            rows = connection.execute(_GIVEN_AGAIN.format(table=recorded.name), parameters).fetchall()
            for row_key, given, gone in rows:
                number = held_key(recorded, row_key)["id"]
                sentence = f"It has the number of a row that was deleted (changes {gone} and {given})."
                yield Misnumbered(recorded.name, number, sentence)


_GIVEN_AGAIN = """SELECT c.row_key, c.id, (SELECT max(d.id) FROM change AS d WHERE d.table_name = c.table_name
    AND d.row_key = c.row_key AND d.operation = 'delete' AND d.id < c.id) AS gone
FROM change AS c JOIN {table} AS t ON c.row_key = json_object('id', t.id)
WHERE c.table_name = ? AND c.id > ? AND c.operation = 'insert' AND gone IS NOT NULL
  AND coalesce((SELECT s.kind FROM changeset AS s WHERE s.id = c.changeset_id), '') NOT IN ('undo', 'redo', 'check')
  AND NOT EXISTS (SELECT 1 FROM change AS d WHERE d.table_name = c.table_name AND d.row_key = c.row_key
    AND d.operation = 'delete' AND d.id > c.id)
ORDER BY c.id"""
