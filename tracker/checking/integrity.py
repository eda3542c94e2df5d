"""The file as SQLite keeps it: its pages, the rules of its tables, its indexes, and which rows refer to which."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tracker.checking.finding import REPAIR, Finding
from tracker.database.file import RESTORE, keeps_log
from tracker.database.schema import quoted
from tracker.labels import number_of

FILE = "file"
"""Where a finding about the pages themselves is: what stands on them cannot be relied on."""

_LIMIT = 1_000
_INDEX = re.compile(r"(?:missing from|entries in) index (\S+)$")
_VALUE = re.compile(
    r"(?:CHECK constraint failed|NULL value|non-unique entry|non-\w+ value|\w+ value) in (?:index )?(\S+)$"
)
_SEARCH = re.compile(r".* inverted index for FTS")


def log(path: Path) -> Iterator[Finding]:
    """Yield a finding where another program had the file keep a log (sqlite.org/wal.html)."""
    if keeps_log(path):
        yield Finding(
            "journal mode",
            f"Another program switched to WAL: the latest changes may stand in {path.name}-wal, and whoever copies "
            f"{path.name} alone loses them.",
            f"{REPAIR} Nobody else may have it open then.",
            repairable=True,
        )


def pages(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield what `PRAGMA integrity_check` finds, a finding for each index and kind of value."""
    unsortable = list(_unsortable(connection))
    yield from unsortable
    lines, broken = _lines(connection)
    if unsortable:
        # SQLite says that of them and looks at nothing else.
        broken = [line for line in broken if not line.startswith("no such collation sequence")]
    indexes: Counter[str] = Counter()
    values: Counter[str] = Counter()
    for line in lines:
        if match := _INDEX.search(line):
            indexes[match[1]] += 1
        elif _VALUE.match(line):
            values[line] += 1
        elif not _SEARCH.match(line):
            broken.append(line)
    for line in broken:
        yield Finding(FILE, f"SQLite finds damage: {line}.", RESTORE)
    for index in indexes:
        yield Finding(f"index {index}", "It does not match its table.", REPAIR, repairable=True)
    for line, count in values.items():
        yield Finding(
            f"rules of {line.rpartition(' ')[2]}",
            f"{number_of(count, 'row')}: {line}.",
            "Correct the value with UPDATE, which the history will record.",
        )


def _unsortable(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield a finding for each index that is sorted as only another program can."""
    rows = connection.execute(
        """SELECT DISTINCT m.name, x.coll FROM sqlite_master AS m, pragma_index_xinfo(m.name) AS x
        WHERE m.type = 'index' AND x.coll COLLATE NOCASE NOT IN (SELECT name FROM pragma_collation_list)"""
    )
    for name, collation in rows:
        yield Finding(
            f"index {name}",
            f"It is sorted by {collation}, which only another program has: its table cannot be written here, and "
            "the pages were not looked at.",
            f"Drop it, if that program can do without: DROP INDEX {quoted(name)};",
        )


def _lines(connection: sqlite3.Connection) -> tuple[list[str], list[str]]:
    """Return what SQLite says, and beside it why it could not say it."""
    lines: list[str] = []
    try:
        for (text,) in connection.execute(f"PRAGMA integrity_check({_LIMIT})"):
            lines.extend(str(text).splitlines())
    except sqlite3.DatabaseError as error:
        return lines, [str(error)]
    return [line for line in lines if line != "ok"], []


def references(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield a finding for each kind of reference to rows that are not there."""
    columns = {
        (table, number): column
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for number, column in connection.execute(
            'SELECT id, "from" FROM pragma_foreign_key_list(?)', (table,)
        )
    }
    found: dict[tuple[str, str, str], list[int | None]] = {}
    for table, row, parent, number in connection.execute("PRAGMA foreign_key_check"):
        found.setdefault((table, columns.get((table, number), "?"), parent), []).append(row)
    for (table, column, parent), rows in found.items():
        first = "" if rows[0] is None else f", the first is {table} {rows[0]}"
        yield Finding(
            f"references of {table}",
            f"{column} names a row that is not in {parent}: {number_of(len(rows), 'row')}{first}.",
            f"Put the row back into {parent}, from a backup if need be; or delete those of {table}.",
        )
