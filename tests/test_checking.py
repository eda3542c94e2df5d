"""The check: each fault is made for real, found with its remedy, and mended where nothing can be lost by it."""

import gzip
import hashlib
import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.sample_work import STORED
from tests.statements import behind_the_back
from tests.test_backups import dump, overwrite_the_middle
from tracker import checking, edits, seeding, sources
from tracker.checking import Finding
from tracker.checking.mending import mend
from tracker.database import backups, upgrade
from tracker.database.lookups import LOOKUPS
from tracker.database.models import RECORDED
from tracker.database.recorded import recorded_tables
from tracker.database.writer import Writer
from tracker.edits import undo
from tracker.errors import BadInput, DatabaseUnusable

Shell = Callable[[Path], sqlite3.Connection]
Row = tuple[object, ...]


def found(path: Path, source: Path | None = None) -> list[Finding]:
    with backups.snapshot(path) as connection:
        return list(checking.check(connection, source))


def places(path: Path) -> list[str]:
    return [finding.where for finding in found(path)]


def only(path: Path) -> Finding:
    (finding,) = found(path)
    return finding


def execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def query(path: Path, sql: str) -> list[Row]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def held(path: Path) -> tuple[list[Row], list[Row], dict[str, list[Row]]]:
    """The changes, the changesets, and every row of every table with a history."""
    with closing(sqlite3.connect(path)) as connection:
        return (
            connection.execute("SELECT * FROM change ORDER BY id").fetchall(),
            connection.execute("SELECT * FROM changeset").fetchall(),
            {
                table.name: connection.execute(f"SELECT * FROM {table.name}").fetchall()
                for table in recorded_tables(connection)
            },
        )


def mended(path: Path) -> list[Row]:
    """Mend; return the changes that came with it, once the rest of the history and all rows are the same."""
    changes, changesets, rows = held(path)
    mend(path, analyst="amy")
    changes_now, changesets_now, rows_now = held(path)
    assert changes_now[: len(changes)] == changes
    assert changesets_now[: len(changesets)] == changesets
    assert rows_now == rows
    return changes_now[len(changes) :]


def test_a_database_that_is_as_it_should_be_gives_no_finding(seeded: Path) -> None:
    assert found(seeded) == []


def test_the_bundled_report_as_it_was_loaded_gives_no_finding(bundled: Path) -> None:
    assert found(bundled) == []


def test_a_day_of_work_by_everybody_gives_no_finding(seeded: Path, shell: Shell) -> None:
    writer = Writer(seeded)
    edits.add_note(writer, [1, 2], "Ours", analyst="amy")
    edits.change_tags(writer, [1, 2, 3], add=["aid", "naïve"], analyst="amy")
    edits.set_status(writer, [1], "reviewed", reason="Done", analyst="amy")
    edits.rename_tag(writer, "aid", "Aid", analyst="bob")
    edits.delete_tag(writer, "Aid", analyst="bob")
    undo.undo(writer, analyst="bob")
    undo.undo(writer, analyst="amy")
    undo.redo(writer, analyst="amy")
    writer.close()
    outside = shell(seeded)
    outside.execute("INSERT INTO review_status VALUES ('closed', 'Closed', 'Ours.', 9, 'x', 1)")
    outside.execute("UPDATE review_status SET name = 'Done' WHERE code = 'reviewed'")
    outside.execute("INSERT INTO note (recommendation_id, body) VALUES (1, 'Un café, s’il vous plaît')")
    outside.execute("DELETE FROM mention WHERE id = 3")
    outside.execute("BEGIN")
    outside.execute("INSERT INTO note (recommendation_id, body) VALUES (1, 'not kept')")
    outside.execute("ROLLBACK")
    outside.execute("INSERT INTO note (recommendation_id, body) VALUES (1, 'kept')")
    assert found(seeded) == []


def test_nothing_is_changed_by_a_check(seeded: Path) -> None:
    before = seeded.read_bytes()
    found(seeded)
    assert seeded.read_bytes() == before


def test_what_the_migrations_filled_the_lookups_with_is_known(database: Path, shell: Shell) -> None:
    connection = shell(database)
    connection.row_factory = sqlite3.Row
    for table, rows in LOOKUPS.items():
        present = [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]
        assert {row["code"]: row for row in present} == rows


def test_the_tables_with_a_history_are_those_of_the_models(database: Path, shell: Shell) -> None:
    tables = {table.name for table in recorded_tables(shell(database))}
    assert tables == {str(model.__tablename__) for model in RECORDED}


