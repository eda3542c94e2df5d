"""ctrl+z in a shell that runs jobs: the terminal is the shell's, and fg has the UI as it was."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.benchmarks.terminal import Terminal
from tests.ui.conftest import statuses_of, write

pytestmark = pytest.mark.skipif(os.name == "nt" or shutil.which("bash") is None, reason="needs bash")


@pytest.fixture
def command(seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What starts the UI, behind another program that waits for it, as `uv run` does."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PS1", "shell> ")
    return f"(:; {sys.executable} -m tracker --db {seeded} --analyst amy; :)\r"


def test_it_goes_to_the_shell_and_comes_back_as_it_was(seeded: Path, command: str) -> None:
    with Terminal(["bash", "--norc", "--noprofile", "-i"]) as terminal:
        terminal.wait_for(b"shell> ")
        terminal.press(command.encode())
        terminal.wait_for(b"Unreviewed")
        terminal.press(b"j\x1a")
        terminal.wait_for(b"Stopped")
        # Nothing holds the file meanwhile.
        write(seeded, "UPDATE recommendation SET review_status = 'in_review' WHERE id = 3")
        terminal.press(b"echo $((6 * 7)) here\r")
        terminal.wait_for(b"42 here")
        terminal.press(b"fg\r")
        terminal.wait_for(b"In review")
        terminal.press(b"s4")
        terminal.wait_for(b"1 of 4")
        terminal.press(b"q")
        terminal.wait_for(b"shell> ")
    assert statuses_of(seeded)[:3] == ["unreviewed", "reviewed", "in_review"]


def test_where_no_shell_could_have_it_go_on_it_says_so(seeded: Path, command: str) -> None:
    with Terminal([sys.executable, "-m", "tracker", "--db", str(seeded), "--analyst", "amy"]) as terminal:
        terminal.wait_for(b"Unreviewed")
        terminal.press(b"\x1a")
        terminal.wait_for(b"There is no shell here")
        terminal.press(b"s4")
        terminal.wait_for(b"1 of 4")
    assert statuses_of(seeded)[0] == "reviewed"


def test_while_a_note_is_written_it_is_undo(seeded: Path, command: str) -> None:
    with Terminal(["bash", "--norc", "--noprofile", "-i"]) as terminal:
        terminal.wait_for(b"shell> ")
        terminal.press(command.encode())
        terminal.wait_for(b"Unreviewed")
        terminal.press(b"n")
        terminal.wait_for(b"$EDITOR")
        terminal.press(b"word")
        terminal.wait_for(b"word")
        terminal.press(b"\x1a")
        terminal.press(b"other\x13")
        terminal.wait_for(b"1: other")
        assert b"Stopped" not in terminal.seen
