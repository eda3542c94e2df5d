"""The rows that loads brought against the digests of their changesets: neither they nor what the history says of
them has been altered since.
"""

import hashlib
import heapq
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from operator import itemgetter
from typing import Any

from tracker.checking.births import Births, SilentLoad
from tracker.checking.finding import Finding
from tracker.checking.rows import parsed, value_at
from tracker.database.recorded import Row
from tracker.text import shown_line

_NOT_OF_THE_SEED = (
    "id",
    "report_id",
    "recommendation_id",
    "actor_id",
    "created_at",
    "review_status",
    "status_reason",
)
_COLUMNS = {
    "recommendation": ("report_id", "reference", "title", "text", "first_line", "last_line", "position"),
    "mention": ("recommendation_id", "actor_id", "role", "quote", "quote_start", "implied_reason"),
}
"""What a load gives, in the order of the digest of a bulk load."""
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))

Step = tuple[str, str, list[Any], Row]
"""Operation, table, key and values, as `seeding.plan.digest` takes them."""
Numbered = tuple[int, Row]


def digests(connection: sqlite3.Connection, born: Births) -> Iterator[Finding]:
    """Yield a finding for each load whose rows have another digest than its changeset notes."""
    silent = {load.changeset_id: load for load in born.loads}
    loads = connection.execute(
        "SELECT id, summary, digest FROM changeset WHERE kind = 'load' AND digest IS NOT NULL ORDER BY id"
    ).fetchall()
    for number, summary, digest in loads:
        try:
            found = _digest(connection, number, silent.get(number))
        except (ValueError, KeyError, TypeError):
            found = "unreadable"
        if found != digest:
            yield Finding(
                f"load {number}",
                f"'{shown_line(summary)}': its rows, or the history of them, do not match its digest any more.",
                "tracker load FILE says how they differ from the seed file, and changes nothing; a backup has them: "
                "tracker restore FILE",
            )


def _digest(connection: sqlite3.Connection, number: int, silent: SilentLoad | None) -> str:
    names = _Names(connection, _place(connection, number))
    if silent is not None and silent.bulk:
        return _sha256(_bulk_lines(connection, silent, names))
    steps = _recorded(connection, number, names)
    if silent is not None:
        steps = _with_silent(steps, connection, silent, names)
    separated = chain.from_iterable((b",", _JSON.encode(step).encode()) for step in steps)
    next(separated, None)
    return _sha256(chain((b"[",), separated, (b"]",)))


def _sha256(parts: Iterable[bytes]) -> str:
    sha256 = hashlib.sha256()
    for part in parts:
        sha256.update(part)
    return sha256.hexdigest()


def _recorded(connection: sqlite3.Connection, number: int, names: "_Names") -> Iterator[Step]:
    """Yield the steps of a load from the changes that it made."""
    rows = connection.execute(
        'SELECT id, operation, table_name, row_key, "before", "after" FROM change WHERE changeset_id = ? ORDER BY id',
        (number,),
    )
    for change_id, operation, table, row_key, before, after in rows:
        row = {**parsed(before), **parsed(after)}
        key = names.at(change_id).key(table, parsed(row_key)["id"], row)
        values = {column: value for column, value in parsed(after).items() if column not in _NOT_OF_THE_SEED}
        yield operation, table, key, values


def _with_silent(
    steps: Iterable[Step], connection: sqlite3.Connection, load: SilentLoad, names: "_Names"
) -> Iterator[Step]:
    """Yield the steps with those that made no change in their place: before the actors that went."""
    gone = []
    for step in steps:
        if step[:2] == ("delete", "actor"):
            gone.append(step)
        else:
            yield step
    for table in ("recommendation", "mention"):
        for _, row in _first_rows(connection, table, load.ids[table]):
            values = {column: value for column, value in row.items() if column not in _NOT_OF_THE_SEED}
            yield "insert", table, names.key(table, 0, row), values
    yield from gone


def _bulk_lines(connection: sqlite3.Connection, load: SilentLoad, names: "_Names") -> Iterator[bytes]:
    """Yield the lines of `seeding.bulk.load_many`: a recommendation with its mentions each."""
    mentions = _first_rows(connection, "mention", load.ids["mention"])
    waiting = next(mentions, None)
    for number, row in _first_rows(connection, "recommendation", load.ids["recommendation"]):
        own = []
        while waiting is not None and waiting[1]["recommendation_id"] == number:
            _, actor_id, *rest = waiting[1].values()
            own.append([names.name("actor", "name", actor_id), *rest])
            waiting = next(mentions, None)
        _, *told, _ = row.values()
        yield _JSON.encode([*told, own]).encode() + b"\n"
    if waiting is not None:
        yield b"a mention of no recommendation"


