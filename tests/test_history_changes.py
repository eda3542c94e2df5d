"""What one entry of the history touched, with names where the tables hold ids."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tracker import edits
from tracker.database.writer import Writer
from tracker.reading import history
from tracker.reading.history import CHANGES_SHOWN, changes_of, latest

Shell = Callable[[Path], sqlite3.Connection]


@pytest.fixture
def outside(seeded: Path, shell: Shell) -> sqlite3.Connection:
    return shell(seeded)


def test_the_latest_entries_are_those_of_the_history_without_their_changes(
    writer: Writer, connection: sqlite3.Connection, outside: sqlite3.Connection
) -> None:
    edits.set_status(writer, [1, 2], "reviewed", analyst="amy")
    outside.execute("UPDATE recommendation SET review_status = 'in_review' WHERE id = 1")
    whole = list(history.entries(connection))
    read = latest(connection, limit=10)
    assert [(e.number, e.summary, e.changed_by) for e in read] == [
        (e.number, e.summary, e.changed_by) for e in whole
    ]
    assert [len(entry.changes) for entry in read[1:]] == [0, 0]
    assert latest(connection, limit=1) == read[:1]


def test_an_entry_s_changes_are_found_by_its_number(
    writer: Writer, connection: sqlite3.Connection, outside: sqlite3.Connection
) -> None:
    outside.execute("UPDATE recommendation SET title = 'Dams' WHERE id = 1")
    edits.set_status(writer, [1, 2], "reviewed", analyst="amy")
    ours, theirs = latest(connection, limit=2)
    assert [c.change.after for c in changes_of(connection, ours.number).changes] == [
        {"review_status": "Reviewed"},
        {"review_status": "Reviewed"},
    ]
    assert [c.change.after for c in changes_of(connection, theirs.number).changes] == [{"title": "Dams"}]


def test_of_some_recommendations_only_their_changes_are_read_and_counted(
    writer: Writer, connection: sqlite3.Connection
) -> None:
    saved = edits.set_status(writer, [1, 2, 4], "reviewed", analyst="amy")
    read = changes_of(connection, str(saved.changeset_id), recommendation_ids=[4])
    assert [change.change.reference for change in read.changes] == ["140.12"]
    assert (read.change_count, read.recommendation_ids) == (1, (4,))


def test_the_recommendations_concerned_are_two_at_most(
    writer: Writer, connection: sqlite3.Connection
) -> None:
    one = edits.change_tags(writer, [1], add=["aid", "water"], analyst="amy")
    many = edits.set_status(writer, [1, 2, 4], "reviewed", analyst="amy")
    none = edits.rename_tag(writer, "aid", "help", analyst="amy")
    found = [
        changes_of(connection, str(saved.changeset_id)).recommendation_ids for saved in (one, many, none)
    ]
    assert [len(ids) for ids in found] == [1, 2, 0]


def test_a_tagging_is_called_by_its_tag(writer: Writer, connection: sqlite3.Connection) -> None:
    saved = edits.change_tags(writer, [1], add=["aid"], analyst="amy")
    _, tagging = changes_of(connection, str(saved.changeset_id)).changes
    assert (tagging.called, tagging.change.after) == ("aid", {"recommendation_id": 1, "tag": "aid"})


def test_a_deleted_tag_is_called_by_the_name_it_had_last(
    writer: Writer, connection: sqlite3.Connection
) -> None:
    saved = edits.change_tags(writer, [1], add=["aid"], analyst="amy")
    edits.rename_tag(writer, "aid", "help", analyst="amy")
    edits.delete_tag(writer, "help", analyst="amy")
    assert [c.called for c in changes_of(connection, str(saved.changeset_id)).changes] == ["help", "help"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE mention SET role = 'partner' WHERE id = 1",
        "DELETE FROM mention WHERE id = 1",
    ],
)
def test_a_mention_is_called_by_its_actor_even_when_it_is_gone(
    connection: sqlite3.Connection, outside: sqlite3.Connection, statement: str
) -> None:
    outside.execute(statement)
    (change,) = changes_of(connection, latest(connection, limit=1)[0].number).changes
    assert change.called == "Pakistan"


def test_an_actor_put_in_place_of_another_is_named_too(
    connection: sqlite3.Connection, outside: sqlite3.Connection
) -> None:
    outside.execute("UPDATE mention SET actor_id = 3 WHERE id = 1")
    (change,) = changes_of(connection, latest(connection, limit=1)[0].number).changes
    assert (change.change.before, change.change.after) == ({"actor": "Pakistan"}, {"actor": "United Nations"})


def test_all_of_a_long_entry_is_counted(
    writer: Writer, connection: sqlite3.Connection, outside: sqlite3.Connection
) -> None:
    outside.execute(
        "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 309) "
        "INSERT INTO recommendation (id, report_id, reference, position, title, text) "
        "SELECT i, 1, 'x' || i, i, 't', 'A text.' FROM n"
    )
    saved = edits.set_status(writer, range(10, 310), "reviewed", analyst="amy")
    read = changes_of(connection, str(saved.changeset_id))
    assert (len(read.changes), read.change_count) == (CHANGES_SHOWN, 300)


def test_more_recommendations_than_a_statement_takes_values_can_be_asked_for(
    writer: Writer, connection: sqlite3.Connection
) -> None:
    edits.add_note(writer, [1], "One", analyst="amy")
    (entry, _) = latest(connection, recommendation_ids=range(1, 100_001), limit=10)
    read = changes_of(connection, entry.number, recommendation_ids=range(1, 100_001))
    assert (read.change_count, read.recommendation_ids) == (1, (1,))
