"""What a file says of itself: whose it is, in its header, and of which revision its tables are, in two tables.

`schema_revision` only grows, so it is what counts; `alembic_version` is what alembic goes by, and any program may
write into it. A dump that is read into a new file (`.dump` of the sqlite3 shell) loses the header.
"""

import re
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

_CORE = frozenset(("report", "recommendation", "mention", "changeset", "change", "schema_revision"))
"""Tables that every revision has, and no other program has all of."""
_REVISION = re.compile(r"\d{4}")
_VERSION_TABLE = (
    "CREATE TABLE alembic_version (\n\tversion_num VARCHAR(32) NOT NULL, \n\t"
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n)"
)
"""As alembic makes it."""


class Marks(NamedTuple):
    """What a file says of itself."""

    application_id: int
    vacant: bool
    """Whether there is nothing in it at all."""
    has_our_tables: bool
    labels: tuple[object, ...] | None
    """What is in `alembic_version`, where one revision should be; None where there is no such table."""
    recorded: tuple[str, ...]
    """Every revision that the file has had, by `schema_revision`."""

    @property
    def label(self) -> str | None:
        """The revision that the file says it has, None where it says none, or several."""
        label = self.labels[0] if self.labels and len(self.labels) == 1 else None
        return label if isinstance(label, str) and _REVISION.fullmatch(label) else None

    def newer(self, known: Sequence[str]) -> str | None:
        """Return the revision of a newer program, None where these `known` ones tell all."""
        later = [each for each in (self.label, *self.recorded) if each is not None and each > known[-1]]
        # A label that agrees with the rest means that somebody only wrote a row into the record.
        agrees = self.label is not None and self.label == self.revision(known)
        return max(later) if later and not agrees else None

    def revision(self, known: Sequence[str]) -> str | None:
        """Return the revision that the tables have, of those `known`; None where nothing tells."""
        recorded = [each for each in self.recorded if each in known]
        return max(recorded) if recorded else self.label if self.label in known else None

    def faults(self, application_id: int, revision: str) -> list[str]:
        """Return what is wrong with them, each as a clause: `alembic_version is empty`."""
        found = []
        if self.application_id != application_id:
            found.append(f"application_id is {self.application_id}, which is not Tracker's")
        if self.labels != (revision,):
            found.append(f"alembic_version {self._labelled()}, and the tables are of {revision}")
        return found

    def _labelled(self) -> str:
        if self.labels is None:
            return "is missing"
        if not self.labels:
            return "is empty"
        return f"names {' and '.join(repr(label) for label in self.labels[:3])}"


def read(connection: sqlite3.Connection) -> Marks:
    """Return what the file says of itself; nothing but tables is asked, as a view may do anything."""
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    (vacant,) = connection.execute("SELECT NOT EXISTS (SELECT 1 FROM sqlite_master)").fetchone()
    labels = recorded = None
    if "alembic_version" in tables:
        labels = _column(connection, "SELECT version_num FROM alembic_version ORDER BY 1 LIMIT 10")
    if "schema_revision" in tables:
        recorded = _column(connection, "SELECT revision FROM schema_revision ORDER BY 1 DESC LIMIT 100")
    return Marks(
        application_id,
        bool(vacant),
        tables >= _CORE,
        labels,
        tuple(each for each in recorded or () if isinstance(each, str) and _REVISION.fullmatch(each)),
    )


def _column(connection: sqlite3.Connection, sql: str) -> tuple[object, ...] | None:
    """Return the values of a column, None where the table has no such column."""
    try:
        return tuple(value for (value,) in connection.execute(sql))
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:
            return None
        raise


def write(connection: sqlite3.Connection, *, application_id: int, revision: str) -> None:
    """Have the file say what it is again, inside the transaction that is open."""
    present = connection.execute(
        "SELECT type FROM sqlite_master WHERE name = 'alembic_version' AND type IN ('table', 'view')"
    ).fetchone()
    if present is not None and (present[0] == "view" or read(connection).labels is None):
        connection.execute(f"DROP {present[0]} alembic_version")
        present = None
    if present is None:
        connection.execute(_VERSION_TABLE)
    connection.execute("DELETE FROM alembic_version")
    connection.execute("INSERT INTO alembic_version (version_num) VALUES (?)", (revision,))
    connection.execute(f"PRAGMA application_id = {application_id}")
    connection.execute(f"PRAGMA user_version = {int(revision)}")
