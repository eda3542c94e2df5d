"""Laws of a follow-up: whatever is written, corrected, deleted and undone, in whatever order, by plain SQL."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.laws import examples
from tracker.database import followup
from tracker.database.writer import open_changeset
from tracker.edits.reversal import Reverter
from tracker.errors import CannotUndo

Action = tuple[Any, ...]
Rows = dict[int, dict[str, Any]]

AXES = {
    "review": ("review_status",),
    "response": ("response", "as_printed", "response_on"),
    "reported": ("reported", "reported_on"),
    "assessed": ("assessed", "assessed_on"),
    "due": ("due_on", "first_due_on", "slipped_days"),
    "owner": ("assigned_to",),
}
"""Axis -> the columns of `recommendation_followup` that it has."""
ABOUT = st.sampled_from([1, 1, 2])
DAYS = st.none() | st.dates(date(2025, 1, 1), date(2025, 1, 4)).map(str)
DUE = st.dates(date(2024, 1, 1), date(2030, 1, 1)).map(str)
POSITIONS = st.sampled_from(["accepted", "noted", "rejected"])
STATUSES = st.sampled_from(["not_started", "in_progress", "implemented", "withdrawn"])
WHICH = st.integers(0, 9)
STATEMENTS = {
    "response": (
        "INSERT INTO response (recommendation_id, position, said_on) VALUES (?, ?, ?)",
        "UPDATE response SET recommendation_id = ?, position = ?, said_on = ? WHERE id = ?",
        (ABOUT, POSITIONS, DAYS),
    ),
    "reported": (
        "INSERT INTO progress (recommendation_id, basis, status, as_of, source_id) VALUES (?, 'reported', ?, ?, 1)",
        "UPDATE progress SET recommendation_id = ?, status = ?, as_of = ? WHERE basis = 'reported' AND id = ?",
        (ABOUT, STATUSES, DAYS),
    ),
    "assessed": (
        "INSERT INTO progress (recommendation_id, basis, status, as_of, source_id, text)"
        " VALUES (?, 'assessed', ?, ?, 1, 'Seen.')",
        "UPDATE progress SET recommendation_id = ?, status = ?, as_of = ? WHERE basis = 'assessed' AND id = ?",
        (ABOUT, STATUSES, DAYS),
    ),
    "due": (
        "INSERT INTO deadline (recommendation_id, due_on, given_on) VALUES (?, ?, ?)",
        "UPDATE deadline SET recommendation_id = ?, due_on = ?, given_on = ? WHERE id = ?",
        (ABOUT, DUE, DAYS),
    ),
}
"""Axis -> how a row is written and corrected, and with what."""
TABLES = {"response": "response", "reported": "progress", "assessed": "progress", "due": "deadline"}
ONE = st.one_of(
    *(
        st.tuples(st.just(axis), st.just(verb), *values, *([WHICH] if verb == 1 else []))
        for axis, (*_, values) in STATEMENTS.items()
        for verb in (0, 1)
    ),
    *(st.tuples(st.just(axis), st.just("delete"), WHICH) for axis in STATEMENTS),
    st.tuples(st.just("review"), st.just("set"), ABOUT, st.sampled_from(["reviewed", "in_review"])),
    st.tuples(st.just("owner"), st.just("set"), ABOUT, st.sampled_from([None, "amy", "bob"])),
)
ANY = ONE | st.tuples(st.just("undo"), WHICH) | st.tuples(st.just("closed"), STATUSES, st.integers(0, 1))


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, seeded_template: Path) -> Iterator[Callable[[], Any]]:
    """A connection for all examples, each of which leaves nothing behind."""
    path = Path(shutil.copy(seeded_template, tmp_path_factory.mktemp("laws") / "tracker.db"))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO source (id, name) VALUES (1, 'Letter')")

        @contextmanager
        def begun() -> Iterator[sqlite3.Connection]:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

        yield begun


def do(connection: sqlite3.Connection, action: Action) -> None:
    """Do it, or meet a refusal, as people do."""
    connection.execute("SAVEPOINT doing")
    try:
        _do(connection, *action)
    except (sqlite3.IntegrityError, CannotUndo):
        connection.execute("ROLLBACK TO doing")
    connection.execute("RELEASE doing")


def _do(connection: sqlite3.Connection, axis: str, verb: Any, *rest: Any) -> None:
    def row(which: int) -> int:
        basis = f"WHERE basis = '{axis}'" if TABLES[axis] == "progress" else ""
        ids = connection.execute(f"SELECT id FROM {TABLES[axis]} {basis} ORDER BY id").fetchall()
        return ids[which % len(ids)][0] if ids else 0

    if axis == "undo":
        rows = connection.execute(
            "SELECT id FROM change WHERE changeset_id IS NULL ORDER BY id DESC LIMIT 10"
        )
        numbers = [number for (number,) in rows]
        if numbers:
            reverter = Reverter(connection)
            number = numbers[verb % len(numbers)]
            changes = reverter.changes("id = ?", number)
            open_changeset(connection, analyst="amy", kind="undo", summary="x", reverts_change_id=number)
            with suppress(CannotUndo):
                reverter.revert(changes)
            connection.execute("DELETE FROM open_changeset")
    elif axis == "closed":
        connection.execute("UPDATE progress_status SET closed = ? WHERE code = ?", (rest[0], verb))
    elif verb == "set":
        column = AXES[axis][0]
        connection.execute(f"UPDATE recommendation SET {column} = ? WHERE id = ?", (rest[1], rest[0]))
    elif verb == "delete":
        connection.execute(f"DELETE FROM {TABLES[axis]} WHERE id = ?", (row(rest[0]),))
    elif verb == 0:
        connection.execute(STATEMENTS[axis][0], rest)
    else:
        connection.execute(STATEMENTS[axis][1], (*rest[:-1], row(rest[-1])))


def shown(connection: sqlite3.Connection) -> Rows:
    cursor = connection.execute("SELECT * FROM recommendation_followup")
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, values, strict=True)) for values in cursor]
    return {each["recommendation_id"]: each for each in rows}


def latest(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows that begin with a day and an id, the one that counts last."""
    return sorted(rows, key=lambda each: (each[0] or "", each[1]))


