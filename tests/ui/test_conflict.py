"""Somebody else changed it meanwhile: both versions are on screen, and the analyst chooses."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.ui.conftest import Sitting, desk, rows, statuses_of, write
from tracker.drafts import Drafts

BODIES = "SELECT body FROM note ORDER BY id"


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_state_path", lambda app, *, appauthor: tmp_path / "state" / app)


@asynccontextmanager
async def conflict(
    path: Path, size: tuple[int, int] = (80, 24), theirs: str = "their version"
) -> AsyncIterator[Sitting]:
    """Edit a note that bob changes meanwhile, and save: both versions are on screen."""
    write(path, "INSERT INTO note (id, recommendation_id, body) VALUES (1, 1, 'first version')")
    async with desk(path, size) as ui:
        await ui.press("enter", "e")
        await ui.type(" and mine")
        bob_writes(path, theirs)
        await ui.press("ctrl+s")
        assert ui.where == "ConflictModal"
        yield ui


def bob_writes(path: Path, body: str) -> None:
    from tracker import edits
    from tracker.database.writer import Writer

    writer = Writer(path)
    (seen,) = rows(path, "SELECT body FROM note WHERE id = 1")
    edits.edit_note(writer, 1, body, seen=seen, analyst="bob")
    writer.close()


@pytest.mark.parametrize(("size", "beside"), [((80, 24), False), ((100, 30), True), ((120, 40), True)])
async def test_both_versions_are_shown_whole_beside_each_other_where_there_is_room(
    seeded: Path, size: tuple[int, int], beside: bool
) -> None:
    async with conflict(seeded, size) as ui:
        assert "changed by bob while you wrote" in ui.flat
        mine, theirs = ui.where_is("≠ first version and mine"), ui.where_is("≠ their version")
        assert (mine[1] == theirs[1]) == beside
        for key in (
            "1: keep mine",
            "2: take bob's, discard mine",
            "3: editor with both",
            "esc: editor with mine",
        ):
            assert key in ui.flat


async def test_1_saves_mine_over_theirs_and_undo_brings_theirs_back(seeded: Path) -> None:
    async with conflict(seeded) as ui:
        await ui.press("1")
        assert ui.where == "DetailScreen"
        assert rows(seeded, BODIES) == ["first version and mine"]
        await ui.press("u")
    assert rows(seeded, BODIES) == ["their version"]


async def test_2_takes_theirs_and_mine_is_gone_with_its_draft(seeded: Path) -> None:
    async with conflict(seeded) as ui:
        await ui.press("2")
        assert ui.where == "DetailScreen"
        assert "stays as bob wrote it." in ui.toast
        assert "their version" in ui.screen
    assert rows(seeded, BODIES) == ["their version"]
    assert Drafts(seeded).left() == []


async def test_3_opens_the_editor_with_both_parted_by_a_line(seeded: Path) -> None:
    async with conflict(seeded) as ui:
        await ui.press("3")
        assert ui.editor == "first version and mine\n\n---\n\ntheir version"
        assert "Yours above the line, that of bob below it." in ui.flat
        await ui.press("ctrl+s")
    assert rows(seeded, BODIES) == ["first version and mine\n\n---\n\ntheir version"]


async def test_esc_goes_back_to_the_editor_with_mine(seeded: Path) -> None:
    async with conflict(seeded) as ui:
        await ui.press("escape")
        assert ui.editor == "first version and mine"
        assert "Saving this replaces what bob wrote." in ui.flat
        await ui.press("ctrl+s")
    assert rows(seeded, BODIES) == ["first version and mine"]


async def test_a_second_change_while_the_first_is_looked_at_is_not_overwritten_either(seeded: Path) -> None:
    async with conflict(seeded) as ui:
        bob_writes(seeded, "their second thought")
        await ui.press("1")
        assert ui.where == "ConflictModal"
        assert "≠ their second thought" in ui.screen
        assert rows(seeded, BODIES) == ["their second thought"]
        await ui.press("1")
    assert rows(seeded, BODIES) == ["first version and mine"]


async def test_lines_that_both_have_are_not_marked(seeded: Path) -> None:
    async with conflict(seeded, theirs="a shared line\nfirst version and mine\nmore") as ui:
        assert "≠ a shared line" in ui.screen
        assert "≠ first version and mine" not in ui.screen
        assert "Yours (1 line)" in ui.screen and "(3 lines)" in ui.screen


async def test_a_version_that_is_longer_than_the_screen_is_scrolled_with_the_keys(seeded: Path) -> None:
    async with conflict(seeded, theirs="\n".join(f"line {number}" for number in range(60))) as ui:
        assert "≠ line 59" not in ui.screen
        await ui.press("tab")
        await ui.press("end")
        await ui.until(lambda: "≠ line 59" in ui.screen)
        await ui.press("k", "k", "k", "k", "k", "k")
        await ui.until(lambda: "≠ line 59" not in ui.screen)


async def test_hostile_text_in_either_version_is_shown_as_it_stands(seeded: Path) -> None:
    async with conflict(seeded, theirs="[/] [@click=app.quit]x[/] \u202egnp") as ui:
        assert "≠ [/] [@click=app.quit]x[/]" in ui.screen
        assert "\u202e" not in ui.screen


async def test_the_mouse_reaches_nothing_by_accident_and_the_draft_stays_until_a_choice(seeded: Path) -> None:
    async with conflict(seeded) as ui:
        await ui.click("their version")
        assert ui.where == "ConflictModal"
        (lock,) = Drafts(seeded).folder.glob("*.lock")
        lock.unlink()
        assert [draft.text for draft in Drafts(seeded).left()] == ["first version and mine"]


async def test_a_status_set_meanwhile_is_named_with_mine_and_s_again_sets_it_anyway(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("s")
        write(seeded, "UPDATE recommendation SET review_status = 'set_aside' WHERE id = 1")
        await ui.press("4")
        assert "was changed meanwhile by another program." in ui.toast
        assert "Now Set aside; yours would be Reviewed: s sets it all the same." in ui.toast
        assert "Set aside" in ui.cursor_line
        await ui.press("s", "4")
        assert "Set aside -> Reviewed" in ui.toast
    assert statuses_of(seeded)[0] == "reviewed"


async def test_a_reason_that_could_not_be_saved_stands_in_the_field_again(seeded: Path) -> None:
    async with desk(seeded, (100, 24)) as ui:
        await ui.press("s", "tab")
        await ui.type("a long careful reason")
        write(
            seeded,
            "UPDATE recommendation SET review_status = 'set_aside', status_reason = 'theirs' WHERE id = 1",
        )
        await ui.press("tab", "4")
        assert "Now Set aside (theirs); yours would be Reviewed (a long careful reason)" in ui.toast
        await ui.press("s")
        assert "a long careful reason" in ui.screen
        await ui.press("4")
        assert ui.toast == "water/1: Set aside -> Reviewed (a long careful reason)"
        await ui.press("s", "escape", "j", "s")
        assert "a long careful reason" not in ui.screen


async def test_statuses_of_several_set_meanwhile_are_named_and_s_again_sets_them_anyway(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("space", "space", "s")
        write(seeded, "UPDATE recommendation SET review_status = 'set_aside' WHERE id = 2")
        await ui.press("4")
        assert "Now water/2: Set aside; yours would be Reviewed" in ui.toast
        await ui.press("s", "4")
    assert statuses_of(seeded)[:2] == ["reviewed", "reviewed"]
