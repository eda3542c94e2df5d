"""The history against the tables: each change must begin where the one before it ended, the last one at what is
there now.
"""

import json
import sqlite3
from collections.abc import Generator, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from tracker.checking.finding import REPAIR, Finding
from tracker.checking.rows import key_text, present, recommendation_of
from tracker.checking.silent_loads import SilentLoads
from tracker.database.lookups import LOOKUPS
from tracker.database.recorded import RecordedTable, Row, held, held_key, held_row, recorded_tables, value_in
from tracker.text import short, shown_line

_LOST = "The history only grows, so this stays. A backup from before it has the rest: tracker restore FILE"


class Unrecorded(NamedTuple):
    """A row that is not what the history left it as: somebody changed it while the triggers were away."""

    table: RecordedTable
    row_key: str
    operation: str
    before: Row
    """What the history says, for an update only the columns that differ; empty for an insert."""
    after: Row
    """What stands there; empty for a delete."""
    recommendation_id: int | None
    """The recommendation that the row is about."""

    def finding(self) -> Finding:
        """Return it in words."""
        where = f"{self.table.name} {key_text(held(self.row_key))}"
        if self.operation == "update":
            what = "; ".join(
                f"{column} is {_value(value)}, and the history left it as {_value(self.before[column])}"
                for column, value in self.after.items()
            )
        elif self.operation == "insert":
            what = "it is there, and no change says that it came"
        else:
            what = "it is gone, and no change says so"
        remedy = f"{REPAIR} The history then says 'Found by check'."
        return Finding(where, f"Changed without a record: {what}.", remedy, repairable=True)


