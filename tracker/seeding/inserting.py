"""Inserting what is new, a table at a time: rows first, then their history and the search index, by one statement each.

The triggers that would do this row by row stand aside inside the transaction; with them it took four times as long.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tracker.database import followup
from tracker.database.recorded import recorded_tables
from tracker.database.schema import expected
from tracker.errors import BadInput
from tracker.seeding.plan import place_of

_CHUNK = 5_000
"""Recommendations that one statement inserts: between two of them progress is told."""
_CACHE_KIB = 32_768
"""The indexes of a large load do not fit into SQLite's own 2 MiB of cache; this bounds the memory instead."""
_TABLES = {"recommendation": "id", "mention": "recommendation_id"}
"""Table -> the column that says which recommendation its rows are about."""

_FIND_REPORTS = (
    """UPDATE staged.report SET stored_id = (SELECT p.id FROM main.report AS p WHERE p.slug = report.slug)"""
)
_FIND_ACTORS = """UPDATE staged.actor SET stored_id = (SELECT a.id FROM main.actor AS a WHERE a.name = actor.name)
WHERE stored_id IS NULL"""
_RECOMMENDATIONS = """INSERT INTO main.recommendation
(report_id, reference, position, title, text, first_line, last_line, first_page, last_page)
SELECT p.stored_id, s.reference, s.position, s.title, s.text, s.first_line, s.last_line, s.first_page, s.last_page
FROM staged.recommendation AS s CROSS JOIN staged.report AS p ON p.id = s.report
WHERE s.stored_id IS NULL AND s.id BETWEEN ? AND ? ORDER BY s.id"""
_MENTIONS = """INSERT INTO main.mention (recommendation_id, actor_id, role, quote, quote_start, implied_reason)
SELECT r.id, a.stored_id, m.role, m.quote, m.quote_start, m.implied_reason
FROM staged.mention AS m CROSS JOIN staged.recommendation AS s ON s.id = m.recommendation
CROSS JOIN staged.report AS p ON p.id = s.report CROSS JOIN staged.actor AS a ON a.id = m.actor
CROSS JOIN main.recommendation AS r ON r.report_id = p.stored_id AND r.reference = s.reference
WHERE m.is_new AND m.recommendation BETWEEN ? AND ? ORDER BY m.recommendation, m.number"""
_SEARCH = """INSERT INTO recommendation_search (rowid, title, text)
SELECT id, title, text FROM main.recommendation WHERE id > ? ORDER BY id"""
# What a guard would refuse and no constraint does.
_REFUSED = """SELECT p.slug, r.reference, m.quote IS NULL FROM main.mention AS m JOIN main.recommendation AS r
ON r.id = m.recommendation_id JOIN main.report AS p ON p.id = r.report_id WHERE m.id > ? AND CASE
WHEN m.quote IS NOT NULL THEN substr(r.text, m.quote_start + 1, length(m.quote)) IS NOT m.quote
ELSE EXISTS (SELECT 1 FROM main.mention AS twin WHERE twin.recommendation_id = m.recommendation_id
  AND twin.actor_id = m.actor_id AND twin.role = m.role AND twin.quote_start IS NULL AND twin.id <> m.id)
END LIMIT 1"""


def insert_new(connection: sqlite3.Connection, progress: Callable[[int], None]) -> None:
    """Insert the staged recommendations and mentions that are new; their reports and actors are there.

    `progress` is told the rows done. Raises BadInput where a quote does not stand in its text, or a
    mention is there twice.
    """
    connection.execute(_FIND_REPORTS)
    connection.execute(_FIND_ACTORS)
    last = {table: _last_id(connection, table) for table in _TABLES}
    (staged,) = connection.execute("SELECT coalesce(max(id), 0) FROM staged.recommendation").fetchone()
    done = 0
    (cache,) = connection.execute("PRAGMA main.cache_size").fetchone()
    connection.execute(f"PRAGMA main.cache_size = -{_CACHE_KIB}")
    with _triggers_away(connection):
        for statement in (_RECOMMENDATIONS, _MENTIONS):
            for first in range(1, staged + 1, _CHUNK):
                done += connection.execute(statement, (first, first + _CHUNK - 1)).rowcount
                progress(done)
        connection.execute(_SEARCH, (last["recommendation"],))
        followup.add(connection, last["recommendation"])
        _record(connection, last)
    connection.execute(f"PRAGMA main.cache_size = {cache}")
    refused = connection.execute(_REFUSED, (last["mention"],)).fetchone()
    if refused is not None:
        slug, reference, implied = refused
        fault = "an implied mention is there twice" if implied else "a quote does not stand in the text"
        raise BadInput(f"{place_of(slug, reference)}: {fault}.", "Nothing was written.")


def _last_id(connection: sqlite3.Connection, table: str) -> int:
    (last,) = connection.execute(f"SELECT coalesce(max(id), 0) FROM main.{table}").fetchone()
    return int(last)


def _record(connection: sqlite3.Connection, last: dict[str, int]) -> None:
    """Write the change of each new row as the triggers would have."""
    tables = {table.name: table for table in recorded_tables(connection)}
    for name, about in _TABLES.items():
        connection.execute(
            'INSERT INTO change (changeset_id, table_name, row_key, recommendation_id, operation, "after")'
            f" SELECT (SELECT changeset_id FROM open_changeset), '{name}', {tables[name].row_key}, {about}, 'insert',"
            f" {tables[name].row} FROM main.{name} WHERE id > ? ORDER BY id",
            (last[name],),
        )


@contextmanager
def _triggers_away(connection: sqlite3.Connection) -> Iterator[None]:
    """Drop the triggers of ours that these inserts would fire, and make them again."""
    triggers = [
        each
        for table in (*_TABLES, "change", followup.TABLE)
        for each in expected().values()
        if each.kind == "trigger" and re.fullmatch(rf"[a-z]+_{table}_(insert|id)", each.name)
    ]
    for each in triggers:
        connection.execute(f"DROP TRIGGER {each.name}")
    yield
    for each in triggers:
        connection.execute(each.sql)