def _first_rows(connection: sqlite3.Connection, table: str, ids: range) -> Iterator[Numbered]:
    """Yield the rows of these ids as they came, by id: what is there now, with every change since turned round."""
    columns = _COLUMNS[table]
    earlier: dict[int, Row] = {}
    gone: dict[int, Row] = {}
    touched = " OR ".join(f"""json_type(b, '$.{column}') IS NOT NULL""" for column in columns)
    changes = connection.execute(
        f"""SELECT row_key, operation, b FROM (SELECT row_key, operation, id,
            CASE WHEN json_valid("before") THEN "before" END AS b FROM change WHERE table_name = ?)
        WHERE operation <> 'insert' AND ({touched}) ORDER BY id DESC""",
        (table,),
    )
    for row_key, operation, before in changes:
        number = parsed(row_key)["id"]
        if number in ids:
            known = {column: value for column, value in parsed(before).items() if column in columns}
            (gone if operation == "delete" else earlier).setdefault(number, {}).update(known)
    listed = ", ".join(columns)
    present = connection.execute(
        f"SELECT id, {listed} FROM {table} WHERE id BETWEEN ? AND ? ORDER BY id", (ids.start, ids.stop - 1)
    )
    there = ((row[0], dict(zip(columns, row[1:], strict=True))) for row in present)
    deleted = ((number, {column: gone[number].get(column) for column in columns}) for number in sorted(gone))
    last = 0
    for number, row in heapq.merge(there, deleted, key=itemgetter(0)):
        # A row that undo put back is there and in the history as deleted.
        if number != last:
            yield number, {**row, **earlier.get(number, {})}
        last = number


def _place(connection: sqlite3.Connection, changeset_id: int) -> int:
    """Return the last change made when this changeset was complete.

    Where it has none itself, changes from outside between its neighbours go by their time.
    """
    (own,) = connection.execute(
        "SELECT max(id) FROM change WHERE changeset_id = ?", (changeset_id,)
    ).fetchone()
    if own is not None:
        return int(own)
    (place,) = connection.execute(
        """SELECT max(before.id) FROM (
            SELECT max(id) AS id FROM change WHERE changeset_id < :number
            UNION ALL SELECT max(c.id) FROM change AS c, changeset AS s WHERE s.id = :number
              AND c.changeset_id IS NULL AND c.changed_at < s.made_at
              AND c.id < coalesce((SELECT min(id) FROM change WHERE changeset_id > :number), c.id + 1)) AS before""",
        {"number": changeset_id},
    ).fetchone()
    return int(place or 0)


class _Names:
    """What names a row in any database, as it was right after a change."""

    def __init__(self, connection: sqlite3.Connection, change_id: int) -> None:
        self._connection = connection
        self._change_id = change_id
        self._known: dict[tuple[str, str, int], Any] = {}

    def at(self, change_id: int) -> "_Names":
        """Return the names after another change."""
        return _Names(self._connection, change_id)

    def name(self, table: str, column: str, row_id: int) -> Any:
        """Return one value; those of a large load are asked for again and again."""
        where = (table, column, row_id)
        if where not in self._known:
            self._known[where] = value_at(self._connection, table, row_id, column, self._change_id)
        return self._known[where]

    def key(self, table: str, row_id: int, row: Row) -> list[Any]:
        """Return the key of a row in a step; `row` holds what is known of it, the rest is looked up."""

        def value(column: str) -> Any:
            return row[column] if column in row else self.name(table, column, row_id)

        keys: dict[str, Callable[[], list[Any]]] = {
            "report": lambda: [value("slug")],
            "recommendation": lambda: self._reference(value("report_id"), value("reference")),
            "mention": lambda: [
                *self._recommendation(value("recommendation_id")),
                self.name("actor", "name", value("actor_id")),
            ],
        }
        return keys[table]() if table in keys else [value("name")]

    def _recommendation(self, number: int) -> list[Any]:
        report_id = self.name("recommendation", "report_id", number)
        return self._reference(report_id, self.name("recommendation", "reference", number))

    def _reference(self, report_id: int, reference: str) -> list[Any]:
        return [self.name("report", "slug", report_id), reference]
