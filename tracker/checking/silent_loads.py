"""Loads of before that left their rows out of the history: what a check needs for them, and nothing else.

Their changeset has a digest and a summary with counts, `Loaded water: 1 report, 20 recommendations, 41 mentions`, and
no change of a recommendation or mention. Two programs made them: the command, from more than 10,000 rows on, and a
function for any number, which left out the report and its actors too and has a digest of its own.
"""

import heapq
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import NamedTuple

from tracker.checking.rows import NamesAt, value_at
from tracker.database.load_digest import Step, of_the_seed
from tracker.database.recorded import Row, held

_COLUMNS = {
    "recommendation": ("report_id", "reference", "title", "text", "first_line", "last_line", "position"),
    "mention": ("recommendation_id", "actor_id", "role", "quote", "quote_start", "implied_reason"),
}
"""What a load gives, in the order of the digest of a bulk load."""
_COUNT = re.compile(r"([\d,]+) (report|recommendation|mention)s?")
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class SilentLoad(NamedTuple):
    """A load whose recommendations and mentions are in the tables alone, not in the history."""

    changeset_id: int
    bulk: bool
    """Whether its report and actors are in no change either."""
    slug: str
    """What the report of a bulk load was called."""
    ids: Mapping[str, range]
    """Table -> the ids that its rows got, one after the other."""


class SilentLoads(NamedTuple):
    """What is known of the rows that they brought."""

    loads: tuple[SilentLoad, ...]
    reports: frozenset[int]
    """The reports of bulk loads."""

    def ranges(self, table: str) -> Iterator[range]:
        """Yield the ids of a table's rows, those of each load that brought some."""
        return (load.ids[table] for load in self.loads if load.ids.get(table))

    def brought(self, table: str, number: object) -> bool:
        """Whether a row without an insert in the history may be one of theirs."""
        if table == "actor":
            return any(load.bulk for load in self.loads)
        if table == "report":
            return number in self.reports
        return any(number in ids for ids in self.ranges(table))


def silent_loads(connection: sqlite3.Connection) -> SilentLoads:
    """Read from the loads in the file which rows they brought without a change each.

    The summary says how many they were. Such a load took their ids one after the other, and none is ever
    used again: so a row that vanished since does not shift those of the next load.
    """
    loads: list[SilentLoad] = []
    end = {"recommendation": 0, "mention": 0}
    for number, summary, bulk in _silent(connection):
        counts = _counts(summary)
        ids = {}
        for table in end:
            start = _next(connection, table, end[table])
            ids[table] = range(start, start + counts.get(table, 0))
            end[table] = max(end[table], ids[table].stop - 1)
        loads.append(SilentLoad(number, bulk, _slug(summary), ids))
    slugs = {load.slug for load in loads if load.bulk}
    reports = (number for number, slug in _first_slugs(connection) if slug in slugs)
    return SilentLoads(tuple(loads), frozenset(reports))


def _silent(connection: sqlite3.Connection) -> Iterator[tuple[int, str, bool]]:
    rows = connection.execute(
        "SELECT id, summary FROM changeset WHERE kind = 'load' AND digest IS NOT NULL ORDER BY id"
    ).fetchall()
    for number, summary in rows:
        recorded = {
            table
            for (table,) in connection.execute(
                "SELECT DISTINCT table_name FROM change WHERE changeset_id = ? AND operation = 'insert'",
                (number,),
            )
        }
        counts = _counts(summary)
        many = counts.get("recommendation", 0) + counts.get("mention", 0)
        if many and not recorded & {"recommendation", "mention"}:
            yield number, summary, bool(counts.get("report")) and "report" not in recorded


def _counts(summary: str) -> dict[str, int]:
    parts = summary.partition(": ")[2].split(", ")
    matches = filter(None, map(_COUNT.fullmatch, parts))
    return {match[2]: int(match[1].replace(",", "")) for match in matches}


def _slug(summary: str) -> str:
    return summary.partition(":")[0].removeprefix("Loaded ")


def _next(connection: sqlite3.Connection, table: str, after: int) -> int:
    """Return the first id after another whose row came without a change; it may be gone by now."""
    # A row that was deleted and put back has an insert too, but not as its first change.
    unrecorded = (
        "(SELECT i.operation FROM change AS i WHERE i.table_name = :table AND i.row_key = {key}"
        " ORDER BY i.id LIMIT 1) IS NOT 'insert'"
    )
    key = "json_object('id', t.id)"
    candidates = [
        connection.execute(statement, {"table": table, "after": after}).fetchone()
        for statement in (
            f"SELECT t.id FROM {table} AS t WHERE t.id > :after"
            f" AND {unrecorded.format(key=key)} ORDER BY t.id LIMIT 1",
            # Another program may have added a change that is no JSON.
            "SELECT min(number) FROM (SELECT c.row_key,"
            " CASE WHEN json_valid(c.row_key) AND json_type(c.row_key, '$.id') = 'integer'"
            " THEN json_extract(c.row_key, '$.id') END AS number"
            " FROM change AS c WHERE c.table_name = :table AND c.operation = 'delete') AS c"
            " WHERE number > :after AND typeof(number) = 'integer'"
            f" AND {unrecorded.format(key='c.row_key')}",
        )
    ]
    return min((row[0] for row in candidates if row is not None and row[0] is not None), default=after + 1)


def _first_slugs(connection: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """Yield each report that has no insert in the history, with the slug that it came with."""
    rows = connection.execute(
        """SELECT r.id FROM report AS r WHERE (SELECT c.operation FROM change AS c
            WHERE c.table_name = 'report' AND c.row_key = json_object('id', r.id)
            ORDER BY c.id LIMIT 1) IS NOT 'insert'"""
    ).fetchall()
    for (number,) in rows:
        yield number, value_at(connection, "report", number, "slug", 0)


def steps_of(
    steps: Iterable[Step], connection: sqlite3.Connection, load: SilentLoad, names: NamesAt
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
            yield "insert", table, names.key(table, 0, row), of_the_seed(table, row)
    yield from gone


def bulk_lines(connection: sqlite3.Connection, load: SilentLoad, names: NamesAt) -> Iterator[bytes]:
    """Yield what the digest of a bulk load was taken over: a line a recommendation, with its mentions."""
    mentions = _first_rows(connection, "mention", load.ids["mention"])
    waiting = next(mentions, None)
    for number, row in _first_rows(connection, "recommendation", load.ids["recommendation"]):
        own = []
        while waiting is not None and waiting[1]["recommendation_id"] == number:
            _, actor_id, *rest = waiting[1].values()
            own.append([names.name("actor", "name", actor_id), *rest])
            waiting = next(mentions, None)
        _, *own_values, _ = row.values()
        yield _JSON.encode([*own_values, own]).encode() + b"\n"
    if waiting is not None:
        yield b"a mention of no recommendation"


def _first_rows(connection: sqlite3.Connection, table: str, ids: range) -> Iterator[tuple[int, Row]]:
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
        number = held(row_key)["id"]
        if number in ids:
            known = {column: value for column, value in held(before).items() if column in columns}
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