def told(connection: sqlite3.Connection, number: int) -> dict[str, Any]:
    """What the rows say of a recommendation, by the rules as they are written down, without SQL's help."""

    def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return latest(connection.execute(sql, (number, *values)).fetchall())

    nothing = [(None, None, None)]
    answered = (nothing + ask("SELECT said_on, id, position FROM response WHERE recommendation_id = ?"))[-1]
    progress = (
        "SELECT as_of, id, status, date(created_at) FROM progress WHERE recommendation_id = ? AND basis = ?"
    )
    reported, assessed = ((ask(progress, basis) or [(None,) * 4])[-1] for basis in ("reported", "assessed"))
    closed = dict(connection.execute("SELECT code, closed FROM progress_status"))
    due = [each[2] for each in ask("SELECT given_on, id, due_on FROM deadline WHERE recommendation_id = ?")]
    days = [each[0] or each[3] for each in (reported, assessed) if each[1]]
    return {
        "response": answered[2],
        "response_on": answered[0],
        "reported": reported[2],
        "reported_on": reported[0],
        "assessed": assessed[2],
        "assessed_on": assessed[0],
        "closed": closed.get(assessed[2] or reported[2], 0),
        "progress_on": max(days, default=None),
        "due_on": due[-1] if due else None,
        "first_due_on": due[0] if due else None,
        "slipped_days": (date.fromisoformat(due[-1]) - date.fromisoformat(due[0])).days if due else None,
    }


@examples(100)
@given(actions=st.lists(ANY, min_size=6, max_size=16))
def test_what_counts_now_is_what_the_rows_say_after_any_sequence(
    opened: Callable[[], Any], actions: list[Action]
) -> None:
    with opened() as connection:
        for action in actions:
            do(connection, action)
        rows = shown(connection)
        for number in (1, 2):
            expected = told(connection, number)
            assert {column: rows[number][column] for column in expected} == expected
        assert list(followup.differing(connection)) == []


@examples(60)
@given(actions=st.lists(ANY, max_size=8), last=ONE)
def test_no_axis_moves_another(opened: Callable[[], Any], actions: list[Action], last: Action) -> None:
    with opened() as connection:
        for action in actions:
            do(connection, action)
        before = shown(connection)
        do(connection, last)
        after = shown(connection)
        others = [column for axis, columns in AXES.items() if axis != last[0] for column in columns]
        for number, row in before.items():
            assert {column: row[column] for column in others} == {
                column: after[number][column] for column in others
            }


@examples(60)
@given(
    dates=st.lists(st.tuples(DUE, DAYS), min_size=1, max_size=8),
    others=st.lists(st.tuples(DUE, DAYS), max_size=3),
)
def test_the_days_slipped_are_the_sum_of_the_moves(
    opened: Callable[[], Any], dates: list[Action], others: list[Action]
) -> None:
    with opened() as connection:
        for about, given_dates in ((1, dates), (2, others)):
            connection.executemany(STATEMENTS["due"][0], [(about, *each) for each in given_dates])
        moves = [
            days
            for (days,) in connection.execute(
                "SELECT moved_days FROM recommendation_deadline WHERE recommendation_id = 1"
                " ORDER BY given_on, deadline_id"
            )
        ]
        ordered = [
            due for _, _, due in latest([(given_on, i, due) for i, (due, given_on) in enumerate(dates)])
        ]
        assert moves[1:] == [
            (date.fromisoformat(after) - date.fromisoformat(before)).days
            for before, after in pairwise(ordered)
        ]
        assert moves[0] is None
        assert shown(connection)[1]["slipped_days"] == sum(moves[1:])
