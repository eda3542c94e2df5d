"""What a file says of itself, and what becomes of one that says it wrongly: made from a dump, or written over."""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests import LIMIT_SECONDS
from tests.commands import Run, both_streams
from tests.statements import past_the_guards
from tests.test_backups import dump, others
from tracker.database import file, upgrade
from tracker.errors import DatabaseUnusable

Shell = Callable[[Path], sqlite3.Connection]

DATA = Path(__file__).parent / "data"
SQLITE3 = shutil.which("sqlite3")

WRONG_LABELS = {
    "set back": ("UPDATE alembic_version SET version_num = '0001'", "alembic_version names '0001'"),
    "empty": ("DELETE FROM alembic_version", "alembic_version is empty"),
    "two": ("INSERT INTO alembic_version VALUES ('0001')", "alembic_version names '0001' and '{head}'"),
    "gone": ("DROP TABLE alembic_version", "alembic_version is missing"),
    "no revision": ("UPDATE alembic_version SET version_num = 'latest'", "alembic_version names 'latest'"),
    "of other columns": (
        "DROP TABLE alembic_version; CREATE TABLE alembic_version (x)",
        "alembic_version is missing",
    ),
    "a view without an end": (
        "DROP TABLE alembic_version; CREATE VIEW alembic_version AS WITH RECURSIVE n (version_num) AS"
        " (VALUES (1) UNION ALL SELECT version_num + 1 FROM n) SELECT version_num FROM n ORDER BY 1",
        "alembic_version is missing",
    ),
}


@pytest.fixture
def run(at_work: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return both_streams(capsys)


@pytest.mark.parametrize(("statements", "fault"), WRONG_LABELS.values(), ids=WRONG_LABELS)
def test_a_wrong_label_is_told_keeps_nobody_from_work_and_is_mended(
    run: Run, seeded: Path, shell: Shell, statements: str, fault: str
) -> None:
    shell(seeded).executescript(statements)
    fault = f"{fault.format(head=file.HEAD)}, and the tables are of {file.HEAD}"
    listed = run("list")
    assert f"Warning: The schema of {seeded} was altered: {fault}. tracker check --repair mends it." in listed
    assert "water/1" in listed
    run("note", "water/1", "-m", "Goes on")
    told = run("check", code=1)
    assert told == f"marks of the file: {fault[0].upper()}{fault[1:]}. tracker check --repair mends it.\n"
    assert others(seeded) == [], "no try leaves a backup"
    assert f"{fault[0].upper()}{fault[1:]}: set right." in run("check", "--repair")
    assert file.state(seeded) == "current"
    assert "Nothing found" in run("check")


@pytest.mark.parametrize("which", WRONG_LABELS)
@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_an_older_file_with_a_wrong_label_is_upgraded_all_the_same(
    run: Run, seeded: Path, shell: Shell, revision: str, which: str
) -> None:
    shutil.copy(DATA / f"revision-{revision}.db", seeded)
    texts = "SELECT id, text FROM recommendation ORDER BY id"
    before = shell(seeded).execute(texts).fetchall()
    # As if set forward, where it would be right as it is.
    statements = WRONG_LABELS[which][0].replace("0001", "0003" if revision == "0001" else "0001")
    shell(seeded).executescript(statements)
    told = run("list")
    assert f"and the tables are of {revision}: set right." in told
    assert file.state(seeded) == "current"
    assert shell(seeded).execute(texts).fetchall() == before
    assert "Nothing found" in run("check")


def test_a_file_that_cannot_be_upgraded_leaves_no_backup_and_costs_none(
    run: Run, seeded: Path, shell: Shell
) -> None:
    shutil.copy(DATA / "revision-0001.db", seeded)
    connection = shell(seeded)
    guard = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'guard_note_insert'").fetchone()[0]
    connection.executescript(
        "DROP TRIGGER guard_note_insert; INSERT INTO note (recommendation_id, body) VALUES (99, 'about nothing')"
    )
    connection.execute(guard)
    kept = [f"tracker.db.2026010{day}T000000Z.before-upgrade.backup" for day in range(1, 6)]
    for name in kept:
        (seeded.parent / name).touch()
    before = dump(seeded)
    for _ in range(2):
        assert "1 rows refer to rows that are not there" in run("list", code=1)
    assert (others(seeded), dump(seeded)) == (kept, before)


def test_a_newer_file_is_refused_with_its_revision_whatever_its_label(database: Path, shell: Shell) -> None:
    connection = shell(database)
    past_the_guards(connection, "INSERT INTO schema_revision (revision, last_change_id) VALUES ('9999', 0)")
    for label in ("UPDATE alembic_version SET version_num = '9999'", "DELETE FROM alembic_version"):
        connection.execute(label)
        with pytest.raises(
            DatabaseUnusable, match=r"written by a newer Tracker \(schema 9999; this one knows"
        ):
            file.state(database)


def test_a_label_that_was_set_forward_by_hand_is_told_with_what_it_was(database: Path, shell: Shell) -> None:
    shell(database).execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseUnusable, match=rf"by hand: its tables are of {file.HEAD}"):
        file.state(database)


