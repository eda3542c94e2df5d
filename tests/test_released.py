"""A file of every released revision is brought up to date and loses nothing, other people's things included."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.sample_work import STORED
from tracker import checking, edits
from tracker.commands.database import make
from tracker.database import file, schema, upgrade
from tracker.database.writer import Writer
from tracker.edits import undo
from tracker.errors import CannotUndo, DatabaseUnusable

Shell = Callable[[Path], sqlite3.Connection]
Rows = list[tuple[object, ...]]

RELEASED = file.REVISIONS[:-1]
BEFORE_FOLLOWUP = [each for each in RELEASED if each < "0005"]
"""Those without responses, progress and deadlines."""
BEFORE_0004 = RELEASED[: RELEASED.index("0004")]
FOREIGN = {
    "aid_work": "view",
    "note_by_body": "index",
    "arrival": "table",
    "note_arrived": "trigger",
    "status_by_view": "trigger",
}


@pytest.fixture(params=RELEASED)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file as a released revision left it, with an outsider's objects."""
    return Path(shutil.copy(STORED / f"revision-{request.param}.db", tmp_path / "tracker.db"))


class Upgrade(NamedTuple):
    """A file before its upgrade and after it, which nobody may change, and what was told of it."""

    before: Path
    after: Path
    told: upgrade.Upgraded

    def copy(self, folder: Path) -> Path:
        return Path(shutil.copy(self.after, folder / "tracker.db"))


@pytest.fixture(scope="module", params=RELEASED)
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Upgrade:
    """The same, brought up to date once for all who only look at it, and who copy it."""
    before = STORED / f"revision-{request.param}.db"
    after = Path(shutil.copy(before, tmp_path_factory.mktemp("upgraded") / "tracker.db"))
    assert file.state(after) == "older"
    told = upgrade.ensure(after)
    assert told is not None
    return Upgrade(before, after, told)


def only(*revisions: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("upgraded", revisions, indirect=True, scope="module")


def answers(path: Path, *queries: str) -> list[Rows]:
    with closing(sqlite3.connect(path)) as connection:
        return [connection.execute(query).fetchall() for query in queries]


def names(path: Path, *kinds: str) -> list[str]:
    marks = ", ".join("?" * len(kinds))
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            f"SELECT name FROM sqlite_master WHERE type IN ({marks}) AND name NOT GLOB '*_search_*'"
            " AND name NOT GLOB 'sqlite_*' AND name <> 'alembic_version' ORDER BY name",
            kinds,
        )
        return [name for (name,) in rows]


def test_every_released_revision_has_a_stored_file() -> None:
    assert {path.stem for path in STORED.glob("*.db")} >= {f"revision-{each}" for each in RELEASED}, (
        "read 'Add a migration' in CONTRIBUTING.md"
    )


@pytest.mark.parametrize("path", sorted(STORED.glob("*.db")), ids=lambda path: path.stem)
def test_what_a_release_made_is_known_as_ours_and_what_the_outsider_made_is_not(path: Path) -> None:
    found = set(names(path, "table", "view", "index", "trigger"))
    assert found - set(schema.expected()) - schema.FORMER == set(FOREIGN), "name what went in schema.FORMER"


@pytest.mark.skipif(
    not (STORED / f"revision-{file.HEAD}.db").exists(), reason="today's revision is not released"
)
def test_the_present_revision_is_still_what_was_released(tmp_path: Path) -> None:
    path = shutil.copy(STORED / f"revision-{file.HEAD}.db", tmp_path / "tracker.db")
    assert file.state(path) == "current", "a released revision never changes: add one"


def test_an_old_file_becomes_one_of_today(upgraded: Upgrade) -> None:
    assert file.state(upgraded.after) == "current"


def test_the_old_file_has_today_s_schema_and_no_other(upgraded: Upgrade) -> None:
    present = set(names(upgraded.after, "table", "view", "index", "trigger"))
    assert present == set(schema.expected()) | set(FOREIGN)


def columns_of(path: Path, names: Sequence[str]) -> list[str]:
    """A query for each table or view, of the columns that it had: more may have come."""
    columns = answers(
        path,
        *(f"""SELECT group_concat('"' || name || '"') FROM pragma_table_info('{name}')""" for name in names),
    )
    return [f'SELECT {found} FROM "{name}"' for name, [(found,)] in zip(names, columns, strict=True)]


