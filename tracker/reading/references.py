"""The references that people type, as REF takes them: which recommendations they mean."""

import sqlite3
from typing import NamedTuple

from tracker.errors import NotFound
from tracker.labels import recommendation_label
from tracker.text import shown_line


def referred(connection: sqlite3.Connection, reference: str) -> tuple[int, ...]:
    """Return the recommendations that a REF names: `3`, `1,3,5`, or `slug/3` where several reports have a 3.

    Each once, in the order given. A reference may hold a slash itself: `012/24`, `slug/012/24`. Raises NotFound for
    one that is not there, or that may be several.
    """
    return tuple(dict.fromkeys(_referred_one(connection, part.strip()) for part in reference.split(",")))


def _referred_one(connection: sqlite3.Connection, part: str) -> int:
    sql = """SELECT r.id, p.slug, r.reference FROM report AS p CROSS JOIN recommendation AS r ON r.report_id = p.id
        WHERE r.reference = :reference AND (:slug IS NULL OR p.slug = :slug) ORDER BY p.id LIMIT 5"""
    rows = [row for reading in readings(part) for row in connection.execute(sql, reading._asdict())]
    if not rows:
        raise NotFound(
            f"There is no recommendation '{shown_line(part)}'.",
            "tracker list shows the references there are; several are written 1,2,3.",
        )
    if len(rows) > 1:
        choices = ", ".join(recommendation_label(*row[1:], several_reports=True) for row in rows)
        several = (
            "Several reports have a recommendation"
            if len({row[2] for row in rows}) == 1
            else "Several are called"
        )
        raise NotFound(f"{several} {shown_line(part)}.", f"Name one of: {choices}")
    return int(rows[0][0])


class Reading(NamedTuple):
    """One way to read what names a recommendation."""

    slug: str | None
    """Which report, None for any."""
    reference: str


def readings(typed: str) -> tuple[Reading, ...]:
    """Return the ways to read a name: the whole as a reference, and where it has a slash `slug/reference`."""
    slug, slash, reference = typed.partition("/")
    whole = Reading(None, typed)
    return (whole, Reading(slug, reference)) if slash else (whole,)
