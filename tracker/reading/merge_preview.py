"""What merging a tag would do, told before it is done."""

import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

from tracker.reading.saved_views import views_naming_tag

_HAVING_BOTH = """SELECT t.name, count(*) FROM tag AS s
    JOIN tagging AS g ON g.tag_id = s.id
    JOIN tagging AS b ON b.recommendation_id = g.recommendation_id AND b.tag_id <> s.id
    JOIN tag AS t ON t.id = b.tag_id
    WHERE s.name = ? GROUP BY t.id"""
_HAVING = "SELECT count(*) FROM tagging AS g WHERE g.tag_id = (SELECT t.id FROM tag AS t WHERE t.name = ?)"


class MergePreview(NamedTuple):
    """How many recommendations have the tag; of them, how many have each other tag too; the views that follow."""

    having: int
    having_both: Mapping[str, int]
    views: tuple[str, ...]

    def sentence(self, into: str) -> str:
        """Return what merging into that tag does."""
        both = self.having_both.get(into, 0)
        gain = self.having - both
        parts = [f"{gain:,} recommendation{' gets' if gain == 1 else 's get'} {into}"]
        parts += [f"{both:,} {'has' if both == 1 else 'have'} it already"] if both else []
        number = len(self.views)
        views = f"; {number} saved view{' follows' if number == 1 else 's follow'}" if number else ""
        return ", ".join(parts) + views


def merge_preview(connection: sqlite3.Connection, tag: str) -> MergePreview:
    """Return what merging the tag into any other would do."""
    (having,) = connection.execute(_HAVING, (tag,)).fetchone()
    both = dict(connection.execute(_HAVING_BOTH, (tag,)).fetchall())
    return MergePreview(having, both, views_naming_tag(connection, tag))
