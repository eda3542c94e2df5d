"""What a change from outside is called: what an edit of ours that did the same would say of itself."""

from collections.abc import Callable, Mapping
from typing import Any

from tracker.labels import reasons_cleared, statement_label, status_change
from tracker.text import short

_VERBS = {"insert": "Added", "delete": "Deleted"}


def _response(row: Mapping[str, Any]) -> str:
    about = (row.get("said_on"), row.get("place"))
    return statement_label(
        str(row.get("position")), *about, printed=row.get("as_printed"), text=row.get("text")
    )


def _progress(row: Mapping[str, Any]) -> str:
    about = (row.get("as_of"), row.get("place"))
    what = f"{row.get('basis')}: {row.get('status')}"
    return statement_label(
        what, *about, printed=row.get("as_printed"), text=row.get("text") or row.get("quote")
    )


def _deadline(row: Mapping[str, Any]) -> str:
    return statement_label(f"due {row.get('due_on')}", text=row.get("reason"))


_STATEMENTS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "response": _response,
    "progress": _progress,
    "deadline": _deadline,
}
"""How a row of each table of statements is told."""


def in_words(
    table: str,
    operation: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    on: str | None,
    called: str | None,
) -> str:
    """Return one line; `on` is the recommendation concerned, `called` the tag, actor, view or code of the row.

    A status or a position stands in `before` and `after` by its name.
    """
    if table == "recommendation" and "review_status" in after and before:
        reason = after.get("status_reason")
        change = status_change(str(before.get("review_status")), str(after["review_status"]))
        gone = reasons_cleared(before.get("status_reason") is not None and "status_reason" in after)
        return f"{on}: {change}" + (f" ({short(str(reason))})" if reason else gone)
    if table == "tagging" and operation != "update":
        return f"{'Tagged' if operation == 'insert' else 'Untagged'} {on}: {called}"
    if table == "note" and "body" in {**before, **after}:
        what = {"insert": "", "update": " edited", "delete": " deleted"}[operation]
        return f"Note on {on}{what}: {short(str((after or before).get('body', '')))}"
    if table == "recommendation" and list(after) == ["assigned_to"] and before:
        was = before.get("assigned_to")
        return f"{on}: owner {f'{was} -> ' if was else ''}{after['assigned_to'] or 'nobody'}"
    if table in _STATEMENTS and operation != "update":
        said = _STATEMENTS[table](after or before)
        start = "response: " if table == "response" else ""
        return (
            f"{on}: {start}{said}"
            if operation == "insert"
            else f"{table.capitalize()} on {on} deleted: {said}"
        )
    verb = _VERBS.get(operation, f"Changed {', '.join(after)} of")
    words = [verb, table.replace("_", " ")]
    if called is not None:
        words.append(called)
    if on is not None:
        words.append(on if table == "recommendation" else f"on {on}")
    return " ".join(words)
