"""What the views answer of the past: tags under their names of then, the first status, what was undone."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.statements import past_the_guards
from tracker import edits
from tracker.database import file, view_columns
from tracker.database.writer import Writer
from tracker.edits.undo import redo, undo

Shell = Callable[[Path], sqlite3.Connection]
Rows = list[tuple[object, ...]]


@pytest.fixture
def ask(seeded: Path) -> Callable[[str], Rows]:
    def run(sql: str) -> Rows:
        with closing(file.connect(seeded)) as connection:
            return connection.execute(sql).fetchall()

    return run


def test_a_tag_is_in_its_history_under_the_name_it_had_and_in_today_s_view_under_today_s(
    seeded: Path, writer: Writer, shell: Shell, ask: Callable[[str], Rows]
) -> None:
    edits.change_tags(writer, [1], add=["aid"], analyst="amy")
    shell(seeded).execute("UPDATE tag SET name = 'relief' WHERE name = 'aid'")
    edits.change_tags(writer, [1], remove=["relief"], analyst="bob")
    shell(seeded).execute("INSERT INTO tagging SELECT 1, id FROM tag")
    found = ask("SELECT reference, tag, operation, changed_by FROM tag_history ORDER BY change_id")
    assert found == [
        ("1", "aid", "tagged", "amy"),
        ("1", "relief", "untagged", "bob"),
        ("1", "relief", "tagged", None),
    ]
    assert ask("SELECT tag, tagged_by, tagged_at IS NOT NULL FROM recommendation_tag") == [
        ("relief", None, 1)
    ]


def test_a_deleted_tag_stays_in_the_history_under_its_name(
    seeded: Path, writer: Writer, shell: Shell, ask: Callable[[str], Rows]
) -> None:
    edits.change_tags(writer, [1], add=["aid"], analyst="amy")
    shell(seeded).execute("DELETE FROM tag")
    found = ask("SELECT tag, operation FROM tag_history ORDER BY change_id")
    assert found == [("aid", "tagged"), ("aid", "untagged")]


def test_who_put_a_tag_on_is_who_did_it_last(writer: Writer, ask: Callable[[str], Rows]) -> None:
    edits.change_tags(writer, [1, 2], add=["aid"], analyst="amy")
    edits.change_tags(writer, [1], remove=["aid"], analyst="amy")
    edits.change_tags(writer, [1], add=["aid"], analyst="bob")
    found = ask("SELECT recommendation_id, tagged_by FROM recommendation_tag ORDER BY recommendation_id")
    assert found == [(1, "bob"), (2, "amy")]


def test_the_status_a_recommendation_came_with_is_the_first_row_of_its_history(
    writer: Writer, ask: Callable[[str], Rows]
) -> None:
    edits.set_status(writer, [1], "in_review", analyst="amy")
    found = ask(
        "SELECT from_status, to_status, changed_by, kind FROM status_history"
        " WHERE recommendation_id = 1 ORDER BY changed_at, change_id"
    )
    assert found == [(None, "unreviewed", "loader", "load"), ("unreviewed", "in_review", "amy", "edit")]


def test_a_recommendation_that_came_without_a_change_has_a_first_row_too(
    seeded: Path, writer: Writer, shell: Shell, ask: Callable[[str], Rows]
) -> None:
    past_the_guards(
        shell(seeded),
        "INSERT INTO recommendation (report_id, reference, position, title, text, created_at)"
        " VALUES (1, '9', 9, 'T', 'T', '2020-01-01T00:00:00Z')",
    )
    first = (None, "unreviewed", None, "2020-01-01T00:00:00Z", None)
    sql = (
        "SELECT from_status, to_status, changed_by, changed_at, change_id FROM status_history"
        " WHERE reference = '9' ORDER BY from_status"
    )
    assert ask(sql) == [first]
    edits.set_status(writer, [5], "reviewed", analyst="amy")
    assert ask(sql)[0] == first
    assert ask(sql)[1][:3] == ("unreviewed", "reviewed", "amy")


def test_when_a_status_was_set_is_in_the_overview_and_empty_where_nobody_did(
    seeded: Path, writer: Writer, ask: Callable[[str], Rows]
) -> None:
    edits.set_status(writer, [1], "in_review", analyst="amy")
    edits.add_note(writer, [2], "No status.", analyst="amy")
    found = ask(
        "SELECT recommendation_id, status_changed_at = updated_at, created_at <= updated_at"
        " FROM recommendation_overview ORDER BY recommendation_id LIMIT 2"
    )
    assert found == [(1, 1, 1), (2, None, 1)]


def test_what_was_undone_is_marked_until_it_is_done_again(
    seeded: Path, writer: Writer, shell: Shell, ask: Callable[[str], Rows]
) -> None:
    edits.add_note(writer, [1], "Mine.", analyst="amy")
    marks = "SELECT kind, undone FROM history WHERE note_id = 1 ORDER BY change_id"
    assert ask(marks) == [("edit", 0)]
    undo(writer, analyst="amy")
    assert ask(marks) == [("edit", 1), ("undo", 0)]
    redo(writer, analyst="amy")
    assert ask(marks) == [("edit", 0), ("undo", 1), ("redo", 0)]
    shell(seeded).execute("UPDATE note SET body = 'Theirs.'")
    ((last,),) = ask("SELECT max(change_id) FROM history")
    undo(writer, analyst="amy", number=f"c{last}")
    assert ask(marks)[3:] == [(None, 1), ("undo", 0)]


def test_only_a_change_of_a_note_names_a_note(writer: Writer, ask: Callable[[str], Rows]) -> None:
    edits.set_status(writer, [1], "in_review", analyst="amy")
    edits.add_note(writer, [2], "Mine.", analyst="amy")
    found = ask("SELECT table_name, note_id FROM history ORDER BY change_id DESC LIMIT 2")
    assert found == [("note", 1), ("recommendation", None)]


@pytest.mark.parametrize("held", ["no JSON", "[]", '{"body":' * 3_000 + "1" + "}" * 3_000])
def test_no_change_that_is_no_row_keeps_a_view_from_being_read(
    seeded: Path, writer: Writer, shell: Shell, ask: Callable[[str], Rows], held: str
) -> None:
    edits.change_tags(writer, [1], add=["aid"], analyst="amy")
    edits.add_note(writer, [1], "x", analyst="amy")
    outside = shell(seeded)
    for table in ("recommendation", "note", "tagging", "tag"):
        for key in ('{"id":1}', "no JSON"):
            for operation in ("insert", "update", "delete"):
                past_the_guards(
                    outside,
                    "INSERT INTO change (table_name, row_key, recommendation_id, operation, before, after)"
                    " VALUES (?, ?, 1, ?, ?, ?)",
                    *(table, key, operation, held, held),
                )
    for view in view_columns.VIEWS:
        ask(f"SELECT * FROM {view}")
