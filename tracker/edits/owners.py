"""Saying who looks after a recommendation."""

from collections.abc import Sequence

from tracker.database.writer import Writer, open_changeset
from tracker.edits.shared import NAMED, Saved, as_list, found_recommendations, named, set_since
from tracker.errors import Conflict
from tracker.names import meant
from tracker.reading.known_names import analysts
from tracker.settings import ANALYST_LIMIT
from tracker.text import one_line

_NOBODY = "nobody"
_OWNERS = "SELECT id, assigned_to FROM recommendation WHERE id IN (SELECT value FROM json_each(?))"


def assign(
    writer: Writer,
    recommendation_ids: Sequence[int],
    who: str | None,
    *,
    analyst: str,
    seen_change_id: int | None = None,
) -> Saved:
    """Give recommendations to an analyst, or to nobody; one there is goes by the name that the file has.

    `seen_change_id` is the latest change there was when a list was read. Raises Conflict where somebody else gave
    one of them away since, BadInput, NotFound.
    """
    who = one_line(who or "", what="analyst's name", limit=ANALYST_LIMIT)
    with writer.transaction() as connection:
        rows = found_recommendations(connection, recommendation_ids)
        if who is not None:
            who = meant(who, analysts(connection)) or who
        owners = dict(connection.execute(_OWNERS, (as_list(row.id for row in rows),)))
        differing = [row for row in rows if owners[row.id] != who]
        if not differing:
            return Saved(None, f"{named(rows)}: already with {who or _NOBODY}.")
        if seen_change_id is not None:
            touched = set_since(connection, ("assigned_to",), seen_change_id, analyst)
            changed = [row for row in differing if row.id in touched]
            if changed:
                raise Conflict(
                    f"Somebody gave {named(changed)} to another analyst meanwhile.",
                    "Nothing was written: look at the list again, then repeat it.",
                    mine=who or _NOBODY,
                    theirs=", ".join(f"{row.label}: {owners[row.id] or _NOBODY}" for row in changed[:NAMED]),
                )
        before = {owners[row.id] for row in differing}
        was = before.pop() if len(before) == 1 else None
        summary = f"{named(differing)}: owner {f'{was} -> ' if was else ''}{who or _NOBODY}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        connection.execute(
            "UPDATE recommendation SET assigned_to = ? WHERE id IN (SELECT value FROM json_each(?))",
            (who, as_list(row.id for row in differing)),
        )
        return Saved(number, summary)
