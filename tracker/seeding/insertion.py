"""Inserting what is new, a table at a time: rows first, then their history and the search index, by one statement each.

The triggers that would do this row by row stand aside inside the transaction; with them it took four times as long.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from tracker.database import followup
from tracker.database.recorded import recorded_tables
from tracker.database.schema import expected
from tracker.errors import BadInput
from tracker.seeding.plan import place_of
from tracker.seeding.statements import KINDS, MENTION, PROGRESS, Kind

_CHUNK = 5_000
"""Recommendations that one statement inserts: between two of them progress is told."""
_CACHE_KIB = 32_768
"""The indexes of a large load do not fit into SQLite's own 2 MiB of cache; this bounds the memory instead."""
_FIND_REPORTS = (
    """UPDATE staged.report SET stored_id = (SELECT p.id FROM main.report AS p WHERE p.slug = report.slug)"""
)
_FIND = {
    table: f"UPDATE staged.{table} SET stored_id = (SELECT a.id FROM main.{table} AS a WHERE {same})"
    " WHERE stored_id IS NULL"
    for table, same in {
        "actor": "a.name = actor.name",
        "source": "a.name = source.name",
        "theme": "a.scheme = theme.scheme AND a.name = theme.name",
    }.items()
}
_RECOMMENDATIONS = """INSERT INTO main.recommendation
(report_id, reference, position, title, text, first_line, last_line, first_page, last_page, made_on)
SELECT p.stored_id, s.reference, s.position, s.title, s.text, s.first_line, s.last_line, s.first_page, s.last_page,
  s.made_on
FROM staged.recommendation AS s CROSS JOIN staged.report AS p ON p.id = s.report
WHERE s.stored_id IS NULL AND s.id BETWEEN ? AND ? ORDER BY s.id"""
_SEARCH = """INSERT INTO recommendation_search (rowid, title, text)
SELECT id, title, text FROM main.recommendation WHERE id > ? ORDER BY id"""
# Only what was there before: the rows of new recommendations are computed once.
_RENEWED = followup.renewed(
    "recommendation_id IN (SELECT s.stored_id FROM staged.recommendation AS s WHERE s.id IN ("
    + " UNION ALL ".join(f"SELECT recommendation FROM staged.{table} WHERE is_new" for table in followup.READ)
    + "))"
)
_ABOUT = (
    "JOIN main.recommendation AS r ON r.id = m.recommendation_id JOIN main.report AS p ON p.id = r.report_id"
)
# What a guard would refuse and no constraint does.
_REFUSED = {
    MENTION: f"""SELECT p.slug, r.reference,
    CASE WHEN m.quote IS NULL THEN 'a mention without a quote is there twice'
      ELSE 'a quote does not stand in the text' END
    FROM main.mention AS m {_ABOUT} WHERE m.id > ? AND CASE
    WHEN m.quote IS NOT NULL THEN substr(r.text, m.quote_start + 1, length(m.quote)) IS NOT m.quote
    ELSE EXISTS (SELECT 1 FROM main.mention AS twin WHERE twin.recommendation_id = m.recommendation_id
      AND twin.actor_id = m.actor_id AND twin.role = m.role AND twin.quote_start IS NULL AND twin.id <> m.id)
    END LIMIT 1""",
    PROGRESS: f"""SELECT p.slug, r.reference,
    'progress lacks what proves it: as_of and source where it is closed, text where it is assessed, '
    || 'source and place where it quotes'
    FROM main.progress AS m {_ABOUT} WHERE m.id > ? AND ({followup.unproven("m")}) LIMIT 1""",
}


_NEW = """staged.{table} AS m CROSS JOIN staged.recommendation AS s ON s.id = m.recommendation
CROSS JOIN staged.report AS p ON p.id = s.report
CROSS JOIN main.recommendation AS r ON r.report_id = p.stored_id AND r.reference = s.reference"""
"""What is new of a kind, each with its recommendation as `r`; taken in the order of the seeds."""
_IN_ORDER = "ORDER BY m.recommendation, m.number"


def _insert(kind: Kind) -> str:
    values = ", ".join(
        _linked(kind, column) if column in kind.links else f"m.{column}" for column in kind.columns
    )
    return f"""INSERT INTO main.{kind.table} (recommendation_id, {", ".join(kind.columns)})
    SELECT r.id, {values} FROM {_NEW.format(table=kind.table)}
    WHERE m.is_new AND m.recommendation BETWEEN ? AND ? {_IN_ORDER}"""


def _linked(kind: Kind, column: str) -> str:
    return f"(SELECT l.stored_id FROM staged.{kind.links[column]} AS l WHERE l.id = m.{column})"


