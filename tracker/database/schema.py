"""Whether a file still has the schema that Tracker made: any program may drop a trigger or replace a table.

`golden.sql` beside this module is that schema, with our own objects only; `uv run python -m tests.golden
--write` writes it anew after a migration.
"""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from time import monotonic_ns
from typing import NamedTuple

from tracker.errors import DatabaseUnusable

GOLDEN = Path(__file__).with_name("golden.sql")
FORMER: frozenset[str] = frozenset()
"""Names of our objects in older released revisions that the present one has no more."""

SEARCH_PARTS = ("data", "idx", "docsize", "config")
"""What the tables are called in which FTS5 keeps an index, behind its name (sqlite.org/fts5.html, section 9)."""
_FROM_CODE = ("data_dictionary", "schema_contract", "followup_current")
"""Tables whose rows the code has, too, or can make from other rows."""
_BETWEEN = ";\n\n"
_OPENING = re.compile(r"CREATE (?:VIRTUAL |UNIQUE )?(TABLE|INDEX|TRIGGER|VIEW) (\w+)")
_QUOTED = re.compile(r'"(\w+)"')
_NAMED = 3


class SchemaObject(NamedTuple):
    """A table, index, trigger or view of ours, and the statement that makes it."""

    kind: str
    """`table` (a full-text index is one too), `index`, `trigger` or `view`."""
    name: str
    sql: str

    @property
    def is_table(self) -> bool:
        """Whether it is a table with rows of its own, which no statement can make again."""
        return self.kind == "table" and not self.is_search and self.name not in _FROM_CODE

    @property
    def is_search(self) -> bool:
        """Whether it is a full-text index, which can be filled anew from its table."""
        return self.sql.startswith("CREATE VIRTUAL TABLE")


class Difference(NamedTuple):
    """An object of ours that a file has not, or has otherwise."""

    wanted: SchemaObject
    missing: bool

    def __str__(self) -> str:
        what = "is missing" if self.missing else "is not as Tracker made it"
        return f"{self.wanted.kind} {self.wanted.name} {what}"


@cache
def expected() -> dict[str, SchemaObject]:
    """Return every object of ours by its name, in an order in which they can be made."""
    statements = GOLDEN.read_text(encoding="utf-8").split(_BETWEEN)[:-1]
    found = (
        SchemaObject(match[1].lower(), match[2], match.string)
        for match in map(_OPENING.match, statements)
        if match
    )
    return {each.name: each for each in found}


def as_text(statements: Sequence[str]) -> str:
    """Return statements in the form of `golden.sql`."""
    return "".join(f"{statement}{_BETWEEN}" for statement in statements)


def alterations(connection: sqlite3.Connection) -> list[Difference]:
    """Return which of our objects are missing or not as they were made, in the order of `expected`."""
    present = _present(connection)
    return [
        Difference(wanted, name not in present)
        for name, wanted in expected().items()
        if present.get(name) != wanted.sql
        and not (wanted.is_table and same_table(present.get(name), wanted.sql))
    ]


def same_table(statement: str | None, wanted: str) -> bool:
    """Return whether a table's statement is ours; SQLite puts the names in it in quotes when it is renamed."""
    return statement is not None and _QUOTED.sub(r"\1", statement) == _QUOTED.sub(r"\1", wanted)


def quoted(name: str) -> str:
    """Return a name of anybody's as a statement holds it (sqlite.org/lang_keywords.html)."""
    return '"' + name.replace('"', '""') + '"'


def edits_explained(table: str, columns: Iterable[str]) -> tuple[str, ...]:
    """Return statements that SQLite compiles as it would an insert, an update and a delete, and does not run.

    No two are alike: Python keeps compiled statements by their text, and would not look at the schema again.
    """
    every = ", ".join(f"{quoted(column)} = {quoted(column)}" for column in columns)
    explain = f"EXPLAIN /* {monotonic_ns()} */"
    return (
        f"{explain} INSERT INTO {quoted(table)} DEFAULT VALUES",
        f"{explain} UPDATE {quoted(table)} SET {every}",
        f"{explain} DELETE FROM {quoted(table)}",
    )


def _present(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


def altered(
    connection: sqlite3.Connection, path: Path, faults: Sequence[str] = ()
) -> DatabaseUnusable | None:
    """Return the sentence for a file whose schema was altered, None for one that is as it should be.

    `faults` are what else is wrong with it, which can be mended.
    """
    found = alterations(connection)
    return _sentence(found, path, faults=faults) if found or faults else None


def refuse_unguarded(connection: sqlite3.Connection, path: Path) -> None:
    """Raise DatabaseUnusable where triggers of ours are missing: an edit would be neither checked nor recorded."""
    found = alterations(connection)
    if any(each.wanted.kind == "trigger" for each in found):
        raise _sentence(found, path, "Nothing was written.")


def _sentence(
    found: Sequence[Difference], path: Path, outcome: str = "", faults: Sequence[str] = ()
) -> DatabaseUnusable:
    clauses = [*faults, *map(str, found)]
    named = "; ".join(clauses[:_NAMED])
    more = f"; and {len(clauses) - _NAMED} more" if len(clauses) > _NAMED else ""
    whole = not any(each.wanted.is_table for each in found)
    remedy = "tracker check --repair mends it." if whole else "tracker check says what to do."
    return DatabaseUnusable(
        f"The schema of {path} was altered: {named}{more}.", f"{outcome} {remedy}".strip()
    )
