"""Keys in their order: what they wait for, and what becomes of those that would wait too long."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual import events

from tests.ui.conftest import Sitting, desk, rows, statuses_of, write
from tracker.ui.base_app import BaseApp
from tracker.ui.worker import worker


@worker("reading for ever")
async def read_for_ever(_app: BaseApp, end: asyncio.Event) -> None:
    await end.wait()


@contextmanager
def reading(ui: Sitting) -> Iterator[None]:
    """Have something be read that does not come to an end by itself."""
    end = asyncio.Event()
    read_for_ever(ui.app, end)
    yield
    end.set()


async def test_keys_that_would_wait_too_long_are_dropped_and_told_and_never_come_late(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(seeded) as ui:
        with reading(ui), monkeypatch.context() as patch:
            patch.setattr("tracker.ui.key_queue.HELD_SECONDS", 0.05)
            ui.send("s", "4")
            await ui.until(lambda: "2 keys typed ahead were not used" in ui.toast)
        await ui.settle()
        assert ui.where == "Desk"
        await ui.press("j", "s", "2")
    assert statuses_of(seeded)[:2] == ["unreviewed", "in_review"]


async def test_the_key_that_quits_waits_for_nothing_at_the_second_press(seeded: Path) -> None:
    async with desk(seeded) as ui:
        with reading(ui):
            ui.send("s", "4", "ctrl+q", "ctrl+q")
            await ui.until(lambda: not ui.app.is_running)
    assert statuses_of(seeded)[0] == "unreviewed"


async def test_the_key_that_quits_does_not_wait_for_long_behind_others(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.ui.key_queue.QUIT_SECONDS", 0.05)
    async with desk(seeded) as ui:
        with reading(ui):
            ui.send("s", "ctrl+q")
            await ui.until(lambda: not ui.app.is_running)


async def test_keys_typed_ahead_of_quitting_do_what_they_do_first(seeded: Path) -> None:
    async with desk(seeded) as ui:
        ui.send("s", "4", "j", "n", *"written", "f2", "ctrl+q")
        await ui.until(lambda: not ui.app.is_running)
    assert statuses_of(seeded)[0] == "reviewed"
    assert rows(seeded, "SELECT recommendation_id, body FROM note") == [(2, "written")]


async def test_enter_that_was_typed_before_the_terminal_was_ours_is_enter(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("r", "2", "ctrl+j")
        assert ui.where == "Desk"
        assert rows(seeded, "SELECT position FROM response") == ["accepted_in_part"]
    async with desk(seeded, keys={"response": "ctrl+j"}) as ui:
        await ui.press("ctrl+j")
        assert ui.where == "ResponseModal"


async def test_a_paste_keeps_its_place_among_the_keys(seeded: Path) -> None:
    async with desk(seeded) as ui:
        ui.send("n", "a")
        ui.app.post_message(events.Paste("b c"))
        ui.send("d", "f2", "s", "4")
        await ui.settle()
    assert rows(seeded, "SELECT body FROM note") == ["ab cd"]
    assert statuses_of(seeded)[0] == "reviewed"


async def test_a_click_keeps_its_place_among_the_keys(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("n")
        x, y = ui.where_is("F2 Save")
        ui.send(*"written in one packet with a click")
        for kind in (events.MouseDown, events.MouseUp):
            ui.app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y))
        ui.send("s", "4")
        await ui.settle()
    assert rows(seeded, "SELECT body FROM note") == ["written in one packet with a click"]
    assert statuses_of(seeded)[0] == "reviewed"


async def test_no_key_that_waits_goes_to_a_modal_that_nobody_asked_for(seeded: Path) -> None:
    write(seeded, "INSERT INTO note (recommendation_id, body) VALUES (1, 'theirs')")
    async with desk(seeded) as ui:
        opened: list[str] = []
        ui.send("s", "4", "d")
        await ui.until(lambda: ui.app.key_queue.waiting)
        ui.app.when_free(lambda: opened.append(ui.where))
        assert opened == []
        await ui.settle()
        assert opened == ["Desk"]
    assert statuses_of(seeded)[0] == "reviewed"


async def test_what_fails_while_keys_wait_is_told_after_them(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("s")
        write(seeded, "UPDATE recommendation SET review_status = 'set_aside' WHERE id = 1")
        ui.send("4", "j", "s")
        await ui.settle()
        assert ui.where == "StatusModal"
        assert "Set aside" in ui.toast
