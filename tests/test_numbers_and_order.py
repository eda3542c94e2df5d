"""What `tracker check` finds of numbers, times and changesets that no program of ours made, and what it mends."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.statements import NOTE, past_the_guards
from tracker import checking, edits
from tracker.checking import chronology
from tracker.checking.mending import mend
from tracker.database import backups, file
from tracker.database.writer import Writer
from tracker.edits.undo import redo, undo
from tracker.errors import DatabaseUnusable

Shell = Callable[[Path], sqlite3.Connection]
HIGHEST = 2**63 - 1


def findings(path: Path) -> dict[str, str]:
    with backups.snapshot(path) as connection:
        found: dict[str, str] = {}
        for each in checking.check(connection):
            found[each.where] = " ".join(filter(None, (found.get(each.where), each.sentence)))
        return found


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(file.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def plant(path: Path, shell: Shell, *statements: str) -> None:
    for statement in statements:
        past_the_guards(shell(path), statement)


@pytest.fixture
def noted(seeded: Path, writer: Writer) -> Path:
    """Three notes, of which the last is deleted."""
    for body in ("one", "two", "three"):
        edits.add_note(writer, [1], body, analyst="amy")
    edits.delete_note(writer, 3, seen="three", analyst="amy")
    return seeded


def test_a_file_that_was_worked_in_has_nothing_wrong_with_its_numbers_and_order(
    noted: Path, writer: Writer
) -> None:
    undo(writer, analyst="amy")
    redo(writer, analyst="amy")
    assert findings(noted) == {}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sqlite_sequence SET seq = 2 WHERE name = 'note'",
        "UPDATE sqlite_sequence SET seq = 'many' WHERE name = 'note'",
        "UPDATE sqlite_sequence SET seq = -5 WHERE name = 'note'",
        "DELETE FROM sqlite_sequence WHERE name = 'note'",
        "INSERT INTO sqlite_sequence VALUES ('note', 3)",
        f"UPDATE sqlite_sequence SET seq = {HIGHEST} WHERE name = 'note'",
        "UPDATE sqlite_sequence SET seq = 4000000000000 WHERE name = 'note'",
    ],
)
def test_a_counter_that_was_turned_is_found_and_put_right(
    noted: Path, writer: Writer, shell: Shell, statement: str
) -> None:
    shell(noted).execute(statement)
    assert set(findings(noted)) == {"counter of note"}
    _, done = mend(noted, analyst="amy")
    assert done == ["The counter of note stands at 3 again."]
    assert findings(noted) == {}
    edits.add_note(writer, [1], "four", analyst="amy")
    assert rows(noted, "SELECT max(id) FROM note") == [(4,)]


@pytest.mark.parametrize(
    ("table", "number"),
    [
        *[(table, HIGHEST) for table in ("note", "tag", "change", "changeset")],
        ("note", "1e300"),
        ("change", "'99999999999999999999'"),
    ],
)
def test_an_edit_where_no_number_is_left_says_so_and_not_that_the_disk_is_full(
    noted: Path, writer: Writer, shell: Shell, table: str, number: object
) -> None:
    shell(noted).execute(f"INSERT INTO sqlite_sequence SELECT '{table}', 0 WHERE '{table}' = 'tag'")
    shell(noted).execute(f"UPDATE sqlite_sequence SET seq = {number} WHERE name = '{table}'")
    with pytest.raises(DatabaseUnusable, match=rf"no number left for a new row of {table} .*check --repair"):
        if table == "tag":
            edits.change_tags(writer, [1], add=["aid"], analyst="amy")
        else:
            edits.add_note(writer, [1], "four", analyst="amy")
    mend(noted, analyst="amy")
    assert findings(noted) == {}
    edits.add_note(writer, [1], "four", analyst="amy")
    edits.change_tags(writer, [1], add=["aid"], analyst="amy")


def test_one_repair_also_counts_what_it_finds_to_have_gone(seeded: Path, shell: Shell) -> None:
    shell(seeded).execute(
        "INSERT INTO change (table_name, row_key, recommendation_id, operation, before, after)"
        """ VALUES ('note', '{"id":7}', 1, 'update', '{"body":"x"}', '{"body":"y"}')"""
    )
    mend(seeded, analyst="amy")
    assert set(findings(seeded)) == {"note 7"}


@pytest.mark.parametrize("number", [HIGHEST, 2**62])
def test_a_note_with_the_highest_number_gets_another_and_loses_nothing(
    noted: Path, writer: Writer, shell: Shell, number: int
) -> None:
    plant(
        noted, shell, f"INSERT INTO note (id, recommendation_id, body) VALUES ({number}, 2, 'Mine, high up.')"
    )
    assert f"note {number}" in findings(noted)
    mend(noted, analyst="amy")
    assert findings(noted) == {}
    assert rows(noted, "SELECT id, recommendation_id, body FROM note WHERE id > 2") == [
        (4, 2, "Mine, high up.")
    ]
    edits.add_note(writer, [1], "five", analyst="amy")
    assert rows(noted, "SELECT rowid FROM note_search('mine')") == rows(noted, "SELECT 4")


def test_a_tag_with_the_highest_number_takes_its_taggings_along(
    seeded: Path, writer: Writer, shell: Shell
) -> None:
    plant(
        seeded,
        shell,
        f"INSERT INTO tag (id, name) VALUES ({HIGHEST}, 'aid')",
        f"INSERT INTO tagging VALUES (1, {HIGHEST}), (2, {HIGHEST})",
    )
    mend(seeded, analyst="amy")
    assert findings(seeded) == {}
    assert rows(seeded, "SELECT recommendation_id, tag FROM recommendation_tag") == [(1, "aid"), (2, "aid")]
    edits.change_tags(writer, [3], add=["arms"], analyst="amy")


def test_a_change_with_the_highest_number_keeps_what_it_says(
    noted: Path, writer: Writer, shell: Shell
) -> None:
    last = rows(noted, "SELECT table_name, row_key, operation, before, after FROM change ORDER BY id")
    plant(noted, shell, f"UPDATE change SET id = {HIGHEST} WHERE id = (SELECT max(id) FROM change)")
    mend(noted, analyst="amy")
    assert findings(noted) == {}
    assert rows(noted, "SELECT table_name, row_key, operation, before, after FROM change ORDER BY id") == last
    edits.add_note(writer, [1], "four", analyst="amy")


def test_a_changeset_with_the_highest_number_keeps_its_changes(
    noted: Path, writer: Writer, shell: Shell
) -> None:
    undo(writer, analyst="amy")
    before = rows(noted, "SELECT summary, changed_by, before, after FROM history ORDER BY change_id")
    plant(
        noted,
        shell,
        f"UPDATE change SET changeset_id = {HIGHEST} WHERE changeset_id = (SELECT max(id) FROM changeset)",
        f"UPDATE changeset SET id = {HIGHEST} WHERE id = (SELECT max(id) FROM changeset)",
    )
    mend(noted, analyst="amy")
    assert findings(noted) == {}
    assert rows(noted, "SELECT summary, changed_by, before, after FROM history ORDER BY change_id") == before


def test_a_number_that_was_given_twice_is_found_and_the_later_row_gets_its_own(
    noted: Path, shell: Shell
) -> None:
    shell(noted).execute("DROP TRIGGER guard_note_id")
    shell(noted).execute("INSERT INTO note (id, recommendation_id, body) VALUES (3, 2, 'Another.')")
    assert findings(noted)["note 3"].startswith("It has the number of a row that was deleted")
    _, done = mend(noted, analyst="amy")
    assert "Note 3 has the number 4 now." in done
    assert findings(noted) == {}
    assert rows(noted, "SELECT id, body FROM note WHERE id > 2") == [(4, "Another.")]


FAR = "2099-01-01T00:00:00Z"
AGO = "2001-01-01T00:00:00Z"
DELETED = "'note', '{{\"id\":1}}', 1, '{}', 'update', '{{\"author\":\"amy\"}}', '{{\"author\":null}}'"
CHANGE = "INSERT INTO change (table_name, row_key, recommendation_id, changed_at, operation, before, after) VALUES "


@pytest.mark.parametrize(
    ("moment", "fault"), [(FAR, "lies in the future"), (AGO, "is before an earlier one's")]
)
def test_a_time_that_no_clock_gave_is_found(noted: Path, shell: Shell, moment: str, fault: str) -> None:
    (last,) = rows(noted, "SELECT max(id) FROM change")[0]
    shell(noted).execute(f"{CHANGE} ({DELETED.format(moment)})")
    shell(noted).execute(NOTE + "(1, 'after it')")
    with backups.snapshot(noted) as connection:
        told = [each.sentence for each in chronology.times(connection)]
    assert told == [f"Change {int(str(last)) + 1} has a time that {fault}: {moment}."]


def test_a_clock_that_was_set_back_by_hours_and_one_that_runs_ahead_are_no_finding() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(
            "CREATE TABLE change (id INTEGER PRIMARY KEY, changed_at TEXT);"
            "CREATE TABLE changeset (id INTEGER PRIMARY KEY, made_at TEXT);"
            "INSERT INTO change (changed_at) VALUES ('2026-01-02T12:00:00Z'), ('2026-01-01T13:00:00Z'),"
            " ('2026-01-02T14:00:00Z'), ('2026-01-03T11:00:00Z')"
        )
        now = datetime(2026, 1, 2, 12, tzinfo=UTC)
        assert list(chronology.times(connection, now)) == []
        assert len(list(chronology.times(connection, now.replace(day=1)))) == 1


@pytest.mark.parametrize(
    "table", ["recommendation", "note", "saved_view", "source", "response", "progress", "deadline"]
)
def test_a_row_that_was_created_in_the_future_is_found(noted: Path, shell: Shell, table: str) -> None:
    shell(noted).executescript(
        "INSERT INTO saved_view (name, query) VALUES ('mine', ''); INSERT INTO source (name) VALUES ('Letter');"
        "INSERT INTO response (recommendation_id, position) VALUES (1, 'noted'), (2, 'noted');"
        "INSERT INTO progress (recommendation_id, basis, status) VALUES (1, 'reported', 'in_progress');"
        "INSERT INTO deadline (recommendation_id, due_on) VALUES (1, '2027-01-01')"
    )
    assert findings(noted) == {}
    shell(noted).execute(f"UPDATE {table} SET created_at = '{FAR}'")
    ((first, others),) = rows(noted, f"SELECT min(id), count(*) - 1 FROM {table}")
    sentence = findings(noted).pop(f"{table} {first}")
    assert sentence.startswith(f"Its created_at lies in the future: {FAR}")
    assert (f"and that of {others} other row" in sentence) == (others != 0)


def test_a_row_that_was_created_while_a_clock_ran_ahead_by_hours_is_no_finding(noted: Path) -> None:
    with backups.snapshot(noted) as connection:
        now = datetime.now(UTC)
        assert list(chronology.creations(connection, now - timedelta(hours=23))) == []
        assert list(chronology.creations(connection, now - timedelta(hours=25))) != []


def test_times_that_fall_one_after_the_other_are_one_finding(noted: Path, shell: Shell) -> None:
    plant(noted, shell, f"UPDATE change SET changed_at = '{AGO}' WHERE id > 5")
    assert len([where for where in findings(noted) if where == "history"]) == 1


def test_a_change_slipped_into_a_changeset_that_had_ended_is_found(noted: Path, shell: Shell) -> None:
    plant(
        noted,
        shell,
        f"{CHANGE.replace('(', '(changeset_id, ', 1)} (2, {DELETED.format(datetime.now(UTC).strftime('%FT%TZ'))})",
    )
    (last,) = rows(noted, "SELECT max(id) FROM change")[0]
    assert "belong to changeset 2, which had ended" in findings(noted)[f"change {last}"]


@pytest.mark.parametrize(
    "values",
    [
        "'undo', 1, NULL",
        "'undo', NULL, NULL",
        "'redo', 2, NULL",
        "'edit', 2, NULL",
        "'undo', 2, 3",
        "'undo', NULL, 1",
    ],
)
def test_an_undo_of_what_cannot_be_undone_is_found(noted: Path, shell: Shell, values: str) -> None:
    plant(
        noted,
        shell,
        f"INSERT INTO changeset (kind, reverts_id, reverts_change_id, summary) SELECT {values}, 'x'",
    )
    (last,) = rows(noted, "SELECT max(id) FROM changeset")[0]
    assert "cannot take back what it names" in findings(noted)[f"changeset {last}"]


def test_a_change_that_changes_nothing_is_found(noted: Path, shell: Shell) -> None:
    plant(
        noted,
        shell,
        "INSERT INTO change (table_name, row_key, recommendation_id, operation, before, after) VALUES"
        " ('note', '{\"id\":1}', 1, 'update', '{\"author\":\"amy\"}', '{\"author\":\"amy\"}')",
    )
    assert findings(noted)["note 1"].endswith("changes nothing.")


def test_a_change_said_to_concern_another_recommendation_is_found(noted: Path, shell: Shell) -> None:
    plant(
        noted,
        shell,
        "UPDATE change SET recommendation_id = 4 WHERE id = (SELECT min(id) FROM change WHERE table_name = 'note')",
    )
    assert "is said to concern recommendation 4, and its row belongs to 1" in findings(noted)["note 1"]


def test_a_text_changed_outside_a_load_is_found_until_it_is_as_the_load_left_it(
    seeded: Path, shell: Shell
) -> None:
    (text,) = rows(seeded, "SELECT text FROM recommendation WHERE id = 2")[0]
    connection = shell(seeded)
    connection.execute("DROP TRIGGER guard_recommendation_update")
    connection.execute("UPDATE recommendation SET text = 'Better words.' WHERE id = 2")
    mend(seeded, analyst="amy")
    assert "Its text is not as a load left it" in findings(seeded)["recommendation 2"]
    connection.execute("DROP TRIGGER guard_recommendation_update")
    connection.execute("UPDATE recommendation SET text = ? WHERE id = 2", (text,))
    mend(seeded, analyst="amy")
    assert findings(seeded) == {}


def test_a_text_that_a_load_without_a_digest_changed_is_found(seeded: Path, shell: Shell) -> None:
    connection = shell(seeded)
    connection.execute("INSERT INTO changeset (kind, analyst, summary) VALUES ('edit', 'amy', 'x')")
    connection.execute("INSERT INTO open_changeset (changeset_id) SELECT max(id) FROM changeset")
    past_the_guards(connection, "UPDATE open_changeset SET accepts_source_changes = 1")
    connection.execute("DROP TRIGGER guard_recommendation_update")
    connection.execute("UPDATE recommendation SET text = 'Better words.' WHERE id = 2")
    connection.execute("DELETE FROM open_changeset")
    mend(seeded, analyst="amy")
    assert "Its text is not as a load left it" in findings(seeded)["recommendation 2"]


def test_an_undo_that_took_nothing_back_is_found(noted: Path, shell: Shell) -> None:
    shell(noted).execute(
        "INSERT INTO changeset (kind, analyst, summary, reverts_id) VALUES ('undo', 'bob', 'Undid nothing', 2)"
    )
    assert "it took nothing back" in findings(noted)["changeset 6"]


def test_a_revision_that_there_is_not_is_found_and_taken_out_so_that_undo_works_again(
    noted: Path, writer: Writer, shell: Shell
) -> None:
    plant(noted, shell, "INSERT INTO schema_revision (revision, last_change_id) VALUES ('9999', 1000000)")
    assert set(findings(noted)) == {"schema_revision"}
    mend(noted, analyst="amy")
    assert findings(noted) == {}
    undo(writer, analyst="amy")


def test_a_nul_in_an_earlier_file_is_found(noted: Path, shell: Shell) -> None:
    plant(noted, shell, "INSERT INTO tag (name) VALUES ('aid' || char(0))")
    assert "Its name has a NUL" in findings(noted)["tag 1"]


def test_a_tag_at_the_last_place_there_is_keeps_no_other_from_being_made(seeded: Path, shell: Shell) -> None:
    connection = shell(seeded)
    connection.execute("INSERT INTO tag (name, position) VALUES ('last', 1000000000)")
    connection.execute("INSERT INTO tag (name) VALUES ('one more')")
    assert connection.execute("SELECT name FROM tag ORDER BY position, name, id").fetchall() == [
        ("last",),
        ("one more",),
    ]
