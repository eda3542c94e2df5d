"""Reading the history: which entries there are, in which order, and what each of them says."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.statements import NESTED, past_the_guards
from tracker import edits
from tracker.database.writer import Writer
from tracker.edits.undo import redo, undo
from tracker.reading import history
from tracker.reading.history import CHANGES_SHOWN, HistoryEntry

Shell = Callable[[Path], sqlite3.Connection]


@pytest.fixture
def outside(seeded: Path, shell: Shell) -> sqlite3.Connection:
    return shell(seeded)


def read(
    connection: sqlite3.Connection, *recommendation_ids: int, limit: int | None = None
) -> list[HistoryEntry]:
    return list(history.entries(connection, recommendation_ids=recommendation_ids, limit=limit))


def kinds(entries: list[HistoryEntry]) -> list[tuple[str, str | None]]:
    return [(entry.kind, entry.changed_by) for entry in entries]


def test_an_empty_database_has_no_history(database: Path, shell: Shell) -> None:
    assert read(shell(database)) == []


def test_a_load_is_one_entry_with_all_its_changes_counted(connection: sqlite3.Connection) -> None:
    (entry,) = read(connection)
    assert (entry.number, entry.kind, entry.changed_by, entry.summary, entry.change_count) == (
        "1",
        "load",
        "loader",
        "Loaded two small reports",
        22,
    )


def test_an_edit_is_an_entry_with_its_rows_before_and_after(
    writer: Writer, connection: sqlite3.Connection
) -> None:
    edits.set_status(writer, [4], "reviewed", reason="Read", analyst="amy")
    (change,) = read(connection)[0].changes
    assert (change.table_name, change.operation, change.report, change.reference) == (
        "recommendation",
        "update",
        "peace-talks",
        "140.12",
    )
    assert (change.before, change.after) == (
        {"review_status": "unreviewed", "status_reason": None},
        {"review_status": "reviewed", "status_reason": "Read"},
    )


def test_a_new_row_has_no_before_and_a_deleted_one_no_after(
    writer: Writer, connection: sqlite3.Connection
) -> None:
    edits.change_tags(writer, [1], add=["aid"], analyst="amy")
    edits.change_tags(writer, [1], remove=["aid"], analyst="amy")
    (taken_off,), put_on = (entry.changes for entry in read(connection)[:2])
    assert [change.before for change in put_on] == [None, None]
    assert (taken_off.before, taken_off.after) == ({"recommendation_id": 1, "tag_id": 1}, None)


def test_the_newest_entry_comes_first_whether_ours_or_from_outside(
    writer: Writer, connection: sqlite3.Connection, outside: sqlite3.Connection
) -> None:
    edits.add_note(writer, [1], "One", analyst="amy")
    outside.execute("INSERT INTO note (recommendation_id, body) VALUES (1, 'Two')")
    edits.add_note(writer, [1], "Three", analyst="bob")
    outside.execute("INSERT INTO note (recommendation_id, body) VALUES (1, 'Four')")
    undo(writer, analyst="amy")
    assert kinds(read(connection)) == [
        ("undo", "amy"),
        ("outside", None),
        ("edit", "bob"),
        ("outside", None),
        ("edit", "amy"),
        ("load", "loader"),
    ]


def test_changes_within_an_entry_are_in_the_order_they_were_made(
    writer: Writer, connection: sqlite3.Connection
) -> None:
    edits.change_tags(writer, [1, 2], add=["aid"], analyst="amy")
    assert [change.table_name for change in read(connection)[0].changes] == ["tag", "tagging", "tagging"]


def test_each_change_from_outside_is_an_entry_of_its_own_that_undo_takes_by_its_number(
    writer: Writer, connection: sqlite3.Connection, outside: sqlite3.Connection
) -> None:
    outside.execute("INSERT INTO note (recommendation_id, body) VALUES (1, 'One'), (4, 'Two')")
    second, first = read(connection)[:2]
    undo(writer, analyst="amy", number=second.number)
    assert outside.execute("SELECT body FROM note").fetchall() == [("One",)]
    assert first.number == f"c{first.changes[0].change_id}"


@pytest.mark.parametrize(
    ("statement", "summary"),
    [
        (
            "UPDATE recommendation SET review_status = 'reviewed' WHERE id = 1",
            "water/1: Unreviewed -> Reviewed",
        ),
        (
            "UPDATE recommendation SET review_status = 'set_aside', status_reason = 'Old' WHERE id = 4",
            "peace-talks/140.12: Unreviewed -> Set aside (Old)",
        ),
        (
            "UPDATE recommendation SET title = 'x', position = 9 WHERE id = 1",
            "Changed position, title of recommendation water/1",
        ),
        ("INSERT INTO note (recommendation_id, body) VALUES (4, 'x\ny')", "Note on peace-talks/140.12: x y"),
        ("UPDATE note SET body = 'z'", "Note on water/1 edited: z"),
        ("UPDATE note SET author = 'bob'", "Changed author of note on water/1"),
        ("DELETE FROM note", "Note on water/1 deleted: Words"),
        ("INSERT INTO tagging SELECT 2, id FROM tag", "Tagged water/2: aid"),
        ("DELETE FROM tagging", "Untagged water/1: aid"),
        ("INSERT INTO tag (name) VALUES ('new')", "Added tag new"),
        ("UPDATE tag SET colour = 'red'", "Changed colour of tag aid"),
        ("UPDATE actor SET country_code = NULL WHERE id = 1", "Changed country_code of actor Pakistan"),
        ("DELETE FROM mention WHERE id = 1", "Deleted mention Pakistan on water/1"),
        (
            "UPDATE review_status SET glyph = 'x' WHERE code = 'reviewed'",
            "Changed glyph of review status reviewed",
        ),
    ],
)
def test_a_change_from_outside_says_what_it_did_in_the_words_of_an_edit(
    writer: Writer, connection: sqlite3.Connection, outside: sqlite3.Connection, statement: str, summary: str
) -> None:
    edits.change_tags(writer, [1], add=["aid"], analyst="amy")
    edits.add_note(writer, [1], "Words", analyst="amy")
    outside.execute(statement)
    assert read(connection)[0].summary == summary


@pytest.mark.parametrize("table", ["tagging", "note", "recommendation", "mention", "tag", "nothing"])
def test_a_change_that_another_program_made_up_is_listed_like_any_other(
    connection: sqlite3.Connection, outside: sqlite3.Connection, table: str
) -> None:
    for held in ("{}", "[]", "not JSON", NESTED, '{"id":99999999999999999999999999}', '{"id":NaN}'):
        for operation in ("insert", "update", "delete"):
            sides = (None if operation == missing else held for missing in ("insert", "delete"))
            past_the_guards(
                outside,
                'INSERT INTO change (table_name, row_key, operation, "before", "after") VALUES (?, ?, ?, ?, ?)',
                *(table, held, operation, *sides),
            )
    made_up = [entry for entry in read(connection) if entry.kind == "outside"]
    assert [entry.change_count for entry in made_up] == [1] * 18
    assert all(entry.summary.strip() for entry in made_up)


def test_an_edit_is_marked_as_reverted_once_it_was_undone(
    writer: Writer, connection: sqlite3.Connection
) -> None:
    edits.add_note(writer, [1], "One", analyst="amy")
    before = read(connection)[0].reverted
    undo(writer, analyst="amy")
    assert (before, [entry.reverted for entry in read(connection)]) == (False, [False, True, False])


def test_an_edit_that_was_done_again_stands_and_its_undo_is_reverted(
    writer: Writer, connection: sqlite3.Connection
) -> None:
    edits.add_note(writer, [1], "One", analyst="amy")
    undo(writer, analyst="amy")
    redo(writer, analyst="amy")
    marks = [(entry.kind, entry.reverted) for entry in read(connection)]
    assert marks == [("redo", False), ("undo", True), ("edit", False), ("load", False)]


def test_a_change_from_outside_is_marked_as_reverted_once_it_was_undone(
    writer: Writer, connection: sqlite3.Connection, outside: sqlite3.Connection
) -> None:
    outside.execute("INSERT INTO note (recommendation_id, body) VALUES (1, 'One')")
    undo(writer, analyst="amy", number=read(connection)[0].number)
    marks = [(entry.kind, entry.reverted) for entry in read(connection)[:2]]
    assert marks == [("undo", False), ("outside", True)]


def test_what_does_not_concern_the_recommendations_asked_for_is_left_out(
    writer: Writer, connection: sqlite3.Connection, outside: sqlite3.Connection
) -> None:
    edits.add_note(writer, [1], "One", analyst="amy")
    edits.add_note(writer, [2], "Two", analyst="bob")
    outside.execute("INSERT INTO note (recommendation_id, body) VALUES (1, 'Three'), (3, 'Four')")
    assert kinds(read(connection, 1)) == [("outside", None), ("edit", "amy"), ("load", "loader")]


def test_of_a_changeset_only_what_concerns_the_recommendations_is_shown(
    writer: Writer, connection: sqlite3.Connection
) -> None:
    edits.set_status(writer, [1, 2, 3], "reviewed", analyst="amy")
    entry = read(connection, 1, 3)[0]
    assert ([change.report for change in entry.changes], entry.change_count) == (["water", "peace-talks"], 2)


def test_a_limit_gives_the_newest(writer: Writer, connection: sqlite3.Connection) -> None:
    for number in range(5):
        edits.add_note(writer, [1], f"Note {number}", analyst="amy")
    summaries = [entry.summary for entry in read(connection, limit=2)]
    assert summaries == ["Note on water/1: Note 4", "Note on water/1: Note 3"]


def test_a_limit_of_nothing_gives_nothing(connection: sqlite3.Connection) -> None:
    assert read(connection, limit=0) == []


def test_of_a_long_changeset_the_first_changes_are_read_and_all_are_counted(
    writer: Writer, connection: sqlite3.Connection, outside: sqlite3.Connection
) -> None:
    outside.execute(
        "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 309) "
        "INSERT INTO recommendation (id, report_id, reference, position, title, text) "
        "SELECT i, 1, 'x' || i, i, 't', 'A text.' FROM n"
    )
    edits.set_status(writer, range(10, 310), "reviewed", analyst="amy")
    entry = next(history.entries(connection))
    assert (len(entry.changes), entry.change_count) == (CHANGES_SHOWN, 300)


def test_a_changeset_without_a_change_stands_after_what_was_before_it(
    writer: Writer, connection: sqlite3.Connection, outside: sqlite3.Connection
) -> None:
    edits.add_note(writer, [1], "One", analyst="amy")
    outside.execute("INSERT INTO changeset (kind, analyst, summary) VALUES ('load', 'bob', 'A big load')")
    edits.add_note(writer, [1], "Two", analyst="amy")
    assert [entry.summary for entry in read(connection)][1] == "A big load"


def test_an_entry_says_when_it_was_made_in_utc(writer: Writer, connection: sqlite3.Connection) -> None:
    saved = edits.add_note(writer, [1], "One", analyst="amy")
    row = connection.execute("SELECT made_at FROM changeset WHERE id = ?", (saved.changeset_id,)).fetchone()
    assert (read(connection)[0].changed_at,) == row


def test_entries_are_read_one_by_one_so_that_the_first_need_not_wait_for_all(
    writer: Writer, connection: sqlite3.Connection
) -> None:
    edits.add_note(writer, [1], "One", analyst="amy")
    entries = history.entries(connection)
    next(entries)
    assert next(entries).kind == "load"


def test_a_reader_that_stops_half_way_keeps_nobody_from_writing(
    writer: Writer, connection: sqlite3.Connection
) -> None:
    edits.add_note(writer, [1], "One", analyst="amy")
    assert next(history.entries(connection)).changed_by == "amy"
    assert edits.add_note(writer, [1], "Two", analyst="amy").changeset_id is not None