@pytest.mark.parametrize(
    ("statements", "name", "sentence"),
    [
        (["DROP TRIGGER guard_note_insert"], "guard_note_insert", "The trigger guard_note_insert is missing."),
        (
            [
                "DROP TRIGGER history_tag_update",
                "CREATE TRIGGER history_tag_update AFTER UPDATE ON tag BEGIN SELECT 1; END",
            ],
            "history_tag_update",
            "The trigger history_tag_update is not as Tracker made it.",
        ),
        (["DROP VIEW tag_usage"], "tag_usage", "The view tag_usage is missing."),
        (["DROP INDEX ix_mention_role"], "ix_mention_role", "The index ix_mention_role is missing."),
        (["DROP TABLE note_search"], "note_search", "The table note_search is missing."),
    ],
)  # fmt: skip
def test_an_object_of_ours_that_was_dropped_or_replaced_is_found_and_made_again(
    seeded: Path, statements: list[str], name: str, sentence: str
) -> None:
    before = dump(seeded)
    execute(seeded, *statements)
    finding = only(seeded)
    assert finding == Finding(f"schema of {name}", sentence, "tracker check --repair mends it.", True)
    assert mended(seeded) == []
    assert found(seeded) == []
    assert dump(seeded) == before


@pytest.mark.parametrize(
    "statements",
    [
        ["DROP TABLE data_dictionary", "DROP TABLE schema_contract"],
        ["DROP TABLE schema_contract", "CREATE VIEW schema_contract AS SELECT 1 AS version"],
        ["ALTER TABLE data_dictionary ADD COLUMN mine TEXT"],
        ["ALTER TABLE schema_contract RENAME TO contract"],
    ],
)
def test_a_table_that_the_code_can_write_anew_is_no_reason_to_go_back_to_a_backup(
    seeded: Path, statements: list[str]
) -> None:
    before = query(seeded, "SELECT * FROM data_dictionary, schema_contract ORDER BY 1, 2")
    execute(seeded, *statements)
    assert {each.remedy for each in found(seeded)} == {"tracker check --repair mends it."}
    mend(seeded, analyst="amy")
    assert found(seeded) == []
    assert query(seeded, "SELECT * FROM data_dictionary, schema_contract ORDER BY 1, 2") == before


def test_a_search_index_made_again_finds_what_it_found_before(seeded: Path) -> None:
    execute(seeded, "DROP TABLE recommendation_search")
    mended(seeded)
    assert query(seeded, "SELECT rowid FROM recommendation_search('drought')") == [(2,)]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO recommendation_search (recommendation_search, rowid, title, text)"
        " SELECT 'delete', id, title, text FROM recommendation WHERE id = 2",
        "INSERT INTO recommendation_search (rowid, title, text) VALUES (99, 'nowhere', 'nowhere')",
        "INSERT INTO recommendation_search (recommendation_search) VALUES ('delete-all')",
        "DELETE FROM recommendation_search_data",
    ],
)
def test_a_search_index_that_does_not_match_is_found_and_filled_again(seeded: Path, statement: str) -> None:
    execute(seeded, statement)
    finding = next(each for each in found(seeded) if each.where == "search index recommendation_search")
    assert finding.repairable
    mended(seeded)
    assert found(seeded) == []
    assert query(seeded, "SELECT rowid FROM recommendation_search('drought')") == [(2,)]


def without_an_index_entry(path: Path) -> None:
    """Hide an index for the time of an insert: it lacks the row from then on."""
    select = "SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master WHERE name = ?"
    with closing(sqlite3.connect(path)) as connection:
        hidden = connection.execute(select, ("ix_note_recommendation_id",)).fetchone()
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_master WHERE name = 'ix_note_recommendation_id'")
        connection.commit()
    execute(path, "INSERT INTO note (recommendation_id, body) VALUES (1, 'not in the index')")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", hidden)
        connection.commit()


def test_an_index_that_lacks_a_row_is_found_and_made_again(seeded: Path) -> None:
    without_an_index_entry(seeded)
    finding = only(seeded)
    assert (finding.where, finding.repairable) == ("index ix_note_recommendation_id", True)
    mended(seeded)
    assert found(seeded) == []
    assert query(seeded, "SELECT note_count FROM recommendation_overview WHERE recommendation_id = 1") == [
        (1,)
    ]


