"""Statements against the files that they are quoted from: whether each still stands where it is said to stand.

A proof is tried, never stored: what it says holds for the file that lies there now.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import groupby, islice
from pathlib import Path
from typing import NamedTuple

from tracker import source_place, sources
from tracker.checking import Finding
from tracker.errors import TrackerError
from tracker.exchange.table import Row, Table, TableOptions
from tracker.exchange.table_file import open_table
from tracker.intake.quotations import Quotations, as_typed
from tracker.intake.readers import contents, read_source
from tracker.labels import number_of
from tracker.reading import citations
from tracker.reading.citations import Quotation, Source
from tracker.text import short, shown_line

_CORRECT = "Correct the statement or its place, or the SHA-256 of its source: tracker sources shows them."
_BESIDE_KEYS = 20 * 2**20
"""Largest file, in bytes, that is read while somebody types."""
_AROUND = 200
"""Rows that are shown after the one that is quoted."""


def faults_at_hand(
    quoted: Iterable[tuple[Source, list[Quotation]]], folders: Sequence[Path], *, listed: Path | None = None
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
            found.update({(each.table, each.id): fault for each, fault in _faults(path, source, statements)})
    return found


class Lines(NamedTuple):
    """A file by its lines, or a table by its rows, line 1 first; those from `first` to `last` are what is quoted."""

    lines: tuple[str, ...]
    first: int
    last: int


def lines_of(path: Path, source: Source, statement: Quotation) -> Lines:
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
    with open_table(str(path), TableOptions()) as table:
        for row in (*table.before, *filter(None, (table.header,)), *islice(table.rows(), number + _AROUND)):
            rows += [""] * (row.number - 1 - len(rows))
            rows.append(" | ".join(" ".join(cell.split()) for cell in row.cells))
    return Lines(tuple(rows), number, number)


def findings(connection: sqlite3.Connection, where: Path, proven: Counter[str]) -> Iterator[Finding]:
    """Yield a finding for each statement that cannot be proven in its file: the one named, or one in a folder or below.

    `proven` counts the others by file.
    Where the file of a source is not in the folder, that is one finding for all that is quoted from it.
    """
    there = sources.SourceFolder(where) if where.is_dir() else None
    # What comes out of a pipe was read by then.
    files = {} if there or not where.is_file() else sources.by_digest([where])
    for source in citations.quoted_sources(connection):
        digest = source.sha256 or ""
        path = there.holding(digest, source.name) if there and digest else files.get(digest)
        if path is not None:
            for statement, fault in _faults(path, source, citations.of_source(connection, source)):
                if fault is None:
                    proven[str(path.relative_to(where)) if there else path.name] += 1
                else:
                    subject = f"{statement.table} {statement.id} of {statement.recommendation}"
                    yield Finding(f"source of {subject}", f"{_begins(statement)} {fault}", _CORRECT)
        elif source.sha256 is not None and there:
            lost = number_of(source.statement_count, "statement")
            yield Finding(
                f"source {shown_line(source.name)}",
                f"No file in {where} has its SHA-256, so {lost} could not be proven.{there.left_out}",
                "Put it there, or name it: tracker check --source FILE",
            )


def not_tried(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a line for each source that no SHA-256 is known of: what it says is for a person to look at."""
    for source in citations.quoted_sources(connection):
        if source.sha256 is None:
            where = f", {source.address}" if source.address else ""
            yield f"Not tried: {number_of(source.statement_count, 'statement')} from {source.name}{where}"


def _begins(statement: Quotation) -> str:
    return f"'{short(statement.text, 40)}'"


def _faults(
    path: Path, source: Source, statements: Iterable[Quotation]
) -> Iterator[tuple[Quotation, str | None]]:
    """Yield each statement with what is wrong with it, the end of a sentence; None where the file has it at its place.

    They come in the order of `citations.of_source`. What goes wrong with the file is wrong with each.
    """
    for in_table, some in groupby(statements, lambda each: _is_row(source, each)):
        if in_table:
            yield from _in_table(path, some)
        else:
            yield from _in_document(path, source, some)


def _in_document(
    path: Path, source: Source, statements: Iterable[Quotation]
) -> Iterator[tuple[Quotation, str | None]]:
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


def _is_row(source: Source, statement: Quotation) -> bool:
    if statement.place is None:
        return source.kind == "table"
    return statement.place.startswith("row ")


def _in_table(path: Path, statements: Iterable[Quotation]) -> Iterator[tuple[Quotation, str | None]]:
    """Yield the same for the rows of a table, which is read once, from its first row to its last.

    A statement without a place comes first, and is a whole cell of some row.
    """
    try:
        with open_table(str(path), TableOptions()) as table:
            yield from _in_rows(table, statements)
    except TrackerError as error:
        yield from ((each, _unread(error)) for each in statements)


def _in_rows(table: Table, statements: Iterable[Quotation]) -> Iterator[tuple[Quotation, str | None]]:
    anywhere: dict[str, list[Quotation]] = {}
    rows = _Rows(table)
    for statement in statements:
        if statement.place is None:
            anywhere.setdefault(as_typed(statement.text), []).append(statement)
        else:
            yield statement, rows.fault(source_place.parsed(statement.place).first, statement.text)
    rows = _Rows(table)
    while anywhere and rows.row is not None:
        for cell in rows.row.cells:
            yield from ((found, None) for found in anywhere.pop(as_typed(cell), ()))
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
        wanted = as_typed(text)
        held = any(wanted in as_typed(cell) for cell in self.row.cells)
        return None if held else f"stands in no cell of row {number}."
