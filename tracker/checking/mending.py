"""Mending what can be mended without loss: indexes, triggers and views are made again, and what nobody recorded is
appended to the history, of which nothing is ever altered.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

from tracker.checking import contract, followups, history, integrity, numbers, schema, search
from tracker.checking.history import Unrecorded
from tracker.checking.silent_loads import silent_loads
from tracker.database import backups, file, followup, foreign_triggers, patience
from tracker.database.file import RESTORE
from tracker.database.recorded import Row
from tracker.database.schema import SEARCH_PARTS, Difference, alterations, expected
from tracker.errors import DatabaseUnusable
from tracker.labels import number_of


def mend(path: Path, *, analyst: str) -> tuple[Path, list[str]]:
    """Mend the database in one transaction, after a backup; return the backup and what was done, in sentences.

    Where there was nothing to do the backup goes again: one for each try would push out those that tell of something.

    Raises DatabaseUnusable where pages are damaged or a table was replaced, which only a backup mends; then
    nothing was written.
    """
    with closing(file.connect(path, writing=True)) as connection, file.sqlite_errors(path):
        _refuse_destroyed(connection, path)
        if foreign_triggers.found(connection):
            patience.limit(connection, patience.WRITING_SECONDS)
        backup = backups.automatic(path, "repair", intact=False)
        done = list(_without_log(connection, path))
        connection.execute("BEGIN IMMEDIATE")
        # Indexes first: the history is read through one. What is not committed goes with the connection.
        done += [
            *file.mend_marks(connection),
            *_reindexed(connection),
            *_closed(connection),
            *_renumbered(connection),
            *_counting_on(connection),
            *_recorded(connection, analyst),
            # What went without a record had a number, too.
            *_counting_on(connection),
            *_made_again(connection),
            *_described(connection),
            *_known_revisions(connection),
            *_rebuilt(connection),
            *_followed(connection),
        ]
        connection.execute("COMMIT")
    if done:
        backups.keep_latest(path, "repair")
    else:
        backup.unlink(missing_ok=True)
    return backup, done


def _refuse_destroyed(connection: sqlite3.Connection, path: Path) -> None:
    damage = [finding.sentence for finding in integrity.pages(connection) if finding.where == integrity.FILE]
    altered = [f"The {each}." for each in alterations(connection) if each.wanted.is_table]
    if damage or altered:
        remedy = RESTORE if damage else schema.remedy_for_tables(connection)
        raise DatabaseUnusable(
            f"{path} cannot be mended. {[*damage, *altered][0]}", f"Nothing was written. {remedy}"
        )


def _without_log(connection: sqlite3.Connection, path: Path) -> Iterator[str]:
    if file.keeps_log(path):
        with suppress(sqlite3.OperationalError):
            # Not while another program has the file open: then the check says so once more.
            (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
            if mode == "delete":
                yield "WAL was switched off: all of the database is in its file again."


def _reindexed(connection: sqlite3.Connection) -> Iterator[str]:
    for finding in list(integrity.pages(connection)):
        if finding.repairable:
            name = finding.where.removeprefix("index ")
            connection.execute(f'REINDEX "{name}"')
            yield f"Index {name} was made again."


def _renumbered(connection: sqlite3.Connection) -> Iterator[str]:
    """Give rows whose number is too high, or was another's, the next one; what refers to them goes along.

    No trigger records it: a row of the history keeps what it says, any other is then found to have changed.
    """
    rows = list(numbers.misnumbered(connection))
    if not rows:
        return
    present = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    away = {name: statement for name, statement in present if name in expected()}
    # References lead to nothing for a moment.
    connection.execute("PRAGMA defer_foreign_keys = ON")
    for name in away:
        connection.execute(f"DROP TRIGGER {name}")
    last = {counter.table: counter.used for counter in numbers.counters(connection)}
    for row in rows:
        last[row.table] += 1
        for table, column in [(row.table, "id"), *_references(connection, row.table)]:
            statement = f'UPDATE "{table}" SET "{column}" = ? WHERE "{column}" = ?'
            connection.execute(statement, (last[row.table], row.number))
        yield f"{row.table.capitalize()} {row.number} has the number {last[row.table]} now."
    for statement in away.values():
        connection.execute(statement)


def _references(connection: sqlite3.Connection, table: str) -> Iterator[tuple[str, str]]:
    for each in expected().values():
        if each.is_table:
            links = connection.execute('SELECT "from", "table" FROM pragma_foreign_key_list(?)', (each.name,))
            yield from ((each.name, column) for column, parent in links.fetchall() if parent == table)
    if table == "change":
        yield "changeset", "reverts_change_id"


def _counting_on(connection: sqlite3.Connection) -> Iterator[str]:
    for counter in list(numbers.counters(connection)):
        if counter.wrong:
            connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (counter.table,))
            connection.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", (counter.table, counter.used))
            yield f"The counter of {counter.table} stands at {counter.used} again."


def _recorded(connection: sqlite3.Connection, analyst: str) -> Iterator[str]:
    """Append each unrecorded difference as a change; its maker is not known, so the changeset names none."""
    # Kept aside until all are found: the history must not grow while it is read.
    connection.execute(
        "CREATE TEMP TABLE found (table_name, row_key, recommendation_id, operation, before, after)"
    )
    connection.executemany(
        "INSERT INTO found VALUES (?, ?, ?, ?, ?, ?)",
        (
            (
                each.table.name,
                each.row_key,
                each.recommendation_id,
                each.operation,
                _json(each.before, each.operation != "insert"),
                _json(each.after, each.operation != "delete"),
            )
            for each in history.differences(connection, silent_loads(connection))
            if isinstance(each, Unrecorded)
        ),
    )
    (count,) = connection.execute("SELECT count(*) FROM found").fetchone()
    if count:
        rows = number_of(count, "row")
        summary = f"Found by check: {rows} changed without a record (tracker check, run by {analyst})"
        changeset = connection.execute(
            "INSERT INTO changeset (kind, summary) VALUES ('check', ?)", (summary,)
        ).lastrowid
        connection.execute("INSERT INTO open_changeset (changeset_id) VALUES (?)", (changeset,))
        connection.execute(
            'INSERT INTO change (changeset_id, table_name, row_key, recommendation_id, operation, "before", "after")'
            " SELECT ?, table_name, row_key, recommendation_id, operation, before, after FROM found ORDER BY rowid",
            (changeset,),
        )
        connection.execute("DELETE FROM open_changeset")
        yield f"{rows} changed without a record: now in the history as changeset {changeset}."
    connection.execute("DROP TABLE found")


def _json(row: Row, given: bool) -> str | None:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) if given else None


def _made_again(connection: sqlite3.Connection) -> Iterator[str]:
    # Twice: with a table go its triggers.
    for _ in range(2):
        for difference in alterations(connection):
            yield from _moved_aside(connection, difference)
            _make(connection, difference)
            yield f"{difference.wanted.kind.capitalize()} {difference.wanted.name} was made again."


def _moved_aside(connection: sqlite3.Connection, difference: Difference) -> Iterator[str]:
    """Rename a table that somebody made in the place of something of ours: its rows are theirs."""
    name = difference.wanted.name
    is_table = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,))
    if difference.missing or difference.wanted.kind == "table" or is_table.fetchone() is None:
        return
    taken = {each for (each,) in connection.execute("SELECT name FROM sqlite_master")}
    aside = next(each for number in count(1) if (each := f"{name}_{number}") not in taken)
    # Without looking whether every view still fits: ours are about to be made again.
    connection.execute("PRAGMA legacy_alter_table = ON")
    connection.execute(f"ALTER TABLE {name} RENAME TO {aside}")
    connection.execute("PRAGMA legacy_alter_table = OFF")
    yield f"The table {name} in the place of a {difference.wanted.kind} of Tracker's is now called {aside}."


_NAMED_SO = "SELECT 1 FROM sqlite_master WHERE type = ? AND name = ?"


def _make(connection: sqlite3.Connection, difference: Difference) -> None:
    wanted = difference.wanted
    kinds = ("table", "view") if wanted.kind == "table" else (wanted.kind,)
    for kind in kinds:
        if connection.execute(_NAMED_SO, (kind, wanted.name)).fetchone():
            connection.execute(f"DROP {kind} {wanted.name}")
    connection.execute(wanted.sql)
    if wanted.is_search:
        _fill(connection, wanted.name)


def _described(connection: sqlite3.Connection) -> Iterator[str]:
    """Write the data dictionary anew; its own triggers, which keep everybody out, stand aside."""
    rewritten = [finding.where for finding in contract.rewritten(connection)]
    if not rewritten:
        return
    from tracker.database.dictionary import COLUMNS, write_rows

    guards = [
        each for name, each in expected().items() if name.startswith(tuple(f"guard_{t}_" for t in COLUMNS))
    ]
    for guard in guards:
        connection.execute(f"DROP TRIGGER {guard.name}")
    write_rows(connection)
    for guard in guards:
        connection.execute(guard.sql)
    yield from (f"Table {table} was written again." for table in rewritten)


def _known_revisions(connection: sqlite3.Connection) -> Iterator[str]:
    if list(schema.revisions(connection)):
        guard = expected()["guard_schema_revision_delete"]
        connection.execute(f"DROP TRIGGER {guard.name}")
        connection.execute(f"DELETE FROM schema_revision WHERE {schema.UNKNOWN_REVISION}", file.REVISIONS)
        connection.execute(guard.sql)
        yield "The revisions that there are not were taken out of schema_revision."


def _rebuilt(connection: sqlite3.Connection) -> Iterator[str]:
    for name in list(search.indexes(connection)):
        try:
            _fill(connection, name)
        except sqlite3.DatabaseError:
            # Its own tables are gone or empty: then SQLite can neither fill nor drop it.
            _forget(connection, name)
            connection.execute(expected()[name].sql)
            _fill(connection, name)
        yield f"Search index {name} was filled again."


def _followed(connection: sqlite3.Connection) -> Iterator[str]:
    count = followups.differing(connection)
    if count:
        followup.fill(connection)
        yield f"What counts now of {number_of(count, 'recommendation')} was computed again."


def _fill(connection: sqlite3.Connection, index: str) -> None:
    connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")


def _forget(connection: sqlite3.Connection, index: str) -> None:
    """Take a full-text index out of the schema, then drop what it kept its content in (fts5.html, section 9)."""
    file.undefended(connection)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("DELETE FROM sqlite_master WHERE name = ?", (index,))
    connection.execute("PRAGMA writable_schema = RESET")
    for part in SEARCH_PARTS:
        connection.execute(f"DROP TABLE IF EXISTS {index}_{part}")


def _closed(connection: sqlite3.Connection) -> Iterator[str]:
    if list(schema.marker(connection)):
        connection.execute("DELETE FROM open_changeset")
        yield "The changeset left open was closed."
