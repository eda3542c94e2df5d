"""Reports that are checked and wait to be loaded, in a SQLite file of their own: their size is bound by no memory,
and the database is not locked while they are read.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tracker.database.file import sqlite_errors
from tracker.database.writer import Writer
from tracker.errors import DatabaseUnusable
from tracker.seeding.plan import Value
from tracker.seeding.statements import KINDS, MENTION, THEMING, Kind
from tracker.seeding.tables import (
    FromTable,
    Seed,
    SeedMention,
    SeedRecommendation,
    SeedReport,
    SeedTable,
    SeedTag,
    key_of,
)
from tracker.text import folded, start_of

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE report (id INTEGER PRIMARY KEY, slug TEXT, stored_id INTEGER);
CREATE TABLE actor (id INTEGER PRIMARY KEY, key TEXT, name TEXT, stored_id INTEGER);
CREATE TABLE source (id INTEGER PRIMARY KEY, key TEXT, name TEXT, stored_id INTEGER);
CREATE TABLE theme (id INTEGER PRIMARY KEY, key TEXT, scheme TEXT, name TEXT, stored_id INTEGER);
CREATE TABLE recommendation (
    id INTEGER PRIMARY KEY, report INTEGER, reference TEXT, position INTEGER, title TEXT, text TEXT,
    first_line INTEGER, last_line INTEGER, first_page INTEGER, last_page INTEGER, made_on TEXT, reviewed INTEGER,
    stored_id INTEGER);
CREATE TABLE import_row (row_number INTEGER, part TEXT, source INTEGER, recommendation INTEGER, cells TEXT);
CREATE TABLE given_in ("column" TEXT);
CREATE TABLE gone_mention (id INTEGER PRIMARY KEY);
CREATE TABLE own_mention (id INTEGER PRIMARY KEY);
CREATE INDEX recommendation_report ON recommendation (report);
""" + "".join(
    f"CREATE TABLE {kind.table} (recommendation INTEGER, number INTEGER, {', '.join(kind.columns)},"
    " is_new INTEGER DEFAULT 1, PRIMARY KEY (recommendation, number)) WITHOUT ROWID;\n"
    for kind in KINDS
)
_RECOMMENDATION = "INSERT INTO recommendation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)"
_STATEMENT = {
    kind: f"INSERT INTO {kind.table} (recommendation, number, {', '.join(kind.columns)})"
    f" VALUES (?, ?{', ?' * len(kind.columns)})"
    for kind in KINDS
}
_ROW = "INSERT INTO import_row VALUES (?, ?, ?, ?, ?)"
NAMING = {"actor": ("name",), "source": ("name",), "theme": ("scheme", "name")}
"""What reports share -> the columns that a row is known by."""
_BATCH = 500
"""Recommendations that are held before they are written."""
Rows = list[tuple[Any, ...]]


