"""The actors, sources and themes of a load: reports share them, so each goes by its folded name."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tracker.database import followup
from tracker.database.recorded import value_in
from tracker.seeding.plan import Plan, Step
from tracker.seeding.staging import NAMING, Staging
from tracker.seeding.tables import key_of
from tracker.text import brief, folded


class NamedRows(NamedTuple):
    """The rows of a table that statements name, and which of those staged it lacks."""

    stored_names: Mapping[int, str]
    """The name of every row in the table."""
    lacking: frozenset[str]
    """Those staged, by folded name, that have no row."""
    numbers: Mapping[str, int]
    """The row of each that has one, by the folded name in the seed."""
    former_names: Mapping[int, str]
    """What those were called last, folded, that are gone."""

    def meant(self, number: int) -> int | str:
        """Return which row a number in the history means now: another where it was merged, else its folded name."""
        if number in self.stored_names:
            return number
        name = self.former_names.get(number, "")
        return self.numbers.get(name, name)


def former_names(connection: sqlite3.Connection, table: str) -> dict[int, str]:
    """Return the rows of a table that are gone, each with the folded name that it went with."""
    names = ", ".join(value_in("c.before", column) for column in NAMING[table])
    gone = connection.execute(
        f"""SELECT json_extract(c.row_key, '$.id'), {names} FROM main.change AS c
        WHERE c.table_name = ? AND c.operation = 'delete' AND json_valid(c.row_key) ORDER BY c.id""",
        (table,),
    )
    return {number: key_of(*name) for number, *name in gone}


def compare_named(connection: sqlite3.Connection, plan: Plan, staging: Staging, table: str) -> NamedRows:
    """Find what is staged of a table in the database, by name, alias or former name, and name what differs in it.

    The staged table then has the row of each, and the name that it will have once the load is written.
    """
    naming = NAMING[table]
    cursor = connection.execute(f"SELECT * FROM main.{table} ORDER BY id")
    cursor.row_factory = sqlite3.Row
    present: dict[int, dict[str, Any]] = {row["id"]: dict(row) for row in cursor}
    stored: dict[str, list[dict[str, Any]]] = {}
    for row in present.values():
        stored.setdefault(key_of(*(row[column] for column in naming)), []).append(row)
    once_called = dict(_once_called(connection, table, present))
    others = {**once_called, **(aliases(connection) if table == "actor" else {})}
    numbers: dict[str, int] = {}
    indirect = []
    for staged_id, (key, (values, report)) in enumerate(staging.named[table].items(), 1):
        if key not in stored:
            if others.get(key) not in present:
                continue
            indirect.append(staged_id)
        alike = stored.get(key) or [present[others[key]]]
        # More than one only where names differ by accents, which the table tells apart.
        row = next((each for each in alike if each["name"] == values["name"]), alike[0])
        name = tuple(str(row[column]) for column in naming)
        if key in stored or once_called.get(key) == row["id"]:
            if plan.accept:
                name = tuple(str(values[column]) for column in naming)
            plan.compare(table, f"{table} {brief(row['name'], 40)}", name, row, values, report)
        elif plan.once_there(table, key):
            was, now = (brief(str(each["name"]), 40) for each in (values, row))
            plan.kept.append(f"{table} {was}: was merged here, and is {now} now.")
        numbers[key] = row["id"]
        connection.execute(
            f"UPDATE staged.{table} SET stored_id = ?, {', '.join(f'{each} = ?' for each in naming)} WHERE id = ?",
            (row["id"], *name, staged_id),
        )
    if indirect and table == "actor":
        connection.execute(_DROP_TWINS, {"indirect": json.dumps(indirect)})
    names = {number: str(row["name"]) for number, row in present.items()}
    lacking = frozenset(staging.named[table].keys() - numbers.keys())
    return NamedRows(names, lacking, numbers, former_names(connection, table) if present or lacking else {})


# Of two that were merged a seed may give both the same role: then they are one.
_DROP_TWINS = """DELETE FROM staged.mention AS m WHERE actor_id IN (SELECT value FROM json_each(:indirect))
AND EXISTS (SELECT 1 FROM staged.mention AS o WHERE o.recommendation = m.recommendation AND o.number <> m.number
  AND o.role = m.role AND o.quote_start IS m.quote_start
  AND (SELECT stored_id FROM staged.actor WHERE id = o.actor_id)
    = (SELECT stored_id FROM staged.actor WHERE id = m.actor_id)
  AND (o.number < m.number OR o.actor_id NOT IN (SELECT value FROM json_each(:indirect))))"""


def aliases(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the actor that each folded alias is one of."""
    found = connection.execute("SELECT alias, actor_id FROM main.actor_alias")
    return {folded(alias): number for alias, number in found}


def _once_called(
    connection: sqlite3.Connection, table: str, rows: Mapping[int, Mapping[str, Any]]
) -> Iterator[tuple[str, int]]:
    """Yield each folded name that a row of the table had once, with its number."""
    names = ", ".join(value_in("c.before", column) for column in NAMING[table])
    changes = connection.execute(
        f"""SELECT json_extract(c.row_key, '$.id'), {names} FROM main.change AS c
        WHERE c.table_name = ? AND c.operation = 'update' AND json_valid(c.row_key) ORDER BY c.id""",
        (table,),
    )
    for number, *before in changes:
        if number in rows and any(part is not None for part in before):
            # A part that did not change then is taken as it is now.
            parts = zip(before, NAMING[table], strict=True)
            yield key_of(*(rows[number][column] if was is None else was for was, column in parts)), number


_NEEDED = {
    "actor": """SELECT actor_id FROM staged.mention WHERE is_new
    UNION ALL SELECT actor_id FROM staged.response WHERE is_new
    UNION ALL SELECT given_by FROM staged.deadline WHERE is_new""",
    "source": " UNION ALL ".join(
        (
            *(f"SELECT source_id FROM staged.{table} WHERE is_new" for table in followup.STATEMENTS),
            "SELECT source FROM staged.import_row",
        )
    ),
    "theme": "SELECT theme_id FROM staged.theming WHERE is_new",
}
_GONE = {"actor": "was renamed or deleted", "source": "was deleted"}
"""What may have become of one that the database had once."""


def add_named(
    connection: sqlite3.Connection, plan: Plan, staging: Staging, table: str, named: NamedRows
) -> None:
    """Add the actors, sources or themes that the database lacks.

    One that it once had was renamed or deleted there on purpose: it comes back only where a new statement needs it,
    or where changes are accepted. A theme comes with what stands under it.
    """
    if not named.lacking:
        return
    keys = connection.execute(f"SELECT key FROM staged.{table} WHERE id IN ({_NEEDED[table]})")
    needed = {key for (key,) in keys}
    for key in (key for key in staging.named[table] if key in named.lacking):
        values, report = staging.named[table][key]
        waits = key not in needed and (table == "theme" or plan.once_there(table, key))
        if waits and table in _GONE:
            plan.differ(
                f"{table} {brief(str(values['name']), 40)}:",
                f"{_GONE[table]} in the database; the {plan.origin} has it",
                f"{_GONE[table]} in the database, and is there again",
            )
        if not waits or (plan.accept and table in _GONE):
            name = tuple(str(values[column]) for column in NAMING[table])
            plan.additions.append(Step("insert", table, name, values, report))
