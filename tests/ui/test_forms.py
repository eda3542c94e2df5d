"""What all forms have in common: what is pasted or typed stays, and what is refused is said at its field."""

from pathlib import Path

import pytest
from textual import events

from tests.ui.conftest import desk, rows


async def test_of_several_lines_that_are_pasted_into_a_field_none_is_lost(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("T", "a", "tab")
        ui.app.post_message(events.Paste("money that\nwas asked for"))
        await ui.settle()
        assert "money that was asked for" in ui.screen


async def test_what_is_refused_is_said_below_its_field_until_that_is_mended(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("T", "a")
        await ui.type("a,b")
        await ui.press("tab", "x", "tab", "3", "enter")
        name = next(n for n, line in enumerate(ui.lines) if "a,b" in line)
        assert "holds a comma" in ui.lines[name + 1]
        await ui.press("c")
        assert "a,bc" in ui.screen and "holds a comma" not in ui.screen


@pytest.mark.parametrize("key", ["r", "p"])
async def test_every_description_of_a_code_is_read_whole_at_80_columns(seeded: Path, key: str) -> None:
    table = {"r": "response_position", "p": "progress_status"}[key]
    async with desk(seeded, (80, 24)) as ui:
        await ui.press(key)
        for name, description in rows(seeded, f"SELECT name, description FROM {table}"):
            assert description in ui.line_with(f" {name}  ")
