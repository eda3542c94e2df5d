"""The ORM on a transaction that is already open: a load compares seeds with models."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import StaticPool, create_engine
from sqlmodel import Session


@contextmanager
def session_in(connection: sqlite3.Connection) -> Iterator[Session]:
    """Give a session on the connection; it begins and ends nothing: that is for whoever opened the transaction."""
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    engine.dialect.do_commit = engine.dialect.do_rollback = _leave  # type: ignore[method-assign]
    with Session(engine, autoflush=False) as session:
        yield session


def _leave(dbapi_connection: Any) -> None:
    """Do nothing."""
