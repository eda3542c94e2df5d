"""A fault of ours in a real terminal: the UI stays open, or ends with a sentence, and nothing written is lost."""

import json
import os
import sys
from pathlib import Path

import pytest

from tests.benchmarks.terminal import Terminal
from tests.ui.conftest import statuses_of

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")

_PROGRAM = """
import sys
from pathlib import Path
from tracker.__main__ import main
from tracker.ui.widgets.recommendation_list import RecommendationList

flag, what, *arguments = sys.argv[1:]
before = getattr(RecommendationList, what)

def broken(*given, **named):
    if Path(flag).exists():
        raise RuntimeError("boom")
    return before(*given, **named)

setattr(RecommendationList, what, broken)
main(arguments)
"""


@pytest.fixture
def flag(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that breaks the UI while it is there."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "flag"


def _opened(path: Path, flag: Path, what: str) -> Terminal:
    # A shell around it, which says how it ended.
    program = [sys.executable, "-c", _PROGRAM, str(flag), what, "--db", str(path), "--analyst", "amy"]
    return Terminal(["sh", "-c", '"$@"; echo "ended with $?"; read wait', "sh", *program])


def test_a_list_that_cannot_be_drawn_ends_with_a_sentence_and_the_note_is_kept(
    seeded: Path, flag: Path
) -> None:
    with _opened(seeded, flag, "render_line") as terminal:
        terminal.wait_for(b"Unreviewed")
        terminal.press(b"n")
        terminal.wait_for(b"$EDITOR")
        terminal.press(b"just typed")
        terminal.wait_for(b"typed")
        flag.touch()
        # The list is drawn again once the editor is left; esc as terminals send it that tell it from other keys.
        terminal.press(b"\x1b[27u")
        terminal.wait_for(b"not saved")
        terminal.press(b"\x1b[27u")
        terminal.wait_for(b"ended with 1")
        assert b"(RuntimeError: boom) while drawing the screen. Please report it." in terminal.seen
        assert b"Traceback" not in terminal.seen
    (draft,) = flag.parent.glob("state/**/*.json")
    assert json.loads(draft.read_text())["text"] == "just typed"


def test_a_start_that_fails_ends_with_a_sentence(seeded: Path, flag: Path) -> None:
    flag.touch()
    with _opened(seeded, flag, "render_line") as terminal:
        terminal.wait_for(b"ended with 1")
        assert b"Tracker made a mistake (RuntimeError: boom)" in terminal.seen
        assert b"Traceback" not in terminal.seen


def test_keys_go_on_after_a_fault_in_a_handler(seeded: Path, flag: Path) -> None:
    with _opened(seeded, flag, "action_move") as terminal:
        terminal.wait_for(b"Unreviewed")
        flag.touch()
        terminal.press(b"j")
        terminal.wait_for(b"made a mistake")
        flag.unlink()
        terminal.press(b"js4")
        terminal.wait_for(b"1 of 4")
    assert statuses_of(seeded)[:2] == ["unreviewed", "reviewed"]
