"""What needs an analyst today: what is overdue or due soon, answered but not reviewed, or stale; theirs first.

Read by the indexes of `followup_current`: 50 of each group of 250,000 take 11 ms of processor time, the counts 40.
"""

import json
import sqlite3
from typing import Literal, NamedTuple

from tracker.database.followup import OVERDUE
from tracker.labels import number_of, recommendation_label
from tracker.reading.queries import several_reports

Group = Literal["overdue", "due soon", "answered, unreviewed", "stale"]


class Due(NamedTuple):
    """A recommendation that needs somebody."""

    recommendation_id: int
    label: str
    """What it is called, as REF takes it."""
    title: str
    group: Group
    reason: str
    """Why, in words; all of it, where it belongs to more groups than this one."""
    assigned_to: str | None
    mine: bool


class Needing(NamedTuple):
    """How many recommendations belong to a group, whoever looks after them."""

    group: Group
    total: int


class _Part(NamedTuple):
    """Recommendations of a group: what holds of them, and their order."""

    group: Group
    condition: str
    order: str
    counted: str = "followup_current AS f"


_OF_OWNER = "recommendation AS r CROSS JOIN followup_current AS f ON f.recommendation_id = r.id"
_PARTS = (
    _Part("overdue", OVERDUE, "f.due_on"),
    _Part(
        "due soon",
        "f.closed = 0 AND f.due_on >= date('now') AND f.due_on <= date('now', :soon || ' days')",
        "f.due_on",
    ),
    # Counted from the side of the recommendations, whose index has the unreviewed ones one after the other.
    _Part(
        "answered, unreviewed",
        "f.response IS NOT NULL AND r.review_status = 'unreviewed'",
        "f.recommendation_id",
        _OF_OWNER,
    ),
    _Part("stale", "f.closed = 0 AND f.progress_on < date('now', -:stale || ' days')", "f.progress_on"),
    # Nothing is known of these but that they were answered.
    _Part(
        "stale",
        "f.closed = 0 AND f.progress_on IS NULL AND f.response_on < date('now', -:stale || ' days')",
        "f.response_on",
    ),
)
_FEW = 5_000
"""Up to so many recommendations of one analyst are looked at one by one; of more, some come early in each group."""
_OF_GROUP = "followup_current AS f CROSS JOIN recommendation AS r ON r.id = f.recommendation_id"
_SETTINGS = """SELECT coalesce((SELECT value FROM setting WHERE code = 'due_soon_days'), 30),
  coalesce((SELECT value FROM setting WHERE code = 'stale_after_days'), 180)"""
_DAYS = "CAST(julianday({}) - julianday({}) AS INTEGER)"
_ROWS = f"""SELECT r.id, p.slug, r.reference, r.title, r.assigned_to, f.due_on,
  {_DAYS.format("f.due_on", "date('now')")}, f.closed,
  CASE WHEN r.review_status = 'unreviewed'
    THEN (SELECT l.name FROM response_position AS l WHERE l.code = f.response) END, f.response_on,
  {_DAYS.format("date('now')", "f.progress_on")}, {_DAYS.format("date('now')", "f.response_on")}
FROM json_each(?) AS wanted JOIN recommendation AS r ON r.id = wanted.value JOIN report AS p ON p.id = r.report_id
  JOIN followup_current AS f ON f.recommendation_id = r.id"""


def today(connection: sqlite3.Connection, analyst: str, *, limit: int | None = None) -> list[Due]:
    """Return what needs somebody, by group; in each what is the analyst's first, and `limit` rows at most.

    A recommendation stands in the first group that has it, with all its reasons.
    """
    soon, stale = connection.execute(_SETTINGS).fetchone()
    values = {"analyst": analyst, "soon": soon, "stale": stale}
    (mine,) = connection.execute(
        "SELECT count(*) FROM recommendation WHERE assigned_to = ?", (analyst,)
    ).fetchone()
    found: dict[int, Group] = {}
    for is_mine in (True, False):
        joined = _OF_OWNER if is_mine and mine <= _FEW else _OF_GROUP
        for place, part in enumerate(_PARTS):
            before = "".join(f" AND ({each.condition}) IS NOT TRUE" for each in _PARTS[:place])
            sql = f"""SELECT f.recommendation_id FROM {joined}
                WHERE r.assigned_to {"=" if is_mine else "IS NOT"} :analyst AND {part.condition}{before}
                ORDER BY {part.order}, f.recommendation_id LIMIT :limit"""
            rows = connection.execute(sql, values | {"limit": -1 if limit is None else limit})
            found |= dict.fromkeys((number for (number,) in rows), part.group)
    all_due = _due(connection, found, analyst, soon, stale)
    return [due for group in _order() for due in [d for d in all_due if d.group == group][:limit]]


def needing(connection: sqlite3.Connection) -> tuple[Needing, ...]:
    """Return how many recommendations belong to each group; one may belong to several."""
    soon, stale = connection.execute(_SETTINGS).fetchone()
    totals = dict.fromkeys(_order(), 0)
    for part in _PARTS:
        sql = f"SELECT count(*) FROM {part.counted} WHERE {part.condition}"
        (number,) = connection.execute(sql, {"soon": soon, "stale": stale}).fetchone()
        totals[part.group] += number
    return tuple(Needing(*each) for each in totals.items())


def _order() -> tuple[Group, ...]:
    return tuple(dict.fromkeys(part.group for part in _PARTS))


def _due(
    connection: sqlite3.Connection, found: dict[int, Group], analyst: str, soon: int, stale: int
) -> list[Due]:
    """Return the recommendations with their reasons, in the order given."""
    several = several_reports(connection)
    rows = {row[0]: row[1:] for row in connection.execute(_ROWS, (json.dumps(list(found)),))}
    due = []
    for number, group in found.items():
        slug, reference, title, owner, due_on, days, closed, answer, answered_on, silent, unfollowed = rows[
            number
        ]
        reasons = []
        if not closed and days is not None and days <= soon:
            reasons.append(_when(due_on, days))
        if answer is not None:
            day = f", {answered_on}" if answered_on else ""
            reasons.append(f"answered ({answer}{day}), unreviewed")
        if not closed and silent is not None and silent > stale:
            reasons.append(f"no progress for {number_of(silent, 'day')}")
        if not closed and silent is None and unfollowed is not None and unfollowed > stale:
            reasons.append(f"answered {number_of(unfollowed, 'day')} ago, no progress since")
        label = recommendation_label(slug, reference, several_reports=several)
        due.append(Due(number, label, title, group, "; ".join(reasons), owner, owner == analyst))
    return due


def _when(due_on: str, days: int) -> str:
    """Return when something is due, seen from today: `due 2026-11-30, in 6 days`, `overdue by 12 days`."""
    if days < 0:
        return f"overdue by {number_of(-days, 'day')}"
    return f"due {due_on}, {('today', 'tomorrow')[days] if days < 2 else f'in {days} days'}"
