"""The figures of a brief: the statement that each comes from, and the marked block that they are tried again by.

A statement is made from the query line and a date, here, whenever it is asked for: none is ever read from a file. Dates
stand in it as literals, so that it gives tomorrow what it gave today.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from tracker.database.file import HEAD
from tracker.errors import BadInput
from tracker.reading.selection import Selection

VERSION = 1
"""Of the marked block: what is read by this program and written by it."""
MOST_ROWS = 200
"""How long a table may be: a brief with the longest has ten pages of one table."""


class Scope(NamedTuple):
    """What a brief is about: all that the program needs to make it again."""

    query: str
    """The query line."""
    author: str
    """Who made it, and whom `owner:me` means."""
    day: str
    """The date that days are counted to, YYYY-MM-DD."""
    moment: str
    """The last moment of the state, in UTC."""
    made_at: str
    """When it was read, in UTC."""
    change: int
    """The number of the last change in it."""
    by_moment: bool = False
    """Whether the moment decides what had been done then, in place of the number."""
    notes: str = "none"
    """Whose notes are in it: none, all, or `tag:` and a tag, of which the recommendations are meant."""
    since: str | None = None
    """From which day on changes are told."""


class Figure(NamedTuple):
    """A figure: what it says, of which recommendation (report and reference) where it is one's, and its value."""

    kind: str
    value: Any
    report: str | None = None
    reference: str | None = None


class Recorded(NamedTuple):
    """A marked block as it was read: what the brief is about, the digest of what stands above it, the figures."""

    scope: Scope
    contents: str
    sources: tuple[tuple[str, str | None], ...]
    figures: tuple[Figure, ...]


def statements(selection: Selection, scope: Scope) -> dict[str, str]:
    """Return the SQL of each table by its kind; it reads public views, and runs in any SQLite shell."""
    chosen = selection.pasteable(("recommendation_id",)).rstrip(";").rstrip()
    days = {":day": scope.day, ":since": scope.since or ""}
    made = {}
    for kind, sql in _STATEMENTS.items():
        if kind != "since" or scope.since:
            # Not in the list's own part: a name in it may hold anything.
            for name, day in days.items():
                sql = sql.replace(name, f"'{day}'")
            made[kind] = f"WITH chosen AS MATERIALIZED (\n{chosen})\n{sql}"
    return made


def on_day(selection: Selection, day: str) -> Selection:
    """Return a selection as it is on a day: what it asks of today is asked of that."""
    # Values are parameters, so that this stands nowhere but where Tracker wrote it.
    return selection._replace(where=selection.where.replace("date('now'", f"date('{day}'"))


def rows_of(connection: sqlite3.Connection, statement: str) -> list[list[Any]]:
    """Return the rows that a statement of this module gives."""
    return [list(row) for row in connection.execute(statement)]


_OVERDUE = "f.due_on < :day AND NOT coalesce(f.closed, 0)"
_EACH = """FROM chosen AS c JOIN recommendation_followup AS f ON f.recommendation_id = c.recommendation_id
JOIN review_status AS s ON s.code = f.review_status"""
_COUNTS = f"""count(*) AS recommendations, count(CASE WHEN s.done THEN 1 END) AS review_done,
  count(f.response) AS answered, count(CASE WHEN f.closed THEN 1 END) AS closed,
  count(CASE WHEN {_OVERDUE} THEN 1 END) AS overdue"""
_REVIEWED = """FROM history AS l WHERE l.recommendation_id = c.recommendation_id AND l.table_name = 'recommendation'
    AND l.operation = 'update' AND l.changed_at >= :since AND json_valid(l."before")
    AND json_extract(l."before", '$.review_status') IS NOT NULL"""
