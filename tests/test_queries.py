"""What screens and commands read: each call on the two small reports."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tracker import edits
from tracker.database.writer import Writer
from tracker.errors import NotFound
from tracker.formats import json_text
from tracker.reading import history, queries, references
from tracker.reading.selection import FOLLOWUP_COLUMNS, OVERVIEW_COLUMNS, select

Shell = Callable[[Path], sqlite3.Connection]


@pytest.fixture
def outside(seeded: Path, shell: Shell) -> sqlite3.Connection:
    return shell(seeded)


def test_the_overview_has_every_column_of_the_view(connection: sqlite3.Connection) -> None:
    rows = list(queries.overview(connection, select(connection, "")))
    assert [tuple(row) for row in rows] == [(*OVERVIEW_COLUMNS, *FOLLOWUP_COLUMNS)] * 4


def test_the_overview_joins_tags_and_actors_by_name_and_counts_none_twice(
    writer: Writer, connection: sqlite3.Connection, outside: sqlite3.Connection
) -> None:
    edits.change_tags(writer, [1], add=["b", "a", "c"], analyst="amy")
    edits.add_note(writer, [1], "One", analyst="amy")
    edits.add_note(writer, [1], "Two", analyst="amy")
    outside.execute(
        "INSERT INTO mention (recommendation_id, actor_id, role, implied_reason) VALUES (1, 1, 'context', 'x')"
    )
    row = next(queries.overview(connection, select(connection, "")))
    assert (row["tags"], row["actors"], row["note_count"]) == (
        "a, b, c",
        "Indus Fund, Pakistan, United Nations",
        2,
    )


def test_the_overview_says_who_changed_a_recommendation_last(
    writer: Writer, connection: sqlite3.Connection, outside: sqlite3.Connection
) -> None:
    edits.add_note(writer, [1, 2], "One", analyst="amy")
    outside.execute("UPDATE recommendation SET title = 'x' WHERE id = 2")
    rows = queries.overview(connection, select(connection, "report:water"))
    assert [row["changed_by"] for row in rows] == ["amy", None]


def test_a_page_holds_no_more_lines_than_were_asked_for(connection: sqlite3.Connection) -> None:
    page = queries.first_page(connection, select(connection, ""), 3)
    assert [(line.report, line.reference) for line in page] == [
        ("water", "1"),
        ("water", "2"),
        ("peace-talks", "1"),
    ]


def test_a_line_without_tags_has_an_empty_text_for_them(connection: sqlite3.Connection) -> None:
    (line,) = queries.first_page(connection, select(connection, ""), 1)
    assert (line.tags, line.note_count, line.review_status) == ("", 0, "unreviewed")


def test_all_numbers_of_a_list_are_in_its_order(connection: sqlite3.Connection) -> None:
    assert queries.all_ids(connection, select(connection, "-report:water")).tolist() == [3, 4]


def test_lines_are_read_by_number_and_one_that_is_gone_is_left_out(connection: sqlite3.Connection) -> None:
    lines = queries.lines(connection, [4, 99, 1])
    assert {number: line.title for number, line in lines.items()} == {1: "Fund the dams", 4: "Stop the arms"}


def test_no_lines_are_read_for_no_numbers(connection: sqlite3.Connection) -> None:
    assert queries.lines(connection, []) == {}


def test_a_list_is_counted(connection: sqlite3.Connection) -> None:
    assert queries.count(connection, select(connection, "actor:pakistan")) == 3


def test_the_statuses_are_in_their_order_with_glyph_and_done(connection: sqlite3.Connection) -> None:
    assert [(status.code, status.glyph, status.done) for status in queries.statuses(connection)] == [
        ("unreviewed", "·", False),
        ("in_review", "◐", False),
        ("needs_follow_up", "!", False),
        ("reviewed", "✓", True),
        ("set_aside", "–", True),
    ]


def test_a_status_that_an_office_added_stands_at_its_position(
    connection: sqlite3.Connection, outside: sqlite3.Connection
) -> None:
    outside.execute("INSERT INTO review_status VALUES ('escalated', 'Escalated', 'To the board.', 2, '^', 0)")
    assert [status.code for status in queries.statuses(connection)][:3] == [
        "unreviewed",
        "escalated",
        "in_review",
    ]


def test_the_kinds_and_roles_are_in_their_order(connection: sqlite3.Connection) -> None:
    assert [queries.kinds(connection)[0].code, queries.roles(connection)[-1].name] == ["state", "Recommender"]


def test_the_reports_are_listed_by_slug_oldest_first(
    connection: sqlite3.Connection, outside: sqlite3.Connection
) -> None:
    outside.execute("INSERT INTO report (slug, title) VALUES ('a-third', 'A third one')")
    listed = [report.slug for report in queries.reports(connection)]
    assert listed == ["water", "peace-talks", "a-third"]


def test_progress_counts_what_is_done_by_the_lookup(writer: Writer, connection: sqlite3.Connection) -> None:
    edits.set_status(writer, [1], "reviewed", analyst="amy")
    edits.set_status(writer, [2], "set_aside", analyst="amy")
    edits.set_status(writer, [3], "in_review", analyst="amy")
    assert queries.progress(connection) == queries.Progress(
        total=4,
        done=2,
        by_status=(
            ("unreviewed", 1),
            ("in_review", 1),
            ("needs_follow_up", 0),
            ("reviewed", 1),
            ("set_aside", 1),
        ),
    )


def test_progress_of_an_empty_database_is_nothing_of_nothing(database: Path, shell: Shell) -> None:
    progress = queries.progress(shell(database))
    assert (progress.total, progress.done) == (0, 0)


def test_a_recommendation_is_shown_with_its_report_and_lines(connection: sqlite3.Connection) -> None:
    shown = queries.recommendation(connection, 1)
    assert (shown.report_title, shown.lead_in, shown.first_line, shown.last_line) == (
        "Water for All",
        "The authors recommend:",
        1,
        2,
    )


def test_mentions_are_in_the_order_of_the_text_and_implied_ones_first(connection: sqlite3.Connection) -> None:
    mentions = queries.recommendation(connection, 2).mentions
    assert [(each.actor, each.role, each.quote_start) for each in mentions] == [
        ("Pakistan", "context", None),
        ("Regional states", "addressee", 0),
        ("Farmers", "beneficiary", 36),
    ]


def test_every_quote_stands_in_the_text_at_its_offset(connection: sqlite3.Connection) -> None:
    for number in (1, 2, 3, 4):
        shown = queries.recommendation(connection, number)
        for mention in shown.mentions:
            if mention.quote is not None and mention.quote_start is not None:
                assert shown.text[mention.quote_start :].startswith(mention.quote)


def test_a_status_never_set_is_nobody_s(connection: sqlite3.Connection) -> None:
    shown = queries.recommendation(connection, 1)
    assert (shown.status_by, shown.status_at) == (None, None)


def test_a_status_is_shown_with_who_set_it_whoever_changed_something_else_since(
    writer: Writer, connection: sqlite3.Connection
) -> None:
    edits.set_status(writer, [1], "reviewed", reason="Read", analyst="amy")
    edits.add_note(writer, [1], "x", analyst="bob")
    shown = queries.recommendation(connection, 1)
    assert (shown.review_status, shown.status_reason, shown.status_by, shown.changed_by) == (
        "reviewed",
        "Read",
        "amy",
        "bob",
    )


def test_a_status_set_from_outside_has_a_time_and_nobody(
    connection: sqlite3.Connection, outside: sqlite3.Connection
) -> None:
    outside.execute("UPDATE recommendation SET review_status = 'reviewed' WHERE id = 1")
    shown = queries.recommendation(connection, 1)
    assert (shown.status_by, shown.status_at is None) == (None, False)


def test_tags_are_shown_by_name(writer: Writer, connection: sqlite3.Connection) -> None:
    edits.change_tags(writer, [1], add=["b", "A", "c"], analyst="amy")
    assert queries.recommendation(connection, 1).tags == ("A", "b", "c")


def test_a_recommendation_that_is_not_there_is_not_found(connection: sqlite3.Connection) -> None:
    with pytest.raises(NotFound, match="no longer in the database"):
        queries.recommendation(connection, 99)


def test_notes_are_newest_first(connection: sqlite3.Connection, outside: sqlite3.Connection) -> None:
    outside.execute(
        "INSERT INTO note (recommendation_id, body, created_at) VALUES (1, 'new', '2025-01-02T00:00:00Z'), "
        "(2, 'new too', '2025-01-02T00:00:00Z'), (1, 'old', '2025-01-01T00:00:00Z')"
    )
    assert [note.body for note in queries.notes(connection)] == ["new too", "new", "old"]


def test_notes_of_one_recommendation_are_only_its_own(writer: Writer, connection: sqlite3.Connection) -> None:
    edits.add_note(writer, [1, 2], "Both", analyst="amy")
    (note,) = queries.notes(connection, recommendation_id=2)
    assert (note.report, note.reference, note.author) == ("water", "2", "amy")


def test_a_note_says_when_it_was_changed_last(
    connection: sqlite3.Connection, outside: sqlite3.Connection
) -> None:
    outside.execute(
        "INSERT INTO note (id, recommendation_id, body, created_at) VALUES (1, 1, 'x', '2025-01-01T00:00:00Z')"
    )
    outside.execute("UPDATE note SET body = 'y'")
    (changed_at,) = outside.execute("SELECT changed_at FROM change ORDER BY id DESC").fetchone()
    note = queries.note(connection, 1)
    assert (note.created_at, note.updated_at) == ("2025-01-01T00:00:00Z", changed_at)


def test_a_note_that_is_not_there_is_not_found(connection: sqlite3.Connection) -> None:
    with pytest.raises(NotFound, match="There is no note 99"):
        queries.note(connection, 99)


def test_the_codebook_is_listed_in_its_order_with_unused_tags_too(
    writer: Writer, connection: sqlite3.Connection, outside: sqlite3.Connection
) -> None:
    edits.change_tags(writer, [1], add=["a"], analyst="amy")
    edits.change_tags(writer, [1, 2], add=["b"], analyst="amy")
    outside.execute("INSERT INTO tag (name, description, colour) VALUES ('unused', 'Spare', 'grey')")
    outside.execute("UPDATE tag SET position = 9 WHERE name = 'a'")
    assert queries.tags(connection) == (
        queries.TagUsage("b", None, None, 2),
        queries.TagUsage("unused", "Spare", "grey", 0),
        queries.TagUsage("a", None, None, 1),
    )


def test_the_actors_are_counted_by_recommendation_and_by_mention(
    connection: sqlite3.Connection, outside: sqlite3.Connection
) -> None:
    outside.execute(
        "INSERT INTO mention (recommendation_id, actor_id, role, implied_reason) VALUES (1, 1, 'context', 'x')"
    )
    assert queries.actors(connection)[0] == queries.ActorUsage("Pakistan", "state", "PK", 3, 4)


def test_the_latest_change_is_that_of_the_last_row_touched(
    connection: sqlite3.Connection, outside: sqlite3.Connection
) -> None:
    before = queries.latest_change_id(connection)
    outside.execute("UPDATE recommendation SET title = 'x' WHERE report_id = 1")
    assert queries.latest_change_id(connection) == before + 2


def test_without_a_change_the_latest_is_number_nought(database: Path, shell: Shell) -> None:
    assert queries.latest_change_id(shell(database)) == 0


@pytest.mark.parametrize(
    ("reference", "ids"),
    [
        ("water/1", (1,)),
        ("peace-talks/1", (3,)),
        ("140.12", (4,)),
        ("2", (2,)),
        (" 2 , 140.12,2", (2, 4)),
        ("140.12,2,water/1", (4, 2, 1)),
    ],
)
def test_a_reference_names_its_recommendations_once_in_the_order_given(
    connection: sqlite3.Connection, reference: str, ids: tuple[int, ...]
) -> None:
    assert references.referred(connection, reference) == ids


WITH_SLASHES = """INSERT INTO recommendation (id, report_id, reference, position, title, text) VALUES
(50, 1, '012/24', 8, 't', 't'), (51, 2, 'Annex 2/1 b', 8, 't', 't'), (52, 2, 'water/2', 9, 't', 't'),
(53, 2, 'water/7', 10, 't', 't')"""


@pytest.mark.parametrize(
    ("reference", "ids"),
    [
        ("012/24", (50,)),
        ("water/012/24", (50,)),
        ("Annex 2/1 b", (51,)),
        ("peace-talks/Annex 2/1 b, 012/24", (51, 50)),
        ("peace-talks/water/2", (52,)),
        ("water/7", (53,)),
    ],
)
def test_a_reference_may_hold_slashes_and_blanks(
    seeded: Path, shell: Shell, connection: sqlite3.Connection, reference: str, ids: tuple[int, ...]
) -> None:
    shell(seeded).execute(WITH_SLASHES)
    assert references.referred(connection, reference) == ids


def test_a_reference_that_may_be_read_in_two_ways_names_both(
    seeded: Path, shell: Shell, connection: sqlite3.Connection
) -> None:
    shell(seeded).execute(WITH_SLASHES)
    with pytest.raises(
        NotFound, match=r"Several are called water/2\. Name one of: peace-talks/water/2, water/2"
    ):
        references.referred(connection, "water/2")


def test_a_reference_that_several_reports_have_is_refused_with_the_ways_to_name_it(
    connection: sqlite3.Connection,
) -> None:
    with pytest.raises(NotFound, match="Name one of: water/1, peace-talks/1"):
        references.referred(connection, "1")


@pytest.mark.parametrize("reference", ["", "99", "wine/1", "water/99", "2,", "water/", "/", "140", "\x1b[2J"])
def test_a_reference_to_nothing_is_not_found(connection: sqlite3.Connection, reference: str) -> None:
    with pytest.raises(NotFound, match="There is no recommendation"):
        references.referred(connection, reference)


def test_what_was_read_cannot_be_changed(connection: sqlite3.Connection) -> None:
    with pytest.raises(AttributeError):
        queries.recommendation(connection, 1).title = "x"  # type: ignore[misc]


def test_what_was_read_is_printed_as_json_with_all_that_is_in_it(
    writer: Writer, connection: sqlite3.Connection
) -> None:
    edits.add_note(writer, [1], "Words", analyst="amy")
    again = json.loads(json_text(queries.recommendation(connection, 1)))
    assert (again["mentions"][0]["actor"], again["notes"][0]["body"]) == ("Pakistan", "Words")


@pytest.mark.parametrize(
    "reader", [queries.overview, lambda c, _: history.entries(c)], ids=["list", "history"]
)
def test_a_reader_that_stops_in_the_middle_holds_up_nobody(
    seeded: Path,
    writer: Writer,
    connection: sqlite3.Connection,
    reader: Callable[..., Iterator[object]],
) -> None:
    edits.add_note(writer, [1], "One", analyst="amy")
    edits.add_note(writer, [1], "Two", analyst="amy")
    rows = reader(connection, select(connection, ""))
    next(rows)
    with closing(sqlite3.connect(seeded, isolation_level=None, timeout=0)) as other:
        other.execute("UPDATE recommendation SET review_status = 'reviewed' WHERE id = 1")


@pytest.mark.parametrize("sql", [queries._SHOWN, queries._MENTIONS, queries._TAGS])
def test_one_recommendation_is_read_without_looking_through_all(
    connection: sqlite3.Connection, sql: str
) -> None:
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", (1,))]
    # What a subquery made is looked through; a table or an index is searched.
    assert not [step for step in plan if step.startswith("SCAN") and step != "SCAN h"], plan
