"""The file as it was: what was recorded up to a day, a moment or a changeset, as a database of its own.

It is a temporary one, with the same tables and views, so whatever reads the file reads it too. It is made of the rows
there are now and of the later changes turned round, the latest first; `date('now')` is the day that is asked about.
Rows that came without a change in the history, as large loads once left them, count from their created_at.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

from tracker.database import followup, schema
from tracker.database.recorded import RecordedTable, held_row, recorded_tables
from tracker.errors import BadInput, NotFound, QueryError
from tracker.labels import recommendation_label
from tracker.query_line import Query, parse
from tracker.reading import queries
from tracker.reading.points import Point
from tracker.reading.selection import selected

_UNRECORDED = "created_at"
_OWNER = "recommendation_id"
_ASKED = ("response", "reported", "assessed", "closed", "due_on")
"""What a query line asks of that which counts now."""
_FOLLOWUP = frozenset(followup.STATEMENTS)
_NEEDED = {
    "tag": {"tagging"},
    "tags": {"tagging"},
    "actor": {"mention"},
    "kind": {"mention"},
    "role": {"mention"},
    "note": {"note"},
    "notes": {"note"},
    "theme": {"theming"},
    "changed": {"change"},
    "response": {followup.TABLE},
    "reported": {followup.TABLE},
    "assessed": {followup.TABLE},
    "due": {followup.TABLE},
    "overdue": {followup.TABLE},
    "progress": {followup.TABLE},
    "source": _FOLLOWUP,
}
"""Key or order of a query line -> what it reads beside recommendations and what they share."""


class ListThen(NamedTuple):
    """The list of a query line as it was."""

    query: Query
    ids: Sequence[int]
    missing: int
    """How many recommendations of the file were not there yet."""


def listed(connection: sqlite3.Connection, line: str, at: Point, *, me: str | None = None) -> ListThen:
    """Return the list that a query line gives as of a point.

    Raises QueryError for what cannot be read or was not known then, and for what cannot be asked of the past: words,
    as the index has those of the present, and `by:`, which asks for the whole history.
    """
    query = parse(line, me=me)
    _refuse(query)
    keys = {query.sort.lstrip("-"), *(term.key for term in query.terms)}
    tables = {"recommendation"}.union(*(_NEEDED.get(key, ()) for key in keys))
    with database(connection, at, tables=tables) as then:
        ids = queries.all_ids(then, selected(then, query))
        (there,) = then.execute("SELECT count(*) FROM recommendation").fetchone()
    (now,) = connection.execute("SELECT count(*) FROM recommendation").fetchone()
    return ListThen(query, ids, max(now - there, 0))


def _refuse(query: Query) -> None:
    for word in query.words:
        sentence = "Words cannot be searched as of another day: the index has those of the present."
        raise QueryError(sentence, "Leave the words out, or --as-of.", start=word.start, end=word.end)
    for term in query.terms:
        if term.key == "by":
            sentence = "by: cannot be asked as of another day: it goes by the whole history."
            raise QueryError(sentence, "Leave it out, or --as-of.", start=term.start, end=term.end)


def rows(connection: sqlite3.Connection, ids: Sequence[int], at: Point) -> Iterator[dict[str, Any]]:
    """Yield these recommendations with every column of a list, as they were, a portion at a time."""
    for some in queries.chunks(ids, 1_000):
        with database(connection, at, some) as then:
            yield from queries.overview_of(then, some)


@contextmanager
def database(
    connection: sqlite3.Connection,
    at: Point,
    recommendation_ids: Sequence[int] | None = None,
    *,
    tables: set[str] | None = None,
    searched: bool = False,
) -> Iterator[sqlite3.Connection]:
    """Give a temporary database with these recommendations as they were, or with all of them.

    `searched`: with the search indexes, which words of a query line are asked of.

    What they share, such as actors, tags and sources, is there whole. `tables` are those with rows of a
    recommendation that are filled, all where it is None; with them the texts are left out, and so is the history but
    for the latest change of each where `change` is among them.
    """
    # In memory as long as it is small (sqlite.org/inmemorydb.html, section 3).
    with closing(sqlite3.connect("", isolation_level=None, check_same_thread=False)) as then:
        then.text_factory = connection.text_factory
        _today_is(then, at.day)
        _Past(connection, then, at, recommendation_ids, tables).fill()
        for each in schema.expected().values():
            if searched and each.is_search:
                then.execute(each.sql)
                then.execute(f"INSERT INTO {each.name} ({each.name}) VALUES ('rebuild')")
        yield then


def refuse_missing(
    connection: sqlite3.Connection, then: sqlite3.Connection, ids: Iterable[int], at: Point
) -> None:
    """Raise NotFound where one of these recommendations was not there yet."""
    for number in ids:
        if then.execute("SELECT 1 FROM recommendation WHERE id = ?", (number,)).fetchone() is None:
            (slug, reference), several = (
                connection.execute(_NAMED, (number,)).fetchone(),
                queries.several_reports(connection),
            )
            label = recommendation_label(slug, reference, several_reports=several)
            raise NotFound(
                f"Recommendation {label} was not there yet {at.words}.", "tracker history tells when it came."
            )


def _today_is(then: sqlite3.Connection, day: str) -> None:
    """Have `date('now')` be that day; everything else that date() computes stays SQLite's own."""
    own = sqlite3.connect(":memory:", check_same_thread=False)
    known: dict[tuple[Any, ...], Any] = {}

    def computed(*given: Any) -> Any:
        if given not in known:
            arguments = [day if each == "now" else each for each in given]
            marks = ", ".join("?" * len(arguments))
            (known[given],) = own.execute(f"SELECT date({marks})", arguments).fetchone()
        return known[given]

    then.create_function("date", -1, computed, deterministic=True)


