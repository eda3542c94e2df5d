"""What every action needs: its outcome, the recommendations it is about, and the sentence of a conflict."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tracker.database.recorded import names_column
from tracker.errors import BadInput, Conflict, NotFound
from tracker.labels import author_by, recommendation_label
from tracker.names import did_you_mean, nearest
from tracker.reading.queries import several_reports
from tracker.text import short, shown_line

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


_ROWS = """SELECT r.id, p.slug, r.reference, r.review_status, r.status_reason
FROM recommendation AS r JOIN report AS p ON p.id = r.report_id WHERE r.id IN (SELECT value FROM json_each(?))"""


def found_recommendations(connection: sqlite3.Connection, recommendation_ids: Sequence[int]) -> list[Row]:
    """Return the recommendations in the order asked for, labelled as REF takes them; raise NotFound."""
    several = several_reports(connection)
    wanted = list(dict.fromkeys(recommendation_ids))
    found = {
        number: Row(number, recommendation_label(slug, reference, several_reports=several), status, reason)
        for number, slug, reference, status, reason in connection.execute(_ROWS, (as_list(wanted),))
    }
    if not wanted or len(found) < len(wanted):
        raise NotFound("That recommendation is no longer in the database.", "Nothing was written.")
    return [found[number] for number in wanted]


class Names(dict[str, str]):
    """The names of a lookup table by its codes; a code that another program left without one is its own."""

    def __missing__(self, code: str) -> str:
        return short(code)


def names_of(connection: sqlite3.Connection, table: str) -> Names:
    """Return what people call the codes of a lookup table, as a summary holds it."""
    rows = connection.execute(f"SELECT code, name FROM {table} ORDER BY position, code")
    return Names((code, short(name)) for code, name in rows)


def known_code(connection: sqlite3.Connection, table: str, code: str, what: str) -> str:
    """Return a code of a lookup table; raise BadInput for one that it has not."""
    known = [row[0] for row in connection.execute(f"SELECT code FROM {table} ORDER BY position, code")]
    if code not in known:
        near = did_you_mean(nearest(code, known, most=1))
        raise BadInput(
            f"There is no {what} '{shown_line(code)}'.", f"{near} There are: {', '.join(known)}.".lstrip()
        )
    return code


def as_list(ids: Iterable[int]) -> str:
    """Return ids as one parameter for `json_each`, however many they are."""
    return json.dumps(list(ids))


def put_on(connection: sqlite3.Connection, tag_id: int, recommendation_ids: Sequence[int]) -> None:
    """Put a tag on recommendations that lack it."""
    connection.executemany(
        "INSERT INTO tagging (recommendation_id, tag_id) VALUES (?, ?)",
        [(number, tag_id) for number in recommendation_ids],
    )


def named(rows: Sequence[Row]) -> str:
    """Return what a summary calls these recommendations."""
    if len(rows) <= NAMED:
        return ", ".join(row.label for row in rows)
    return f"{len(rows):,} recommendations"


_TOUCHED = """SELECT s.analyst FROM change AS c LEFT JOIN changeset AS s ON s.id = c.changeset_id
WHERE c.table_name = ? AND c.row_key = json_object('id', ?)
  AND (? IS NULL OR CASE WHEN json_valid(c."after") THEN json_type(c."after", '$.' || ?) END IS NOT NULL)
ORDER BY c.id DESC LIMIT 1"""


def who_touched(
    connection: sqlite3.Connection, table: str, row_id: int, column: str | None = None
) -> str | None:
    """Return who touched the row (or the column of it) last, as it may be shown; None where nobody did."""
    row = connection.execute(_TOUCHED, (table, row_id, column, column)).fetchone()
    return None if row is None else shown_line(author_by(row[0]))


def set_since(
    connection: sqlite3.Connection, columns: Sequence[str], seen_change_id: int, analyst: str
) -> set[int]:
    """Return the recommendations that somebody else changed any of these columns of since that change."""
    named_there = " OR ".join(names_column("c.after", column) for column in columns)
    # With a plus SQLite goes by the number and not through every change of the table (optoverview.html, section 8).
    sql = f"""SELECT c.recommendation_id FROM change AS c LEFT JOIN changeset AS s ON s.id = c.changeset_id
        WHERE c.id > ? AND +c.table_name = 'recommendation' AND s.analyst IS NOT ? AND ({named_there})"""
    return {row[0] for row in connection.execute(sql, (seen_change_id, analyst))}


def overtaken(what: str, who: str | None, mine: str, theirs: str | None) -> Conflict:
    """Return the conflict of an edit with what somebody saved since the analyst looked."""
    return Conflict(
        f"{what} was changed meanwhile by {who or 'somebody'}.",
        "Nothing was written: look at both versions, then save again.",
        mine=mine,
        theirs=theirs,
        who=who,
    )
