"""Writing, changing and deleting notes."""

from collections.abc import Sequence

from sqlalchemy import Engine
from sqlmodel import Session

from tracker.database.models import Note, metadata
from tracker.database.session import open_changeset, writing
from tracker.edits.shared import Row, Saved, found_recommendations, named, overtaken, short, who_touched
from tracker.errors import Conflict, NotFound
from tracker.text import note_body


def add_note(engine: Engine, recommendation_ids: Sequence[int], body: str, *, analyst: str) -> Saved:
    """Write a note, the same on each of several recommendations; raises BadInput, NotFound."""
    body = note_body(body)
    with writing(engine) as session:
        rows = found_recommendations(session, recommendation_ids)
        summary = f"Note on {named(rows)}: {short(body)}"
        number = open_changeset(session, analyst=analyst, summary=summary)
        session.connection().execute(
            metadata.tables["note"].insert(),
            [{"recommendation_id": row.id, "body": body, "author": analyst} for row in rows],
        )
        return Saved(number, summary)


def edit_note(engine: Engine, note_id: int, body: str, *, seen: str, analyst: str) -> Saved:
    """Replace the text of a note; raises Conflict where the analyst saw another, BadInput, NotFound."""
    body = note_body(body)
    with writing(engine) as session:
        note, row = _note_as_seen(session, note_id, seen=seen, mine=body)
        if body == seen:
            return Saved(None, f"The note on {row.label} is as it was.")
        summary = f"Note on {row.label} edited: {short(body)}"
        number = open_changeset(session, analyst=analyst, summary=summary)
        note.body = body
        return Saved(number, summary)


def delete_note(engine: Engine, note_id: int, *, seen: str, analyst: str) -> Saved:
    """Delete a note; raises Conflict where it is not what the analyst saw, NotFound."""
    with writing(engine) as session:
        note, row = _note_as_seen(session, note_id, seen=seen, mine="")
        summary = f"Note on {row.label} deleted: {short(note.body)}"
        number = open_changeset(session, analyst=analyst, summary=summary)
        session.delete(note)
        return Saved(number, summary)


def _note_as_seen(session: Session, note_id: int, *, seen: str, mine: str) -> tuple[Note, Row]:
    note = session.get(Note, note_id)
    if note is None:
        who = who_touched(session, "note", note_id)
        if who is None:
            raise NotFound(f"There is no note {note_id}.", "tracker notes lists them with their numbers.")
        raise Conflict(
            f"The note was deleted meanwhile by {who}.",
            "Your text is kept; save it as a new note.",
            mine=mine,
            theirs=None,
        )
    (row,) = found_recommendations(session, [note.recommendation_id])
    if note.body != seen:
        raise overtaken(
            f"The note on {row.label}", who_touched(session, "note", note_id, "body"), mine, note.body
        )
    return note, row
