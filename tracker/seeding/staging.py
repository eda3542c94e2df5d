"""Reports that are checked and wait to be loaded, in a SQLite file of their own: their size is bound by no memory,
and the database is not locked while they are read.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tracker.database.file import sqlite_errors
from tracker.database.writer import Writer
from tracker.errors import DatabaseUnusable
from tracker.seeding.tables import (
    Seed,
    SeedActor,
    SeedRecommendation,
    SeedReport,
    SeedTag,
)
from tracker.text import folded, start_of

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE report (id INTEGER PRIMARY KEY, slug TEXT, stored_id INTEGER);
CREATE TABLE actor (id INTEGER PRIMARY KEY, name TEXT, stored_id INTEGER);
CREATE TABLE recommendation (
    id INTEGER PRIMARY KEY, report INTEGER, reference TEXT, position INTEGER, title TEXT, text TEXT,
    first_line INTEGER, last_line INTEGER, first_page INTEGER, last_page INTEGER, reviewed INTEGER,
    stored_id INTEGER);
CREATE TABLE mention (
    recommendation INTEGER, number INTEGER, actor INTEGER, role TEXT, quote TEXT, quote_start INTEGER,
    implied_reason TEXT, is_new INTEGER DEFAULT 1, PRIMARY KEY (recommendation, number)) WITHOUT ROWID;
CREATE TABLE gone_mention (id INTEGER PRIMARY KEY);
CREATE TABLE own_mention (id INTEGER PRIMARY KEY);
CREATE INDEX recommendation_report ON recommendation (report);
"""
_RECOMMENDATION = "INSERT INTO recommendation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)"
_MENTION = """INSERT INTO mention (recommendation, number, actor, role, quote, quote_start, implied_reason)
VALUES (?, ?, ?, ?, ?, ?, ?)"""
_BATCH = 500
"""Recommendations that are held before they are written."""


class Staging:
    """What a load is to bring. `attached` shows its tables as `staged.report`, `staged.actor` and so on.

    Ids count from 1 in the order of the seeds; `stored_id` is the row in the database, NULL where there is none, and
    `is_new` is 1 for a mention that the database lacks, `gone_mention` has the rows that no seed has any more, and
    `own_mention` those that were added or changed here: the comparison finds them.
    """

    def __init__(self, seeds: Iterable[Seed]) -> None:
        """Take the seeds, and raise what reading them raises."""
        self.reports: list[SeedReport] = []
        self.tags: list[tuple[SeedTag, SeedReport]] = []
        """Each with the report that declares it."""
        self.actors: dict[str, tuple[SeedActor, SeedReport]] = {}
        """By folded name, as reports share them: the first that declares one counts."""
        self.aliases: dict[str, tuple[str, str, SeedReport]] = {}
        """By folded alias: as it is spelled, the folded name of its actor, and the report that gives it."""
        self._actor_ids: dict[str, int] = {}
        self._last_id = 0
        try:
            self._folder = TemporaryDirectory(prefix="tracker-load-", ignore_cleanup_errors=True)
        except OSError as error:
            raise DatabaseUnusable(
                f"There is no room for a temporary file: {error.strerror}.", "Name a folder for it in TMPDIR."
            ) from error
        self._path = Path(self._folder.name) / "staged.db"
        try:
            with (
                sqlite_errors(self._path),
                closing(sqlite3.connect(self._path, isolation_level=None)) as connection,
            ):
                connection.executescript(_TABLES)
                connection.execute("BEGIN")
                for seed in seeds:
                    self._add(connection, seed)
                connection.execute("COMMIT")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Delete the file."""
        self._folder.cleanup()

    def _add(self, connection: sqlite3.Connection, seed: Seed) -> None:
        self.reports.append(seed.report)
        self.tags.extend((tag, seed.report) for tag in seed.tags)
        connection.execute("INSERT INTO report (slug) VALUES (?)", (seed.report.slug,))
        for actor in seed.actors:
            key = folded(actor.name)
            if key not in self.actors:
                self.actors[key] = actor, seed.report
                connection.execute("INSERT INTO actor (name) VALUES (?)", (actor.name,))
                self._actor_ids[key] = len(self.actors)
            for alias in actor.aliases:
                self.aliases.setdefault(folded(alias), (alias, key, seed.report))
        # A mention may spell an actor as another file declares it.
        ids = {actor.name: self._actor_ids[folded(actor.name)] for actor in seed.actors}
        recommendations: list[tuple[Any, ...]] = []
        mentions: list[tuple[Any, ...]] = []
        for position, each in enumerate(seed.recommendations, 1):
            self._last_id += 1
            recommendations.append(self._row(each, position))
            mentions.extend(self._mention_rows(each, ids))
            if len(recommendations) == _BATCH:
                _write(connection, recommendations, mentions)
        _write(connection, recommendations, mentions)

    def _row(self, each: SeedRecommendation, position: int) -> tuple[Any, ...]:
        rest = each.first_line, each.last_line, each.first_page, each.last_page, each.reviewed
        return self._last_id, len(self.reports), each.reference, position, each.title, each.text, *rest

    def _mention_rows(self, each: SeedRecommendation, actor_ids: dict[str, int]) -> Iterator[tuple[Any, ...]]:
        for number, mention in enumerate(each.mention, 1):
            start = quote = None
            if mention.quote is not None:
                start = start_of(each.text, mention.quote, mention.occurrence)
                # What is stored is the text's own words, be there a line break where the seed has a blank.
                quote = each.text[start : start + len(mention.quote)] if start >= 0 else mention.quote
            actor_id = actor_ids[mention.actor]
            yield self._last_id, number, actor_id, mention.role, quote, start, mention.implied_reason

    @contextmanager
    def attached(self, writer: Writer) -> Iterator[sqlite3.Connection]:
        """Give the writer's connection in one transaction, with the tables here attached as `staged`."""
        attached = None
        try:
            with writer.transaction() as connection:
                connection.execute("ATTACH ? AS staged", (str(self._in_encoding_of(connection)),))
                attached = connection
                connection.execute("PRAGMA staged.journal_mode = OFF")
                yield connection
        finally:
            if attached is not None:
                attached.execute("DETACH staged")

    def _in_encoding_of(self, database: sqlite3.Connection) -> Path:
        """Return the file in the encoding of the database, as SQLite attaches no other (sqlite.org/pragma.html)."""
        (encoding,) = database.execute("PRAGMA encoding").fetchone()
        if encoding == "UTF-8":
            return self._path
        path = self._path.with_name("encoded.db")
        with closing(sqlite3.connect(self._path)) as here, closing(sqlite3.connect(path)) as there:
            there.execute(f"PRAGMA encoding = '{encoding}'")
            there.executescript(_TABLES)
            for (table,) in here.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                rows = here.execute(f"SELECT * FROM {table}")
                marks = ", ".join("?" * len(rows.description))
                there.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
            there.commit()
        return path


def _write(
    connection: sqlite3.Connection, recommendations: list[tuple[Any, ...]], mentions: list[tuple[Any, ...]]
) -> None:
    connection.executemany(_RECOMMENDATION, recommendations)
    connection.executemany(_MENTION, mentions)
    recommendations.clear()
    mentions.clear()
