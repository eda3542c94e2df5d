"""A table given back as it came in, cell for cell, with what was added since where that is asked for."""

import csv
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tracker.errors import NotFound
from tracker.exchange.table import cell_text, to_json
from tracker.formats import Returned
from tracker.names import did_you_mean, meant, nearest
from tracker.text import listed

ADDED = {
    "Tracker reference": "o.reference",
    "Tracker status": "o.review_status",
    "Tracker reason": "o.status_reason",
    "Tracker tags": "o.tags",
    "Tracker notes": """(SELECT group_concat(n.body, char(10) || char(10)) FROM (
      SELECT body FROM note WHERE recommendation_id = i.recommendation_id ORDER BY id) AS n)""",
    "Tracker response": "f.response",
    "Tracker reported": "f.reported",
    "Tracker assessed": "f.assessed",
    "Tracker due": "f.due_on",
    "Tracker owner": "f.assigned_to",
}
"""Column -> where it comes from: codes, as everywhere that programs read."""

_TABLES = """SELECT name FROM source AS s WHERE EXISTS (SELECT 1 FROM import_row WHERE source_id = s.id)
ORDER BY s.id"""
# A row stands there once, also where more than one recommendation was made of it.
_LATEST = """FROM import_row AS i WHERE i.source_id = (SELECT id FROM source WHERE name = ?)
AND i.id = (SELECT max(id) FROM import_row WHERE source_id = i.source_id AND row_number = i.row_number)
ORDER BY i.row_number"""
_ROWS = f"SELECT i.part, i.cells {_LATEST}"
_ROWS_ADDED = f"SELECT i.part, i.cells, {', '.join(ADDED.values())} " + _LATEST.replace(
    "AS i WHERE",
    """AS i LEFT JOIN recommendation_overview AS o ON o.recommendation_id = i.recommendation_id
LEFT JOIN recommendation_followup AS f ON f.recommendation_id = i.recommendation_id WHERE""",
)


def table_meant(connection: sqlite3.Connection, typed: str) -> str:
    """Return the name of the table that is meant, the only one where none is named; raises NotFound."""
    known = [name for (name,) in connection.execute(_TABLES)]
    if not known:
        raise NotFound("No table was imported.", "tracker import TABLE brings one in.")
    if not typed and len(known) > 1:
        raise NotFound(f"{len(known)} tables were imported.", f"Name one: {listed(known, 12)}.")
    found = meant(typed, known) if typed else known[0]
    if found is None:
        near = did_you_mean(nearest(typed, known), otherwise=f"There are: {listed(known, 12)}.")
        raise NotFound(f"No table '{typed}' was imported.", near)
    return found


def ends_of(connection: sqlite3.Connection, name: str) -> Sequence[str]:
    """Return how the name of a file may end that the table is written to."""
    (first,) = connection.execute(f"SELECT i.cells {_LATEST} LIMIT 1", (name,)).fetchone()
    return (".jsonl", ".json") if first.startswith("{") else (".csv", ".txt")


def lines_of(connection: sqlite3.Connection, name: str, *, additions: bool = False) -> Iterator[str]:
    """Yield the table as lines, without the last line break: CSV (RFC 4180), or JSON where it came in so."""
    rows = connection.execute(_ROWS_ADDED if additions else _ROWS, (name,))
    first = rows.fetchone()
    if first is not None and first[1].startswith("{"):
        yield from _json_lines([first], rows)
    elif first is not None:
        yield from _csv_lines([first], rows)


def _json_lines(*rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    for each in rows:
        for _, cells, *added in each:
            told = {name: value for name, value in zip(ADDED, added, strict=False) if value}
            yield to_json({**json.loads(cells), **told}) if told else cells


def _csv_lines(*rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    # Each line ends with CR and LF, or the writer would not quote a cell that holds either.
    writer = csv.writer(Returned(), lineterminator="\r\n")
    width = 0
    for each in rows:
        for part, held, *added in each:
            cells = list(map(cell_text, json.loads(held)))
            if part == "header":
                width = len(cells)
            if added and part == "header":
                cells += ADDED
            elif added and part == "row":
                cells += [""] * (width - len(cells)) + ["" if value is None else value for value in added]
            yield str(writer.writerow(cells)).removesuffix("\n")
