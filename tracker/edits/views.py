"""Keeping query lines under a name, for everybody who has the file."""

import sqlite3
from typing import NamedTuple

from tracker.database.writer import Writer, open_changeset
from tracker.edits.shared import Saved, overtaken, who_touched
from tracker.errors import BadInput, Conflict, NotFound
from tracker.names import meant
from tracker.query_line import parse
from tracker.text import VIEW_LIMIT, holds_unseen, one_line, shown_line


class _View(NamedTuple):
    id: int
    name: str
    query: str


def save_view(writer: Writer, name: str, query: str, *, analyst: str, seen: str | None = None) -> Saved:
    """Keep a query line under a name; one that a view has, whatever its case and accents, is replaced where
    `seen` is the line it holds.

    Raises Conflict where the view holds another line than the analyst saw, or was not seen at all; BadInput,
    and QueryError where the line cannot be read.
    """
    name, query = _view_name(name), _query(query)
    with writer.transaction() as connection:
        view = _like(connection, name)
        if view is None:
            summary = f"Saved view {name}: {query}"
            number = open_changeset(connection, analyst=analyst, summary=summary)
            connection.execute(
                "INSERT INTO saved_view (name, query, author) VALUES (?, ?, ?)", (name, query, analyst)
            )
            return Saved(number, summary)
        if view.query == query:
            return Saved(None, f"View {view.name} holds that query already.")
        if seen is None:
            raise Conflict(
                f"There is a view '{view.name}' already.",
                "Give another name, or save again to replace it.",
                mine=query,
                theirs=view.query,
            )
        _refuse_overtaken(connection, view, seen=seen, mine=query)
        summary = f"Replaced view {view.name}: {query}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        connection.execute("UPDATE saved_view SET query = ? WHERE id = ?", (query, view.id))
        return Saved(number, summary)


def edit_view(writer: Writer, name: str, *, new_name: str, query: str, seen: str, analyst: str) -> Saved:
    """Give a view another name, another query line, or both; `seen` is the line the analyst saw.

    What the analyst left as it was stays as it is now. Raises Conflict, NotFound, BadInput where another view
    has the name, QueryError where a new line cannot be read.
    """
    renamed, requeried = new_name != name, query != seen
    new_name = _view_name(new_name) if renamed else name
    query = _query(query) if requeried else query
    with writer.transaction() as connection:
        view = _view(connection, name)
        other = _like(connection, new_name, but=view.id)
        if renamed and other is not None:
            raise BadInput(f"There is a view '{other.name}' already.", "Give it another name.")
        wanted = view
        parts = []
        if renamed and new_name != view.name:
            wanted = wanted._replace(name=new_name)
            parts.append(f"renamed to {new_name}")
        if requeried and query != view.query:
            _refuse_overtaken(connection, view, seen=seen, mine=query)
            wanted = wanted._replace(query=query)
            parts.append(f"now {query}")
        if not parts:
            return Saved(None, f"View {view.name} is as it was.")
        summary = f"View {view.name}: {', '.join(parts)}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        connection.execute(
            "UPDATE saved_view SET name = ?, query = ? WHERE id = ?", (wanted.name, wanted.query, view.id)
        )
        return Saved(number, summary)


def delete_view(writer: Writer, name: str, *, seen: str, analyst: str) -> Saved:
    """Delete a view; raises Conflict where it does not hold the line that the analyst saw, NotFound."""
    with writer.transaction() as connection:
        view = _view(connection, name)
        _refuse_overtaken(connection, view, seen=seen, mine="")
        summary = f"Deleted view {view.name}: {view.query}"
        number = open_changeset(connection, analyst=analyst, summary=summary)
        connection.execute("DELETE FROM saved_view WHERE id = ?", (view.id,))
        return Saved(number, summary)


def _view_name(typed: str) -> str:
    name = one_line(typed, what="name of a view", limit=VIEW_LIMIT)
    if name is None:
        raise BadInput("The view has no name.", "Give it one.")
    if "," in name:
        raise BadInput("The name of a view holds no comma.", "Leave it out.")
    if holds_unseen(name):
        raise BadInput(
            f"The name '{shown_line(name)}' holds a character that cannot be seen.", "Type it anew."
        )
    return name


def _query(line: str) -> str:
    line = line.strip()
    if not line:
        raise BadInput("There is no query to save.", "A view keeps a query line: narrow the list down first.")
    parse(line)
    return line


_VIEW = "SELECT id, name, query FROM saved_view"


def _like(connection: sqlite3.Connection, name: str, but: int | None = None) -> _View | None:
    """Return the view of that name, else one whose name differs in case and accents only."""
    rows = connection.execute(f"{_VIEW} WHERE id IS NOT ? ORDER BY id", (but,))
    views = {view.name: view for view in (_View(*row) for row in rows)}
    found = meant(name, views)
    return None if found is None else views[found]


def _view(connection: sqlite3.Connection, name: str) -> _View:
    row = connection.execute(f"{_VIEW} WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise NotFound(f"There is no view '{shown_line(name)}'.", "tracker views lists them.")
    return _View(*row)


def _refuse_overtaken(connection: sqlite3.Connection, view: _View, *, seen: str, mine: str) -> None:
    if view.query != seen:
        who = who_touched(connection, "saved_view", view.id, "query")
        raise overtaken(f"The view '{view.name}'", who, mine, view.query)