@pytest.mark.parametrize(
    ("statement", "where", "change"),
    [
        (
            "UPDATE recommendation SET review_status = 'reviewed', status_reason = 'no' WHERE id = 1",
            "recommendation 1",
            ("recommendation", '{"id":1}', 1, "update",
             '{"review_status":"unreviewed","status_reason":null}',
             '{"review_status":"reviewed","status_reason":"no"}'),
        ),
        (
            "UPDATE mention SET role = 'context' WHERE id = 1",
            "mention 1",
            ("mention", '{"id":1}', 1, "update", '{"role":"addressee"}', '{"role":"context"}'),
        ),
        (
            "UPDATE actor SET name = 'pakistan' WHERE id = 1",
            "actor 1",
            ("actor", '{"id":1}', None, "update", '{"name":"Pakistan"}', '{"name":"pakistan"}'),
        ),
        (
            "INSERT INTO tag (name) VALUES ('naïve')",
            "tag 1",
            ("tag", '{"id":1}', None, "insert", None,
             '{"id":1,"name":"naïve","description":null,"colour":null,"position":0}'),
        ),
        (
            "DELETE FROM mention WHERE id = 9",
            "mention 9",
            ("mention", '{"id":9}', 2, "delete",
             '{"id":9,"recommendation_id":2,"actor_id":1,"role":"context","quote":null,"quote_start":null,'
             '"implied_reason":"The drought is in Sindh.","given_in":null}', None),
        ),
        (
            "UPDATE review_status SET glyph = 'v' WHERE code = 'reviewed'",
            "review_status reviewed",
            ("review_status", '{"code":"reviewed"}', None, "update", '{"glyph":"✓"}', '{"glyph":"v"}'),
        ),
        (
            "INSERT INTO actor_role VALUES ('donor', 'Donor', 'Pays.', 7)",
            "actor_role donor",
            ("actor_role", '{"code":"donor"}', None, "insert", None,
             '{"code":"donor","name":"Donor","description":"Pays.","position":7}'),
        ),
        (
            "DELETE FROM review_status WHERE code = 'set_aside'",
            "review_status set_aside",
            ("review_status", '{"code":"set_aside"}', None, "delete",
             '{"code":"set_aside","name":"Set aside","description":"Not taken further; the reason says why.",'
             '"position":5,"glyph":"–","done":1}', None),
        ),
    ],
)  # fmt: skip
def test_a_row_changed_behind_the_back_of_the_history_is_found_and_recorded_as_found_by_check(
    seeded: Path, statement: str, where: str, change: Row
) -> None:
    behind_the_back(seeded, statement)
    finding = only(seeded)
    assert (finding.where, finding.repairable) == (where, True)
    assert finding.sentence.startswith("Changed without a record: ")
    (recorded,) = mended(seeded)
    assert found(seeded) == []
    *_, last = query(
        seeded,
        'SELECT table_name, row_key, recommendation_id, operation, "before", "after" FROM change ORDER BY id',
    )
    assert last == change
    assert query(seeded, f"SELECT kind, analyst, summary FROM changeset WHERE id = {recorded[1]}") == [
        (
            "check",
            None,
            "Found by check: 1 row changed without a record (tracker check, run by amy)",
        )
    ]


def test_a_tagging_changed_behind_the_back_of_the_history_is_found_both_ways(seeded: Path) -> None:
    execute(
        seeded,
        "INSERT INTO tag (name) VALUES ('aid'), ('arms')",
        "INSERT INTO tagging VALUES (1, 1)",
    )
    behind_the_back(seeded, "DELETE FROM tagging", "INSERT INTO tagging VALUES (3, 2)")
    assert places(seeded) == ["tagging 1, 1", "tagging 3, 2"]
    mended(seeded)
    assert found(seeded) == []


def test_many_differences_are_one_changeset(seeded: Path) -> None:
    behind_the_back(seeded, "UPDATE recommendation SET status_reason = 'because'")
    assert len(found(seeded)) == 4
    assert len(mended(seeded)) == 4
    assert query(seeded, "SELECT count(*) FROM changeset WHERE kind = 'check'") == [(1,)]
    assert found(seeded) == []


def test_the_sentence_says_what_stands_there_and_what_the_history_says(seeded: Path) -> None:
    behind_the_back(seeded, "UPDATE recommendation SET status_reason = 'because' WHERE id = 3")
    assert only(seeded).sentence == (
        "Changed without a record: status_reason is 'because', and the history left it as empty."
    )


def test_a_change_between_two_that_nobody_recorded_is_found_and_stays(seeded: Path) -> None:
    behind_the_back(seeded, "UPDATE recommendation SET review_status = 'in_review' WHERE id = 1")
    execute(seeded, "UPDATE recommendation SET review_status = 'reviewed' WHERE id = 1")
    finding = only(seeded)
    assert (finding.where, finding.repairable) == ("recommendation 1", False)
    assert (
        "begins with review_status as 'in_review', and the one before left 'unreviewed'" in finding.sentence
    )
    assert mended(seeded) == []
    assert found(seeded) == [finding]


@pytest.fixture
def worked_on(seeded: Path) -> Path:
    """`seeded` with a note (changes 21 to 23: written, edited twice)."""
    execute(
        seeded,
        "INSERT INTO note (recommendation_id, body) VALUES (1, 'one')",
        "UPDATE note SET body = 'two'",
        "UPDATE note SET body = 'three'",
    )
    return seeded


@pytest.mark.parametrize(
    ("condition", "gone", "also"),
    [
        ("operation = 'insert' AND table_name = 'note'", ["23"], True),
        ("json_extract(\"after\", '$.body') = 'two'", ["24"], True),
        ("json_extract(\"after\", '$.body') = 'three'", ["25"], True),
        ("id IN (1, 5, 6)", ["1", "5 to 6"], True),
        ("table_name = 'note'", ["23 to 25"], True),
    ],
    ids=["first", "middle", "last", "several", "all of a row"],
)
def test_history_that_was_deleted_leaves_a_gap_that_stays(
    worked_on: Path, condition: str, gone: list[str], also: bool
) -> None:
    behind_the_back(worked_on, f"DELETE FROM change WHERE {condition}")
    findings = found(worked_on)
    gaps = [each.sentence for each in findings if each.where == "history"]
    assert gaps == [f"Changes {numbers}: gone from change." for numbers in gone]
    assert (len(findings) > len(gaps)) == also, "the rows concerned are named too"
    mended(worked_on)
    left = [each for each in found(worked_on) if each.where == "history"]
    assert [each.sentence for each in left] == gaps
    assert "tracker restore" in left[0].remedy


