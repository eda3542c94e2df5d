"""A file that another program switched to WAL: it works, it is told, and the mode is never carried on."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.test_backups import bodies, dump, others, write_note
from tracker import checking
from tracker.checking.mending import mend
from tracker.database import backups, file
from tracker.errors import DatabaseUnusable

Shell = Callable[[Path], sqlite3.Connection]


@pytest.fixture
def logging(seeded: Path) -> Path:
    """The file of `seeded`, switched to WAL by a program that is gone."""
    with closing(sqlite3.connect(seeded)) as connection:
        assert connection.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
    return seeded


@pytest.fixture
def left_with_log(logging: Path, tmp_path: Path) -> Path:
    """A copy of it as a killed program leaves one: its latest note stands in the log alone."""
    connection = sqlite3.connect(logging, isolation_level=None)
    connection.execute("INSERT INTO note (recommendation_id, body) VALUES (1, 'Only in the log')")
    left = tmp_path / "elsewhere" / "left.db"
    left.parent.mkdir()
    for ending in ("", "-wal"):
        shutil.copy(f"{logging}{ending}", f"{left}{ending}")
    connection.close()
    return left


def findings(path: Path) -> list[str]:
    with backups.snapshot(path) as connection:
        return [finding.where for finding in checking.check(connection, copied_from=path)]


def test_the_mode_is_told_by_the_check_and_switched_off_by_its_repair(logging: Path) -> None:
    assert findings(logging) == ["journal mode"]
    _, done = mend(logging, analyst="amy")
    assert done == ["WAL was switched off: all of the database is in its file again."]
    assert (findings(logging), file.keeps_log(logging)) == ([], False)


def test_it_stays_while_another_program_has_the_file_open(
    logging: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "BUSY_SECONDS", 0.05)
    shell(logging).execute("SELECT * FROM note").fetchall()
    assert mend(logging, analyst="amy")[1] == []
    assert findings(logging) == ["journal mode"]


def test_a_backup_is_one_file_with_all_that_is_in_the_log(left_with_log: Path, tmp_path: Path) -> None:
    backups.back_up(left_with_log, tmp_path / "elsewhere" / "copy.db")
    copy = (tmp_path / "elsewhere" / "copy.db").rename(tmp_path / "alone.db")
    assert (bodies(copy), file.keeps_log(copy)) == (["Only in the log"], False)


def test_a_restore_takes_what_is_in_the_log_and_not_the_mode(
    left_with_log: Path, tmp_path: Path, seeded_template: Path, shell: Shell
) -> None:
    path = Path(shutil.copy(seeded_template, tmp_path / "mine.db"))
    with closing(file.connect(path)) as open_since_before:
        open_since_before.execute("SELECT count(*) FROM note").fetchone()
        backups.restore(left_with_log, path)
        assert open_since_before.execute("SELECT body FROM note").fetchall() == [("Only in the log",)]
    assert (bodies(path), file.keeps_log(path)) == (["Only in the log"], False)
    assert [name for name in others(path) if name.startswith("mine.db-")] == []
    assert dump(path) == dump(left_with_log)


def test_a_restore_into_a_file_that_keeps_a_log_keeps_what_was_in_that_log(
    logging: Path, tmp_path: Path
) -> None:
    backups.back_up(logging, tmp_path / "copy.db")
    write_note(logging, "Written since")
    kept = backups.restore(tmp_path / "copy.db", logging).kept
    assert kept is not None
    assert (bodies(logging), bodies(kept)) == ([], ["Written since"])


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_one_in_a_folder_that_cannot_be_written_is_told_with_what_to_do(logging: Path) -> None:
    folder = Path(tempfile.mkdtemp())  # where nobody else's folder stands in the way
    path = Path(shutil.copy(logging, folder / "tracker.db"))
    path.chmod(0o444)
    folder.chmod(0o555)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)  # as nothing binds root
    try:
        with pytest.raises(DatabaseUnusable, match="is in WAL mode, and the log") as refused:
            file.state(path)
    finally:
        os.seteuid(user)
        folder.chmod(0o755)
        shutil.rmtree(folder)
    assert "Copy it, with tracker.db-wal if that is there, to a folder of your own" in refused.value.remedy
