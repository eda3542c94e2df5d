"""What a load would write and what it would leave: the steps, in order, and the sentences about them."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from tracker.database.models import Actor, Recommendation, Report
from tracker.seeding.tables import brief, quoted

Value = str | int | None

_TABLES = ("report", "recommendation", "actor", "mention", "tag")
_EXCERPT = 56
"""How much of a long text a difference shows, in code points."""


class Step(NamedTuple):
    """One row to write."""

    operation: Literal["insert", "update", "delete"]
    table: str
    key: tuple[str, ...]
    """What names the row in any database: slug; slug and reference; both and the actor; or a name."""
    values: Mapping[str, Value]
    """The columns that the seed gives; for an update only those that change, for a delete none."""
    report: str
    """Slug of the report whose seed asks for it."""
    row_id: int | None = None
    """The row that is updated or deleted."""


@dataclass(slots=True)
class Plan:
    """Everything that a load writes, leaves and has to say."""

    accept: bool
    differences: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    additions: list[Step] = field(default_factory=list)
    """New reports, tags and actors."""
    gone_mentions: list[Step] = field(default_factory=list)
    updates: list[Step] = field(default_factory=list)
    recommendations: list[Step] = field(default_factory=list)
    mentions: list[Step] = field(default_factory=list)
    gone_actors: list[Step] = field(default_factory=list)

    @property
    def steps(self) -> list[Step]:
        """The steps in the order that holds at every moment, which the guards of the database ask for.

        Old mentions go before their text changes and new ones come after it, so that each quote stands in
        the text of its day; an actor goes when no mention uses it any more.
        """
        return [
            *self.additions,
            *self.gone_mentions,
            *self.updates,
            *self.recommendations,
            *self.mentions,
            *self.gone_actors,
        ]

    def compare(
        self,
        place: str,
        key: tuple[str, ...],
        stored: Report | Recommendation | Actor,
        values: Mapping[str, Value],
        report: str,
    ) -> None:
        """Name each column in which the stored row differs; plan to change it where that is accepted."""
        changed = {column: value for column, value in values.items() if getattr(stored, column) != value}
        for column, value in changed.items():
            was, will_be = _told_apart(getattr(stored, column), value)
            self.differences.append(f"{place}: {column} is {was} in the database and {will_be} in the seed.")
        if changed and self.accept:
            self.updates.append(Step("update", stored.__tablename__, key, changed, report, stored.id))


def digest(steps: Sequence[Step]) -> str:
    """Return the SHA-256, in hexadecimal, over what the steps write.

    It is taken over UTF-8 JSON without white space, keys sorted, no escapes but JSON's own: an array with
    `[operation, table, key, values]` per row in the order written, which is the order of the changeset's
    rows in `change`. `key` is `[slug]` of a report, `[slug, reference]` of a recommendation, `[slug,
    reference, actor]` of a mention, `[name]` of an actor or tag. `values` is `after` in `change` without
    the ids and what the database fills in (created_at, review_status, status_reason); `{}` for a delete.
    So the same seed has the same digest in every new database.
    """
    rows = [[step.operation, step.table, step.key, step.values] for step in steps]
    canonical = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def summary(plan: Plan) -> str:
    """Return what the load did in a few words, with counts."""
    steps = plan.steps
    slugs = list(dict.fromkeys(step.report for step in steps))
    subject = ", ".join(slugs) if len(slugs) <= 3 else f"{len(slugs)} reports"
    added = Counter(step.table for step in steps if step.operation == "insert")
    parts = [_count(added[table], table) for table in _TABLES if added[table]]
    moved = sum(step.operation == "update" and "position" in step.values for step in steps)
    if moved:
        parts.append(f"{_count(moved, 'recommendation')} moved")
    if plan.accept and plan.differences:
        parts.append(f"{_count(len(plan.differences), 'difference')} accepted")
    return f"Loaded {subject}: {', '.join(parts)}"


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _told_apart(one: Value, other: Value) -> tuple[str, str]:
    """Return both values, brief; of two long texts the part where they begin to differ."""
    if not (isinstance(one, str) and isinstance(other, str)) or max(len(one), len(other)) <= _EXCERPT:
        return _told(one), _told(other)
    pairs = enumerate(zip(one, other, strict=False))
    at = next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
    start = max(at - _EXCERPT // 3, 0)
    return _excerpt(one, start), _excerpt(other, start)


def _excerpt(text: str, start: int) -> str:
    end = start + _EXCERPT
    return quoted(("…" if start else "") + text[start:end] + ("…" if end < len(text) else ""))


def _told(value: Value) -> str:
    if value is None:
        return "empty"
    return quoted(value) if isinstance(value, str) else str(value)


def place_of(slug: str, reference: str) -> str:
    """Return how a line names a recommendation."""
    return f"{slug}: recommendation {brief(reference, 40)}"
