"""Actors by recommendations: who is named where in a list, as what."""

import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from string import ascii_uppercase, digits
from typing import NamedTuple

from tracker.reading import queries
from tracker.reading.queries import Code, chunks
from tracker.reading.selection import Selection

COLUMNS = 50_000
"""The most recommendations that a matrix has: reading so many takes a quarter of a second."""


class MatrixColumn(NamedTuple):
    """A recommendation of the list."""

    recommendation_id: int
    report: str
    reference: str
    title: str


class MatrixActor(NamedTuple):
    """An actor that the list names; `cells` gives the codes of its roles by the index of the column."""

    name: str
    kind: str
    """The name of its kind."""
    cells: Mapping[int, tuple[str, ...]]

    @property
    def total(self) -> int:
        """In how many recommendations it is named."""
        return len(self.cells)


class Matrix(NamedTuple):
    """Actors by recommendations, the actors by kind and then by name."""

    columns: tuple[MatrixColumn, ...]
    actors: tuple[MatrixActor, ...]
    roles: tuple[Code, ...]
    letters: Mapping[str, str]
    """One letter for each code of a role."""
    found: int
    """How many recommendations the list has; more than there are columns where it is longer than `COLUMNS`."""


def matrix(connection: sqlite3.Connection, selection: Selection) -> Matrix:
    """Return the matrix of a list, its first `COLUMNS` recommendations at most."""
    sql = selection.statement(("recommendation_id", "report", "reference", "title"), limit=COLUMNS)
    listed = connection.execute(sql, selection.parameters).fetchall()
    found = len(listed) if len(listed) < COLUMNS else queries.count(connection, selection)
    roles = queries.roles(connection)
    at = {row[0]: index for index, row in enumerate(listed)}
    order = {role.code: index for index, role in enumerate(roles)}
    # Nearly every cell has one role: what they have in common is made once.
    alone = {code: (code,) for code in order}
    cells: defaultdict[int, dict[int, tuple[str, ...]]] = defaultdict(dict)
    for number, actor_id, role in _mentions(connection, list(at)):
        there, column = cells[actor_id], at[number]
        before = there.get(column)
        if before is None:
            there[column] = alone[role]
        elif role not in before:
            there[column] = tuple(sorted((*before, role), key=order.__getitem__))
    actors = tuple(
        MatrixActor(name, kind, cells[actor_id])
        for actor_id, name, kind in connection.execute(_ACTORS)
        if actor_id in cells
    )
    return Matrix(tuple(MatrixColumn(*row) for row in listed), actors, roles, letters(roles), found)


_ACTORS = """SELECT a.id, a.name, k.name FROM actor AS a JOIN actor_kind AS k ON k.code = a.kind
ORDER BY k.position, k.code, a.name"""


def _mentions(connection: sqlite3.Connection, ids: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    for some in chunks(ids):
        marks = ", ".join("?" * len(some))
        sql = f"SELECT recommendation_id, actor_id, role FROM mention WHERE recommendation_id IN ({marks})"
        yield from connection.execute(sql, list(some))


def by_kind(actors: Iterable[MatrixActor], *, by_count: bool) -> Iterator[tuple[str, list[MatrixActor]]]:
    """Yield each kind with its actors, by name or the most often named first."""
    for kind, members in groupby(actors, key=lambda actor: actor.kind):
        group = list(members)
        if by_count:
            group.sort(key=lambda actor: -actor.total)
        yield kind, group


def letters(roles: Iterable[Code]) -> dict[str, str]:
    """Return a letter for each role: the first of its name that no role before it has, else any that is free."""
    taken: dict[str, str] = {}
    for role in roles:
        own = [letter.upper() for letter in role.name if _is_one_cell(letter.upper())]
        free = [letter for letter in (*own, *ascii_uppercase, *digits) if letter not in taken.values()]
        taken[role.code] = free[0] if free else "?"
    return taken


def _is_one_cell(letter: str) -> bool:
    return len(letter) == 1 and letter.isalpha() and unicodedata.east_asian_width(letter) not in ("W", "F")
