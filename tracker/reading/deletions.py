"""Rows that went in a changeset though its summary does not speak of them: a trigger of somebody else's was at work."""

import sqlite3
from collections import Counter

from tracker.labels import number_of

LOOKED_AT = 5_000
"""How many changes of one changeset are looked at, some milliseconds: a trigger shows at the first row that sets it
off, and an edit of every row of a large file has as many changes as that."""

_FIRST = (
    "SELECT table_name, row_key, operation FROM change WHERE changeset_id = :number ORDER BY id LIMIT :most"
)
_DONE = f"SELECT table_name, operation, count(*) FROM ({_FIRST}) GROUP BY table_name, operation"
_NOT_TURNED_ROUND = f"""SELECT d.table_name, count(*) FROM changeset AS s, ({_FIRST}) AS d
WHERE s.id = :number AND d.operation = 'delete' AND NOT EXISTS (
  SELECT 1 FROM change AS i WHERE i.table_name = d.table_name AND i.row_key = d.row_key AND i.operation = 'insert'
    AND (i.changeset_id = s.reverts_id OR i.id = s.reverts_change_id))
GROUP BY d.table_name"""
_TOGETHER = (
    ({"tag", "tagging"}, {"tag", "tagging", "saved_view"}),
    ({"actor", "actor_alias", "mention"}, {"actor", "actor_alias", "mention"}),
)
"""What goes together, where a tag or an actor is deleted, renamed or merged, and what may be written then."""


def unspoken(connection: sqlite3.Connection, changeset_id: int, kind: str) -> str:
    """Return how many rows went besides, as ` (besides, 2 tags were deleted)`; empty where none did.

    What an edit speaks of is told by its rows, not by its words, which hold what analysts wrote: one that only
    deletes rows of one table speaks of them, and so does one of tags alone, or of actors and mentions. Undo and redo
    speak of what they turn round. Where a changeset has more changes than are looked at, it may have been more. A load
    is not looked at: it has as many changes as the file has rows.
    """
    if kind in ("undo", "redo"):
        gone = dict(connection.execute(_NOT_TURNED_ROUND, _first(changeset_id)).fetchall())
    elif kind == "edit":
        gone = _besides(connection, changeset_id)
    else:
        return ""
    if not gone:
        return ""
    counts = [number_of(count, table.replace("_", " ")) for table, count in sorted(gone.items())]
    were = "was" if sum(gone.values()) == 1 else "were"
    return f" (besides, {' and '.join(counts)} {were} deleted)"


def _first(changeset_id: int) -> dict[str, int]:
    return {"number": changeset_id, "most": LOOKED_AT}


def _besides(connection: sqlite3.Connection, changeset_id: int) -> dict[str, int]:
    gone: Counter[str] = Counter()
    written = set()
    for table, operation, count in connection.execute(_DONE, _first(changeset_id)):
        if operation == "delete":
            gone[table] += count
        else:
            written.add(table)
    alone = len(gone) == 1 and not written
    together = any(gone.keys() <= going and written <= beside for going, beside in _TOGETHER)
    return {} if alone or together else dict(gone)