def insert_new(
    connection: sqlite3.Connection, new: Mapping[str, int], progress: Callable[[int], None]
) -> None:
    """Insert the staged recommendations and what is new about them; what they name is there.

    `new` has how many rows each table gets, `progress` is told the rows done. Raises BadInput for what a guard
    would refuse: a quote that does not stand in its text, a mention that is there twice, progress without evidence.
    """
    connection.execute(_FIND_REPORTS)
    for statement in _FIND.values():
        connection.execute(statement)
    kinds = [kind for kind in KINDS if new[kind.table]]
    last = {
        table: _last_id(connection, table)
        for table in ("recommendation", *(kind.table for kind in KINDS if kind.key == "id"))
    }
    (staged,) = connection.execute("SELECT coalesce(max(id), 0) FROM staged.recommendation").fetchone()
    done = 0
    (cache,) = connection.execute("PRAGMA main.cache_size").fetchone()
    connection.execute(f"PRAGMA main.cache_size = -{_CACHE_KIB}")
    with _triggers_away(connection, ("recommendation", "change", *(kind.table for kind in kinds))):
        for statement in (_RECOMMENDATIONS, *map(_insert, kinds)):
            for first in range(1, staged + 1, _CHUNK):
                done += connection.execute(statement, (first, first + _CHUNK - 1)).rowcount
                progress(done)
        connection.execute(_SEARCH, (last["recommendation"],))
        followup.add(connection, last["recommendation"])
        if any(kind.table in followup.READ for kind in kinds):
            connection.execute(_RENEWED)
        _record(connection, kinds, last)
    connection.execute(f"PRAGMA main.cache_size = {cache}")
    for kind in kinds:
        if kind in _REFUSED and (
            refused := connection.execute(_REFUSED[kind], (last[kind.table],)).fetchone()
        ):
            slug, reference, fault = refused
            raise BadInput(f"{place_of(slug, reference)}: {fault}.", "Nothing was written.")


def insert_rows(connection: sqlite3.Connection) -> None:
    """Insert the staged rows of a table; what was made of them is there."""
    with _triggers_away(connection, ("import_row",)):
        connection.execute(_ROWS)


_ROWS = """INSERT INTO main.import_row (changeset_id, source_id, row_number, part, recommendation_id, cells)
SELECT (SELECT changeset_id FROM open_changeset), (SELECT l.stored_id FROM staged.source AS l WHERE l.id = i.source),
i.row_number, i.part, CASE WHEN i.recommendation IS NOT NULL THEN (SELECT r.id FROM staged.recommendation AS s
  CROSS JOIN staged.report AS p ON p.id = s.report
  CROSS JOIN main.recommendation AS r ON r.report_id = p.stored_id AND r.reference = s.reference
  WHERE s.id = i.recommendation) END, i.cells
FROM staged.import_row AS i ORDER BY i.rowid"""


def _last_id(connection: sqlite3.Connection, table: str) -> int:
    (last,) = connection.execute(f"SELECT coalesce(max(id), 0) FROM main.{table}").fetchone()
    return int(last)


def _record(connection: sqlite3.Connection, kinds: Iterable[Kind], last: Mapping[str, int]) -> None:
    """Write the change of each new row as the triggers would have."""
    tables = {table.name: table for table in recorded_tables(connection)}
    new = {"recommendation": f"main.recommendation WHERE id > {last['recommendation']} ORDER BY id"}
    for kind in kinds:
        table = kind.table
        new[table] = (
            f"main.{table} WHERE id > {last[table]} ORDER BY id"
            if table in last
            else f"{_NEW.format(table=table)} CROSS JOIN main.{table} AS {table} ON {table}.recommendation_id = r.id"
            f" AND {table}.{kind.key} = {_linked(kind, kind.key)} WHERE m.is_new {_IN_ORDER}"
        )
    for name, rows in new.items():
        about = "id" if name == "recommendation" else f'"{name}".recommendation_id'
        connection.execute(
            'INSERT INTO change (changeset_id, table_name, row_key, recommendation_id, operation, "after")'
            f" SELECT (SELECT changeset_id FROM open_changeset), '{name}', {tables[name].row_key}, {about}, 'insert',"
            f" {tables[name].row} FROM {rows}"
        )


@contextmanager
def _triggers_away(connection: sqlite3.Connection, tables: Iterable[str]) -> Iterator[None]:
    """Drop the triggers of ours that inserts into these tables would fire, and make them again."""
    away = re.compile(rf"[a-z]+_({'|'.join(tables)})_(insert|id)|[a-z]+_{followup.TABLE}_.*")
    triggers = [each for each in expected().values() if each.kind == "trigger" and away.fullmatch(each.name)]
    for each in triggers:
        connection.execute(f"DROP TRIGGER {each.name}")
    yield
    for each in triggers:
        connection.execute(each.sql)
