"""Text that other programs cannot read: bytes that are no UTF-8, at which a strict one fails, and a NUL, at which many
stop.
"""

import sqlite3
from collections.abc import Iterator

from tracker.checking.finding import Finding
from tracker.database import schema
from tracker.database.file import escaped
from tracker.text import short

_COLUMNS = "SELECT name FROM pragma_table_info(?) WHERE type = 'TEXT'"
_HISTORY = ("change", "changeset")
_STAYS = (
    "The history only grows, so this stays. Python reads it all the same with"
    " connection.text_factory = lambda raw: raw.decode(errors='replace')."
)
_REMEDY = "pandas and others cannot read the row: write it anew with UPDATE."


def nuls(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield a finding for each value of our tables that has a NUL."""
    for each in schema.expected().values():
        if each.is_table and each.name != "change":
            keyed = "rowid" if "WITHOUT ROWID" not in each.sql else "NULL"
            for (column,) in connection.execute(_COLUMNS, (each.name,)).fetchall():
                for (number,) in connection.execute(
                    f'SELECT {keyed} FROM "{each.name}" WHERE instr("{column}", char(0))'
                ):
                    where = each.name if number is None else f"{each.name} {number}"
                    told = f"Its {column} has a NUL, at which other programs stop reading."
                    yield Finding(
                        where,
                        told,
                        "The history only grows, so this stays."
                        if each.name in _HISTORY
                        else "Write it anew with UPDATE.",
                    )


def findings(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield a finding for each value of our tables that is no UTF-8; a file that is kept in UTF-16 has none."""
    if connection.execute("PRAGMA encoding").fetchone()[0] != "UTF-8":
        return
    for each in schema.expected().values():
        if not each.is_table:
            continue
        keyed = "rowid" if "WITHOUT ROWID" not in each.sql else "NULL"
        for (column,) in connection.execute(_COLUMNS, (each.name,)).fetchall():
            rows = connection.execute(
                f'SELECT {keyed}, CAST("{column}" AS BLOB) FROM "{each.name}"'
                f" WHERE \"{column}\" GLOB '*[^' || char(1, 45, 127) || ']*'"
            )
            for number, raw in rows:
                try:
                    raw.decode()
                except UnicodeDecodeError:
                    where = each.name if number is None else f"{each.name} {number}"
                    told = f"Its {column} has bytes that are no UTF-8: '{short(escaped(raw))}'."
                    yield Finding(where, told, _STAYS if each.name in _HISTORY else _REMEDY)
