"""What needs somebody today: each reason in words, what is the analyst's first, and fast where there is much of it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tracker.reading.today import Due, needing, today

Shell = Callable[[Path], sqlite3.Connection]


@pytest.fixture
def outside(seeded: Path, shell: Shell) -> sqlite3.Connection:
    """A file in which recommendation 1 is amy's and 4 is set aside, as another program has it open."""
    connection = shell(seeded)
    connection.execute("UPDATE recommendation SET assigned_to = 'amy' WHERE id = 1")
    connection.execute("UPDATE recommendation SET review_status = 'set_aside' WHERE id = 4")
    return connection


def due(connection: sqlite3.Connection, recommendation_id: int, days: int) -> None:
    connection.execute(
        "INSERT INTO deadline (recommendation_id, due_on) VALUES (?, date('now', ? || ' days'))",
        (recommendation_id, days),
    )


def progress(
    connection: sqlite3.Connection, recommendation_id: int, days_ago: int, status: str = "in_progress"
):
    connection.execute("INSERT INTO source (name) SELECT 'Report' WHERE NOT EXISTS (SELECT 1 FROM source)")
    connection.execute(
        "INSERT INTO progress (recommendation_id, basis, status, as_of, source_id)"
        " VALUES (?, 'reported', ?, date('now', ? || ' days'), 1)",
        (recommendation_id, status, -days_ago),
    )


def answer(connection: sqlite3.Connection, recommendation_id: int, days_ago: int) -> None:
    connection.execute(
        "INSERT INTO response (recommendation_id, position, said_on)"
        " VALUES (?, 'accepted', date('now', ? || ' days'))",
        (recommendation_id, -days_ago),
    )


def reasons(found: list[Due]) -> list[tuple[int, str, str]]:
    return [(each.recommendation_id, each.group, each.reason) for each in found]


@pytest.mark.parametrize(
    ("days", "group", "reason"),
    [
        (-12, "overdue", "overdue by 12 days"),
        (-1, "overdue", "overdue by 1 day"),
        (0, "due soon", "today"),
        (1, "due soon", "tomorrow"),
        (30, "due soon", "in 30 days"),
    ],
)
def test_a_deadline_says_how_far_it_is(outside: sqlite3.Connection, days: int, group: str, reason: str):
    due(outside, 2, days)
    (found,) = today(outside, "amy")
    assert (found.label, found.title, found.group, found.mine) == ("water/2", "Protect farmers", group, False)
    assert found.reason.endswith(reason)


def test_what_is_overdue_but_was_told_of_lately_has_that_one_reason(outside: sqlite3.Connection):
    due(outside, 2, -3)
    progress(outside, 2, 180)
    answer(outside, 4, 1)
    assert reasons(today(outside, "amy")) == [(2, "overdue", "overdue by 3 days")]


def test_what_is_far_off_or_closed_or_done_needs_nobody(outside: sqlite3.Connection):
    due(outside, 1, 31)
    due(outside, 2, -5)
    progress(outside, 2, 500, "implemented")
    progress(outside, 3, 180)
    answer(outside, 4, 3)
    assert today(outside, "amy") == []
    assert {each.total for each in needing(outside)} == {0}


def test_what_has_been_silent_for_long_says_since_when(outside: sqlite3.Connection):
    progress(outside, 1, 214)
    answer(outside, 4, 200)
    assert reasons(today(outside, "amy")) == [
        (1, "stale", "no progress for 214 days"),
        (4, "stale", "answered 200 days ago, no progress since"),
    ]


def test_the_periods_are_those_of_the_file(outside: sqlite3.Connection):
    due(outside, 2, 40)
    progress(outside, 3, 100)
    outside.execute("UPDATE setting SET value = 45 WHERE code = 'due_soon_days'")
    outside.execute("UPDATE setting SET value = 99 WHERE code = 'stale_after_days'")
    assert [each.group for each in today(outside, "amy")] == ["due soon", "stale"]


def test_each_stands_once_with_all_its_reasons_what_is_mine_first(outside: sqlite3.Connection):
    for number, days in ((1, -1), (2, -9), (3, 5)):
        due(outside, number, days)
    answer(outside, 2, 10)
    progress(outside, 2, 300)
    found = today(outside, "amy")
    assert [(each.recommendation_id, each.group, each.mine) for each in found] == [
        (1, "overdue", True),
        (2, "overdue", False),
        (3, "due soon", False),
    ]
    assert [part.partition(" (")[0] for part in found[1].reason.split("; ")] == [
        "overdue by 9 days",
        "answered",
        "no progress for 300 days",
    ]
    assert {each.group: each.total for each in needing(outside)} == {
        "overdue": 2,
        "due soon": 1,
        "answered, unreviewed": 1,
        "stale": 1,
    }


def test_a_limit_is_that_of_each_group_and_keeps_what_is_mine(outside: sqlite3.Connection):
    for number, days in ((1, -1), (2, -9), (3, -8), (4, 5)):
        due(outside, number, days)
    assert [each.recommendation_id for each in today(outside, "amy", limit=1)] == [1, 4]
    assert [each.recommendation_id for each in today(outside, "bob", limit=2)] == [2, 3, 4]


def test_an_analyst_with_much_and_one_with_little_are_shown_the_same_way(
    outside: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
):
    for number, days in ((1, -1), (2, -9), (3, 5)):
        due(outside, number, days)
    progress(outside, 4, 300)
    found = today(outside, "amy")
    monkeypatch.setattr("tracker.reading.today._FEW", 0)
    assert today(outside, "amy") == found
