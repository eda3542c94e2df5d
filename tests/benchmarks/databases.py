"""Databases of any size for the benchmarks: loaded in bulk, then tagged, noted and reviewed as analysts would."""

import random
import sqlite3
from contextlib import closing
from itertools import islice
from pathlib import Path

from tests.benchmarks.reports import recommendations, seed, vocabulary
from tracker.database import upgrade
from tracker.database.objects import SEARCH, triggers
from tracker.database.writer import Writer
from tracker.seeding import load, load_reports

TAGS = 200


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
    """Make one with so many recommendations: two mentions and two taggings each, a note on one in five."""
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
        for _, statement in owned:
            connection.execute(statement)
        for index, _ in SEARCH.values():
            connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
        connection.execute("COMMIT")
    return path
