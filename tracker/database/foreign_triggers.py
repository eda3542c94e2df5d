"""Other people's triggers on our tables: they run in our transactions, and what they do is recorded as the analyst's.

What one does is not read from its text: SQLite's authorizer names every trigger with what it would write, also
where one sets off the next (sqlite.org/c3ref/set_authorizer.html).
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tracker.database import schema
from tracker.errors import DatabaseUnusable

_LOGS = ("changeset", "change", "import_row", "open_changeset", "schema_revision", "alembic_version")
"""Tables in which a row of somebody else's is a lie."""
_WRITES = {
    sqlite3.SQLITE_DELETE: "deletes from",
    sqlite3.SQLITE_UPDATE: "changes",
    sqlite3.SQLITE_INSERT: "adds to",
}
_NO_KEYWORD = re.compile(
    r"""'[^']*'|"[^"]*"|`[^`]*`|\[[^]]*\]|--[^\n]*|/\*.*?(?:\*/|\Z)""",
    re.DOTALL,
)
"""What stands in quotes or a comment (sqlite.org/lang_keywords.html, lang_comment.html)."""
_IGNORING = re.compile(r"\bRAISE\s*\(\s*IGNORE\b", re.IGNORECASE)


class ForeignTrigger(NamedTuple):
    """A trigger that is not ours, on a table of ours or set off by one that is."""

    name: str
    table: str
    sql: str
    deeds: tuple[str, ...]
    """What it does to our tables, each as a clause: `deletes from tag`."""
    harms: bool
    """Whether it would take away or change what analysts did, or write into the history."""

    def __str__(self) -> str:
        does = f" It {' and '.join(self.deeds)}." if self.deeds else ""
        return f"The trigger {self.name} on {self.table} is not Tracker's.{does}"

    @property
    def text(self) -> str:
        """What is in it, as one line."""
        return " ".join(self.sql.split())

    @property
    def remedy(self) -> str:
        """What takes it away."""
        return f"where nobody needs it, in the sqlite3 shell: DROP TRIGGER {schema.quoted(self.name)};"


def found(connection: sqlite3.Connection) -> list[ForeignTrigger]:
    """Return them by name; where there are none, that is one look at the schema."""
    ours = schema.expected()
    tables = _tables()
    rows = connection.execute(
        "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall()
    foreign = {name: (table, sql) for name, table, sql in rows if name not in ours}
    on_ours = {name for name, (table, _) in foreign.items() if table.lower() in tables}
    if not on_ours:
        return []
    writes, faults = _writes(connection, {foreign[name][0] for name in on_ours})
    return [
        _described(name, *foreign[name], writes.get(name, set()), faults.get(foreign[name][0]), tables)
        for name in sorted(on_ours | (writes.keys() & foreign.keys()))
    ]


def refuse_harmful(triggers: Iterable[ForeignTrigger], path: Path) -> None:
    """Raise DatabaseUnusable where a trigger would do harm in an analyst's name."""
    for each in triggers:
        if each.harms:
            raise DatabaseUnusable(
                f"{each} No edit is made while it is there, as it would be done in your name.",
                f"Nothing was written to {path}. tracker check shows its text; {each.remedy}",
            )


def sentence(triggers: Iterable[ForeignTrigger]) -> str | None:
    """Return what a person is told once of these, None where there are none."""
    sentences = [str(each) for each in triggers]
    return f"{' '.join(sentences)} tracker check shows what is in it." if sentences else None


def _tables() -> dict[str, str]:
    """Return our tables by their names in lower case; those in which a search index keeps its content count as it."""
    tables = {name: name for name in _LOGS}
    for name, each in schema.expected().items():
        if each.kind == "table":
            tables[name] = name
        if each.is_search:
            tables |= {f"{name}_{part}": name for part in schema.SEARCH_PARTS}
    return tables


def _described(
    name: str, table: str, sql: str, writes: set[tuple[int, str]], fault: str | None, tables: dict[str, str]
) -> ForeignTrigger:
    ours = sorted((action, tables[one.lower()]) for action, one in writes if one.lower() in tables)
    deeds = [f"{_WRITES[action]} {one}" for action, one in dict.fromkeys(ours)]
    harms = any(action != sqlite3.SQLITE_INSERT or one in _LOGS for action, one in ours)
    if _IGNORING.search(_NO_KEYWORD.sub(" ", sql)):
        deeds.append(f"keeps rows from being written to {table}")
        harms = True
    if fault is not None:
        deeds.append(f"may be why nothing can be written to {table} ({fault})")
        harms = True
    return ForeignTrigger(name, table, sql, tuple(deeds), harms)


def _writes(
    connection: sqlite3.Connection, tables: Iterable[str]
) -> tuple[dict[str, set[tuple[int, str]]], dict[str, str]]:
    """Return what each trigger writes to that an edit of one of these tables may set off, as (action, table).

    Beside it, why SQLite cannot edit a table at all.
    """
    writes: dict[str, set[tuple[int, str]]] = {}
    faults: dict[str, str] = {}

    def seen(
        action: int, one: str | None, _two: str | None, _database: str | None, source: str | None
    ) -> int:
        if action in _WRITES and source is not None and one is not None:
            writes.setdefault(source, set()).add((action, one))
        return sqlite3.SQLITE_OK

    with _authorized(connection, seen):
        for table in tables:
            columns = [
                name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))
            ]
            for statement in schema.edits_explained(table, columns):
                try:
                    connection.execute(statement).close()
                except sqlite3.OperationalError as error:
                    faults[table] = str(error)
    return writes, faults


@contextmanager
def _authorized(connection: sqlite3.Connection, seen: object) -> Iterator[None]:
    # Where the schema is not trusted, our own search triggers would not compile; nothing is run here.
    (trusted,) = connection.execute("PRAGMA trusted_schema").fetchone()
    connection.execute("PRAGMA trusted_schema = ON")
    connection.set_authorizer(seen)  # type: ignore[arg-type]
    try:
        yield
    finally:
        connection.set_authorizer(None)
        connection.execute(f"PRAGMA trusted_schema = {trusted}")
