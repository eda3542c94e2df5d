"""What counts now of a recommendation's responses, progress and deadlines: `followup_current`, kept by triggers.

It holds what the view `followup_computed` says, a row a recommendation: asked for that at 250,000, the view takes
half a second where the table takes milliseconds. It is no part of the history, which has the rows that it is made from.
"""

import sqlite3
from collections.abc import Iterator

TABLE = "followup_current"
COMPUTED = "followup_computed"
COLUMNS = (
    "response_id",
    "response",
    "response_on",
    "reported_id",
    "reported",
    "reported_on",
    "assessed_id",
    "assessed",
    "assessed_on",
    "closed",
    "progress_on",
    "due_on",
    "first_due_on",
)
"""Its columns beside `recommendation_id`, in their order."""
READ = {
    "response": ("recommendation_id", "position", "said_on"),
    "progress": ("recommendation_id", "basis", "status", "as_of", "created_at"),
    "deadline": ("recommendation_id", "due_on", "given_on"),
}
"""Table -> the columns that it is made from."""
STATEMENTS = tuple(READ)
"""Those tables: each row is about a recommendation, and may name a source."""
OVERDUE = "f.closed = 0 AND f.due_on < date('now')"
"""Whether a row `f` of the table is past its deadline with nothing that closes it, in SQL."""
PROOF = "a closed status needs as_of and source_id, an assessed one needs text, and a quote needs source_id and place"
"""What progress must have, in words; `unproven` is the same in SQL."""
_LISTED = ", ".join(COLUMNS)


def unproven(row: str, *, closed: str | None = None) -> str:
    """Return SQL for whether a row of `progress` lacks the proof it needs; `closed` says whether its status is."""
    closed = closed or f"(SELECT s.closed FROM progress_status AS s WHERE s.code = {row}.status)"
    return (
        f"{closed} AND ({row}.as_of IS NULL OR {row}.source_id IS NULL)"
        f" OR {row}.basis = 'assessed' AND {row}.text IS NULL"
        f" OR {row}.quote IS NOT NULL AND ({row}.source_id IS NULL OR {row}.place IS NULL)"
    )


def renewed(condition: str) -> str:
    """Return the statement that computes the rows anew which a condition on the table names."""
    computed = f"SELECT {_LISTED} FROM {COMPUTED} AS c WHERE c.recommendation_id = {TABLE}.recommendation_id"
    return f"UPDATE {TABLE} SET ({_LISTED}) = ({computed}) WHERE {condition}"


def add(connection: sqlite3.Connection, after: int) -> None:
    """Insert the rows of all recommendations with a higher number; the triggers of the table must be away."""
    connection.execute(
        f"INSERT INTO main.{TABLE} (recommendation_id, {_LISTED}) SELECT recommendation_id, {_LISTED}"
        f" FROM main.{COMPUTED} WHERE recommendation_id > ?",
        (after,),
    )


def fill(connection: sqlite3.Connection) -> None:
    """Compute all rows anew; the triggers of the table stand aside."""
    guards = connection.execute(
        "SELECT name, sql FROM main.sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (TABLE,)
    ).fetchall()
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(f"DELETE FROM main.{TABLE}")
    add(connection, 0)
    for _, statement in guards:
        connection.execute(statement)


def differing(connection: sqlite3.Connection) -> Iterator[int]:
    """Yield the number of each recommendation whose row is not what the view says, or is one too many."""
    held, computed = (", ".join(f"{side}.{column}" for column in COLUMNS) for side in "fc")
    rows = connection.execute(
        f"SELECT c.recommendation_id FROM {COMPUTED} AS c LEFT JOIN {TABLE} AS f"
        f" ON f.recommendation_id = c.recommendation_id WHERE ({held}) IS NOT ({computed})"
        f" UNION ALL SELECT recommendation_id FROM {TABLE}"
        " WHERE recommendation_id NOT IN (SELECT id FROM recommendation)"
    )
    yield from (number for (number,) in rows)
