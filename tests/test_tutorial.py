"""The README's ten minutes, step by step in a terminal of 80x24: what it says one sees, one sees."""

import os
import re
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pyte
import pytest

from tests import LIMIT_SECONDS
from tests.benchmarks.terminal import Terminal

README = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")
TUTORIAL = README.partition("## Ten minutes")[2].partition("\n## ")[0]
_PIECE = 512
KEYS = {"enter": "\r", "esc": "\x1b", "F2": "\x1bOQ"}


class Step(NamedTuple):
    """A line of the table: what is pressed, what is seen then."""

    keys: tuple[str, ...]
    seen: str


def steps() -> Iterator[Step]:
    for left, right in re.findall(r"^\| (.*?) \| (.*?) \|$", TUTORIAL, re.MULTILINE)[1:]:
        keys = (KEYS.get(key) or key.strip('"') for key in re.findall("`(.*?)`", left))
        yield Step(tuple(keys), "".join(re.findall("`(.*?)`", right)))


def commands() -> Iterator[tuple[str, str]]:
    """What is typed in the terminal afterwards, each with what it prints there."""
    (block,) = re.findall(r"```console\n(.*?)```", TUTORIAL, re.DOTALL)
    for each in block.split("$ ")[1:]:
        command, _, printed = each.partition("\n")
        yield command, printed


class Screen(Terminal):
    """A terminal of which one can ask what stands on it."""

    def __init__(self, *command: str) -> None:
        super().__init__(command)
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self._screen.display]

    def until(self, wanted: str) -> None:
        """Wait until a text is on screen."""
        end = time.monotonic() + LIMIT_SECONDS
        while not any(wanted in line for line in self.lines):
            try:
                if not self.seen:
                    self._read(end - time.monotonic())
            except (TimeoutError, RuntimeError) as error:
                pytest.fail("\n".join([f"{wanted!r} is not on screen ({error}):", *self.lines]))
            # In pieces: a toast may have come and gone before this process had its turn.
            self._draw(_PIECE)

    def until_it_ends(self) -> None:
        """Read until the program ends, which it does without a fault."""
        end = time.monotonic() + LIMIT_SECONDS
        try:
            while True:
                self._read(end - time.monotonic())
        except RuntimeError:
            self._draw()
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        assert code == 0, self.lines
        os.close(self.fd)

    def _draw(self, size: int | None = None) -> None:
        self._stream.feed(self.seen[:size])
        self.seen = b"" if size is None else self.seen[size:]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Amy's own folder, in which nothing is yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_DB", str(tmp_path / "tracker.db"))
    monkeypatch.setenv("TRACKER_ANALYST", "amy")
    return tmp_path


def test_the_tutorial_holds_word_for_word(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen(sys.executable, "-m", "tracker")
    for step in steps():
        # In one packet, as a slow line brings them.
        os.write(screen.fd, "".join(step.keys).encode())
        if step.seen:
            screen.until(step.seen)
    screen.until_it_ends()
    (exported,) = here.glob("*.md")
    assert "Who disarms them, and who pays?" in exported.read_text(encoding="utf-8")
    columns = "reference, review_status, tags, note_count"
    with closing(sqlite3.connect(here / "tracker.db")) as connection:
        found = connection.execute(
            f"SELECT {columns} FROM recommendation_overview ORDER BY position"
        ).fetchall()
    assert found == [
        ("1", "reviewed", None, 0),
        ("2", "needs_follow_up", None, 1),
        ("3", "reviewed", "aid", 0),
        *((str(number), "reviewed", None, 0) for number in range(4, 9)),
    ]
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    for command, printed in commands():
        screen = Screen("sh", "-c", command)
        screen.until_it_ends()
        assert "\n".join(screen.lines).strip() == printed.strip(), command
