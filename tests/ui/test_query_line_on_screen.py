"""The query line while it is typed: what the list shows, and what the line below it says."""

from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from tests.ui.conftest import Sitting, desk, write


def listed(ui: Sitting) -> list[str]:
    """The titles of the list on screen."""
    titles = ("Fund the dams", "Protect farmers", "Talk to each other", "Stop the arms")
    return [title for title in titles if title in ui.screen]


async def test_the_list_follows_each_letter(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("slash")
        await ui.type("farm")
        assert listed(ui) == ["Protect farmers"]
        assert "Recommendations matching farm: 1" in ui.screen
        await ui.press("backspace", "backspace", "backspace", "backspace")
        assert len(listed(ui)) == 4
        assert "All recommendations: 4" in ui.screen


async def test_enter_goes_to_the_list_and_keeps_the_query(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("slash")
        await ui.type("actor:pakistan")
        await ui.press("enter", "j", "j")
        assert "Talk to each other" in ui.cursor_line
        assert ui.lines[1].strip() == "actor:pakistan"
        await ui.press("s", "4")
        assert listed(ui) == ["Fund the dams", "Protect farmers", "Talk to each other"]


async def test_esc_drops_the_query_from_the_line_and_from_the_list(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("slash")
        await ui.type("dams")
        await ui.press("escape")
        assert len(listed(ui)) == 4
        await ui.press("slash")
        await ui.type("dams")
        await ui.press("enter")
        assert listed(ui) == ["Fund the dams"]
        await ui.press("escape")
        assert len(listed(ui)) == 4
        assert "dams" not in ui.lines[1]


async def test_an_unfinished_term_keeps_the_list_and_points_at_what_is_missing(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("slash")
        await ui.type("farm role:addressee")
        await ui.press(*["backspace"] * len("addressee"))
        assert listed(ui) == ["Protect farmers"]
        column, line = ui.where_is("role:")
        assert ui.lines[line + 1][column:].startswith("^^^^^ role: has no value.")
        await ui.type("addressee")
        assert listed(ui) == ["Protect farmers"]
        assert "^" not in ui.screen


@pytest.mark.parametrize("width", [80, 120])
async def test_an_unknown_tag_is_said_with_the_tags_that_are_near(seeded: Path, width: int) -> None:
    write(seeded, "INSERT INTO tag (name) VALUES ('drought'), ('aid')")
    async with desk(seeded, (width, 24)) as ui:
        await ui.press("slash")
        await ui.type("tag:drouhgt")
        assert "There is no tag 'drouhgt'. Did you mean: drought?" in ui.flat
        assert "^" * len("tag:drouhgt") in ui.screen


async def test_a_message_is_readable_whole_at_80_columns(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("slash")
        await ui.type("Protect farmers status:xyz")
        assert "There are: unreviewed, in_review, needs_follow_up, reviewed, set_aside." in ui.flat


async def test_a_query_that_nothing_matches_says_so_in_the_list(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("slash")
        await ui.type("zebra")
        assert "Nothing matches. esc shows all recommendations; / changes the query." in ui.screen
        await ui.press("enter", "s")
        assert "The list is empty" in ui.toast
        assert ui.where == "Desk"


async def test_the_cursor_stays_on_its_recommendation_where_the_query_keeps_it(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("j", "j", "slash")
        await ui.type("actor:pakistan role:partner")
        assert "Talk to each other" in ui.cursor_line
        await ui.press("escape")
        assert "Talk to each other" in ui.cursor_line


async def test_letters_in_the_query_line_are_text_not_keys(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("slash")
        await ui.type("stqu?n")
        assert ui.where == "Desk"
        assert ui.lines[1].strip() == "stqu?n"


async def test_keys_that_come_in_one_packet_with_the_slash_are_typed_into_the_query_line(
    bundled: Path,
) -> None:
    async with desk(bundled) as ui:
        for key in ("slash", "f", "a", "r", "m"):
            ui.app.post_message(events.Key(key, "/" if key == "slash" else key))
        await ui.settle()
        assert isinstance(ui.app.focused, Input)
        assert ui.app.focused.value == "farm"


async def test_the_cursor_is_where_it_was_before_typing_whatever_the_lists_in_between_held(
    seeded: Path,
) -> None:
    for line, keys in (("status:unreviewed", ()), ("farmers", ("escape",))):
        async with desk(seeded) as ui:
            await ui.press("down", "down", "slash")
            await ui.type("farmers")
            assert "Protect farmers" in ui.cursor_line
            await ui.press("ctrl+u")
            await ui.type(line)
            await ui.press(*keys)
            assert "Talk to each other" in ui.cursor_line
