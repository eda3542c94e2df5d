"""Recording by when something is due: every date ever given stays, and the latest given counts."""

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from tracker.database.writer import Writer
from tracker.edits import statements
from tracker.edits.shared import Row, Saved, as_list, found_recommendations
from tracker.edits.sources import NewSource
from tracker.edits.statements import SOURCE, Field, StatementKind, source_named
from tracker.labels import moved, statement_label
from tracker.text import REASON_LIMIT


class Deadline(NamedTuple):
    """A date that was given; actor and source by their names, the source as it is to be where there is none such."""

    due_on: str
    given_by: str | None = None
    given_on: str | None = None
    """None where nobody knows."""
    reason: str | None = None
    source: str | NewSource | None = None


def set_deadline(
    writer: Writer,
    recommendation_ids: Sequence[int],
    due_on: str,
    *,
    given_by: str | None = None,
    given_on: str | None = None,
    reason: str | None = None,
    source: str | NewSource | None = None,
    analyst: str,
) -> Saved:
    """Record a date by which recommendations are due, given today where no day is named.

    Raises BadInput for a day that cannot be read, NotFound.
    """
    with writer.transaction() as connection:
        rows = found_recommendations(connection, recommendation_ids)
        (today,) = connection.execute("SELECT date('now')").fetchone()
        new = DEADLINE.checked(connection, Deadline(due_on, given_by, given_on or today, reason, source))
        start = f"due {new.due_on}"
        told = _said(connection, new if given_on else new._replace(given_on=None)).removeprefix(start)
        summary = start + _moved(connection, rows, new.due_on, new.given_on or today) + told
        return DEADLINE.add(connection, rows, new, summary, analyst=analyst)


def _day(_connection: sqlite3.Connection, typed: str) -> str:
    from tracker.dates import day

    return day(typed)


def _said(_connection: sqlite3.Connection, deadline: Deadline) -> str:
    return statement_label(
        f"due {deadline.due_on}",
        deadline.given_by,
        f"given {deadline.given_on}" if deadline.given_on else None,
        source_named(deadline.source),
        text=deadline.reason,
    )


_BEFORE = """SELECT (SELECT d.due_on FROM deadline AS d WHERE d.recommendation_id = r.value
    AND coalesce(d.given_on, '') <= :given ORDER BY d.given_on DESC, d.id DESC LIMIT 1)
FROM json_each(:ids) AS r"""
_LATER = """SELECT d.due_on FROM deadline AS d WHERE d.recommendation_id IN (SELECT value FROM json_each(:ids))
AND d.given_on > :given ORDER BY d.given_on DESC, d.id DESC LIMIT 1"""


def _moved(connection: sqlite3.Connection, rows: Sequence[Row], due_on: str, given_on: str) -> str:
    """Return how far the date is from the one given before, where it is as far on all of the recommendations."""
    values = {"ids": as_list(row.id for row in rows), "given": given_on}
    before = {row[0] for row in connection.execute(_BEFORE, values)}
    parts = []
    if len(before) == 1 and None not in before:
        parts.append(moved((date.fromisoformat(due_on) - date.fromisoformat(before.pop())).days))
    later = connection.execute(_LATER, values).fetchone()
    if later is not None:
        parts.append(f"before {later[0]} was given")
    return "".join(f", {part}" for part in parts)


DEADLINE = StatementKind(
    "deadline",
    Deadline,
    {
        "due_on": Field("due_on", _day),
        "given_by": statements.by("given_by"),
        "given_on": statements.past_day("given_on"),
        "reason": statements.words("reason", "reason", REASON_LIMIT),
        "source": SOURCE,
    },
    _said,
    ("given_on",),
)
"""A date that was moved is no correction of the one before: that is a deadline of its own."""
