"""What became of a recommendation: the latest counts, what it is made from is compared, and all of it is undone."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.statements import past_the_guards
from tracker import checking, edits
from tracker.checking.mending import mend
from tracker.database import file, followup
from tracker.database.writer import Writer
from tracker.edits.undo import redo, undo
from tracker.errors import CannotUndo

Shell = Callable[[Path], sqlite3.Connection]

LETTER = "INSERT INTO source (id, name) VALUES (1, 'Letter')"
RESPONSE = "INSERT INTO response (recommendation_id, position, said_on, as_printed) VALUES "
PROGRESS = "INSERT INTO progress (recommendation_id, basis, status, text, as_of, source_id) VALUES "
DEADLINE = "INSERT INTO deadline (recommendation_id, due_on, given_on) VALUES "


def row(connection: sqlite3.Connection, columns: str, number: int = 1) -> tuple[object, ...]:
    found: tuple[object, ...] = connection.execute(
        f"SELECT {columns} FROM recommendation_followup WHERE recommendation_id = ?", (number,)
    ).fetchone()
    return found


def places(path: Path) -> list[str]:
    with closing(file.connect(path, writing=True)) as connection:
        return [finding.where for finding in checking.check(connection)]


@pytest.fixture
def connection(seeded: Path, shell: Shell) -> sqlite3.Connection:
    opened = shell(seeded)
    opened.execute(LETTER)
    return opened


def test_the_latest_response_by_its_date_counts_then_the_one_recorded_later(
    connection: sqlite3.Connection,
) -> None:
    connection.execute(RESPONSE + "(1, 'accepted', NULL, 'agrees')")
    assert row(connection, "response, as_printed, response_on") == ("accepted", "agrees", None)
    connection.execute(RESPONSE + "(1, 'noted', '2026-01-02', 'a'), (1, 'rejected', '2026-01-02', 'b')")
    connection.execute(RESPONSE + "(1, 'accepted', '2026-01-01', 'c'), (1, 'accepted', NULL, 'd')")
    assert row(connection, "response, as_printed, response_on") == ("rejected", "b", "2026-01-02")


def test_an_assessed_progress_counts_for_what_is_closed_before_a_later_reported_one(
    connection: sqlite3.Connection,
) -> None:
    connection.execute(PROGRESS + "(1, 'reported', 'implemented', NULL, '2026-03-01', 1)")
    assert row(connection, "reported, assessed, closed, progress_on") == (
        "implemented",
        None,
        1,
        "2026-03-01",
    )
    connection.execute(PROGRESS + "(1, 'assessed', 'in_progress', 'Half.', '2026-02-01', NULL)")
    assert row(connection, "reported, assessed, closed, progress_on") == (
        "implemented",
        "in_progress",
        0,
        "2026-03-01",
    )


def test_progress_without_a_date_was_told_of_on_the_day_it_was_recorded(
    connection: sqlite3.Connection,
) -> None:
    connection.execute(
        "INSERT INTO progress (recommendation_id, basis, status, created_at)"
        " VALUES (1, 'reported', 'in_progress', '2025-05-05T10:00:00Z')"
    )
    assert row(connection, "reported_on, progress_on") == (None, "2025-05-05")


def test_a_deadline_is_overdue_until_something_closes_it(connection: sqlite3.Connection) -> None:
    ((now,),) = connection.execute("SELECT date('now')").fetchall()
    ten_days_ago = (date.fromisoformat(now) - timedelta(10)).isoformat()
    connection.execute(DEADLINE + f"(1, '2020-01-01', '2019-01-01'), (1, '{ten_days_ago}', '2019-06-01')")
    slipped = (date.fromisoformat(ten_days_ago) - date(2020, 1, 1)).days
    assert row(connection, "due_on, first_due_on, slipped_days, overdue_days") == (
        ten_days_ago,
        "2020-01-01",
        slipped,
        10,
    )
    connection.execute(PROGRESS + "(1, 'reported', 'implemented', NULL, '2026-03-01', 1)")
    assert row(connection, "overdue_days") == (None,)
    connection.execute(DEADLINE + f"(2, '{now}', NULL)")
    assert row(connection, "overdue_days, slipped_days", 2) == (None, 0)


def test_a_deadline_that_moved_back_slipped_by_less_than_no_day(connection: sqlite3.Connection) -> None:
    connection.execute(DEADLINE + "(1, '2026-06-30', '2025-06-01'), (1, '2026-06-01', '2025-07-01')")
    moved = connection.execute("SELECT moved_days FROM recommendation_deadline ORDER BY given_on").fetchall()
    assert (row(connection, "slipped_days"), moved) == ((-29,), [(None,), (-29,)])


def test_sources_are_named_once_in_their_order(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO source (id, name) VALUES (2, 'A table')")
    connection.execute("INSERT INTO response (recommendation_id, position, source_id) VALUES (1, 'noted', 1)")
    connection.execute(PROGRESS + "(1, 'reported', 'implemented', NULL, '2026-03-01', 2)")
    connection.execute(
        "INSERT INTO deadline (recommendation_id, due_on, source_id) VALUES (1, '2026-01-01', 1)"
    )
    assert row(connection, "sources") == ("A table, Letter",)
    used = connection.execute("SELECT source, statement_count FROM source_usage ORDER BY source").fetchall()
    assert used == [("A table", 1), ("Letter", 2)]


def test_a_status_that_is_closed_later_closes_what_has_it(connection: sqlite3.Connection) -> None:
    connection.execute(PROGRESS + "(1, 'reported', 'in_progress', NULL, '2026-03-01', 1)")
    connection.execute("UPDATE progress_status SET closed = 1 WHERE code = 'in_progress'")
    assert row(connection, "closed") == (1,)


def test_a_report_counts_what_became_of_its_recommendations(connection: sqlite3.Connection) -> None:
    connection.execute(
        RESPONSE + "(1, 'noted', NULL, 'a'), (1, 'noted', NULL, 'b'), (2, 'rejected', NULL, 'c')"
    )
    connection.execute(PROGRESS + "(1, 'reported', 'implemented', NULL, '2026-03-01', 1)")
    connection.execute(DEADLINE + "(1, '2020-01-01', NULL), (2, '2020-01-01', NULL)")
    connection.execute("INSERT INTO report (slug, title) VALUES ('empty', 'An empty one')")
    counts = "recommendation_count, responded_count, closed_count, overdue_count, no_progress_count"
    rows = connection.execute(f"SELECT report, {counts} FROM report_progress ORDER BY report_id").fetchall()
    (_, number, *rest), *_, last = rows
    assert rest == [2, 1, 1, number - 1]
    assert last == ("empty", 0, 0, 0, 0, 0)


def test_what_was_answered_is_undone_and_redone_with_the_source_made_for_it(
    seeded: Path, shell: Shell
) -> None:
    writer = Writer(seeded)
    tables = ("source", "response", "progress", "deadline", "followup_current")

    def state() -> list[list[tuple[object, ...]]]:
        return [shell(seeded).execute(f"SELECT * FROM {table}").fetchall() for table in tables]

    source = edits.NewSource("Letter of March", kind="letter")
    states = [state()]
    for number in range(4):
        match number:
            case 0:
                edits.respond(writer, [1, 2], "noted", source=source, place="p. 2", analyst="amy")
            case 1:
                edits.set_deadline(writer, [1], "2026-12-31", source="letter of march", analyst="amy")
            case 2:
                edits.record_progress(writer, [1], "in_progress", text="Half.", analyst="amy")
            case 3:
                edits.assign(writer, [1], "bob", analyst="amy")
        states.append(state())
    for before in reversed(states[:-1]):
        undo(writer, analyst="amy")
        assert state() == before
    for after in states[1:]:
        redo(writer, analyst="amy")
        assert state() == after
    writer.close()
    assert places(seeded) == []


def test_what_an_actor_said_is_said_by_the_one_it_is_merged_into(seeded: Path, shell: Shell) -> None:
    connection = shell(seeded)
    connection.execute(
        "INSERT INTO response (recommendation_id, position, actor_id)"
        " SELECT 1, 'noted', id FROM actor WHERE name = 'Iran'"
    )
    connection.execute(
        "INSERT INTO deadline (recommendation_id, due_on, given_by)"
        " SELECT 1, '2026-01-01', id FROM actor WHERE name = 'Iran'"
    )
    writer = Writer(seeded)
    merged = edits.merge_actors(writer, "Iran", "Pakistan", analyst="amy")
    assert merged.summary.endswith(", 2 statements)")
    said = "SELECT actor, (SELECT given_by FROM recommendation_deadline) FROM recommendation_response"
    assert connection.execute(said).fetchall() == [("Pakistan", "Pakistan")]
    undo(writer, analyst="amy")
    assert connection.execute(said).fetchall() == [("Iran", "Iran")]
    writer.close()


def test_a_source_that_others_use_by_now_is_not_taken_from_under_them(seeded: Path) -> None:
    writer = Writer(seeded)
    edits.respond(writer, [1], "noted", source=edits.NewSource("Letter"), analyst="amy")
    edits.respond(writer, [2], "noted", source="Letter", analyst="bob")
    with pytest.raises(CannotUndo, match="source 1 is in use by a response, by bob"):
        undo(writer, analyst="amy")
    writer.close()


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE followup_current SET closed = 1 WHERE recommendation_id = 1", "followup_current"),
        ("DELETE FROM followup_current WHERE recommendation_id = 2", "followup_current"),
        ("INSERT INTO followup_current (recommendation_id) VALUES (99)", "followup_current"),
        ("DROP TABLE followup_current", "schema of followup_current"),
        ("DROP VIEW followup_computed", "schema of followup_computed"),
    ],
)
def test_what_no_longer_says_what_counts_is_found_and_computed_again(
    seeded: Path, shell: Shell, statement: str, where: str
) -> None:
    connection = shell(seeded)
    connection.execute(RESPONSE + "(1, 'noted', NULL, 'a')")
    kept = connection.execute("SELECT * FROM followup_current").fetchall()
    if statement.startswith("DROP"):
        connection.execute(statement)
    else:
        past_the_guards(connection, statement)
    connection.close()
    assert where in places(seeded)
    mend(seeded, analyst="amy")
    assert places(seeded) == []
    assert shell(seeded).execute("SELECT * FROM followup_current").fetchall() == kept


def test_progress_that_a_stranger_closed_without_proof_is_found(seeded: Path, shell: Shell) -> None:
    connection = shell(seeded)
    past_the_guards(
        connection,
        "INSERT INTO progress (id, recommendation_id, basis, status) VALUES (1, 1, 'reported', 'implemented')",
    )
    connection.close()
    assert {"progress 1", "followup_current"} <= set(places(seeded))
    mend(seeded, analyst="amy")
    assert places(seeded) == ["progress 1"]


def test_an_upgrade_has_what_counts_now_of_each_recommendation(seeded: Path, shell: Shell) -> None:
    connection = shell(seeded)
    assert list(followup.differing(connection)) == []
    assert (
        connection.execute("SELECT count(*) FROM followup_current").fetchone()
        == connection.execute("SELECT count(*) FROM recommendation").fetchone()
    )


def test_what_counts_now_goes_along_where_a_repair_gives_a_row_another_number(
    seeded: Path, shell: Shell
) -> None:
    connection = shell(seeded)
    (report,) = connection.execute("SELECT min(id) FROM report").fetchone()
    high = 2**62
    past_the_guards(
        connection,
        "INSERT INTO recommendation (id, report_id, reference, position, title, text) VALUES (?, ?, 'x', 99, 't', 't')",
        *(high, report),
    )
    past_the_guards(
        connection,
        "INSERT INTO response (id, recommendation_id, position) VALUES (?, ?, 'noted')",
        *(high, high),
    )
    connection.close()
    mend(seeded, analyst="amy")
    assert places(seeded) == []
    shown = "SELECT reference, response, recommendation_id < 1000 FROM recommendation_followup WHERE response = 'noted'"
    assert shell(seeded).execute(shown).fetchall() == [("x", "noted", 1)]
