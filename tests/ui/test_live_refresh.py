"""Other programs write to the file while the UI is open: what follows, what stays, what is never overwritten."""

import asyncio
import re
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.ui.conftest import Sitting, desk, outside, rows, statuses_of, write
from tracker.reading import queries
from tracker.ui.widgets.detail_view import NoteCard

NOTE = "INSERT INTO note (id, recommendation_id, body) VALUES (1, 1, 'first version')"


@contextmanager
def locked(path: Path) -> Iterator[sqlite3.Connection]:
    """Hold the whole file as another program does; it may let go of it earlier with COMMIT."""
    with outside(path) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield other
        if other.in_transaction:
            other.execute("ROLLBACK")


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A save waits for another program as long as the test takes, and says so at once."""
    monkeypatch.setattr("tracker.database.file.BUSY_SECONDS", 60)
    monkeypatch.setattr("tracker.ui.base_app.PATIENCE_SECONDS", 0.01)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call waits for another program hardly at all."""
    monkeypatch.setattr("tracker.database.file.BUSY_SECONDS", 0.05)


async def test_the_list_follows_what_another_program_writes(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.look()
        write(seeded, "UPDATE recommendation SET review_status = 'reviewed' WHERE id = 2")
        write(seeded, "INSERT INTO note (recommendation_id, body) VALUES (2, 'from a shell')")
        assert "Reviewed" not in ui.screen
        await ui.look()
        assert ui.line_with("Protect farmers").split()[:4] == ["water", "2", "✓", "Reviewed"]
        assert ui.line_with("Protect farmers").endswith("✎1")
        assert "1 of 4 done" in ui.lines[0]


async def test_the_file_is_looked_at_by_the_clock(seeded: Path) -> None:
    async with desk(seeded, poll_seconds=0.02) as ui:
        write(seeded, "UPDATE recommendation SET review_status = 'reviewed' WHERE id = 2")
        await ui.until(lambda: "✓ Reviewed" in ui.screen)


async def test_what_was_saved_here_is_read_once(seeded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readings: list[str] = []
    all_ids = queries.all_ids

    def counted(*arguments: Any, **named: Any) -> Sequence[int]:
        readings.append("the list")
        return all_ids(*arguments, **named)

    async with desk(seeded) as ui:
        await ui.look()
        monkeypatch.setattr(queries, "all_ids", counted)
        await ui.press("s", "4")
        assert "✓ Reviewed" in ui.cursor_line
        await ui.look()
        assert readings == ["the list"]


async def test_what_another_program_writes_beside_a_save_is_shown_with_it(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(seeded) as ui:
        await ui.look()
        changed = ui.app.store.changed

        async def overtaken() -> bool:
            monkeypatch.setattr(ui.app.store, "changed", changed)
            write(seeded, "UPDATE recommendation SET review_status = 'set_aside' WHERE id = 2")
            return await changed()

        monkeypatch.setattr(ui.app.store, "changed", overtaken)
        await ui.press("s", "4")
        assert "✓ Reviewed" in ui.cursor_line
        assert "Set aside" in ui.line_with("Protect farmers")
        write(seeded, "UPDATE recommendation SET review_status = 'in_review' WHERE id = 3")
        await ui.look()
        assert "In review" in ui.line_with("Talk to each other")


async def test_a_save_is_shown_at_once_though_the_file_is_being_looked_at(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(seeded) as ui:
        await ui.look()
        changed, answered = ui.app.store.changed, asyncio.Event()

        async def slow() -> bool:
            monkeypatch.setattr(ui.app.store, "changed", changed)
            answer = await changed()
            await answered.wait()
            return answer

        monkeypatch.setattr(ui.app.store, "changed", slow)
        ui.app._look_at_file()
        ui.send("s")
        await ui.until(lambda: ui.where == "StatusModal")
        ui.send("4")
        await ui.until(lambda: "✓ Reviewed" in ui.screen)
        answered.set()


async def test_an_open_detail_follows_and_keeps_its_note_selected(seeded: Path) -> None:
    write(seeded, NOTE)
    async with desk(seeded) as ui:
        await ui.press("enter", "tab")
        await ui.look()
        write(seeded, "INSERT INTO note (recommendation_id, body) VALUES (1, 'from a shell')")
        write(
            seeded,
            "UPDATE recommendation SET review_status = 'set_aside', status_reason = 'old' WHERE id = 1",
        )
        await ui.look()
        assert re.search(r"– Set aside, from outside the program, today \d\d:\d\d: old", ui.screen)
        assert "from a shell" in ui.screen
        await ui.press("e")
        assert ui.editor == "first version"


def add_notes(path: Path, *bodies: str, day: int = 1) -> None:
    """Write notes on the first recommendation, each a second older than the one before: so they stand."""
    for number, body in enumerate(bodies):
        moment = f"2026-01-{day:02}T00:00:{59 - number}Z"
        write(path, "INSERT INTO note (recommendation_id, body, created_at) VALUES (1, ?, ?)", body, moment)


def cards(ui: Sitting) -> dict[str, NoteCard]:
    """Return the cards of the notes by the text of the note, from top to bottom."""
    return {card.note.body: card for card in ui.app.screen.query(NoteCard)}


async def test_the_cards_of_notes_that_stay_as_they_are_go_on_while_others_come_change_and_go(
    seeded: Path,
) -> None:
    add_notes(seeded, "first", "second", "third", "fourth")
    async with desk(seeded, (100, 50)) as ui:
        await ui.press("enter")
        await ui.look()
        before = cards(ui)
        assert list(before) == ["first", "second", "third", "fourth"]
        write(seeded, "UPDATE note SET body = 'second, and more' WHERE body = 'second'")
        write(seeded, "DELETE FROM note WHERE body = 'third'")
        add_notes(seeded, "the newest", day=2)
        await ui.look()
        after = cards(ui)
        assert [after["first"], after["fourth"]] == [before["first"], before["fourth"]]
        assert "second, and more" in ui.screen and "third" not in ui.screen
        places = [ui.where_is(body)[1] for body in ("the newest", "first", "second, and more", "fourth")]
        assert places == sorted(places)


async def test_a_selected_note_stays_selected_and_on_its_line_whatever_comes_above_it(seeded: Path) -> None:
    add_notes(seeded, *(f"number {number}" for number in range(20)))
    async with desk(seeded) as ui:
        await ui.press("enter", *["tab"] * 11)
        await ui.look()
        line = ui.where_is("number 10")[1]
        add_notes(seeded, "came in above", "and another", day=2)
        write(
            seeded, "UPDATE note SET body = body || ' and' || char(10, 10) || 'more' WHERE body = 'number 3'"
        )
        await ui.look()
        assert ui.where_is("number 10")[1] == line
        await ui.press("e")
        assert ui.editor == "number 10"


async def test_the_list_keeps_the_keys_when_the_only_note_beside_it_changes(seeded: Path) -> None:
    write(seeded, NOTE)
    async with desk(seeded, (120, 40)) as ui:
        await ui.look()
        write(seeded, "UPDATE note SET body = 'second version'")
        await ui.look()
        assert "second version" in ui.screen
        await ui.press("j")
        assert "Protect farmers" in ui.cursor_line


async def test_no_other_note_is_selected_in_place_of_one_that_another_program_deleted(seeded: Path) -> None:
    add_notes(seeded, "one", "two", "three")
    async with desk(seeded) as ui:
        await ui.press("enter", "tab", "tab")
        await ui.look()
        write(seeded, "DELETE FROM note WHERE body = 'two'")
        await ui.look()
        await ui.press("d")
        assert "Delete which of the 2 notes" in ui.screen
    assert rows(seeded, "SELECT body FROM note ORDER BY id") == ["one", "three"]


async def test_the_cursor_stays_on_its_recommendation_when_lines_come_in_above(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("down", "down")
        await ui.look()
        write(
            seeded,
            "INSERT INTO recommendation (report_id, reference, position, title, text)"
            " VALUES (1, '0', 0, 'Before all others', 'Text.')",
        )
        await ui.look()
        assert ui.lines[3].split()[-3:] == ["Before", "all", "others"]
        assert "Talk to each other" in ui.cursor_line
        await ui.press("s", "4")
    assert statuses_of(seeded)[2] == "reviewed"


async def test_an_open_editor_is_left_alone(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.look()
        await ui.press("n")
        await ui.type("half a thought")
        write(seeded, "UPDATE recommendation SET review_status = 'reviewed' WHERE id = 1")
        await ui.look()
        assert (ui.where, ui.editor) == ("NoteModal", "half a thought")
        await ui.type(" more")
        await ui.press("ctrl+s")
        assert "✓ Reviewed" in ui.cursor_line
    assert rows(seeded, "SELECT body FROM note") == ["half a thought more"]


async def test_a_file_that_is_gone_is_a_sentence_and_work_goes_on_when_it_is_back(
    seeded: Path, tmp_path: Path
) -> None:
    async with desk(seeded, (120, 30)) as ui:
        await ui.look()
        seeded.rename(tmp_path / "elsewhere.db")
        await ui.look()
        assert "is gone. Put it back" in ui.toast
        await ui.press("down", "s", "4")
        assert "is gone." in ui.toast
        await ui.press("enter", "escape", "t", "escape", "slash", "x", "escape", "u")
        assert ui.where == "Desk"
        (tmp_path / "elsewhere.db").rename(seeded)
        await ui.look()
        await ui.press("s", "4")
        assert "Unreviewed -> Reviewed" in ui.toast
    assert "reviewed" in statuses_of(seeded)


async def test_a_note_that_cannot_be_saved_because_the_file_is_gone_is_given_back(
    seeded: Path, tmp_path: Path
) -> None:
    async with desk(seeded) as ui:
        await ui.press("n")
        await ui.type("long work")
        seeded.rename(tmp_path / "elsewhere.db")
        await ui.press("ctrl+s")
        assert (ui.where, ui.editor) == ("NoteModal", "long work")
        assert "is gone." in ui.flat
        (tmp_path / "elsewhere.db").rename(seeded)
        await ui.press("ctrl+s")
    assert rows(seeded, "SELECT body FROM note") == ["long work"]


async def test_another_file_in_its_place_is_shown_and_written_to(seeded: Path, tmp_path: Path) -> None:
    other = Path(shutil.copy(seeded, tmp_path / "other.db"))
    write(other, "UPDATE recommendation SET title = 'In the other file' WHERE id = 1")
    async with desk(seeded) as ui:
        await ui.press("s", "2")
        await ui.look()
        other.replace(seeded)
        await ui.look()
        assert "In the other file" in ui.cursor_line
        await ui.press("s", "4")
        assert "✓ Reviewed" in ui.cursor_line
    assert statuses_of(seeded)[0] == "reviewed"


async def test_a_file_that_is_no_database_any_more_is_a_sentence(seeded: Path, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no database " * 1000)
    async with desk(seeded) as ui:
        await ui.look()
        (tmp_path / "text").replace(seeded)
        await ui.look()
        assert "is not a SQLite database." in ui.toast
        await ui.press("s", "4")
        assert ui.where == "Desk"
        assert "is not a SQLite database." in ui.toast


async def test_a_note_changed_meanwhile_is_not_overwritten_and_both_versions_are_shown(seeded: Path) -> None:
    write(seeded, NOTE)
    async with desk(seeded) as ui:
        await ui.press("enter", "e")
        await ui.type(" and mine")
        write(seeded, "UPDATE note SET body = 'their version' WHERE id = 1")
        await ui.press("ctrl+s")
        assert rows(seeded, "SELECT body FROM note") == ["their version"]
        assert ui.where == "ConflictModal"
        assert "changed by another program while you wrote" in ui.flat
        assert "first version and mine" in ui.screen and "their version" in ui.screen
        await ui.press("1")
        assert ui.where == "DetailScreen"
    assert rows(seeded, "SELECT body FROM note") == ["first version and mine"]


async def test_a_note_deleted_meanwhile_can_be_saved_as_a_new_one(seeded: Path) -> None:
    write(seeded, NOTE)
    async with desk(seeded) as ui:
        await ui.press("enter", "e")
        await ui.type(" and mine")
        write(seeded, "DELETE FROM note")
        await ui.press("ctrl+s")
        assert (ui.where, ui.editor) == ("NoteModal", "first version and mine")
        assert "was deleted meanwhile by another program. Your text is kept" in ui.flat
        await ui.press("ctrl+s")
    assert rows(seeded, "SELECT id, body FROM note") == [(2, "first version and mine")]


async def test_a_note_changed_meanwhile_is_not_deleted(seeded: Path) -> None:
    write(seeded, NOTE)
    async with desk(seeded) as ui:
        await ui.press("enter")
        write(seeded, "UPDATE note SET body = 'their version' WHERE id = 1")
        await ui.press("d")
        assert "was changed meanwhile by another program." in ui.toast
    assert rows(seeded, "SELECT body FROM note") == ["their version"]


async def test_a_status_set_while_the_modal_is_open_is_not_overwritten(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("s")
        write(seeded, "UPDATE recommendation SET review_status = 'set_aside' WHERE id = 1")
        await ui.press("4")
        assert "The status of water/1 was changed meanwhile by another program." in ui.toast
        await ui.look()
        assert "Set aside" in ui.cursor_line
    assert statuses_of(seeded)[0] == "set_aside"


async def test_a_status_set_since_the_list_was_read_stops_the_whole_bulk_edit(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("space", "space", "s")
        write(seeded, "UPDATE recommendation SET review_status = 'set_aside' WHERE id = 2")
        await ui.press("4")
        assert "water/2" in ui.toast
    assert statuses_of(seeded)[:2] == ["unreviewed", "set_aside"]


@pytest.mark.usefixtures("patient")
async def test_the_keys_work_while_a_save_waits_for_another_program(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("n")
        await ui.type("patience")
        with locked(seeded) as other:
            ui.send("ctrl+s")
            await ui.until(lambda: "Waiting for another program" in ui.lines[0])
            ui.send("down", "down")
            await ui.until(lambda: "Talk to each other" in ui.cursor_line)
            # It acts on a record: what it would be set from is not sure before the save has ended.
            ui.send("s")
            await ui.pilot.pause(0)
            assert ui.where == "Desk"
            other.execute("COMMIT")
            await ui.until(lambda: ui.where == "StatusModal")
            ui.send("escape")
            await ui.settle()
        assert ui.toast == "Note on water/1: patience"
        assert ui.line_with("Fund the dams").endswith("✎1")
    assert rows(seeded, "SELECT body FROM note") == ["patience"]


@pytest.mark.usefixtures("patient")
async def test_quitting_waits_for_the_save_under_way(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("n")
        await ui.type("last words")
        with locked(seeded) as other:
            ui.send("ctrl+s")
            await ui.until(lambda: "Waiting for another program" in ui.lines[0])
            ui.send("q")
            for _ in range(5):
                await ui.pilot.pause(0)
            assert ui.app.is_running
            other.execute("COMMIT")
            await ui.until(lambda: not ui.app.is_running)
    assert rows(seeded, "SELECT body FROM note") == ["last words"]


@pytest.mark.usefixtures("hasty")
async def test_a_file_that_stays_locked_gives_the_note_back(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("n")
        await ui.type("my text")
        with locked(seeded):
            await ui.press("ctrl+s")
            assert (ui.where, ui.editor) == ("NoteModal", "my text")
            assert "Another program is writing to" in ui.flat
            assert "Nothing was written; try again in a moment." in ui.flat
        await ui.press("ctrl+s")
        assert ui.toast == "Note on water/1: my text"
    assert rows(seeded, "SELECT body FROM note") == ["my text"]


@pytest.mark.usefixtures("hasty")
async def test_a_file_that_stays_locked_is_a_sentence_whatever_the_key(seeded: Path) -> None:
    async with desk(seeded, (120, 40)) as ui:
        with locked(seeded):
            await ui.press("s", "4")
            assert "Another program is writing to" in ui.toast
            await ui.press("u", "U", "down", "enter", "escape", "slash", "a", "escape", "G")
            await ui.look()
            assert ui.where == "Desk"
            assert "Another program is writing to" in ui.toast
        await ui.look()
        await ui.press("s", "4")
        assert "Unreviewed -> Reviewed" in ui.toast
    assert statuses_of(seeded) == ["unreviewed", "unreviewed", "unreviewed", "reviewed"]


@pytest.mark.usefixtures("patient")
async def test_saves_are_done_in_the_order_they_were_asked_for(seeded: Path) -> None:
    async with desk(seeded) as ui:
        with locked(seeded) as other:
            for digit in "234":
                ui.send("s", digit, "down")
            await ui.until(lambda: "Waiting for another program" in ui.lines[0])
            other.execute("COMMIT")
            await ui.settle()
    summaries = rows(seeded, "SELECT summary FROM changeset WHERE kind = 'edit' ORDER BY id")
    assert summaries == [
        "water/1: Unreviewed -> In review",
        "water/2: Unreviewed -> Needs follow-up",
        "peace-talks/1: Unreviewed -> Reviewed",
    ]


async def test_what_was_written_between_the_start_and_the_first_look_is_seen(seeded: Path) -> None:
    async with desk(seeded) as ui:
        write(seeded, "UPDATE recommendation SET review_status = 'reviewed' WHERE id = 2")
        await ui.look()
        assert "✓ Reviewed" in ui.line_with("Protect farmers")


async def test_a_rule_that_is_dropped_while_the_ui_is_open_is_told_once(seeded: Path) -> None:
    async with desk(seeded, poll_seconds=0.01) as ui:
        await ui.settle()
        write(seeded, "DROP TRIGGER guard_note_insert")
        await ui.until(lambda: "trigger guard_note_insert is missing" in ui.toast)
        ui.app.toasts.show_next()
        write(seeded, "UPDATE recommendation SET review_status = 'reviewed' WHERE id = 1")
        await ui.until(lambda: "Reviewed" in ui.cursor_line)
        assert "is missing" not in ui.toast
