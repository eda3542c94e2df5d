"""Databases of any size for the benchmarks: loaded in bulk, then tagged, noted and reviewed as analysts would."""

import random
import sqlite3
from contextlib import closing
from itertools import islice
from pathlib import Path

from tests.benchmarks.reports import recommendations, seed, vocabulary
from tracker.database import followup, upgrade
from tracker.database.objects import SEARCH, triggers
from tracker.database.writer import Writer
from tracker.seeding import load, load_reports

TAGS = 200
_FOLLOWED_UP = (
    "INSERT INTO source (name) SELECT 'Source ' || id FROM tag",
    """INSERT INTO response (recommendation_id, position, said_on, source_id)
    SELECT r.id, p.code, date('2024-01-01', '+' || (r.id * 31 % 700 + n.n * 90) || ' days'), r.id % 200 + 1
    FROM (SELECT 0 AS n UNION SELECT 1) AS n, recommendation AS r
      JOIN response_position AS p ON p.position = (r.id + n.n * 5) % 6 + 1""",
    """INSERT INTO progress (recommendation_id, basis, status, text, as_of, source_id)
    SELECT r.id, CASE n.n WHEN 2 THEN 'assessed' ELSE 'reported' END, p.code, 'So it is said.',
      date('2024-01-01', '+' || (r.id * 17 % 700 + n.n * 90) || ' days'), r.id % 200 + 1
    FROM (SELECT 0 AS n UNION SELECT 1 UNION SELECT 2) AS n, recommendation AS r
      JOIN progress_status AS p ON p.position = (r.id / 7 + n.n) % 9 + 1""",
    """INSERT INTO deadline (recommendation_id, due_on, given_on)
    SELECT r.id, date('now', (r.id * 13 % 1500 - 500 + n.n * 90) || ' days'),
      date('2024-01-01', '+' || (r.id * 11 % 700 + n.n * 90) || ' days')
    FROM (SELECT 0 AS n UNION SELECT 1) AS n, recommendation AS r""",
    """UPDATE recommendation SET assigned_to = CASE id % 3 WHEN 0 THEN 'amy' WHEN 1 THEN 'bob' END""",
)
"""Two responses, three progress and two deadlines of each recommendation, and an owner of two in three."""


def bundled(path: Path) -> Path:
    """Make the database that a newcomer has: the eight recommendations."""
    upgrade.ensure(path)
    writer = Writer(path)
    load(writer, None, analyst="benchmark")
    writer.close()
    return path


def of_many_reports(path: Path, count: int, in_a_report: int = 213) -> Path:
    """Make one with so many recommendations, spread over reports as those of a country's reviews are."""
    source = recommendations(count)
    seeds = iter(lambda: list(islice(source, in_a_report)), [])
    upgrade.ensure(path)
    writer = Writer(path)
    load_reports(writer, [seed(f"{n:04}", some) for n, some in enumerate(seeds)], analyst="benchmark")
    writer.close()
    return path


def made(path: Path, count: int) -> Path:
    """Make one with so many recommendations: two mentions and taggings each, a note on one in five, followed up."""
    upgrade.ensure(path)
    writer = Writer(path)
    load_reports(writer, [seed("large", recommendations(count))], analyst="benchmark")
    writer.close()
    chance = random.Random(3)
    words = vocabulary(2_000)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        owned = list(triggers())
        for name, _ in owned:
            connection.execute(f"DROP TRIGGER {name}")
        connection.executemany("INSERT INTO tag (name) VALUES (?)", ((f"tag {n}",) for n in range(TAGS)))
        connection.executemany(
            "INSERT INTO tagging (recommendation_id, tag_id) VALUES (?, ?)",
            ((n, tag) for n in range(1, count + 1) for tag in chance.sample(range(1, TAGS + 1), 2)),
        )
        connection.executemany(
            "INSERT INTO note (recommendation_id, body, author) VALUES (?, ?, 'amy')",
            ((n, " ".join(chance.choices(words, k=20))) for n in range(1, count + 1, 5)),
        )
        connection.execute(
            "UPDATE recommendation SET review_status = CASE id % 5 WHEN 0 THEN 'reviewed' WHEN 1 THEN 'in_review'"
            " ELSE 'unreviewed' END"
        )
        for statement in _FOLLOWED_UP:
            connection.execute(statement)
        followup.fill(connection)
        for _, statement in owned:
            connection.execute(statement)
        for index, _ in SEARCH.values():
            connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
        connection.execute("COMMIT")
    return path
