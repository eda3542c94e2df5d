"""Writing beside the text: the recommendation that a note is on stays in sight, and scrolls, while it is written."""

from pathlib import Path

import pytest
from textual.widgets import TextArea

from tests.ui.conftest import Sitting, desk, outside, rows, write
from tracker.ui.screens.note import BesideNote

BODIES = "SELECT body FROM note ORDER BY id"
SIZES = [(80, 24), (119, 30), (120, 40), (200, 60)]


def beside(ui: Sitting) -> BesideNote:
    """The recommendation beside the note."""
    return ui.app.screen.query_one(BesideNote)


@pytest.fixture
def long(seeded: Path) -> Path:
    """The first recommendation has more notes than a screen has lines."""
    for number in range(40):
        write(seeded, "INSERT INTO note (recommendation_id, body) VALUES (1, ?)", f"note {number:02}")
    return seeded


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("keys", ["P n", "enter n", "e", "enter e", "N e"])
async def test_the_recommendation_stands_whole_beside_the_note_wherever_it_was_opened(
    seeded: Path, size: tuple[int, int], keys: str
) -> None:
    write(seeded, "INSERT INTO note (recommendation_id, body, author) VALUES (1, 'Who pays?', 'bob')")
    async with desk(seeded, size) as ui:
        await ui.press(*keys.split())
        await ui.type("And when?")
        for words in (
            "1. Fund the dams",
            "· Unreviewed",
            "Pakistan should set up an Indus Fund",
            "Addressee",
        ):
            assert words in ui.screen
        assert "Note on water/1" in ui.screen
        assert "bob, " in ui.screen or beside(ui).max_scroll_y
        text, note = beside(ui).region, ui.app.screen.query_one(TextArea).region
        assert (text.right <= note.x) if size[0] >= 120 else (text.bottom <= note.y)
        assert not {"╭", "▊", "▔"} & set(ui.screen)
        await ui.press("ctrl+s")
    assert rows(seeded, BODIES)[-1] == ("Who pays?And when?" if "e" in keys.split() else "And when?")


async def test_the_text_is_read_on_from_the_line_where_it_was(long: Path) -> None:
    async with desk(long) as ui:
        await ui.press("enter", *"jjjjj")
        await ui.until(lambda: "Actors, marked" in ui.lines[2])
        await ui.press("n")
        assert "Actors, marked" in ui.lines[2]


async def test_f6_goes_to_the_text_and_back_and_esc_goes_back_too(long: Path) -> None:
    async with desk(long) as ui:
        await ui.press("P", "n")
        await ui.type("one")
        for back in ("f6", "escape"):
            await ui.press("f6", "G")
            await ui.until(lambda: "note 00" in ui.screen)
            assert "f6 Write" in ui.lines[-1]
            await ui.press("g")
            await ui.until(lambda: "1. Fund the dams" in ui.screen)
            await ui.press("j", back)
            assert "f6 Read" in ui.lines[-1]
        await ui.type("two")
        assert (ui.editor, beside(ui).scroll_offset.y) == ("onetwo", 1)
        await ui.press("ctrl+s")
    assert rows(long, BODIES)[-1] == "onetwo"


async def test_the_text_scrolls_from_where_one_writes(long: Path) -> None:
    async with desk(long) as ui:
        await ui.press("P", "n", "a", "ctrl+down", "ctrl+down", "ctrl+up", "b", "ctrl+down")
        assert (ui.editor, beside(ui).scroll_offset.y) == ("ab", 2)


async def test_it_is_saved_quit_and_asked_about_as_well_while_the_text_has_the_keys(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("n")
        await ui.type("not lost")
        await ui.press("f6", "s", "q", "u", "n", "ctrl+q")
        assert "The note is not saved. It will be offered again at the next start." in ui.flat
        await ui.press("n", "escape", "escape")
        assert "This text is not saved." in ui.screen
        assert not ui.app.is_free
        await ui.press("f6", "ctrl+s")
        assert ui.where == "Desk"
    assert rows(seeded, BODIES) == ["not lost"]


async def test_f5_gives_the_note_all_the_room_and_f6_brings_the_text_back(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("n", "f5", "x", "f6")
        assert "Indus Fund" in ui.screen and beside(ui).has_focus
        await ui.press("f5", "y")
        assert "Indus Fund" not in ui.screen
        await ui.press("f3", "f6", "f6")
        assert ui.app.focused is ui.app.screen.query_one("#preview")
        await ui.press("escape", "z")
        assert ui.editor == "xyz"


async def test_of_several_the_title_says_how_many_and_each_can_be_read(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("space", "space", "n")
        await ui.type("on both")
        assert "Note on 2 recommendations: 1 of 2 is read here" in ui.screen
        await ui.press("f6", "J", "J")
        await ui.until(lambda: "This is the last that the note is on." in ui.toast)
        assert "2. Protect farmers" in ui.screen and "2 of 2 is read here" in ui.screen
        await ui.press("K")
        await ui.until(lambda: "1. Fund the dams" in ui.screen)
        await ui.press("ctrl+s")
    assert rows(seeded, "SELECT recommendation_id, body FROM note") == [(1, "on both"), (2, "on both")]


async def test_the_text_keeps_up_with_the_file_while_the_note_is_left_alone(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.look()
        await ui.press("n")
        await ui.type("half a thought")
        write(seeded, "UPDATE recommendation SET review_status = 'reviewed' WHERE id = 1")
        write(seeded, "INSERT INTO note (recommendation_id, body) VALUES (1, 'From elsewhere')")
        await ui.look()
        assert "✓ Reviewed" in ui.screen
        await ui.press("f6", "tab")
        await ui.type(", whole")
        assert ui.editor == "half a thought, whole"
        await ui.press("f6", "G")
        await ui.until(lambda: "From elsewhere" in ui.screen)


async def test_a_note_is_written_and_left_while_the_text_cannot_be_read(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("P")
        with outside(seeded) as other:
            other.execute("BEGIN EXCLUSIVE")
            ui.send("n", *"kept", "escape", "escape")
            await ui.until(lambda: ui.where == "Desk" and "is kept, not saved" in ui.toast)
            other.execute("COMMIT")
        await ui.press("n")
        assert ui.editor == "kept"