def test_every_row_of_every_table_is_as_it_was(upgraded: Upgrade) -> None:
    # What the program itself says about the file is of its revision.
    told = ("schema_revision", "data_dictionary", "schema_contract")
    tables = [each for each in names(upgraded.before, "table") if each not in told]
    queries = columns_of(upgraded.before, tables)
    there = dict(zip(tables, answers(upgraded.before, *queries), strict=True))
    assert sum(map(len, there.values())) > 200
    present = dict(zip(tables, answers(upgraded.after, *queries), strict=True))
    # A role came with revision 0005.
    present["actor_role"] = [row for row in present["actor_role"] if row in there["actor_role"]]
    assert present == there


def test_every_view_shows_what_it_showed(upgraded: Upgrade) -> None:
    queries = columns_of(upgraded.before, names(upgraded.before, "view"))
    before = answers(upgraded.before, *queries)
    assert all(before)
    for was, shown in zip(before, answers(upgraded.after, *queries), strict=True):
        # status_history has begun with the status that each came with since revision 0003.
        assert Counter(was) <= Counter(shown)


def test_both_search_indexes_still_find_what_they_found(upgraded: Upgrade) -> None:
    queries = (
        "SELECT rowid FROM recommendation_search('drone*') ORDER BY rowid",
        "SELECT rowid FROM note_search('drone*') ORDER BY rowid",
    )
    before = answers(upgraded.before, *queries)
    assert all(before)
    assert answers(upgraded.after, *queries) == before


def test_the_file_as_it_was_is_kept_beside_it(upgraded: Upgrade) -> None:
    queries = ("SELECT * FROM sqlite_master", "SELECT * FROM history")
    assert answers(upgraded.told.backup, *queries) == answers(upgraded.before, *queries)


def test_what_was_done_before_the_upgrade_is_undone(upgraded: Upgrade, tmp_path: Path) -> None:
    path = upgraded.copy(tmp_path)
    queries = (
        "SELECT count(*) FROM note WHERE author = 'bob'",
        "SELECT count(*) FROM tagging",
        "SELECT review_status FROM recommendation WHERE reference IN ('1', '3') ORDER BY reference",
    )
    before = [[(1,)], [(2,)], [("reviewed",), ("needs_follow_up",)]]
    assert answers(path, *queries) == before
    writer = Writer(path)
    for analyst in ("bob", "bob", *["amy"] * 6):
        undo.undo(writer, analyst=analyst)
    writer.close()
    assert answers(path, *queries) == [[(0,)], [(0,)], [("unreviewed",), ("unreviewed",)]]


@pytest.mark.parametrize("old", BEFORE_0004, indirect=True)
def test_a_tag_deleted_before_the_upgrade_comes_back_at_the_end_of_the_codebook(
    old: Path, shell: Shell
) -> None:
    shell(old).execute("DELETE FROM tag WHERE name = 'aid'")
    upgrade.ensure(old)
    (((number,),),) = answers(old, "SELECT max(change_id) FROM history")
    writer = Writer(old)
    undo.undo(writer, analyst="amy", number=f"c{number}")
    writer.close()
    assert answers(old, "SELECT name FROM tag ORDER BY position DESC LIMIT 1") == [[("aid",)]]


@only(*BEFORE_0004)
def test_the_codebook_is_in_the_order_of_its_names_at_first(upgraded: Upgrade) -> None:
    (tags,) = answers(upgraded.after, "SELECT position, name FROM tag ORDER BY position")
    assert tags == list(enumerate(sorted(name for _, name in tags), 1))


def test_a_number_once_given_is_not_given_again_after_the_upgrade(old: Path, shell: Shell) -> None:
    shell(old).execute("INSERT INTO tag (id, name) VALUES (900, 'x')")
    shell(old).execute("DELETE FROM tag WHERE id = 900")
    upgrade.ensure(old)
    shell(old).execute("INSERT INTO tag (name) VALUES ('y')")
    assert answers(old, "SELECT id FROM tag WHERE name = 'y'") == [[(901,)]]


BREAKING = (
    ("tag", "name", "no, way"),
    ("recommendation", "first_line", 0),
    ("report", "published_on", "May"),
    ("mention", "implied_reason", "Both."),
)


