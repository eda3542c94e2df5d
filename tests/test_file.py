"""The file itself: how it stands, how it is made, backed up and upgraded, and what a crash or a lock does."""

import os
import select
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests import LIMIT_SECONDS
from tests.statements import past_the_guards
from tracker import edits
from tracker.checking.mending import mend
from tracker.database import file, upgrade
from tracker.database.writer import Writer
from tracker.errors import DatabaseBusy, DatabaseUnusable, NoDatabase

Shell = Callable[[Path], sqlite3.Connection]

POSIX = pytest.mark.skipif(os.name != "posix", reason="the modes of files are POSIX's")
PERMISSIONS = pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="permissions do not bind the superuser"
)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.iterdump())


@pytest.fixture
def own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where Tracker keeps its database on its own account; it is not there yet."""
    folder = tmp_path / "home" / "tracker"
    monkeypatch.setattr(file, "data_folder", lambda: folder)
    return folder


@pytest.fixture
def next_revision(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A revision 9999 that comes after today's, so that today's files are older ones."""
    folder = tmp_path / "migrations"
    shutil.copytree(upgrade.bundled("migrations"), folder)
    script = folder / "versions" / "9999_one_more_table.py"
    script.write_text(
        "from alembic import op\n"
        f"revision, down_revision = '9999', {file.HEAD!r}\n"
        "def upgrade():\n"
        "    op.get_bind().exec_driver_sql('CREATE TABLE page (number INTEGER)')\n"
    )
    monkeypatch.setattr(upgrade, "bundled", lambda _: folder)
    monkeypatch.setattr(file, "REVISIONS", (*file.REVISIONS, "9999"))
    monkeypatch.setattr(file, "HEAD", "9999")
    return script


def test_a_path_with_nothing_there_stands_missing(tmp_path: Path) -> None:
    assert file.state(tmp_path / "none.db") == "missing"


def test_a_path_in_a_folder_that_is_not_there_stands_missing(tmp_path: Path) -> None:
    assert file.state(tmp_path / "no" / "folder" / "none.db") == "missing"


def test_a_file_without_a_byte_stands_empty(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    assert file.state(tmp_path / "empty.db") == "empty"


def test_a_database_without_a_table_stands_empty(tmp_path: Path, shell: Shell) -> None:
    connection = shell(tmp_path / "vacant.db")
    connection.execute("CREATE TABLE t (x)")
    connection.execute("DROP TABLE t")
    assert file.state(tmp_path / "vacant.db") == "empty"


def test_an_upgraded_file_stands_current(database: Path) -> None:
    assert file.state(database) == "current"


@pytest.mark.usefixtures("next_revision")
def test_a_file_of_an_earlier_revision_stands_older(database: Path) -> None:
    assert file.state(database) == "older"


def test_a_file_of_an_unknown_revision_is_refused_as_newer(database: Path, shell: Shell) -> None:
    shell(database).execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseUnusable, match=r"newer Tracker \(schema 9999"):
        file.state(database)


def test_another_program_s_database_is_refused(tmp_path: Path, shell: Shell) -> None:
    shell(tmp_path / "places.db").execute("CREATE TABLE bookmark (url TEXT)")
    with pytest.raises(DatabaseUnusable, match="another program"):
        file.state(tmp_path / "places.db")


def test_a_database_marked_by_another_program_is_refused_though_it_has_no_table(
    tmp_path: Path, shell: Shell
) -> None:
    shell(tmp_path / "marked.db").execute("PRAGMA application_id = 42")
    with pytest.raises(DatabaseUnusable, match="another program"):
        file.state(tmp_path / "marked.db")


@pytest.mark.parametrize("content", [b"a", b"%PDF-1.7 and more than sixteen bytes", b"\x00" * 4096])
def test_what_is_no_database_is_refused_and_not_touched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    with pytest.raises(DatabaseUnusable, match="is not a SQLite database"):
        file.state(path)
    assert path.read_bytes() == content


def test_a_header_with_garbage_behind_it_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "torn.db"
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 4096)
    with pytest.raises(DatabaseUnusable):
        file.state(path)


def test_a_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match="is a directory"):
        file.state(tmp_path)


