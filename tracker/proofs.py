"""Statements against the files that they are quoted from: whether each still stands where it is said to stand.

A proof is tried, never stored: what it says holds for the file that lies there now.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import groupby, islice
from pathlib import Path
from typing import NamedTuple

from tracker import source_place, sources
from tracker.checking import Finding
from tracker.errors import TrackerError
from tracker.exchange.opening import opened
from tracker.exchange.table import Row, Table, Told
from tracker.intake.quotations import Quotations, one_line
from tracker.intake.reading import contents, read_source
from tracker.labels import number_of
from tracker.text import short, shown_line

_CORRECT = "Correct the statement or its place, or the SHA-256 of its source: tracker sources shows them."
_EACH = """SELECT '{table}', s.id, p.slug || '/' || r.reference, s.{column}, s.place FROM {table} AS s
JOIN recommendation AS r ON r.id = s.recommendation_id JOIN report AS p ON p.id = r.report_id
WHERE s.{of} AND s.{column} IS NOT NULL"""
_QUOTING = {"response": "text", "progress": "quote"}
"""Table -> the column with what the source says."""


def _quoted(of: str) -> str:
    return " UNION ALL ".join(
        _EACH.format(table=table, column=column, of=of) for table, column in _QUOTING.items()
    )


_IN_ORDER = """ORDER BY s.place IS NOT NULL,
CASE WHEN s.place GLOB 'row *' THEN CAST(substr(s.place, 5) AS INTEGER) ELSE 0 END, 1 DESC, 2"""
"""Those of one source: first those without a place, last those in the rows of a table, in their order."""
_STATEMENTS = f"SELECT * FROM ({_quoted('source_id = ?1')}) AS s {_IN_ORDER}"
_COUNT = f"(SELECT count(*) FROM ({_quoted('source_id = o.id')}))"
_SOURCES = f"""SELECT * FROM (
  SELECT o.id, o.name, o.kind, o.address, o.sha256, {_COUNT} AS statement_count FROM source AS o)