def test_a_changeset_that_was_deleted_leaves_a_gap(noted: Path) -> None:
    behind_the_back(noted, "DELETE FROM changeset WHERE id = 2")
    assert set(places(noted)) == {"history", "references of change"}


@pytest.fixture
def noted(seeded: Path) -> Path:
    writer = Writer(seeded)
    for number in range(3):
        edits.add_note(writer, [1], f"Note {number}", analyst="amy")
    writer.close()
    return seeded


def test_history_that_was_rewritten_contradicts_itself(worked_on: Path) -> None:
    behind_the_back(
        worked_on,
        """UPDATE change SET "after" = '{"body":"zwei"}' WHERE json_extract("after", '$.body') = 'two'""",
    )
    (finding,) = found(worked_on)
    assert finding.where == "note 1"
    assert "begins with body as 'two', and the one before left 'zwei'" in finding.sentence


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ("'note', '{\"id\":1}', 'update', 'no JSON', '{}'", "change 26"),
        ("'note', 'no JSON', 'delete', '{}', NULL", "change 26"),
        ("'note', '[1]', 'delete', '{}', NULL", "change 26"),
        ("'note', '{\"id\":[1]}', 'delete', '{}', NULL", "change 26"),
        ("'weather', '{\"id\":1}', 'delete', '{}', NULL", "change 26"),
        ("'note', '{\"id\":1}', 'insert', NULL, '{\"body\":\"three\"}'", "note 1"),
        ("'note', '{\"id\":7}', 'update', '{\"body\":\"a\"}', '{\"body\":\"b\"}'", "note 7"),
    ],
)
def test_changes_that_another_program_made_up_are_found(worked_on: Path, values: str, where: str) -> None:
    columns = 'table_name, row_key, operation, "before", "after"'
    behind_the_back(worked_on, f"INSERT INTO change ({columns}) VALUES ({values})")
    assert where in places(worked_on)


def test_a_changeset_left_open_is_found_and_closed(seeded: Path) -> None:
    behind_the_back(seeded, "INSERT INTO open_changeset (changeset_id) VALUES (1)")
    assert only(seeded).where == "open_changeset"
    mended(seeded)
    assert found(seeded) == []


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        (
            "UPDATE data_dictionary SET description = 'Whatever' WHERE \"column\" = 'review_status'",
            "data_dictionary",
        ),
        ("DELETE FROM data_dictionary WHERE object = 'recommendation_overview'", "data_dictionary"),
        (
            "INSERT INTO data_dictionary (object, \"column\", type, description) VALUES ('x', '', 'view', 'X')",
            "data_dictionary",
        ),
        ("UPDATE schema_contract SET version = '9.9'", "schema_contract"),
    ],
)
def test_what_the_file_says_of_itself_is_found_where_it_was_rewritten_and_written_again(
    seeded: Path, statement: str, table: str
) -> None:
    before = query(seeded, f"SELECT * FROM {table} ORDER BY 1")
    behind_the_back(seeded, statement)
    assert places(seeded) == [table]
    mend(seeded, analyst="amy")
    assert found(seeded) == []
    assert query(seeded, f"SELECT * FROM {table} ORDER BY 1") == before


def test_a_row_that_refers_to_nothing_is_found(seeded: Path) -> None:
    behind_the_back(seeded, "INSERT INTO note (recommendation_id, body) VALUES (77, 'on nothing')")
    mended(seeded)
    finding = only(seeded)
    assert (finding.where, finding.repairable) == ("references of note", False)
    assert finding.sentence == (
        "recommendation_id names a row that is not in recommendation: 1 row, the first is note 1."
    )


def test_a_value_against_the_rules_is_found(seeded: Path) -> None:
    behind_the_back(
        seeded,
        "PRAGMA ignore_check_constraints = ON",
        "INSERT INTO note (recommendation_id, body) VALUES (1, '  ')",
        "PRAGMA ignore_check_constraints = OFF",
    )
    mended(seeded)
    finding = only(seeded)
    assert (finding.where, finding.repairable) == ("rules of note", False)
    assert "UPDATE" in finding.remedy


@pytest.mark.parametrize("start", [1, 99, -8])
def test_a_quote_that_does_not_stand_at_its_place_is_found(seeded: Path, start: int) -> None:
    behind_the_back(seeded, f"UPDATE mention SET quote_start = {start} WHERE id = 1")
    mended(seeded)
    finding = only(seeded)
    assert (finding.where, finding.repairable) == ("mention 1", False)
    assert finding.sentence == f"The quote 'Pakistan' does not stand in the text of water/1 at {start}."
    assert "tracker load" in finding.remedy


