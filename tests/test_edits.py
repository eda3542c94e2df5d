"""Each thing an analyst does: what the database holds and the history says afterwards, and what is refused."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tracker import edits
from tracker.database import file
from tracker.database.writer import Writer, open_changeset
from tracker.edits.undo import undo
from tracker.errors import BadInput, Conflict, NotFound, TrackerError
from tracker.reading import queries
from tracker.text import NOTE_LIMIT, REASON_LIMIT

Shell = Callable[[Path], sqlite3.Connection]


@pytest.fixture
def sql(seeded: Path, shell: Shell) -> Callable[..., list[Any]]:
    """Runs a statement from outside; one column comes back as plain values."""
    connection = shell(seeded)

    def run(statement: str, *parameters: Any) -> list[Any]:
        rows = connection.execute(statement, parameters).fetchall()
        return [row[0] for row in rows] if rows and len(rows[0]) == 1 else rows

    return run


Sql = Callable[..., list[Any]]


@pytest.fixture
def note_id(writer: Writer, sql: Sql) -> int:
    edits.add_note(writer, [1], "First words", analyst="amy")
    return int(sql("SELECT max(id) FROM note")[0])


def done(sql: Sql, saved: edits.Saved) -> list[Any]:
    """What the history says of a changeset."""
    return sql(
        "SELECT changed_by, reference, operation, table_name FROM history WHERE changeset_id = ? "
        "ORDER BY change_id",
        saved.changeset_id,
    )


def everything(sql: Sql) -> list[list[Any]]:
    tables = sql("SELECT name FROM pragma_table_list WHERE type = 'table' AND name <> 'sqlite_schema'")
    return [sql(f"SELECT * FROM {table}") for table in tables]


# The review status


def test_a_status_is_set_with_its_reason(writer: Writer, sql: Sql) -> None:
    edits.set_status(writer, [1], "set_aside", reason="  Merged\ninto 2 ", analyst="amy")
    row = sql(
        "SELECT review_status, status_reason, changed_by FROM recommendation_overview WHERE position = 1"
    )
    assert row[0] == ("set_aside", "Merged into 2", "amy")


def test_a_status_says_in_the_summary_what_it_was_and_why_it_changed(writer: Writer) -> None:
    saved = edits.set_status(writer, [4], "reviewed", reason="Read twice", analyst="amy")
    assert saved.summary == "peace-talks/140.12: Unreviewed -> Reviewed (Read twice)"


def test_the_summary_names_no_report_where_there_is_only_one(bundled: Path) -> None:

    writer = Writer(bundled)
    saved = edits.set_status(writer, [2], "reviewed", analyst="amy")
    writer.close()
    assert saved.summary == "2: Unreviewed -> Reviewed"


def test_a_status_is_one_changeset_of_one_change_a_recommendation(writer: Writer, sql: Sql) -> None:
    saved = edits.set_status(writer, [1, 2], "in_review", analyst="amy")
    assert done(sql, saved) == [
        ("amy", "1", "update", "recommendation"),
        ("amy", "2", "update", "recommendation"),
    ]


def test_the_summary_is_kept_in_the_history(writer: Writer, sql: Sql) -> None:
    saved = edits.set_status(writer, [1, 2], "in_review", analyst="amy")
    kept = sql("SELECT kind, analyst, summary FROM changeset WHERE id = ?", saved.changeset_id)
    assert kept == [("edit", "amy", "water/1, water/2: Unreviewed -> In review")]


def test_the_status_that_is_there_already_is_no_edit(writer: Writer, sql: Sql) -> None:
    before = everything(sql)
    saved = edits.set_status(writer, [1], "unreviewed", analyst="amy")
    assert (saved.changeset_id, everything(sql)) == (None, before)


def test_what_has_the_status_already_is_left_out_of_the_changeset(writer: Writer, sql: Sql) -> None:
    edits.set_status(writer, [1], "reviewed", analyst="amy")
    saved = edits.set_status(writer, [1, 2], "reviewed", analyst="bob")
    assert [row[1] for row in done(sql, saved)] == ["2"]


def test_another_reason_for_the_same_status_is_an_edit(writer: Writer, sql: Sql) -> None:
    edits.set_status(writer, [1], "reviewed", reason="One", analyst="amy")
    saved = edits.set_status(writer, [1], "reviewed", reason="Two", analyst="amy")
    assert saved.summary == "water/1: Reviewed; reason changed (Two)"


def test_another_status_drops_the_reason_of_the_last(writer: Writer, sql: Sql) -> None:
    edits.set_status(writer, [1], "set_aside", reason="Merged", analyst="amy")
    edits.set_status(writer, [1], "in_review", analyst="amy")
    assert sql("SELECT status_reason FROM recommendation WHERE id = 1") == [None]


def test_statuses_that_differed_are_summed_up_by_the_new_one(writer: Writer) -> None:
    edits.set_status(writer, [1], "in_review", analyst="amy")
    saved = edits.set_status(writer, [1, 2], "reviewed", analyst="amy")
    assert saved.summary == "water/1, water/2: Reviewed"


def test_an_unknown_status_is_refused_with_those_there_are(writer: Writer) -> None:
    with pytest.raises(BadInput, match="unreviewed, in_review, needs_follow_up, reviewed, set_aside"):
        edits.set_status(writer, [1], "done", analyst="amy")


def test_a_status_that_an_office_added_can_be_set(writer: Writer, sql: Sql) -> None:
    sql("INSERT INTO review_status VALUES ('escalated', 'Escalated', 'To the board.', 6, '^', 0)")
    edits.set_status(writer, [1], "escalated", analyst="amy")
    assert sql("SELECT review_status FROM recommendation WHERE id = 1") == ["escalated"]


def test_a_reason_that_is_too_long_is_refused(writer: Writer) -> None:
    with pytest.raises(BadInput, match="The reason has 1,001 characters"):
        edits.set_status(writer, [1], "reviewed", reason="x" * (REASON_LIMIT + 1), analyst="amy")


@pytest.mark.parametrize("ids", [[], [99], [1, 99]])
def test_the_status_of_an_unknown_recommendation_is_not_found(writer: Writer, ids: list[int]) -> None:
    with pytest.raises(NotFound):
        edits.set_status(writer, ids, "reviewed", analyst="amy")


def test_a_status_set_by_another_since_is_a_conflict_that_shows_both_and_who(writer: Writer) -> None:
    edits.set_status(writer, [1], "in_review", analyst="bob")
    with pytest.raises(Conflict, match="status of water/1 was changed meanwhile by bob") as caught:
        edits.set_status(writer, [1], "reviewed", seen="unreviewed", analyst="amy")
    assert (caught.value.mine, caught.value.theirs) == ("Reviewed", "In review")


def test_a_status_set_from_outside_since_is_a_conflict_with_another_program(writer: Writer, sql: Sql) -> None:
    sql("UPDATE recommendation SET review_status = 'in_review' WHERE id = 1")
    with pytest.raises(Conflict, match="by another program"):
        edits.set_status(writer, [1], "reviewed", seen="unreviewed", analyst="amy")


def test_a_status_conflict_blames_who_set_the_status_and_not_who_came_after(writer: Writer) -> None:
    edits.set_status(writer, [1], "in_review", analyst="bob")
    edits.add_note(writer, [1], "Unrelated", analyst="carol")
    with pytest.raises(Conflict, match="by bob"):
        edits.set_status(writer, [1], "reviewed", seen="unreviewed", analyst="amy")


def test_a_status_conflict_writes_nothing(writer: Writer, sql: Sql) -> None:
    edits.set_status(writer, [1], "in_review", analyst="bob")
    before = everything(sql)
    with pytest.raises(Conflict):
        edits.set_status(writer, [1], "reviewed", seen="unreviewed", analyst="amy")
    assert everything(sql) == before


def test_the_status_that_was_seen_may_be_replaced(writer: Writer, sql: Sql) -> None:
    edits.set_status(writer, [1], "in_review", analyst="bob")
    edits.set_status(writer, [1], "reviewed", seen="in_review", analyst="amy")
    assert sql("SELECT review_status FROM recommendation WHERE id = 1") == ["reviewed"]


def test_a_bulk_status_is_refused_where_one_was_set_since_the_list_was_read(
    writer: Writer, connection: sqlite3.Connection
) -> None:
    seen = queries.latest_change_id(connection)
    edits.set_status(writer, [2], "in_review", analyst="bob")
    with pytest.raises(Conflict, match="Somebody set the status of water/2 meanwhile") as caught:
        edits.set_status(writer, [1, 2, 3], "reviewed", seen_change_id=seen, analyst="amy")
    assert caught.value.theirs == "water/2: In review"


def test_a_refused_bulk_status_writes_nothing_at_all(
    writer: Writer, connection: sqlite3.Connection, sql: Sql
) -> None:
    seen = queries.latest_change_id(connection)
    edits.set_status(writer, [2], "in_review", analyst="bob")
    with pytest.raises(Conflict):
        edits.set_status(writer, [1, 2, 3], "reviewed", seen_change_id=seen, analyst="amy")
    assert sql("SELECT id FROM recommendation WHERE review_status <> 'unreviewed'") == [2]


def test_a_bulk_status_minds_no_other_change_made_since(
    writer: Writer, connection: sqlite3.Connection, sql: Sql
) -> None:
    seen = queries.latest_change_id(connection)
    edits.set_status(writer, [4], "in_review", analyst="bob")
    edits.add_note(writer, [1], "Unrelated", analyst="bob")
    sql("UPDATE recommendation SET title = 'Another label' WHERE id = 2")
    edits.set_status(writer, [1, 2, 3], "reviewed", seen_change_id=seen, analyst="amy")
    assert sql("SELECT id FROM recommendation WHERE review_status = 'reviewed'") == [1, 2, 3]


def test_a_bulk_status_agrees_with_somebody_who_set_the_same(
    writer: Writer, connection: sqlite3.Connection, sql: Sql
) -> None:
    seen = queries.latest_change_id(connection)
    edits.set_status(writer, [2], "reviewed", analyst="bob")
    saved = edits.set_status(writer, [1, 2], "reviewed", seen_change_id=seen, analyst="amy")
    assert [row[1] for row in done(sql, saved)] == ["1"]


def test_a_bulk_edit_of_many_is_counted_in_its_summary(writer: Writer, sql: Sql) -> None:
    sql(
        "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 12009) "
        "INSERT INTO recommendation (id, report_id, reference, position, title, text) "
        "SELECT i, 1, 'x' || i, i, 't', 'A text.' FROM n"
    )
    saved = edits.set_status(writer, range(10, 12010), "reviewed", analyst="amy")
    assert saved.summary == "12,000 recommendations: Unreviewed -> Reviewed"
    assert sql("SELECT count(*) FROM recommendation WHERE review_status = 'reviewed'") == [12_000]


# Notes


def test_a_note_is_written_with_its_author(writer: Writer, sql: Sql) -> None:
    edits.add_note(writer, [1], "Ask the **ministry**.\r\n", analyst="amy")
    assert sql("SELECT reference, body, author FROM recommendation_note") == [
        ("1", "Ask the **ministry**.", "amy")
    ]


def test_a_note_on_several_is_one_changeset(writer: Writer, sql: Sql) -> None:
    saved = edits.add_note(writer, [3, 1], "The same", analyst="amy")
    assert done(sql, saved) == [("amy", "1", "insert", "note"), ("amy", "1", "insert", "note")]
    assert saved.summary == "Note on peace-talks/1, water/1: The same"


def test_a_recommendation_named_twice_gets_one_note(writer: Writer, sql: Sql) -> None:
    edits.add_note(writer, [1, 1], "Once", analyst="amy")
    assert sql("SELECT count(*) FROM note") == [1]


def test_a_long_note_is_cut_in_the_summary(writer: Writer) -> None:
    saved = edits.add_note(writer, [1], "word " * 100, analyst="amy")
    assert saved.summary.endswith("…")
    assert len(saved.summary) < 80


def test_the_longest_note_is_stored_whole(writer: Writer, sql: Sql) -> None:
    edits.add_note(writer, [1], "é" * NOTE_LIMIT, analyst="amy")
    assert sql("SELECT length(body) FROM note") == [NOTE_LIMIT]


@pytest.mark.parametrize("body", ["", " \n", "x" * (NOTE_LIMIT + 1)], ids=["empty", "blank", "too long"])
def test_a_note_that_may_not_be_stored_leaves_nothing(writer: Writer, sql: Sql, body: str) -> None:
    before = everything(sql)
    with pytest.raises(BadInput):
        edits.add_note(writer, [1], body, analyst="amy")
    assert everything(sql) == before


def test_a_note_on_an_unknown_recommendation_is_not_found(writer: Writer) -> None:
    with pytest.raises(NotFound):
        edits.add_note(writer, [1, 99], "x", analyst="amy")


def test_an_edited_note_keeps_its_number_author_and_date(writer: Writer, sql: Sql, note_id: int) -> None:
    before = sql("SELECT id, author, created_at FROM note")
    edits.edit_note(writer, note_id, "Other words", seen="First words", analyst="bob")
    assert sql("SELECT id, author, created_at FROM note") == before


def test_an_edited_note_has_its_new_words(writer: Writer, sql: Sql, note_id: int) -> None:
    saved = edits.edit_note(writer, note_id, "Other words", seen="First words", analyst="bob")
    assert sql("SELECT body FROM note") == ["Other words"]
    assert saved.summary == "Note on water/1 edited: Other words"


def test_an_edited_note_is_in_the_history_before_and_after(writer: Writer, sql: Sql, note_id: int) -> None:
    saved = edits.edit_note(writer, note_id, "Other words", seen="First words", analyst="bob")
    row = sql('SELECT "before", "after" FROM change WHERE changeset_id = ?', saved.changeset_id)
    assert row == [('{"body":"First words"}', '{"body":"Other words"}')]


def test_a_note_saved_as_it_was_is_no_edit(writer: Writer, sql: Sql, note_id: int) -> None:
    before = everything(sql)
    saved = edits.edit_note(writer, note_id, "First words\n", seen="First words", analyst="bob")
    assert (saved.changeset_id, everything(sql)) == (None, before)


def test_a_note_edited_by_another_since_is_a_conflict_that_shows_both_and_who(
    writer: Writer, note_id: int
) -> None:
    edits.edit_note(writer, note_id, "Theirs", seen="First words", analyst="bob")
    with pytest.raises(Conflict, match="note on water/1 was changed meanwhile by bob") as caught:
        edits.edit_note(writer, note_id, "Mine", seen="First words", analyst="amy")
    assert (caught.value.mine, caught.value.theirs) == ("Mine", "Theirs")


def test_a_note_conflict_blames_who_changed_the_note_and_not_who_came_after(
    writer: Writer, note_id: int
) -> None:
    edits.edit_note(writer, note_id, "Theirs", seen="First words", analyst="bob")
    edits.change_tags(writer, [1], add=["aid"], analyst="carol")
    with pytest.raises(Conflict, match="by bob"):
        edits.edit_note(writer, note_id, "Mine", seen="First words", analyst="amy")


def test_a_note_conflict_writes_nothing(writer: Writer, sql: Sql, note_id: int) -> None:
    edits.edit_note(writer, note_id, "Theirs", seen="First words", analyst="bob")
    before = everything(sql)
    with pytest.raises(Conflict):
        edits.edit_note(writer, note_id, "Mine", seen="First words", analyst="amy")
    assert everything(sql) == before


def test_a_note_deleted_by_another_since_is_a_conflict_that_keeps_the_words(
    writer: Writer, note_id: int
) -> None:
    edits.delete_note(writer, note_id, seen="First words", analyst="bob")
    with pytest.raises(Conflict, match="deleted meanwhile by bob") as caught:
        edits.edit_note(writer, note_id, "Mine", seen="First words", analyst="amy")
    assert (caught.value.mine, caught.value.theirs) == ("Mine", None)


def test_an_unknown_note_is_not_found(writer: Writer) -> None:
    with pytest.raises(NotFound, match="There is no note 99"):
        edits.edit_note(writer, 99, "x", seen="y", analyst="amy")


def test_a_note_whose_date_python_cannot_hold_is_refused(sql: Sql) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="a year from 1 on"):
        sql(
            "INSERT INTO note (recommendation_id, body, created_at) VALUES (1, 'Old', '0000-01-01T00:00:00Z')"
        )


def test_a_deleted_note_is_whole_in_the_history(writer: Writer, sql: Sql, note_id: int) -> None:
    saved = edits.delete_note(writer, note_id, seen="First words", analyst="bob")
    assert done(sql, saved) == [("bob", "1", "delete", "note")]
    assert sql("SELECT json_extract(\"before\", '$.body') FROM change ORDER BY id DESC LIMIT 1") == [
        "First words"
    ]


def test_a_deleted_note_is_named_in_the_summary(writer: Writer, note_id: int) -> None:
    saved = edits.delete_note(writer, note_id, seen="First words", analyst="bob")
    assert saved.summary == "Note on water/1 deleted: First words"


def test_a_note_that_was_changed_since_is_not_deleted(writer: Writer, sql: Sql, note_id: int) -> None:
    edits.edit_note(writer, note_id, "Theirs", seen="First words", analyst="bob")
    with pytest.raises(Conflict) as caught:
        edits.delete_note(writer, note_id, seen="First words", analyst="amy")
    assert (caught.value.theirs, sql("SELECT body FROM note")) == ("Theirs", ["Theirs"])


# Tags


def test_a_new_tag_goes_into_the_codebook_and_on_the_recommendations(writer: Writer, sql: Sql) -> None:
    saved = edits.change_tags(writer, [1, 3], add=["aid"], analyst="amy")
    assert sql("SELECT report, reference, tag FROM recommendation_tag ORDER BY recommendation_id") == [
        ("water", "1", "aid"),
        ("peace-talks", "1", "aid"),
    ]
    assert saved.summary == "Tagged water/1, peace-talks/1: aid"


@pytest.mark.parametrize("name", ["Réforme", "reforme", "RÉFORME", "re\N{COMBINING ACUTE ACCENT}forme"])
def test_a_tag_is_known_whatever_its_case_and_accents(writer: Writer, sql: Sql, name: str) -> None:
    edits.change_tags(writer, [1], add=["Réforme"], analyst="amy")
    saved = edits.change_tags(writer, [2], add=[name], analyst="amy")
    assert (sql("SELECT name FROM tag"), saved.summary) == (["Réforme"], "Tagged water/2: Réforme")


def test_one_new_tag_in_two_spellings_is_made_once(writer: Writer, sql: Sql) -> None:
    edits.change_tags(writer, [1], add=["Aid", "AID", "aid"], analyst="amy")
    assert sql("SELECT name FROM tag") == ["Aid"]


def test_tags_are_put_on_and_taken_off_in_one_changeset(writer: Writer, sql: Sql) -> None:
    edits.change_tags(writer, [1, 2], add=["old"], analyst="amy")
    saved = edits.change_tags(writer, [1, 2], add=["new"], remove=["OLD"], analyst="amy")
    assert sql("SELECT DISTINCT tag FROM recommendation_tag") == ["new"]
    assert saved.summary == "Tagged water/1, water/2: new; untagged: old"


def test_only_what_lacks_the_tag_is_tagged(writer: Writer, sql: Sql) -> None:
    edits.change_tags(writer, [1], add=["aid"], analyst="amy")
    saved = edits.change_tags(writer, [1, 2], add=["aid"], analyst="amy")
    assert done(sql, saved) == [("amy", "2", "insert", "tagging")]


def test_tags_that_are_as_wanted_are_no_edit(writer: Writer, sql: Sql) -> None:
    edits.change_tags(writer, [1], add=["aid"], analyst="amy")
    edits.change_tags(writer, [2], add=["arms"], analyst="amy")
    before = everything(sql)
    saved = edits.change_tags(writer, [1], add=["AID"], remove=["arms"], analyst="amy")
    assert (saved.changeset_id, everything(sql)) == (None, before)


def test_a_tag_taken_off_everything_stays_in_the_codebook(writer: Writer, sql: Sql) -> None:
    edits.change_tags(writer, [1], add=["aid"], analyst="amy")
    saved = edits.change_tags(writer, [1], remove=["aid"], analyst="amy")
    assert (sql("SELECT name FROM tag"), sql("SELECT * FROM tagging")) == (["aid"], [])
    assert saved.summary == "Untagged water/1: aid"


def test_an_unknown_tag_to_take_off_is_not_found_with_a_near_one(writer: Writer) -> None:
    edits.change_tags(writer, [1], add=["victims"], analyst="amy")
    with pytest.raises(NotFound, match=r"no tag 'victim'\. Did you mean: victims\?"):
        edits.change_tags(writer, [1], remove=["victim"], analyst="amy")


def test_a_bad_name_among_good_ones_leaves_nothing(writer: Writer, sql: Sql) -> None:
    before = everything(sql)
    with pytest.raises(BadInput, match="a comma"):
        edits.change_tags(writer, [1], add=["good", "bad,name"], analyst="amy")
    assert everything(sql) == before


def test_a_renamed_tag_is_renamed_everywhere(writer: Writer, sql: Sql) -> None:
    edits.change_tags(writer, [1, 2], add=["aid"], analyst="amy")
    saved = edits.rename_tag(writer, "AID", "relief", analyst="bob")
    assert sql("SELECT tag FROM recommendation_tag") == ["relief", "relief"]
    assert saved.summary == "Renamed tag aid to relief"


def test_a_name_that_changes_its_case_only_is_a_rename(writer: Writer, sql: Sql) -> None:
    edits.change_tags(writer, [1], add=["aid"], analyst="amy")
    saved = edits.rename_tag(writer, "aid", "AID", analyst="bob")
    assert (sql("SELECT name FROM tag"), done(sql, saved)) == (["AID"], [("bob", None, "update", "tag")])


def test_a_tag_given_the_name_it_has_is_no_edit(writer: Writer) -> None:
    edits.change_tags(writer, [1], add=["aid"], analyst="amy")
    assert edits.rename_tag(writer, "aid", "aid", analyst="bob").changeset_id is None


@pytest.mark.parametrize("taken", ["arms", "ARMS", "árms"])
def test_a_name_that_another_tag_has_is_refused_with_the_way_to_join_them(writer: Writer, taken: str) -> None:
    edits.change_tags(writer, [1], add=["aid", "arms"], analyst="amy")
    with pytest.raises(BadInput, match="tracker tags merge 'aid' 'arms'"):
        edits.rename_tag(writer, "aid", taken, analyst="amy")


def test_a_merged_tag_is_gone_and_the_other_stands_wherever_it_was(writer: Writer, sql: Sql) -> None:
    edits.change_tags(writer, [1, 2], add=["relief"], analyst="amy")
    edits.change_tags(writer, [2, 3], add=["aid"], analyst="amy")
    saved = edits.merge_tags(writer, "relief", "aid", analyst="bob")
    assert sql("SELECT name FROM tag") == ["aid"]
    assert sql("SELECT recommendation_id FROM tagging ORDER BY 1") == [1, 2, 3]
    assert saved.summary == "Merged tag relief into aid (2 recommendations)"


def test_a_tag_is_not_merged_into_itself(writer: Writer) -> None:
    edits.change_tags(writer, [1], add=["aid"], analyst="amy")
    with pytest.raises(BadInput, match="cannot be merged into itself"):
        edits.merge_tags(writer, "aid", "AID", analyst="amy")


def test_a_tag_is_described_and_the_description_taken_away(writer: Writer, sql: Sql) -> None:
    edits.change_tags(writer, [1], add=["aid"], analyst="amy")
    edits.describe_tag(writer, "aid", " Money\nor food ", analyst="amy")
    first = sql("SELECT description FROM tag")
    edits.describe_tag(writer, "aid", "", analyst="amy")
    assert (first, sql("SELECT description FROM tag")) == (["Money or food"], [None])


def test_the_description_that_is_there_already_is_no_edit(writer: Writer) -> None:
    edits.change_tags(writer, [1], add=["aid"], analyst="amy")
    edits.describe_tag(writer, "aid", "Money", analyst="amy")
    assert edits.describe_tag(writer, "aid", "Money", analyst="bob").changeset_id is None


def test_a_tag_is_coloured_and_the_colour_taken_off(writer: Writer, sql: Sql) -> None:
    edits.change_tags(writer, [1], add=["aid"], analyst="amy")
    first = edits.recolour_tag(writer, "aid", "green", analyst="amy")
    colour = sql("SELECT colour FROM tag")
    second = edits.recolour_tag(writer, "aid", None, analyst="amy")
    assert (colour, sql("SELECT colour FROM tag")) == (["green"], [None])
    assert (first.summary, second.summary) == ("Coloured tag aid green", "Took the colour off tag aid")


def test_the_colour_that_is_there_already_is_no_edit(writer: Writer) -> None:
    edits.change_tags(writer, [1], add=["aid"], analyst="amy")
    assert edits.recolour_tag(writer, "aid", None, analyst="amy").changeset_id is None


def test_a_colour_there_is_not_is_refused_with_those_there_are(writer: Writer) -> None:
    with pytest.raises(BadInput, match=r"no colour 'pink'.*red, orange"):
        edits.recolour_tag(writer, "aid", "pink", analyst="amy")


def test_a_tag_is_moved_before_another_and_to_the_end_and_back_by_undo(writer: Writer, sql: Sql) -> None:
    order = "SELECT tag FROM tag_usage ORDER BY position"
    edits.change_tags(writer, [1], add=["a", "b", "c", "d"], analyst="amy")
    moved = edits.move_tag(writer, "d", before="b", analyst="amy")
    assert (moved.summary, sql(order)) == ("Moved tag d before b", ["a", "d", "b", "c"])
    assert [row[2:] for row in done(sql, moved)] == [("update", "tag")] * 3
    assert edits.move_tag(writer, "d", before="b", analyst="amy") == (None, "Tag d is there already.")
    last = edits.move_tag(writer, "a", before=None, analyst="amy")
    assert (last.summary, sql(order)) == ("Moved tag a to the end", ["d", "b", "c", "a"])
    assert len(done(sql, edits.move_tag(writer, "c", before="b", analyst="amy"))) == 2
    for _ in range(3):
        undo(writer, analyst="amy")
    assert sql(order) == ["a", "b", "c", "d"]
    with pytest.raises(BadInput, match="before itself"):
        edits.move_tag(writer, "a", before="a", analyst="amy")


def test_tags_that_share_a_place_are_parted_when_one_is_moved(writer: Writer, sql: Sql) -> None:
    edits.change_tags(writer, [1], add=["a", "b", "c"], analyst="amy")
    sql("UPDATE tag SET position = 7")
    edits.move_tag(writer, "c", before="a", analyst="amy")
    assert sql("SELECT name, position FROM tag ORDER BY position") == [("c", 1), ("a", 2), ("b", 3)]


def test_a_deleted_tag_is_taken_off_everything(writer: Writer, sql: Sql) -> None:
    edits.change_tags(writer, [1, 3], add=["aid"], analyst="amy")
    saved = edits.delete_tag(writer, "aid", analyst="bob")
    assert (sql("SELECT * FROM tag"), sql("SELECT * FROM tagging")) == ([], [])
    assert saved.summary == "Deleted tag aid (2 recommendations)"


def test_every_tagging_that_went_with_a_tag_belongs_to_its_changeset(writer: Writer, sql: Sql) -> None:
    edits.change_tags(writer, [1, 3], add=["aid"], analyst="amy")
    saved = edits.delete_tag(writer, "aid", analyst="bob")
    assert sorted(done(sql, saved), key=str) == [
        ("bob", "1", "delete", "tagging"),
        ("bob", "1", "delete", "tagging"),
        ("bob", None, "delete", "tag"),
    ]


@pytest.mark.parametrize(
    "act",
    [
        lambda writer: edits.rename_tag(writer, "none", "new", analyst="amy"),
        lambda writer: edits.merge_tags(writer, "none", "nothing", analyst="amy"),
        lambda writer: edits.describe_tag(writer, "none", "x", analyst="amy"),
        lambda writer: edits.recolour_tag(writer, "none", "red", analyst="amy"),
        lambda writer: edits.delete_tag(writer, "none", analyst="amy"),
    ],
    ids=["rename", "merge", "describe", "recolour", "delete"],
)
def test_a_tag_that_is_not_in_the_codebook_is_not_found(
    writer: Writer, act: Callable[[Writer], object]
) -> None:
    with pytest.raises(NotFound, match="There is no tag 'none'"):
        act(writer)


@pytest.mark.parametrize(("named", "left"), [("résumé", "resume"), ("resume", "résumé")])
def test_of_two_tags_that_differ_in_accents_the_one_named_exactly_is_meant(
    writer: Writer, sql: Sql, named: str, left: str
) -> None:
    sql("INSERT INTO tag (name) VALUES ('resume'), ('résumé')")
    edits.delete_tag(writer, named, analyst="amy")
    assert sql("SELECT name FROM tag") == [left]


@pytest.mark.parametrize(
    "act",
    [
        lambda writer: edits.delete_tag(writer, "résumé", analyst="amy"),
        lambda writer: edits.change_tags(writer, [1], remove=["résumé"], analyst="amy"),
        lambda writer: edits.merge_tags(writer, "aid", "résumé", analyst="amy"),
    ],
    ids=["delete", "take off", "merge"],
)
def test_the_twin_of_a_tag_that_is_gone_is_not_taken_for_it(
    writer: Writer, sql: Sql, act: Callable[[Writer], object]
) -> None:
    edits.change_tags(writer, [1], add=["resume", "aid"], analyst="amy")
    before = everything(sql)
    with pytest.raises(NotFound, match=r"no tag 'résumé'\. Did you mean: resume\?"):
        act(writer)
    assert everything(sql) == before


def test_a_tag_to_put_on_is_the_one_there_is_whatever_the_case_and_accents(writer: Writer, sql: Sql) -> None:
    edits.change_tags(writer, [1], add=["resume"], analyst="amy")
    edits.change_tags(writer, [2], add=["RÉSUMÉ"], analyst="amy")
    assert sql("SELECT tag, recommendation_count FROM tag_usage") == [("resume", 2)]


# Every action


def act(writer: Writer, name: str) -> object:
    """One action of each kind on a file with tags aid and arms on recommendation 1 and a note 1."""
    return {
        "status": lambda: edits.set_status(writer, [1, 2], "reviewed", analyst="amy"),
        "add note": lambda: edits.add_note(writer, [1, 2], "x", analyst="amy"),
        "edit note": lambda: edits.edit_note(writer, 1, "x", seen="Words", analyst="amy"),
        "delete note": lambda: edits.delete_note(writer, 1, seen="Words", analyst="amy"),
        "tags": lambda: edits.change_tags(writer, [1, 2], add=["new"], remove=["aid"], analyst="amy"),
        "rename": lambda: edits.rename_tag(writer, "aid", "relief", analyst="amy"),
        "merge": lambda: edits.merge_tags(writer, "aid", "arms", analyst="amy"),
        "describe": lambda: edits.describe_tag(writer, "aid", "x", analyst="amy"),
        "recolour": lambda: edits.recolour_tag(writer, "aid", "red", analyst="amy"),
        "move tag": lambda: edits.move_tag(writer, "aid", before=None, analyst="amy"),
        "delete tag": lambda: edits.delete_tag(writer, "aid", analyst="amy"),
    }[name]()


ACTIONS = [
    "status",
    "add note",
    "edit note",
    "delete note",
    "tags",
    "rename",
    "merge",
    "describe",
    "recolour",
    "move tag",
    "delete tag",
]


@pytest.fixture
def prepared(writer: Writer) -> Writer:
    edits.change_tags(writer, [1], add=["aid", "arms"], analyst="bob")
    edits.add_note(writer, [1], "Words", analyst="bob")
    return writer


@pytest.mark.parametrize("name", ACTIONS)
def test_each_action_is_one_changeset_to_which_all_its_changes_belong(
    prepared: Writer, sql: Sql, name: str
) -> None:
    changesets, changes = sql("SELECT max(id) FROM changeset")[0], sql("SELECT max(id) FROM change")[0]
    act(prepared, name)
    rows = sql(
        "SELECT DISTINCT changed_by, changeset_id - ? FROM history WHERE change_id > ?", changesets, changes
    )
    assert rows == [("amy", 1)]


@pytest.mark.parametrize("name", ACTIONS)
def test_no_changeset_is_left_open_after_an_action(prepared: Writer, sql: Sql, name: str) -> None:
    act(prepared, name)
    assert sql("SELECT * FROM open_changeset") == []


@pytest.fixture
def no_commit(monkeypatch: pytest.MonkeyPatch, prepared: Writer) -> Writer:
    """SQLite refuses the next commit."""
    refusals = iter([sqlite3.SQLITE_DENY])

    def may(action: int, what: str | None, *_: object) -> int:
        commits = action == sqlite3.SQLITE_TRANSACTION and what == "COMMIT"
        return next(refusals, sqlite3.SQLITE_OK) if commits else sqlite3.SQLITE_OK

    def connected(path: Path, *, writing: bool = False) -> sqlite3.Connection:
        connection = file.connect(path, writing=writing)
        connection.set_authorizer(may)
        return connection

    monkeypatch.setattr("tracker.database.writer.connect", connected)
    prepared.close()
    return prepared


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_that_fails_at_its_last_moment_leaves_nothing(
    no_commit: Writer, sql: Sql, name: str
) -> None:
    before = everything(sql)
    with pytest.raises(TrackerError, match="not authorized"):
        act(no_commit, name)
    assert everything(sql) == before


@pytest.mark.parametrize("name", ACTIONS)
def test_after_an_action_that_failed_the_next_one_goes_through(
    no_commit: Writer, sql: Sql, name: str
) -> None:
    with pytest.raises(TrackerError, match="not authorized"):
        act(no_commit, name)
    act(no_commit, name)
    assert sql("SELECT count(*) FROM changeset WHERE analyst = 'amy'") == [1]


def test_what_was_written_before_a_refusal_by_the_database_is_taken_back(writer: Writer, sql: Sql) -> None:
    before = everything(sql)
    with pytest.raises(TrackerError, match="evidence and stays"), writer.transaction() as connection:
        open_changeset(connection, analyst="amy", summary="Half done")
        connection.execute("INSERT INTO note (recommendation_id, body) VALUES (1, 'half')")
        connection.execute("DELETE FROM report")
    assert everything(sql) == before


def test_a_change_from_outside_right_after_an_action_is_not_the_analyst_s(writer: Writer, sql: Sql) -> None:
    edits.add_note(writer, [1], "x", analyst="amy")
    sql("INSERT INTO note (recommendation_id, body) VALUES (1, 'y')")
    assert sql("SELECT changed_by FROM history ORDER BY change_id DESC LIMIT 1") == [None]


def test_a_reason_that_somebody_else_gave_meanwhile_is_not_replaced_unseen(
    seeded: Path, writer: Writer, connection: sqlite3.Connection
) -> None:
    edits.set_status(writer, [1], "in_review", analyst="amy")
    seen = queries.latest_change_id(connection)
    edits.set_status(writer, [1], "in_review", reason="waiting for the ministry", analyst="bob")
    with pytest.raises(Conflict):
        edits.set_status(writer, [1], "reviewed", analyst="amy", seen="in_review", seen_change_id=seen)
    assert queries.recommendation(connection, 1).status_reason == "waiting for the ministry"


def test_a_status_that_somebody_else_set_just_so_meanwhile_is_no_conflict(writer: Writer, sql: Sql) -> None:
    edits.set_status(writer, [1], "reviewed", reason="Read twice", analyst="bob")
    saved = edits.set_status(writer, [1], "reviewed", analyst="amy", seen="unreviewed")
    assert saved == (None, "water/1: already Reviewed.")
    with pytest.raises(Conflict):
        edits.set_status(writer, [1], "reviewed", reason="Mine", analyst="amy", seen="unreviewed")
    assert sql("SELECT status_reason FROM recommendation WHERE id = 1") == ["Read twice"]


def test_nor_is_it_one_for_a_list_that_was_read_before(
    writer: Writer, sql: Sql, connection: sqlite3.Connection
) -> None:
    seen = queries.latest_change_id(connection)
    edits.set_status(writer, [1], "reviewed", reason="Read twice", analyst="bob")
    same = edits.set_status(
        writer, [1], "reviewed", reason="Read twice", analyst="amy", seen="unreviewed", seen_change_id=seen
    )
    assert same.changeset_id is None
    saved = edits.set_status(writer, [1, 2], "reviewed", analyst="amy", seen_change_id=seen)
    assert saved.summary == "water/2: Unreviewed -> Reviewed"
    with pytest.raises(Conflict, match="Somebody set the status of water/1 meanwhile"):
        edits.set_status(writer, [1, 2], "in_review", analyst="amy", seen_change_id=seen)


def test_the_summary_says_how_many_reasons_go_with_their_status(writer: Writer, sql: Sql) -> None:
    edits.set_status(writer, [1, 2], "in_review", reason="Asked", analyst="amy")
    assert edits.set_status(writer, [1], "reviewed", analyst="amy").summary.endswith(
        "In review -> Reviewed; reason cleared"
    )
    edits.set_status(writer, [1], "in_review", reason="Again", analyst="amy")
    saved = edits.set_status(writer, [1, 2, 3], "set_aside", analyst="amy")
    assert saved.summary == "water/1, water/2, peace-talks/1: Set aside; 2 reasons cleared"


def test_an_empty_reason_takes_the_reason_away_and_none_leaves_it(writer: Writer, sql: Sql) -> None:
    edits.set_status(writer, [1], "reviewed", reason="Read twice", analyst="amy")
    assert edits.set_status(writer, [1], "reviewed", analyst="amy").changeset_id is None
    saved = edits.set_status(writer, [1], "reviewed", reason=" ", analyst="amy")
    assert saved.summary == "water/1: Reviewed; reason cleared"
    assert sql("SELECT status_reason FROM recommendation WHERE id = 1") == [None]


def test_a_status_that_the_analyst_set_since_is_no_conflict_with_herself(
    seeded: Path, writer: Writer, connection: sqlite3.Connection
) -> None:
    seen = queries.latest_change_id(connection)
    edits.set_status(writer, [1], "in_review", analyst="amy")
    edits.set_status(writer, [1], "reviewed", analyst="amy", seen="in_review", seen_change_id=seen)
    assert queries.recommendation(connection, 1).review_status == "reviewed"


def test_every_edit_is_imported_from_the_module_that_has_it() -> None:
    assert sorted(edits._MODULES) == sorted(edits.__all__)
    for name in edits.__all__:
        assert getattr(edits, name).__module__ == f"tracker.edits.{edits._MODULES[name]}"
    assert not hasattr(edits, "no_such_edit")


def test_an_edit_is_no_part_of_a_changeset_that_another_program_left_open(writer: Writer, seeded: Path):
    with closing(sqlite3.connect(seeded, isolation_level=None)) as shell:
        shell.execute("INSERT INTO changeset (kind, analyst, summary) VALUES ('edit', 'eve', 'Left open')")
        shell.execute("INSERT INTO open_changeset (changeset_id) SELECT max(id) FROM changeset")
        saved = edits.set_status(writer, [1], "reviewed", analyst="amy")
        found = shell.execute("SELECT id, analyst FROM changeset ORDER BY id DESC LIMIT 1").fetchone()
    assert found == (saved.changeset_id, "amy")
