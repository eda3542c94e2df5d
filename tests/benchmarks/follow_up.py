"""What becomes of many recommendations: a page of it, who is overdue, what is due soon or stale; and an answer."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tests.benchmarks.data import edit_by_hand
from tests.benchmarks.figures import Figure, in_turn
from tracker import edits
from tracker.database.file import connect
from tracker.database.writer import Writer
from tracker.reading import today

PAGE = 50
_VIEW = "SELECT {} FROM recommendation_followup WHERE {}"
_TABLE = "SELECT {} FROM followup_current WHERE {}"
_BY_HAND = """SELECT p.slug, r.reference, r.title, r.review_status, f.response, a.as_printed, f.reported, f.assessed,
  f.reported_on, f.assessed_on, f.due_on, f.first_due_on, julianday(f.due_on) - julianday(f.first_due_on),
  julianday(date('now')) - julianday(f.due_on), r.assigned_to,
  (SELECT group_concat(s.name, ', ') FROM source AS s WHERE s.id IN (
    SELECT source_id FROM response WHERE recommendation_id = r.id
    UNION SELECT source_id FROM progress WHERE recommendation_id = r.id
    UNION SELECT source_id FROM deadline WHERE recommendation_id = r.id)),
  r.id, f.response_on, f.closed, f.progress_on, r.made_on
FROM recommendation AS r JOIN report AS p ON p.id = r.report_id
  JOIN followup_current AS f ON f.recommendation_id = r.id LEFT JOIN response AS a ON a.id = f.response_id
WHERE r.id > ? ORDER BY r.id LIMIT ?"""
WHICH = {
    "overdue": "closed = 0 AND due_on < date('now')",
    "due in 30 days": "closed = 0 AND due_on BETWEEN date('now') AND date('now', '+30 days')",
    "stale": "closed = 0 AND progress_on < date('now', '-180 days')",
    "rejected": "response = 'rejected'",
}
_COUNTS = [_TABLE.format("count(*)", condition) for name, condition in WHICH.items() if name != "rejected"]
_ANSWERED = """SELECT count(*) FROM recommendation AS r CROSS JOIN followup_current AS f ON f.recommendation_id = r.id
WHERE f.response IS NOT NULL AND r.review_status = 'unreviewed'"""
"""What `today` counts, by hand."""


def figures(path: Path, count: int, runs: int) -> Iterator[Figure]:
    """Yield what is read beside the same from the tables, and an answer beside the same rows by hand."""
    with closing(connect(path)) as connection:
        start = count // 2

        def page(sql: str) -> object:
            return connection.execute(sql, (start, PAGE)).fetchall()

        view = f"{_VIEW.format('*', 'recommendation_id > ?')} ORDER BY recommendation_id LIMIT ?"
        taken, yardstick = in_turn(runs, lambda: page(view), lambda: page(_BY_HAND))
        yield Figure(f"recommendation_followup, a page of {PAGE}, {count:,}", taken, yardstick, 1.5, limit=5)
        for name, condition in WHICH.items():

            def asked(table: str, condition: str = condition) -> object:
                return connection.execute(table.format("recommendation_id", condition)).fetchall()

            taken, yardstick = in_turn(runs, lambda: asked(_VIEW), lambda: asked(_TABLE))
            yield Figure(f"{name}, every one, {count:,}", taken, yardstick, 1.5, limit=150)
        taken, yardstick = in_turn(runs, lambda: _needing(connection), lambda: _counted(connection))
        yield Figure(f"today, {PAGE} of each group and how many, {count:,}", taken, yardstick, 1.5, limit=150)
    yield from _edits(path, count, runs)


def _needing(connection: sqlite3.Connection) -> object:
    return today.today(connection, "amy", limit=PAGE), today.needing(connection)


def _counted(connection: sqlite3.Connection) -> object:
    return [connection.execute(sql).fetchone() for sql in (*_COUNTS, _ANSWERED)]


def _edits(path: Path, count: int, runs: int) -> Iterator[Figure]:
    path = Path(shutil.copy(path, path.with_name("follow-up.db")))
    writer = Writer(path)
    turn = iter(range(1, count))
    with closing(connect(path, writing=True)) as connection:
        answer = (
            "INSERT INTO response (recommendation_id, position, said_on) VALUES (?, 'noted', '2026-01-15')"
        )
        due = "INSERT INTO deadline (recommendation_id, due_on, given_on) VALUES (?, '2027-01-31', '2026-01-15')"
        note = "INSERT INTO note (recommendation_id, body, author) VALUES (?, 'A note of some words.', 'amy')"
        for name, ours, sql, bound in (
            (
                "response",
                lambda n: edits.respond(writer, [n], "noted", said_on="2026-01-15", analyst="amy"),
                answer,
                1.5,
            ),
            (
                "deadline",
                lambda n: edits.set_deadline(writer, [n], "2027-01-31", given_on="2026-01-15", analyst="amy"),
                due,
                1.5,
            ),
        ):
            taken, yardstick, noted = in_turn(
                runs,
                lambda ours=ours: ours(next(turn)),
                lambda sql=sql: edit_by_hand(connection, sql, next(turn)),
                lambda: edit_by_hand(connection, note, next(turn)),
            )
            yield Figure(f"one edit, {name}, {count:,}", taken, yardstick, bound)
            yield Figure(f"a {name} by hand beside a note, {count:,}", yardstick, noted, 1.5)
    writer.close()
    path.unlink()
