"""Reading the notebook: the notes on all recommendations, newest first, those that a filter line leaves."""

import sqlite3
from typing import NamedTuple

from tracker.errors import QueryError
from tracker.names import alike
from tracker.query_line import AS_PRINTED, Query, Term, parse
from tracker.reading.queries import NoteShown, several_reports
from tracker.reading.selection import match_string, selected
from tracker.text import listed, shown_line

NOTES_READ = 2_000
"""How many notes are read at most: older ones are found by narrowing down."""

_COLUMNS = "note_id, recommendation_id, report, reference, body, author, created_at, updated_at"


class NoteFound(NamedTuple):
    """A note with the title of its recommendation."""

    note: NoteShown
    title: str


class NotesFound(NamedTuple):
    """The newest notes that a filter leaves, `NOTES_READ` at most, and how many there are in all."""

    notes: tuple[NoteFound, ...]
    total: int
    several_reports: bool
    """Whether a reference alone does not name a recommendation."""


def notes_found(connection: sqlite3.Connection, line: str = "", *, me: str | None = None) -> NotesFound:
    """Return the notes that a line leaves: its words are searched in the notes, `by:` is their author, and
    every other term asks about the recommendation.

    `me` is the analyst whom `owner:me` means. Raises QueryError where the line cannot be read, or names what the
    database does not hold.
    """
    where, parameters = _where(connection, parse(line, me=me), len(line))
    (total,) = connection.execute(f"SELECT count(*) FROM note AS n{where}", parameters).fetchone()
    # The newest are chosen on the bare table: the view looks up the latest change of every note it is asked for.
    sql = f"""SELECT {_COLUMNS},
            (SELECT r.title FROM recommendation AS r WHERE r.id = recommendation_id) AS title
        FROM recommendation_note WHERE note_id IN (
            SELECT n.id FROM note AS n{where} ORDER BY n.created_at DESC, n.id DESC LIMIT {NOTES_READ})
        ORDER BY created_at DESC, note_id DESC"""
    notes = tuple(NoteFound(NoteShown(*row[:-1]), row[-1]) for row in connection.execute(sql, parameters))
    return NotesFound(notes, total, several_reports(connection))


def _where(connection: sqlite3.Connection, query: Query, length: int) -> tuple[str, list[str]]:
    if query.sort != AS_PRINTED:
        remedy = "Leave sort: out here."
        raise QueryError("Notes are always newest first.", remedy, start=0, end=length)
    conditions: list[str] = []
    parameters: list[str] = []
    for word in query.words:
        sign = "NOT " if word.excluded else ""
        conditions.append(f"n.id {sign}IN (SELECT rowid FROM note_search WHERE note_search MATCH ?)")
        parameters.append(match_string(word))
    for term in query.terms:
        if term.key == "by":
            authors = _authors(connection, term)
            sign = "NOT " if term.excluded else ""
            # A note from outside has no author, and is by none of them.
            conditions.append(f"coalesce(n.author, '') {sign}IN ({', '.join('?' * len(authors))})")
            parameters += authors
    about = selected(connection, Query(terms=tuple(t for t in query.terms if t.key != "by"), me=query.me))
    if about.where:
        conditions.append(
            # Asked of each note's recommendation: notes are fewer than what a tag may be on.
            f"EXISTS (SELECT 1 FROM {about.source} WHERE r.recommendation_id = n.recommendation_id"
            f" AND {about.where})"
        )
        parameters += about.parameters
    return (f" WHERE {' AND '.join(conditions)}" if conditions else ""), parameters


def _authors(connection: sqlite3.Connection, term: Term) -> list[str]:
    known = [
        row[0] for row in connection.execute("SELECT DISTINCT author FROM note WHERE author IS NOT NULL")
    ]
    found: list[str] = []
    for value in term.values:
        same = alike(value, known)
        if not same:
            names = listed(sorted(known))
            raise QueryError(
                f"No note is by '{shown_line(value)}'.",
                f"There are notes by: {names}." if names else "",
                start=term.start,
                end=term.end,
                unfinished=True,
            )
        found += [author for author in same if author not in found]
    return found
