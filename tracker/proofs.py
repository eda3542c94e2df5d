"""Statements against the files that they are quoted from: whether each still stands where it is said to stand.

A proof is tried, never stored: what it says holds for the file that lies there now.
"""

import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from tracker import source_place, sources
from tracker.checking import Finding
from tracker.errors import TrackerError
from tracker.exchange.opening import opened
from tracker.exchange.table import Row, Table, Told
from tracker.intake.document import Document, Line
from tracker.intake.hyphens import hyphens
from tracker.intake.items import text_of
from tracker.intake.reading import contents, read_source
from tracker.labels import number_of
from tracker.source_place import Place
from tracker.text import short, shown_line

_CORRECT = "Correct the statement or its place, or the SHA-256 of its source: tracker sources shows them."
_EACH = """SELECT '{table}', s.id, p.slug || '/' || r.reference, s.{column}, s.place FROM {table} AS s
JOIN recommendation AS r ON r.id = s.recommendation_id JOIN report AS p ON p.id = r.report_id
WHERE s.source_id = :source AND s.{column} IS NOT NULL"""
_QUOTING = {"response": "text", "progress": "quote"}
"""Table -> the column with what the source says."""
_QUOTED = " UNION ALL ".join(_EACH.format(table=table, column=column) for table, column in _QUOTING.items())
_STATEMENTS = f"""SELECT * FROM ({_QUOTED}) AS s ORDER BY s.place IS NOT NULL,
CASE WHEN s.place GLOB 'row *' THEN CAST(substr(s.place, 5) AS INTEGER) ELSE 0 END, 1 DESC, 2"""
"""Those of one source: first those without a place, last those in the rows of a table, in their order."""
_COUNT = f"(SELECT count(*) FROM ({_QUOTED.replace(':source', 'o.id')}))"
_SOURCES = f"""SELECT * FROM (
  SELECT o.id, o.name, o.kind, o.address, o.sha256, {_COUNT} AS statement_count FROM source AS o)
WHERE statement_count ORDER BY id"""


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
            statements = (Statement(*row) for row in connection.execute(_STATEMENTS, {"source": source.id}))
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
        document = Text(read_source(contents(path), path.name, source.name))
    except TrackerError as error:
        yield from ((each, _unread(error)) for each in statements)
    else:
        yield from ((each, document.fault(each.text, each.place)) for each in statements)


def _unread(error: TrackerError) -> str:
    return f"could not be looked for. {error.sentence}"


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
            anywhere.setdefault(_flat(statement.text), []).append(statement)
        else:
            yield statement, rows.fault(source_place.parsed(statement.place).first, statement.text)
    rows = _Rows(table)
    while anywhere and rows.row is not None:
        for cell in rows.row.cells:
            yield from ((found, None) for found in anywhere.pop(_flat(cell), ()))
        rows.go_on()
    for lost in anywhere.values():
        fault = rows.unread or "is no whole cell of the table: say in which row it stands."
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
        wanted = _flat(text)
        held = any(wanted in _flat(cell) for cell in self.row.cells)
        return None if held else f"stands in no cell of row {number}."


def _flat(text: str) -> str:
    return " ".join(text.split())


class Text:
    """A document in which statements are looked for."""

    def __init__(self, document: Document) -> None:
        """Take a document that was read."""
        # A quote may be from a footnote, which is in no text of a draft.
        self._lines = sorted((*document.lines, *document.dropped), key=attrgetter("number"))
        self._hyphens = hyphens(document.lines)
        self._page_texts: dict[int, Sequence[str]] = {}
        self._pages: dict[int, list[Line]] = {}
        for line in self._lines:
            if line.page is not None:
                self._pages.setdefault(line.page, []).append(line)

    def fault(self, text: str, place: str | None) -> str | None:
        """Return what is wrong with a statement, the end of a sentence; None where it stands at its place."""
        wanted = _flat(text)
        there = source_place.parsed(place) if place is not None else None
        # A letter has pages where it is printed; what was read of it may have none.
        if there is None or (there.unit == "page" and not self._pages):
            return None if _holds(self._whole, wanted) else "does not stand in the file."
        if there.unit == "row":
            return f"should stand in {there}, and the file is no table."
        if _holds(self._texts(there), wanted):
            return None
        if not _holds(self._whole, wanted):
            return "does not stand in the file."
        return f"stands in the file {self._elsewhere(wanted)}, and not at its place, {there}."

    def _texts(self, place: Place) -> Sequence[str]:
        first, last, unit = place
        if unit == "page":
            if first == last:
                return self._page(first)
            return self._texts_of(
                [line for page in range(first, last + 1) for line in self._pages.get(page, ())]
            )
        start, end = (
            bisect_left(self._lines, number, key=attrgetter("number")) for number in (first, last + 1)
        )
        return self._texts_of(self._lines[start:end])

    def _page(self, number: int) -> Sequence[str]:
        if number not in self._page_texts:
            self._page_texts[number] = self._texts_of(self._pages.get(number, []))
        return self._page_texts[number]

    @cached_property
    def _whole(self) -> Sequence[str]:
        return self._texts_of(self._lines)

    def _texts_of(self, lines: Sequence[Line]) -> Sequence[str]:
        """Return the lines as one text: as a draft makes it, as they stand, and cell by cell where there are tables."""
        texts = [_flat(text_of(lines, self._hyphens)), _flat(" ".join(map(_printed, lines)))]
        if any(line.cell is not None for line in lines):
            by_cell = sorted(lines, key=lambda line: line.cell or (-1, line.number, 0))
            texts.append(_flat(" ".join(map(_printed, by_cell))))
        return texts

    def _elsewhere(self, wanted: str) -> str:
        """Return where a text stands, as far as that is in no word that a line end parts."""
        starts, length = [], 0
        lines = [line for line in self._lines if _printed(line)]
        for line in lines:
            starts.append(length)
            length += len(_printed(line)) + 1
        at = " ".join(map(_printed, lines)).find(wanted)
        if at < 0:
            return "elsewhere"
        first, last = (lines[bisect_right(starts, end) - 1] for end in (at, at + len(wanted) - 1))
        if first.page is not None and last.page is not None:
            return f"at {Place(first.page, last.page, 'page')}"
        return f"at {Place(first.number, last.number, 'line')}"


def _printed(line: Line) -> str:
    return _flat(f"{line.marker} {line.text}")


def _holds(texts: Sequence[str], wanted: str) -> bool:
    return any(wanted in text for text in texts)
