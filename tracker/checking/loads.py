"""The rows that loads brought against the digests of their changesets: neither they nor what the history says of
them has been altered since.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from itertools import chain

from tracker.checking.finding import Finding
from tracker.checking.rows import NamesAt
from tracker.checking.silent_loads import SilentLoad, SilentLoads, bulk_lines, steps_of
from tracker.database.load_digest import LINKS, Step, as_json, digest, of_the_seed
from tracker.database.recorded import held
from tracker.text import shown_line

_LOADED = ("report", "recommendation", "actor", "actor_alias", "tag", "source", "theme", *LINKS)
_NAMED = ("actor", "source", "theme")
"""Those that other rows go by."""


def digests(connection: sqlite3.Connection, silent: SilentLoads) -> Iterator[Finding]:
    """Yield a finding for each load whose rows have another digest than its changeset notes."""
    by_changeset = {load.changeset_id: load for load in silent.loads}
    loads = connection.execute(
        "SELECT id, summary, digest FROM changeset WHERE kind = 'load' AND digest IS NOT NULL ORDER BY id"
    ).fetchall()
    for number, summary, noted in loads:
        try:
            found = _digest(connection, number, by_changeset.get(number))
        except (ValueError, KeyError, TypeError):
            found = "unreadable"
        if found != noted:
            yield Finding(
                f"load {number}",
                f"'{shown_line(summary)}': its rows, or the history of them, do not match its digest any more.",
                "tracker load FILE says how they differ from the seed file, and changes nothing; a backup has them: "
                "tracker restore FILE",
            )


def _digest(connection: sqlite3.Connection, number: int, silent: SilentLoad | None) -> str:
    if silent is None:
        return digest(map(as_json, _recorded(connection, number)))
    names = NamesAt(connection, _last_change(connection, number))
    if silent.bulk:
        sha256 = hashlib.sha256()
        for line in bulk_lines(connection, silent, names):
            sha256.update(line)
        return sha256.hexdigest()
    return digest(map(as_json, steps_of(_recorded(connection, number), connection, silent, names)))


def _recorded(connection: sqlite3.Connection, number: int) -> Iterator[Step]:
    """Yield the steps of a load from the changes that it made."""
    rows = connection.execute(
        'SELECT id, operation, table_name, row_key, "before", "after" FROM change WHERE changeset_id = ? ORDER BY id',
        (number,),
    )
    names = None
    for change_id, operation, table, row_key, before, after in rows:
        if table not in _LOADED:
            # A trigger of another program may have added it.
            continue
        row_id, values = held(row_key).get("id", 0), held(after)
        row = {**held(before), **values}
        if names is None or (operation == "update" and table in _NAMED):
            # Nothing else that names a row changes in a load, and asking anew for each of many rows takes long.
            names = NamesAt(connection, change_id)
        key = names.key(table, row_id, row)
        if operation == "insert":
            names.learn(table, row_id, row)
        yield operation, table, key, of_the_seed(table, values)
    imported = connection.execute(_IMPORTED, (number,))
    if first := imported.fetchone():
        names = names or NamesAt(connection, _last_change(connection, number))
        for source_id, row, recommendation_id, part, cells in chain((first,), imported):
            key = names.of_import_row(source_id, row, recommendation_id)
            yield "insert", "import_row", key, {"cells": cells, "part": part}


# They are no part of the history: they never change.
_IMPORTED = """SELECT source_id, row_number, recommendation_id, part, cells FROM import_row
WHERE changeset_id = ? ORDER BY id"""


def _last_change(connection: sqlite3.Connection, changeset_id: int) -> int:
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