@POSIX
@pytest.mark.parametrize("link", [False, True])
def test_a_pipe_is_refused_at_once(tmp_path: Path, link: bool) -> None:
    os.mkfifo(tmp_path / "pipe.db")
    (tmp_path / "link.db").symlink_to("pipe.db")
    code = f"""
from pathlib import Path
from tracker.database import file
file.state(Path({str(tmp_path / ("link.db" if link else "pipe.db"))!r}))
"""
    # In a process of its own: who opens a pipe waits for its other end, and cannot be told to stop.
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False
    )
    assert "is a pipe or a device, not a file. Name a file with --db." in ended.stderr


@POSIX
def test_a_device_is_refused() -> None:
    with pytest.raises(DatabaseUnusable, match="is a pipe or a device"):
        file.state(Path("/dev/zero"))


@POSIX
def test_a_path_that_cannot_be_followed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "loop.db").symlink_to("loop.db")
    with pytest.raises(DatabaseUnusable, match="cannot be read"):
        file.state(tmp_path / "loop.db")


@PERMISSIONS
def test_a_file_that_may_not_be_read_is_refused(database: Path) -> None:
    database.chmod(0)
    with pytest.raises(DatabaseUnusable, match="cannot be read"):
        file.state(database)


def test_a_sqlite_without_strict_tables_is_refused(monkeypatch: pytest.MonkeyPatch, database: Path) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    with pytest.raises(DatabaseUnusable, match=r"needs 3\.37"):
        file.state(database)


@POSIX
def test_in_our_own_folder_nobody_else_may_read_the_file(own_folder: Path) -> None:
    upgrade.ensure(own_folder / "tracker.db")
    assert mode(own_folder / "tracker.db") == 0o600


@POSIX
def test_nobody_else_may_enter_our_own_folder(own_folder: Path) -> None:
    upgrade.ensure(own_folder / "tracker.db")
    assert mode(own_folder) == 0o700


@POSIX
def test_elsewhere_a_new_file_has_the_mode_that_the_person_s_umask_gives(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        upgrade.ensure(tmp_path / "shared.db")
    finally:
        os.umask(before)
    assert mode(tmp_path / "shared.db") == 0o640


@POSIX
def test_elsewhere_the_folder_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o775)
    upgrade.ensure(tmp_path / "shared" / "tracker.db")
    assert mode(tmp_path / "shared") == 0o775


@POSIX
@pytest.mark.parametrize("current", [True, False], ids=["current", "empty"])
def test_a_file_that_is_there_keeps_its_mode(own_folder: Path, empty_template: Path, current: bool) -> None:
    own_folder.mkdir(parents=True)
    path = own_folder / "tracker.db"
    path.touch()
    if current:
        shutil.copyfile(empty_template, path)
    path.chmod(0o664)
    upgrade.ensure(path)
    assert mode(path) == 0o664


def test_a_folder_elsewhere_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(NoDatabase, match="There is no folder"):
        upgrade.ensure(tmp_path / "no" / "tracker.db")


@POSIX
def test_a_file_that_cannot_be_made_is_told_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "a-file").touch()
    with pytest.raises(DatabaseUnusable, match="Not a directory"):
        upgrade.ensure(tmp_path / "a-file" / "tracker.db")


