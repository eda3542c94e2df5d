"""The help: what the keys do here, each said once, by what it is for."""

import re
from pathlib import Path

import pytest

from tests.ui.conftest import Sitting, desk

SAID = (
    "Set review status",
    "Write a note",
    "Undo your latest edit",
    "What the keys do here",
    "Move down and up",
    "A page down and up",
    "Go to the first and last",
    "Read the recommendation",
)


def column_of(ui: Sitting, text: str) -> int:
    """The column where a text begins."""
    return ui.where_is(text)[0]


async def test_each_key_is_said_once_under_what_it_is_for(seeded: Path) -> None:
    async with desk(seeded, (100, 60)) as ui:
        await ui.press("?")
        for what in SAID:
            assert ui.screen.count(what) == 1
        assert re.search(r"[?] f1 +What the keys do here", ui.screen)
        assert re.search(r"↓ ↑ j k +Move down and up", ui.screen)
        headings = [line for line in ui.lines if re.search(r"│ (Move|Review) ", line)]
        assert [re.sub("[│ ]+", " ", line).split()[0] for line in headings] == ["Move", "Review"]
        for heading, below in (("Move  ", "Review  "), (" Look  ", " Go  ")):
            assert column_of(ui, heading) == column_of(ui, below)
        assert len({column_of(ui, what) for what in ("Set review", "Move down", "Write a note")}) == 1
        assert len({column_of(ui, what) for what in ("Overview with bars", "Sort by", "Saved views")}) == 1


async def test_a_sentence_that_is_too_long_goes_on_under_its_beginning(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("?")
        x, y = ui.where_is("Go to the first and")
        assert ui.lines[y + 1][x:].startswith("last")


@pytest.mark.parametrize("size", [(80, 24), (60, 24), (40, 12)], ids=str)
async def test_all_of_it_can_be_scrolled_to(seeded: Path, size: tuple[int, int]) -> None:
    async with desk(seeded, size) as ui:
        await ui.press("?")
        seen = ui.flat
        for _ in range(120):
            ui.send("j")
        await ui.settle()
        await ui.until(lambda: "To the shell" in ui.flat)
        assert "Move" in seen and "esc: close" in ui.screen
        await ui.press("escape")
        assert ui.where == "Desk"
