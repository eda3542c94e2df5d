"""Counting what the overview shows and the lists do not know."""

import sqlite3
from typing import NamedTuple

from tracker.text import folded

_TOUCHED = """SELECT s.analyst, count(DISTINCT c.recommendation_id) AS recommendation_count
FROM changeset AS s JOIN change AS c ON c.changeset_id = s.id
WHERE s.kind <> 'load' AND s.analyst IS NOT NULL GROUP BY s.analyst"""
_TOUCHED_BY = """SELECT count(DISTINCT c.recommendation_id)
FROM changeset AS s JOIN change AS c ON c.changeset_id = s.id
WHERE s.kind <> 'load' AND s.analyst IN ({marks})"""


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