def test_a_quote_is_not_counted_from_the_end_of_the_text(seeded: Path) -> None:
    behind_the_back(seeded, "UPDATE mention SET quote_start = -16 WHERE quote = 'United Nations'")
    ending = query(seeded, "SELECT substr(text, -16 + 1, 14) FROM recommendation WHERE id = 1")
    assert ending == [("United Nations",)]
    assert places(seeded) == ["mention 3", "mention 3"]


def test_an_actor_renamed_behind_the_back_of_all_does_not_put_the_loads_in_doubt(bundled: Path) -> None:
    behind_the_back(bundled, "UPDATE actor SET name = 'Somebody' WHERE id = 1")
    assert places(bundled) == ["actor 1"]
    mended(bundled)
    assert found(bundled) == []


def test_a_text_changed_under_its_quotes_is_found(bundled: Path) -> None:
    behind_the_back(bundled, "UPDATE recommendation SET text = 'x' || text WHERE id = 1")
    where = places(bundled)
    assert "recommendation 1" in where
    assert where.count("mention 1") == 1


def test_pages_that_were_overwritten_are_found_and_nothing_is_mended(seeded: Path) -> None:
    overwrite_the_middle(seeded)
    findings = found(seeded)
    assert {(each.where, each.remedy) for each in findings} == {
        ("file", "Restore a backup: tracker restore FILE"),
        ("rows", "Restore a backup: tracker restore FILE"),
    }
    before = seeded.read_bytes()
    with pytest.raises(DatabaseUnusable, match=r"cannot be mended.*Restore a backup"):
        mend(seeded, analyst="amy")
    assert seeded.read_bytes() == before
    assert list(seeded.parent.iterdir()) == [seeded]


def test_a_table_made_anew_by_another_program_is_found_and_only_a_backup_mends_it(
    seeded: Path, tmp_path: Path
) -> None:
    backups.back_up(seeded, tmp_path / "copy.db")
    execute(
        seeded,
        "CREATE TABLE held AS SELECT * FROM actor",
        "DROP TABLE actor",
        'CREATE TABLE actor ("id" INTEGER, "name" TEXT, "kind" TEXT, "country_code" TEXT)',
        "INSERT INTO actor SELECT * FROM held",
        "DROP TABLE held",
    )
    findings = found(seeded)
    assert findings[0].where == "schema of actor"
    assert findings[-1].where == "rows"
    assert {each.remedy for each in findings if not each.repairable} == {
        "Restore a backup: tracker restore FILE"
    }
    with pytest.raises(
        DatabaseUnusable, match=r"table actor is not as Tracker made it.*tracker restore FILE"
    ):
        mend(seeded, analyst="amy")
    backups.restore(tmp_path / "copy.db", seeded)
    assert found(seeded) == []


@pytest.mark.parametrize(
    ("statements", "way_back"),
    [
        (["ALTER TABLE note RENAME TO notes"], 'ALTER TABLE "notes" RENAME TO note;'),
        (['ALTER TABLE tag RENAME TO "my tags"'], 'ALTER TABLE "my tags" RENAME TO tag;'),
        (["ALTER TABLE note RENAME COLUMN body TO text"], 'ALTER TABLE note RENAME COLUMN "text" TO "body";'),
        (["ALTER TABLE note ADD COLUMN mood TEXT"], 'ALTER TABLE note DROP COLUMN "mood";'),
        (
            [
                "ALTER TABLE tag ADD COLUMN letters INTEGER AS (length(name))",
                "ALTER TABLE actor ADD COLUMN x ANY",
            ],
            'ALTER TABLE actor DROP COLUMN "x"; ALTER TABLE tag DROP COLUMN "letters";',
        ),
    ],
)
def test_a_table_that_another_program_reshaped_is_told_with_the_way_back_which_loses_nothing(
    seeded: Path, statements: list[str], way_back: str
) -> None:
    execute(seeded, "INSERT INTO note (recommendation_id, body) VALUES (1, 'newest')")
    changes, _, rows = held(seeded)
    execute(seeded, "CREATE TABLE mine (id, recommendation_id, body, author, created_at)", *statements)
    findings = found(seeded)
    remedies = sorted({each.remedy for each in findings if each.where.startswith("schema of ")})
    assert all(remedy.endswith(f": {way_back}") for remedy in remedies) and findings[-1].where == "rows"
    with pytest.raises(DatabaseUnusable, match=re.escape(way_back)):
        mend(seeded, analyst="amy")
    execute(seeded, *way_back.split("; "))
    # A name that came back stands in quotes, in indexes and triggers, too: those are made again.
    mend(seeded, analyst="amy")
    assert found(seeded) == []
    changes_now, _, rows_now = held(seeded)
    assert (changes_now, rows_now) == (changes, rows)


