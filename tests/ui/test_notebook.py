"""The notebook: all notes in one place, newest first, found by words, author and tag, edited where they are read."""

from pathlib import Path

import pytest

from tests.ui.conftest import Sitting, desk, rows, write
from tracker.ui.screens.filter_screen import FilterLine

BODIES = "SELECT body FROM note ORDER BY id"
HOSTILE = "[/] [@click=app.quit]x[/] \x1b[2J"


@pytest.fixture
def noted(seeded: Path) -> Path:
    """Four notes by three authors; recommendation 1 has the tag aid."""
    for number, body, author, day in (
        (1, "Ask the ministry.\nBefore **March**.", "amy", 3),
        (2, "The drought goes on", "bob", 5),
        (3, "From a shell", None, 1),
        (1, HOSTILE, "bob", 2),
    ):
        write(
            seeded,
            "INSERT INTO note (recommendation_id, body, author, created_at) VALUES (?, ?, ?, ?)",
            *(number, body, author, f"2020-10-0{day}T08:30:00Z"),
        )
    write(seeded, "INSERT INTO tag (id, name) VALUES (1, 'aid')")
    write(seeded, "INSERT INTO tagging (recommendation_id, tag_id) VALUES (1, 1)")
    return seeded


def note_lines(screen_lines: list[str]) -> list[str]:
    """The lines of the list: those that begin with a day."""
    return [line.strip() for line in screen_lines if line.strip().startswith("2020-10-")]


async def test_the_notes_stand_newest_first_with_time_reference_author_and_first_line(noted: Path) -> None:
    async with desk(noted) as ui:
        await ui.press("N")
        assert ui.where == "NotebookScreen"
        assert "4 notes, newest first" in ui.lines[1]
        texts = [" ".join(line.split()[2:]) for line in note_lines(ui.lines)]
        assert texts == [
            "water/2 bob The drought goes on",
            "water/1 amy Ask the ministry. …",
            "water/1 bob [/] [@click=app.quit]x[/] �[2J",
            "peace-talks/1 (outside) From a shell",
        ]


async def test_the_selected_note_stands_whole_below_the_lines(noted: Path) -> None:
    async with desk(noted) as ui:
        await ui.press("N")
        assert "water/2. Protect farmers" in ui.screen
        await ui.press("j")
        assert "water/1. Fund the dams" in ui.screen
        assert "Before **March**." in ui.screen
        await ui.press("G")
        assert "from outside the program" in ui.screen


async def test_enter_opens_the_recommendation_and_esc_comes_back(noted: Path) -> None:
    async with desk(noted) as ui:
        await ui.press("N", "j", "enter")
        assert ui.where == "DetailScreen"
        assert "Fund the dams" in ui.screen
        await ui.press("escape")
        assert ui.where == "NotebookScreen"
        assert "Before **March**." in ui.screen
        await ui.press("escape")
        assert ui.where == "Desk"


async def test_a_click_selects_a_note_and_a_second_one_opens_its_recommendation(noted: Path) -> None:
    async with desk(noted) as ui:
        await ui.press("N")
        await ui.click("Ask the ministry")
        assert (ui.where, "Before **March**." in ui.screen) == ("NotebookScreen", True)
        await ui.click("Ask the ministry", times=2)
        assert ui.where == "DetailScreen"


FILTERS = {
    "mini": ["Ask the ministry. …"],
    "MARCH": ["Ask the ministry. …"],
    "-drought -shell by:bob": ["[/]"],
    "by:amy": ["Ask the ministry. …"],
    "-by:amy,bob": ["From a shell"],
    "tag:aid by:amy,bob": ["Ask the ministry. …", "[/]"],
    "-tag:aid": ["The drought goes on", "From a shell"],
    "actor:iran": ["From a shell"],
}
FAULTS = {
    "ask by:carol": "^^^^^^^^ No note is by 'carol'. There are notes by: amy, bob.",
    "ask tag:gone": "^^^^^^^^ There is no tag 'gone'.",
    "ask nokey:x": "There is no key 'nokey:'.",
    "ask sort:changed": "Notes are always newest first.",
}


async def filter_by(ui: Sitting, line: str) -> None:
    """Put a line into the filter at once, as by pasting: each letter would search anew."""
    ui.app.screen.query_one(FilterLine).value = line
    await ui.settle()


async def test_a_filter_finds_words_of_the_note_its_author_and_what_its_recommendation_has(
    noted: Path,
) -> None:
    async with desk(noted) as ui:
        await ui.press("N", "/")
        for line, found in FILTERS.items():
            await filter_by(ui, line)
            shown = note_lines(ui.lines)
            assert len(shown) == len(found), line
            assert all(first in text for first, text in zip(found, shown, strict=True)), line
            assert f"{len(found)} note{'' if len(found) == 1 else 's'} match" in ui.screen
        await ui.press("escape")
        assert len(note_lines(ui.lines)) == 4


