"""What analysts do with saved views: each function one action, one changeset, like those of `tracker.edits`."""

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from tracker.database.models import SavedView
from tracker.database.session import open_changeset, writing
from tracker.edits.shared import Saved, overtaken, who_touched
from tracker.errors import BadInput, Conflict, NotFound
from tracker.query_line import parse
from tracker.text import VIEW_LIMIT, one_line, shown_line


def save_view(engine: Engine, name: str, query: str, *, analyst: str, seen: str | None = None) -> Saved:
    """Keep a query line under a name; one that a view has is replaced where `seen` is the line it holds.

    Raises Conflict where the view holds another line than the analyst saw, or was not seen at all; BadInput,
    and QueryError where the line cannot be read.
    """
    name, query = _view_name(name), _query(query)
    with writing(engine) as session:
        view = _found(session, name)
        if view is None:
            summary = f"Saved view {name}: {query}"
            number = open_changeset(session, analyst=analyst, summary=summary)
            session.add(SavedView(name=name, query=query, author=analyst))
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
        _refuse_overtaken(session, view, seen=seen, mine=query)
        summary = f"Replaced view {view.name}: {query}"
        number = open_changeset(session, analyst=analyst, summary=summary)
        view.query = query
        return Saved(number, summary)


def edit_view(engine: Engine, name: str, *, new_name: str, query: str, seen: str, analyst: str) -> Saved:
    """Give a view another name, another query line, or both; `seen` is the line the analyst saw.

    Raises Conflict, NotFound, BadInput where another view has the name, QueryError where a new line cannot
    be read.
    """
    new_name = new_name if new_name == name else _view_name(new_name)
    query = query if query == seen else _query(query)
    with writing(engine) as session:
        view = _view(session, name)
        other = _found(session, new_name)
        if other is not None and other.id != view.id:
            raise BadInput(f"There is a view '{other.name}' already.", "Give it another name.")
        parts = []
        if new_name != view.name:
            parts.append(f"renamed to {new_name}")
        if query not in (seen, view.query):
            _refuse_overtaken(session, view, seen=seen, mine=query)
            parts.append(f"now {query}")
        if not parts:
            return Saved(None, f"View {view.name} is as it was.")
        summary = f"View {view.name}: {', '.join(parts)}"
        number = open_changeset(session, analyst=analyst, summary=summary)
        view.name = new_name
        if query != seen:
            view.query = query
        return Saved(number, summary)


def delete_view(engine: Engine, name: str, *, seen: str, analyst: str) -> Saved:
    """Delete a view; raises Conflict where it does not hold the line that the analyst saw, NotFound."""
    with writing(engine) as session:
        view = _view(session, name)
        _refuse_overtaken(session, view, seen=seen, mine="")
        summary = f"Deleted view {view.name}: {view.query}"
        number = open_changeset(session, analyst=analyst, summary=summary)
        session.delete(view)
        return Saved(number, summary)


def _view_name(typed: str) -> str:
    name = one_line(typed, what="name of a view", limit=VIEW_LIMIT)
    if name is None:
        raise BadInput("The view has no name.", "Give it one.")
    if "," in name:
        raise BadInput("The name of a view holds no comma.", "Leave it out.")
    return name


def _query(line: str) -> str:
    line = line.strip()
    if not line:
        raise BadInput("There is no query to save.", "A view keeps a query line: narrow the list down first.")
    parse(line)
    return line


def _found(session: Session, name: str) -> SavedView | None:
    return session.scalars(select(SavedView).where(col(SavedView.name) == name)).first()


def _view(session: Session, name: str) -> SavedView:
    view = _found(session, name)
    if view is None:
        raise NotFound(f"There is no view '{shown_line(name)}'.", "tracker views lists them.")
    return view


def _refuse_overtaken(session: Session, view: SavedView, *, seen: str, mine: str) -> None:
    if view.query != seen:
        who = who_touched(session, "saved_view", view.id or 0, "query")
        raise overtaken(f"The view '{view.name}'", who, mine, view.query)
