"""Whether a database is as it should be, in groups of questions; each fault found comes with what to do about it."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from tracker.checking import (
    chronology,
    contract,
    encoding,
    evidence,
    followups,
    history,
    integrity,
    loads,
    numbers,
    schema,
    search,
    texts,
)
from tracker.checking.finding import Finding
from tracker.checking.history import Unrecorded
from tracker.checking.silent_loads import silent_loads
from tracker.database.file import RESTORE

__all__ = ["Finding", "check"]


def check(
    connection: sqlite3.Connection,
    source: Path | None = None,
    *,
    copied_from: Path | None = None,
    proven: Counter[str] | None = None,
) -> Iterator[Finding]:
    """Yield every finding; `source` is a report's own text, to hold its recommendations against.

    `proven` counts by file the texts that it has.
    `copied_from` is the file itself where the connection is to a copy of it: what a copy does not tell is asked there.

    The connection is one for writing, though nothing is changed: comparing a search index counts as a write.
    Where the pages are damaged or a table was replaced, the rows are not asked for what they cannot tell.
    Raises BadInput where the source cannot be read, or is that of no report in the database.
    """
    if copied_from is not None:
        yield from integrity.log(copied_from)
    pages = list(integrity.pages(connection))
    yield from pages
    yield from schema.triggers(connection)
    objects = list(schema.objects(connection))
    if any(each.where == integrity.FILE for each in pages) or not all(each.repairable for each in objects):
        # What could be mended alone cannot be here.
        damaged = any(each.where == integrity.FILE for each in pages)
        if damaged:
            objects = [each._replace(remedy=RESTORE, repairable=False) for each in objects]
        lost = damaged or any(each.remedy == RESTORE for each in objects)
        yield from objects
        yield Finding(
            "rows",
            "Texts, references, search and history were not looked at: the tables cannot be relied on.",
            RESTORE if lost else "Then run tracker check once more.",
        )
        return
    yield from objects
    yield from schema.marks(connection)
    for group in _GROUPS:
        yield from group(connection)
    if source is not None:
        yield from texts.against_source(connection, source, Counter() if proven is None else proven)


def _history(connection: sqlite3.Connection) -> Iterator[Finding]:
    yield from history.gaps(connection)
    silent = silent_loads(connection)
    for found in history.differences(connection, silent):
        yield found.finding() if isinstance(found, Unrecorded) else found
    yield from loads.digests(connection, silent)


_GROUPS: tuple[Callable[[sqlite3.Connection], Iterator[Finding]], ...] = (
    schema.marker,
    contract.rewritten,
    integrity.references,
    search.mismatches,
    evidence.quotes,
    evidence.altered,
    followups.unproven,
    followups.current,
    numbers.findings,
    chronology.times,
    chronology.creations,
    chronology.changesets,
    encoding.findings,
    encoding.nuls,
    schema.revisions,
    _history,
)
