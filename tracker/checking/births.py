"""Rows that came without a change in the history: those of the migrations, and those of loads so large that the
triggers were away meanwhile.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tracker.checking.rows import value_at
from tracker.database.recorded import Row

_LOOKUPS: Mapping[str, tuple[tuple[str | int, ...], ...]] = {
    "review_status": (
        ("code", "name", "description", "position", "glyph", "done"),
        ("unreviewed", "Unreviewed", "Nobody has looked at it yet.", 1, "·", 0),
        ("in_review", "In review", "Somebody is at work on it.", 2, "◐", 0),
        (
            "needs_follow_up",
            "Needs follow-up",
            "Looked at; something is still to be found out or asked.",
            3,
            "!",
            0,
        ),
        ("reviewed", "Reviewed", "The review has ended.", 4, "✓", 1),
        ("set_aside", "Set aside", "Not taken further; the reason says why.", 5, "–", 1),
    ),
    "actor_kind": (
        ("code", "name", "description", "position"),
        ("state", "State", "A country and its government, with its ISO 3166 alpha-2 code.", 1),
        ("organisation", "Organisation", "A chartered body with members and organs.", 2),
        ("state_collective", "Group of states", "A coalition, or a set of states that is not listed.", 3),
        ("militant_group", "Militant group", "An armed group that is not a state's, named or generic.", 4),
        ("population_group", "Population group", "People who share a place, an age or a fate.", 5),
        (
            "stakeholder_group",
            "Stakeholder group",
            "Those with a part in the matter, not further described.",
            6,
        ),
        (
            "proposed_body",
            "Proposed body",
            "A fund, committee or programme that the recommendation asks for.",
            7,
        ),
    ),
    "actor_role": (
        ("code", "name", "description", "position"),
        ("addressee", "Addressee", "Should act.", 1),
        ("partner", "Partner", "Is worked with or consulted, or is a member.", 2),
        ("beneficiary", "Beneficiary", "Receives support or protection.", 3),
        ("target", "Target", "Is whom the measure is against.", 4),
        ("proposed", "Proposed", "Is to be created.", 5),
        ("context", "Context", "Is named as place or cause.", 6),
    ),
}
"""What migration 0001 filled the lookups with, under the names of the columns."""
LOOKUPS: Mapping[str, Mapping[str, Row]] = {
    table: {str(row[0]): dict(zip(map(str, columns), row, strict=True)) for row in rows}
    for table, (columns, *rows) in _LOOKUPS.items()
}
"""The same as table -> code -> row."""

_COUNT = re.compile(r"([\d,]+) (report|recommendation|mention)s?")


class SilentLoad(NamedTuple):
    """A load whose recommendations and mentions are in the tables alone, not in the history."""

    changeset_id: int
    bulk: bool
    """Whether `load_many` brought it: then its report and actors are in no change either."""
    slug: str
    """What the report of a bulk load was called."""
    ids: Mapping[str, range]
    """Table -> the ids that its rows got, one after the other."""


class Births(NamedTuple):
    """What is known of rows without an insert in the history."""

    loads: tuple[SilentLoad, ...]
    reports: frozenset[int]
    """The reports of bulk loads."""

    def ranges(self, table: str) -> Iterator[range]:
        """Return the ids of a table's rows, those of each load that brought some without a change."""
        return (load.ids[table] for load in self.loads if load.ids.get(table))

    def row(self, table: str, key: Row) -> Row | None:
        """Return what such a row held when it came, as far as that is known; None where it has no origin."""
        if table in LOOKUPS:
            return LOOKUPS[table].get(str(key.get("code")))
        number = key.get("id")
        if table == "actor":
            return {} if any(load.bulk for load in self.loads) else None
        if table == "report":
            return {} if number in self.reports else None
        return {} if any(number in ids for ids in self.ranges(table)) else None


def births(connection: sqlite3.Connection) -> Births:
    """Read from the loads in the file which rows they brought without a change each.

    Such a load says in its summary how many they were. It took their ids one after the other, and none is ever
    used again: so a row that vanished since does not shift those of the next load.
    """
    loads: list[SilentLoad] = []
    end = {"recommendation": 0, "mention": 0}
    for number, summary, bulk in _silent(connection):
        told = _counts(summary)
        ids = {}
        for table in end:
            start = _next(connection, table, end[table])
            ids[table] = range(start, start + told.get(table, 0))
            end[table] = max(end[table], ids[table].stop - 1)
        loads.append(SilentLoad(number, bulk, _slug(summary), ids))
    slugs = {load.slug for load in loads if load.bulk}
    reports = (number for number, slug in _first_slugs(connection) if slug in slugs)
    return Births(tuple(loads), frozenset(reports))


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
        told = _counts(summary)
        many = told.get("recommendation", 0) + told.get("mention", 0)
        if many and not recorded & {"recommendation", "mention"}:
            yield number, summary, bool(told.get("report")) and "report" not in recorded


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