WHERE statement_count ORDER BY id"""


_BESIDE_KEYS = 20 * 2**20
"""Largest file, in bytes, that is read while somebody types."""
_AROUND = 200
"""Rows that are shown after the one that is quoted."""


class Statement(NamedTuple):
    """What is quoted from a source."""

    table: str
    """`response` or `progress`."""
    id: int
    recommendation: str
    """Slug and reference."""
    text: str
    place: str | None


class Source(NamedTuple):
    """A source that something is quoted from."""

    id: int
    name: str
    kind: str
    address: str | None
    sha256: str | None
    statement_count: int
    """How many statements quote it."""


def quoted_sources(connection: sqlite3.Connection) -> list[Source]:
    """Return the sources that something is quoted from."""
    return [Source(*row) for row in connection.execute(_SOURCES)]


_OF_RECOMMENDATION = (
    f"SELECT * FROM ({_quoted('recommendation_id = ?1 AND s.source_id = ?2')}) AS s {_IN_ORDER}"
)
_ITS_SOURCES = f"""SELECT id, name, kind, address, sha256, 1 FROM source WHERE sha256 IS NOT NULL AND id IN (
  {" UNION ".join(f"SELECT source_id FROM {table} WHERE recommendation_id = ?1" for table in _QUOTING)}) ORDER BY id"""
_ONE = """SELECT o.id, o.name, o.kind, o.address, o.sha256, 1, '{table}', s.id, p.slug || '/' || r.reference,
coalesce({text}, ''), {place} FROM {table} AS s JOIN source AS o ON o.id = s.source_id
JOIN recommendation AS r ON r.id = s.recommendation_id JOIN report AS p ON p.id = r.report_id WHERE s.id = ?"""


def of_recommendation(
    connection: sqlite3.Connection, recommendation_id: int
) -> list[tuple[Source, list[Statement]]]:
    """Return what is quoted about a recommendation from sources whose SHA-256 is known."""
    return [
        (
            source := Source(*row),
            [
                Statement(*each)
                for each in connection.execute(_OF_RECOMMENDATION, (recommendation_id, source.id))
            ],
        )
        for row in connection.execute(_ITS_SOURCES, (recommendation_id,))
    ]


def one(connection: sqlite3.Connection, table: str, row_id: int) -> tuple[Source, Statement] | None:
    """Return a response, progress or deadline with its source, None where it has none; its text may be empty."""
    own = (
        {"text": f"s.{_QUOTING[table]}", "place": "s.place"}
        if table in _QUOTING
        else dict.fromkeys(("text", "place"), "NULL")
    )
    row = connection.execute(_ONE.format(table=table, **own), (row_id,)).fetchone()
    return None if row is None else (Source(*row[:6]), Statement(*row[6:]))


def try_again(
    quoted: Iterable[tuple[Source, list[Statement]]], folders: Sequence[Path], *, listed: Path | None = None
) -> dict[tuple[str, int], str | None]:
    """Return what is wrong with each statement, by its table and id, None where it is proven.

    Those whose file is not at hand are left out, and those whose file is too large to be read beside the keys.
    `listed` is as in `sources.located`.
    """
    found = {}
    for source, statements in quoted:
        path = sources.at_hand(source.name, source.sha256 or "", folders, listed=listed)
        with suppress(OSError):
            if path is None or path.stat().st_size > _BESIDE_KEYS:
                continue
            found.update({(each.table, each.id): fault for each, fault in tried(path, source, statements)})
    return found


class Lines(NamedTuple):
    """A file by its lines, or a table by its rows, line 1 first; those from `first` to `last` are what is quoted."""

    lines: tuple[str, ...]
    first: int
    last: int


def lines_of(path: Path, source: Source, statement: Statement) -> Lines:
    """Return where in a file a statement stands; raises TrackerError."""
    if _is_row(source, statement) and statement.place is not None:
        return _rows_around(path, source_place.parsed(statement.place).first)
    raw = contents(path)
    first, last = Quotations(read_source(raw, path.name, source.name)).stands_in(
        statement.text, statement.place
    )
    return Lines(sources.lines_of(raw, path.name, source.name), first, last)


def _rows_around(path: Path, number: int) -> Lines:
    rows: list[str] = []
    with opened(str(path), Told()) as table:
        for row in (*table.before, *filter(None, (table.header,)), *islice(table.rows(), number + _AROUND)):
            rows += [""] * (row.number - 1 - len(rows))
            rows.append(" | ".join(map(one_line, row.cells)))
    return Lines(tuple(rows), number, number)


def findings(connection: sqlite3.Connection, where: Path) -> Iterator[Finding]:
    """Yield a finding for each statement that cannot be proven in its file: the one named, or one of a folder.

    Where the file of a source is not in the folder, that is one finding for all that is quoted from it.
    """
    folder = where.is_dir()
    # What comes out of a pipe was read by then.
    files = sources.by_digest([where] if where.is_file() else sorted(where.iterdir()) if folder else [])
    for source in quoted_sources(connection):
        path = files.get(source.sha256 or "")
        if path is not None:
            statements = (Statement(*row) for row in connection.execute(_STATEMENTS, (source.id,)))
            for statement, fault in tried(path, source, statements):
                if fault is not None:
                    subject = f"{statement.table} {statement.id} of {statement.recommendation}"
                    yield Finding(f"source of {subject}", f"{_begins(statement)} {fault}", _CORRECT)
        elif source.sha256 is not None and folder:
            lost = number_of(source.statement_count, "statement")
            yield Finding(
                f"source {shown_line(source.name)}",
                f"No file in {where} has its SHA-256, so {lost} could not be proven.",
                "Put it there, or name it: tracker check --source FILE",
            )


def not_tried(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a line for each source that no SHA-256 is known of: what it says is for a person to look at."""
    for source in quoted_sources(connection):
        if source.sha256 is None:
            where = f", {source.address}" if source.address else ""
            yield f"Not tried: {number_of(source.statement_count, 'statement')} from {source.name}{where}"


