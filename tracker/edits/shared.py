"""What every action needs: its outcome, the recommendations it is about, and the sentence of a conflict."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from tracker.database.models import Change, Changeset, Recommendation, Report
from tracker.errors import Conflict, NotFound
from tracker.queries import chunks
from tracker.text import shown_line

NAMED = 5


class Saved(NamedTuple):
    """What an action did: `changeset_id` is None where there was nothing to change."""

    changeset_id: int | None
    summary: str


class Row(NamedTuple):
    """A recommendation that an action is about; `label` is how REF takes it."""

    id: int
    label: str
    review_status: str
    status_reason: str | None


def found_recommendations(session: Session, recommendation_ids: Sequence[int]) -> list[Row]:
    """Return the recommendations in the order asked for, labelled as REF takes them; raise NotFound."""
    several = session.connection().exec_driver_sql("SELECT count(*) > 1 FROM report").scalar()
    wanted = list(dict.fromkeys(recommendation_ids))
    found: dict[int, Row] = {}
    for ids in chunks(wanted):
        statement = (
            select(
                col(Recommendation.id),
                col(Report.slug),
                col(Recommendation.reference),
                col(Recommendation.review_status),
                col(Recommendation.status_reason),
            )
            .join(Report, col(Report.id) == col(Recommendation.report_id))
            .where(col(Recommendation.id).in_(ids))
        )
        for number, slug, reference, status, reason in session.execute(statement):
            label = f"{slug}/{reference}" if several else reference
            found[number or 0] = Row(number or 0, label, status, reason)
    if not wanted or len(found) < len(wanted):
        raise NotFound("That recommendation is no longer in the database.", "Nothing was written.")
    return [found[number] for number in wanted]


def named(rows: Sequence[Row]) -> str:
    """Return what a summary calls these recommendations."""
    if len(rows) <= NAMED:
        return ", ".join(row.label for row in rows)
    return f"{len(rows):,} recommendations"


def counted(number: int) -> str:
    """Return the number of recommendations in words."""
    return f"{number:,} recommendation{'' if number == 1 else 's'}"


def short(text: str) -> str:
    """Return the beginning of a text, as a summary quotes it."""
    line = shown_line(text).strip()
    return line if len(line) <= 60 else line[:59].rstrip() + "…"


def who_touched(session: Session, table: str, row_id: int, column: str | None = None) -> str | None:
    """Return who touched the row (or the column of it) last, as it may be shown; None where nobody did."""
    statement = (
        select(col(Changeset.analyst))
        .select_from(Change)
        .outerjoin(Changeset, col(Changeset.id) == col(Change.changeset_id))
        .where(col(Change.table_name) == table, col(Change.row_key) == f'{{"id":{row_id}}}')
        .order_by(col(Change.id).desc())
        .limit(1)
    )
    if column is not None:
        statement = statement.where(func.json_type(Change.after, f"$.{column}").is_not(None))
    row = session.execute(statement).first()
    return None if row is None else shown_line(row[0] or "another program")


def overtaken(what: str, who: str | None, mine: str, theirs: str | None) -> Conflict:
    """Return the conflict of an edit with what somebody saved since the analyst looked."""
    return Conflict(
        f"{what} was changed meanwhile by {who or 'somebody'}.",
        "Nothing was written: look at both versions, then save again.",
        mine=mine,
        theirs=theirs,
        who=who,
    )