def test_a_row_in_the_record_alone_does_not_make_a_file_a_newer_one(database: Path, shell: Shell) -> None:
    past_the_guards(
        shell(database), "INSERT INTO schema_revision (revision, last_change_id) VALUES ('9999', 0)"
    )
    assert file.state(database) == "current"


def test_a_file_with_our_mark_and_without_our_tables_is_sent_to_a_backup(
    tmp_path: Path, shell: Shell
) -> None:
    shell(tmp_path / "marked.db").execute(f"PRAGMA application_id = {file.APPLICATION_ID}")
    with pytest.raises(DatabaseUnusable, match="does not say of which revision") as refused:
        file.state(tmp_path / "marked.db")
    assert "tracker restore FILE" in refused.value.remedy


def test_a_mark_of_another_program_on_our_tables_is_told_and_mended(
    run: Run, seeded: Path, shell: Shell
) -> None:
    shell(seeded).execute("PRAGMA application_id = 42")
    assert "application_id is 42, which is not Tracker's" in run("list")
    assert "Application_id is 42, which is not Tracker's: set right." in run("check", "--repair")
    assert file.state(seeded) == "current"


def read_back(from_dump: str, path: Path) -> Path:
    assert SQLITE3 is not None
    subprocess.run([SQLITE3, str(path)], input=from_dump, text=True, check=True, timeout=LIMIT_SECONDS)
    return path


def dumped(path: Path) -> str:
    assert SQLITE3 is not None
    return subprocess.run(
        [SQLITE3, str(path), ".dump"], capture_output=True, text=True, check=True, timeout=LIMIT_SECONDS
    ).stdout


@pytest.mark.skipif(SQLITE3 is None, reason="there is no sqlite3 shell")
def test_what_was_read_back_from_a_dump_is_opened_and_mended(
    run: Run, seeded: Path, tmp_path: Path, shell: Shell
) -> None:
    run("note", "water/1", "-m", 'It\'s "here";\nin two lines')
    new = read_back(dumped(seeded), tmp_path / "new.db")
    assert "application_id is 0, which is not Tracker's" in run("list", "--db", str(new))
    run("check", "--repair", "--db", str(new))
    assert (file.state(new), dump(new)) == ("current", dump(seeded))
    assert shell(new).execute("PRAGMA user_version").fetchone() == (int(file.HEAD),)
    assert run("check", "--db", str(new)).startswith("Nothing found")


@pytest.mark.skipif(SQLITE3 is None, reason="there is no sqlite3 shell")
@pytest.mark.parametrize("revision", ["0001", "0002", "now"])
def test_what_was_read_back_from_a_dump_is_restored_and_said_to_be_mended(
    run: Run, seeded: Path, tmp_path: Path, revision: str
) -> None:
    stored = seeded if revision == "now" else DATA / f"revision-{revision}.db"
    backup = read_back(dumped(stored), tmp_path / "read-back.db")
    before = backup.read_bytes()
    told = run("restore", str(backup))
    assert "Application_id is 0, which is not Tracker's: set right." in told
    assert (file.state(seeded), backup.read_bytes()) == ("current", before)
    with closing(sqlite3.connect(stored)) as old, closing(sqlite3.connect(seeded)) as restored:
        for statement in (
            "SELECT id, text FROM recommendation",
            "SELECT * FROM note",
            "SELECT * FROM tagging",
        ):
            assert restored.execute(statement).fetchall() == old.execute(statement).fetchall()
    assert "Nothing found" in run("check")


def test_what_has_only_some_tables_like_ours_is_another_program_s(tmp_path: Path, shell: Shell) -> None:
    shell(tmp_path / "theirs.db").executescript(
        "CREATE TABLE recommendation (x); CREATE TABLE report (x); CREATE TABLE alembic_version (version_num);"
        f"INSERT INTO alembic_version VALUES ('{file.HEAD}')"
    )
    with pytest.raises(DatabaseUnusable, match="another program"):
        file.state(tmp_path / "theirs.db")


def test_marks_that_are_right_are_left_alone(database: Path) -> None:
    before = database.read_bytes()
    with closing(file.connect(database, writing=True)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        assert file.mend_marks(connection) == []
        connection.execute("COMMIT")
    upgrade.ensure(database)
    assert database.read_bytes() == before
