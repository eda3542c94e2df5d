"""Recording what an addressee answers: its position, beside its own words."""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from tracker.database.writer import Writer
from tracker.edits import statements
from tracker.edits.shared import Saved, found_recommendations, names_of
from tracker.edits.sources import NewSource
from tracker.edits.statements import AS_PRINTED, PLACE, SOURCE, StatementKind, source_named
from tracker.labels import statement_label


class Response(NamedTuple):
    """An answer; actor and source by their names, a source that there is none of as it is to be made."""

    position: str
    as_printed: str | None = None
    text: str | None = None
    by: str | None = None
    said_on: str | None = None
    source: str | NewSource | None = None
    place: str | None = None


def respond(
    writer: Writer,
    recommendation_ids: Sequence[int],
    position: str,
    *,
    as_printed: str | None = None,
    text: str | None = None,
    by: str | None = None,
    said_on: str | None = None,
    source: str | NewSource | None = None,
    place: str | None = None,
    analyst: str,
) -> Saved:
    """Record an answer, the same on each of several recommendations; a source that there is none of is made.

    Raises BadInput for a code, a day or a place that is none, NotFound.
    """
    with writer.transaction() as connection:
        rows = found_recommendations(connection, recommendation_ids)
        typed = Response(position, as_printed, text, by, said_on, source, place)
        new = RESPONSE.checked(connection, typed)
        return RESPONSE.add(connection, rows, new, f"response: {_said(connection, new)}", analyst=analyst)


def _said(connection: sqlite3.Connection, response: Response) -> str:
    return statement_label(
        names_of(connection, "response_position")[response.position],
        response.by,
        response.said_on,
        source_named(response.source),
        response.place,
        printed=response.as_printed,
        text=response.text,
    )


RESPONSE = StatementKind(
    "response",
    Response,
    {
        "position": statements.code("position", "response_position", "position"),
        "as_printed": AS_PRINTED,
        "text": statements.words("text", "answer"),
        "by": statements.by("actor_id"),
        "said_on": statements.past_day("said_on"),
        "source": SOURCE,
        "place": PLACE,
    },
    _said,
    ("said_on",),
)
