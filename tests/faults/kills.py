"""Kill a program that works on a database, again and again at random moments, and look at what is left.

`python -m tests.faults.kills --count 500` kills as often as asked for, `--seed` repeats a run's choices. It ends
with 1 at the first file that is not whole, and leaves that file where it says.
"""

import argparse
import json
import os
import select
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

from tests.conftest import SMALL_REPORTS
from tests.faults import work
from tests.sample_work import STORED
from tracker.checking import check
from tracker.database import backups, file, upgrade
from tracker.errors import TrackerError

Said = list[tuple[Any, ...]]
"""What the child said, a word and values each."""

MOST_LINES = 9
"""A child is killed after one to so many lines."""
PATIENCE_SECONDS = 60.0
FILE_LASTS = 12
"""Kills on one file before a fresh one is taken: a long history takes long to look through."""
_WORKS: dict[str, Callable[..., None]] = {
    "edits": work.edit,
    "undo": work.undo,
    "loads": work.load,
    "upgrades": work.bring_up_to_date,
    "restores": work.restore,
}
_ORDER = ("edits", "undo", "loads", "restores", "edits", "upgrades", "undo", "loads", "edits", "restores")


class Broken(Exception):
    """A file is not as it must be after a kill."""


@dataclass
class Bench:
    """Where the killing is done, and what was learnt so far."""

    folder: Path
    random: Random
    templates: dict[str, Path]
    took: dict[str, float] = field(default_factory=dict)
    """Kind -> about how long an action of it takes, in seconds."""
    killed: Counter[str] = field(default_factory=Counter)
    amid: Counter[str] = field(default_factory=Counter)
    """Kind -> how often a kill left a journal behind: a transaction was half in the file."""

    def path(self, kind: str) -> Path:
        """Return the file to work on: one that was used before, or a fresh one."""
        folder = self.folder / kind
        path = folder / "tracker.db"
        if kind == "upgrades" or self.killed[kind] % FILE_LASTS == 0:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            if kind == "upgrades":
                # Every third one is made from nothing.
                if self.killed[kind] % 3 != 2:
                    shutil.copy(self.templates["older"], path)
                return path
            shutil.copy(self.templates["one"], path)
            for name in ("one", "two") if kind == "restores" else ():
                shutil.copy(self.templates[name], folder / f"{name}.db")
        return path


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill as often as asked for and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--seed", type=int, default=None)
    given = parser.parse_args(arguments)
    seed = given.seed if given.seed is not None else Random().getrandbits(32)
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    bench = Bench(folder, Random(seed), _templates(folder))
    bench.took.update(_timed(bench))
    for kind in islice(cycle(_ORDER), given.count):
        try:
            kill(bench, kind)
        except (Broken, TrackerError, sqlite3.DatabaseError) as fault:
            print(f"{kind}, kill {bench.killed[kind] + 1}: {fault}\nThe file is in {folder}; --seed {seed}")
            return 1
    shutil.rmtree(folder)
    for kind in bench.killed:
        print(f"{kind}: {bench.killed[kind]} killed, {bench.amid[kind]} in the middle of a write, all whole")
    return 0


def _templates(folder: Path) -> dict[str, Path]:
    """Make a small file, and one of another content to restore in turn with it."""
    one, two = folder / "one.db", folder / "two.db"
    upgrade.ensure(one)
    with closing(sqlite3.connect(one, isolation_level=None)) as connection:
        connection.executescript(SMALL_REPORTS)
    shutil.copy(one, two)
    with closing(sqlite3.connect(two)) as connection, connection:
        connection.execute("UPDATE recommendation SET title = 'Another ' || title")
        notes = [(1 + number % 4, f"note {number} " * 1_000) for number in range(200)]
        connection.executemany("INSERT INTO note (recommendation_id, body) VALUES (?, ?)", notes)
    return {"one": one, "two": two, "older": STORED / f"revision-{file.REVISIONS[0]}.db"}


def _timed(bench: Bench) -> Iterator[tuple[str, float]]:
    """Yield how long an upgrade and a restore take when nobody kills them: they are killed within that time."""
    for kind in ("upgrades", "restores"):
        path, begun = bench.path(kind), time.perf_counter()
        if kind == "upgrades":
            upgrade.ensure(path)
        else:
            backups.restore(path.with_name("two.db"), path)
        yield kind, time.perf_counter() - begun


def kill(bench: Bench, kind: str) -> None:
    """Let a child work, kill it at a random moment, and raise Broken where the file is not whole."""
    path = bench.path(kind)
    before = _changesets(path)
    said = _killed_child(bench, kind, path)
    bench.killed[kind] += 1
    bench.amid[kind] += path.with_name("tracker.db-journal").exists()
    _LOOKS.get(kind, _edits_whole)(path, said, before)
    _intact(path)


def _killed_child(bench: Bench, kind: str, path: Path) -> Said:
    reading, writing = os.pipe()
    seed = bench.random.getrandbits(32)
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _be_the_child(kind, path, Random(seed), writing)
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        lines = _Lines(pipe.fileno())
        begun = time.perf_counter()
        for _ in range(1 if kind == "upgrades" else bench.random.randint(1, MOST_LINES)):
            if not lines.wait(PATIENCE_SECONDS):
                break
        pace = (time.perf_counter() - begun) / max(1, len(lines.said))
        # Rather soon than late: what is slow about an action is often not its writing.
        fraction = bench.random.random() ** 3
        lines.wait_for_the_end(fraction * max(bench.took.get(kind, 0.0), pace))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines.wait_for_the_end(PATIENCE_SECONDS)
    if lines.said and lines.said[-1][0] == "failed":
        raise Broken(f"the program failed by itself: {lines.said[-1][1]}")
    return lines.said