def gaps(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Yield a finding for each run of numbers that is missing in the history.

    SQLite takes the counter back with the transaction, so nothing but a deletion leaves one.
    """
    for table, noun in (("change", "Changes"), ("changeset", "Changesets")):
        rows = connection.execute(
            f"SELECT previous + 1, id - 1 FROM (SELECT id, lag(id, 1, 0) OVER (ORDER BY id) AS previous"
            f" FROM {table}) WHERE id > previous + 1 UNION ALL"
            f" SELECT coalesce(max(id), 0) + 1, (SELECT seq FROM sqlite_sequence"
            f" WHERE name = '{table}' AND typeof(seq) = 'integer')"
            f" FROM {table}"
        )
        for first, last in rows:
            if last is not None and first <= last:
                numbers = f"{first}" if first == last else f"{first} to {last}"
                yield Finding("history", f"{noun} {numbers}: gone from {table}.", _LOST)


def differences(connection: sqlite3.Connection, silent: SilentLoads) -> Iterator[Unrecorded | Finding]:
    """Yield what is there unrecorded, and a finding for each place where the history contradicts itself."""
    tables = list(recorded_tables(connection))
    for table in tables:
        yield from _replayed(connection, table, silent)
        yield from _without_history(connection, table, silent)
    known = json.dumps([table.name for table in tables])
    for number, name in connection.execute(
        "SELECT id, table_name FROM change WHERE table_name NOT IN (SELECT value FROM json_each(?))", (known,)
    ):
        yield Finding(f"change {number}", f"It is about {shown_line(name)}, which has no history.", _LOST)


def _replayed(
    connection: sqlite3.Connection, table: RecordedTable, silent: SilentLoads
) -> Iterator[Unrecorded | Finding]:
    # In the order of the index on both columns: nothing is sorted or held, however long the history is.
    changes = connection.execute(
        'SELECT row_key, id, operation, "before", "after", recommendation_id FROM change AS c'
        f" WHERE table_name = ? AND NOT EXISTS ({_untouched(table)}) ORDER BY row_key, id",
        (table.name,),
    )
    for row_key, rows in groupby(changes, itemgetter(0)):
        try:
            key = held_key(table, row_key)
        except ValueError:
            for row in rows:
                yield _unreadable(row[1])
            continue
        state = yield from _run(table, key, rows, silent)
        yield from _compared(table, row_key, state, present(connection, table, key))


_ADDED = {
    "recommendation": (("first_page", "last_page"), ("assigned_to", "made_on")),
    "report": (("source_reader",), ("series", "session")),
    "mention": (("given_in",),),
}
"""The columns that came with a revision and may be empty, oldest first: what came before has them in no change."""


def _untouched(table: RecordedTable) -> str:
    """Return SQL for the row that is there as a change `c`, the only one of it, says that it came.

    Most rows of most files are loaded and never touched, and SQLite tells so in a tenth of the time.
    """
    same = " AND ".join(
        f'"{table.name}"."{column}" = {value_in("c.row_key", column)}' for column in table.key
    )
    rows, known = table.row, table.columns
    for added in reversed(_ADDED.get(table.name, ())):
        # As it was written before they came.
        known = tuple(column for column in known if column not in added)
        empty = " AND ".join(
            f'"{table.name}"."{column}" IS NULL' for column in table.columns if column not in known
        )
        older = table._replace(columns=known).row
        rows = f"CASE WHEN {empty} AND json_type(c.\"after\", '$.{added[0]}') IS NULL THEN {older} ELSE {rows} END"
    about = "id" if table.name == "recommendation" else "recommendation_id"
    concerned = f'"{table.name}"."{about}"' if about in table.columns else "NULL"
    return (
        f'SELECT 1 FROM "{table.name}" WHERE {same} AND c.operation = \'insert\' AND c."before" IS NULL'
        f' AND c.row_key = {table.row_key} AND c."after" = {rows} AND c.recommendation_id IS {concerned}'
        " AND NOT EXISTS (SELECT 1 FROM change AS other WHERE other.table_name = c.table_name"
        " AND other.row_key = c.row_key AND other.id <> c.id)"
    )


def _run(
    table: RecordedTable, key: Row, rows: Iterable[tuple[Any, ...]], silent: SilentLoads
) -> Generator[Finding, None, Row | None]:
    """Go through the changes of one row; return what they leave, None for a row that is gone."""
    state: Row | None = None
    begun = False
    for row_key, number, operation, before_text, after_text, about in rows:
        try:
            _, before, after = held_row(table, row_key, operation, before_text, after_text)
        except ValueError:
            yield _unreadable(number)
            continue
        if not begun and operation != "insert":
            state = _origin(table.name, key, silent)
        left = None if operation == "delete" else {**(state or {}), **after}
        faults = [*_faults(state, operation, before, after), *_misplaced(table, key, state, left, about)]
        if faults:
            yield Finding(f"{table.name} {key_text(key)}", f"Change {number} {'; '.join(faults)}.", _LOST)
        begun = True
        state = left
    return state


def _origin(table: str, key: Row, silent: SilentLoads) -> Row | None:
    """Return what a row without an insert in the history held when it came, as far as that is known, or None."""
    if table in LOOKUPS:
        return LOOKUPS[table].get(str(key.get("code")))
    return {} if silent.brought(table, key.get("id")) else None


def _faults(state: Row | None, operation: str, before: Row, after: Row) -> Iterator[str]:
    if operation == "update" and before == after:
        yield "changes nothing"
    if operation == "insert":
        if state is not None:
            yield "inserts a row that was there already"
    elif state is None:
        yield f"is the {operation} of a row that the history did not have then"
    else:
        for column, value in before.items():
            if column in state and state[column] != value:
                yield f"begins with {column} as {_value(value)}, and the one before left {_value(state[column])}"


def _misplaced(
    table: RecordedTable, key: Row, state: Row | None, left: Row | None, about: int | None
) -> Iterator[str]:
    """Yield a fault where a change is said to concern another recommendation than its row does."""
    row = left if left is not None else state or {}
    own = recommendation_of(table, key, row)
    unknown = own is None and "recommendation_id" in table.columns
    if about != own and not unknown:
        yield f"is said to concern recommendation {about}, and its row belongs to {own}"


def _compared(
    table: RecordedTable, row_key: str, state: Row | None, present: Row | None
) -> Iterator[Unrecorded]:
    about = recommendation_of(table, held(row_key), present or state or {})
    if state is None or present is None:
        if present is not None:
            yield Unrecorded(table, row_key, "insert", {}, present, about)
        elif state is not None:
            yield Unrecorded(table, row_key, "delete", state, {}, about)
        return
    # Only what both know: a column may be younger than the history, or older than the table.
    columns = [column for column in present if column in state and state[column] != present[column]]
    if columns:
        before = {column: state[column] for column in columns}
        after = {column: present[column] for column in columns}
        yield Unrecorded(table, row_key, "update", before, after, about)


def _without_history(
    connection: sqlite3.Connection, table: RecordedTable, silent: SilentLoads
) -> Iterator[Unrecorded]:
    """Yield the rows that no change speaks of, where nothing else explains them."""
    # Those of a silent load are asked for together: they may be most of the file.
    loaded = "".join(
        f" AND id NOT BETWEEN {ids.start} AND {ids.stop - 1}" for ids in silent.ranges(table.name)
    )
    rows = connection.execute(
        f"SELECT {table.row_key} AS row_key FROM {table.name} WHERE NOT EXISTS"
        f" (SELECT 1 FROM change AS c WHERE c.table_name = ? AND c.row_key = {table.row_key}){loaded}",
        (table.name,),
    )
    left = dict(LOOKUPS.get(table.name, {}))
    for (row_key,) in rows:
        key = held(row_key)
        left.pop(str(key.get("code")), None)
        state = _origin(table.name, key, silent)
        if state != {}:
            yield from _compared(table, row_key, state, present(connection, table, key))
    for code, row in left.items():
        row_key = json.dumps({"code": code}, separators=(",", ":"))
        spoken_of = connection.execute(
            "SELECT 1 FROM change WHERE table_name = ? AND row_key = ?", (table.name, row_key)
        ).fetchone()
        if spoken_of is None:
            yield Unrecorded(table, row_key, "delete", dict(row), {}, None)


def _unreadable(number: int) -> Finding:
    return Finding(f"change {number}", "Its key, before or after is not a JSON object.", _LOST)


def _value(value: Any) -> str:
    return "empty" if value is None else f"'{short(str(value), 40)}'"
