"""Reading saved views: query lines that analysts keep under a name for everybody who has the file."""

import sqlite3
from typing import NamedTuple

from tracker.errors import NotFound, QueryError
from tracker.names import meant
from tracker.query_line import parse
from tracker.reading.selection import selected
from tracker.text import folded, listed, shown_line

VIEWS = "SELECT name, query, author, created_at FROM saved_view ORDER BY name"
"""Every view by its name."""


class SavedView(NamedTuple):
    """A view; `author` is None where it came from outside, `fault` is None while its line can be opened."""

    name: str
    query: str
    author: str | None
    created_at: str
    fault: str | None = None


def saved_views(connection: sqlite3.Connection) -> tuple[SavedView, ...]:
    """Return all views by name, each tried: a tag in it may be gone, or a hand may have written it."""
    rows = connection.execute(VIEWS).fetchall()
    return tuple(
        SavedView(name, query, author, created_at, _fault(connection, query))
        for name, query, author, created_at in rows
    )


def saved_view(connection: sqlite3.Connection, typed: str) -> SavedView:
    """Return the view that is meant, whatever its case and accents; raise NotFound."""
    rows = connection.execute("SELECT name, query, author, created_at FROM saved_view ORDER BY id")
    views = {view.name: view for view in (SavedView(*row) for row in rows)}
    name = meant(typed, views)
    if name is not None:
        return views[name]
    names = listed(sorted(views))
    raise NotFound(
        f"There is no view '{shown_line(typed)}'.", f"There are: {names}." if names else "None is saved yet."
    )


def views_naming_tag(connection: sqlite3.Connection, tag: str) -> tuple[str, ...]:
    """Return the names of the views that follow where the tag gets another name."""
    return tuple(row[0] for row in connection.execute(VIEWS) if _names_tag(row[1], tag))


def _fault(connection: sqlite3.Connection, line: str) -> str | None:
    try:
        selected(connection, parse(line, me=""))
    except QueryError as error:
        return str(error)
    return None


def _names_tag(line: str, tag: str) -> bool:
    try:
        terms = parse(line).terms
    except QueryError:
        return False
    return any(term.key == "tag" and folded(tag) in map(folded, term.values) for term in terms)
