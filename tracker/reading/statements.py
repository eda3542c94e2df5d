"""Responses, progress and deadlines under the numbers that correct them: `r12`, `p5`, `d3`."""

import re
import sqlite3
from collections.abc import Iterator
from typing import Literal, NamedTuple

from tracker.errors import BadInput
from tracker.text import shown_line

Table = Literal["response", "progress", "deadline"]
TABLES: dict[str, Table] = {"r": "response", "p": "progress", "d": "deadline"}
"""Each kind of statement by the letter that its numbers begin with."""


class Numbered(NamedTuple):
    """A statement on a recommendation; `kind` is response, reported, assessed or deadline."""

    number: str
    report: str
    reference: str
    kind: str
    code: str | None
    """Of a response its position, of progress its status."""
    name: str | None
    due_on: str | None
    day: str | None
    """When it was said or given, of progress the day whose state it describes."""
    as_printed: str | None
    by: str | None
    source: str | None
    place: str | None
    text: str | None
    quote: str | None
    created_at: str


def number_of_row(table: str, row_id: int) -> str:
    """Return the number that commands take."""
    return f"{table[0]}{row_id}"


def row_meant(typed: str) -> tuple[Table, int]:
    """Return the table and the row that a number means; raise BadInput for what is none."""
    found = re.fullmatch(r"([rpd])(\d{1,18})", typed.strip().lower(), re.ASCII)
    if found is None:
        raise BadInput(
            f"'{shown_line(typed)}' is not the number of a statement.",
            "tracker statements shows them: r12 is a response, p5 progress, d3 a deadline.",
        )
    return TABLES[found[1]], int(found[2])


def numbered(connection: sqlite3.Connection, *, limit: int | None = None) -> Iterator[Numbered]:
    """Yield what was recorded, the latest first."""
    rows = connection.execute(_NUMBERED, {"limit": -1 if limit is None else limit})
    return (Numbered(*row) for row in rows)


# Each kind is cut to what is asked for by its own numbers: sorted as a whole, a million takes seconds.
_NUMBERED = """SELECT * FROM (SELECT 'r' || x.response_id, x.report, x.reference, 'response', x.position,
    (SELECT l.name FROM response_position AS l WHERE l.code = x.position), NULL, x.said_on, x.as_printed, x.actor,
    x.source, x.place, x.text, NULL, x.created_at AS at
  FROM recommendation_response AS x ORDER BY x.response_id DESC LIMIT :limit)
UNION ALL SELECT * FROM (SELECT 'p' || x.progress_id, x.report, x.reference, x.basis, x.status,
    (SELECT l.name FROM progress_status AS l WHERE l.code = x.status), NULL, x.as_of, x.as_printed, NULL,
    x.source, x.place, x.text, x.quote, x.created_at
  FROM recommendation_progress AS x ORDER BY x.progress_id DESC LIMIT :limit)
UNION ALL SELECT * FROM (SELECT 'd' || x.deadline_id, x.report, x.reference, 'deadline', NULL, NULL, x.due_on,
    x.given_on, NULL, x.given_by, x.source, NULL, x.reason, NULL, x.created_at
  FROM recommendation_deadline AS x ORDER BY x.deadline_id DESC LIMIT :limit)
ORDER BY at DESC, 1 LIMIT :limit"""
