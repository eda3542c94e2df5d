"""Counting who worked on what: the same numbers as the lists that the query line gives."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tracker import edits
from tracker.database.writer import Writer
from tracker.edits.undo import undo
from tracker.query_line import with_term
from tracker.reading import queries
from tracker.reading.counts import (
    AnalystCount,
    analysts,
    deadlines,
    followup_by_addressee,
    followup_by_report,
    reports,
)
from tracker.reading.selection import select

Shell = Callable[[Path], sqlite3.Connection]


def counted(connection: sqlite3.Connection) -> dict[str, int]:
    return {each.analyst: each.recommendation_count for each in analysts(connection)}


def test_each_recommendation_counts_once_for_each_analyst_who_changed_it(
    writer: Writer, connection: sqlite3.Connection
) -> None:
    edits.set_status(writer, [1, 2], "reviewed", analyst="amy")
    edits.add_note(writer, [1], "Again", analyst="amy")
    edits.change_tags(writer, [1], add=["aid"], analyst="bob")
    assert counted(connection) == {"amy": 2, "bob": 1}


def test_who_changed_the_most_comes_first_then_by_name(
    writer: Writer, connection: sqlite3.Connection
) -> None:
    for analyst, ids in (("zoe", [1]), ("amy", [2]), ("bob", [1, 2])):
        edits.add_note(writer, ids, "Read", analyst=analyst)
    assert analysts(connection) == (AnalystCount("bob", 2), AnalystCount("amy", 1), AnalystCount("zoe", 1))


def test_a_load_and_changes_from_outside_are_nobody_s_work(
    seeded: Path, connection: sqlite3.Connection, shell: Shell
) -> None:
    shell(seeded).execute("INSERT INTO note (recommendation_id, body) VALUES (1, 'x')")
    assert analysts(connection) == ()


def test_an_edit_of_the_codebook_touches_no_recommendation(
    writer: Writer, seeded: Path, connection: sqlite3.Connection, shell: Shell
) -> None:
    shell(seeded).execute("INSERT INTO tag (name) VALUES ('aid')")
    edits.rename_tag(writer, "aid", "help", analyst="amy")
    assert analysts(connection) == ()


def test_names_that_differ_in_case_and_accents_only_are_one_analyst(
    writer: Writer, connection: sqlite3.Connection
) -> None:
    edits.add_note(writer, [1, 2], "Read", analyst="Zoé")
    edits.add_note(writer, [2, 3], "Read", analyst="zoe")
    edits.add_note(writer, [2], "Read", analyst="zo")
    assert sorted(counted(connection).values()) == [1, 3]


@pytest.mark.parametrize("more", ["Zoé", "zoe"])
def test_of_two_spellings_that_of_most_recommendations_is_shown(
    writer: Writer, connection: sqlite3.Connection, more: str
) -> None:
    edits.add_note(writer, [1, 2], "Read", analyst=more)
    edits.add_note(writer, [3], "Read", analyst={"Zoé": "zoe", "zoe": "Zoé"}[more])
    assert counted(connection) == {more: 3}


@pytest.mark.parametrize("analyst", ["amy", "Zoé", 'a "b", c', "-dash"])
def test_the_number_is_that_of_the_list_behind_it(
    writer: Writer, connection: sqlite3.Connection, analyst: str
) -> None:
    edits.set_status(writer, [1, 2, 4], "reviewed", analyst=analyst)
    undo(writer, analyst=analyst)
    edits.add_note(writer, [3], "Read", analyst="bob")
    edits.add_note(writer, [3], "Read", analyst=analyst.upper())
    listed = queries.count(connection, select(connection, with_term("", "by", analyst)))
    assert (listed, max(counted(connection).values())) == (4, 4)


def test_each_report_is_counted_by_status_also_one_that_an_office_added_and_one_without_recommendations(
    writer: Writer, seeded: Path, connection: sqlite3.Connection, shell: Shell
) -> None:
    edits.set_status(writer, [1], "reviewed", analyst="amy")
    with_more = shell(seeded)
    with_more.execute(
        "INSERT INTO review_status (code, name, description, position, glyph, done)"
        " VALUES ('closed', 'Closed', 'By the office.', 9, '#', 1)"
    )
    with_more.execute("UPDATE recommendation SET review_status = 'closed' WHERE id = 2")
    with_more.execute("INSERT INTO report (slug, title) VALUES ('empty', 'Empty')")
    found = {each.report: each for each in reports(connection)}
    assert list(found) == ["water", "peace-talks", "empty"]
    assert found["water"].title == "Water for All"
    assert [each.progress[:2] for each in found.values()] == [(2, 2), (2, 0), (0, 0)]
    assert dict(found["water"].progress.by_status) == {
        **dict.fromkeys(("unreviewed", "in_review", "needs_follow_up", "set_aside"), 0),
        "reviewed": 1,
        "closed": 1,
    }


def test_what_became_of_it_is_counted_by_report_and_by_addressee_as_assessed_else_as_reported(
    connection: sqlite3.Connection, seeded: Path, shell: Shell
) -> None:
    assert followup_by_report(connection) == followup_by_addressee(connection) == ()
    shell(seeded).executescript(
        "INSERT INTO source (id, name) VALUES (1, 'Letter');"
        "INSERT INTO progress (recommendation_id, basis, status, as_of, text, source_id) VALUES"
        " (1, 'reported', 'implemented', '2000-01-01', NULL, 1), (1, 'assessed', 'in_progress', NULL, 'No.', NULL),"
        " (2, 'reported', 'superseded', '2000-01-01', NULL, 1)"
    )
    water, talks = followup_by_report(connection)
    assert water == ("water", "Water for All", 2, 1, (("superseded", 1), ("in_progress", 1)))
    assert talks[2:] == (2, 0, ((None, 2),))
    for each in followup_by_addressee(connection):
        line = f'actor:"{each.name}" role:addressee'
        assert each.total == queries.count(connection, select(connection, line))


def test_the_calendar_begins_with_this_month_and_ends_with_the_earliest(
    connection: sqlite3.Connection, seeded: Path, shell: Shell
) -> None:
    assert deadlines(connection) == (0, ())
    shell(seeded).execute(
        "INSERT INTO deadline (recommendation_id, due_on) VALUES (1, '2000-01-31'), (2, date('now')),"
        " (3, '2999-01-01'), (4, '2001-12-01')"
    )
    (this,) = connection.execute("SELECT substr(date('now'), 1, 7)").fetchone()
    assert deadlines(connection) == (2, ((this, 1), ("2999-01", 1), ("2001-12", 1), ("2000-01", 1)))
