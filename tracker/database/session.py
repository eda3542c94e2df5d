"""Writing: one short transaction, one changeset, through the ORM."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from tracker.database.file import connect, explained, told
from tracker.database.schema import refuse_unguarded


def engine_for(path: Path) -> Engine:
    """Return an engine on an existing file with one connection that is kept, as parsing the schema costs more
    than an edit; it is opened anew where another file has taken the path.

    Every transaction begins IMMEDIATE: what is read in it cannot be overtaken before it is written.
    """

    def open_connection() -> sqlite3.Connection:
        return connect(path, writing=True)

    # Not written as one string, where a question mark in the path would begin the options.
    url = URL.create("sqlite+pysqlite", database=str(path))
    engine = create_engine(url, creator=open_connection, poolclass=QueuePool, pool_size=1)

    @event.listens_for(engine, "connect")
    def remember(_connection: Any, record: Any) -> None:
        record.info["file"] = _identity(path)

    @event.listens_for(engine, "checkout")
    def compare(_connection: Any, record: Any, _proxy: Any) -> None:
        if record.info["file"] != _identity(path):
            raise DisconnectionError("another file has taken the path")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def path_of(engine: Engine) -> Path:
    """Return the file an engine writes to."""
    return Path(engine.url.database or "")


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Give a session inside one transaction: all of it is committed at the end, or nothing is.

    Raises TrackerError for whatever SQLite refuses, and where triggers of ours are missing: what is written
    then would be neither checked nor recorded.
    """
    path = path_of(engine)
    try:
        with told(path), Session(engine, expire_on_commit=False, autoflush=False) as session, session.begin():
            _refuse_unguarded(session.connection(), path)
            yield session
            session.flush()
            session.connection().exec_driver_sql("DELETE FROM open_changeset")
    except DBAPIError as error:
        raise explained(error.orig or error, path) from error


def _refuse_unguarded(connection: Connection, path: Path) -> None:
    """Raise where our triggers are not as we made them; looked at again only when the schema has changed."""
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar()
    if connection.info.get("guarded_schema") != version:
        refuse_unguarded(cast(sqlite3.Connection, connection.connection.driver_connection), path)
        connection.info["guarded_schema"] = version


def open_changeset(
    session: Session,
    *,
    analyst: str,
    summary: str,
    kind: str = "edit",
    reverts_id: int | None = None,
    reverts_change_id: int | None = None,
    digest: str | None = None,
    accepts_source_changes: bool = False,
) -> int:
    """Begin the changeset that every change of this transaction belongs to, and return its number."""
    # As SQL and not as a model: the unit of work of the ORM costs more than the rest of an edit.
    connection = session.connection()
    made = connection.exec_driver_sql(
        "INSERT INTO changeset (kind, analyst, summary, reverts_id, reverts_change_id, digest)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (kind, analyst, summary, reverts_id, reverts_change_id, digest),
    )
    number = int(made.lastrowid)
    connection.exec_driver_sql("DELETE FROM open_changeset")
    connection.exec_driver_sql(
        "INSERT INTO open_changeset (id, changeset_id, accepts_source_changes) VALUES (1, ?, ?)",
        (number, int(accepts_source_changes)),
    )
    return number
