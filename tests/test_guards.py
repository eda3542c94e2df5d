"""What plain SQL may and may not do: stdlib sqlite3, foreign keys off, as in any shell."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
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
    past_the_guards,
    recorded,
    rows_of,
)
from tracker.database import followup

Shell = Callable[[Path], sqlite3.Connection]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, seeded_template: Path) -> Iterator[sqlite3.Connection]:
    """One connection for all: to read so many triggers takes longer than any statement here."""
    path = Path(shutil.copy(seeded_template, tmp_path_factory.mktemp("guards") / "tracker.db"))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(ROWS_TO_BREAK)
        yield connection


@pytest.fixture
def connection(opened: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """The same with nothing left of what the test before it did."""
    opened.execute("BEGIN")
    yield opened
    opened.execute("ROLLBACK")


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


@pytest.mark.parametrize("statement", ALLOWED + UNCHANGED)
def test_what_counts_now_is_what_the_rows_say_after_an_allowed_statement(
    connection: sqlite3.Connection, statement: str
) -> None:
    connection.execute(statement).fetchall()
    assert list(followup.differing(connection)) == []


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


MAKE = "INSERT INTO changeset (kind, analyst, summary, digest) VALUES "
OPEN = "INSERT INTO open_changeset (changeset_id, accepts_source_changes) SELECT max(id), {} FROM changeset"
CORRECT = "UPDATE recommendation SET text = 'Corrected text.' WHERE id = 4"


def test_a_load_told_to_accept_changes_may_correct_the_text(connection: sqlite3.Connection) -> None:
    connection.execute(MAKE + "('load', 'amy', 'Corrected', 'abc')")
    connection.execute(OPEN.format(1))
    connection.execute(CORRECT)
    (text,) = connection.execute("SELECT text FROM recommendation WHERE id = 4").fetchone()
    assert text == "Corrected text."


@pytest.mark.parametrize("made", ["('edit', 'amy', 'x', NULL)", "('load', 'amy', 'x', NULL)"])
@pytest.mark.parametrize("accepts", [1, 2, -1])
def test_only_a_load_with_its_digest_is_told_to_accept_changes(
    connection: sqlite3.Connection, made: str, accepts: int
) -> None:
    connection.execute(MAKE + made)
    with pytest.raises(sqlite3.IntegrityError, match="only a load accepts changes of the source"):
        connection.execute(OPEN.format(accepts))
    connection.execute(OPEN.format(0))
    with pytest.raises(sqlite3.IntegrityError, match="only a load accepts changes of the source"):
        connection.execute(f"UPDATE open_changeset SET accepts_source_changes = {accepts}")


@pytest.mark.parametrize("made", ["('edit', 'amy', 'x', NULL)", "('load', 'amy', 'x', NULL)"])
def test_a_marker_that_accepts_beside_another_changeset_counts_for_nothing(
    connection: sqlite3.Connection, made: str
) -> None:
    connection.execute(MAKE + made)
    past_the_guards(connection, OPEN.format(1))
    with pytest.raises(sqlite3.IntegrityError, match="are evidence"):
        connection.execute(CORRECT)


def test_an_ordinary_changeset_may_not_correct_the_text(connection: sqlite3.Connection) -> None:
    connection.execute(MAKE + "('edit', 'amy', 'x', NULL)")
    connection.execute(OPEN.format(0))
    with pytest.raises(sqlite3.IntegrityError, match="are evidence"):
        connection.execute(CORRECT)


def test_changes_made_while_a_changeset_is_open_belong_to_it(connection: sqlite3.Connection) -> None:
    since = last_change(connection)
    connection.execute(MAKE + "('edit', 'amy', 'x', NULL)")
    connection.execute(OPEN.format(0))
    connection.execute("DELETE FROM tag WHERE id = 1")
    assert {change["changeset_id"] for change in recorded(connection, since)} == {2}


def test_a_changeset_that_has_changes_is_not_opened_again(connection: sqlite3.Connection) -> None:
    connection.execute(MAKE + "('edit', 'amy', 'x', NULL)")
    connection.execute(OPEN.format(0))
    connection.execute("DELETE FROM tag WHERE id = 1")
    connection.execute("DELETE FROM open_changeset")
    with pytest.raises(sqlite3.IntegrityError, match="one that has ended stays as it is"):
        connection.execute(OPEN.format(0))


@pytest.mark.parametrize(
    "lowered", [None, "UPDATE sqlite_sequence SET seq = 0", "DELETE FROM sqlite_sequence"]
)
def test_the_number_of_a_deleted_row_is_given_to_no_other(
    connection: sqlite3.Connection, lowered: str | None
) -> None:
    connection.execute("DELETE FROM note WHERE id = 2")
    insert = "INSERT INTO note (id, recommendation_id, body) VALUES (2, 1, 'Another.')"
    if lowered is not None:
        connection.execute(lowered)
        insert = NOTE + "(1, 'Another.')"
    with pytest.raises(
        sqlite3.IntegrityError, match="a note with this id was deleted, and the number stays its own"
    ):
        connection.execute(insert)


def test_numbers_may_be_given_where_they_are_new(connection: sqlite3.Connection) -> None:
    connection.execute(
        "INSERT INTO note (id, recommendation_id, body) VALUES (70, 1, 'a'), (9, 1, 'b'), (71, 1, 'c')"
    )
    connection.execute(NOTE + "(1, 'd')")
    assert connection.execute("SELECT id FROM note WHERE id > 2 ORDER BY id").fetchall() == [
        (9,),
        (70,),
        (71,),
        (72,),
    ]


def test_a_statement_that_copies_many_rows_counts_on(connection: sqlite3.Connection) -> None:
    since = last_change(connection)
    connection.execute(
        "INSERT INTO note (recommendation_id, body) WITH RECURSIVE n(i) AS"
        " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT 1, 'Note ' || i FROM n"
    )
    assert last_change(connection) == since + 3000
