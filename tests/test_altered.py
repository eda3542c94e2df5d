"""A file whose schema another program altered: it can be read, it is told at every start, and edits are refused."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tracker import edits
from tracker.__main__ import main
from tracker.database import file, schema, upgrade
from tracker.database.writer import Writer
from tracker.errors import DatabaseUnusable
from tracker.ui.store import Store

Shell = Callable[[Path], sqlite3.Connection]

REPLACED_BY_PANDAS = """
DROP TABLE note;
CREATE TABLE "note" ("id" INTEGER, "recommendation_id" INTEGER, "body" TEXT, "author" TEXT, "created_at" TEXT);
"""
"""What `to_sql("note", if_exists="replace")` does: a table without key, rules or triggers."""


@pytest.fixture
def unguarded(seeded: Path, shell: Shell) -> Path:
    """A file that lost a trigger."""
    shell(seeded).execute("DROP TRIGGER guard_note_insert")
    return seeded


def sqlite_errors(path: Path) -> list[str]:
    with closing(file.connect(path)) as connection:
        return list(map(str, schema.alterations(connection)))


def add_note(path: Path) -> None:
    writer = Writer(path)
    try:
        edits.add_note(writer, [1], "Mine", analyst="amy")
    finally:
        writer.close()


def test_a_file_that_nobody_altered_has_no_difference(seeded: Path) -> None:
    assert sqlite_errors(seeded) == []


@pytest.mark.parametrize(
    ("statement", "difference"),
    [
        ("DROP TRIGGER guard_note_insert", "trigger guard_note_insert is missing"),
        ("DROP VIEW tag_usage", "view tag_usage is missing"),
        ("DROP INDEX ix_mention_role", "index ix_mention_role is missing"),
        ("DROP TABLE note_search", "table note_search is missing"),
        ("ALTER TABLE report ADD COLUMN pages INTEGER", "table report is not as Tracker made it"),
        (
            "DROP VIEW tag_usage; CREATE VIEW tag_usage AS SELECT 1",
            "view tag_usage is not as Tracker made it",
        ),
    ],
)
def test_the_difference_is_named(seeded: Path, shell: Shell, statement: str, difference: str) -> None:
    shell(seeded).executescript(statement)
    assert (file.state(seeded), sqlite_errors(seeded)) == ("altered", [difference])


def test_a_table_replaced_by_another_program_is_told_with_all_that_went_with_it(
    seeded: Path, shell: Shell
) -> None:
    shell(seeded).executescript(REPLACED_BY_PANDAS)
    found = sqlite_errors(seeded)
    assert found[0] == "table note is not as Tracker made it"
    assert "trigger history_note_insert is missing" in found
    assert "index ix_note_recommendation_id is missing" in found


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (x)",
        "CREATE VIEW mine AS SELECT title FROM recommendation_overview",
        "CREATE INDEX mine ON note (body)",
        "CREATE TRIGGER mine AFTER INSERT ON note BEGIN SELECT 1; END",
        "ANALYZE",
        "VACUUM",
    ],
)
def test_what_others_add_is_no_difference(seeded: Path, shell: Shell, statement: str) -> None:
    shell(seeded).execute(statement)
    assert file.state(seeded) == "current"


def test_an_altered_file_is_read_with_one_sentence_on_what_is_amiss(
    unguarded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--db", str(unguarded), "list"])
    printed = capsys.readouterr()
    assert (left.value.code or 0, len(printed.out.splitlines())) == (0, 4)
    assert printed.err == (
        f"Warning: The schema of {unguarded} was altered: trigger guard_note_insert is missing. "
        "tracker check --repair mends it.\n"
    )


def test_a_search_index_that_is_missing_can_be_mended(seeded: Path, shell: Shell) -> None:
    shell(seeded).execute("DROP TABLE note_search")
    with closing(file.connect(seeded)) as connection:
        assert "tracker check --repair mends it." in str(file.altered(connection, seeded))


def test_a_long_list_of_differences_is_cut(seeded: Path, shell: Shell) -> None:
    shell(seeded).executescript(REPLACED_BY_PANDAS)
    with closing(file.connect(seeded)) as connection:
        altered = file.altered(connection, seeded)
        count = len(schema.alterations(connection))
    assert f"; and {count - 3} more. tracker check says what to do." in str(altered)


def test_an_edit_is_refused_while_a_trigger_is_missing(unguarded: Path, shell: Shell) -> None:
    with pytest.raises(DatabaseUnusable, match=r"guard_note_insert is missing\. Nothing was written\."):
        add_note(unguarded)
    assert shell(unguarded).execute("SELECT count(*) FROM note").fetchone() == (0,)


def test_an_edit_is_refused_when_the_trigger_goes_between_two_edits(seeded: Path, shell: Shell) -> None:
    writer = Writer(seeded)
    edits.add_note(writer, [1], "Recorded", analyst="amy")
    shell(seeded).execute("DROP TRIGGER history_note_insert")
    with pytest.raises(DatabaseUnusable, match="history_note_insert is missing"):
        edits.add_note(writer, [1], "Not recorded", analyst="amy")
    writer.close()
    assert shell(seeded).execute("SELECT body FROM note").fetchall() == [("Recorded",)]


def test_edits_go_on_once_the_trigger_is_back(unguarded: Path, shell: Shell) -> None:
    writer = Writer(unguarded)
    with pytest.raises(DatabaseUnusable):
        edits.add_note(writer, [1], "Mine", analyst="amy")
    shell(unguarded).execute(schema.expected()["guard_note_insert"].sql)
    edits.add_note(writer, [1], "Mine", analyst="amy")
    writer.close()
    assert file.state(unguarded) == "current"


@pytest.mark.parametrize("statement", ["DROP VIEW tag_usage", "DROP INDEX ix_mention_role"])
def test_edits_go_on_where_only_reading_suffers(seeded: Path, shell: Shell, statement: str) -> None:
    shell(seeded).execute(statement)
    add_note(seeded)
    assert shell(seeded).execute("SELECT body FROM note").fetchall() == [("Mine",)]


def test_an_altered_file_is_not_made_anew(unguarded: Path) -> None:
    before = unguarded.read_bytes()
    assert upgrade.ensure(unguarded) is None
    assert unguarded.read_bytes() == before


async def test_the_ui_is_told_when_the_list_stands(unguarded: Path) -> None:
    store = Store(unguarded)
    with pytest.raises(DatabaseUnusable, match=r"guard_note_insert is missing\. tracker check --repair"):
        await store.refuse_altered()
    store.close()
