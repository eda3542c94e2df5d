"""Counting what the overview shows and the lists do not know."""

import sqlite3
from typing import NamedTuple

from tracker.database.followup import OVERDUE
from tracker.reading import followup, queries
from tracker.reading.queries import Progress
from tracker.text import folded

_TOUCHED = """SELECT s.analyst, count(DISTINCT c.recommendation_id) AS recommendation_count
FROM changeset AS s JOIN change AS c ON c.changeset_id = s.id
WHERE s.kind <> 'load' AND s.analyst IS NOT NULL GROUP BY s.analyst"""
_TOUCHED_BY = """SELECT count(DISTINCT c.recommendation_id)
FROM changeset AS s JOIN change AS c ON c.changeset_id = s.id
WHERE s.kind <> 'load' AND s.analyst IN ({marks})"""

_BY_REPORT = "SELECT report_id, review_status, count(*) FROM recommendation GROUP BY report_id, review_status"


class AnalystCount(NamedTuple):
    """An analyst with the number of recommendations that they changed anything about."""

    analyst: str
    recommendation_count: int


def analysts(connection: sqlite3.Connection) -> tuple[AnalystCount, ...]:
    """Return who changed how many recommendations, the most first: as many as `by:` of the query line lists.

    So a load does not count, and names that differ in case and accents only are one analyst.
    """
    spellings: dict[str, list[tuple[int, str]]] = {}
    for name, number in connection.execute(_TOUCHED):
        if number:
            spellings.setdefault(folded(name), []).append((number, name))
    counted: list[AnalystCount] = []
    for same in spellings.values():
        number, name = max(same)
        if len(same) > 1:
            sql = _TOUCHED_BY.format(marks=", ".join("?" * len(same)))
            (number,) = connection.execute(sql, [each for _, each in same]).fetchone()
        counted.append(AnalystCount(name, number))
    return tuple(sorted(counted, key=lambda each: (-each.recommendation_count, each.analyst)))


class ReportProgress(NamedTuple):
    """A report with how far its review has come."""

    report: str
    title: str
    progress: Progress


def reports(connection: sqlite3.Connection) -> tuple[ReportProgress, ...]:
    """Return how far the review of each report has come, in the order of the list."""
    statuses = queries.statuses(connection)
    numbers: dict[int, dict[str, int]] = {}
    for report, code, number in connection.execute(_BY_REPORT):
        numbers.setdefault(report, {})[code] = number
    found = []
    for report, slug, title in connection.execute("SELECT id, slug, title FROM report ORDER BY id"):
        by_status = tuple((status.code, numbers.get(report, {}).get(status.code, 0)) for status in statuses)
        done = sum(number for (_, number), status in zip(by_status, statuses, strict=True) if status.done)
        progress = Progress(sum(number for _, number in by_status), done, by_status)
        found.append(ReportProgress(slug, title, progress))
    return tuple(found)


class FollowupProgress(NamedTuple):
    """How far the recommendations of a report, or those that an addressee should act on, have come.

    `by_status` counts the latest progress of each, as assessed or else as reported; what has none is None.
    """

    name: str
    title: str
    total: int
    closed: int
    by_status: tuple[tuple[str | None, int], ...]


def followup_by_report(connection: sqlite3.Connection) -> tuple[FollowupProgress, ...]:
    """Return how far each report has come, in the order of the list; nothing where no progress is recorded."""
    return _followup(connection, _FOLLOWUP_BY_REPORT, "SELECT id, slug, title FROM report ORDER BY id")


def followup_by_addressee(connection: sqlite3.Connection) -> tuple[FollowupProgress, ...]:
    """Return the same for who should act, those with the most recommendations first."""
    found = _followup(connection, _FOLLOWUP_BY_ADDRESSEE, "SELECT id, name, '' FROM actor ORDER BY name")
    return tuple(sorted((each for each in found if each.total), key=lambda each: -each.total))


def _followup(connection: sqlite3.Connection, counted: str, named: str) -> tuple[FollowupProgress, ...]:
    if connection.execute("SELECT EXISTS (SELECT 1 FROM progress)").fetchone() == (0,):
        return ()
    statuses = followup.progress_statuses(connection)
    closing = {status.code for status in statuses if status.done}
    # What is closed first, what nobody knows anything of last.
    order = [*sorted((status.code for status in statuses), key=lambda code: code not in closing), None]
    numbers: dict[int, dict[str | None, int]] = {}
    for about, code, number in connection.execute(counted):
        numbers.setdefault(about, {})[code] = number
    return tuple(
        FollowupProgress(
            name,
            title,
            sum(there.values()),
            sum(number for code, number in there.items() if code in closing),
            tuple((code, there[code]) for code in order if code in there),
        )
        for about, name, title in connection.execute(named)
        for there in (numbers.get(about, {}),)
    )


class Deadlines(NamedTuple):
    """How many recommendations are overdue, and how many are due in each month in which any is."""

    overdue: int
    months: tuple[tuple[str, int], ...]
    """As YYYY-MM: from this month on, then those before, the latest first."""


def deadlines(connection: sqlite3.Connection) -> Deadlines:
    """Return the calendar of the deadlines that count now."""
    (overdue, this) = connection.execute(_OVERDUE).fetchone()
    months = [(month, number) for month, number in connection.execute(_BY_MONTH)]
    later = [each for each in months if each[0] >= this]
    return Deadlines(overdue, (*later, *reversed(months[: len(months) - len(later)])))


_STATUS = "coalesce(f.assessed, f.reported)"
_FOLLOWUP_BY_REPORT = f"""SELECT r.report_id, {_STATUS}, count(*) FROM followup_current AS f
JOIN recommendation AS r ON r.id = f.recommendation_id GROUP BY 1, 2"""
_FOLLOWUP_BY_ADDRESSEE = f"""SELECT m.actor_id, {_STATUS}, count(DISTINCT m.recommendation_id) FROM mention AS m
JOIN followup_current AS f ON f.recommendation_id = m.recommendation_id WHERE m.role = 'addressee' GROUP BY 1, 2"""
_OVERDUE = f"SELECT count(*), substr(date('now'), 1, 7) FROM followup_current AS f WHERE {OVERDUE}"
_BY_MONTH = """SELECT substr(due_on, 1, 7), count(*) FROM followup_current WHERE due_on IS NOT NULL
GROUP BY 1 ORDER BY 1"""
