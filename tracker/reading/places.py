"""Finding what to jump to by a part of its name: what the palette asks the database."""

import sqlite3
from typing import Literal, NamedTuple

from tracker.labels import recommendation_label, short_names
from tracker.query_line import quoted
from tracker.reading import queries, references
from tracker.reading.saved_views import VIEWS

FOUND = 50
"""How many recommendations each look-up gives at most."""

_FOUND_AS = "SELECT r.id, p.slug, r.reference, r.title FROM "
_BY_REFERENCE = f"""{_FOUND_AS} report AS p JOIN recommendation AS r ON r.report_id = p.id
    WHERE r.reference >= :start AND r.reference < :start || char(1114111) AND (:slug = '' OR p.slug = :slug)
    ORDER BY r.reference <> :start, p.id, r.position LIMIT :limit"""
_BY_TITLE = f"""{_FOUND_AS} recommendation_search AS s JOIN recommendation AS r ON r.id = s.rowid
    JOIN report AS p ON p.id = r.report_id WHERE recommendation_search MATCH :match LIMIT :limit"""


class Place(NamedTuple):
    """Something to jump to: a recommendation by its number, or a list by its query line.

    `name` is what it is found by, `about` stands behind it; of a recommendation they are reference and title, of a
    report slug and title. `short` is what a column calls it.
    """

    kind: Literal["recommendation", "actor", "tag", "view", "report"]
    name: str
    about: str = ""
    recommendation_id: int | None = None
    line: str = ""
    short: str = ""


def lists(connection: sqlite3.Connection) -> tuple[Place, ...]:
    """Return the actors, tags, views and reports, each as the list that it stands for."""
    actors = [
        Place("actor", actor.actor, f"{actor.recommendation_count:,}", line=f"actor:{quoted(actor.actor)}")
        for actor in queries.actors(connection)
    ]
    tags = [
        Place("tag", tag.tag, f"{tag.recommendation_count:,}", line=f"tag:{quoted(tag.tag)}")
        for tag in queries.tags(connection)
    ]
    views = [Place("view", row[0], row[1], line=row[1]) for row in connection.execute(VIEWS)]
    found = queries.reports(connection)
    short = short_names([report.slug for report in found])
    reports = [
        Place("report", slug, title, line=f"report:{quoted(slug)}", short=short[slug])
        for slug, title in found
    ]
    return (*actors, *tags, *views, *reports)


def recommendations(connection: sqlite3.Connection, typed: str) -> tuple[Place, ...]:
    """Return the recommendations that a text finds: by the beginning of the reference, the one it names first;
    by the beginning of the title; by words in the title that begin so. `slug/3` is the 3 of that report.
    """
    several = queries.several_reports(connection)
    rows = [
        row
        for way in references.readings(typed)
        if way.reference
        for row in connection.execute(
            _BY_REFERENCE, {"start": way.reference, "slug": way.slug or "", "limit": FOUND}
        )
    ]
    words = [word for word in typed.split() if any(map(str.isalnum, word))]
    if words:
        begins = "title : ^ " + _prefix(" ".join(words))
        holds = f"title : ({' AND '.join(map(_prefix, words))})"
        for match in (begins, holds):
            rows += connection.execute(_BY_TITLE, {"match": match, "limit": FOUND})
    return tuple(
        Place(
            "recommendation",
            recommendation_label(slug, reference, several_reports=several),
            title,
            recommendation_id=number,
        )
        for number, slug, reference, title in dict.fromkeys(rows)
    )


def _prefix(text: str) -> str:
    """Return the text as an FTS5 string of which the last word is a prefix (sqlite.org/fts5.html, section 3.3)."""
    return '"' + text.replace('"', '""') + '"*'
