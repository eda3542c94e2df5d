"""What a change from outside is called: what an edit of ours that did the same would say of itself."""

from collections.abc import Mapping
from typing import Any

from tracker.labels import reasons_cleared, status_change
from tracker.text import short

_VERBS = {"insert": "Added", "delete": "Deleted"}


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

    A review status stands in `before` and `after` by its name.
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
    verb = _VERBS.get(operation, f"Changed {', '.join(after)} of")
    words = [verb, table.replace("_", " ")]
    if called is not None:
        words.append(called)
    if on is not None:
        words.append(on if table == "recommendation" else f"on {on}")
    return " ".join(words)
