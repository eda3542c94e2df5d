"""Saved views: kept under a name from the list, opened, changed and deleted; none is lost or replaced unseen."""

from pathlib import Path

import pytest

from tests.ui.conftest import ANALYST, desk, rows, write

VIEWS = "SELECT name, query, author FROM saved_view ORDER BY name"


@pytest.fixture
def kept(seeded: Path) -> Path:
    """Two views: bob's opens, the other one cannot any more."""
    write(
        seeded,
        "INSERT INTO saved_view (name, query, author) VALUES ('dams', 'dams note:no', 'bob'),"
        " ('old [/]', 'drought tag:gone', NULL)",
    )
    return seeded


async def test_the_list_is_saved_under_a_name(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("/")
        await ui.type("report:water")
        await ui.press("enter", "S")
        assert ui.where == "ViewModal"
        assert "report:water" in ui.screen
        await ui.type("the first report")
        await ui.press("enter")
        assert ui.where == "Desk"
        assert ui.toast == "Saved view the first report: report:water"
        assert rows(seeded, VIEWS) == [("the first report", "report:water", ANALYST)]
        await ui.press("u")
    assert rows(seeded, VIEWS) == []


async def test_keys_typed_at_once_are_the_name_and_not_commands(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("/")
        await ui.type("dams")
        await ui.press("enter")
        ui.send("S", *"quds", "enter")
        await ui.settle()
    assert rows(seeded, VIEWS) == [("quds", "dams", ANALYST)]


async def test_the_whole_list_is_not_saved_and_the_key_that_narrows_it_is_named(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("S")
        assert ui.where == "Desk"
        assert "narrow the list down (/)" in ui.toast


async def test_a_name_that_is_taken_is_told_while_it_is_typed_and_replaced_by_enter(kept: Path) -> None:
    async with desk(kept) as ui:
        await ui.press("/")
        await ui.type("farmers")
        await ui.press("enter", "S")
        await ui.type("dam")
        assert "This replaces" not in ui.screen
        await ui.type("s")
        assert "This replaces the view dams: dams note:no" in ui.flat
        await ui.press("enter")
        assert ui.toast == "Replaced view dams: farmers"
        await ui.press("u")
    assert rows(kept, VIEWS)[0] == ("dams", "dams note:no", "bob")


async def test_a_view_that_somebody_saved_meanwhile_is_shown_before_it_is_replaced(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("/")
        await ui.type("farmers")
        await ui.press("enter", "S")
        write(seeded, "INSERT INTO saved_view (name, query) VALUES ('mine', 'theirs')")
        await ui.type("mine")
        await ui.press("enter")
        assert ui.where == "ViewModal"
        assert "There is a view 'mine' already." in ui.flat
        assert "This replaces the view mine: theirs" in ui.flat
        assert rows(seeded, VIEWS) == [("mine", "theirs", None)]
        await ui.press("enter")
    assert rows(seeded, VIEWS) == [("mine", "farmers", None)]


async def test_a_view_without_a_name_is_not_saved(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("/")
        await ui.type("dams")
        await ui.press("enter", "S", "enter")
        assert "The view has no name." in ui.screen
        await ui.press("escape")
    assert rows(seeded, VIEWS) == []


async def test_the_views_stand_with_query_and_who_saved_them_or_what_is_wrong(kept: Path) -> None:
    async with desk(kept) as ui:
        await ui.press("v")
        assert "2 views; 1 marked ! cannot be opened: e mends it" in ui.lines[1]
        assert "dams note:no  bob, " in ui.line_with("dams note:no")
        assert "! There is no tag 'gone'." in ui.line_with("old [/]")


async def test_enter_opens_a_view_as_the_list(kept: Path) -> None:
    async with desk(kept) as ui:
        await ui.press("v", "enter")
        assert ui.where == "Desk"
        assert "dams note:no" in ui.lines[1]
        assert "Fund the dams" in ui.screen
        assert "Protect farmers" not in ui.screen


async def test_a_view_that_no_longer_opens_shows_the_full_list_its_text_and_what_is_wrong(kept: Path) -> None:
    async with desk(kept) as ui:
        await ui.press("/")
        await ui.type("dams")
        await ui.press("enter", "v", "j", "enter")
        assert ui.where == "Desk"
        assert "drought tag:gone" in ui.lines[1]
        assert "^^^^^^^^" in ui.screen
        assert "There is no tag 'gone'." in ui.flat
        for title in ("Fund the dams", "Protect farmers", "Talk to each other", "Stop the arms"):
            assert title in ui.screen


async def test_name_and_query_of_a_view_are_changed_together(kept: Path) -> None:
    async with desk(kept) as ui:
        await ui.press("v", "j", "e", "end")
        await ui.press(*["backspace"] * 4)
        await ui.press("tab", "end", *["backspace"] * 9)
        await ui.press("enter")
        assert ui.where == "ViewsScreen"
        assert ui.toast == "View old [/]: renamed to old, now drought"
        assert "!" not in ui.lines[3]
    assert rows(kept, VIEWS)[1] == ("old", "drought", None)


async def test_a_query_that_cannot_be_read_is_not_saved_and_stays_in_the_form(kept: Path) -> None:
    async with desk(kept) as ui:
        await ui.press("v", "e", "tab", "end")
        await ui.type(" nokey:x")
        await ui.press("enter")
        assert ui.where == "ViewModal"
        assert "There is no key 'nokey:'." in ui.flat
        assert "dams note:no nokey:x" in ui.screen
        await ui.press("escape")
    assert rows(kept, VIEWS)[0] == ("dams", "dams note:no", "bob")


async def test_a_view_that_somebody_changed_meanwhile_is_asked_about_again(kept: Path) -> None:
    async with desk(kept) as ui:
        await ui.press("v", "e", "tab", "end")
        write(kept, "UPDATE saved_view SET query = 'theirs' WHERE name = 'dams'")
        await ui.type(" indus")
        await ui.press("enter")
        assert "changed meanwhile by another program. Saving again replaces this: theirs" in ui.flat
        assert rows(kept, VIEWS)[0] == ("dams", "theirs", "bob")
        await ui.press("enter")
    assert rows(kept, VIEWS)[0] == ("dams", "dams note:no indus", "bob")


async def test_a_form_on_a_view_that_is_gone_saves_it_anew(kept: Path) -> None:
    async with desk(kept) as ui:
        await ui.press("v", "e", "tab", "end")
        write(kept, "DELETE FROM saved_view WHERE name = 'dams'")
        await ui.type(" indus")
        await ui.press("enter")
        assert "There is no view 'dams'. Saving makes it anew." in ui.flat
        await ui.press("enter")
    assert rows(kept, VIEWS)[0] == ("dams", "dams note:no indus", ANALYST)


async def test_a_deleted_view_comes_back_with_undo(kept: Path) -> None:
    before = rows(kept, "SELECT * FROM saved_view")
    async with desk(kept) as ui:
        await ui.press("v", "d")
        assert ui.toast == "Deleted view dams: dams note:no"
        assert "1 view;" in ui.screen
        await ui.press("u")
        assert "2 views;" in ui.screen
    assert rows(kept, "SELECT * FROM saved_view") == before


async def test_without_views_the_keys_that_save_one_are_named(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("v")
        assert "No views yet:" in ui.screen
        assert "/ narrows it down, S saves it." in ui.screen
        await ui.press("d")
        assert ui.toast == "No view is selected: S on the list saves one."
