"""Writing a note: the keys of the editor, and that no text is lost whatever happens to program, terminal and disk."""

import os
import re
import select
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from threading import Event

import pytest
from textual.widgets import Markdown, TextArea

from tests import LIMIT_SECONDS
from tests.benchmarks.terminal import Terminal
from tests.ui.conftest import Sitting, desk, outside, rows, write
from tracker.drafts import Draft, Drafts
from tracker.ui.app import TrackerApp
from tracker.ui.widgets.recommendation_list import RecommendationList

BODIES = "SELECT body FROM note ORDER BY id"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the drafts of this test are."""
    monkeypatch.setattr("platformdirs.user_state_path", lambda app, *, appauthor: tmp_path / "state" / app)
    return tmp_path / "state" / "tracker" / "drafts"


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A draft is written as soon as something was typed."""
    monkeypatch.setattr("tracker.ui.screens.note.DRAFT_SECONDS", 0.001)


def on_disk(folder: Path, database: Path) -> list[str]:
    """The texts that would be offered if every process died now."""
    for lock in folder.glob("*.lock"):
        lock.unlink()
    return [draft.text for draft in Drafts(database).left()]


def leave_behind(database: Path, *drafts: Draft) -> None:
    """Put drafts on disk as a process that was killed leaves them."""
    mine = Drafts(database)
    for draft in drafts:
        mine.keep(mine.named(draft))
    mine.close()


async def draft_is(ui: Sitting, folder: Path, database: Path, *texts: str) -> None:
    """Wait until these are the drafts on disk."""
    await ui.until(lambda: on_disk(folder, database) == list(texts))