def _be_the_child(kind: str, path: Path, random: Random, pipe: int) -> None:
    def say(*words: object) -> None:
        os.write(pipe, json.dumps(words).encode() + b"\n")

    try:
        _WORKS[kind](path, random, say)
    except BaseException:
        say("failed", traceback.format_exc())
    os._exit(0)


class _Lines:
    """What comes through a pipe, a line of JSON each."""

    def __init__(self, pipe: int) -> None:
        self.said: Said = []
        self._rest = b""
        self._pipe = pipe

    def wait(self, seconds: float) -> bool:
        """Wait for the next line or two; False where the pipe ended or nothing came."""
        known = len(self.said)
        while len(self.said) == known:
            if not self._read(seconds):
                return False
        return True

    def wait_for_the_end(self, seconds: float) -> None:
        """Read on until the time is over, or the pipe ends."""
        until = time.perf_counter() + seconds
        while self._read(until - time.perf_counter()):
            pass

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._pipe], [], [], max(0.0, seconds))
        data = os.read(self._pipe, 65_536) if ready else b""
        *whole, self._rest = (self._rest + data).split(b"\n")
        self.said.extend(tuple(json.loads(line)) for line in whole)
        return bool(data)


def _rows(path: Path, sql: str, *parameters: object) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql, parameters).fetchall()


def _changesets(path: Path) -> int:
    """Return the latest changeset; 0 where there is no database yet."""
    if not path.exists() or path.stat().st_size == 0:
        return 0
    return int(_rows(path, "SELECT coalesce(max(id), 0) FROM changeset")[0][0])


def _parted(said: Said) -> tuple[Said, Said]:
    """Return what was saved, each with what it was about; and what was begun last, if it was not saved."""
    done: Said = []
    begun: Said = []
    for word, *values in said:
        if word == "doing":
            begun = [tuple(values)]
        elif word == "saved":
            done.append((*begun[0], *values))
            begun = []
    return done, begun


def _edits_whole(path: Path, said: Said, before: int) -> None:
    saved, begun = _parted(said)
    there = _rows(
        path,
        "SELECT id, (SELECT count(*) FROM change WHERE changeset_id = s.id) FROM changeset AS s WHERE id > ?",
        before,
    )
    expected = [(number, changes) for changes, number in saved]
    # The one that nobody heard of any more may be there, all of it.
    last = [(there[-1][0], *each) for each in begun if there]
    if there not in (expected, expected + last):
        raise Broken(
            f"changesets with their changes are {there}, reported were {expected}, begun was {begun}"
        )


def _loads_whole(path: Path, said: Said, before: int) -> None:
    saved, begun = _parted(said)
    loaded = {
        slug: (recommendations, mentions)
        for slug, recommendations, mentions in _rows(
            path,
            "SELECT slug, (SELECT count(*) FROM recommendation WHERE report_id = p.id),"
            " (SELECT count(*) FROM recommendation_actor WHERE report = p.slug) FROM report AS p",
        )
    }
    for slug, count, *_ in (*saved, *begun):
        there = loaded.get(slug, (count, count) if (slug, count) in begun else None)
        if there != (count, count):
            raise Broken(f"of {slug}, which has {count} recommendations and mentions, there is {there}")
    known = _rows(path, "SELECT id FROM changeset WHERE id > ? ORDER BY id", before)
    reported = [(number,) for *_, number in saved]
    if known != reported and not (begun and known[:-1] == reported):
        raise Broken(f"the history has the loads {known}, reported were {reported}, begun was {begun}")


def _upgrade_whole(path: Path, said: Said, before: int) -> None:
    saved, _ = _parted(said)
    possible = {"current"} if saved else {"current", "older"} if before else {"current", "empty", "missing"}
    state = file.state(path)
    if state not in possible:
        raise Broken(f"the file stands {state} after {said}")
    _backups_whole(path, "older")
    upgrade.ensure(path)
    if file.state(path) != "current":
        raise Broken(f"the next start leaves it {file.state(path)}")
    older = STORED / f"revision-{file.REVISIONS[0]}.db"
    if _kept(path, older) != (_kept(older, older) if before else [[], [], [], []]):
        raise Broken(f"the content is another after an upgrade from {state}")


def _kept(path: Path, older: Path) -> list[list[Any]]:
    # The columns that there were: a revision may add some, as to a view.
    names = {
        table: ", ".join(
            f'"{name}"' for (name,) in _rows(older, f"SELECT name FROM pragma_table_info('{table}')")
        )
        for table in ("recommendation", "mention", "note", "change")
    }
    return [_rows(path, f"SELECT {columns} FROM {table}") for table, columns in names.items()]


def _backups_whole(path: Path, state: str) -> None:
    """A copy that was killed is nothing at all, never a part."""
    for backup in path.parent.glob("*.backup"):
        if file.state(backup) not in (state, "empty"):
            raise Broken(f"the backup {backup.name} stands {file.state(backup)}")


def _restore_whole(path: Path, said: Said, _before: int) -> None:
    saved, begun = _parted(said)
    content = _content(path)
    names = [saved[-1][0]] if saved else ["one.db", "two.db"]
    if content not in [_content(path.with_name(name)) for name in (*names, *(each[0] for each in begun))]:
        raise Broken(f"the content is none of {names} and {begun}")
    _backups_whole(path, "current")


def _content(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return sha256("\n".join(connection.iterdump()).encode()).hexdigest()


def _intact(path: Path) -> None:
    with closing(file.connect(path, writing=True)) as connection:
        findings = [f"{each.where}: {each.sentence}" for each in check(connection)]
    if findings:
        raise Broken("; ".join(findings))


_LOOKS = {"loads": _loads_whole, "upgrades": _upgrade_whole, "restores": _restore_whole}

if __name__ == "__main__":
    raise SystemExit(main())
