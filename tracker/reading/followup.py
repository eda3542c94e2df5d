"""What became of a recommendation: where its axes stand now, and the story of how they came there."""

import sqlite3
from typing import Literal, NamedTuple

from tracker.reading import queries
from tracker.reading.queries import Code

EventKind = Literal["response", "reported", "assessed", "deadline", "note"]


class Statement(NamedTuple):
    """Where one axis stands: the latest response or progress. `code` and `name` are those of the lookup."""

    row_id: int
    code: str
    name: str
    as_printed: str | None
    """The source's own word for it."""
    text: str | None
    said_on: str | None
    """A date; of progress the day that it speaks of."""
    by: str | None
    """The actor who answered; None for progress."""
    source: str | None
    place: str | None
    closed: bool
    recorded_by: str | None
    """None where it came from outside the program, or with a load that nobody's name stands on."""
    recorded_at: str


class DueDate(NamedTuple):
    """The latest deadline given; `slipped_days` is against the first one, `overdue_days` None if not overdue."""

    deadline_id: int
    due_on: str
    first_due_on: str
    slipped_days: int
    overdue_days: int | None
    given_by: str | None
    given_on: str
    source: str | None


class Theme(NamedTuple):
    """A heading of the source's own classification."""

    scheme: str
    theme: str


class Followup(NamedTuple):
    """What became of one recommendation so far; None where nothing is recorded."""

    recommendation_id: int
    response: Statement | None
    reported: Statement | None
    assessed: Statement | None
    due: DueDate | None
    assigned_to: str | None
    made_on: str | None
    themes: tuple[Theme, ...]


class Event(NamedTuple):
    """One thing that was said or done about a recommendation."""

    kind: EventKind
    row_id: int
    """Its id in the table."""
    day: str
    """The date that it speaks of, else the day it was recorded."""
    dated: bool
    """Whether it names that date itself."""
    code: str | None
    """Of a response its position, of progress its status."""
    name: str | None
    as_printed: str | None
    text: str | None
    """What it says: the answer, what was done, why the deadline is this one, the note."""
    quote: str | None
    by: str | None
    """The actor who answered or gave the deadline."""
    due_on: str | None
    moved_days: int | None
    """How far the deadline moved against the one before; None for the first."""
    closed: bool
    source: str | None
    place: str | None
    recorded_by: str | None
    recorded_at: str

    @property
    def table(self) -> str:
        """The table that has its row."""
        return "progress" if self.kind in ("reported", "assessed") else self.kind


class Became(NamedTuple):
    """Where the axes stand, and all that was said and done, the newest first, notes among it."""

    followup: Followup
    story: tuple[Event, ...]


class SourceRow(NamedTuple):
    """A source with the number of responses, progress rows and deadlines that rest on it."""

    source_id: int
    source: str
    kind: str
    address: str | None
    sha256: str | None
    published_on: str | None
    report: str | None
    statement_count: int


def followup(connection: sqlite3.Connection, recommendation_id: int) -> Followup:
    """Return where the axes of a recommendation stand; of one that is not there, nothing at all."""
    responses = _statements(connection, _RESPONSES, recommendation_id)
    progress = _statements(connection, _PROGRESS, recommendation_id)
    assigned_to, made_on = connection.execute(_ASSIGNED, (recommendation_id,)).fetchone() or (None, None)
    due = connection.execute(_DUE, (recommendation_id,)).fetchone()
    themes = connection.execute(_THEMES, (recommendation_id,))
    return Followup(
        recommendation_id,
        responses.get("response"),
        progress.get("reported"),
        progress.get("assessed"),
        None if due is None else DueDate(*due),
        assigned_to,
        made_on,
        tuple(Theme(*theme) for theme in themes),
    )


def story(connection: sqlite3.Connection, recommendation_id: int) -> tuple[Event, ...]:
    """Return what was said and done about a recommendation, the newest first, notes among it."""
    rows = connection.execute(_STORY, {"id": recommendation_id})
    return tuple(Event(*event)._replace(dated=bool(event[3]), closed=bool(event[12])) for event in rows)


def became(connection: sqlite3.Connection, recommendation_id: int) -> Became | None:
    """Return what became of a recommendation, None where nothing but notes is recorded yet."""
    found = Became(followup(connection, recommendation_id), story(connection, recommendation_id))
    # Its first field is the number of the recommendation.
    is_known = any(found.followup[1:]) or any(event.kind != "note" for event in found.story)
    return found if is_known else None


def shown_with_what_became(
    connection: sqlite3.Connection, recommendation_id: int
) -> tuple[queries.RecommendationShown, Became | None]:
    """Return all there is to see of one recommendation; raise NotFound where it is gone."""
    return queries.recommendation(connection, recommendation_id), became(connection, recommendation_id)


def positions(connection: sqlite3.Connection) -> tuple[Code, ...]:
    """Return the positions that an answer may take, in their order."""
    return queries.codes(connection, "response_position")


def progress_statuses(connection: sqlite3.Connection) -> tuple[Code, ...]:
    """Return the statuses of progress in their order; `done` are those that close."""
    sql = "SELECT code, name, description, closed FROM progress_status ORDER BY position, code"
    return tuple(
        Code(code, name, about, done=bool(closed)) for code, name, about, closed in connection.execute(sql)
    )


def source_kinds(connection: sqlite3.Connection) -> tuple[Code, ...]:
    """Return the kinds of source in their order."""
    return queries.codes(connection, "source_kind")


