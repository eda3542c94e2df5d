"""Counting what the overview shows and the lists do not know."""

import sqlite3
from typing import NamedTuple

from tracker.reading import queries
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
