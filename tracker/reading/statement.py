"""The rows of a list's statement, as any SQL client has them: its columns by their names."""

import sqlite3
from typing import Any, NamedTuple

from tracker.database import patience
from tracker.reading.selection import Selection

MOST_SECONDS = 5.0
"""How long a statement may take; at 250,000 recommendations one takes less than two."""


class Ran(NamedTuple):
    """What a statement gave: the names of its columns, its first rows, and how many there are in all."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: int


def run(connection: sqlite3.Connection, selection: Selection, *, most: int) -> Ran:
    """Return the first rows of the statement that `selection.pasteable()` shows.

    From here on the connection interrupts each statement that takes longer than `MOST_SECONDS`.
    """
    patience.limit(connection, MOST_SECONDS)
    cursor = connection.execute(selection.pasteable())
    columns = tuple(column[0] for column in cursor.description)
    rows = tuple(cursor.fetchmany(most))
    # Read to its end or closed: a reader that stops in the middle would hold up everybody who writes.
    cursor.close()
    if len(rows) < most:
        return Ran(columns, rows, len(rows))
    counted = connection.execute(selection.counted(), selection.parameters).fetchone()
    return Ran(columns, rows, counted[0])
