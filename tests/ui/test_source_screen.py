"""The report's own lines around a recommendation."""

from hashlib import sha256
from pathlib import Path

import pytest

from tests.documents import Printed, pdf
from tests.ui.conftest import desk, without_triggers, write

LINES = [
    *(f"Line {number} of the foreword." for number in range(1, 300)),
    "1. Pakistan should set up",
    "an Indus Fund.",
    "Afterwards.",
]


def with_source(path: Path, text: str) -> None:
    """Have the first report name its source, and put that beside the database."""
    raw = text.encode()
    (path.parent / "water.txt").write_bytes(raw)
    without_triggers(
        path,
        f"UPDATE report SET source_file = 'water.txt', source_sha256 = '{sha256(raw).hexdigest()}' WHERE id = 1",
        "UPDATE recommendation SET first_line = 300, last_line = 301 WHERE id = 1",
    )


@pytest.mark.parametrize("opened", [(), ("enter",)])
async def test_one_key_shows_the_lead_in_and_the_lines_with_those_of_the_recommendation_marked(
    seeded: Path, opened: tuple[str, ...]
) -> None:
    with_source(seeded, "\n".join(LINES))
    async with desk(seeded) as ui:
        await ui.press(*opened, "L")
        assert "The authors recommend:" in ui.screen
        assert "water.txt, lines 300-301" in ui.lines[0]
        assert ui.line_with("1. Pakistan should set up").startswith(">300 1. Pakistan should set up")
        assert ui.line_with("Line 299").strip() == "299 Line 299 of the foreword."
        assert ui.line_with("Afterwards").strip() == "302 Afterwards."
        await ui.press("g")
        await ui.until(lambda: "Line 100 of" in ui.screen)
        assert ui.line_with("Line 100 of").strip().startswith("100")
        assert "Line 99 of" not in ui.screen
        await ui.press("escape")
        assert ui.where == ("DetailScreen" if opened else "Desk")


async def test_where_the_file_is_not_at_hand_the_screen_says_which_to_put_where(seeded: Path) -> None:
    with_source(seeded, "\n".join(LINES))
    (seeded.parent / "water.txt").write_text("Another edition.")
    async with desk(seeded) as ui:
        await ui.press("L")
        told = " ".join(ui.screen.split())
        assert "is not the file that the report was taken from" in told
        assert "tracker source-file FILE" in told
        await ui.press("escape", "down", "down", "L")
        assert "does not say which file" in ui.screen


async def test_the_source_of_several_is_not_asked_for(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("space", "space", "L")
        assert ui.where == "Desk"
        assert "unmark them" in ui.toast


async def test_hostile_lines_of_a_source_reach_no_terminal(seeded: Path) -> None:
    with_source(seeded, "\n".join([*LINES[:298], "x" * 50_000, "[/] \x1b[2J\x9b31m\u202eabc", *LINES[300:]]))
    write(seeded, "UPDATE recommendation SET status_reason = NULL WHERE id = 1")
    async with desk(seeded) as ui:
        await ui.press("L")
        assert "[/]" in ui.screen
        assert not {"\x1b", "\x9b", "\u202e"} & set(ui.screen)


async def test_a_document_is_shown_with_its_lines_as_its_reader_counts_them(seeded: Path) -> None:
    raw = pdf(
        [[Printed("Foreword", 80), Printed("1. Pakistan should set up", 100), Printed("an Indus Fund.", 113)]]
    )
    (seeded.parent / "water.pdf").write_bytes(raw)
    without_triggers(
        seeded,
        f"UPDATE report SET source_file = 'water.pdf', source_sha256 = '{sha256(raw).hexdigest()}' WHERE id = 1",
        "UPDATE recommendation SET first_line = 2, last_line = 3 WHERE id = 1",
    )
    async with desk(seeded) as ui:
        await ui.press("L")
        await ui.until(lambda: "an Indus Fund." in ui.screen)
        assert ui.line_with("1. Pakistan should set up").startswith(">2 1. Pakistan should set up")
        assert ui.line_with("Foreword").strip() == "1 Foreword"
