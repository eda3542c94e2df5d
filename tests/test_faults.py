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
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

import pytest

from tracker.checking import check
from tracker.database import file

POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and limits are POSIX's")
SHELL = shutil.which("sqlite3")
ROUNDS = 8
"""What each UI does while others write: so many notes, and as many statuses."""
SHELL_PAUSE_SECONDS = 0.02
"""Between two lines of the shell: people type, and a loop would leave nobody else a turn."""
TOGETHER_SECONDS = 120.0
"""After how long a program that does not end is a failure."""
CONFLICT = r"was changed meanwhile by \w+|Somebody set the status of|Another program is (writing|using)|database is locked|\(5\)$"
"""What may be said to one who came second; 5 is what the shell says for `locked` while it opens a search index."""


def findings(path: Path) -> list[str]:
    with closing(file.connect(path, writing=True)) as connection:
        return [f"{each.where}: {each.sentence}" for each in check(connection)]


def rows(path: Path, sql: str, *parameters: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql, parameters).fetchall()


@POSIX
def test_fifty_kills_at_random_moments_leave_every_file_whole() -> None:
    """Of edits, loads, upgrades, undo and restore; `python -m tests.faults.kills --count N` does more of them."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.faults.kills", "--count", "50"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    killed = re.findall(r"^(\w+): (\d+) killed, (\d+) in the middle", ended.stdout, re.MULTILINE)
    assert {kind for kind, *_ in killed} == {"edits", "undo", "loads", "upgrades", "restores"}
    assert sum(int(count) for _, count, _ in killed) == 50
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
        elif status := re.match(r"Status of \S+: (\w+) to (\w+)", message):
            self.statuses.append((status[1], status[2]))
        elif "already" not in message:
            self.refused.append(message)


def start_ui(path: Path, analyst: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.faults.ui_at_work", str(path), analyst, str(ROUNDS)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def command_at_work(path: Path, told: Told, stop: threading.Event) -> None:
    for number in count():
        if stop.is_set():
            return
        for arguments in (
            ["note", "water/1", "-m", f"{told.who}{number}"],
            ["status", "water/1", "set_aside"],
        ):
            program = [sys.executable, "-m", "tracker", "--db", str(path), "--analyst", told.who, *arguments]
            ended = subprocess.run(program, capture_output=True, text=True, check=False)
            told.hear((ended.stdout if ended.returncode == 0 else ended.stderr).splitlines()[0])


def shell_at_work(path: Path, told: Told, stop: threading.Event) -> None:
    """The sqlite3 shell, which has no patience at all: what it is refused, it is told."""
    for number in count():
        if stop.wait(SHELL_PAUSE_SECONDS):
            return
        text = f"{told.who}{number}"
        note = f"INSERT INTO note (recommendation_id, body) VALUES (1, '{text}');"
        status = f"UPDATE recommendation SET review_status = '{('reviewed', 'unreviewed')[number % 2]}' WHERE id = 1;"
        if (refused := in_shell(path, note)) is None:
            told.saved.append(text)
        for each in (refused, in_shell(path, status)):
            if each is not None:
                told.refused.append(each)


def in_shell(path: Path, statement: str) -> str | None:
    """Run a statement; return what was said where it failed."""
    if SHELL is not None:
        ended = subprocess.run([SHELL, path, statement], capture_output=True, text=True, check=False)
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
            said, problems = ui.communicate(timeout=TOGETHER_SECONDS)
            assert ui.returncode == 0, problems
            for line in said.splitlines():
                told.hear(json.loads(line))
    finally:
        stop.set()
        for ui in uis:
            ui.kill()
        for thread in others:
            thread.join()
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