async def test_a_filter_that_cannot_be_read_is_told_and_the_last_lines_stay(noted: Path) -> None:
    async with desk(noted) as ui:
        await ui.press("N", "/")
        await ui.type("ask")
        for line, message in FAULTS.items():
            await filter_by(ui, line)
            assert message in ui.flat
            assert [text.split("  ")[-1] for text in note_lines(ui.lines)] == ["Ask the ministry. …"]


async def test_the_selected_note_is_edited_where_it_is_read(noted: Path) -> None:
    async with desk(noted) as ui:
        await ui.press("N", "j", "e")
        assert ui.editor == "Ask the ministry.\nBefore **March**."
        await ui.type(" Or April.")
        await ui.press("ctrl+s")
        assert ui.where == "NotebookScreen"
        assert "Before **March**. Or April." in ui.screen
    assert rows(noted, BODIES)[0] == "Ask the ministry.\nBefore **March**. Or April."


async def test_a_deleted_note_is_gone_at_once_and_undo_brings_it_back(noted: Path) -> None:
    async with desk(noted) as ui:
        await ui.press("N", "j", "d")
        assert "3 notes, newest first" in ui.screen
        assert "Ask the ministry" not in "".join(note_lines(ui.lines))
        await ui.press("u")
        assert "Ask the ministry" in "".join(note_lines(ui.lines))
    assert len(rows(noted, BODIES)) == 4


async def test_an_edit_keeps_its_text_where_somebody_else_changed_the_note_meanwhile(noted: Path) -> None:
    async with desk(noted) as ui:
        await ui.press("N", "j", "e")
        write(noted, "UPDATE note SET body = 'Theirs' WHERE id = 1")
        await ui.type(" Mine.")
        await ui.press("ctrl+s")
        assert "Mine." in ui.screen
        assert "Theirs" in ui.screen
    assert rows(noted, BODIES)[0] == "Theirs"


async def test_a_note_that_another_program_writes_appears(noted: Path) -> None:
    async with desk(noted) as ui:
        await ui.press("N")
        await ui.look()
        write(noted, "INSERT INTO note (recommendation_id, body) VALUES (4, 'Just now')")
        await ui.look()
        assert "5 notes, newest first" in ui.screen
        assert "Just now" in note_lines(ui.lines)[0] or "Just now" in ui.lines[2]


async def test_an_empty_notebook_says_which_key_writes_a_note(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("N")
        assert "No notes yet." in ui.screen
        assert "n on a recommendation writes one" in ui.screen
        await ui.press("e")
        assert ui.where == "NotebookScreen"
        assert ui.toast == "There is no note here to act on."


async def test_of_many_notes_the_newest_are_shown_and_all_are_searched(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("tracker.reading.notebook", "tracker.ui.screens.notebook"):
        monkeypatch.setattr(f"{place}.NOTES_READ", 50)
    write(
        seeded,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 75)"
        " INSERT INTO note (recommendation_id, body, created_at)"
        " SELECT 1, 'number ' || i, strftime('%Y-%m-%dT%H:%M:%SZ', 1700000000 + i, 'unixepoch') FROM n",
    )
    async with desk(seeded) as ui:
        await ui.press("N")
        assert "The newest 50 of 75 notes: / searches them all" in ui.screen
        assert "number 75" in ui.lines[2]
        await ui.press("G")
        assert "number 26" in ui.screen
        await ui.press("/")
        await filter_by(ui, '"number 7"')
        assert "1 note matches" in ui.screen
        assert "number 7" in ui.lines[3]


async def test_at_120_columns_the_note_stands_beside_the_lines(noted: Path) -> None:
    async with desk(noted, (120, 40)) as ui:
        await ui.press("N")
        assert "water/2. Protect farmers" in ui.lines[2]
        assert "The drought goes on" in ui.lines[2]


async def test_notes_on_reports_with_long_names_tell_where_they_belong(database: Path) -> None:
    for number in (1, 2):
        slug = f"report-of-the-working-group-{number}"
        write(database, "INSERT INTO report (id, slug, title) VALUES (?, ?, 'Report')", number, slug)
        write(
            database,
            "INSERT INTO recommendation (id, report_id, reference, position, title, text)"
            " VALUES (?, ?, '140.12', 1, 'Act', 'Act.')",
            number,
            number,
        )
        write(database, "INSERT INTO note (recommendation_id, body) VALUES (?, 'Asked')", number)
    async with desk(database) as ui:
        await ui.press("N")
        assert "report-of-the-…1/140.12" in ui.screen
        assert "report-of-the-…2/140.12" in ui.screen
