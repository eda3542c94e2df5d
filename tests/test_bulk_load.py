"""A load of many rows: the triggers are away for its time only, and nothing else is different afterwards."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tracker.database.writer import Writer
from tracker.errors import BadInput
from tracker.seeding import bulk, load, loading
from tracker.seeding.bulk import BulkMention, BulkRecommendation, load_many

ACTORS = [("Pakistan", "state", "PK"), ("NATO", "organisation", None)]


def _recommendations(count: int, *, faulty: int | None = None) -> Iterator[BulkRecommendation]:
    for number in range(1, count + 1):
        text = f"Pakistan and NATO should act {number} times."
        start = 0 if number != faulty else 3
        mentions = [
            BulkMention("Pakistan", "addressee", "Pakistan", start),
            BulkMention("NATO", "partner", "NATO", 13),
        ]
        yield BulkRecommendation(str(number), f"Act {number}", text, mentions)


def _load(path: Path, count: int, **more: int) -> bulk.BulkLoaded:
    writer = Writer(path)
    try:
        rows = _recommendations(count, **more)
        return load_many(writer, rows, slug="many", title="Many", actors=ACTORS, analyst="amy")
    finally:
        writer.close()


def _all(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def test_every_row_is_there_with_its_mentions_and_can_be_searched(database: Path) -> None:
    loaded = _load(database, 6_000)
    assert (loaded.recommendations, loaded.mentions) == (6_000, 12_000)
    assert _all(database, "SELECT count(*) FROM recommendation") == [(6_000,)]
    assert _all(
        database, "SELECT count(*) FROM recommendation_actor WHERE actor = 'NATO' AND role = 'partner'"
    ) == [(6_000,)]
    assert _all(
        database, "SELECT rowid FROM recommendation_search WHERE recommendation_search MATCH '5999'"
    ) == [(5_999,)]


def test_the_schema_is_the_same_before_and_after(database: Path) -> None:
    schema = "SELECT type, name, sql FROM sqlite_master ORDER BY name"
    before = _all(database, schema)
    _load(database, 10)
    assert _all(database, schema) == before


def test_it_is_one_changeset_with_counts_and_a_digest_that_can_be_recomputed(database: Path) -> None:
    loaded = _load(database, 3)
    digest = hashlib.sha256()
    for r in _recommendations(3):
        mentions = [[m.actor, m.role, m.quote, m.quote_start, m.implied_reason] for m in r.mentions]
        row = [r.reference, r.title, r.text, r.first_line, r.last_line, mentions]
        digest.update(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    assert loaded.digest == digest.hexdigest()
    assert _all(database, "SELECT kind, analyst, summary, digest FROM changeset") == [
        ("load", "amy", "Loaded many: 1 report, 3 recommendations, 6 mentions", digest.hexdigest())
    ]
    assert _all(database, "SELECT count(*) FROM change") == [(0,)]
    assert _all(database, "SELECT count(*) FROM open_changeset") == [(0,)]


def test_edits_after_it_are_recorded_and_checked_as_ever(database: Path) -> None:
    _load(database, 3)
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("UPDATE recommendation SET review_status = 'reviewed' WHERE id = 2")
        with pytest.raises(sqlite3.IntegrityError, match="evidence"):
            connection.execute("UPDATE recommendation SET text = 'other' WHERE id = 2")
    assert _all(database, "SELECT reference, operation FROM history") == [("2", "update")]


@pytest.mark.parametrize("faulty", [1, 5_500])
def test_a_quote_that_does_not_stand_in_its_text_leaves_nothing_behind(database: Path, faulty: int) -> None:
    before = _all(database, "SELECT type, name FROM sqlite_master ORDER BY name")
    with pytest.raises(BadInput, match=f"Recommendation {faulty}: does not hold the quote 'Pakistan' at 3"):
        _load(database, 6_000, faulty=faulty)
    assert _all(database, "SELECT count(*) FROM recommendation") == [(0,)]
    assert _all(database, "SELECT count(*) FROM report") == [(0,)]
    assert _all(database, "SELECT type, name FROM sqlite_master ORDER BY name") == before


def test_a_seed_of_many_rows_loads_like_a_small_one(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "MANY", 10)
    writer = Writer(database)
    assert "8 recommendations" in load(writer, None, analyst="amy").summary
    assert load(writer, None, analyst="amy").changeset_id is None
    writer.close()
    assert _all(database, "SELECT DISTINCT table_name FROM change ORDER BY 1") == [
        ("actor",),
        ("report",),
        ("tag",),
    ]
    assert _all(
        database, "SELECT rowid FROM recommendation_search WHERE recommendation_search MATCH 'drone'"
    ) == [(7,)]
