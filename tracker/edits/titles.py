"""Giving a recommendation another title: a label of ours, not of the report's."""

from tracker.database.writer import Writer, open_changeset
from tracker.edits.shared import Saved, found_recommendations, overtaken, who_touched
from tracker.errors import BadInput
from tracker.text import TITLE_LIMIT, one_line, short


def set_title(
    writer: Writer, recommendation_id: int, title: str, *, seen: str | None = None, analyst: str
) -> Saved:
    """Give a recommendation another title; `seen` is the one that the analyst saw.

    Raises Conflict where somebody gave it another since, BadInput for an empty or long one, NotFound.
    """
    line = one_line(title, what="title", limit=TITLE_LIMIT)
    if line is None:
        raise BadInput("The title is empty.", "Write a short label.")
    with writer.transaction() as connection:
        (row,) = found_recommendations(connection, [recommendation_id])
        (present,) = connection.execute("SELECT title FROM recommendation WHERE id = ?", (row.id,)).fetchone()
        if present == line:
            return Saved(None, f"{row.label} has that title already.")
        if seen is not None and present != seen:
            who = who_touched(connection, "recommendation", row.id, "title")
            raise overtaken(f"The title of {row.label}", who, line, present)
        summary = f"Title of {row.label}: {short(line)}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        connection.execute("UPDATE recommendation SET title = ? WHERE id = ?", (line, row.id))
        return Saved(number, summary)
