"""What plain SQL may and may not do: stdlib sqlite3, foreign keys off, as in any shell."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.statements import (
    ALLOWED,
    LOGS,
    NOTE,
    REFUSED,
    ROWS_TO_BREAK,
    TABLES,
    UNCHANGED,
    differences,
    in_one_order,
    last_change,
    recorded,
    rows_of,
)

Shell = Callable[[Path], sqlite3.Connection]


@pytest.fixture
def connection(seeded: Path, shell: Shell) -> sqlite3.Connection:
    connection = shell(seeded)
    connection.executescript(ROWS_TO_BREAK)
    return connection


@pytest.mark.parametrize(("statement", "part"), REFUSED)
def test_the_statement_is_refused_with_a_sentence(
    connection: sqlite3.Connection, statement: str, part: str
) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=part):
        connection.execute(statement).fetchall()


@pytest.mark.parametrize("statement", [statement for statement, _ in REFUSED])
def test_a_refused_statement_changes_nothing(connection: sqlite3.Connection, statement: str) -> None:
    before = rows_of(connection, TABLES + LOGS)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement).fetchall()
    assert rows_of(connection, TABLES + LOGS) == before


@pytest.mark.parametrize("statement", ALLOWED)
def test_an_allowed_statement_is_in_the_history_row_by_row_as_it_was_and_is(
    connection: sqlite3.Connection, statement: str
) -> None:
    before, since = rows_of(connection), last_change(connection)
    connection.execute(statement).fetchall()
    expected = differences(before, rows_of(connection))
    assert expected
    assert in_one_order(recorded(connection, since)) == in_one_order(expected)


@pytest.mark.parametrize("statement", ALLOWED + UNCHANGED)
def test_the_search_indexes_are_intact_after_an_allowed_statement(
    connection: sqlite3.Connection, statement: str
) -> None:
    connection.execute(statement).fetchall()
    for index in ("recommendation_search", "note_search"):
        connection.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")


@pytest.mark.parametrize("statement", ALLOWED)
def test_no_reference_leads_to_nothing_after_an_allowed_statement(
    connection: sqlite3.Connection, statement: str
) -> None:
    connection.execute(statement).fetchall()
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("statement", UNCHANGED)
def test_a_statement_that_changes_nothing_is_not_in_the_history(
    connection: sqlite3.Connection, statement: str
) -> None:
    since = last_change(connection)
    connection.execute(statement)
    assert recorded(connection, since) == []


def test_a_repeated_tagging_does_not_keep_the_others_of_its_statement_out(
    connection: sqlite3.Connection,
) -> None:
    connection.execute("INSERT INTO tagging VALUES (1, 1), (1, 2), (3, 1)")
    assert connection.execute("SELECT count(*) FROM tagging").fetchone() == (5,)


def test_a_deleted_tag_takes_its_taggings_off_before_it_goes(connection: sqlite3.Connection) -> None:
    since = last_change(connection)
    connection.execute("DELETE FROM tag WHERE id = 1")
    done = [(change["operation"], change["table_name"]) for change in recorded(connection, since)]
    assert done == [("delete", "tagging"), ("delete", "tagging"), ("delete", "tag")]


def test_a_note_from_the_shell_needs_only_its_recommendation_and_body(connection: sqlite3.Connection) -> None:
    connection.execute(NOTE + "(3, 'From outside')")
    row = connection.execute(
        "SELECT author, created_at IS NOT NULL FROM recommendation_note WHERE body = 'From outside'"
    ).fetchone()
    assert row == (None, 1)


def test_a_change_from_the_shell_is_nobody_s_in_the_history(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE recommendation SET review_status = 'reviewed' WHERE id = 1")
    row = connection.execute("SELECT changed_by, reference FROM history ORDER BY change_id DESC").fetchone()
    assert row == (None, "1")


def test_a_note_from_the_shell_is_found_by_the_search_at_once(connection: sqlite3.Connection) -> None:
    connection.execute(NOTE + "(3, 'A zeppelin was seen')")
    found = connection.execute("SELECT count(*) FROM note_search('zeppelin')").fetchone()
    assert found == (1,)


def test_a_reworded_note_is_no_longer_found_by_its_old_words(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE note SET body = 'Reworded' WHERE id = 1")
    assert connection.execute("SELECT count(*) FROM note_search('ministry')").fetchone() == (0,)


def test_a_deleted_number_is_never_given_to_another_row(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM note")
    connection.execute(NOTE + "(1, 'Afresh')")
    assert connection.execute("SELECT id > 2 FROM note").fetchone() == (1,)


def test_a_refused_row_takes_its_whole_statement_along(connection: sqlite3.Connection) -> None:
    before = rows_of(connection)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(NOTE + "(1, 'fine'), (99, 'about nothing')")
    assert rows_of(connection) == before


def test_a_load_told_to_accept_changes_may_correct_the_text(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN")
    connection.execute(
        "INSERT INTO open_changeset (changeset_id, accepts_source_changes) SELECT max(id), 1 FROM changeset"
    )
    connection.execute("UPDATE recommendation SET text = 'Corrected text.' WHERE id = 4")
    connection.execute("DELETE FROM open_changeset")
    connection.execute("COMMIT")
    (text,) = connection.execute("SELECT text FROM recommendation WHERE id = 4").fetchone()
    assert text == "Corrected text."


def test_an_ordinary_changeset_may_not_correct_the_text(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO open_changeset (changeset_id) SELECT max(id) FROM changeset")
    with pytest.raises(sqlite3.IntegrityError, match="are evidence"):
        connection.execute("UPDATE recommendation SET text = 'Corrected text.' WHERE id = 4")


def test_changes_made_while_a_changeset_is_open_belong_to_it(connection: sqlite3.Connection) -> None:
    since = last_change(connection)
    connection.execute("INSERT INTO open_changeset (changeset_id) SELECT max(id) FROM changeset")
    connection.execute("DELETE FROM tag WHERE id = 1")
    assert {change["changeset_id"] for change in recorded(connection, since)} == {1}