def test_a_column_of_another_program_keeps_no_deletion_from_being_undone(seeded: Path) -> None:
    execute(
        seeded,
        "INSERT INTO note (recommendation_id, body) VALUES (1, 'newest')",
        "ALTER TABLE note ADD COLUMN mood TEXT",
    )
    rows = query(seeded, "SELECT id, body FROM note")
    writer = Writer(seeded)
    edits.delete_note(writer, 1, analyst="amy", seen="newest")
    undo.undo(writer, analyst="amy")
    assert query(seeded, "SELECT id, body FROM note") == rows


def test_where_only_a_backup_helps_no_finding_promises_a_repair(seeded: Path) -> None:
    execute(seeded, "DROP TABLE tagging", "DROP VIEW tag_usage")
    assert len(found(seeded)) > 2
    assert not any(finding.repairable or "--repair" in finding.remedy for finding in found(seeded))


def test_a_repair_leaves_a_backup_of_what_was_there(seeded: Path) -> None:
    execute(seeded, "DROP VIEW tag_usage")
    before = dump(seeded)
    backup, done = mend(seeded, analyst="amy")
    assert done == ["View tag_usage was made again."]
    assert (backup.name.endswith(".before-repair.backup"), dump(backup)) == (True, before)


def test_a_repair_of_nothing_leaves_no_backup_and_pushes_out_none(seeded: Path) -> None:
    execute(seeded, "DROP VIEW tag_usage")
    backup, _ = mend(seeded, analyst="amy")
    assert [mend(seeded, analyst="amy")[1] for _ in range(6)] == [[]] * 6
    assert {each for each in seeded.parent.iterdir() if "backup" in each.name} == {backup}


def test_a_repair_that_fails_half_way_leaves_everything_as_it_was(seeded: Path) -> None:
    behind_the_back(seeded, "UPDATE recommendation SET status_reason = 'because'")
    execute(
        seeded, "DROP VIEW tag_usage", "CREATE INDEX tag_usage ON note (body)", "DROP INDEX ix_mention_role"
    )
    before = dump(seeded)
    with pytest.raises(DatabaseUnusable, match="tag_usage"):
        mend(seeded, analyst="amy")
    assert dump(seeded) == before


def test_all_at_once_is_mended_in_one_go(seeded: Path) -> None:
    without_an_index_entry(seeded)
    behind_the_back(
        seeded, "UPDATE recommendation SET title = 'Other' WHERE id = 2", "DELETE FROM mention WHERE id = 9"
    )
    execute(seeded, "DROP TRIGGER history_note_insert", "DROP VIEW history", "DROP INDEX ix_mention_role")
    execute(seeded, "INSERT INTO note (recommendation_id, body) VALUES (1, 'unrecorded')")
    assert all(each.repairable for each in found(seeded))
    assert [row[3] for row in mended(seeded)] == ["recommendation", "mention", "note"]
    assert found(seeded) == []


