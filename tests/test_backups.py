"""Backups: what they hold, who may read them, which stay, and what a restore puts where, also when it is killed."""

import os
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
from tracker.database import backups, file, upgrade
from tracker.errors import BadInput, DatabaseBusy, DatabaseUnusable, NoDatabase

Shell = Callable[[Path], sqlite3.Connection]

POSIX = pytest.mark.skipif(os.name != "posix", reason="the modes of files are POSIX's")


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.iterdump())


def bodies(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [body for (body,) in connection.execute("SELECT body FROM note ORDER BY id")]


def write_note(path: Path, body: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO note (recommendation_id, body) VALUES (1, ?)", (body,))


def overwrite_the_middle(path: Path) -> None:
    """Spoil whole pages of tables, as a bad disk does; the header stays."""
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'mention'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as damaged:
        damaged.seek((page - 1) * size)
        damaged.write(b"\xa5" * size)


def pages(path: Path) -> bytes:
    """Return everything but the first page, where SQLite counts the times that a file was written."""
    return path.read_bytes()[4096:]


def automatic(path: Path, reason: backups.Reason) -> Path:
    """Make an automatic backup, and let the oldest go as what follows it has worked."""
    made = backups.automatic(path, reason)
    backups.keep_latest(path, reason)
    return made


def others(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir() if each != path)


@pytest.fixture
def backup(seeded: Path, tmp_path: Path) -> Path:
    """A backup of `seeded`; a note was written since."""
    target = tmp_path / "elsewhere" / "copy.db"
    target.parent.mkdir()
    backups.back_up(seeded, target)
    write_note(seeded, "Written since")
    return target


def test_a_backup_holds_everything(seeded: Path, tmp_path: Path) -> None:
    backups.back_up(seeded, tmp_path / "copy.db")
    assert dump(tmp_path / "copy.db") == dump(seeded)


@POSIX
def test_nobody_else_may_read_a_backup(seeded: Path, tmp_path: Path) -> None:
    seeded.chmod(0o664)
    backups.back_up(seeded, tmp_path / "copy.db")
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600


def test_a_backup_never_overwrites_a_file(seeded: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(DatabaseUnusable, match=r"copy\.db cannot be created: it is there already"):
        backups.back_up(seeded, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"


def test_a_backup_into_a_folder_that_is_not_there_is_told(seeded: Path, tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match=r"copy\.db cannot be created: No such file or directory"):
        backups.back_up(seeded, tmp_path / "no" / "copy.db")


def test_a_backup_is_made_while_another_program_is_about_to_write(
    seeded: Path, tmp_path: Path, shell: Shell
) -> None:
    before = dump(seeded)
    connection = shell(seeded)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO note (recommendation_id, body) VALUES (1, 'half done')")
    backups.back_up(seeded, tmp_path / "copy.db")
    assert dump(tmp_path / "copy.db") == before


def test_a_backup_does_not_wait_for_ever_for_a_program_that_holds_the_file(
    monkeypatch: pytest.MonkeyPatch, seeded: Path, tmp_path: Path, shell: Shell
) -> None:
    monkeypatch.setattr(file, "BUSY_SECONDS", 0.05)
    shell(seeded).execute("BEGIN EXCLUSIVE")
    with pytest.raises(DatabaseBusy, match="Another program is using"):
        backups.back_up(seeded, tmp_path / "copy.db")
    assert others(seeded) == []


def test_a_backup_of_a_damaged_database_is_refused_and_leaves_nothing(seeded: Path, tmp_path: Path) -> None:
    overwrite_the_middle(seeded)
    with pytest.raises(DatabaseUnusable, match="is damaged"):
        backups.back_up(seeded, tmp_path / "copy.db")
    assert others(seeded) == []


def test_a_damaged_database_is_copied_as_it_is_where_that_is_the_point(seeded: Path, tmp_path: Path) -> None:
    overwrite_the_middle(seeded)
    backups.back_up(seeded, tmp_path / "copy.db", intact=False)
    assert pages(tmp_path / "copy.db") == pages(seeded)


def test_a_value_against_the_rules_keeps_nobody_from_a_backup_or_a_restore(
    seeded: Path, tmp_path: Path, shell: Shell
) -> None:
    connection = shell(seeded)
    (guard,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'guard_note_insert'").fetchone()
    connection.execute("DROP TRIGGER guard_note_insert")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute("INSERT INTO note (recommendation_id, body) VALUES (1, '  ')")
    connection.execute(guard)
    backups.back_up(seeded, tmp_path / "copy.db")
    backups.restore(tmp_path / "copy.db", seeded)
    assert bodies(seeded) == ["  "]


def test_a_backup_without_a_name_stands_beside_the_database_with_the_time_in_its_name(seeded: Path) -> None:
    names = []
    for _ in range(3):
        target = backups.proposed_path(seeded)
        backups.back_up(seeded, target)
        names.append(target.name)
    assert len(set(names)) == 3
    assert others(seeded) == sorted(names)
    assert all(name.startswith("tracker-2") and name.endswith(".db") for name in names)


def test_the_last_five_automatic_backups_are_kept(seeded: Path) -> None:
    made = [automatic(seeded, "upgrade").name for _ in range(7)]
    assert others(seeded) == sorted(made[2:])


def test_what_killed_backups_left_is_no_backup_and_goes_after_an_hour(seeded: Path) -> None:
    gone = {
        "tracker.db.20260131T093000Z.before-upgrade.backup.a1b2c3d4.unfinished": b"",
        "before-the-meeting.db.zz_9abcd.unfinished": b"SQLite format 3\0 and a part of the rest",
        "before-the-meeting.db.zz_9abcd.unfinished-journal": b"\xd9\xd5\x05\xf9",
    }
    kept = {
        "x.unfinished": b"",
        "chapter.thirteen.unfinished": b"Dear diary",
        "SQLite.db": b"SQLite format 3\0",
    }
    for name, content in (gone | kept).items():
        (seeded.parent / name).write_bytes(content)
        os.utime(seeded.parent / name, (0, 0))
    (seeded.parent / "copy.db.a1b2c3d4.unfinished").touch()
    backups.back_up(seeded, seeded.parent / "copy.db")
    assert others(seeded) == sorted([*kept, "copy.db", "copy.db.a1b2c3d4.unfinished"])


@pytest.mark.parametrize("there", [False, True])
def test_a_name_that_is_kept_for_unfinished_copies_is_refused(
    seeded: Path, tmp_path: Path, there: bool
) -> None:
    unfinished = tmp_path / "copy.unfinished"
    with pytest.raises(BadInput, match="never finished"):
        backups.back_up(seeded, unfinished)
    if there:
        shutil.copy(seeded, unfinished)
    with pytest.raises(BadInput, match=r"or rename it, to a name that does not end in \.unfinished"):
        backups.restore(unfinished, seeded)
    with pytest.raises(BadInput, match="never finished"):
        file.state(unfinished)


def test_a_backup_that_is_killed_leaves_nothing_that_looks_like_one(seeded: Path) -> None:
    code = f"""
import os, signal
from pathlib import Path
from tracker.database import backups
backups._verify = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
backups.automatic(Path({str(seeded)!r}), "upgrade")
"""
    ended = subprocess.run([sys.executable, "-c", code], check=False, timeout=LIMIT_SECONDS)
    assert ended.returncode == -signal.SIGKILL
    (left,) = others(seeded)
    assert left.endswith(".unfinished")


def test_each_reason_keeps_five_of_its_own(seeded: Path) -> None:
    made = [automatic(seeded, "upgrade").name for _ in range(2)]
    made += [automatic(seeded, "restore").name for _ in range(6)][1:]
    assert others(seeded) == sorted(made)


def test_only_the_oldest_automatic_backups_of_this_very_file_go(seeded: Path) -> None:
    kept = [
        "other.db.20200101T000000Z.before-upgrade.backup",
        "tracker.db.20200101T000000Z.backup",
        "tracker.db.before-upgrade.backup",
        "tracker.db.20200102T000000Z-11.before-upgrade.backup",
        "tracker.db.20200102T000000Z.before-upgrade.backup.old",
        "tracker-20200101T000000Z.db",
    ]
    gone = [
        "tracker.db.20200101T000000Z.before-upgrade.backup",
        "tracker.db.20200102T000000Z.before-upgrade.backup",
        "tracker.db.20200102T000000Z-9.before-upgrade.backup",
    ]
    for name in kept + gone:
        (seeded.parent / name).touch()
    made = [automatic(seeded, "upgrade").name for _ in range(4)]
    assert others(seeded) == sorted(kept + made)


def test_after_a_clock_was_put_back_the_latest_backups_stay(seeded: Path) -> None:
    for day in range(1, 7):
        (seeded.parent / f"tracker.db.2999010{day}T000000Z.before-upgrade.backup").touch()
    made = [automatic(seeded, "upgrade").name for _ in range(3)]
    kept = [f"tracker.db.2999010{day}T000000Z.before-upgrade.backup" for day in (5, 6)]
    assert others(seeded) == sorted([*made, *kept])


def test_an_upgrade_makes_the_automatic_backup(monkeypatch: pytest.MonkeyPatch, seeded: Path) -> None:
    monkeypatch.setattr(file, "state", lambda _path: "older")
    before = dump(seeded)
    upgraded = upgrade.ensure(seeded)
    assert upgraded is not None
    assert upgraded.backup.name.endswith(".before-upgrade.backup")
    assert dump(upgraded.backup) == before


def test_a_restore_brings_back_what_the_backup_holds(seeded: Path, backup: Path) -> None:
    backups.restore(backup, seeded)
    assert dump(seeded) == dump(backup)


def test_a_restore_keeps_what_was_there_beside_it(seeded: Path, backup: Path) -> None:
    before = dump(seeded)
    kept, _ = backups.restore(backup, seeded)
    assert kept is not None
    assert (kept.parent, dump(kept)) == (seeded.parent, before)


def test_a_restore_can_be_taken_back_with_what_it_kept(seeded: Path, backup: Path) -> None:
    before = dump(seeded)
    kept, _ = backups.restore(backup, seeded)
    assert kept is not None
    backups.restore(kept, seeded)
    assert dump(seeded) == before


def test_a_restore_never_deletes_the_backup_that_it_restores(seeded: Path) -> None:
    oldest = automatic(seeded, "restore")
    for _ in range(4):
        automatic(seeded, "restore")
    backups.restore(oldest, seeded)
    assert oldest.exists()


def test_those_who_have_the_file_open_read_on_in_what_was_restored(
    seeded: Path, backup: Path, shell: Shell
) -> None:
    open_since_before = shell(seeded)
    assert open_since_before.execute("SELECT body FROM note").fetchall() == [("Written since",)]
    inode = seeded.stat().st_ino
    backups.restore(backup, seeded)
    assert open_since_before.execute("SELECT body FROM note").fetchall() == []
    open_since_before.execute("INSERT INTO note (recommendation_id, body) VALUES (1, 'Goes on')")
    assert (bodies(seeded), seeded.stat().st_ino) == (["Goes on"], inode)


def test_a_restore_waits_no_longer_than_an_edit_for_somebody_who_reads(
    monkeypatch: pytest.MonkeyPatch, seeded: Path, backup: Path, shell: Shell
) -> None:
    monkeypatch.setattr(file, "BUSY_SECONDS", 0.05)
    reader = shell(seeded)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM note").fetchall()
    with pytest.raises(DatabaseBusy, match="Nothing was written"):
        backups.restore(backup, seeded)
    reader.execute("COMMIT")
    assert bodies(seeded) == ["Written since"]


def test_a_restore_makes_a_database_that_is_missing(backup: Path, tmp_path: Path) -> None:
    assert backups.restore(backup, tmp_path / "new.db").kept is None
    assert dump(tmp_path / "new.db") == dump(backup)


@pytest.mark.parametrize("link", [False, True])
def test_a_database_is_not_restored_from_itself(seeded: Path, tmp_path: Path, link: bool) -> None:
    if link:
        (tmp_path / "link.db").symlink_to(seeded)
    before = seeded.read_bytes()
    with pytest.raises(BadInput, match="is the database itself"):
        backups.restore(tmp_path / "link.db" if link else seeded, seeded)
    assert seeded.read_bytes() == before


def a_directory(path: Path) -> None:
    path.mkdir()


def nothing(_path: Path) -> None:
    pass


def an_empty_file(path: Path) -> None:
    path.touch()


def a_text(path: Path) -> None:
    path.write_text("Dear diary, " * 1000)


def another_program_s(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmark (url TEXT)")


def a_newer_one(path: Path) -> None:
    upgrade.ensure(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def a_damaged_one(path: Path) -> None:
    upgrade.ensure(path)
    overwrite_the_middle(path)


UNFIT: tuple[tuple[Callable[[Path], None], str], ...] = (
    (a_directory, "is a directory"),
    (nothing, "There is no file"),
    (an_empty_file, "There is nothing in"),
    (a_text, "is not a SQLite database"),
    (another_program_s, "is a database of another program"),
    (a_newer_one, "was written by a newer Tracker"),
    (a_damaged_one, "is damaged"),
)


@pytest.mark.parametrize(("made", "sentence"), UNFIT, ids=[made.__name__ for made, _ in UNFIT])
def test_what_is_no_intact_backup_of_ours_is_refused_and_nothing_is_touched(
    seeded: Path, tmp_path: Path, made: Callable[[Path], None], sentence: str
) -> None:
    unfit = tmp_path / "elsewhere" / "unfit.db"
    unfit.parent.mkdir()
    made(unfit)
    before = seeded.read_bytes()
    with pytest.raises((DatabaseUnusable, NoDatabase), match=sentence) as refused:
        backups.restore(unfit, seeded)
    assert "nothing was restored" in refused.value.remedy
    assert seeded.read_bytes() == before
    assert others(seeded) == ["elsewhere"]


@pytest.mark.parametrize("made", [a_directory, a_text, another_program_s], ids=lambda made: made.__name__)
def test_a_restore_never_overwrites_what_is_no_database_of_ours(
    backup: Path, tmp_path: Path, made: Callable[[Path], None]
) -> None:
    path = tmp_path / "elsewhere" / "theirs.db"
    made(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(DatabaseUnusable, match=r"Move it out of the way first"):
        backups.restore(backup, path)
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_a_damaged_database_is_restored_and_kept_as_it_was(seeded: Path, backup: Path) -> None:
    overwrite_the_middle(seeded)
    before = pages(seeded)
    kept, _ = backups.restore(backup, seeded)
    assert kept is not None
    assert (dump(seeded), pages(kept)) == (dump(backup), before)


def test_an_older_backup_can_be_put_over_a_newer_database(seeded: Path, backup: Path) -> None:
    shutil.copy(seeded, seeded.with_name("kept.db"))
    with closing(sqlite3.connect(seeded, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    backups.restore(backup, seeded)
    assert dump(seeded) == dump(backup)


KILLED_AT_SIZE = """
import resource, signal, sys
from pathlib import Path
from tracker.database import backups
backup, path, size = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
automatic = backups.automatic
def then_limited(*arguments, **options):
    kept = automatic(*arguments, **options)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return kept
backups.automatic = then_limited
print("restoring", flush=True)
backups.restore(backup, path)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel is asked to kill at a size")
@pytest.mark.parametrize("into", [0.1, 0.5, 0.99])
def test_a_restore_that_is_killed_half_way_leaves_the_former_content(
    seeded: Path, tmp_path: Path, shell: Shell, into: float
) -> None:
    former = dump(seeded)
    larger = tmp_path / "larger.db"
    backups.back_up(seeded, larger)
    with closing(sqlite3.connect(larger)) as connection:
        text = "What makes the backup larger than the database. " * 2000
        connection.executemany("INSERT INTO note (recommendation_id, body) VALUES (1, ?)", [(text,)] * 30)
        connection.commit()
    small, large = seeded.stat().st_size, larger.stat().st_size
    size = int(small + into * (large - small))
    command = [sys.executable, "-c", KILLED_AT_SIZE, str(larger), str(seeded), str(size)]
    ended = subprocess.run(command, capture_output=True, check=False, timeout=LIMIT_SECONDS)
    assert (ended.returncode, ended.stdout) == (-signal.SIGXFSZ, b"restoring\n"), ended.stderr
    assert seeded.stat().st_size > small, "it was in the middle of writing"
    assert dump(seeded) == former
    assert shell(seeded).execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_snapshot_is_the_same_content_in_a_private_place_that_goes(seeded: Path, shell: Shell) -> None:
    with backups.snapshot(seeded) as connection:
        (place,) = (Path(name) for _, _, name in connection.execute("PRAGMA database_list"))
        copied = sorted(connection.iterdump())
        assert place.parent != seeded.parent
        assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
        shell(seeded).execute("INSERT INTO note (recommendation_id, body) VALUES (1, 'Nobody waits')")
    assert "Nobody waits" not in "".join(copied)
    assert not place.exists()
    assert bodies(seeded) == ["Nobody waits"]
