"""The state of the file that a brief is of: as it is now, as it was at some point, or as a brief says that it was."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime

from tracker.database import file, patience
from tracker.exchange.brief.figures import Scope
from tracker.query_line import parse
from tracker.reading import as_of, queries
from tracker.reading.points import Point

LONG = 500
"""More recommendations than this are read from a copy: others would wait for seconds to save."""


@contextmanager
def one_state(connection: sqlite3.Connection, *, long: bool) -> Iterator[sqlite3.Connection]:
    """Give one state of the file to read, whoever writes meanwhile; `long`: a copy, that nobody waits for."""
    connection.execute("BEGIN")
    try:
        if long:
            with _copy(connection) as private:
                connection.execute("ROLLBACK")
                yield private
        else:
            yield connection
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


@contextmanager
def _copy(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    # A name of nothing is a file on disk, which SQLite deletes (sqlite.org/inmemorydb.html, section 3).
    with closing(sqlite3.connect("", isolation_level=None, check_same_thread=False)) as private:
        file.distrust(private)
        private.text_factory = connection.text_factory
        connection.backup(private)
        patience.limit_where_altered(private)
        yield private


def scope_of(
    connection: sqlite3.Connection,
    line: str,
    author: str,
    point: Point | None = None,
    *,
    notes: str = "none",
    since: str | None = None,
) -> Scope:
    """Return what a brief is about that is made now, of the state there is or of that at a point; in `one_state`."""
    now = datetime.now(UTC)
    made_at = f"{now:%Y-%m-%dT%H:%M:%SZ}"
    change = queries.latest_change_id(connection)
    day, moment, by_moment = now.date().isoformat(), made_at, False
    if point is not None:
        day = point.day
        change = change if point.after is None else point.after
        # A day that is not over: what is done later on it is not in the brief.
        by_moment = point.after is None and point.moment < made_at
        moment = min(point.moment, made_at)
    return Scope(line, author, day, moment, made_at, change, by_moment=by_moment, notes=notes, since=since)


@contextmanager
def state_of(connection: sqlite3.Connection, scope: Scope) -> Iterator[sqlite3.Connection]:
    """Give the state that a brief is about; where nothing was done since, that is the connection itself."""
    if not scope.by_moment and scope.change == queries.latest_change_id(connection):
        yield connection
        return
    point = Point("", scope.moment, scope.day, None if scope.by_moment else scope.change)
    searched = bool(parse(scope.query, me=scope.author).words)
    with as_of.database(connection, point, searched=searched) as then:
        yield then
