"""Writing a brief to a file, whole or not at all, in the format that its name ends in."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from tracker import dates, exporting
from tracker.errors import BadInput
from tracker.exchange.brief import contents, html, markdown, states
from tracker.exchange.brief.blocks import Block, Figures
from tracker.exchange.brief.contents import Brief
from tracker.exchange.brief.figures import Figure
from tracker.exchange.brief.pages import pages, recorded
from tracker.labels import number_of
from tracker.reading import queries
from tracker.reading.points import Point
from tracker.reading.selection import select


class Format(NamedTuple):
    """How a brief is written as text: what comes first, and the marked block that ends it."""

    lines: Callable[[Iterable[Block]], Iterator[str]]
    marked: Callable[[Sequence[str]], Iterator[str]]


TEXTS = {".md": Format(markdown.lines, markdown.marked), ".html": Format(html.lines, html.marked)}
"""The formats that are text, by the end of the file's name."""
ENDS = (*TEXTS, ".docx")
MOST_IN_DOCX = 2_000
"""More recommendations are no document: python-docx holds all of it, and Word takes minutes to open it."""
_READ = 500
"""More recommendations than this are a file to look things up in, no brief."""
_A_PAGE = 3
"""How many recommendations are printed on a page."""


def text_of(connection: sqlite3.Connection, brief: Brief, end: str) -> Iterator[str]:
    """Yield the lines of a brief; the marked block has the digest of all that stands before it."""
    written = TEXTS[end]
    taken: list[Figure] = []
    above = sha256()
    for line in written.lines(pages(connection, brief, taken.append)):
        above.update(f"{line}\n".encode())
        yield line
    yield from written.marked(recorded(brief, taken, above.hexdigest()))


class Asked(NamedTuple):
    """What is to be in a brief: a query line, who asks for it, and as in `Scope`; `notes` as somebody typed it."""

    line: str
    author: str
    notes: str = "none"
    since: str | None = None
    point: Point | None = None
    """As of when; None for now."""


def since_meant(typed: str, point: Point | None, now: datetime) -> str:
    """Return the day from which on changes are told, of a brief as of a point or `now`; raises BadInput."""
    day = dates.day(typed, future=False)
    # Clocks that are hours apart may have two days at once.
    last = (now.date() if point is None else date.fromisoformat(point.day)) + timedelta(days=1)
    if day > last.isoformat():
        raise BadInput(
            f"{day} comes after the day of the brief: nothing can have changed since.",
            "Name an earlier day, such as 2026-03-01.",
        )
    return day


@contextmanager
def reading(connection: sqlite3.Connection, asked: Asked) -> Iterator[tuple[sqlite3.Connection, Brief]]:
    """Give the state that a brief is of and its head; raises QueryError, BadInput, NotFound for what is asked."""
    # As of another day it is read from a database of its own anyhow.
    chosen = None if asked.point else select(connection, asked.line, me=asked.author)
    long = chosen is not None and queries.count(connection, chosen) > states.LONG
    with states.one_state(connection, long=long) as now:
        scope = states.scope_of(now, asked.line, asked.author, asked.point, since=asked.since)
        with states.state_of(now, scope) as state:
            notes = contents.notes_meant(state, asked.notes)
            missing = queries.progress(now).total - queries.progress(state).total
            yield state, contents.read(state, scope._replace(notes=notes))._replace(missing=max(missing, 0))


def export(connection: sqlite3.Connection, asked: Asked, path: Path, *, replace: bool = False) -> str:
    """Write a brief of the database and return what is told of it.

    Raises FileThere where there is a file and `replace` is not said, BadInput where it cannot be written, and as
    `reading`.
    """
    exporting.end_of(path, ENDS)
    with reading(connection, asked) as (state, brief):
        write(connection, state, brief, path, replace=replace)
        return f"Wrote a brief of {number_of(len(brief.ids), 'recommendation')} to {path}"


def write(
    connection: sqlite3.Connection,
    state: sqlite3.Connection,
    brief: Brief,
    path: Path,
    *,
    replace: bool = False,
) -> None:
    """Write the brief of a state of the database; raises FileThere where `replace` is not said, and BadInput."""
    end = exporting.end_of(path, ENDS)
    if end in TEXTS:
        exporting.write_lines(connection, text_of(state, brief, end), path, replace=replace)
    else:
        exporting.write_whole(connection, partial(_save, state, brief), path, replace=replace)


def _save(connection: sqlite3.Connection, brief: Brief, part: Path) -> None:
    """Write a document."""
    from tracker.exchange.brief import docx

    if len(brief.ids) > MOST_IN_DOCX:
        raise BadInput(
            f"A document of {number_of(len(brief.ids), 'recommendation')} is more than a word processor can open.",
            f"Narrow the list down to {MOST_IN_DOCX:,}, or write .html or .md.",
        )
    taken: list[Figure] = []
    made = docx.document(pages(connection, brief, taken.append))
    digest = docx.digest(text for text, _ in docx.texts_of(made))
    docx.add(made, Figures(recorded(brief, taken, digest)))
    with part.open("xb") as file:
        made.save(file)


def too_long(number: int) -> str | None:
    """Return a sentence where a brief is longer than anybody reads, None else."""
    if number <= _READ:
        return None
    return (
        f"This brief has {number_of(number, 'recommendation')}, about {number // _A_PAGE:,} pages: a query brings it"
        " down to what people read."
    )
