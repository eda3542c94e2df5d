"""A limit on how long one statement may take: for files in which something that is not ours runs along."""

import sqlite3
from time import monotonic

from tracker.database import schema

READING_SECONDS = 10.0
"""How long a statement that reads may take where our views were replaced; ours take less than one."""
WRITING_SECONDS = 60.0
"""How long one that writes may take where other people's triggers run along: a change of 250,000 rows takes 20."""

_STEPS = 100_000
"""After how many of its instructions SQLite asks: some milliseconds."""


def limit(connection: sqlite3.Connection, seconds: float) -> None:
    """Have SQLite interrupt every statement that takes longer (sqlite.org/c3ref/progress_handler.html)."""
    began = monotonic()

    def begun(statement: str) -> None:
        nonlocal began
        # What a trigger or a full-text index does inside a statement comes as a comment, if at all.
        if not statement.startswith("--"):
            began = monotonic()

    connection.set_trace_callback(begun)
    connection.set_progress_handler(lambda: monotonic() - began > seconds, _STEPS)


def limit_where_altered(connection: sqlite3.Connection) -> None:
    """Limit a connection for reading where our views are not as we made them, and no other."""
    if schema.alterations(connection):
        limit(connection, READING_SECONDS)
    else:
        unlimited(connection)


def unlimited(connection: sqlite3.Connection) -> None:
    """Let every statement take its time again."""
    connection.set_trace_callback(None)
    connection.set_progress_handler(None, 0)
