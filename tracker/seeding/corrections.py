"""What was changed here of what loads brought: a load names it, and takes it back only where it is told to.

The history tells: a value is a correction where it is not what the last load left, whoever changed it since.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from tracker.database.recorded import Row, held, names_column, value_in
from tracker.labels import author_by
from tracker.seeding.statements import Kind
from tracker.text import folded, shown_line

Place = tuple[Any, ...]
"""What makes a mention or another statement the same one: all that a load gives of it, in the order of its kind."""

_OF_COLUMN = f"""SELECT s.kind, s.analyst, c."before", c."after" FROM change AS c
LEFT JOIN changeset AS s ON s.id = c.changeset_id WHERE c.table_name = ? AND c.row_key = json_object('id', ?)
  AND ({names_column('c."before"', "{0}")} OR {names_column('c."after"', "{0}")}) ORDER BY c.id"""
_OF_STATEMENTS = """SELECT c.row_key, c.operation, s.kind, s.analyst, c."before", c."after" FROM change AS c
LEFT JOIN changeset AS s ON s.id = c.changeset_id
WHERE c.recommendation_id = ? AND c.table_name = ? ORDER BY c.id"""


def changed_by(connection: sqlite3.Connection, table: str, row_id: int, column: str) -> str | None:
    """Return who changed a value here since a load left another, as a sentence names them; None where nobody did."""
    known = False
    loaded = present = who = None
    for kind, analyst, before, after in connection.execute(_OF_COLUMN.format(column), (table, row_id)):
        was, now = _sides(before, after)
        if not known and column in was:
            known, loaded = True, was[column]
        present = now.get(column)
        if kind == "load":
            known, loaded = True, present
        else:
            who = _by(analyst)
    return who if known and present != loaded else None


def names_ever(connection: sqlite3.Connection, table: str) -> set[str]:
    """Return every name, folded, that a row of the table has or had, from the table and the history."""
    column = "alias" if table == "actor_alias" else "name"
    found = connection.execute(
        f"""SELECT {column} FROM main.{table}
        UNION SELECT {value_in("c.before", column)} FROM main.change AS c WHERE table_name = ?1
        UNION SELECT {value_in("c.after", column)} FROM main.change AS c WHERE table_name = ?1""",
        (table,),
    )
    return {folded(name) for (name,) in found if isinstance(name, str)}


class Corrections(NamedTuple):
    """The statements of one kind about a recommendation that are not as the last load left them."""

    came: dict[int, str]
    """Those there are, by their number, with who added or changed them."""
    left: dict[Place, tuple[str, int | None]]
    """Those that a load brought and that are so no more: who, and the row that it became, None for gone."""


def corrected(
    connection: sqlite3.Connection,
    kind: Kind,
    recommendation_id: int,
    present: Iterable[Mapping[str, Any]],
    meant: Callable[[str, int], Any],
) -> Corrections:
    """Return what was corrected; `present` are the rows there are.

    `meant` says which row of a table a number means now: another where two were merged.
    """
    rows = {row[kind.key]: dict(row) for row in present}
    steps: dict[int, list[tuple[str, str | None, str, Row, Row]]] = {}
    for row_key, operation, changeset_kind, analyst, before, after in connection.execute(
        _OF_STATEMENTS, (recommendation_id, kind.table)
    ):
        was, now = _sides(before, after)
        with suppress(ValueError, KeyError, TypeError):
            number = int(held(row_key)[kind.key])
            steps.setdefault(number, []).append((operation, changeset_kind, _by(analyst), was, now))
    came: dict[int, str] = {}
    left: dict[Place, tuple[str, int | None]] = {}
    for number, changes in steps.items():
        loaded, who = _loaded(rows.get(number), changes)
        if who is None:
            continue
        row = rows.get(number)
        if row is not None and (loaded is None or _place(kind, loaded, meant) != _place(kind, row, meant)):
            came[number] = who
        if loaded is not None and (row is None or number in came):
            left[_place(kind, loaded, meant)] = (who, None if row is None else number)
    return Corrections(came, left)


def _loaded(
    row: Row | None, changes: list[tuple[str, str | None, str, Row, Row]]
) -> tuple[Row | None, str | None]:
    """Return the row as the last load left it, None where it did not, and who touched it since, None for nobody."""
    who = None
    state = row
    for operation, kind, by, was, _ in reversed(changes):
        if kind == "load":
            return state, who
        who = who or by
        if operation == "insert":
            state = None
        elif operation == "delete":
            state = was
        else:
            state = {**(state or {}), **was}
    # None where it was added here; else it came without a change, as large loads once left it.
    return state, who


def _place(kind: Kind, row: Row, meant: Callable[[str, int], Any]) -> Place:
    def value(column: str) -> Any:
        held = row.get(column)
        return held if column not in kind.links or held is None else meant(kind.links[column], held)

    return tuple(map(value, kind.columns))


def _sides(before: str | None, after: str | None) -> tuple[Row, Row]:
    """Return what a change holds, nothing where another program wrote what is no row."""
    with suppress(ValueError):
        return held(before), held(after)
    return {}, {}


def _by(analyst: str | None) -> str:
    return shown_line(author_by(analyst))
