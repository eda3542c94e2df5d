"""The digest of a load, which its changeset keeps: a load and a check compute it alike."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Step = tuple[str, str, Sequence[str], Mapping[str, Any]]
"""Operation, table, key and values of a row."""

NOT_OF_THE_SEED = frozenset(
    ("id", "report_id", "recommendation_id", "actor_id", "created_at", "review_status", "status_reason")
)
"""The columns that a seed does not give."""

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def as_json(step: Step) -> str:
    """Return a step as it goes into the digest."""
    return _JSON.encode(step)


def digest(steps: Iterable[str]) -> str:
    """Return the SHA-256, in hexadecimal, over what the steps write, each as JSON.

    It is taken over UTF-8 JSON without white space, keys sorted, no escapes but JSON's own: an array with
    `[operation, table, key, values]` per row in the order written, which is the order of the changeset's
    rows in `change`. `key` is `[slug]` of a report, `[slug, reference]` of a recommendation, `[slug,
    reference, actor]` of a mention, `[name]` of an actor or tag. `values` is `after` in `change` without
    the ids and what the database fills in (created_at, review_status, status_reason); `{}` for a delete.
    So the same seed has the same digest in every new database.
    """
    sha256 = hashlib.sha256(b"[")
    separator = b""
    for step in steps:
        sha256.update(separator + step.encode())
        separator = b","
    sha256.update(b"]")
    return sha256.hexdigest()