def _begins(statement: Statement) -> str:
    return f"'{short(statement.text, 40)}'"


def tried(
    path: Path, source: Source, statements: Iterable[Statement]
) -> Iterator[tuple[Statement, str | None]]:
    """Yield each statement with what is wrong with it, the end of a sentence; None where the file has it at its place.

    They come in the order of `_STATEMENTS`. What goes wrong with the file is wrong with each.
    """
    for in_table, some in groupby(statements, lambda each: _is_row(source, each)):
        if in_table:
            yield from _in_table(path, some)
        else:
            yield from _in_document(path, source, some)


def _in_document(
    path: Path, source: Source, statements: Iterable[Statement]
) -> Iterator[tuple[Statement, str | None]]:
    try:
        there = path.stat()
        document = _read(path, source.name, there.st_size, there.st_mtime_ns)
    except (TrackerError, OSError) as error:
        yield from ((each, _unread(error)) for each in statements)
    else:
        yield from ((each, document.fault(each.text, each.place)) for each in statements)


@lru_cache(maxsize=4)
def _read(path: Path, name: str, _size: int, _changed: int) -> Quotations:
    return Quotations(read_source(contents(path), path.name, name))


def _unread(error: TrackerError | OSError) -> str:
    why = error.sentence if isinstance(error, TrackerError) else f"{error.strerror}."
    return f"could not be checked. {why}"


def _is_row(source: Source, statement: Statement) -> bool:
    if statement.place is None:
        return source.kind == "table"
    return statement.place.startswith("row ")


def _in_table(path: Path, statements: Iterable[Statement]) -> Iterator[tuple[Statement, str | None]]:
    """Yield the same for the rows of a table, which is read once, from its first row to its last.

    A statement without a place comes first, and is a whole cell of some row.
    """
    try:
        with opened(str(path), Told()) as table:
            yield from _in_rows(table, statements)
    except TrackerError as error:
        yield from ((each, _unread(error)) for each in statements)


def _in_rows(table: Table, statements: Iterable[Statement]) -> Iterator[tuple[Statement, str | None]]:
    anywhere: dict[str, list[Statement]] = {}
    rows = _Rows(table)
    for statement in statements:
        if statement.place is None:
            anywhere.setdefault(one_line(statement.text), []).append(statement)
        else:
            yield statement, rows.fault(source_place.parsed(statement.place).first, statement.text)
    rows = _Rows(table)
    while anywhere and rows.row is not None:
        for cell in rows.row.cells:
            yield from ((found, None) for found in anywhere.pop(one_line(cell), ()))
        rows.go_on()
    for lost in anywhere.values():
        fault = rows.unread or "is not the whole of any cell in the table: say in which row it stands."
        yield from ((each, fault) for each in lost)


class _Rows:
    """The rows of a table, one after the other; where it cannot be read any further there are no more."""

    def __init__(self, table: Table) -> None:
        self._rows = iter(table.rows())
        self.unread: str | None = None
        self.row: Row | None = None
        self.go_on()

    def go_on(self) -> None:
        try:
            self.row = next(self._rows, None)
        except TrackerError as error:
            self.row, self.unread = None, _unread(error)

    def fault(self, number: int, text: str) -> str | None:
        """Return what is wrong with a text that is said to stand in a row, which comes after those asked for before."""
        while self.row is not None and self.row.number < number:
            self.go_on()
        if self.row is None or self.row.number != number:
            return self.unread or f"should stand in row {number}, and the table has no such row."
        wanted = one_line(text)
        held = any(wanted in one_line(cell) for cell in self.row.cells)
        return None if held else f"stands in no cell of row {number}."