def test_rows_that_break_a_rule_come_along_and_check_names_them(old: Path, shell: Shell) -> None:
    connection = shell(old)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    for table, column, value in BREAKING:
        connection.execute(f"DROP TRIGGER guard_{table}_update")
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE id = 1", (value,))
    upgrade.ensure(old)
    with closing(file.connect(old, writing=True)) as checked:
        where = [finding.where for finding in checking.check(checked)]
    for table, column, value in BREAKING:
        assert answers(old, f"SELECT {column} FROM {table} WHERE id = 1") == [[(value,)]]
        assert f"rules of {table}" in where


@only(*BEFORE_FOLLOWUP)
def test_each_recommendation_of_an_old_file_has_what_counts_now_of_it(upgraded: Upgrade) -> None:
    assert answers(upgraded.after, "SELECT count(*) FROM followup_current") == [[(8,)]]
    assert answers(upgraded.after, "SELECT max(closed), count(due_on) FROM recommendation_followup") == [
        [(0, 0)]
    ]


@pytest.mark.parametrize("old", BEFORE_FOLLOWUP, indirect=True)
def test_a_role_that_an_office_added_under_the_same_code_stays_as_it_was(old: Path, shell: Shell) -> None:
    role = ("recommender", "Author", "Wrote it.", 9)
    shell(old).execute("INSERT INTO actor_role VALUES (?, ?, ?, ?)", role)
    upgrade.ensure(old)
    assert answers(old, "SELECT * FROM actor_role WHERE code = 'recommender'") == [[role]]
    with closing(file.connect(old, writing=True)) as checked:
        assert list(checking.check(checked)) == []


def test_check_finds_nothing_wrong_with_what_the_upgrade_did(upgraded: Upgrade) -> None:
    with closing(file.connect(upgraded.after, writing=True)) as checked:
        assert list(checking.check(checked)) == []


@pytest.mark.parametrize("old", BEFORE_FOLLOWUP, indirect=True)
@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("recommendation", "owner"),
        ("recommendation", "assigned_to"),
        ("report", "series"),
        ("mention", "given_in"),
    ],
)
def test_a_file_with_a_column_of_somebody_else_s_is_not_upgraded(
    old: Path, shell: Shell, table: str, column: str
) -> None:
    shell(old).execute(f"ALTER TABLE {table} ADD COLUMN {column} TEXT")
    before = old.read_bytes()
    with pytest.raises(DatabaseUnusable, match=f"{table} has a column that is not Tracker's: {column}"):
        upgrade.ensure(old)
    assert old.read_bytes() == before


@pytest.mark.usefixtures("renaming")
def test_what_touched_a_column_that_is_gone_cannot_be_undone(old: Path, shell: Shell) -> None:
    shell(old).execute("UPDATE report SET publisher = 'An office'")
    upgrade.ensure(old)
    (((number,),),) = answers(old, "SELECT max(change_id) FROM history")
    writer = Writer(old)
    with pytest.raises(CannotUndo, match="The tables have taken another shape since"):
        undo.undo(writer, analyst="bob", number=f"c{number}")
    writer.close()


def test_what_is_done_after_the_upgrade_can_be_undone(upgraded: Upgrade, tmp_path: Path) -> None:
    path = upgraded.copy(tmp_path)
    writer = Writer(path)
    edits.add_note(writer, [1], "After the upgrade.", analyst="bob")
    undo.undo(writer, analyst="bob")
    writer.close()
    assert answers(path, "SELECT * FROM note WHERE body = 'After the upgrade.'") == [[]]


def test_the_outsider_s_objects_are_in_the_file_as_they_were(upgraded: Upgrade) -> None:
    query = (
        f"SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name IN {tuple(FOREIGN)} ORDER BY name"
    )
    before = answers(upgraded.before, query)
    assert (answers(upgraded.after, query), upgraded.told.unfitting) == (before, ())


