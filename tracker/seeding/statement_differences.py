"""Answers, progress, deadlines and themes of a load against those there are.

All of it is added and nothing replaced: a statement that is gone from the seed stays, one that was recorded here is no
business of a load, and one that a load brought and that reads otherwise now is a difference.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from tracker.labels import number_of
from tracker.seeding.corrections import Place, corrected
from tracker.seeding.named_rows import NamedRows
from tracker.seeding.plan import Link, Plan, Value, place_of, rows
from tracker.seeding.statements import STATEMENTS, Kind, called, noun

Row = dict[str, Any]


def compare_statements(
    connection: sqlite3.Connection, plan: Plan, number: int, slug: str, named: Mapping[str, NamedRows]
) -> None:
    """Mark what is new about the recommendations of a staged report that are stored, and name what differs.

    `named` has the actors, sources and themes.
    """
    for kind in STATEMENTS:
        there = (
            f"SELECT EXISTS (SELECT 1 FROM staged.{kind.table}) OR EXISTS (SELECT 1 FROM main.{kind.table})"
        )
        if connection.execute(there).fetchone() == (0,):
            continue
        gone = 0
        for staged_id, stored_id, reference in connection.execute(_differing(kind), (number,)).fetchall():
            comparison = _Comparison(connection, plan, kind, (slug, reference), named)
            gone += comparison.compare(staged_id, stored_id)
        if gone and plan.origin == "seed":
            are, stay = ("is", "stays") if gone == 1 else ("are", "stay")
            plan.kept.append(f"{slug}: {number_of(gone, noun(kind))} {are} gone from the seed and {stay}.")


@cache
def _staged(kind: Kind, alias: str = "t") -> str:
    """Return SQL for the columns of a staged row; what the database does not have goes by its folded name."""
    return ", ".join(
        f"(SELECT coalesce(l.stored_id, l.key) FROM staged.{kind.links[column]} AS l WHERE l.id = {alias}.{column})"
        f" AS {column}"
        if column in kind.links
        else f"{alias}.{column}"
        for column in kind.columns
    )


@cache
def _differing(kind: Kind) -> str:
    staged = f"SELECT {_staged(kind)} FROM staged.{kind.table} AS t WHERE t.recommendation = s.id"
    stored = f"SELECT {', '.join(kind.columns)} FROM main.{kind.table} WHERE recommendation_id = s.stored_id"
    return f"""SELECT s.id, s.stored_id, s.reference FROM staged.recommendation AS s
    WHERE s.report = ? AND s.stored_id IS NOT NULL
    AND (EXISTS ({staged} EXCEPT {stored}) OR EXISTS ({stored} EXCEPT {staged})) ORDER BY s.id"""


class _Comparison(NamedTuple):
    """The statements of one kind about one recommendation."""

    connection: sqlite3.Connection
    plan: Plan
    kind: Kind
    recommendation: tuple[str, str]
    """Slug and reference."""
    named: Mapping[str, NamedRows]

    def compare(self, staged_id: int, stored_id: int) -> int:
        """Plan what is to be done, and return how many statements are gone from the seed."""
        stored = {row[self.kind.key]: row for row in self._stored(stored_id)}
        # Twins are one: of two actors that were merged since, a seed may give both the same.
        new = {self._place(row): row for row in self._staged(staged_id)}
        left = {number: row for number, row in stored.items() if self._place(row) not in new}
        for row in stored.values():
            new.pop(self._place(row), None)
        if not new and not left:
            return 0
        here = corrected(
            self.connection,
            self.kind,
            stored_id,
            stored.values(),
            lambda table, number: self.named[table].meant(number),
        )
        before = dict(here.left)
        anew = [(row, *before.pop(place)) for place, row in new.items() if place in before]
        coming = [row for place, row in new.items() if place not in here.left]
        loaded = [row for number, row in left.items() if number not in here.came]
        for row in list(coming):
            if (
                old := next((each for each in loaded if self._alike(self._place(each), row)), None)
            ) is not None:
                loaded.remove(old)
                self._differ(old, row)
            elif (once := next((each for each in before if self._alike(each, row)), None)) is not None:
                anew.append((row, *before.pop(once)))
            else:
                continue
            coming.remove(row)
        for row, who, became in anew:
            if became in left:
                self._differ(left[became], row)
            else:
                coming += self._taken_away(row, who)
        self.connection.executemany(
            f"UPDATE staged.{self.kind.table} SET is_new = 1 WHERE recommendation = ? AND number = ?",
            ((staged_id, row["number"]) for row in coming),
        )
        return len(loaded)

    def _stored(self, number: int) -> Iterator[Row]:
        key = "" if self.kind.key in self.kind.columns else f"{self.kind.key}, "
        return rows(
            self.connection,
            f"SELECT {key}{', '.join(self.kind.columns)} FROM main.{self.kind.table}"
            f" WHERE recommendation_id = ? ORDER BY {self.kind.key}",
            number,
        )

    def _staged(self, number: int) -> Iterator[Row]:
        names = "".join(
            f", (SELECT l.name FROM staged.{table} AS l WHERE l.id = t.{column}) AS {column}_name"
            for column, table in self.kind.links.items()
        )
        return rows(
            self.connection,
            f"SELECT t.number, {_staged(self.kind)}{names} FROM staged.{self.kind.table} AS t"
            " WHERE t.recommendation = ? ORDER BY t.number",
            number,
        )

    def _place(self, row: Row) -> Place:
        return tuple(row[column] for column in self.kind.columns)

    def _alike(self, place: Place, row: Row) -> bool:
        """Whether two say the same thing: it is one by the same people, on the same day, from the same source."""
        once = dict(zip(self.kind.columns, place, strict=True))
        return all(once[column] == row[column] for column in self.kind.same)

    def _called(self, row: Row) -> str:
        return f"{place_of(*self.recommendation)}: {called(self.kind, self._in_words(row))}"

    def _in_words(self, row: Row) -> dict[str, Value]:
        """Return the columns with what they refer to by name."""
        words: dict[str, Value] = {column: row[column] for column in self.kind.columns}
        for column, table in self.kind.links.items():
            if row[column] is not None:
                name = row.get(f"{column}_name") or self.named[table].stored_names.get(row[column], "")
                words[column] = Link(table, name)
        return words

    def _differ(self, stored: Row, staged: Row) -> None:
        now, values = self._in_words(stored), self._in_words(staged)
        changed = {column: values[column] for column in values if stored[column] != staged[column]}
        names = (
            value.name if isinstance(value := values[column], Link) else None for column in self.kind.links
        )
        self.plan.compare(
            self.kind.table,
            self._called(stored),
            (*self.recommendation, *names),
            {**now, "id": stored["id"]},
            changed,
            self.recommendation[0],
        )

    def _taken_away(self, row: Row, who: str) -> list[Row]:
        """Name what is not there any more, and return it where it is to be again."""
        self.plan.differ(
            self._called(row),
            f"was taken away here by {who}; the {self.plan.origin} has it",
            f"was added again; {who} took it away",
        )
        return [row] if self.plan.accept else []