class Staging:
    """What a load is to bring. `attached` shows its tables as `staged.report`, `staged.actor` and so on.

    Ids count from 1 in the order of the seeds; `stored_id` is the row in the database, NULL where there is none, and
    `is_new` is 1 for a mention or another statement that the database lacks, `gone_mention` has the rows that no seed
    has any more, and `own_mention` those that were added or changed here: the comparison finds them.

    A report may come in several seeds, one after the other or between those of others: its recommendations go on.
    """

    def __init__(self, seeds: Iterable[Seed]) -> None:
        """Take the seeds, and raise what reading them raises."""
        self.reports: list[SeedReport] = []
        self.tags: list[tuple[SeedTag, SeedReport]] = []
        """Each with the report that declares it."""
        self.named: dict[str, dict[str, tuple[dict[str, Value], str]]] = {table: {} for table in NAMING}
        """By table and folded name, as reports share them: what the first seed says of it, and the slug of that."""
        self.aliases: dict[str, tuple[str, str, str]] = {}
        """By folded alias: as it is spelled, the folded name of its actor, and the slug of the report that gives it."""
        self.table: FromTable | None = None
        """What all of it was read from."""
        self._ids: dict[str, dict[str, int]] = {table: {} for table in NAMING}
        self._positions: dict[str, tuple[int, int]] = {}
        """Slug -> the number of the report, and how many recommendations it has."""
        self._last_id = 0
        self._waiting: tuple[Rows, dict[Kind, Rows]] = [], {kind: [] for kind in KINDS}
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
                self._write(connection)
                if self.table is not None and len(self.reports) > 1:
                    # A table that fills several reports belongs to none.
                    key = key_of(self.table.source)
                    self.named["source"][key] = self.named["source"][key][0], ""
                connection.execute("COMMIT")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Delete the file."""
        self._folder.cleanup()

    def _add(self, connection: sqlite3.Connection, seed: Seed) -> None:
        slug = seed.report.slug
        if slug not in self._positions:
            self.reports.append(seed.report)
            self._positions[slug] = len(self.reports), 0
            connection.execute("INSERT INTO report (slug) VALUES (?)", (slug,))
        self.tags.extend((tag, seed.report) for tag in seed.tags)
        for actor in seed.actors:
            key = self._name(connection, "actor", actor, slug)
            for alias in actor.aliases:
                self.aliases.setdefault(folded(alias), (alias, key, slug))
        for source in seed.sources:
            self._name(connection, "source", source, slug)
        report, position = self._positions[slug]
        recommendations, statements = self._waiting
        numbers: dict[str | None, int] = {}
        for each in seed.recommendations:
            position += 1
            self._last_id += 1
            recommendations.append(
                (
                    *(self._last_id, report, each.reference, position, each.title, each.text),
                    *(each.first_line, each.last_line, each.first_page, each.last_page),
                    *(_stored(each.made_on), each.reviewed),
                )
            )
            for theme in each.theme:
                self._name(connection, "theme", theme, slug)
            for kind, rows in statements.items():
                if kind is MENTION or getattr(each, "theme" if kind is THEMING else kind.table):
                    rows.extend(self._rows(each, kind))
            if seed.table is not None:
                numbers[each.reference] = self._last_id
            if len(recommendations) == _BATCH:
                self._write(connection)
        self._positions[slug] = report, position
        if seed.table is not None:
            self.table = seed.table
            source_id = self._ids["source"][key_of(seed.table.source)]
            of_table = (
                (each.row, each.part, source_id, numbers.get(each.reference), each.cells)
                for each in seed.rows
            )
            connection.executemany(_ROW, of_table)

    def _name(self, connection: sqlite3.Connection, table: str, each: SeedTable, slug: str) -> str:
        """Stage an actor, a source or a theme, once; return its key."""
        naming = [getattr(each, column) for column in NAMING[table]]
        key = key_of(*naming)
        if key not in self.named[table]:
            self.named[table][key] = each.model_dump(mode="json", exclude={"aliases"}), slug
            ids = self._ids[table]
            ids[key] = len(ids) + 1
            connection.execute(
                f"INSERT INTO {table} (id, key, {', '.join(NAMING[table])}) VALUES (?, ?{', ?' * len(naming)})",
                (ids[key], key, *naming),
            )
        return key

    def _rows(self, each: SeedRecommendation, kind: Kind) -> Iterator[tuple[Any, ...]]:
        """Yield what is staged of one kind: the recommendation, the number there, and the columns."""
        if kind is MENTION:
            for number, mention in enumerate(each.mention, 1):
                quote, start = _quoted(mention, each.text)
                actor = self._ids["actor"][folded(mention.actor)]
                evidence = quote, start, mention.implied_reason, mention.given_in
                yield self._last_id, number, actor, mention.role, *evidence
        elif kind is THEMING:
            keys = dict.fromkeys(key_of(theme.scheme, theme.name) for theme in each.theme)
            for number, key in enumerate(keys, 1):
                yield self._last_id, number, self._ids["theme"][key]
        else:
            for number, table in enumerate(getattr(each, kind.table), 1):
                values = {
                    column: _stored(getattr(table, column.removesuffix("_id"))) for column in kind.columns
                }
                for column, linked in kind.links.items():
                    if (name := values[column]) is not None:
                        values[column] = self._ids[linked][folded(name)]
                yield self._last_id, number, *values.values()

    def _write(self, connection: sqlite3.Connection) -> None:
        recommendations, statements = self._waiting
        connection.executemany(_RECOMMENDATION, recommendations)
        recommendations.clear()
        for kind, rows in statements.items():
            connection.executemany(_STATEMENT[kind], rows)
            rows.clear()

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


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _quoted(mention: SeedMention, text: str) -> tuple[str | None, int | None]:
    """Return the quote and where it starts."""
    if mention.quote is None:
        return None, None
    start = start_of(text, mention.quote, mention.occurrence)
    # What is stored is the text's own words, be there a line break where the seed has a blank.
    return text[start : start + len(mention.quote)] if start >= 0 else mention.quote, start