_STATEMENTS = {
    "progress": f"SELECT {_COUNTS}\n{_EACH};",
    "axes": f"""SELECT 'review' AS axis, f.review_status AS code, count(*) AS recommendations
{_EACH} GROUP BY f.review_status
UNION ALL SELECT 'response', coalesce(f.response, 'none'), count(*)
{_EACH} GROUP BY f.response
UNION ALL SELECT 'reported', coalesce(f.reported, 'none'), count(*)
{_EACH} GROUP BY f.reported
UNION ALL SELECT 'assessed', coalesce(f.assessed, 'none'), count(*)
{_EACH} GROUP BY f.assessed;""",
    "since": f"""SELECT substr(e.at, 1, 10) AS day, f.report, f.reference, e.what, e.was, e.stands, e.said, e.by
FROM (SELECT c.recommendation_id, n.changed_at AS at, 'review' AS what,
    json_extract(h."before", '$.review_status') AS was,
    f.review_status AS stands, f.status_reason AS said, n.changed_by AS by
  FROM chosen AS c JOIN recommendation_overview AS f ON f.recommendation_id = c.recommendation_id
  JOIN history AS h ON h.change_id = (SELECT min(l.change_id) {_REVIEWED})
  JOIN history AS n ON n.change_id = (SELECT max(l.change_id) {_REVIEWED})
  WHERE json_extract(h."before", '$.review_status') <> f.review_status
  UNION ALL SELECT recommendation_id, created_at, 'response', NULL, position, as_printed, actor
  FROM recommendation_response WHERE created_at >= :since
  UNION ALL SELECT recommendation_id, created_at, basis, NULL, status, as_printed, NULL
  FROM recommendation_progress WHERE created_at >= :since
  UNION ALL SELECT recommendation_id, created_at, 'due', date(due_on, -moved_days || ' days'), due_on, reason, given_by
  FROM recommendation_deadline WHERE created_at >= :since
  UNION ALL SELECT recommendation_id, created_at, 'note', NULL, NULL, NULL, author
  FROM recommendation_note WHERE created_at >= :since
  UNION ALL SELECT min(f.recommendation_id), max(f.created_at), 'new', NULL, count(*) || '', NULL, NULL
  FROM chosen AS c JOIN recommendation_overview AS f ON f.recommendation_id = c.recommendation_id
  WHERE f.created_at >= :since GROUP BY f.report_id) AS e
JOIN chosen AS c ON c.recommendation_id = e.recommendation_id
JOIN recommendation_followup AS f ON f.recommendation_id = e.recommendation_id
ORDER BY e.at DESC, e.recommendation_id, e.what, e.stands LIMIT {MOST_ROWS};""",
    "overdue": f"""SELECT f.report, f.reference, f.title, f.due_on,
  CAST(julianday(:day) - julianday(f.due_on) AS INTEGER) AS overdue_days, f.first_due_on, f.slipped_days, f.assigned_to
{_EACH}
WHERE {_OVERDUE} ORDER BY f.due_on, f.recommendation_id LIMIT {MOST_ROWS};""",
    "by_actor": f"""SELECT a.actor, {_COUNTS}
FROM (SELECT DISTINCT m.recommendation_id, m.actor FROM chosen AS n
  JOIN recommendation_actor AS m ON m.recommendation_id = n.recommendation_id WHERE m.role = 'addressee') AS a
JOIN recommendation_followup AS f ON f.recommendation_id = a.recommendation_id
JOIN review_status AS s ON s.code = f.review_status
GROUP BY a.actor ORDER BY recommendations DESC, a.actor LIMIT {MOST_ROWS};""",
    "by_report": f"""SELECT f.report, {_COUNTS}
{_EACH}
GROUP BY f.report ORDER BY f.report LIMIT {MOST_ROWS};""",
    "sources": f"""SELECT u.source, u.kind, u.published_on, u.address, u.sha256
FROM source_usage AS u WHERE u.source_id IN (
  SELECT p.source_id FROM chosen AS c JOIN recommendation_response AS p ON p.recommendation_id = c.recommendation_id
  UNION ALL SELECT p.source_id
  FROM chosen AS c JOIN recommendation_progress AS p ON p.recommendation_id = c.recommendation_id
  UNION ALL SELECT p.source_id
  FROM chosen AS c JOIN recommendation_deadline AS p ON p.recommendation_id = c.recommendation_id)
ORDER BY u.source LIMIT {MOST_ROWS};""",
}
"""By the kind of figure that comes from it; `chosen` is the list, `:day` the date, `:since` the other."""


def digest(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8: what stands in a brief for a text that is quoted in it."""
    return sha256(text.encode()).hexdigest()


def block(recorded: Recorded) -> tuple[str, ...]:
    """Return the lines of the marked block: what the brief is about, its sources, and a figure a line."""
    head = {
        "tracker brief": VERSION,
        "schema": HEAD,
        **recorded.scope._asdict(),
        "contents": recorded.contents,
    }
    sources = ({"source": report, "sha256": value} for report, value in recorded.sources)
    figures = (
        {
            "figure": kind,
            **({} if report is None else {"report": report, "reference": reference}),
            "value": value,
        }
        for kind, value, report, reference in recorded.figures
    )
    return tuple(json.dumps(line) for line in (head, *sources, *figures))


def read_block(lines: Iterable[str]) -> Recorded:
    """Return what a marked block holds; raise BadInput where it is none, or of another version."""
    found = list(_objects(lines))
    if not found or "tracker brief" not in found[0]:
        raise BadInput("The figures at the end of the brief cannot be read.", "Make the brief again.")
    head = found[0]
    if head["tracker brief"] != VERSION:
        raise BadInput(
            f"The brief was written by a newer Tracker (figures {head['tracker brief']!r}).",
            "Update Tracker.",
        )
    try:
        scope = Scope(**{name: head[name] for name in Scope._fields})
        sources = tuple((each["source"], each["sha256"]) for each in found if "source" in each)
        figures = tuple(
            Figure(each["figure"], each["value"], each.get("report"), each.get("reference"))
            for each in found
            if "figure" in each
        )
    except KeyError as error:
        raise BadInput(
            f"The figures at the end of the brief lack {error}.",
            "Somebody changed them; make the brief again.",
        ) from error
    named = [report for report, _ in sources]
    for kind, _, *names in figures:
        named += [kind, *(name for name in names if name is not None)]
    _refuse_strange(scope, named)
    return Recorded(scope, str(head.get("contents")), sources, figures)


def _objects(lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise BadInput(
                f"Line {number} of the figures at the end of the brief cannot be read.",
                "Somebody changed them; make the brief again.",
            )
        yield value


def _refuse_strange(scope: Scope, named: Sequence[Any]) -> None:
    """Raise BadInput where a value is not of its type; `named` are those that are texts, too."""
    from datetime import date

    texts = (*scope._replace(change="", by_moment="", since=scope.since or ""),)  # type: ignore[arg-type]
    days = [day for day in (scope.day, scope.since) if day is not None]
    try:
        numbers = type(scope.change) is int and type(scope.by_moment) is bool
        if not numbers or not all(isinstance(text, str) for text in (*texts, *named)):
            raise ValueError("another type")
        for day in days:
            if date.fromisoformat(day).isoformat() != day:
                raise ValueError(day)
    except (ValueError, TypeError) as error:
        raise BadInput(
            "The figures at the end of the brief do not say what they are about.",
            "Somebody changed them; make the brief again.",
        ) from error