@pytest.mark.parametrize(
    "name", ["a?mode=ro#b.db", "100%41.db", 'it\'s "mine".db', "ключ ü.db", "a&b;c.db", "file:x.db"]
)
@POSIX
def test_any_name_of_a_file_will_do(tmp_path: Path, name: str) -> None:
    upgrade.ensure(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere file names are Unicode")
def test_a_name_that_is_no_unicode_will_do(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.db")
    upgrade.ensure(path)
    assert file.state(path) == "current"


@POSIX
def test_a_writer_finds_its_file_whatever_the_name(tmp_path: Path, seeded: Path) -> None:
    path = seeded.rename(tmp_path / "a?mode=ro#b%41.db")
    with closing(Writer(path)) as writer:
        assert edits.add_note(writer, [1], "Here", analyst="amy").changeset_id


def test_a_current_file_is_left_alone(database: Path) -> None:
    before = database.read_bytes()
    upgrade.ensure(database)
    assert database.read_bytes() == before


@pytest.mark.usefixtures("next_revision")
def test_an_upgrade_brings_an_older_file_up_to_date(seeded: Path) -> None:
    upgrade.ensure(seeded)
    assert file.state(seeded) == "current"


@pytest.mark.usefixtures("next_revision")
def test_an_upgrade_keeps_every_recommendation_with_its_actors_and_history(seeded: Path) -> None:
    def kept() -> list[list[tuple[object, ...]]]:
        with closing(sqlite3.connect(seeded)) as connection:
            views = ("recommendation_overview", "recommendation_actor", "history")
            return [connection.execute(f"SELECT * FROM {view}").fetchall() for view in views]

    before = kept()
    upgrade.ensure(seeded)
    assert kept() == before


@pytest.mark.usefixtures("next_revision")
def test_an_upgrade_leaves_a_backup_of_the_older_file_beside_it(seeded: Path) -> None:
    before = dump(seeded)
    upgraded = upgrade.ensure(seeded)
    assert upgraded is not None
    assert (upgraded.backup.parent, dump(upgraded.backup)) == (seeded.parent, before)


@pytest.mark.usefixtures("next_revision")
def test_an_upgrade_notes_the_last_change_made_before_it(seeded: Path, shell: Shell) -> None:
    (last,) = shell(seeded).execute("SELECT max(id) FROM change").fetchone()
    upgrade.ensure(seeded)
    rows = shell(seeded).execute("SELECT last_change_id FROM schema_revision WHERE revision = '9999'")
    assert rows.fetchall() == [(last,)]


def test_an_upgrade_may_make_a_table_anew_without_losing_what_refers_to_it(
    seeded: Path, next_revision: Path, shell: Shell
) -> None:
    steps = (
        "CREATE TABLE anew (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, "
        "country_code TEXT) STRICT",
        "INSERT INTO anew SELECT * FROM actor",
        "DROP TABLE actor",
        "ALTER TABLE anew RENAME TO actor",
    )
    lines = [f"    op.get_bind().exec_driver_sql({step!r})\n" for step in steps]
    next_revision.write_text(next_revision.read_text() + "".join(lines))
    before = shell(seeded).execute("SELECT * FROM recommendation_actor").fetchall()
    upgrade.ensure(seeded)
    assert shell(seeded).execute("SELECT * FROM recommendation_actor").fetchall() == before


@pytest.mark.usefixtures("next_revision")
def test_the_search_still_finds_everything_after_an_upgrade(seeded: Path, shell: Shell) -> None:
    upgrade.ensure(seeded)
    rows = shell(seeded).execute("SELECT rowid FROM recommendation_search('drought')").fetchall()
    assert rows == [(2,)]


def test_an_upgrade_that_fails_leaves_the_file_as_it_was(seeded: Path, next_revision: Path) -> None:
    next_revision.write_text(next_revision.read_text() + "    op.get_bind().exec_driver_sql('SELECT nope')\n")
    before = dump(seeded)
    with pytest.raises(DatabaseUnusable, match="nope"):
        upgrade.ensure(seeded)
    assert dump(seeded) == before


@pytest.mark.usefixtures("next_revision")
def test_an_upgrade_that_finds_a_reference_to_nothing_is_taken_back(seeded: Path, shell: Shell) -> None:
    connection = shell(seeded)
    (guard,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'guard_note_insert'").fetchone()
    connection.execute("DROP TRIGGER guard_note_insert")
    connection.execute("INSERT INTO note (recommendation_id, body) VALUES (99, 'about nothing')")
    connection.execute(guard)
    before = dump(seeded)
    with pytest.raises(DatabaseUnusable, match="1 rows refer to rows that are not there, the first in note"):
        upgrade.ensure(seeded)
    assert dump(seeded) == before


KILLED_AT = """
import os, signal, sys
from pathlib import Path
from tracker.database import upgrade

open_for_upgrade, reached = upgrade.open_for_upgrade, getattr(upgrade, sys.argv[2])

def with_a_small_cache(path):
    connection = open_for_upgrade(path)
    connection.execute("PRAGMA cache_size = 1")  # so that half of the work is in the file already
    return connection

def then_killed(connection):
    reached(connection)
    os.kill(os.getpid(), signal.SIGKILL)

upgrade.open_for_upgrade = with_a_small_cache
setattr(upgrade, sys.argv[2], then_killed)
upgrade.ensure(Path(sys.argv[1]))
"""
KILLED_AFTER = """
import sys
from pathlib import Path
from tracker.database import upgrade
print("ready", flush=True)
upgrade.ensure(Path(sys.argv[1]))
"""


@POSIX
@pytest.mark.parametrize("moment", ["drop_objects", "create_objects", "stamp"])
def test_a_file_whose_making_was_killed_half_way_is_made_whole_by_the_next_start(
    tmp_path: Path, empty_template: Path, moment: str
) -> None:
    path = tmp_path / "killed.db"
    ended = subprocess.run(
        [sys.executable, "-c", KILLED_AT, str(path), moment], check=False, timeout=LIMIT_SECONDS
    )
    assert ended.returncode == -signal.SIGKILL
    upgrade.ensure(path)
    assert schema(path) == schema(empty_template)


@POSIX
@pytest.mark.parametrize("seconds", [0.001, 0.02, 0.035])
def test_a_start_that_is_killed_at_any_moment_is_completed_by_the_next(
    tmp_path: Path, empty_template: Path, seconds: float
) -> None:
    path = tmp_path / "killed.db"
    command = [sys.executable, "-c", KILLED_AFTER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert select.select([process.stdout], [], [], LIMIT_SECONDS)[0]
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    upgrade.ensure(path)
    assert schema(path) == schema(empty_template)


def schema(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


def test_a_file_that_another_program_holds_is_told_as_busy(
    monkeypatch: pytest.MonkeyPatch, database: Path, shell: Shell
) -> None:
    monkeypatch.setattr(file, "BUSY_SECONDS", 0.05)
    shell(database).execute("BEGIN EXCLUSIVE")
    with pytest.raises(DatabaseBusy, match="Another program is writing"):
        file.state(database)


def test_an_edit_while_another_program_writes_is_told_as_busy(
    monkeypatch: pytest.MonkeyPatch, seeded: Path, shell: Shell
) -> None:
    monkeypatch.setattr(file, "BUSY_SECONDS", 0.05)
    shell(seeded).execute("BEGIN IMMEDIATE")
    writer = Writer(seeded)
    with pytest.raises(DatabaseBusy, match="Nothing was written"):
        edits.add_note(writer, [1], "Mine", analyst="amy")
    writer.close()


def test_what_an_edit_has_read_cannot_be_overtaken_before_it_writes(seeded: Path) -> None:
    writer = Writer(seeded)
    with (
        writer.transaction(),
        closing(sqlite3.connect(seeded, timeout=0)) as other,
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        other.execute("UPDATE recommendation SET review_status = 'reviewed'")
    writer.close()


def test_an_edit_goes_through_once_the_other_program_is_done(
    monkeypatch: pytest.MonkeyPatch, seeded: Path, shell: Shell
) -> None:
    monkeypatch.setattr(file, "BUSY_SECONDS", 0.05)
    other = shell(seeded)
    other.execute("BEGIN IMMEDIATE")
    writer = Writer(seeded)
    with pytest.raises(DatabaseBusy):
        edits.add_note(writer, [1], "Mine", analyst="amy")
    other.execute("ROLLBACK")
    edits.add_note(writer, [1], "Mine", analyst="amy")
    writer.close()
    assert shell(seeded).execute("SELECT body FROM note").fetchall() == [("Mine",)]


def test_an_upgrade_while_another_program_writes_is_told_as_busy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shell: Shell
) -> None:
    monkeypatch.setattr(file, "BUSY_SECONDS", 0.05)
    (tmp_path / "new.db").touch()
    shell(tmp_path / "new.db").execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy):
        upgrade.ensure(tmp_path / "new.db")


def test_a_connection_for_reading_cannot_write(seeded: Path) -> None:
    with (
        closing(file.connect(seeded)) as connection,
        pytest.raises(DatabaseUnusable, match="can only be read"),
        file.sqlite_errors(seeded),
    ):
        connection.execute("INSERT INTO tag (name) VALUES ('x')")


@PERMISSIONS
def test_a_read_only_file_in_a_read_only_folder_can_be_read(seeded: Path) -> None:
    seeded.chmod(0o444)
    seeded.parent.chmod(0o555)
    try:
        with closing(file.connect(seeded)) as connection:
            assert connection.execute("SELECT count(*) FROM recommendation").fetchone() == (4,)
    finally:
        seeded.parent.chmod(0o755)


def test_bytes_that_are_no_utf_8_are_read_as_what_can_be_shown(seeded: Path, shell: Shell) -> None:
    past_the_guards(
        shell(seeded), "INSERT INTO note (recommendation_id, body) VALUES (1, CAST(x'636166E9' AS TEXT))"
    )
    with closing(file.connect(seeded)) as connection:
        assert connection.execute("SELECT body FROM note").fetchall() == [("caf<E9>",)]


def test_a_file_that_vanished_is_told_and_not_made_again(seeded: Path) -> None:
    seeded.unlink()
    with pytest.raises(DatabaseUnusable, match="cannot be opened"):
        file.connect(seeded)
    assert not seeded.exists()


def test_an_edit_after_the_file_was_replaced_goes_into_the_new_file(
    seeded: Path, seeded_template: Path, shell: Shell, tmp_path: Path
) -> None:
    writer = Writer(seeded)
    edits.add_note(writer, [1], "Into the old file", analyst="amy")
    shutil.copy(seeded_template, tmp_path / "other.db")
    (tmp_path / "other.db").replace(seeded)
    edits.add_note(writer, [1], "Into the new file", analyst="amy")
    writer.close()
    assert shell(seeded).execute("SELECT body FROM note").fetchall() == [("Into the new file",)]


def test_an_edit_after_the_file_vanished_is_told_with_a_sentence(seeded: Path) -> None:
    writer = Writer(seeded)
    edits.add_note(writer, [1], "Into the old file", analyst="amy")
    seeded.unlink()
    with pytest.raises(DatabaseUnusable, match="cannot be opened"):
        edits.add_note(writer, [1], "Into nowhere", analyst="amy")
    writer.close()


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (sqlite3.SQLITE_FULL, "The disk of"),
        (sqlite3.SQLITE_CORRUPT, "is damaged"),
        (sqlite3.SQLITE_CORRUPT_INDEX, "An index of tracker.db is damaged"),
        (sqlite3.SQLITE_NOTADB, "is not a SQLite database"),
        (sqlite3.SQLITE_IOERR_READ, "could not be read or written"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "can only be read"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "Another program is writing"),
        (sqlite3.SQLITE_CONSTRAINT_TRIGGER, "The database refused it: some reason"),
        (sqlite3.SQLITE_ERROR, "some reason"),
    ],
)
def test_each_error_of_sqlite_has_a_sentence(code: int, sentence: str) -> None:
    error = sqlite3.OperationalError("some reason")
    error.sqlite_errorcode = code
    assert sentence in file.explained(error, Path("tracker.db")).sentence


SEARCH_FAULTS = {
    "emptied": "DELETE FROM note_search_data",
    "written over": "UPDATE note_search_data SET block = x'ffffffffffff'",
    "its structure written over": "UPDATE note_search_data SET block = x'00' WHERE id = 10",
    "gone": "DROP TABLE note_search_data",
    "without its settings": "DROP TABLE note_search_config",
}


@pytest.mark.parametrize("fault", SEARCH_FAULTS.values(), ids=SEARCH_FAULTS)
def test_a_broken_search_index_is_told_with_what_mends_it_and_no_edit_is_lost_by_that(
    seeded: Path, shell: Shell, fault: str
) -> None:
    with closing(Writer(seeded)) as writer:
        edits.add_note(writer, [1], "The newest edit", analyst="amy")
        shell(seeded).execute(fault)
        with pytest.raises(DatabaseUnusable) as told:
            edits.add_note(writer, [1], "Not now", analyst="amy")
        assert "tracker check --repair makes it again, and nothing is lost" in told.value.remedy
        assert "estore" not in str(told.value)
    mend(seeded, analyst="amy")
    with closing(Writer(seeded)) as writer:
        edits.add_note(writer, [1], "Later", analyst="amy")
    bodies = (
        "SELECT body FROM note WHERE id IN (SELECT rowid FROM note_search('newest OR later')) ORDER BY id"
    )
    assert shell(seeded).execute(bodies).fetchall() == [("The newest edit",), ("Later",)]


@pytest.mark.parametrize("writing", [False, True])
def test_a_file_is_not_trusted_further_than_sqlite_allows(seeded: Path, writing: bool) -> None:
    with closing(file.connect(seeded, writing=writing)) as connection:
        # Our views use JSON, which SQLite counts as harmless since 3.41; the search index, for our triggers, never.
        trusted = writing or sqlite3.sqlite_version_info < (3, 41)
        assert connection.execute("PRAGMA trusted_schema").fetchone() == (int(trusted),)
        assert connection.getlimit(sqlite3.SQLITE_LIMIT_EXPR_DEPTH) == 1_000
        assert connection.getlimit(sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH) == 50
        if sys.version_info >= (3, 12):
            assert connection.getconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE)


def test_a_deep_view_of_an_office_s_keeps_nobody_from_reading(seeded: Path, shell: Shell) -> None:
    deep = " OR ".join(f"reference = '{number}'" for number in range(900))
    shell(seeded).execute(f"CREATE VIEW deep AS SELECT * FROM recommendation WHERE {deep}")
    assert file.state(seeded) == "current"
