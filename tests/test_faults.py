"""Faults that are really done: processes are killed, several programs write at once, disks are full."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

import pytest

from tests import LIMIT_SECONDS
from tests.sample_work import STORED
from tracker import edits
from tracker.checking import check
from tracker.database import file
from tracker.database.lookups import LOOKUPS
from tracker.database.writer import Writer
from tracker.ui import store

ROOT = Path(__file__).parent.parent
OLDER = STORED / f"revision-{file.REVISIONS[0]}.db"
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and limits are POSIX's")
SHELL = shutil.which("sqlite3")
KILLS = 30
"""Three of them of upgrades, of which the third begins with no file."""
ROUNDS = 3
"""What each UI does while others write: so many notes, and as many statuses."""
SHELL_PAUSE_SECONDS = 0.05
"""Between two lines of the shell: people type, and a loop would leave nobody else a turn."""
CONFLICT = (
    r"was changed meanwhile by \w+|Somebody set the status of"
    r"|Another program is (writing|using)|database is locked|\(5\)$"
)
"""What may be said to one who came second; 5 is what the shell says for `locked` while it opens a search index."""


CODES = {row["name"]: code for code, row in LOOKUPS["review_status"].items()}


def findings(path: Path) -> list[str]:
    with closing(file.connect(path, writing=True)) as connection:
        return [f"{each.where}: {each.sentence}" for each in check(connection)]


def rows(path: Path, sql: str, *parameters: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql, parameters).fetchall()


@POSIX
def test_kills_at_random_moments_leave_every_file_whole() -> None:
    """Of edits, loads, upgrades, undo and restore; `python -m tests.faults.kills --count N` does more of them."""
    command = [sys.executable, "-m", "tests.faults.kills", "--count", str(KILLS)]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=LIMIT_SECONDS
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    killed = re.findall(r"^(\w+): (\d+) killed, (\d+) in the middle", ended.stdout, re.MULTILINE)
    assert {kind for kind, *_ in killed} == {"edits", "undo", "loads", "upgrades", "restores"}
    assert sum(int(count) for _, count, _ in killed) == KILLS
    assert sum(int(amid) for *_, amid in killed) > 0, "no kill met a write: it proves nothing"


class Told:
    """What a program that writes reported, one entry for each thing it tried."""

    def __init__(self, who: str) -> None:
        self.who = who
        self.saved: list[str] = []
        """Texts of notes."""
        self.statuses: list[tuple[str, str]] = []
        """From and to, as far as that was reported."""
        self.refused: list[str] = []

    def hear(self, message: str) -> None:
        """Take what a UI or a command said."""
        if note := re.match(r"Note on \S+: (\w+)$", message):
            self.saved.append(note[1])
        elif status := re.match(r"\S+: (.+) -> (.+?)(;|$)", message):
            self.statuses.append((CODES[status[1]], CODES[status[2]]))
        elif "already" not in message:
            self.refused.append(message)


def start_ui(path: Path, analyst: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.faults.ui_at_work", str(path), analyst, str(ROUNDS)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def command_at_work(path: Path, told: Told, stop: threading.Event) -> None:
    for number in count():
        if stop.is_set():
            return
        for arguments in (
            ["note", "water/1", "-m", f"{told.who}{number}"],
            ["status", "water/1", "set_aside"],
        ):
            program = [sys.executable, "-m", "tracker", "--db", str(path), "--analyst", told.who, *arguments]
            ended = subprocess.run(
                program, capture_output=True, text=True, check=False, timeout=LIMIT_SECONDS
            )
            told.hear((ended.stdout if ended.returncode == 0 else ended.stderr).splitlines()[0])


def shell_at_work(path: Path, told: Told, stop: threading.Event) -> None:
    """The sqlite3 shell, which has no patience at all: what it is refused, it is told."""
    for number in count():
        if stop.wait(SHELL_PAUSE_SECONDS):
            return
        text = f"{told.who}{number}"
        note = f"INSERT INTO note (recommendation_id, body) VALUES (4, '{text}');"
        code = ("reviewed", "unreviewed")[number % 20 // 10]
        status = f"UPDATE recommendation SET review_status = '{code}' WHERE id = 1;"
        if (refused := in_shell(path, note)) is None:
            told.saved.append(text)
        for each in (refused, in_shell(path, status) if number % 10 == 0 else None):
            if each is not None:
                told.refused.append(each)


def in_shell(path: Path, statement: str) -> str | None:
    """Run a statement; return what was said where it failed."""
    if SHELL is not None:
        ended = subprocess.run(
            [SHELL, path, statement], capture_output=True, text=True, check=False, timeout=LIMIT_SECONDS
        )
        return ended.stderr if ended.returncode else None
    try:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as connection:
            connection.execute(statement)
    except sqlite3.OperationalError as error:
        return str(error)
    return None


@POSIX
def test_two_uis_a_command_and_a_shell_write_at_once_and_nothing_is_lost_or_doubled(seeded: Path) -> None:
    amy, bob, carol, shell = (Told(who) for who in ("amy", "bob", "carol", "shell"))
    stop = threading.Event()
    others = [
        threading.Thread(target=at_work, args=(seeded, told, stop))
        for at_work, told in ((command_at_work, carol), (shell_at_work, shell))
    ]
    uis = [start_ui(seeded, told.who) for told in (amy, bob)]
    for thread in others:
        thread.start()
    try:
        for ui, told in zip(uis, (amy, bob), strict=True):
            said, problems = ui.communicate(timeout=LIMIT_SECONDS)
            assert ui.returncode == 0, problems
            for line in said.splitlines():
                told.hear(json.loads(line))
    finally:
        stop.set()
        for ui in uis:
            ui.kill()
        for thread in others:
            thread.join(LIMIT_SECONDS)
            assert not thread.is_alive()
    everybody = (amy, bob, carol, shell)
    assert all(told.saved for told in everybody)
    written = Counter(body for (body,) in rows(seeded, "SELECT body FROM note"))
    assert written == Counter(text for told in everybody for text in told.saved)
    for told in (amy, bob, carol):
        assert statuses_set(seeded, told.who) == told.statuses
    for told in everybody:
        assert [each for each in told.refused if not re.search(CONFLICT, each)] == []
    assert findings(seeded) == []


def statuses_set(path: Path, analyst: str) -> list[tuple[object, ...]]:
    return rows(
        path,
        """SELECT json_extract("before", '$.review_status'), json_extract("after", '$.review_status')
        FROM change WHERE table_name = 'recommendation' AND json_type("after", '$.review_status') IS NOT NULL
          AND changeset_id IN (SELECT id FROM changeset WHERE analyst = ?) ORDER BY id""",
        analyst,
    )


LIMITED = """
import resource, sys
limit = int(sys.argv.pop(1))
from tracker.__main__ import main
from tracker import cli, edits, seeding
from tracker.edits import undo
from tracker.database import backups, upgrade
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
main()
"""
"""`tracker`, for which no file can grow beyond a size: as on a disk with that much room."""


def limited(limit: int, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LIMITED, str(limit), *arguments]
    return subprocess.run(
        command, input=given, capture_output=True, text=True, check=False, timeout=LIMIT_SECONDS
    )


def assert_a_sentence(ended: subprocess.CompletedProcess[str], part: str) -> None:
    """It failed with one message for a person, whatever it said before."""
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert re.search(rf"^Error: .*{part}", ended.stderr, re.MULTILINE)


NO_ROOM = r"could not be (read or )?written|cannot be created|is full"
LONG = "A long note. " * 5_000


@POSIX
def test_a_command_for_whose_note_there_is_no_room_says_so_and_keeps_the_text(
    seeded: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = seeded.read_bytes()
    command = ("--db", str(seeded), "--analyst", "amy", "note", "water/1", "-")
    ended = limited(len(before), *command, given=LONG)
    assert_a_sentence(ended, NO_ROOM)
    assert seeded.read_bytes() == before
    (kept,) = re.findall(rf"{re.escape(str(tmp_path))}/\S+\.md", ended.stderr)
    assert Path(kept).read_text().strip() == LONG.strip()


@POSIX
def test_a_load_for_which_there_is_no_room_leaves_the_file_as_it_was(seeded: Path) -> None:
    before = seeded.read_bytes()
    assert_a_sentence(limited(len(before) + 4096, "--db", str(seeded), "load"), NO_ROOM)
    assert (rows(seeded, "SELECT count(*) FROM recommendation"), findings(seeded)) == ([(4,)], [])


@POSIX
def test_a_database_for_which_there_is_no_room_is_not_begun(tmp_path: Path) -> None:
    assert_a_sentence(limited(65_536, "--db", str(tmp_path / "new.db"), "load"), NO_ROOM)
    assert file.state(tmp_path / "new.db") in ("missing", "empty")


@POSIX
@pytest.mark.parametrize("share", [0.5, 1.02])
def test_an_upgrade_for_which_there_is_no_room_leaves_the_older_file(tmp_path: Path, share: float) -> None:
    """Neither where the backup does not fit, nor where the upgraded file does not."""
    path = Path(shutil.copy(OLDER, tmp_path / "tracker.db"))
    before = path.read_bytes()
    assert_a_sentence(limited(int(len(before) * share), "--db", str(path), "list"), NO_ROOM)
    assert path.read_bytes() == before


@POSIX
def test_a_backup_and_a_restore_for_which_there_is_no_room_leave_all_as_it_was(
    seeded: Path, tmp_path: Path
) -> None:
    before = seeded.read_bytes()
    assert_a_sentence(limited(65_536, "--db", str(seeded), "backup", str(tmp_path / "copy.db")), NO_ROOM)
    assert not (tmp_path / "copy.db").exists()
    larger = Path(shutil.copy(seeded, tmp_path / "larger.db"))
    with closing(sqlite3.connect(larger)) as connection, connection:
        connection.execute("INSERT INTO note (recommendation_id, body) VALUES (1, ?)", (LONG,))
    assert_a_sentence(limited(len(before), "--db", str(seeded), "restore", str(larger)), NO_ROOM)
    assert seeded.read_bytes() == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte, which only the superuser may mount."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if shutil.which("mount") is None:
        pytest.skip("no disk can be mounted here")
    if subprocess.run(mount, capture_output=True, check=False, timeout=LIMIT_SECONDS).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True, timeout=LIMIT_SECONDS)


def fill(disk: Path) -> Path:
    """Take what room there is left."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as stream, suppress(OSError):
        while True:
            stream.write(bytes(1024))
    return filler


