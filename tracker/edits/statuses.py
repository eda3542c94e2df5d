"""Setting the review status."""

import sqlite3
from collections.abc import Mapping, Sequence

from tracker.database.writer import Writer, open_changeset
from tracker.edits.shared import (
    NAMED,
    Row,
    Saved,
    as_list,
    found_recommendations,
    known_code,
    named,
    names_of,
    overtaken,
    set_since,
    who_touched,
)
from tracker.errors import Conflict
from tracker.labels import reasons_cleared, status_change
from tracker.text import REASON_LIMIT, one_line, short


def set_status(
    writer: Writer,
    recommendation_ids: Sequence[int],
    code: str,
    *,
    reason: str | None = None,
    analyst: str,
    seen: str | None = None,
    seen_change_id: int | None = None,
) -> Saved:
    """Set the review status, with a reason or none; where it is set already, no reason leaves the one there is.

    An empty reason takes it away. `seen` is the status the analyst saw on the one recommendation,
    `seen_change_id` the latest change there was when a list was read. Raises Conflict where somebody set another
    one since, BadInput for an unknown code, NotFound.
    """
    given = reason is not None
    reason = one_line(reason or "", what="reason", limit=REASON_LIMIT)
    with writer.transaction() as connection:
        known_code(connection, "review_status", code, "review status")
        names = names_of(connection, "review_status")
        rows = found_recommendations(connection, recommendation_ids)
        # A status that somebody else set just so is no conflict: nothing is written there.
        differing = [
            row for row in rows if row.review_status != code or (given and row.status_reason != reason)
        ]
        for row in differing:
            if seen is not None and row.review_status != seen:
                who = who_touched(connection, "recommendation", row.id, "review_status")
                theirs = _said(names[row.review_status], row.status_reason)
                raise overtaken(f"The status of {row.label}", who, _said(names[code], reason), theirs)
        if seen_change_id is not None:
            _refuse_status_set_since(connection, differing, code, reason, seen_change_id, analyst, names)
        if not differing:
            return Saved(None, f"{named(rows)}: already {names[code]}.")
        before = {row.review_status for row in differing}
        change = status_change(names[before.pop()] if len(before) == 1 else None, names[code])
        summary = f"{named(differing)}: {change}{_reasons(differing, code, reason)}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        connection.execute(
            "UPDATE recommendation SET review_status = ?, status_reason = ?"
            " WHERE id IN (SELECT value FROM json_each(?))",
            (code, reason, as_list(row.id for row in differing)),
        )
        return Saved(number, summary)


def _said(name: str, reason: str | None) -> str:
    return f"{name} ({short(reason)})" if reason else name


def _reasons(rows: Sequence[Row], code: str, reason: str | None) -> str:
    """Return what a summary says of the reason that is given, or of those that go."""
    before = sum(row.status_reason is not None for row in rows)
    if reason is None:
        return reasons_cleared(before)
    stays = all(row.review_status == code for row in rows)
    return f"{'; reason changed' if stays and before else ''} ({short(reason)})"


def _refuse_status_set_since(
    connection: sqlite3.Connection,
    rows: Sequence[Row],
    code: str,
    reason: str | None,
    seen_change_id: int,
    analyst: str,
    names: Mapping[str, str],
) -> None:
    """Refuse to replace a status or a reason that somebody else set and the analyst has not seen."""
    touched = set_since(connection, ("review_status", "status_reason"), seen_change_id, analyst)
    changed = [row for row in rows if row.id in touched]
    if changed:
        raise Conflict(
            f"Somebody set the status of {named(changed)} meanwhile.",
            "Nothing was written: look at the list again, then repeat it.",
            mine=_said(names[code], reason),
            theirs=", ".join(
                f"{row.label}: {_said(names[row.review_status], row.status_reason)}"
                for row in changed[:NAMED]
            ),
        )
