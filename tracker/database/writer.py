"""Writing: one short transaction, one changeset, through stdlib `sqlite3` like reading.

An edit through an ORM's session took two to three times as long as by hand, and half a second to import first.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tracker.database import foreign_triggers, patience
from tracker.database.file import connect, identity, sqlite_errors
from tracker.database.schema import alterations, refuse_unguarded


class Writer:
    """Writes to one existing file.

    It keeps its connection, as parsing the schema costs more than an edit, and opens it anew where another file
    has taken the path.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection | None = None) -> None:
        """Without a connection that is open already, for writing, nothing is opened before the first transaction."""
        self.path = path
        self.waiting = False
        """Whether it waits for another program to let go of the file."""
        self._connection = connection
        self._identity = None if connection is None else identity(path)
        self._schema_seen: int | None = None
        self._shared: sqlite3.Connection | None = None

    def close(self) -> None:
        """Close the connection; the next transaction opens it again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the connection inside one transaction: all of it is committed at the end, or nothing is.

        It begins IMMEDIATE: what is read in it cannot be overtaken before it is written. Raises TrackerError for
        whatever SQLite refuses, where triggers of ours are missing, as what is written then would be neither
        checked nor recorded, and where other people's would do harm in the analyst's name. Inside `together` it is a
        part of that one.
        """
        if self._shared is not None:
            with sqlite_errors(self.path):
                yield self._shared
            return
        with sqlite_errors(self.path):
            connection = self._connected()
            self._wait(connection, "BEGIN IMMEDIATE")
            try:
                self._look_at_schema(connection)
                # One that another program left there would be taken for that of an edit before.
                connection.execute("DELETE FROM open_changeset")
                yield connection
                connection.execute("DELETE FROM open_changeset")
                self._wait(connection, "COMMIT")
            except BaseException:
                # Some errors end the transaction by themselves (sqlite.org/lang_transaction.html, section 3).
                if connection.in_transaction:
                    with suppress(sqlite3.Error):
                        connection.execute("ROLLBACK")
                raise

    @contextmanager
    def together(self) -> Iterator[sqlite3.Connection]:
        """Make the transactions of several edits one, and their changesets the first that is opened in it."""
        with self.transaction() as connection:
            self._shared = connection
            try:
                yield connection
            finally:
                self._shared = None

    def _wait(self, connection: sqlite3.Connection, statement: str) -> None:
        """Begin or commit: other writers hold up the one, readers the other (sqlite.org/lockingv3.html)."""
        self.waiting = True
        try:
            connection.execute(statement)
        finally:
            self.waiting = False

    def _connected(self) -> sqlite3.Connection:
        taken_by = identity(self.path)
        if self._connection is None or taken_by != self._identity:
            self.close()
            self._connection = connect(self.path, writing=True)
            self._identity, self._schema_seen = taken_by, None
        return self._connection

    def _look_at_schema(self, connection: sqlite3.Connection) -> None:
        """Raise where our triggers are not as we made them, or others would do harm; what may take for ever is limited.

        Looked at again only when the schema has changed.
        """
        (version,) = connection.execute("PRAGMA schema_version").fetchone()
        if self._schema_seen == version:
            return
        refuse_unguarded(connection, self.path)
        others = foreign_triggers.found(connection)
        foreign_triggers.refuse_harmful(others, self.path)
        if others or alterations(connection):
            patience.limit(connection, patience.WRITING_SECONDS)
        else:
            patience.unlimited(connection)
        self._schema_seen = version


def open_changeset(
    connection: sqlite3.Connection,
    *,
    analyst: str,
    summary: str,
    kind: str = "edit",
    reverts_id: int | None = None,
    reverts_change_id: int | None = None,
    digest: str | None = None,
    accepts_source_changes: bool = False,
) -> int:
    """Begin the changeset that every change of this transaction belongs to, and return its number.

    An edit in a transaction that has one open already is a part of it (`Writer.together`).
    """
    opened = connection.execute("SELECT changeset_id FROM open_changeset").fetchone()
    if opened is not None and kind == "edit":
        return int(opened[0])
    made = connection.execute(
        "INSERT INTO changeset (kind, analyst, summary, reverts_id, reverts_change_id, digest)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (kind, analyst, summary, reverts_id, reverts_change_id, digest),
    )
    number = made.lastrowid or 0
    connection.execute("DELETE FROM open_changeset")
    connection.execute(
        "INSERT INTO open_changeset (id, changeset_id, accepts_source_changes) VALUES (1, ?, ?)",
        (number, int(accepts_source_changes)),
    )
    return number
