"""The way back for tables whose names or columns another program changed, or gave more: no row is lost by it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress

from tracker.database.schema import expected, quoted, same_table


def way_back(connection: sqlite3.Connection) -> str:
    """Return the statements that make our tables ours again, for the sqlite3 shell; empty where none would do.

    They are tried on tables without rows: what they lead to is ours, to the letter.
    """
    statements = connection.execute(
        "SELECT sql FROM sqlite_master WHERE sql LIKE 'CREATE TABLE %'"
    ).fetchall()
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as tried:
        for (statement,) in statements:
            # One with an expression of another program's own may not be makeable here.
            with suppress(sqlite3.Error):
                tried.execute(statement)
        ours = {each.name: each.sql for each in expected().values() if each.is_table}
        found = [step for name, wanted in ours.items() for step in _steps(tried, name, wanted)]
        led_back = all(same_table(_statement(tried, name), wanted) for name, wanted in ours.items())
    return " ".join(found) if led_back else ""


def _steps(tried: sqlite3.Connection, name: str, wanted: str) -> Iterator[str]:
    """Take a table back as far as it goes, and yield what did so."""
    if _statement(tried, name) is None:
        for (other,) in tried.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            step = f"ALTER TABLE {quoted(other)} RENAME TO {name};"
            tried.execute("SAVEPOINT renaming")
            if other not in expected() and _done(tried, step) and same_table(_statement(tried, name), wanted):
                yield step
                return
            tried.execute("ROLLBACK TO renaming")
        return
    with closing(sqlite3.connect(":memory:")) as alone:
        alone.execute(wanted)
        ours = _columns(alone, name)
    present = _columns(tried, name)
    steps = [
        f"ALTER TABLE {name} RENAME COLUMN {quoted(column)} TO {quoted(our)};"
        for column, our in zip(present, ours, strict=False)
        if column != our
    ]
    steps += [f"ALTER TABLE {name} DROP COLUMN {quoted(column)};" for column in present[len(ours) :]]
    yield from (step for step in steps if _done(tried, step))


def _done(tried: sqlite3.Connection, step: str) -> bool:
    try:
        tried.execute(step)
    except sqlite3.Error:
        return False
    return True


def _statement(tried: sqlite3.Connection, name: str) -> str | None:
    row = tried.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def _columns(tried: sqlite3.Connection, name: str) -> list[str]:
    # Generated ones, too.
    return [column for (column,) in tried.execute("SELECT name FROM pragma_table_xinfo(?)", (name,))]