class _Past:
    """Fills a database with what was there at a point."""

    def __init__(
        self,
        now: sqlite3.Connection,
        then: sqlite3.Connection,
        at: Point,
        ids: Sequence[int] | None,
        filled: set[str] | None,
    ) -> None:
        self._now = now
        self._then = then
        self._at = at
        self._ids = ids
        self._filled = filled
        self._tables = {table.name: table for table in recorded_tables(now)}
        self._own = {name for name, table in self._tables.items() if _owner(table)}
        """The tables whose rows belong to one recommendation."""

    def fill(self) -> None:
        """Make tables and views, copy the rows of the present, and turn round what came later."""
        objects = schema.expected().values()
        wanted = [each for each in objects if each.kind in ("table", "index", "view") and not each.is_search]
        self._then.execute("PRAGMA ignore_check_constraints = ON")
        self._then.execute("BEGIN")
        for each in wanted:
            if each.kind == "table":
                self._then.execute(each.sql)
        # The latest first.
        later = sorted(self._later(), key=lambda row: -row[0])
        counts_now = self._filled is not None and followup.TABLE in self._filled
        touched = self._touched(later) if counts_now else []
        for table in self._tables.values():
            if table.name not in self._own:
                self._copy(table, "", ())
            elif counts_now and table.name in _FOLLOWUP:
                for condition, parameters in _portions(None if self._whole(table.name) else touched, _OWNER):
                    self._copy(table, condition, parameters)
            elif self._filled is None or table.name in self._filled:
                for condition, parameters in _portions(self._ids, _owner(table)):
                    self._copy(table, condition, parameters)
        for each in wanted:
            if each.kind != "table":
                self._then.execute(each.sql)
        _take_back(self._then, self._tables, (row[:-1] for row in later))
        self._leave_out()
        self._copy_history()
        if counts_now:
            self._count_anew(touched)
        elif self._filled is None:
            followup.add(self._then, 0)
        self._then.execute("COMMIT")

    def _whole(self, table: str) -> bool:
        """Whether all rows of a table are asked for."""
        return self._filled is None or table in self._filled

    def _touched(self, later: Iterable[Sequence[Any]]) -> list[int]:
        """Return the recommendations of which something else counted, all where another status closed."""
        later = list(later)
        if any(table == "progress_status" for _, table, *_ in later):
            return [number for (number,) in self._now.execute("SELECT id FROM recommendation")]
        found = {number for _, table, *_, number in later if table in _FOLLOWUP}
        for table in _FOLLOWUP:
            sql = f"SELECT {_OWNER} FROM {table} WHERE {_UNRECORDED} > ?"
            found.update(number for (number,) in self._now.execute(sql, (self._at.moment,)))
        return sorted(found)

    def _count_anew(self, touched: Sequence[int]) -> None:
        """Copy what counts of the recommendations that were not touched, and compute it of the others."""
        columns, known = (_OWNER, *_ASKED), set(touched)
        listed = ", ".join(columns)
        rows = self._now.execute(f"SELECT {listed} FROM {followup.TABLE}")
        self._insert(followup.TABLE, columns, (row for row in rows if row[0] not in known))
        self._then.execute(
            f"DELETE FROM {followup.TABLE} WHERE {_OWNER} NOT IN (SELECT r.id FROM recommendation AS r)"
        )
        for condition, parameters in _portions(touched, _OWNER):
            sql = (
                f"INSERT INTO {followup.TABLE} ({listed}) SELECT {listed} FROM {followup.COMPUTED}{condition}"
            )
            self._then.execute(sql, parameters)

    def _copy(self, table: RecordedTable, condition: str, parameters: Sequence[Any]) -> None:
        columns = [schema.quoted(column) for column in table.columns]
        # A text is long, and nothing that asks for some tables alone reads it.
        read = ["''" if self._filled is not None and c == '"text"' else c for c in columns]
        rows = self._now.execute(f"SELECT {', '.join(read)} FROM {table.name}{condition}", parameters)
        self._insert(table.name, columns, rows)

    def _insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        marks = ", ".join("?" * len(columns))
        self._then.executemany(
            f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows
        )

    def _later(self) -> Iterator[tuple[Any, ...]]:
        """Yield the later changes of what is copied: what `_take_back` takes, then whose they are."""
        columns = f"c.id, c.table_name, c.row_key, c.operation, c.before, c.after, c.{_OWNER}"
        later, bound = self._at.later, self._at.bound
        filled = self._own if self._filled is None else self._filled
        left_out = self._own - filled - (_FOLLOWUP if followup.TABLE in filled else set())
        if self._ids is None:
            # From the first one on: a pass over all of a long history takes a second.
            first = f"SELECT c.id FROM change AS c WHERE {later} ORDER BY c.id LIMIT 1"
            sql = f"SELECT {columns} FROM change AS c WHERE c.id >= ({first}) AND {later}"
            yield from (row for row in self._now.execute(sql, (bound, bound)) if row[1] not in left_out)
            return
        shared = ", ".join(f"'{name}'" for name in self._tables if name not in self._own)
        yield from self._now.execute(
            f"SELECT {columns} FROM change AS c WHERE c.table_name IN ({shared}) AND {later}", (bound,)
        )
        for condition, parameters in _portions(self._ids, f"c.{_OWNER}"):
            # A change of something shared may name a recommendation, too.
            own = f"{condition} AND {later} AND c.table_name NOT IN ({shared})"
            yield from self._now.execute(f"SELECT {columns} FROM change AS c{own}", (*parameters, bound))

    def _leave_out(self) -> None:
        """Delete the rows that came later without a change, and those of a recommendation that is not there."""
        for table in self._tables.values():
            if _UNRECORDED not in table.columns:
                continue
            sql = f"SELECT {table.row_key}, {', '.join(table.key)} FROM {table.name} WHERE {_UNRECORDED} > ?"
            for row_key, *key in self._then.execute(sql, (self._at.moment,)).fetchall():
                if self._now.execute(_RECORDED, (table.name, row_key)).fetchone() is None:
                    this = " AND ".join(f"{column} = ?" for column in table.key)
                    self._then.execute(f"DELETE FROM {table.name} WHERE {this}", key)
        for name in self._own - {"recommendation"}:
            self._then.execute(
                f"DELETE FROM {name} WHERE {_OWNER} NOT IN (SELECT r.id FROM recommendation AS r)"
            )

    def _copy_history(self) -> None:
        """Copy what had been done up to the point; where some tables alone are filled, what each changed last."""
        earlier, bound = f"NOT ({self._at.later})", self._at.bound
        # All of them: who an analyst is does not depend on the day.
        columns = self._columns("changeset")
        self._insert("changeset", columns, self._now.execute(f"SELECT {', '.join(columns)} FROM changeset"))
        if self._filled is None:
            columns = self._columns("change")
            read = ", ".join(f"c.{column}" for column in columns)
            for condition, parameters in _portions(self._ids, f"c.{_OWNER}"):
                where = f"{condition} AND {earlier}" if condition else f" WHERE {earlier}"
                found = self._now.execute(f"SELECT {read} FROM change AS c{where}", (*parameters, bound))
                self._insert("change", columns, found)
        elif "change" in self._filled:
            rows = self._now.execute(_LATEST.format(earlier=earlier), (bound,))
            self._insert("change", _LATEST_COLUMNS, rows)

    def _columns(self, table: str) -> list[str]:
        rows = self._then.execute("SELECT name FROM pragma_table_info(?)", (table,))
        return [schema.quoted(name) for (name,) in rows]


