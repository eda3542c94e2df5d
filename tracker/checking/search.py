"""The full-text indexes against the tables that they index (sqlite.org/fts5.html, section 6.6)."""

import sqlite3
from collections.abc import Iterator

from tracker.checking.finding import REPAIR, Finding
from tracker.database import schema


def indexes(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the name of each full-text index of ours that is there and does not match its table.

    The command that compares them counts as a write: the connection must be one for writing.
    """
    for name, wanted in schema.expected().items():
        if not wanted.is_search:
            continue
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone() is None:
            continue
        try:
            # With rank 1 the index is compared with its table, without it only with itself.
            connection.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError:
            yield name


def mismatches(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield a finding for each of them."""
    for name in indexes(connection):
        yield Finding(
            f"search index {name}", "It does not match the text that it indexes.", REPAIR, repairable=True
        )