@pytest.fixture(scope="module")
def silent_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Files of revision 0002 with loads whose rows are in no change, worked on since, brought up to date: copy them.

    `bulk` has two of the function for any number, `seeds` three of the command with changes accepted, `large` one
    of the command as it was at work: 5,001 recommendations of one word.
    """
    folder = tmp_path_factory.mktemp("silent")
    files = {name: folder / f"{name}.db" for name in ("bulk", "seeds", "large")}
    for name, path in files.items():
        path.write_bytes(gzip.decompress((STORED / f"silent-{name}.db.gz").read_bytes()))
        upgrade.ensure(path)
    return files


@pytest.fixture(params=["bulk", "seeds", "large"])
def silent(request: pytest.FixtureRequest, silent_files: dict[str, Path], tmp_path: Path) -> Path:
    return Path(shutil.copy(silent_files[request.param], tmp_path / "silent.db"))


@pytest.fixture
def bulky(silent_files: dict[str, Path], tmp_path: Path) -> Path:
    return Path(shutil.copy(silent_files["bulk"], tmp_path / "silent.db"))


def test_silent_loads_and_all_that_was_done_to_their_rows_since_give_no_finding(silent: Path) -> None:
    assert found(silent) == []
    execute(
        silent, "UPDATE recommendation SET title = 'Anew' WHERE id = 6", "DELETE FROM mention WHERE id = 20"
    )
    assert found(silent) == []


def test_a_load_after_silent_ones_is_not_taken_for_one(silent: Path, tmp_path: Path) -> None:
    (tmp_path / "seed.toml").write_text(seed("new-one"))
    writer = Writer(silent)
    loaded = seeding.load(writer, [tmp_path / "seed.toml"], analyst="amy")
    writer.close()
    assert found(silent) == []
    behind_the_back(silent, f"UPDATE changeset SET digest = 'x' WHERE id = {loaded.changeset_id}")
    assert places(silent) == [f"load {loaded.changeset_id}"]


def test_what_was_deleted_of_a_silent_load_can_be_put_back(bulky: Path) -> None:
    execute(bulky, "DELETE FROM mention WHERE id IN (13, 14, 15)")
    writer = Writer(bulky)
    for change in query(bulky, "SELECT id FROM change ORDER BY id DESC LIMIT 3"):
        undo.undo(writer, analyst="amy", number=f"c{change[0]}")
    writer.close()
    assert found(bulky) == []


def test_a_repair_after_silent_loads_finds_nothing_to_record(silent: Path) -> None:
    assert mended(silent) == []


@pytest.mark.parametrize(
    ("statement", "load"),
    [
        ("UPDATE recommendation SET title = 'Theirs' WHERE id = 9", "load 2"),
        ("UPDATE recommendation SET text = text || '!' WHERE id = 30", "load 3"),
        ("UPDATE mention SET role = 'target' WHERE id = 14", "load 2"),
        ("DELETE FROM mention WHERE id = 14", "load 2"),
        ("DELETE FROM mention WHERE recommendation_id = 9", "load 2"),
    ],
)
def test_a_row_of_a_silent_load_changed_behind_the_back_of_all_is_found_by_the_digest(
    bulky: Path, statement: str, load: str
) -> None:
    behind_the_back(bulky, statement)
    findings = [each for each in found(bulky) if not each.where.startswith("search")]
    assert [(each.where, each.repairable) for each in findings] == [(load, False)]
    assert "do not match its digest" in findings[0].sentence


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        (
            "INSERT INTO recommendation (report_id, reference, position, title, text)"
            " VALUES (4, 'new', 99, 'New', 'Slipped in.')",
            "recommendation 33",
        ),
        (
            "INSERT INTO mention (recommendation_id, actor_id, role, implied_reason)"
            " VALUES (5, 2, 'target', 'x')",
            "mention 66",
        ),
        ("INSERT INTO report (slug, title) VALUES ('third', 'Slipped in')", "report 5"),
    ],
)  # fmt: skip
def test_a_row_slipped_in_after_a_silent_load_is_not_taken_for_one_of_it(
    bulky: Path, statement: str, where: str
) -> None:
    behind_the_back(bulky, statement)
    kept = ("search", "followup_current")
    assert [each.where for each in found(bulky) if not each.where.startswith(kept)] == [where]
    assert len(mended(bulky)) == 1
    assert found(bulky) == []


STATE = 'kind = "state"\ncountry_code = "IR"'
UMMAH = """
[[actor]]
name = "Ummah"
kind = "population_group"
"""
THEY_LISTEN = """
[[recommendation.mention]]
actor = "Ummah"
role = "context"
implied_reason = "They listen."
"""


def seed(
    slug: str, *, actor: str = "Iran", kind: str = STATE, text: str = "Iran should talk.", ummah: bool = True
) -> str:
    return f"""
[report]
slug = "{slug}"
title = "Small: {text}"

[[tag]]
name = "aid"
colour = "green"

[[actor]]
name = "{actor}"
{kind}
{UMMAH if ummah else ""}
[[recommendation]]
reference = "1"
title = "Talk"
text = "{text}"

[[recommendation.mention]]
actor = "{actor}"
role = "addressee"
quote = "{text[:4]}"
{THEY_LISTEN if ummah else ""}
[[recommendation]]
reference = "2"
title = "Listen"
text = "Iran should listen to Iran."

