"""Writing, changing and deleting notes."""

import sqlite3
from collections.abc import Sequence

from tracker.database.writer import Writer, open_changeset
from tracker.edits.shared import Row, Saved, found_recommendations, named, overtaken, who_touched
from tracker.errors import Conflict, NotFound
from tracker.text import note_body, short


def add_note(writer: Writer, recommendation_ids: Sequence[int], body: str, *, analyst: str) -> Saved:
    """Write a note, the same on each of several recommendations; raises BadInput, NotFound."""
    body = note_body(body)
    with writer.transaction() as connection:
        rows = found_recommendations(connection, recommendation_ids)
        summary = f"Note on {named(rows)}: {short(body)}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        connection.executemany(
            "INSERT INTO note (recommendation_id, body, author) VALUES (?, ?, ?)",
            [(row.id, body, analyst) for row in rows],
        )
        return Saved(number, summary)


def edit_note(writer: Writer, note_id: int, body: str, *, seen: str, analyst: str) -> Saved:
    """Replace the text of a note; raises Conflict where the analyst saw another, BadInput, NotFound."""
    body = note_body(body)
    with writer.transaction() as connection:
        row = _as_seen(connection, note_id, seen=seen, mine=body)
        if body == seen:
            return Saved(None, f"The note on {row.label} is as it was.")
        summary = f"Note on {row.label} edited: {short(body)}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        connection.execute("UPDATE note SET body = ? WHERE id = ?", (body, note_id))
        return Saved(number, summary)


def delete_note(writer: Writer, note_id: int, *, seen: str, analyst: str) -> Saved:
    """Delete a note; raises Conflict where it is not what the analyst saw, NotFound."""
    with writer.transaction() as connection:
        row = _as_seen(connection, note_id, seen=seen, mine="")
        summary = f"Note on {row.label} deleted: {short(seen)}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        connection.execute("DELETE FROM note WHERE id = ?", (note_id,))
        return Saved(number, summary)


def _as_seen(connection: sqlite3.Connection, note_id: int, *, seen: str, mine: str) -> Row:
    """Return the recommendation that the note is on; raise where the note does not hold what was seen."""
    note = connection.execute("SELECT recommendation_id, body FROM note WHERE id = ?", (note_id,)).fetchone()
    if note is None:
        who = who_touched(connection, "note", note_id)
        if who is None:
            raise NotFound(f"There is no note {note_id}.", "tracker notes lists them with their numbers.")
        raise Conflict(
            f"The note was deleted meanwhile by {who}.",
            "Your text is kept; save it as a new note.",
            mine=mine,
            theirs=None,
        )
    recommendation_id, body = note
    (row,) = found_recommendations(connection, [recommendation_id])
    if body != seen:
        raise overtaken(
            f"The note on {row.label}", who_touched(connection, "note", note_id, "body"), mine, body
        )
    return row
