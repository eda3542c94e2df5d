"""A private copy of the file, as it is or as it was after some change: a state that all views and queries read alike.

It is read for as long as it takes, without a lock that anybody would wait for.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from tracker.database import file, followup, patience
from tracker.database.recorded import held_row, recorded_tables
from tracker.errors import BadInput

_LATER = "c.id > :change OR c.changed_at > :moment"
_CHANGES = f"""SELECT c.id, c.table_name, c.row_key, c.operation, c."before", c."after" FROM change AS c
WHERE {_LATER} ORDER BY c.id DESC"""
_SEARCHED = ("recommendation_search", "note_search")


@contextmanager
def copy(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Give a copy of what the connection reads, in a temporary file that goes with it."""
    # A name of nothing is a file on disk, which SQLite deletes (sqlite.org/inmemorydb.html, section 3).
    with closing(sqlite3.connect("", isolation_level=None, check_same_thread=False)) as private:
        file.distrust(private)
        private.text_factory = connection.text_factory
        connection.backup(private)
        patience.limit_where_altered(private)
        yield private


@contextmanager
def state_at(
    connection: sqlite3.Connection, *, change: int, moment: str | None = None
) -> Iterator[sqlite3.Connection]:
    """Give the file as it was after a change, by its number; what was done after a moment (UTC) is left out as well.

    Where nothing came later it is the connection itself. Raises BadInput where the history cannot be read back.
    """
    # No text is later than this one.
    until = {"change": change, "moment": moment or "\U0010ffff"}
    (later,) = connection.execute(
        f"SELECT EXISTS (SELECT 1 FROM change AS c WHERE {_LATER})", until
    ).fetchone()
    if not later:
        yield connection
        return
    with copy(connection) as private:
        private.execute("BEGIN")
        triggers = private.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            private.execute(f'DROP TRIGGER "{name.replace(chr(34), chr(34) * 2)}"')
        _take_back(private, until)
        private.execute(f"DELETE FROM change AS c WHERE {_LATER}", until)
        followup.fill(private)
        for table in _SEARCHED:
            private.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")
        private.execute("COMMIT")
        private.execute("PRAGMA query_only = ON")
        yield private


def _take_back(private: sqlite3.Connection, until: dict[str, object]) -> None:
    """Put back what each later change replaced, the latest first: what is left is what the first of them found."""
    tables = {table.name: table for table in recorded_tables(private)}
    for number, table, key, operation, before, after in private.execute(_CHANGES, until):
        try:
            row = held_row(tables[table], key, operation, before, after)
            _put_back(private, table, row.key, row.before, operation)
        except (KeyError, ValueError, sqlite3.IntegrityError) as error:
            raise BadInput(
                f"What change c{number} replaced cannot be put back: the file cannot be shown as it was before it.",
                "tracker check says what is wrong with the history.",
            ) from error


def _put_back(
    private: sqlite3.Connection, table: str, key: dict[str, object], before: dict[str, object], operation: str
) -> None:
    where = " AND ".join(f'"{name}" = ?' for name in key)
    if operation == "insert":
        private.execute(f"DELETE FROM {table} WHERE {where}", tuple(key.values()))
    elif operation == "delete":
        columns = ", ".join(f'"{name}"' for name in before)
        marks = ", ".join("?" * len(before))
        private.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(before.values()))
    else:
        assigned = ", ".join(f'"{name}" = ?' for name in before)
        private.execute(f"UPDATE {table} SET {assigned} WHERE {where}", (*before.values(), *key.values()))
