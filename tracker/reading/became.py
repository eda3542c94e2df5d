"""What became of a recommendation, where anything did: its axes and its story together."""

import sqlite3
from typing import NamedTuple

from tracker.reading import queries
from tracker.reading.followup import Event, Followup, followup, story


class Became(NamedTuple):
    """Where the axes stand, and all that was said and done, the newest first, notes among it."""

    followup: Followup
    story: tuple[Event, ...]


def became(connection: sqlite3.Connection, recommendation_id: int) -> Became | None:
    """Return what became of a recommendation, None where nothing but notes is recorded yet."""
    found = followup(connection, recommendation_id)
    events = story(connection, recommendation_id)
    if any(found[1:]) or any(event.kind != "note" for event in events):
        return Became(found, events)
    return None


def shown_with_what_became(
    connection: sqlite3.Connection, recommendation_id: int
) -> tuple[queries.RecommendationShown, Became | None]:
    """Return all there is to see of one recommendation; raise NotFound where it is gone."""
    return queries.recommendation(connection, recommendation_id), became(connection, recommendation_id)
