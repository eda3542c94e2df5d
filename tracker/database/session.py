"""The ORM on a transaction that is already open: a load compares seeds with models."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import StaticPool, create_engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session


@contextmanager
def session_in(connection: sqlite3.Connection) -> Iterator[Session]:
    """Give a session on the connection; it begins and ends nothing: that is for whoever opened the transaction.

    What SQLite refuses is raised as `sqlite3` raises it.
    """
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    # A session that is closed, and a connection that goes back to its pool, would roll back what is not theirs.
    engine.dialect.do_commit = engine.dialect.do_rollback = _leave  # type: ignore[method-assign]
    try:
        with Session(engine, autoflush=False) as session:
            yield session
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error):
            raise error.orig from error
        raise


def _leave(dbapi_connection: Any) -> None:
    """Do nothing."""