def test_on_a_full_disk_every_command_that_writes_says_so_and_the_rest_works(
    small_disk: Path, seeded: Path
) -> None:
    path = shutil.copy(seeded, small_disk / "tracker.db")
    before = path.read_bytes()
    filler = fill(small_disk)
    tracker = [sys.executable, "-m", "tracker", "--db", str(path), "--analyst", "amy"]
    for command in (["note", "water/1", "-m", "x"], ["status", "water/1", "reviewed"], ["load"], ["backup"]):
        ended = subprocess.run(
            [*tracker, *command], capture_output=True, text=True, check=False, timeout=LIMIT_SECONDS
        )
        assert_a_sentence(ended, "The disk of .* is full")
    listed = subprocess.run(
        [*tracker, "list"], capture_output=True, text=True, check=True, timeout=LIMIT_SECONDS
    )
    assert len(listed.stdout.splitlines()) == 4
    assert path.read_bytes() == before
    filler.unlink()
    subprocess.run(
        [*tracker, "note", "water/1", "-m", "x"], capture_output=True, check=True, timeout=LIMIT_SECONDS
    )
    assert (rows(path, "SELECT body FROM note"), findings(path)) == ([("x",)], [])


async def test_a_save_is_tried_again_while_another_program_holds_the_file(
    monkeypatch: pytest.MonkeyPatch, seeded: Path
) -> None:
    assert store.TRIES * file.BUSY_SECONDS >= 60  # a minute, as it is told
    monkeypatch.setattr(file, "BUSY_SECONDS", 0.02)
    tries = 0
    with closing(sqlite3.connect(seeded, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")

        def note(writer: Writer) -> edits.Saved:
            nonlocal tries
            tries += 1
            if tries == store.TRIES:
                other.execute("ROLLBACK")
            return edits.add_note(writer, [1], "Mine", analyst="amy")

        kept = store.Store(seeded)
        assert (await kept.write(note)).changeset_id
        kept.close()
    assert (tries, rows(seeded, "SELECT body FROM note")) == (store.TRIES, [("Mine",)])