def test_the_outsider_s_objects_still_work(upgraded: Upgrade, tmp_path: Path, shell: Shell) -> None:
    connection = shell(upgraded.copy(tmp_path))
    connection.execute("INSERT INTO note (recommendation_id, body) VALUES (3, 'Newly arrived.')")
    assert connection.execute("SELECT words FROM arrival ORDER BY rowid DESC").fetchone() == ("Newly arr",)
    connection.execute("UPDATE recommendation_overview SET review_status = 'set_aside' WHERE reference = '6'")
    work = connection.execute("SELECT * FROM aid_work ORDER BY reference").fetchall()
    assert work == [("3", "needs_follow_up", 2), ("6", "set_aside", 1)]
    plan = connection.execute("EXPLAIN QUERY PLAN SELECT id FROM note WHERE body = 'x'").fetchone()
    assert "note_by_body" in plan[3]


def test_a_trigger_on_an_outsider_s_own_view_stays_too(old: Path, shell: Shell) -> None:
    shell(old).execute(
        "CREATE TRIGGER aid_noted INSTEAD OF INSERT ON aid_work BEGIN"
        " INSERT INTO note (recommendation_id, body) SELECT id, 'Aid.' FROM recommendation"
        " WHERE reference = NEW.reference; END"
    )
    upgrade.ensure(old)
    shell(old).execute("INSERT INTO aid_work (reference) VALUES ('7')")
    assert answers(old, "SELECT reference FROM recommendation_note WHERE body = 'Aid.'") == [[("7",)]]


@pytest.fixture
def renaming(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A revision 9999 that renames one column of ours and drops another, by native means."""
    folder = tmp_path / "migrations"
    shutil.copytree(upgrade.bundled("migrations"), folder)
    (folder / "versions" / "9999_rename.py").write_text(
        "from alembic import op\n"
        f"revision, down_revision = '9999', {file.HEAD!r}\n"
        "def upgrade():\n"
        "    op.get_bind().exec_driver_sql('ALTER TABLE report RENAME COLUMN source_file TO source')\n"
        "    op.get_bind().exec_driver_sql('ALTER TABLE report DROP COLUMN publisher')\n"
    )
    monkeypatch.setattr(upgrade, "bundled", lambda _: folder)
    monkeypatch.setattr(file, "REVISIONS", (*file.REVISIONS, "9999"))
    monkeypatch.setattr(file, "HEAD", "9999")


UNFITTING = """
CREATE VIEW sources AS SELECT source_file FROM report;
CREATE VIEW over_it AS SELECT * FROM sources;
CREATE TRIGGER publishers AFTER INSERT ON note BEGIN
  DELETE FROM arrival WHERE words IN (SELECT publisher FROM report);
END;
CREATE INDEX by_publisher ON report (publisher);
CREATE VIEW broken_before AS SELECT mood FROM note;
"""


@pytest.mark.usefixtures("renaming")
def test_what_no_longer_fits_does_not_stop_the_upgrade_and_is_named(old: Path, shell: Shell) -> None:
    shell(old).executescript(UNFITTING)
    upgraded = upgrade.ensure(old)
    assert upgraded is not None
    assert upgraded.unfitting == (
        "The view sources, which is not Tracker's, no longer fits: no such column: source_file. It stands as it was.",
        "The view over_it, which is not Tracker's, no longer fits: no such column: source_file. It stands as it was.",
        "The index by_publisher, which is not Tracker's, no longer fits: no such column: publisher. "
        "It was left out; the backup has its text.",
        "The trigger publishers, which is not Tracker's, no longer fits: no such column: publisher. "
        "It was left out; the backup has its text.",
    )


@pytest.mark.usefixtures("renaming")
def test_views_that_no_longer_fit_stay_and_triggers_that_would_stop_every_edit_go(
    old: Path, shell: Shell
) -> None:
    shell(old).executescript(UNFITTING)
    upgrade.ensure(old)
    kept = {"sources", "over_it", "broken_before", *FOREIGN}
    found = set(names(old, "view", "trigger", "index", "table"))
    assert (found >= kept, found & {"publishers", "by_publisher"}) == (True, set())
    shell(old).execute("INSERT INTO note (recommendation_id, body) VALUES (3, 'Still taken.')")


@pytest.mark.usefixtures("renaming")
def test_the_command_tells_what_no_longer_fits(
    old: Path, shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell(old).executescript(UNFITTING)
    make(old)
    told = capsys.readouterr().err
    assert "was brought up to date; as it was, it is kept in" in told
    assert "The view sources, which is not Tracker's, no longer fits" in told