@pytest.mark.usefixtures("soon")
async def test_a_draft_is_on_disk_soon_after_typing_and_gone_once_the_note_is_saved(
    seeded: Path, folder: Path
) -> None:
    async with desk(seeded) as ui:
        await ui.press("n")
        await ui.type("a thought")
        await draft_is(ui, folder, seeded, "a thought")
        await ui.type(" and more")
        await draft_is(ui, folder, seeded, "a thought and more")
        await ui.press("ctrl+s")
        await draft_is(ui, folder, seeded)
    assert rows(seeded, BODIES) == ["a thought and more"]
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("soon")
async def test_a_text_that_was_left_is_kept_and_one_that_was_emptied_is_not(
    seeded: Path, folder: Path
) -> None:
    async with desk(seeded) as ui:
        await ui.press("n")
        await ui.type("never mind")
        await draft_is(ui, folder, seeded, "never mind")
        await ui.press("escape", "escape")
        await draft_is(ui, folder, seeded, "never mind")
        await ui.press("n", "ctrl+u")
        assert ui.editor == ""
        await ui.press("escape")
        await draft_is(ui, folder, seeded)
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("soon")
async def test_a_text_taken_back_letter_by_letter_leaves_no_draft(seeded: Path, folder: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("n")
        await ui.type("ab")
        await draft_is(ui, folder, seeded, "ab")
        await ui.press("backspace", "backspace")
        await draft_is(ui, folder, seeded)


async def test_a_note_that_is_only_looked_at_leaves_no_draft(seeded: Path, folder: Path) -> None:
    write(seeded, "INSERT INTO note (recommendation_id, body) VALUES (1, 'as it was')")
    async with desk(seeded) as ui:
        await ui.press("enter", "e")
    assert not folder.exists()


async def test_the_draft_is_written_when_a_fault_ends_the_program(
    seeded: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with desk(seeded, drawn=True) as ui:
            await ui.press("n")
            await ui.type("just typed")
            for widget in (TextArea, RecommendationList):
                monkeypatch.setattr(widget, "render_line", lambda *_: 1 / 0)
            ui.app.refresh()
            await ui.until(lambda: not ui.app.is_running)
    assert on_disk(folder, seeded) == ["just typed"]


async def test_quitting_with_a_note_open_keeps_it_for_the_next_start(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("n")
        await ui.type("for tomorrow")
        await ui.press("ctrl+q")
        assert "The note is not saved. It will be offered again at the next start." in ui.flat
        await ui.pilot.press("y")
        await ui.until(lambda: not ui.app.is_running)
    async with desk(seeded) as ui:
        assert re.search(r"A note on (water/)?1 was not saved \(today \d\d:\d\d\)\.", ui.flat)
        assert "for tomorrow" in ui.screen
        await ui.press("enter")
        assert ui.editor == "for tomorrow"
        await ui.press("ctrl+s")
    assert rows(seeded, BODIES) == ["for tomorrow"]
    async with desk(seeded) as ui:
        assert ui.where == "Desk"


async def test_quitting_where_no_draft_can_be_kept_says_that_the_text_goes(
    seeded: Path, folder: Path
) -> None:
    folder.parent.mkdir(parents=True)
    folder.write_text("in the way")
    async with desk(seeded) as ui:
        await ui.press("n")
        await ui.type("hm")
        await ui.press("ctrl+q")
        assert "quit and throw it away" in ui.flat
        assert "offered" not in ui.flat
        await ui.press("n")
        assert (ui.where, ui.editor) == ("NoteModal", "hm")
        await ui.press("ctrl+s")
    assert rows(seeded, BODIES) == ["hm"]


async def test_a_draft_that_was_left_behind_can_be_kept_for_later(seeded: Path, folder: Path) -> None:
    leave_behind(seeded, Draft((2,), "water/2", "left", analyst="amy"))
    for _ in range(2):
        async with desk(seeded) as ui:
            assert ui.where == "LeftDraftModal"
            await ui.press("escape")
            assert ui.where == "Desk"
    assert on_disk(folder, seeded) == ["left"]


async def test_a_draft_that_was_left_behind_is_thrown_away_at_the_second_d(seeded: Path) -> None:
    leave_behind(seeded, Draft((2,), "water/2", "left", analyst="amy"))
    async with desk(seeded) as ui:
        await ui.press("d")
        assert "d again discards it for good." in ui.flat
        await ui.press("d")
        assert ui.where == "Desk"
    async with desk(seeded) as ui:
        assert ui.where == "Desk"
    assert rows(seeded, BODIES) == []


async def test_several_drafts_are_asked_about_in_turn_and_those_chosen_open_the_oldest_on_top(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2, 3):
        monkeypatch.setattr("tracker.drafts.MOMENT", f"2020-01-0{number}T10:00:00Z")
        leave_behind(seeded, Draft((number,), f"number {number}", f"text {number}", analyst="bob"))
    monkeypatch.undo()
    monkeypatch.setenv("XDG_STATE_HOME", str(seeded.parent / "state"))
    monkeypatch.setattr(
        "platformdirs.user_state_path", lambda app, *, appauthor: seeded.parent / "state" / app
    )
    async with desk(seeded, (76, 24)) as ui:
        assert "A note by bob on number 1 was not saved (2020-01-01" in ui.flat
        assert "(2 more after this one)" in ui.flat
        await ui.press("y", "escape", "enter")
        assert ui.editor == "text 1"
        await ui.press("ctrl+s")
        assert ui.editor == "text 3"
        await ui.press("ctrl+s")
        assert ui.where == "Desk"
    assert rows(seeded, "SELECT recommendation_id, body, author FROM note ORDER BY id") == [
        (1, "text 1", "amy"),
        (3, "text 3", "amy"),
    ]
    async with desk(seeded) as ui:
        assert "number 2" in ui.flat


async def test_a_draft_of_an_edit_is_saved_over_the_note_it_was_of(seeded: Path) -> None:
    write(seeded, "INSERT INTO note (id, recommendation_id, body) VALUES (5, 1, 'old')")
    leave_behind(seeded, Draft((1,), "water/1", "new", note_id=5, seen="old", analyst="amy"))
    async with desk(seeded) as ui:
        assert "A change of the note on water/1" in ui.flat
        await ui.press("enter", "ctrl+s")
    assert rows(seeded, "SELECT id, body FROM note") == [(5, "new")]


async def test_a_draft_of_a_recommendation_that_is_gone_stays_in_the_editor(
    seeded: Path, folder: Path
) -> None:
    leave_behind(seeded, Draft((99,), "water/99", "where to?", analyst="amy"))
    async with desk(seeded) as ui:
        await ui.press("enter", "ctrl+s")
        assert (ui.where, ui.editor) == ("NoteModal", "where to?")
        assert "no longer in the database" in ui.flat
    assert on_disk(folder, seeded) == ["where to?"]


async def test_what_was_typed_just_before_the_key_that_saves_is_saved(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("n")
        ui.send(*"all of this in one packet", "ctrl+s")
        await ui.settle()
    assert rows(seeded, BODIES) == ["all of this in one packet"]


async def test_a_draft_is_not_offered_in_the_middle_of_typing(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.ui.terminal_app.AGAIN_SECONDS", 0.01)
    leave_behind(seeded, Draft((2,), "water/2", "left", analyst="amy"))
    offered = Event()
    real = Drafts.left

    def slowly(self: Drafts) -> list[Draft]:
        offered.wait(LIMIT_SECONDS)
        return real(self)

    monkeypatch.setattr(Drafts, "left", slowly)
    monkeypatch.setattr(Sitting, "settle", lambda self: self.pilot.pause(0))
    async with desk(seeded) as ui:
        ui.send("n")
        await ui.until(lambda: ui.where == "NoteModal")
        offered.set()
        ui.send(*"not disturbed")
        await ui.until(lambda: ui.editor == "not disturbed")
        ui.send("ctrl+s")
        await ui.until(lambda: ui.where == "LeftDraftModal")
    assert rows(seeded, BODIES) == ["not disturbed"]


async def test_a_failed_save_gives_its_text_back_only_when_the_next_note_is_done(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.database.file.BUSY_SECONDS", 0.02)
    monkeypatch.setattr("tracker.ui.terminal_app.AGAIN_SECONDS", 0.01)
    async with desk(seeded) as ui:
        with outside(seeded) as other:
            other.execute("BEGIN EXCLUSIVE")
            ui.send("n")
            await ui.until(lambda: ui.where == "NoteModal")
            ui.send(*"first", "ctrl+s")
            await ui.until(lambda: ui.where == "Desk")
            ui.send("n")
            await ui.until(lambda: ui.where == "NoteModal")
            ui.send(*"second")
            await ui.until(lambda: "is not saved" in ui.toast)
            assert ui.editor == "second"
            other.execute("COMMIT")
        ui.send("ctrl+s")
        await ui.until(lambda: ui.where == "NoteModal" and ui.editor == "first")
        await ui.press("ctrl+s")
    assert rows(seeded, BODIES) == ["second", "first"]


async def test_a_lock_held_longer_than_one_try_is_waited_out(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.database.file.BUSY_SECONDS", 0.01)
    monkeypatch.setattr("tracker.ui.store.TRIES", 10**9)
    monkeypatch.setattr("tracker.ui.base_app.PATIENCE_SECONDS", 0.005)
    async with desk(seeded) as ui:
        with outside(seeded) as other:
            other.execute("BEGIN EXCLUSIVE")
            ui.send("s")
            await ui.until(lambda: ui.where == "StatusModal")
            ui.send("4")
            for key, title in (("down", "Protect farmers"), ("down", "Talk to each other")):
                await ui.until(lambda: ui.lines[0].endswith("Waiting for another program ..."))
                ui.send(key)
                await ui.until(lambda title=title: title in ui.cursor_line)
            other.execute("COMMIT")
        await ui.settle()
        # What could not be read meanwhile is told first.
        saved = "water/1: Unreviewed -> Reviewed"
        await ui.until(lambda: ui.toast == saved or (ui.toast and ui.app.toasts.show_next()))
        assert ui.lines[0].endswith("done ██░░░░░░░░") or "1 of 4 done" in ui.lines[0]
    assert rows(seeded, "SELECT review_status FROM recommendation WHERE id = 1") == ["reviewed"]


async def test_a_large_action_says_that_it_is_at_work_while_the_keys_work(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.ui.base_app.PATIENCE_SECONDS", 0.005)
    go_on = Event()
    from tracker.edits import statuses

    real = statuses.open_changeset

    def slowly(*arguments: object, **named: object) -> int:
        go_on.wait(LIMIT_SECONDS)
        return real(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(statuses, "open_changeset", slowly)
    async with desk(seeded) as ui:
        ui.send("space", "space", "space", "s")
        await ui.until(lambda: ui.where == "StatusModal")
        ui.send("4")
        await ui.until(lambda: "Saving 3 recommendations ..." in ui.lines[0])
        ui.send("g")
        await ui.until(lambda: any(line.startswith(">") and "Fund the dams" in line for line in ui.lines))
        go_on.set()
        await ui.settle()
        assert "3 recommendations" not in ui.lines[0]
    assert rows(seeded, "SELECT count(*) FROM recommendation WHERE review_status = 'reviewed'") == [3]


async def test_a_fault_of_ours_gives_the_text_back(seeded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker import edits

    async with desk(seeded) as ui:
        with monkeypatch.context() as patch:
            patch.setattr(edits, "add_note", lambda *_, **__: 1 / 0)
            await ui.press("P", "n")
            await ui.type("precious")
            await ui.press("ctrl+s")
        assert (ui.where, ui.editor) == ("NoteModal", "precious")
        mistake = "Tracker made a mistake (ZeroDivisionError: division by zero) while saving the note on"
        assert mistake in ui.flat
        await ui.press("ctrl+s")
    assert rows(seeded, BODIES) == ["precious"]


async def test_quitting_stays_where_the_save_it_waited_for_fails(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.database.file.BUSY_SECONDS", 0.02)
    async with desk(seeded) as ui:
        with outside(seeded) as other:
            other.execute("BEGIN EXCLUSIVE")
            ui.send("n")
            await ui.until(lambda: ui.where == "NoteModal")
            ui.send(*"last words", "ctrl+s")
            await ui.until(lambda: ui.where == "Desk")
            ui.send("q")
            await ui.until(lambda: ui.where == "NoteModal")
            assert ui.app.is_running
            assert ui.editor == "last words"


async def test_f3_shows_the_markdown_and_esc_or_f3_goes_back_to_writing(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("n")
        await ui.type("# Title")
        await ui.press("enter")
        await ui.type("*leaning* [x](http://example.org)")
        for back in ("f3", "escape"):
            await ui.pilot.press("f3")
            await ui.settle()
            assert "Title" in ui.screen and "# Title" not in ui.screen
            assert "leaning x" in ui.screen
            await ui.pilot.press(back)
            await ui.settle()
            assert "# Title" in ui.screen
        await ui.type("!")
        assert ui.editor.endswith("example.org)!")


async def test_the_preview_shows_hostile_text_as_it_stands(seeded: Path) -> None:
    hostile = "[/] [@click=app.quit]x[/] \x1b]0;title\x07 \u202egnp :warning:"
    async with desk(seeded) as ui:
        await ui.press("n")
        ui.app.screen.query_one(TextArea).insert(hostile)
        await ui.pilot.press("f3")
        await ui.settle()
        assert "[/] [@click=app.quit]x[/] \ufffd]0;title\ufffd \ufffdgnp :warning:" in ui.flat
        await ui.click("[@click")
        assert ui.app.is_running


async def test_a_very_long_note_is_previewed_in_part(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("n")
        ui.app.screen.query_one(TextArea).insert("word " * 10_000)
        await ui.pilot.press("f3")
        await ui.settle()
        source = ui.app.screen.query_one(Markdown).source
        assert len(source) < 21_000 and source.endswith("*… the rest is not shown here*")


async def test_f5_takes_the_whole_screen_and_gives_it_back(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("n")
        before = ui.app.screen.query_one(TextArea).size
        await ui.pilot.press("f5")
        await ui.settle()
        larger = ui.app.screen.query_one(TextArea).size
        assert (larger.width, larger.height) > (before.width, before.height)
        assert ui.lines[1] == " Note on water/1"
        await ui.pilot.press("f5")
        await ui.settle()
        assert ui.app.screen.query_one(TextArea).size == before


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_keys_of_the_editor_all_fit_on_one_line(seeded: Path, size: tuple[int, int]) -> None:
    async with desk(seeded, size) as ui:
        await ui.press("n")
        assert "ctrl+s F2 Save  f3 Preview  f4 $EDITOR  f5 Full  f6 Read  esc Cancel" in ui.screen


@contextmanager
def editor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str) -> Iterator[Path]:
    """Make a shell script the editor; give the file that it may write to."""
    path, log = tmp_path / "my editor", tmp_path / "log"
    path.write_text(f"#!/bin/sh\nlog='{log}'\n{script}\n")
    path.chmod(0o700)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"'{path}' --wait")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    yield log


@asynccontextmanager
async def suspendable(path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Sitting]:
    """Open the UI where it can give the terminal away, as a real terminal can."""

    @contextmanager
    def suspend(self: TrackerApp) -> Iterator[None]:
        yield

    monkeypatch.setattr(TrackerApp, "suspend", suspend)
    async with desk(path) as ui:
        await ui.press("P", "n")
        await ui.type("from here")
        yield ui


async def test_f4_takes_over_what_the_editor_leaves(
    seeded: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = 'cat "$2" > "$log"; stat -c "%a %n" "$2" >> "$log"; printf "\\nfrom there\\n" >> "$2"'
    with editor(monkeypatch, tmp_path, script) as log:
        async with suspendable(seeded, monkeypatch) as ui:
            await ui.pilot.press("f4")
            await ui.settle()
            assert ui.editor == "from here\nfrom there"
            await draft_is(ui, folder, seeded, "from here")
            await ui.pilot.press("ctrl+z")
            await ui.settle()
            assert ui.editor == "from here"
            await ui.pilot.press("ctrl+y")
            await ui.settle()
            await ui.press("ctrl+s")
        assert log.read_text().startswith("from here600 ")
        assert log.read_text().strip().endswith(".md")
    assert rows(seeded, BODIES) == ["from here\nfrom there"]
    assert not list(tmp_path.glob("tracker-note-*"))


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("exit 3", "my editor' ended with 3."),
        (': > "$2"', "The editor left nothing: the text is as it was."),
        ('rm "$2"', "The editor left nothing: the text is as it was."),
        ("printf '\\377' > \"$2\"", "The editor left what is not text in UTF-8."),
    ],
)
async def test_an_editor_that_fails_costs_no_text(
    seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, says: str
) -> None:
    with editor(monkeypatch, tmp_path, script):
        async with suspendable(seeded, monkeypatch) as ui:
            await ui.pilot.press("f4")
            await ui.settle()
            assert says.replace(" ", "") in ui.flat.replace(" ", "")
            assert ui.editor == "from here"
            await ui.type(" on")
            assert ui.editor == "from here on"


async def test_what_was_typed_in_an_editor_that_fails_is_kept_in_a_file(
    seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with editor(monkeypatch, tmp_path, 'echo "typed there" > "$2"; exit 1'):
        async with suspendable(seeded, monkeypatch) as ui:
            await ui.pilot.press("f4")
            await ui.settle()
            (kept,) = tmp_path.glob("tracker-note-*")
            assert "Your text is kept in" in ui.flat
            assert kept.name[:20] in ui.flat.replace(" ", "")
    assert kept.read_text() == "typed there\n"


async def test_without_an_editor_or_where_the_terminal_cannot_be_given_away_f4_says_so(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.setenv("PATH", str(seeded.parent))
    async with desk(seeded) as ui:
        await ui.press("n")
        await ui.type("still here")
        await ui.pilot.press("f4")
        await ui.settle()
        assert "No editor is set, and none of editor, nano, vim, vi is installed." in ui.flat
        assert "Set VISUAL or EDITOR before you start tracker." in ui.flat
        monkeypatch.setenv("EDITOR", "true")
        await ui.pilot.press("f4")
        await ui.settle()
        assert "This terminal cannot be given to another program: write on here." in ui.flat
        assert ui.editor == "still here"


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
class TestInATerminal:
    """With real processes, which are killed."""

    @staticmethod
    def tracker(path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path) -> Terminal:
        monkeypatch.setenv("XDG_STATE_HOME", str(folder.parents[1]))
        return Terminal([sys.executable, "-m", "tracker", "--db", str(path), "--analyst", "amy"])

    @staticmethod
    def until_draft(terminal: Terminal, folder: Path, text: str) -> None:
        """Read what is drawn, so that the program goes on, until the draft holds the text."""
        until = time.monotonic() + LIMIT_SECONDS
        while time.monotonic() < until:
            if any(text in path.read_text() for path in folder.glob("*-*.json")):
                return
            if select.select([terminal.fd], [], [], 0.05)[0]:
                os.read(terminal.fd, 65536)
        raise AssertionError("no draft was written")

    @pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGHUP])
    def test_a_note_survives_a_killed_program_and_is_offered_at_the_next_start(
        self, seeded: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, end: int
    ) -> None:
        with self.tracker(seeded, monkeypatch, folder) as terminal:
            terminal.wait_for(b"Unreviewed")
            terminal.press(b"n")
            terminal.wait_for(b"$EDITOR")
            terminal.press(b"survivor")
            self.until_draft(terminal, folder, "survivor")
            with self.tracker(seeded, monkeypatch, folder) as other:
                other.wait_for(b"Unreviewed")
                other.press(b"s")
                other.wait_for(b"Status of")
                assert b"not saved" not in other.seen
            os.kill(terminal.pid, end)
            os.waitid(os.P_PID, terminal.pid, os.WEXITED | os.WNOWAIT)
        with self.tracker(seeded, monkeypatch, folder) as terminal:
            terminal.wait_for(b"was not saved")
            terminal.wait_for(b"survivor")
            terminal.press(b"\r")
            terminal.wait_for(b"$EDITOR")
            terminal.press(b"\x13")
            terminal.wait_for(b"water/1: survivor")
        assert rows(seeded, BODIES) == ["survivor"]
        assert not list(folder.glob("*.json"))

    def test_f4_gives_the_terminal_to_the_editor_and_takes_it_back(
        self, seeded: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        script = 'echo "--- other program ---"; read answer; echo "$answer" >> "$2"'
        with editor(monkeypatch, tmp_path, script), self.tracker(seeded, monkeypatch, folder) as terminal:
            terminal.wait_for(b"Unreviewed")
            terminal.press(b"n")
            terminal.wait_for(b"$EDITOR")
            terminal.press(b"here ")
            self.until_draft(terminal, folder, "here")
            terminal.press(b"\x1bOS")
            terminal.wait_for(b"--- other program ---")
            terminal.press(b"and there\r")
            terminal.wait_for(b"$EDITOR")
            terminal.press(b"\x13")
            terminal.wait_for(b"water/1: here and there")
        assert rows(seeded, BODIES) == ["here and there"]


async def test_after_an_edit_beside_the_list_the_keys_go_to_the_list_again(seeded: Path) -> None:
    write(seeded, "INSERT INTO note (recommendation_id, body) VALUES (1, 'Words')")
    async with desk(seeded, (120, 40)) as ui:
        await ui.press("e")
        await ui.type("More ")
        await ui.press("f2", "j", "s", "4")
        assert ui.toast == "water/2: Unreviewed -> Reviewed"
