"""What a load writes and leaves: the steps that are listed one by one, and the sentences about differences.

New recommendations with their mentions are no steps here: they may be most of a large file, and stay where they are
staged.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from tracker.labels import number_of
from tracker.seeding.tables import quoted
from tracker.text import brief, first_difference


class Link(NamedTuple):
    """What a column refers to, by name: the row may be as new as the load."""

    table: str
    name: str


Value = str | int | Link | None

_EXCERPT = 56
"""How much of a long text a difference shows, in code points."""


class Step(NamedTuple):
    """One row to write."""

    operation: Literal["insert", "update", "delete"]
    table: str
    key: tuple[str | None, ...]
    """What names the row in any database: slug; slug and reference; both and the names it refers to; or a name."""
    values: Mapping[str, Value]
    """The columns that the seed gives; for an update only those that change, for a delete none."""
    report: str
    """Slug of the report whose seed asks for it."""
    row_id: int | None = None
    """The row that is updated or deleted."""


@dataclass(slots=True)
class Plan:
    """Everything that a load writes, leaves and has to say, apart from what is new in the staging."""

    accept: bool
    changed_by: Callable[[str, int, str], str | None]
    """Says who changed a column of a row here since a load left it, None where nobody did."""
    once_there: Callable[[str, str], bool]
    """Says whether a row of a table has or had a name, given folded."""
    differences: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    origin: str = "seed"
    """What the load reads, as sentences call it."""
    new: list[str] = field(default_factory=list)
    """What a table has that is new in reports that were there, a line for each."""
    additions: list[Step] = field(default_factory=list)
    """New reports, tags, actors, sources and themes."""
    gone_mentions: list[Step] = field(default_factory=list)
    updates: list[Step] = field(default_factory=list)
    aliases: list[Step] = field(default_factory=list)
    """New ones, of actors that are there by then, and those that are an actor's own name again."""
    gone_actors: list[Step] = field(default_factory=list)

    @property
    def first_steps(self) -> list[Step]:
        """The steps before the new recommendations and mentions, in the order that holds at every moment.

        Old mentions go before their text changes and new ones come after it, so that each quote stands in
        the text of its day; an actor goes when no mention uses it any more.
        """
        return [*self.additions, *self.gone_mentions, *self.updates, *self.aliases]

    def differ(self, subject: str, left: str, accepted: str) -> None:
        """Note a difference in the words for one that is left as it is, or for one that was taken over."""
        self.differences.append(f"{subject} {accepted if self.accept else left}.")

    def compare(
        self,
        table: str,
        place: str,
        key: tuple[str | None, ...],
        stored: Mapping[str, Any],
        values: Mapping[str, Value],
        report: str,
    ) -> None:
        """Name each column in which the stored row differs; plan to change it where that is accepted."""
        changed = {column: value for column, value in values.items() if stored[column] != value}
        for column, value in changed.items():
            old, new = _excerpts(stored[column], value)
            who = self.changed_by(table, stored["id"], column)
            self.differ(
                f"{place}: {column.removesuffix('_id')}",
                f"is {old} in the database and {new} in the {self.origin}{f'; changed here by {who}' if who else ''}",
                f"was {old}{f', changed here by {who},' if who else ''} and is now {new}",
            )
        if changed and self.accept:
            self.updates.append(Step("update", table, key, changed, report, stored["id"]))


def summary(
    plan: Plan,
    slugs: Sequence[str],
    recommendations: int,
    statements: Mapping[str, int],
    rows: int = 0,
    *,
    unreviewed: int = 0,
) -> str:
    """Return what the load did in a few words, with counts; `slugs` are of the reports that anything is done for.

    `statements` are counted by table, `rows` those of a table that are kept as they are. `unreviewed` are those of the
    recommendations that nobody looked at while they were a draft.
    """
    subject = ", ".join(slugs) if len(slugs) <= 3 else f"{len(slugs)} reports"
    tables = [step.table for step in plan.additions]
    added = {
        "report": tables.count("report"),
        "recommendation": recommendations,
        "actor": tables.count("actor"),
        "mention": statements["mention"],
        "response": statements["response"],
        "progress row": statements["progress"],
        "deadline": statements["deadline"],
        "source": tables.count("source"),
        "theme": tables.count("theme"),
        "tag": tables.count("tag"),
        "other name": sum(step.operation == "insert" for step in plan.aliases),
    }
    parts = [number_of(count, table) for table, count in added.items() if count]
    if rows:
        parts.append(f"{number_of(rows, 'row')} kept")
    if unreviewed:
        parts.append(f"{unreviewed:,} of a draft that nobody reviewed")
    moved = sum(step.table == "recommendation" and "position" in step.values for step in plan.updates)
    if moved:
        parts.append(f"{number_of(moved, 'recommendation')} moved")
    if plan.accept and plan.differences:
        parts.append(f"{number_of(len(plan.differences), 'difference')} accepted")
    return f"Loaded {subject + ': ' if slugs else ''}{', '.join(parts)}"


def _excerpts(one: Value, other: Value) -> tuple[str, str]:
    """Return both values, brief; of two long texts the part where they begin to differ."""
    if not (isinstance(one, str) and isinstance(other, str)) or max(len(one), len(other)) <= _EXCERPT:
        return _value(one), _value(other)
    start = max(first_difference(one, other) - _EXCERPT // 3, 0)
    return _excerpt(one, start), _excerpt(other, start)


def _excerpt(text: str, start: int) -> str:
    end = start + _EXCERPT
    return quoted(("…" if start else "") + text[start:end] + ("…" if end < len(text) else ""))


def _value(value: Value) -> str:
    if value is None:
        return "empty"
    if isinstance(value, Link):
        return quoted(value.name)
    return quoted(value) if isinstance(value, str) else str(value)


def place_of(slug: str, reference: str) -> str:
    """Return how a line names a recommendation."""
    return f"{slug}: recommendation {brief(reference, 40)}"


def rows(connection: sqlite3.Connection, sql: str, *values: object) -> Iterator[dict[str, Any]]:
    """Yield the rows of a query by the names of its columns."""
    cursor = connection.execute(sql, values)
    cursor.row_factory = sqlite3.Row
    for row in cursor:
        yield dict(row)
