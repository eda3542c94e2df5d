"""Undo and redo by example: what comes back, what is refused and who is named."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.statements import NESTED, past_the_guards
from tracker import edits
from tracker.database.writer import Writer, open_changeset
from tracker.edits.undo import redo, undo
from tracker.errors import BadInput, CannotUndo, NotFound, NothingToRedo, NothingToUndo

Shell = Callable[[Path], sqlite3.Connection]
Sql = Callable[..., list[Any]]
Shell = Callable[[Path], sqlite3.Connection]


@pytest.fixture
def sql(seeded: Path, shell: Shell) -> Sql:
    """Runs a statement from outside; one column comes back as plain values."""
    connection = shell(seeded)

    def run(statement: str, *parameters: Any) -> list[Any]:
        rows = connection.execute(statement, parameters).fetchall()
        return [row[0] for row in rows] if rows and len(rows[0]) == 1 else rows

    return run


def statuses(sql: Sql) -> list[str]:
    return sql("SELECT review_status FROM recommendation ORDER BY id")


def rows(sql: Sql) -> list[list[Any]]:
    """All that analysts can edit."""
    return [sql(f"SELECT * FROM {table}") for table in ("recommendation", "note", "tag", "tagging")]


def last_outside(sql: Sql) -> str:
    return f"c{sql('SELECT max(id) FROM change WHERE changeset_id IS NULL')[0]}"


# Back and forth


def test_undo_takes_back_the_latest_edit(writer: Writer, sql: Sql) -> None:
    edits.set_status(writer, [1], "in_review", analyst="amy")
    edits.set_status(writer, [1], "reviewed", reason="Read", analyst="amy")
    undo(writer, analyst="amy")
    assert sql("SELECT review_status, status_reason FROM recommendation WHERE id = 1") == [
        ("in_review", None)
    ]


def test_undo_twice_takes_back_the_two_latest_edits(writer: Writer, sql: Sql) -> None:
    before = rows(sql)
    edits.add_note(writer, [1], "One", analyst="amy")
    edits.set_status(writer, [1], "reviewed", analyst="amy")
    undo(writer, analyst="amy")
    undo(writer, analyst="amy")
    assert rows(sql) == before


def test_undo_says_what_it_took_back(writer: Writer) -> None:
    edits.set_status(writer, [1], "reviewed", analyst="amy")
    assert undo(writer, analyst="amy").summary == "Undone: water/1: Unreviewed -> Reviewed"


def test_an_undo_is_a_changeset_that_names_the_one_it_reverts(writer: Writer, sql: Sql) -> None:
    edit = edits.set_status(writer, [1], "reviewed", analyst="amy")
    undone = undo(writer, analyst="amy")
    row = sql("SELECT kind, analyst, reverts_id FROM changeset WHERE id = ?", undone.changeset_id)
    assert row == [("undo", "amy", edit.changeset_id)]


def test_an_undo_adds_to_the_history_and_takes_nothing_from_it(writer: Writer, sql: Sql) -> None:
    edits.set_status(writer, [1], "reviewed", analyst="amy")
    before = sql("SELECT * FROM change")
    undo(writer, analyst="amy")
    assert sql("SELECT * FROM change")[:-1] == before


def test_with_nothing_left_to_undo_the_analyst_is_told_so(writer: Writer) -> None:
    edits.set_status(writer, [1], "reviewed", analyst="amy")
    undo(writer, analyst="amy")
    with pytest.raises(NothingToUndo, match="Nothing to undo"):
        undo(writer, analyst="amy")


def test_undo_takes_back_the_analyst_s_own_edits_only(writer: Writer, sql: Sql) -> None:
    edits.set_status(writer, [1], "in_review", analyst="amy")
    edits.set_status(writer, [2], "reviewed", analyst="bob")
    undo(writer, analyst="amy")
    assert statuses(sql)[:2] == ["unreviewed", "reviewed"]


def test_a_load_is_skipped(writer: Writer) -> None:
    with pytest.raises(NothingToUndo):
        undo(writer, analyst="loader")


def test_a_change_from_outside_is_skipped(writer: Writer, sql: Sql) -> None:
    edits.set_status(writer, [1], "reviewed", analyst="amy")
    sql("UPDATE recommendation SET review_status = 'in_review' WHERE id = 2")
    undo(writer, analyst="amy")
    assert statuses(sql)[:2] == ["unreviewed", "in_review"]


def test_redo_does_again_what_undo_took_back(writer: Writer, sql: Sql) -> None:
    edits.change_tags(writer, [1, 2], add=["aid"], analyst="amy")
    after = rows(sql)
    undo(writer, analyst="amy")
    again = redo(writer, analyst="amy")
    assert (rows(sql), again.summary) == (after, "Redone: Tagged water/1, water/2: aid")


def test_redo_twice_after_undo_twice_is_as_before_both(writer: Writer, sql: Sql) -> None:
    edits.add_note(writer, [1], "One", analyst="amy")
    edits.set_status(writer, [1], "reviewed", analyst="amy")
    after = rows(sql)
    undo(writer, analyst="amy")
    undo(writer, analyst="amy")
    redo(writer, analyst="amy")
    redo(writer, analyst="amy")
    assert rows(sql) == after


def test_what_was_done_again_can_be_undone_again(writer: Writer, sql: Sql) -> None:
    before = rows(sql)
    edits.add_note(writer, [1], "One", analyst="amy")
    undo(writer, analyst="amy")
    redo(writer, analyst="amy")
    undo(writer, analyst="amy")
    assert rows(sql) == before


def test_an_edit_after_an_undo_ends_redo(writer: Writer) -> None:
    edits.add_note(writer, [1], "One", analyst="amy")
    undo(writer, analyst="amy")
    edits.add_note(writer, [1], "Two", analyst="amy")
    with pytest.raises(NothingToRedo, match="Nothing to redo"):
        redo(writer, analyst="amy")


def test_another_analyst_s_edit_does_not_end_redo(writer: Writer, sql: Sql) -> None:
    edits.add_note(writer, [1], "One", analyst="amy")
    undo(writer, analyst="amy")
    edits.add_note(writer, [2], "Two", analyst="bob")
    redo(writer, analyst="amy")
    assert sql("SELECT body FROM note ORDER BY body") == ["One", "Two"]


def test_without_an_undo_there_is_nothing_to_redo(writer: Writer) -> None:
    edits.add_note(writer, [1], "One", analyst="amy")
    with pytest.raises(NothingToRedo):
        redo(writer, analyst="amy")


def test_what_was_done_again_is_not_done_a_third_time(writer: Writer) -> None:
    edits.add_note(writer, [1], "One", analyst="amy")
    undo(writer, analyst="amy")
    redo(writer, analyst="amy")
    with pytest.raises(NothingToRedo):
        redo(writer, analyst="amy")


def test_undo_and_redo_survive_a_restart(writer: Writer, seeded: Path, sql: Sql) -> None:
    before = rows(sql)
    edits.add_note(writer, [1], "One", analyst="amy")
    after = rows(sql)
    writer.close()
    second = Writer(seeded)
    undo(second, analyst="amy")
    undone = rows(sql)
    second.close()
    third = Writer(seeded)
    redo(third, analyst="amy")
    third.close()
    assert (undone, rows(sql)) == (before, after)


def test_a_deleted_note_returns_under_its_number(writer: Writer, sql: Sql) -> None:
    edits.add_note(writer, [1], "One", analyst="amy")
    before = sql("SELECT * FROM note")
    edits.delete_note(writer, before[0][0], seen="One", analyst="bob")
    undo(writer, analyst="bob")
    assert sql("SELECT * FROM note") == before


def test_a_deleted_tag_returns_with_its_taggings(writer: Writer, sql: Sql) -> None:
    edits.change_tags(writer, [1, 3], add=["aid"], analyst="amy")
    edits.recolour_tag(writer, "aid", "green", analyst="amy")
    before = rows(sql)
    edits.delete_tag(writer, "aid", analyst="bob")
    undo(writer, analyst="bob")
    assert rows(sql) == before


def test_a_merged_tag_returns_and_the_other_keeps_what_it_had(writer: Writer, sql: Sql) -> None:
    edits.change_tags(writer, [1, 2], add=["relief"], analyst="amy")
    edits.change_tags(writer, [2, 3], add=["aid"], analyst="amy")
    before = rows(sql)
    edits.merge_tags(writer, "relief", "aid", analyst="bob")
    undo(writer, analyst="bob")
    assert rows(sql) == before


def test_a_rename_of_the_case_only_is_taken_back(writer: Writer, sql: Sql) -> None:
    edits.change_tags(writer, [1], add=["aid"], analyst="amy")
    edits.rename_tag(writer, "aid", "AID", analyst="amy")
    undo(writer, analyst="amy")
    assert sql("SELECT name FROM tag") == ["aid"]


def test_a_returned_note_is_found_by_the_search_again(writer: Writer, sql: Sql) -> None:
    edits.add_note(writer, [1], "A zeppelin", analyst="amy")
    edits.delete_note(writer, sql("SELECT id FROM note")[0], seen="A zeppelin", analyst="amy")
    undo(writer, analyst="amy")
    assert sql("SELECT count(*) FROM note_search('zeppelin')") == [1]


# By number


def test_another_analyst_s_edit_is_undone_by_its_number(writer: Writer, sql: Sql) -> None:
    bobs = edits.set_status(writer, [1], "reviewed", analyst="bob")
    undo(writer, analyst="amy", number=str(bobs.changeset_id))
    row = sql("SELECT review_status, changed_by FROM recommendation_overview WHERE recommendation_id = 1")
    assert row == [("unreviewed", "amy")]


def test_an_edit_that_another_took_back_is_not_taken_back_again(writer: Writer, sql: Sql) -> None:
    edits.set_status(writer, [2], "reviewed", analyst="bob")
    bobs = edits.set_status(writer, [1], "reviewed", analyst="bob")
    undo(writer, analyst="amy", number=str(bobs.changeset_id))
    undo(writer, analyst="bob")
    assert statuses(sql)[:2] == ["unreviewed", "unreviewed"]


def test_an_earlier_edit_is_undone_by_its_number_and_the_later_ones_stay(writer: Writer, sql: Sql) -> None:
    first = edits.set_status(writer, [1], "reviewed", analyst="amy")
    edits.set_status(writer, [2], "reviewed", analyst="amy")
    undo(writer, analyst="amy", number=f" #{first.changeset_id} ")
    assert statuses(sql)[:2] == ["unreviewed", "reviewed"]


def test_an_edit_taken_back_already_is_refused_with_who_and_the_way_back(writer: Writer) -> None:
    edit = edits.set_status(writer, [1], "reviewed", analyst="amy")
    undone = undo(writer, analyst="bob", number=str(edit.changeset_id))
    with pytest.raises(CannotUndo, match=f"undone already, by bob.*tracker undo {undone.changeset_id}"):
        undo(writer, analyst="amy", number=str(edit.changeset_id))


def test_undoing_an_undo_by_its_number_is_doing_it_again(writer: Writer, sql: Sql) -> None:
    edits.set_status(writer, [1], "reviewed", analyst="amy")
    undone = undo(writer, analyst="amy")
    undo(writer, analyst="bob", number=str(undone.changeset_id))
    kind = sql("SELECT kind FROM changeset ORDER BY id DESC LIMIT 1")
    assert (statuses(sql)[0], kind) == ("reviewed", ["redo"])


def test_an_undo_that_was_taken_back_is_refused(writer: Writer) -> None:
    edits.set_status(writer, [1], "reviewed", analyst="amy")
    undone = undo(writer, analyst="amy")
    redo(writer, analyst="amy")
    with pytest.raises(CannotUndo, match="redone already"):
        undo(writer, analyst="amy", number=str(undone.changeset_id))


def test_undoing_a_redo_by_its_number_takes_the_edit_back(writer: Writer, sql: Sql) -> None:
    edit = edits.set_status(writer, [1], "reviewed", analyst="amy")
    undo(writer, analyst="amy")
    again = redo(writer, analyst="amy")
    undo(writer, analyst="bob", number=str(again.changeset_id))
    reverted = sql("SELECT kind, reverts_id FROM changeset ORDER BY id DESC LIMIT 1")
    assert (statuses(sql)[0], reverted) == ("unreviewed", [("undo", edit.changeset_id)])


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO note (recommendation_id, body) VALUES (1, 'From outside')",
        "UPDATE recommendation SET review_status = 'reviewed', title = 'x' WHERE id = 2",
        "DELETE FROM mention WHERE id = 9",
        "DELETE FROM note",
        "UPDATE actor SET country_code = NULL WHERE id = 1",
        "INSERT INTO review_status VALUES ('escalated', 'Escalated', 'To the board.', 6, '^', 0)",
        "UPDATE review_status SET glyph = 'o' WHERE code = 'unreviewed'",
        "INSERT INTO saved_view (name, query) VALUES ('Mine', 'by:amy')",
    ],
)
def test_a_change_from_outside_is_undone_by_its_number(writer: Writer, sql: Sql, statement: str) -> None:
    sql("INSERT INTO note (recommendation_id, body) VALUES (3, 'There before')")
    tables = ("recommendation", "note", "mention", "actor", "review_status", "saved_view")
    before = [sql(f"SELECT * FROM {table}") for table in tables]
    sql(statement)
    undo(writer, analyst="amy", number=last_outside(sql))
    assert [sql(f"SELECT * FROM {table}") for table in tables] == before


def test_the_undo_of_a_change_from_outside_says_what_it_was(writer: Writer, sql: Sql) -> None:
    sql("INSERT INTO note (id, recommendation_id, body) VALUES (5, 1, 'From outside')")
    number = last_outside(sql)
    undone = undo(writer, analyst="amy", number=number)
    assert undone.summary == f"Undone: Note on water/1: From outside ({number}, from outside)"


def test_an_undone_change_from_outside_is_done_again(writer: Writer, sql: Sql) -> None:
    sql("INSERT INTO note (recommendation_id, body) VALUES (1, 'From outside')")
    after = sql("SELECT * FROM note")
    undo(writer, analyst="amy", number=last_outside(sql))
    redo(writer, analyst="amy")
    assert sql("SELECT * FROM note") == after


def test_a_change_from_outside_is_not_undone_twice(writer: Writer, sql: Sql) -> None:
    sql("INSERT INTO note (recommendation_id, body) VALUES (1, 'From outside')")
    number = last_outside(sql)
    undo(writer, analyst="amy", number=number)
    with pytest.raises(CannotUndo, match=f"{number} was undone already, by amy"):
        undo(writer, analyst="bob", number=number)


def test_a_change_of_a_changeset_is_not_undone_alone(writer: Writer, sql: Sql) -> None:
    edit = edits.set_status(writer, [1], "reviewed", analyst="amy")
    number = f"c{sql('SELECT max(id) FROM change')[0]}"
    with pytest.raises(CannotUndo, match=f"{number} is part of changeset {edit.changeset_id}"):
        undo(writer, analyst="amy", number=number)


def test_a_row_that_is_evidence_stays_though_it_came_from_outside(writer: Writer, sql: Sql) -> None:
    sql(
        "INSERT INTO recommendation (report_id, reference, position, title, text) VALUES (2, '9', 9, 't', 'x')"
    )
    with pytest.raises(CannotUndo, match="evidence"):
        undo(writer, analyst="amy", number=last_outside(sql))


def test_an_undo_of_many_rows_asks_for_each_row_only_what_it_must(
    monkeypatch: pytest.MonkeyPatch, writer: Writer
) -> None:
    def statements(ids: list[int]) -> int:
        edits.add_note(writer, ids, "Words", analyst="amy")
        asked: list[str] = []
        with writer.transaction() as connection:
            connection.set_trace_callback(lambda sql: asked.append(sql) if not sql.startswith("--") else None)
        undo(writer, analyst="amy")
        with writer.transaction() as connection:
            connection.set_trace_callback(None)
        return len(asked)

    one, four = statements([1]), statements([1, 2, 3, 4])
    # What the triggers do counts, too, each of their rules as one; reading the shape of all tables for each row
    # took 35 more.
    assert (four - one) / 3 < 25


@pytest.mark.parametrize(
    ("table", "key", "after"),
    [
        ("nothing", '{"id":1}', "{}"),
        ("note", "no JSON", "{}"),
        ("note", "[]", "{}"),
        ("note", "{}", "{}"),
        ("note", '{"id":null}', "{}"),
        ("note", '{"id":1}', "[1]"),
        # An insert of nothing would be undone by deleting the note.
        ("note", '{"id":1}', "{}"),
        ("note", '{"id":1}', '{"id":1}'),
        ("note", '{"id":1}', NESTED),
        ("note", NESTED, "{}"),
        ("note", '{"id":99999999999999999999999999}', "{}"),
        ("note", '{"id":1,"id":2}', "{}"),
        ("note", '{"id":NaN}', "{}"),
        ("note", '{"id":true}', "{}"),
    ],
)
def test_a_change_that_another_program_made_up_is_not_undone(
    writer: Writer, seeded: Path, shell: Shell, sql: Sql, table: str, key: str, after: str
) -> None:
    edits.add_note(writer, [1], "Mine.", analyst="amy")
    past_the_guards(
        shell(seeded),
        """INSERT INTO change (table_name, row_key, operation, "after") VALUES (?, ?, 'insert', ?)""",
        *(table, key, after),
    )
    with pytest.raises(CannotUndo, match=r"cannot be read\. tracker check"):
        undo(writer, analyst="amy", number=last_outside(sql))
    assert sql("SELECT body FROM note") == ["Mine."]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Each name would stand in the SQL of the undo.
        ('{"body\\" = ?1 --":"Owned."}', "{}"),
        ('{"body\\" = ?1 --":"Owned."}', '{"body\\" = ?1 --":"x"}'),
        ('{"mood":"bad"}', '{"mood":"good"}'),
        ('{"rowid":7}', '{"rowid":1}'),
        ('{"id":7}', '{"id":1}'),
        ('{"body":"a","body":"Owned."}', '{"body":"Mine."}'),
        ('{"body":"Owned."}', "{}"),
        ('{"body":"Owned."}', '{"author":"amy"}'),
        ('{"body":["Owned."]}', '{"body":"Mine."}'),
        ('{"body":Infinity}', '{"body":"Mine."}'),
        ('{"body":1.5}', '{"body":"Mine."}'),
    ],
)
def test_a_change_with_a_name_that_is_no_column_or_a_value_that_none_has_is_not_undone(
    writer: Writer, seeded: Path, shell: Shell, sql: Sql, before: str, after: str
) -> None:
    edits.add_note(writer, [1, 2], "Mine.", analyst="amy")
    past_the_guards(
        shell(seeded),
        """INSERT INTO change (table_name, row_key, recommendation_id, operation, before, after)
        VALUES ('note', '{"id":1}', 1, 'update', ?, ?)""",
        *(before, after),
    )
    with pytest.raises(CannotUndo, match=r"cannot be read\. tracker check"):
        undo(writer, analyst="amy", number=last_outside(sql))
    assert sql("SELECT body FROM note") == ["Mine.", "Mine."]


def test_a_row_whose_number_was_taken_is_not_undone_by_renaming_a_number(
    writer: Writer, seeded: Path, shell: Shell
) -> None:
    edits.add_note(writer, [1], "Mine.", analyst="amy")
    edits.delete_note(writer, 1, seen="Mine.", analyst="amy")
    past_the_guards(shell(seeded), "INSERT INTO note (id, recommendation_id, body) VALUES (1, 2, 'Theirs.')")
    with pytest.raises(CannotUndo, match="a number never changes, so that row would have to go first"):
        undo(writer, analyst="amy")


def test_a_note_that_came_back_is_not_said_to_be_edited(writer: Writer, sql: Sql) -> None:
    edits.add_note(writer, [1], "Words", analyst="amy")
    sql("UPDATE note SET created_at = '2026-01-01T00:00:00Z'")
    edits.delete_note(writer, 1, seen="Words", analyst="amy")
    undo(writer, analyst="amy")
    assert sql("SELECT updated_at FROM recommendation_note") == ["2026-01-01T00:00:00Z"]
    edits.edit_note(writer, 1, "Other words", seen="Words", analyst="amy")
    assert sql("SELECT updated_at > created_at FROM recommendation_note") == [1]


def test_the_undo_of_a_tag_deleted_from_outside_says_how_to_have_it_back_where_it_was(
    writer: Writer, sql: Sql
) -> None:
    edits.change_tags(writer, [1, 2], add=["aid"], analyst="amy")
    edits.change_tags(writer, [1], add=["arms"], analyst="amy")
    sql("DELETE FROM tagging WHERE tag_id = (SELECT id FROM tag WHERE name = 'arms')")
    sql("DELETE FROM tag WHERE name = 'aid'")
    last = int(last_outside(sql)[1:])
    saved = undo(writer, analyst="amy", number=f"c{last}")
    assert saved.summary.endswith(f"undo c{last - 2} to c{last - 1} too, to have it back where it was")
    for number in (last - 1, last - 2):
        undo(writer, analyst="amy", number=f"c{number}")
    assert sql("SELECT recommendation_id FROM recommendation_tag WHERE tag = 'aid' ORDER BY 1") == [1, 2]
    sql("DELETE FROM tag WHERE name = 'arms'")
    assert "undo c" not in undo(writer, analyst="amy", number=last_outside(sql)).summary


def test_the_history_of_a_status_tells_a_decision_from_an_undo(writer: Writer, sql: Sql) -> None:
    edits.set_status(writer, [1], "reviewed", analyst="amy")
    undo(writer, analyst="amy")
    redo(writer, analyst="amy")
    sql("UPDATE recommendation SET review_status = 'in_review' WHERE id = 1")
    kinds = sql("SELECT kind FROM status_history WHERE from_status IS NOT NULL ORDER BY change_id")
    assert kinds == ["edit", "undo", "redo", None]


def test_a_load_is_not_undone_by_its_number(writer: Writer) -> None:
    with pytest.raises(CannotUndo, match="1 is a load, which cannot be undone"):
        undo(writer, analyst="amy", number="1")


def test_a_check_is_not_undone_by_its_number(writer: Writer) -> None:
    with writer.transaction() as connection:
        number = open_changeset(connection, analyst="amy", kind="check", summary="Mended the rows")
    with pytest.raises(CannotUndo, match=f"{number} is a check"):
        undo(writer, analyst="amy", number=str(number))


@pytest.mark.parametrize("number", ["99", "c9999", "0", "999999999999999999"])
def test_an_unknown_number_is_not_found(writer: Writer, number: str) -> None:
    with pytest.raises(NotFound):
        undo(writer, analyst="amy", number=number)


@pytest.mark.parametrize("number", ["", "c", "x", "-1", "1.5", "1; DROP TABLE note", "9" * 19, "\x1b[2J"])
def test_what_is_no_number_is_refused(writer: Writer, number: str) -> None:
    with pytest.raises(BadInput, match="is not the number of a change"):
        undo(writer, analyst="amy", number=number)


# What came in between


def test_a_status_set_by_another_since_is_left_with_who_set_it(writer: Writer) -> None:
    edits.set_status(writer, [1], "in_review", analyst="amy")
    edits.set_status(writer, [1], "reviewed", analyst="bob")
    with pytest.raises(CannotUndo, match=r"by bob at .*review_status is now 'reviewed', not 'in_review'"):
        undo(writer, analyst="amy")


def test_a_status_set_from_outside_since_is_left_too(writer: Writer, sql: Sql) -> None:
    edits.set_status(writer, [1], "in_review", analyst="amy")
    sql("UPDATE recommendation SET review_status = 'reviewed' WHERE id = 1")
    with pytest.raises(CannotUndo, match="by another program at"):
        undo(writer, analyst="amy")


def test_a_refused_undo_puts_nothing_back_of_the_rows_that_are_as_they_were_left(
    writer: Writer, sql: Sql
) -> None:
    edits.set_status(writer, [1, 2, 3], "in_review", analyst="amy")
    edits.set_status(writer, [2], "reviewed", analyst="bob")
    before = rows(sql), sql("SELECT * FROM changeset")
    with pytest.raises(CannotUndo):
        undo(writer, analyst="amy")
    assert (rows(sql), sql("SELECT * FROM changeset")) == before


def test_a_change_of_another_column_since_is_no_obstacle(writer: Writer, sql: Sql) -> None:
    edits.set_status(writer, [1], "in_review", analyst="amy")
    sql("UPDATE recommendation SET title = 'A better label' WHERE id = 1")
    undo(writer, analyst="amy")
    assert sql("SELECT review_status, title FROM recommendation WHERE id = 1") == [
        ("unreviewed", "A better label")
    ]


def test_a_value_that_was_changed_and_set_back_is_no_obstacle(writer: Writer, sql: Sql) -> None:
    edits.set_status(writer, [1], "in_review", analyst="amy")
    edits.set_status(writer, [1], "reviewed", analyst="bob")
    edits.set_status(writer, [1], "in_review", analyst="bob")
    undo(writer, analyst="amy")
    assert statuses(sql)[0] == "unreviewed"


def test_a_note_that_another_edited_since_is_left(writer: Writer, sql: Sql) -> None:
    edits.add_note(writer, [1], "One", analyst="amy")
    edits.edit_note(writer, sql("SELECT id FROM note")[0], "Two", seen="One", analyst="bob")
    with pytest.raises(CannotUndo, match=r"by bob at .*body is now 'Two', not 'One'"):
        undo(writer, analyst="amy")


def test_a_note_that_another_deleted_since_stays_deleted(writer: Writer, sql: Sql) -> None:
    edits.add_note(writer, [1], "One", analyst="amy")
    number = sql("SELECT id FROM note")[0]
    edits.edit_note(writer, number, "Two", seen="One", analyst="amy")
    edits.delete_note(writer, number, seen="Two", analyst="bob")
    with pytest.raises(CannotUndo, match="deleted since, by bob"):
        undo(writer, analyst="amy")


def test_a_tag_is_not_given_back_a_name_that_another_has_now(writer: Writer) -> None:
    edits.change_tags(writer, [1], add=["aid"], analyst="amy")
    edits.rename_tag(writer, "aid", "relief", analyst="amy")
    edits.change_tags(writer, [2], add=["AID"], analyst="bob")
    with pytest.raises(CannotUndo, match="Another tag has taken the name 'aid', by bob"):
        undo(writer, analyst="amy")


def test_a_deleted_tag_does_not_return_beside_another_of_its_name(writer: Writer) -> None:
    edits.change_tags(writer, [1], add=["aid"], analyst="amy")
    edits.delete_tag(writer, "aid", analyst="amy")
    edits.change_tags(writer, [2], add=["aid"], analyst="bob")
    with pytest.raises(CannotUndo, match="Another tag has taken the name 'aid', by bob"):
        undo(writer, analyst="amy")


def test_a_new_tag_that_another_uses_by_now_stays(writer: Writer, sql: Sql) -> None:
    edits.change_tags(writer, [1], add=["aid"], analyst="amy")
    edits.change_tags(writer, [2], add=["aid"], analyst="bob")
    with pytest.raises(CannotUndo, match="tag 1 is in use by a tagging, by bob"):
        undo(writer, analyst="amy")
    assert sql("SELECT count(*) FROM tagging") == [2]


def test_a_tagging_that_another_put_back_meanwhile_is_left(writer: Writer) -> None:
    edits.change_tags(writer, [1], add=["aid"], analyst="amy")
    edits.change_tags(writer, [1], remove=["aid"], analyst="amy")
    edits.change_tags(writer, [1], add=["aid"], analyst="bob")
    with pytest.raises(CannotUndo, match="Another tagging has taken"):
        undo(writer, analyst="amy")


def test_a_tagging_of_a_tag_that_is_gone_does_not_return(writer: Writer) -> None:
    edits.change_tags(writer, [1], add=["aid"], analyst="bob")
    edits.change_tags(writer, [1], remove=["aid"], analyst="amy")
    edits.delete_tag(writer, "aid", analyst="bob")
    with pytest.raises(CannotUndo, match=r"cannot be put back: tagging\.tag_id must be in tag"):
        undo(writer, analyst="amy")


def test_a_redo_overwrites_nothing_newer_either(writer: Writer) -> None:
    edits.set_status(writer, [1], "in_review", analyst="amy")
    undo(writer, analyst="amy")
    edits.set_status(writer, [1], "reviewed", analyst="bob")
    with pytest.raises(CannotUndo, match="by bob"):
        redo(writer, analyst="amy")


UPGRADED = "INSERT INTO schema_revision (revision, last_change_id) SELECT '9999', max(id) FROM change"
YOUNGER_THAN_THE_CHANGE = """UPDATE change SET "before" = json_remove("before", '$.position')
WHERE table_name = 'tag' AND operation = 'delete'"""
OF_ANOTHER_SHAPE = """UPDATE change SET "before" = '{"mood":"x"}', "after" = '{"mood":"y"}'
WHERE table_name = 'recommendation' AND operation = 'update'"""


def test_what_was_done_before_an_upgrade_is_undone(
    writer: Writer, seeded: Path, shell: Shell, sql: Sql
) -> None:
    edits.set_status(writer, [1], "in_review", analyst="amy")
    past_the_guards(shell(seeded), UPGRADED)
    undo(writer, analyst="amy")
    assert statuses(sql)[0] == "unreviewed"


def test_a_row_that_lacks_a_column_is_put_back_where_an_upgrade_added_that_since(
    writer: Writer, seeded: Path, shell: Shell, sql: Sql
) -> None:
    sql("INSERT INTO tag (name, colour) VALUES ('aid', 'green'), ('arms', NULL)")
    edits.delete_tag(writer, "aid", analyst="amy")
    past_the_guards(shell(seeded), YOUNGER_THAN_THE_CHANGE)
    with pytest.raises(CannotUndo, match=r"The record of change c\d+ cannot be read"):
        undo(writer, analyst="amy")
    past_the_guards(shell(seeded), UPGRADED)
    undo(writer, analyst="amy")
    assert sql("SELECT name, colour, position FROM tag ORDER BY position") == [
        ("arms", None, 2),
        ("aid", "green", 3),
    ]


def test_what_holds_a_column_that_an_upgrade_took_away_is_not_undone(
    writer: Writer, seeded: Path, shell: Shell
) -> None:
    edits.set_status(writer, [1], "in_review", analyst="amy")
    past_the_guards(shell(seeded), OF_ANOTHER_SHAPE)
    past_the_guards(shell(seeded), UPGRADED)
    with pytest.raises(CannotUndo, match="taken another shape"):
        undo(writer, analyst="amy")


def test_what_was_done_after_an_upgrade_is_undone(
    writer: Writer, seeded: Path, shell: Shell, sql: Sql
) -> None:
    past_the_guards(shell(seeded), UPGRADED)
    edits.set_status(writer, [1], "in_review", analyst="amy")
    undo(writer, analyst="amy")
    assert statuses(sql)[0] == "unreviewed"


def test_a_refusal_echoes_nothing_dangerous(writer: Writer, sql: Sql) -> None:
    edits.add_note(writer, [1], "One", analyst="amy")
    sql("UPDATE note SET body = char(27) || '[2J' || char(8238)")
    with pytest.raises(CannotUndo) as caught:
        undo(writer, analyst="amy")
    assert "\x1b" not in str(caught.value)
    assert "\u202e" not in str(caught.value)
