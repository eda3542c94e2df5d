"""Other people's views, triggers and indexes: an upgrade sets them aside and puts them back.

A view of somebody's own over one of ours makes RENAME and DROP COLUMN fail (sqlite.org/lang_altertable.html),
and a trigger goes with the view or table that it is on.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from tracker.database import schema


class Foreign(NamedTuple):
    """An object that is not ours."""

    kind: str
    name: str
    table: str
    """The table or view that it is on; a view itself."""
    sql: str
    compiled: bool
    """Whether it could be used before."""


def set_aside(connection: Connection, ours: Collection[str]) -> list[Foreign]:
    """Drop every view and trigger whose name is not among `ours`, and every such index on a table of ours."""
    rows = connection.exec_driver_sql(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        " AND type IN ('view', 'trigger', 'index') ORDER BY type = 'trigger', type = 'index', rowid"
    ).all()
    found = [
        Foreign(kind, name, table, sql, kind == "index" or not _faults(connection, kind, table))
        for kind, name, table, sql in rows
        if name not in ours and (kind != "index" or table in ours)
    ]
    for each in reversed(found):
        connection.exec_driver_sql(f"DROP {each.kind} {schema.quoted(each.name)}")
    return found


def restore(connection: Connection, found: Sequence[Foreign]) -> list[str]:
    """Make them again; return a sentence for each that could be used before and cannot any more.

    Such a view stands in the file as it was. A trigger or an index is left out: a trigger that does not
    compile would make every write to its table fail.
    """
    broken = []
    for each in found:
        known = _faults(connection, each.kind, each.table) if each.kind == "trigger" else set()
        connection.exec_driver_sql("SAVEPOINT foreign_object")
        try:
            connection.exec_driver_sql(each.sql)
            faults = _faults(connection, each.kind, each.table) - known if each.kind != "index" else set()
        except DBAPIError as error:
            faults = {str(error.orig)}
            connection.exec_driver_sql("ROLLBACK TO foreign_object")
        else:
            if faults and each.compiled and each.kind == "trigger":
                connection.exec_driver_sql("ROLLBACK TO foreign_object")
        connection.exec_driver_sql("RELEASE foreign_object")
        if faults and each.compiled:
            broken.append(_sentence(each, min(faults)))
    return broken


def _sentence(each: Foreign, fault: str) -> str:
    stands = "It stands as it was" if each.kind == "view" else "It was left out; the backup has its text"
    return f"The {each.kind} {each.name}, which is not Tracker's, no longer fits: {fault}. {stands}."


def _faults(connection: Connection, kind: str, name: str) -> set[str]:
    """Return what SQLite says against using a view, or against writing to the table of a trigger."""
    target = schema.quoted(name)
    statements: tuple[str, ...] = (f"SELECT * FROM {target} LIMIT 0",)
    if kind != "view":
        rows = connection.exec_driver_sql(f"PRAGMA table_info({target})").all()
        statements = schema.edits_explained(name, (row.name for row in rows))
    return {fault for fault in (_fault(connection, each) for each in statements) if fault}


def _fault(connection: Connection, statement: str) -> str | None:
    try:
        connection.exec_driver_sql(statement).close()
    except DBAPIError as error:
        fault = str(error.orig)
        # A view takes only what it has a trigger for.
        return None if fault.endswith("because it is a view") else fault
    return None
