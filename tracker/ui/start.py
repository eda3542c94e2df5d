"""What the first screen shows, read before the UI starts: the one time that reading need not be in a thread."""

import sqlite3
from pathlib import Path
from typing import NamedTuple

from tracker.database.file import connect, sqlite_errors
from tracker.database.patience import limit_where_altered
from tracker.query_line import Query
from tracker.reading import queries
from tracker.reading.selection import Selection, select, selected

PAGE = 100
"""Lines of the first page: more than any terminal shows."""


class ListRead(NamedTuple):
    """A list as far as it is known at once: its selection and its first page."""

    selection: Selection
    first: tuple[queries.ListedRecommendation, ...]
    complete: bool
    """Whether the first page is all of it."""
    seen_change_id: int
    """The latest change there was before it was read."""


class Start(NamedTuple):
    """What the first paint needs."""

    connection: sqlite3.Connection
    data_version: int
    """What SQLite called the version of the data before anything was read; it rises as others commit."""
    statuses: tuple[queries.Code, ...]
    roles: dict[str, str]
    code_names: dict[tuple[str, str], str]
    reports: tuple[queries.ReportListed, ...]
    tag_colours: dict[str, str]
    list: ListRead


def read_list(connection: sqlite3.Connection, line: str, *, me: str) -> ListRead:
    """Return the list of a query line, of which `owner:me` means that analyst; raises QueryError."""
    return _read(connection, select(connection, line, me=me))


def _read(connection: sqlite3.Connection, selection: Selection) -> ListRead:
    seen = queries.latest_change_id(connection)
    first = queries.first_page(connection, selection, PAGE)
    return ListRead(selection, first, len(first) < PAGE, seen)


def open_database(path: Path, connection: sqlite3.Connection | None = None) -> Start:
    """Read what the first paint needs from a current database, on a connection that is open already or another.

    Raises TrackerError.
    """
    connection = connection or connect(path)
    try:
        with sqlite_errors(path):
            limit_where_altered(connection)
            return Start(
                connection,
                connection.execute("PRAGMA data_version").fetchone()[0],
                queries.statuses(connection),
                {role.code: role.name for role in queries.roles(connection)},
                queries.code_names(connection),
                queries.reports(connection),
                queries.tag_colours(connection),
                _read(connection, selected(connection, Query())),
            )
    except BaseException:
        connection.close()
        raise
