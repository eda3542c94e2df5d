"""Loading in bulk: any number of recommendations from an iterator, in one transaction and in bounded memory.

A seed file is for a report that people read; this is for what other programs hold. The triggers are dropped and
made again inside the transaction, so the history holds one changeset with counts and a digest in place of a
change for each row; the rules that the guards keep are checked here, before a row is written.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, NamedTuple

from tracker.database.objects import SEARCH, triggers
from tracker.database.writer import Writer, open_changeset
from tracker.errors import BadInput
from tracker.text import is_safe, shown_line

MANY = 10_000
"""From this many rows on a load drops the triggers and makes them again."""
_CHUNK = 5_000
_CACHE_KIB = 65_536
"""The indexes of a large load do not fit into SQLite's own 2 MiB of cache; this bounds the memory instead."""
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class BulkMention(NamedTuple):
    """An actor by name, its role code, and the quote with its 0-based code point offset, or why it is implied."""

    actor: str
    role: str
    quote: str | None = None
    quote_start: int | None = None
    implied_reason: str | None = None


class BulkRecommendation(NamedTuple):
    """A recommendation as a seed file has it, with its mentions."""

    reference: str
    title: str
    text: str
    mentions: Sequence[BulkMention] = ()
    first_line: int | None = None
    last_line: int | None = None


class BulkLoaded(NamedTuple):
    """What a bulk load brought."""

    changeset_id: int
    recommendations: int
    mentions: int
    digest: str


def load_many(
    writer: Writer,
    recommendations: Iterable[BulkRecommendation],
    *,
    slug: str,
    title: str,
    actors: Sequence[tuple[str, str, str | None]],
    analyst: str,
    progress: Callable[[int], None] | None = None,
) -> BulkLoaded:
    """Load a new report; `actors` are (name, kind code, country code or None), those known already stay.

    `digest` is SHA-256 over UTF-8 JSON, a line per recommendation in the order given: `[reference, title, text,
    first_line, last_line, [[actor, role, quote, quote_start, implied_reason], ...]]`. Raises BadInput with the
    reference of the first row that breaks a rule, and whatever the iterator raises; then nothing is written.
    """
    with writer.transaction() as connection:
        roles = {code for (code,) in connection.execute("SELECT code FROM actor_role")}
        digest = hashlib.sha256()
        with triggers_away(connection) as first_id:
            report_id = _new_report(connection, slug, title)
            actor_ids = _actors(connection, actors)
            number, mention_count = first_id, 0
            source = iter(recommendations)
            while chunk := list(islice(source, _CHUNK)):
                for recommendation in chunk:
                    _check(recommendation, actor_ids, roles)
                    digest.update(_canonical(recommendation))
                connection.executemany(_INSERT, _rows(chunk, number, report_id, number - first_id + 1))
                mentions = list(_mention_rows(chunk, number, actor_ids))
                connection.executemany(_INSERT_MENTION, mentions)
                number += len(chunk)
                mention_count += len(mentions)
                if progress is not None:
                    progress(number - first_id)
        count = number - first_id
        changeset_id = open_changeset(
            connection,
            analyst=analyst,
            kind="load",
            summary=f"Loaded {slug}: 1 report, {count:,} recommendations, {mention_count:,} mentions",
            digest=digest.hexdigest(),
        )
    return BulkLoaded(changeset_id, count, mention_count, digest.hexdigest())