[[recommendation.mention]]
actor = "{actor}"
role = "partner"
quote = "Iran"
occurrence = 2
"""


@pytest.fixture
def loaded(seeded: Path, tmp_path: Path) -> Path:
    """`seeded` after loads of seed files, with and without changes accepted, and renames between them."""
    writer = Writer(seeded)

    def load(*texts: str, accept: bool = False) -> None:
        files = []
        for number, text in enumerate(texts):
            files.append(tmp_path / f"seed-{number}.toml")
            files[-1].write_text(text)
        seeding.load(writer, files, analyst="amy", accept_changes=accept)

    load(seed("small"))
    execute(seeded, "UPDATE actor SET name = 'Tehran' WHERE name = 'Iran'", "UPDATE tag SET name = 'Aid!'")
    load(seed("other", ummah=False))
    execute(seeded, "UPDATE report SET slug = 'tiny' WHERE slug = 'small'")
    execute(seeded, "UPDATE report SET slug = 'small' WHERE slug = 'tiny'")
    anew = {
        "actor": "TEHRAN",
        "kind": 'kind = "organisation"',
        "text": "IRAN should talk now.",
        "ummah": False,
    }
    load(seed("small", **anew), seed("other", **anew), accept=True)
    execute(seeded, "UPDATE actor SET name = 'Persia' WHERE name = 'TEHRAN'")
    execute(seeded, "UPDATE report SET slug = 'x' WHERE slug = 'small'")
    writer.close()
    return seeded


def test_what_loads_of_seed_files_brought_matches_their_digests_whatever_was_done_since(loaded: Path) -> None:
    assert len(query(loaded, "SELECT id FROM changeset WHERE digest IS NOT NULL")) == 3
    assert found(loaded) == []


def test_a_digest_that_was_rewritten_is_found(loaded: Path) -> None:
    for number in (2, 3, 4):
        behind_the_back(loaded, f"UPDATE changeset SET digest = '{number}' WHERE id = {number}")
    assert places(loaded) == ["load 2", "load 3", "load 4"]


def test_a_loaded_row_rewritten_with_its_history_is_found_by_the_digest(bundled: Path) -> None:
    behind_the_back(
        bundled,
        "UPDATE recommendation SET title = 'Theirs' WHERE id = 3",
        """UPDATE change SET "after" = json_set("after", '$.title', 'Theirs')
           WHERE table_name = 'recommendation' AND row_key = '{"id":3}'""",
        "INSERT INTO recommendation_search (recommendation_search) VALUES ('rebuild')",
    )
    assert places(bundled) == ["load 1"]
    mended(bundled)
    assert places(bundled) == ["load 1"]


SOURCE = (
    "Heading\r\n\r\n"
    "1.  Pakistan should set\tup an Indus \r\nFund with the United Nations. \r\n\r\n"
    "2. States of the \r\nregion should protect farmers from drought.\r\n"
)


@pytest.fixture
def source(seeded: Path, tmp_path: Path) -> Path:
    """The text that the report `water` of `seeded` is taken from."""
    path = tmp_path / "water.txt"
    path.write_bytes(SOURCE.encode())
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    came_with(seeded, "report", 1, source_file="'water.txt'", source_sha256=f"'{digest}'")
    came_with(seeded, "recommendation", 1, first_line="3", last_line="4")
    came_with(seeded, "recommendation", 2, first_line="6", last_line="7")
    return path


def came_with(path: Path, table: str, number: int, **values: str) -> None:
    """Give a row other values, in SQL, as if it had come with them: a load that corrects one has a digest."""
    pairs = (f"'$.{column}', {value}" for column, value in values.items())
    behind_the_back(
        path,
        f"UPDATE {table} SET {', '.join(f'{column} = {value}' for column, value in values.items())}"
        f" WHERE id = {number}",
        "UPDATE change SET after ="
        f" json_set(after, {', '.join(pairs)})"
        f" WHERE table_name = '{table}' AND row_key = json_object('id', {number})",
    )


def test_texts_that_the_source_has_in_their_lines_give_no_finding(seeded: Path, source: Path) -> None:
    assert found(seeded, source) == []


def test_the_report_is_known_by_the_content_of_its_source_whatever_the_name(
    seeded: Path, source: Path
) -> None:
    assert found(seeded, source.rename(source.with_name("renamed.txt"))) == []


def test_another_edition_of_the_source_is_told_with_the_first_difference(seeded: Path, source: Path) -> None:
    source.write_bytes(SOURCE.replace("farmers", "fishers").encode())
    edition, text = found(seeded, source)
    assert (edition.where, text.where) == ("source of water", "source of water/2")
    assert "SHA-256" in edition.sentence
    assert text.sentence == (
        "The source reads otherwise in lines 6-7: at character 37, '… protect fishers from drought.' there"
        " and '… protect farmers from drought.' here."
    )
    assert "--accept-changes" in text.remedy


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (6, 6, "The source reads otherwise in line 6: at character 13, its end there and"
               " '…tes of the region should prote…' here."),
        (7, 8, "It is said to stand in lines 7-8, and the source has 7."),
        (None, None, "It has no line numbers, so its text cannot be held against the source."),
    ],
)  # fmt: skip
def test_wrong_line_numbers_are_found(
    seeded: Path, source: Path, first: int | None, last: int | None, sentence: str
) -> None:
    came_with(seeded, "recommendation", 2, first_line=str(first or "NULL"), last_line=str(last or "NULL"))
    (finding,) = found(seeded, source)
    assert (finding.where, finding.sentence) == ("source of water/2", sentence)


def test_a_source_of_no_report_is_refused(seeded: Path, tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("Dear diary")
    with pytest.raises(BadInput, match=r"No report in the database is taken from diary\.txt"):
        found(seeded, tmp_path / "diary.txt")


def test_a_source_that_cannot_be_read_is_refused(seeded: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read: No such file"):
        found(seeded, tmp_path / "none.txt")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no endless file")
def test_a_source_without_an_end_is_refused(seeded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "SIZE_LIMIT", 2**20)
    with pytest.raises(BadInput, match="has more than 1 MB, or no end"):
        found(seeded, Path("/dev/zero"))


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="a pipe has no name")
def test_a_source_may_come_through_a_pipe_and_one_that_nobody_writes_to_is_not_waited_for(
    seeded: Path, source: Path, tmp_path: Path
) -> None:
    reading, writing = os.pipe()
    os.write(writing, source.read_bytes())
    os.close(writing)
    assert found(seeded, Path(f"/dev/fd/{reading}")) == []  # as `--source <(pdftotext ...)` is
    os.close(reading)
    os.mkfifo(tmp_path / "water.pipe")
    with pytest.raises(BadInput, match="is empty"):
        found(seeded, tmp_path / "water.pipe")
