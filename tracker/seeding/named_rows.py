"""The sources and themes that statements name: reports share them, so each goes by its name, as actors do."""

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tracker.database import followup
from tracker.database.recorded import value_in
from tracker.seeding.plan import Plan, Step
from tracker.seeding.staging import Staging
from tracker.seeding.tables import brief, key_of

NAMING = {"actor": ("name",), "source": ("name",), "theme": ("scheme", "name")}
"""Table -> the columns that a row is known by."""


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
    """Find the staged sources or themes in the database, by name or former name, and name what differs in them.

    The staged table then has the row of each, and the name that it will have once the load is written.
    """
    naming = NAMING[table]
    cursor = connection.execute(f"SELECT * FROM main.{table} ORDER BY id")
    cursor.row_factory = sqlite3.Row
    rows: dict[int, dict[str, Any]] = {row["id"]: dict(row) for row in cursor}
    stored: dict[str, list[dict[str, Any]]] = {}
    for row in rows.values():
        stored.setdefault(key_of(*(row[column] for column in naming)), []).append(row)
    once_called = dict(_once_called(connection, table, rows))
    numbers: dict[str, int] = {}
    for key, (values, report) in staging.named[table].items():
        alike = stored.get(key) or [rows[number] for number in (once_called.get(key),) if number in rows]
        if not alike:
            continue
        # More than one only where names differ by accents, which the table tells apart.
        row = next((each for each in alike if each["name"] == values["name"]), alike[0])
        name = tuple(str((values if plan.accept else row)[column]) for column in naming)
        plan.compare(table, f"{table} {brief(row['name'], 40)}", name, row, values, report)
        numbers[key] = row["id"]
        connection.execute(
            f"UPDATE staged.{table} SET stored_id = ?, {', '.join(f'{each} = ?' for each in naming)} WHERE key = ?",
            (row["id"], *name, key),
        )
    names = {number: str(row["name"]) for number, row in rows.items()}
    lacking = frozenset(staging.named[table].keys() - numbers.keys())
    return NamedRows(names, lacking, numbers, former_names(connection, table) if rows or lacking else {})


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
    "source": " UNION ALL ".join(
        (
            *(f"SELECT source_id FROM staged.{table} WHERE is_new" for table in followup.STATEMENTS),
            "SELECT source FROM staged.import_row",
        )
    ),
    "theme": "SELECT theme_id FROM staged.theming WHERE is_new",
}


def add_named(
    connection: sqlite3.Connection, plan: Plan, staging: Staging, table: str, named: NamedRows
) -> None:
    """Add the sources or themes that the database lacks.

    One that it once had was deleted there on purpose: it comes back only where a new statement needs it, or where
    changes are accepted. A theme comes with what stands under it.
    """
    if not named.lacking:
        return
    needed = {
        key for (key,) in connection.execute(f"SELECT key FROM staged.{table} WHERE id IN ({_NEEDED[table]})")
    }
    for key in (key for key in staging.named[table] if key in named.lacking):
        values, report = staging.named[table][key]
        waits = key not in needed and (table == "theme" or plan.once_there(table, key))
        if waits and table == "source":
            plan.differ(
                f"source {brief(str(values['name']), 40)}:",
                f"was deleted in the database; the {plan.origin} has it",
                "was deleted in the database, and is there again",
            )
        if not waits or (plan.accept and table == "source"):
            name = tuple(str(values[column]) for column in NAMING[table])
            plan.additions.append(Step("insert", table, name, values, report))