_LATEST_COLUMNS = ("id", "changed_at", _OWNER, "table_name", "row_key", "operation")
_LATEST = f"""SELECT l.id, l.changed_at, l.{_OWNER}, l.table_name, l.row_key, l.operation FROM change AS l
WHERE l.id IN (SELECT max(c.id) FROM change AS c WHERE {{earlier}} AND c.{_OWNER} IS NOT NULL GROUP BY c.{_OWNER})"""
_NAMED = "SELECT p.slug, r.reference FROM recommendation AS r JOIN report AS p ON p.id = r.report_id WHERE r.id = ?"
_RECORDED = "SELECT 1 FROM change WHERE table_name = ? AND row_key = ? AND operation = 'insert'"


def _owner(table: RecordedTable) -> str:
    """Return the column that names the recommendation a row belongs to, nothing where it belongs to none."""
    return "id" if table.name == "recommendation" else _OWNER if _OWNER in table.columns else ""


def _take_back(
    then: sqlite3.Connection, tables: Mapping[str, RecordedTable], changes: Iterable[Sequence[Any]]
) -> None:
    """Put back what each of these changes replaced: what is left is what the last of them found.

    Each is its number, table, key, operation, before and after. Raises BadInput where the history cannot be read back.
    """
    for number, table, key, operation, before, after in changes:
        try:
            row = held_row(tables[table], key, operation, before, after)
            _put_back(then, table, row.key, row.before, operation)
        except (KeyError, ValueError, sqlite3.IntegrityError) as error:
            raise BadInput(
                f"What change c{number} replaced cannot be put back: the file cannot be shown as it was before it.",
                "tracker check says what is wrong with the history.",
            ) from error


def _put_back(
    then: sqlite3.Connection, table: str, key: dict[str, object], before: dict[str, object], operation: str
) -> None:
    where = " AND ".join(f'"{name}" = ?' for name in key)
    if operation == "insert":
        then.execute(f"DELETE FROM {table} WHERE {where}", tuple(key.values()))
    elif operation == "delete":
        columns = ", ".join(f'"{name}"' for name in before)
        marks = ", ".join("?" * len(before))
        then.execute(f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({marks})", tuple(before.values()))
    else:
        assigned = ", ".join(f'"{name}" = ?' for name in before)
        then.execute(f"UPDATE {table} SET {assigned} WHERE {where}", (*before.values(), *key.values()))


def _portions(ids: Sequence[int] | None, column: str) -> Iterator[tuple[str, Sequence[Any]]]:
    """Yield conditions on a column that names the recommendation, with their parameters; for all where ids is None."""
    if ids is None:
        yield "", ()
        return
    for some in queries.chunks(ids):
        yield f" WHERE {column} IN ({', '.join('?' * len(some))})", some