def sources(connection: sqlite3.Connection) -> tuple[SourceRow, ...]:
    """Return the sources, by name."""
    return tuple(SourceRow(*row) for row in connection.execute(_SOURCES))


def last_source(connection: sqlite3.Connection) -> str | None:
    """Return the source that the statement recorded last rests on: what a form proposes. None where there is none."""
    row = connection.execute(_LAST_SOURCE).fetchone()
    return None if row is None else str(row[0])


def _statements(connection: sqlite3.Connection, sql: str, recommendation_id: int) -> dict[str, Statement]:
    """Return the latest statement of each basis."""
    found: dict[str, Statement] = {}
    for basis, *row in connection.execute(sql, (recommendation_id,)):
        statement = Statement(*row)
        found.setdefault(basis, statement._replace(closed=bool(statement.closed)))
    return found


def _recorded_by(table: str, number: str) -> str:
    """Return SQL for who recorded a row."""
    return f"""(SELECT s.analyst FROM change AS c JOIN changeset AS s ON s.id = c.changeset_id
    WHERE c.table_name = '{table}' AND c.row_key = json_object('id', {number}) AND c.operation = 'insert'
    ORDER BY c.id DESC LIMIT 1)"""


_POSITION = "(SELECT l.name FROM response_position AS l WHERE l.code = p.position)"
_STATUS = "(SELECT l.name FROM progress_status AS l WHERE l.code = p.status)"
# The latest of each first: by its date, what has none being the earliest, then by its number.
_RESPONSES = f"""SELECT 'response', p.response_id, p.position, {_POSITION}, p.as_printed, p.text, p.said_on, p.actor,
  p.source, p.place, 0, {_recorded_by("response", "p.response_id")}, p.created_at
FROM recommendation_response AS p WHERE p.recommendation_id = ? ORDER BY p.said_on DESC, p.response_id DESC LIMIT 1"""
_PROGRESS = f"""SELECT p.basis, p.progress_id, p.status, {_STATUS}, p.as_printed, p.text, p.as_of, NULL,
  p.source, p.place, p.closed, {_recorded_by("progress", "p.progress_id")}, p.created_at
FROM recommendation_progress AS p WHERE p.recommendation_id = ? ORDER BY p.as_of DESC, p.progress_id DESC"""
# The latest on its own: behind a LEFT JOIN of a view that it leaves out, SQLite before 3.41 reads a join backwards.
_DUE = """SELECT d.deadline_id, f.due_on, f.first_due_on, f.slipped_days, f.overdue_days,
  d.given_by, d.given_on, d.source
FROM (SELECT * FROM recommendation_deadline WHERE recommendation_id = ?1
  ORDER BY given_on DESC, deadline_id DESC LIMIT 1) AS d
JOIN recommendation_followup AS f ON f.recommendation_id = ?1"""
_ASSIGNED = "SELECT assigned_to, made_on FROM recommendation_overview WHERE recommendation_id = ?"
_THEMES = "SELECT scheme, theme FROM recommendation_theme WHERE recommendation_id = ? ORDER BY scheme, theme"
_STORY = f"""SELECT 'response' AS kind, p.response_id AS row_id,
  coalesce(p.said_on, substr(p.created_at, 1, 10)) AS day, p.said_on IS NOT NULL,
  p.position, {_POSITION}, p.as_printed, p.text, NULL, p.actor, NULL, NULL, 0, p.source, p.place,
  {_recorded_by("response", "p.response_id")}, p.created_at AS recorded_at
FROM recommendation_response AS p WHERE p.recommendation_id = :id
UNION ALL
SELECT p.basis, p.progress_id, coalesce(p.as_of, substr(p.created_at, 1, 10)), p.as_of IS NOT NULL, p.status, {_STATUS},
  p.as_printed, p.text, p.quote, NULL, NULL, NULL, p.closed, p.source, p.place,
  {_recorded_by("progress", "p.progress_id")}, p.created_at
FROM recommendation_progress AS p WHERE p.recommendation_id = :id
UNION ALL
SELECT 'deadline', p.deadline_id, p.given_on, 1, NULL, NULL, NULL, p.reason, NULL, p.given_by, p.due_on, p.moved_days,
  0, p.source, NULL, {_recorded_by("deadline", "p.deadline_id")}, p.created_at
FROM recommendation_deadline AS p WHERE p.recommendation_id = :id
UNION ALL
SELECT 'note', p.note_id, substr(p.created_at, 1, 10), 1, NULL, NULL, NULL, p.body, NULL, NULL, NULL, NULL, 0,
  NULL, NULL, p.author, p.created_at
FROM recommendation_note AS p WHERE p.recommendation_id = :id
ORDER BY day DESC, recorded_at DESC, row_id DESC, kind"""
_SOURCES = """SELECT s.id, s.name, s.kind, s.address, s.sha256, s.published_on,
  (SELECT r.slug FROM report AS r WHERE r.id = s.report_id),
  (SELECT u.statement_count FROM source_usage AS u WHERE u.source_id = s.id)
FROM source AS s ORDER BY s.name"""
_LAST_SOURCE = """SELECT s.name FROM (
  SELECT * FROM (SELECT created_at, source_id FROM response ORDER BY id DESC LIMIT 1)
  UNION ALL SELECT * FROM (SELECT created_at, source_id FROM progress ORDER BY id DESC LIMIT 1)
  UNION ALL SELECT * FROM (SELECT created_at, source_id FROM deadline ORDER BY id DESC LIMIT 1)
) AS p JOIN source AS s ON s.id = p.source_id ORDER BY p.created_at DESC LIMIT 1"""
