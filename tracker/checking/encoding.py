"""Text that other programs cannot read: bytes that are no UTF-8, at which a strict one fails, and a NUL, at which many
stop.
"""

import sqlite3
from collections.abc import Iterator

from tracker.checking.finding import Finding
from tracker.database import schema
from tracker.database.file import escaped
from tracker.text import short

_GROWING = {
    "change": "The history only grows, so this stays.",
    "changeset": "The history only grows, so this stays.",
    "import_row": "What was imported only grows, so this stays.",
}
_READABLE = (
    " Python reads it all the same with connection.text_factory = lambda raw: raw.decode(errors='replace')."
)


def findings(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield a finding for each value of our tables that is no UTF-8; a file that is kept in UTF-16 has none."""
    if connection.execute("PRAGMA encoding").fetchone()[0] != "UTF-8":
        return
    for table, column, where, raw in _values(connection, "{} GLOB '*[^' || char(1, 45, 127) || ']*'"):
        try:
            raw.decode()
        except UnicodeDecodeError:
            yield Finding(
                where,
                f"Its {column} has bytes that are no UTF-8: '{short(escaped(raw))}'.",
                _GROWING[table] + _READABLE
                if table in _GROWING
                else "pandas and others cannot read the row: write it anew with UPDATE.",
            )


def nuls(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield a finding for each value of our tables that has a NUL; the JSON of `change` has it escaped."""
    for table, column, where, _ in _values(connection, "instr({}, char(0))", but="change"):
        sentence = f"Its {column} has a NUL, at which other programs stop reading."
        yield Finding(where, sentence, _GROWING.get(table, "Write it anew with UPDATE."))


def _values(
    connection: sqlite3.Connection, condition: str, *, but: str = ""
) -> Iterator[tuple[str, str, str, bytes]]:
    """Yield each text of our tables, but for one, that fulfils a condition: table, column, place and bytes."""
    for table in schema.expected().values():
        if not table.is_table or table.name == but:
            continue
        number = "NULL" if "WITHOUT ROWID" in table.sql else "rowid"
        texts = connection.execute("SELECT name FROM pragma_table_info(?) WHERE type = 'TEXT'", (table.name,))
        for (column,) in texts.fetchall():
            name = schema.quoted(column)
            rows = connection.execute(
                f'SELECT {number}, CAST({name} AS BLOB) FROM "{table.name}" WHERE {condition.format(name)}'
            )
            for row, raw in rows:
                yield table.name, column, table.name if row is None else f"{table.name} {row}", raw
