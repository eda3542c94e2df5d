"""The digest of a load, which its changeset keeps: a load and a check compute it alike."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Step = tuple[str, str, Sequence[str | None], Mapping[str, Any]]
"""Operation, table, key and values of a row."""

LINKS: Mapping[str, Mapping[str, str]] = {
    "mention": {"actor_id": "actor"},
    "response": {"actor_id": "actor", "source_id": "source"},
    "progress": {"source_id": "source"},
    "deadline": {"given_by": "actor", "source_id": "source"},
    "theming": {"theme_id": "theme"},
}
"""Table with rows about a recommendation -> what these refer to: column -> table."""
_NOT_OF_THE_SEED = frozenset(
    (
        *("id", "report_id", "recommendation_id", "actor_id", "source_id", "theme_id", "given_by"),
        *("created_at", "review_status", "status_reason", "assigned_to"),
    )
)
"""The columns that a seed does not give, or gives by name."""
_NOT_OF_THE_SEED_IN = {"tag": _NOT_OF_THE_SEED | {"position"}}
"""The same where a table has more of them: the order of the codebook is the analysts'."""
_ADDED_LATER = frozenset(
    ("first_page", "last_page", "source_reader", "made_on", "series", "session", "given_in")
)
"""Only in a digest where they hold something: what had none before has the same digest still."""

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def as_json(step: Step) -> str:
    """Return a step as it goes into the digest."""
    return _JSON.encode(step)


def of_the_seed(table: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a row, as a change holds it, has from the seed."""
    others = _NOT_OF_THE_SEED_IN.get(table, _NOT_OF_THE_SEED)
    return {
        column: value
        for column, value in values.items()
        if column not in others and not (value is None and column in _ADDED_LATER)
    }


def digest(steps: Iterable[str]) -> str:
    """Return the SHA-256, in hexadecimal, over what the steps write, each as JSON.

    It is taken over UTF-8 JSON without white space, keys sorted, no escapes but JSON's own: an array with
    `[operation, table, key, values]` per row in the order written, which is the order of the changeset's
    rows in `change`. `key` is `[slug]` of a report, `[slug, reference]` of a recommendation, `[slug,
    reference, ...]` of a row about one, with the names that it refers to in the order of `LINKS`, `[name]` of an
    actor, tag or source, `[scheme, name]` of a theme. `values` is `after` in `change` without the ids, what the
    database fills in (created_at, review_status, status_reason, the position of a tag), and what came to its table
    later (`_ADDED_LATER`) where that is empty; `{}` for a delete.
    So the same seed has the same digest in every new database.
    """
    sha256 = hashlib.sha256(b"[")
    separator = b""
    for step in steps:
        sha256.update(separator + step.encode())
        separator = b","
    sha256.update(b"]")
    return sha256.hexdigest()
