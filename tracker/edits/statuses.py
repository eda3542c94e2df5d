"""Setting the review status."""

from collections.abc import Sequence

from sqlalchemy import Engine, func, select, update
from sqlmodel import Session, col

from tracker.database.models import Change, Changeset, Recommendation, ReviewStatus
from tracker.database.session import open_changeset, writing
from tracker.edits.shared import (
    NAMED,
    Row,
    Saved,
    found_recommendations,
    named,
    overtaken,
    short,
    who_touched,
)
from tracker.errors import BadInput, Conflict
from tracker.queries import chunks
from tracker.text import REASON_LIMIT, one_line, shown_line


def set_status(
    engine: Engine,
    recommendation_ids: Sequence[int],
    code: str,
    *,
    reason: str | None = None,
    analyst: str,
    seen: str | None = None,
    seen_change_id: int | None = None,
) -> Saved:
    """Set the review status, with a reason or none.

    `seen` is the status the analyst saw on the one recommendation, `seen_change_id` the latest change there
    was when a list was read. Raises Conflict where somebody set another one since, BadInput for an unknown
    code, NotFound.
    """
    reason = one_line(reason or "", what="reason", limit=REASON_LIMIT)
    with writing(engine) as session:
        known = session.scalars(select(col(ReviewStatus.code)).order_by(col(ReviewStatus.position))).all()
        if code not in known:
            raise BadInput(
                f"There is no review status '{shown_line(code)}'.", f"There are: {', '.join(known)}."
            )
        rows = found_recommendations(session, recommendation_ids)
        for row in rows:
            if seen is not None and row.review_status != seen:
                who = who_touched(session, "recommendation", row.id, "review_status")
                raise overtaken(f"The status of {row.label}", who, code, row.review_status)
        if seen_change_id is not None:
            _refuse_status_set_since(session, rows, code, seen_change_id, analyst)
        differing = [
            row
            for row in rows
            if row.review_status != code or (reason is not None and row.status_reason != reason)
        ]
        if not differing:
            return Saved(None, f"{named(rows)}: the status is {code} already.")
        before = {row.review_status for row in differing}
        change = f"{before.pop()} to {code}" if len(before) == 1 else code
        if change == f"{code} to {code}":
            change = f"{code}, with another reason"
        summary = f"Status of {named(differing)}: {change}" + (f" ({short(reason)})" if reason else "")
        number = open_changeset(session, analyst=analyst, summary=summary)
        for ids in chunks([row.id for row in differing]):
            session.execute(
                update(Recommendation)
                .where(col(Recommendation.id).in_(ids))
                .values(review_status=code, status_reason=reason)
                .execution_options(synchronize_session=False)
            )
        return Saved(number, summary)


def _refuse_status_set_since(
    session: Session, rows: Sequence[Row], code: str, seen_change_id: int, analyst: str
) -> None:
    """Refuse to replace a status or a reason that somebody else set and the analyst has not seen."""
    since = session.scalars(
        select(col(Change.recommendation_id))
        .outerjoin(Changeset, col(Changeset.id) == col(Change.changeset_id))
        .where(
            col(Change.id) > seen_change_id,
            col(Change.table_name) == "recommendation",
            col(Changeset.analyst).is_distinct_from(analyst),
            func.coalesce(
                func.json_type(Change.after, "$.review_status"),
                func.json_type(Change.after, "$.status_reason"),
            ).is_not(None),
        )
    )
    touched = set(since)
    changed = [row for row in rows if row.id in touched and (row.review_status != code or row.status_reason)]
    if changed:
        raise Conflict(
            f"Somebody set the status of {named(changed)} meanwhile.",
            "Nothing was written: look at the list again, then repeat it.",
            mine=code,
            theirs=", ".join(f"{row.label}: {row.review_status}" for row in changed[:NAMED]),
        )
