"""What the file says of itself, and our own tables, triggers, views and indexes against the golden schema: other
programs can change any of it."""

import sqlite3
from collections.abc import Iterator

from tracker.checking.finding import REPAIR, Finding
from tracker.checking.way_back import way_back
from tracker.database import foreign_triggers
from tracker.database.file import RESTORE, REVISIONS, faults_of_marks
from tracker.database.schema import alterations
from tracker.text import shown_line


def objects(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield a finding for each object of ours that is missing or not as we made it.

    Where tables are not, nothing can be mended beside them. Those with a way back take along what goes with them.
    """
    found = alterations(connection)
    if not any(each.wanted.is_table for each in found):
        for each in found:
            yield Finding(f"schema of {each.wanted.name}", f"The {each}.", REPAIR, repairable=True)
        return
    remedy = remedy_for_tables(connection)
    for each in found:
        if each.wanted.is_table or remedy == RESTORE:
            yield Finding(f"schema of {each.wanted.name}", f"The {each}.", remedy)


def remedy_for_tables(connection: sqlite3.Connection) -> str:
    """Return what to do where a table is not as we made it."""
    statements = way_back(connection)
    return f"In the sqlite3 shell, which keeps all rows of Tracker's: {statements}" if statements else RESTORE


def marks(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield a finding for each thing that the file says wrongly of itself."""
    for fault in faults_of_marks(connection):
        yield Finding("marks of the file", f"{fault[0].upper()}{fault[1:]}.", REPAIR, repairable=True)


def triggers(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield a finding for each trigger of somebody else's that would do harm in an analyst's name."""
    for each in foreign_triggers.found(connection):
        if each.harms:
            sentence = f"{each} Its text: {each.text}"
            yield Finding(
                f"trigger {each.name}", sentence, f"No edit is made while it is there; {each.remedy}"
            )


def marker(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield a finding where a changeset was left open: what others do would be taken for its analyst's."""
    if connection.execute("SELECT 1 FROM open_changeset").fetchone():
        yield Finding(
            "open_changeset",
            "A changeset was left open: whatever any program changes counts as part of it.",
            REPAIR,
            repairable=True,
        )


def revisions(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield a finding where the file is said to have reached a revision that there is not: undo stops at it."""
    for (revision,) in connection.execute(
        f"SELECT revision FROM schema_revision WHERE {UNKNOWN_REVISION} ORDER BY revision", REVISIONS
    ):
        unknown = f"It has the revision {shown_line(revision)}, which does not exist"
        sentence = f"{unknown}: nothing from before it can be undone."
        yield Finding("schema_revision", sentence, REPAIR, repairable=True)


UNKNOWN_REVISION = f"revision NOT IN ({', '.join('?' * len(REVISIONS))})"