_INSERT = """INSERT INTO recommendation (id, report_id, reference, position, title, text, first_line, last_line)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_INSERT_MENTION = """INSERT INTO mention (recommendation_id, actor_id, role, quote, quote_start, implied_reason)
VALUES (?, ?, ?, ?, ?, ?)"""


@contextmanager
def triggers_away(connection: sqlite3.Connection) -> Iterator[int]:
    """Drop the triggers for the time inside and give the first free recommendation id.

    Only new rows may be written there; new recommendations are put into the search index at the end.
    """
    (first_id,) = connection.execute(
        "SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'recommendation'), 0),"
        " coalesce((SELECT max(id) FROM recommendation), 0)) + 1"
    ).fetchone()
    owned = list(triggers())
    (cache,) = connection.execute("PRAGMA cache_size").fetchone()
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    for name, _ in owned:
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
    yield first_id
    index, columns = SEARCH["recommendation"]
    listed = ", ".join(columns)
    connection.execute(
        f"INSERT INTO {index} (rowid, {listed}) SELECT id, {listed} FROM recommendation WHERE id >= ?",
        (first_id,),
    )
    for _, statement in owned:
        connection.execute(statement)
    connection.execute(f"PRAGMA cache_size = {cache}")


def _new_report(connection: sqlite3.Connection, slug: str, title: str) -> int:
    if connection.execute("SELECT 1 FROM report WHERE slug = ?", (slug,)).fetchone():
        raise BadInput(f"There is a report '{shown_line(slug)}' already.", "A bulk load brings a new report.")
    connection.execute("INSERT INTO report (slug, title) VALUES (?, ?)", (slug, title))
    (report_id,) = connection.execute("SELECT id FROM report WHERE slug = ?", (slug,)).fetchone()
    return int(report_id)


def _actors(connection: sqlite3.Connection, actors: Sequence[tuple[str, str, str | None]]) -> dict[str, int]:
    connection.executemany(
        "INSERT INTO actor (name, kind, country_code) SELECT ?1, ?2, ?3"
        " WHERE NOT EXISTS (SELECT 1 FROM actor WHERE name = ?1)",
        actors,
    )
    return dict(connection.execute("SELECT name, id FROM actor"))


def _check(recommendation: BulkRecommendation, actors: dict[str, int], roles: set[str]) -> None:
    text = recommendation.text
    fault = None
    if not text or not recommendation.title:
        fault = "text and title must not be empty"
    elif not is_safe(text) or "\n" in text or "\t" in text or not is_safe(recommendation.title):
        fault = "holds a control or bidi character"
    for mention in recommendation.mentions:
        if mention.actor not in actors:
            fault = f"names the actor '{shown_line(mention.actor)}', which is not declared"
        elif mention.role not in roles:
            fault = f"gives the role '{shown_line(mention.role)}', which is not known"
        elif mention.quote is None:
            if not mention.implied_reason or mention.quote_start is not None:
                fault = "has a mention with neither a quote nor a reason"
        elif mention.quote_start is None or mention.implied_reason is not None:
            fault = "has a quote without a place, or with a reason"
        elif not mention.quote or not text.startswith(mention.quote, mention.quote_start):
            fault = f"does not hold the quote '{shown_line(mention.quote)}' at {mention.quote_start}"
    if fault is not None:
        raise BadInput(
            f"Recommendation {shown_line(recommendation.reference)}: {fault}.", "Nothing was written."
        )


def _canonical(recommendation: BulkRecommendation) -> bytes:
    mentions = [[m.actor, m.role, m.quote, m.quote_start, m.implied_reason] for m in recommendation.mentions]
    r = recommendation
    line = _JSON.encode([r.reference, r.title, r.text, r.first_line, r.last_line, mentions])
    return line.encode() + b"\n"


def _rows(
    chunk: Sequence[BulkRecommendation], number: int, report_id: int, position: int
) -> Iterator[tuple[Any, ...]]:
    for at, r in enumerate(chunk):
        yield number + at, report_id, r.reference, position + at, r.title, r.text, r.first_line, r.last_line


def _mention_rows(
    chunk: Sequence[BulkRecommendation], number: int, actors: dict[str, int]
) -> Iterator[tuple[Any, ...]]:
    for at, recommendation in enumerate(chunk):
        for m in recommendation.mentions:
            yield number + at, actors[m.actor], m.role, m.quote, m.quote_start, m.implied_reason
