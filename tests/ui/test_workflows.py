"""What analysts do, key by key: what is on screen then, and what is in the file."""

import re
from pathlib import Path

import pytest

from tests.ui.conftest import ANALYST, desk, rows, statuses_of, write

NOTES = "SELECT body, author FROM note ORDER BY id"
TAGS = (
    "SELECT r.id, t.tag FROM recommendation_tag AS t JOIN recommendation AS r ON r.id = t.recommendation_id"
)


async def test_a_status_is_set_in_two_keys_and_the_toast_says_so(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("s")
        assert "4 ✓ Reviewed" in ui.screen
        assert "1 · Unreviewed  (now)" in ui.screen
        await ui.press("4")
        assert ui.where == "Desk"
        assert ui.cursor_line.split(maxsplit=4)[1:] == ["1", "✓", "Reviewed", "Fund the dams"]
        assert ui.toast == "water/1: Unreviewed -> Reviewed"
        assert "1 of 4 done" in ui.lines[0]
    assert statuses_of(seeded) == ["reviewed", "unreviewed", "unreviewed", "unreviewed"]
    assert rows(seeded, "SELECT kind, analyst, summary FROM changeset ORDER BY id DESC LIMIT 1") == [
        ("edit", ANALYST, "water/1: Unreviewed -> Reviewed")
    ]


async def test_keys_that_come_faster_than_the_modal_opens_are_not_lost(seeded: Path) -> None:
    write(seeded, "INSERT INTO tag (name) VALUES ('deny')")
    write(seeded, "INSERT INTO note (recommendation_id, body) VALUES (1, 'kept')")
    async with desk(seeded) as ui:
        ui.send("s", "4")
        await ui.settle()
        ui.send("t", "d", "e", "n", "enter")
        await ui.settle()
        assert ui.cursor_line.split()[2:] == ["✓", "Reviewed", "Fund", "the", "dams", "deny", "✎1"]
        ui.send("n", *"used up")
        await ui.settle()
        assert (ui.where, ui.editor) == ("NoteModal", "used up")
    assert statuses_of(seeded)[0] == "reviewed"


async def test_a_key_that_bounces_answers_a_modal_once(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("enter", "s")
        ui.send("4", "4")
        await ui.settle()
        assert ui.where == "DetailScreen"
        await ui.press("t")
        await ui.type("aid")
        ui.send("enter", "enter")
        await ui.settle()
        assert ui.where == "DetailScreen"
        assert ui.toast == "Tagged water/1: aid"
    assert rows(seeded, "SELECT summary FROM changeset WHERE kind = 'edit' ORDER BY id") == [
        "water/1: Unreviewed -> Reviewed",
        "Tagged water/1: aid",
    ]


async def test_tab_goes_to_the_reason_and_enter_sets_the_status_under_the_mark(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("s", "j", "j", "tab")
        await ui.type("ask about 2025")
        await ui.press("enter")
        assert ui.toast == "water/1: Unreviewed -> Needs follow-up (ask about 2025)"
        await ui.press("enter")
        assert re.search(r"! Needs follow-up, amy, today \d\d:\d\d: ask about 2025", ui.screen)
    assert rows(seeded, "SELECT review_status, status_reason FROM recommendation WHERE id = 1") == [
        ("needs_follow_up", "ask about 2025")
    ]


async def test_the_reason_that_stands_in_the_field_is_kept_whichever_way_the_status_is_set(
    seeded: Path,
) -> None:
    async with desk(seeded) as ui:
        await ui.press("s", "tab")
        await ui.type("Answered in March")
        await ui.press("tab", "4", "s", "3")
        assert ui.toast == "water/1: Reviewed -> Needs follow-up (Answered in March)"
        await ui.press("s", "tab")
        await ui.type(" and May")
        await ui.press("enter")
        assert ui.toast == "water/1: Needs follow-up; reason changed (Answered in March and May)"
        await ui.press("s", "j", "enter")
        assert "Needs follow-up -> Reviewed (Answered in March and May)" in ui.toast
        await ui.press("s", "4")
        assert ui.toast == "water/1: already Reviewed."
        await ui.press("s", "tab", "ctrl+u", "tab", "4")
        assert ui.toast == "water/1: Reviewed; reason cleared"


async def test_in_the_reason_the_hint_names_the_status_that_enter_sets(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("s", "j", "tab")
        assert "enter: set In review" in ui.screen
        await ui.press("tab")
        assert "enter: set the one marked" in ui.screen


async def test_esc_leaves_the_status_as_it_was(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("s", "j", "tab")
        await ui.type("never mind 3")
        await ui.press("escape")
        assert ui.where == "Desk"
        assert ui.toast == ""
    assert set(statuses_of(seeded)) == {"unreviewed"}
    assert rows(seeded, "SELECT count(*) FROM changeset WHERE kind = 'edit'") == [0]


async def test_a_status_that_it_has_already_leaves_no_changeset(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("s", "1")
        assert ui.toast == "water/1: already Unreviewed."
    assert rows(seeded, "SELECT count(*) FROM changeset WHERE kind = 'edit'") == [0]


async def test_a_status_that_an_office_added_is_offered_with_its_digit(seeded: Path) -> None:
    write(
        seeded,
        "INSERT INTO review_status (code, name, description, position, glyph, done)"
        " VALUES ('waiting', 'Waiting', 'For an answer.', 9, '~', 0)",
    )
    async with desk(seeded) as ui:
        await ui.press("s")
        assert "6 ~ Waiting For an answer." in ui.flat
        await ui.press("6")
        assert "~ Waiting" in ui.cursor_line
    assert statuses_of(seeded)[0] == "waiting"


async def test_a_tag_is_put_on_in_three_keys(seeded: Path) -> None:
    write(seeded, "INSERT INTO tag (name) VALUES ('aid'), ('water')")
    async with desk(seeded) as ui:
        await ui.press("t")
        assert "1 [ ] aid" in ui.screen
        await ui.press("2")
        assert "2 [x] water" in ui.screen
        await ui.press("enter")
        assert ui.where == "Desk"
        assert "water" in ui.cursor_line.removeprefix("water/1")
        assert ui.toast == "Tagged water/1: water"
    assert rows(seeded, TAGS) == [(1, "water")]


async def test_typing_filters_the_codebook_and_enter_adds_and_saves(seeded: Path) -> None:
    write(seeded, "INSERT INTO tag (name) VALUES ('aid'), ('water'), ('waste')")
    async with desk(seeded) as ui:
        await ui.press("j", "t")
        await ui.type("was")
        assert "[ ] waste" in ui.screen
        assert "[ ] aid" not in ui.screen
        assert "enter: add 'waste' and save" in ui.screen
        await ui.press("enter")
        assert ui.toast == "Tagged water/2: waste"
    assert rows(seeded, TAGS) == [(2, "waste")]


async def test_arrows_and_space_toggle_several_tags_that_are_saved_together(seeded: Path) -> None:
    write(seeded, "INSERT INTO tag (id, name) VALUES (1, 'aid'), (2, 'banks'), (3, 'crops')")
    write(seeded, "INSERT INTO tagging (recommendation_id, tag_id) VALUES (1, 2)")
    async with desk(seeded) as ui:
        await ui.press("t")
        assert "2 [x] banks" in ui.screen
        await ui.press("space", "down", "space", "down", "space")
        assert "1 [x] aid" in ui.screen
        assert "2 [ ] banks" in ui.screen
        assert "3 [x] crops" in ui.screen
        await ui.press("enter")
        assert ui.toast == "Tagged water/1: aid, crops; untagged: banks"
        await ui.press("u")
    assert rows(seeded, TAGS) == [(1, "banks")]


async def test_a_new_tag_with_spaces_is_created_by_its_own_line(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("t")
        await ui.type("food aid")
        assert 'create "food aid"' in ui.screen
        await ui.press("enter")
        assert ui.toast == "Tagged water/1: food aid"
        await ui.press("j", "t")
        assert "1 [ ] food aid" in ui.screen
        await ui.press("escape")
    assert rows(seeded, TAGS) == [(1, "food aid")]


async def test_a_name_that_differs_in_case_and_accents_is_the_tag_there_is(seeded: Path) -> None:
    write(seeded, "INSERT INTO tag (name) VALUES ('Démarche')")
    async with desk(seeded) as ui:
        await ui.press("t")
        await ui.type("DEMARCHE")
        assert "create" not in ui.screen
        await ui.press("enter")
    assert rows(seeded, "SELECT name FROM tag") == ["Démarche"]
    assert rows(seeded, TAGS) == [(1, "Démarche")]


async def test_a_refused_tag_name_says_why_and_keeps_what_was_typed(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("t")
        await ui.type("food,aid")
        await ui.press("enter")
        assert ui.where == "TagsModal"
        assert "The tag name 'food,aid' holds a comma. Leave it out." in ui.flat
        assert "│ food,aid" in ui.screen
    assert rows(seeded, "SELECT name FROM tag") == []


async def test_esc_changes_no_tag(seeded: Path) -> None:
    write(seeded, "INSERT INTO tag (name) VALUES ('aid')")
    async with desk(seeded) as ui:
        await ui.press("t", "1", "escape")
        assert ui.where == "Desk"
        await ui.press("t")
        assert "1 [ ] aid" in ui.screen
    assert rows(seeded, TAGS) == []


async def test_a_note_takes_two_keys_and_its_text(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("n")
        await ui.type("Asked the ministry.")
        await ui.press("ctrl+s")
        assert ui.where == "Desk"
        assert ui.toast == "Note on water/1: Asked the ministry."
        assert ui.cursor_line.endswith("✎1")
        await ui.press("enter")
        assert "Asked the ministry." in ui.screen
    assert rows(seeded, NOTES) == [("Asked the ministry.", ANALYST)]


async def test_f2_saves_a_note_too_where_the_terminal_keeps_ctrl_s(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("n")
        await ui.type("one")
        await ui.press("enter")
        await ui.type("two")
        await ui.press("f2")
    assert rows(seeded, NOTES) == [("one\ntwo", ANALYST)]


async def test_an_empty_note_is_refused_with_a_sentence(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("n", "space", "enter", "ctrl+s")
        assert ui.where == "NoteModal"
        assert "The note is empty." in ui.screen
        await ui.press("escape")
        assert ui.where == "Desk"
    assert rows(seeded, NOTES) == []


async def test_esc_with_text_asks_and_the_second_esc_leaves_and_keeps_it(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("P", "n")
        await ui.type("half a thou")
        await ui.press("escape")
        assert "esc again leaves and keeps it for later" in ui.flat
        await ui.type("ght")
        await ui.press("escape")
        assert (ui.where, ui.editor) == ("NoteModal", "half a thought")
        await ui.press("escape")
        assert ui.where == "Desk"
        assert "is kept, not saved: u opens it again now" in ui.toast
    assert rows(seeded, NOTES) == []
    async with desk(seeded) as ui:
        assert ui.where == "LeftDraftModal"
        assert "half a thought" in ui.screen


async def test_u_right_after_a_note_was_left_opens_it_again_and_undoes_nothing(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("s", "4", "n")
        await ui.type("left")
        await ui.press("escape", "escape", "u")
        assert (ui.where, ui.editor) == ("NoteModal", "left")
        await ui.press("escape", "escape", "j", "u")
        assert ui.toast == "Undone: water/1: Unreviewed -> Reviewed"
        await ui.press("n")
        assert ui.editor == ""
        await ui.press("escape", "k", "n")
        assert (ui.where, ui.editor) == ("NoteModal", "left")
        await ui.press("ctrl+s")
    assert rows(seeded, NOTES) == [("left", "amy")]
    async with desk(seeded) as ui:
        assert ui.where == "Desk"


async def test_enter_stays_with_a_query_that_cannot_be_read(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("slash")
        await ui.type("tag:nothing")
        await ui.press("enter", "s")
        assert (ui.where, type(ui.app.focused).__name__) == ("Desk", "QueryLine")
        await ui.press("ctrl+u")
        await ui.type("farm")
        await ui.press("enter", "s")
        assert ui.where == "StatusModal"
        await ui.press("escape", "N", "slash")
        await ui.type("by:")
        await ui.type('"')
        await ui.press("enter")
        assert type(ui.app.focused).__name__ == "FilterLine"


async def test_quitting_over_an_unsaved_note_asks_first(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("n")
        await ui.type("not yet saved")
        await ui.press("ctrl+q")
        assert "The note is not saved." in ui.screen
        await ui.press("n")
        assert (ui.where, ui.editor) == ("NoteModal", "not yet saved")
        await ui.press("ctrl+q", "ctrl+q")
        assert ui.where == "AskModal"
        await ui.pilot.press("y")
        await ui.until(lambda: not ui.app.is_running)
    assert rows(seeded, NOTES) == []


async def test_a_selected_note_is_edited_and_deleted(seeded: Path) -> None:
    write(
        seeded,
        "INSERT INTO note (recommendation_id, body, created_at) VALUES"
        " (1, 'older', '2026-01-01T10:00:00Z'), (1, 'newer', '2026-01-02T10:00:00Z')",
    )
    async with desk(seeded) as ui:
        await ui.press("enter", "tab", "tab", "e")
        assert ui.editor == "older"
        await ui.type(" and wiser")
        await ui.press("ctrl+s")
        assert ui.toast == "Note on water/1 edited: older and wiser"
        assert "older and wiser" in ui.screen
        assert rows(seeded, "SELECT body FROM note ORDER BY id") == ["older and wiser", "newer"]
        await ui.press("d")
        assert ui.toast == "Note on water/1 deleted: older and wiser"
        assert rows(seeded, "SELECT body FROM note ORDER BY id") == ["newer"]
        await ui.press("u")
        assert "older and wiser" in ui.screen
    assert rows(seeded, "SELECT body FROM note ORDER BY id") == ["older and wiser", "newer"]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
@pytest.mark.parametrize("opened", [(), ("enter",)], ids=["list", "detail"])
async def test_the_only_note_need_not_be_selected(
    seeded: Path, opened: tuple[str, ...], size: tuple[int, int]
) -> None:
    write(seeded, "INSERT INTO note (recommendation_id, body) VALUES (1, 'the only one')")
    async with desk(seeded, size) as ui:
        await ui.press(*opened, "e")
        assert ui.editor == "the only one"
        await ui.press("escape", "d")
        assert "Note on water/1 deleted: the only one" in ui.toast
        await ui.press("d")
        assert "There is no note on water/1 to delete." in ui.toast
    assert rows(seeded, "SELECT body FROM note") == []


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_of_several_notes_the_one_that_is_meant_is_asked_for(
    seeded: Path, size: tuple[int, int]
) -> None:
    write(
        seeded,
        "INSERT INTO note (recommendation_id, body, created_at) VALUES"
        " (1, 'older' || char(10) || 'and longer', '2026-01-01T10:00:00Z'), (1, 'newer', '2026-01-02T10:00:00Z')",
    )
    async with desk(seeded, size) as ui:
        await ui.press("d")
        assert "Delete which of the 2 notes on water/1?" in ui.screen
        assert "from outside the program, 2026-01-01 10:00  older …" in ui.screen
        await ui.press("escape")
        assert rows(seeded, "SELECT count(*) FROM note") == [2]
        await ui.press("e", "j", "enter")
        assert ui.editor == "older\nand longer"
        await ui.press("escape", "d", "enter")
        assert "Note on water/1 deleted: newer" in ui.toast
        await ui.press("space", "space", "e")
        assert "Several are marked: unmark them to edit a note on one." in ui.toast


async def test_undo_takes_each_action_back_and_redo_does_it_again(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("s", "4", "t")
        await ui.type("aid")
        await ui.press("enter", "n")
        await ui.type("done")
        await ui.press("ctrl+s")
        assert ui.cursor_line.split() == ["water", "1", "✓", "Reviewed", "Fund", "the", "dams", "aid", "✎1"]
        await ui.press("u")
        assert ui.toast == "Undone: Note on water/1: done"
        assert "✎1" not in ui.cursor_line
        await ui.press("u")
        assert ui.toast == "Undone: Tagged water/1: aid"
        assert "aid" not in ui.cursor_line
        await ui.press("u")
        assert ui.toast == "Undone: water/1: Unreviewed -> Reviewed"
        assert "Unreviewed" in ui.cursor_line
        assert statuses_of(seeded)[0] == "unreviewed"
        await ui.press("U")
        assert ui.toast == "Redone: water/1: Unreviewed -> Reviewed"
        await ui.press("U", "U")
        assert ui.cursor_line.split()[-2:] == ["aid", "✎1"]
    assert rows(seeded, NOTES) == [("done", ANALYST)]
    assert rows(seeded, TAGS) == [(1, "aid")]


async def test_nothing_to_undo_is_a_sentence(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("u")
        assert "Nothing to undo." in ui.toast
        await ui.press("U")
        assert "Nothing to redo." in ui.toast


async def test_everything_has_a_place_for_the_mouse(seeded: Path) -> None:
    write(seeded, "INSERT INTO tag (name) VALUES ('aid')")
    async with desk(seeded) as ui:
        await ui.click("Talk to each other")
        assert "Talk to each other" in ui.cursor_line
        await ui.click("s Status")
        await ui.click("3 ! Needs follow-up")
        assert ui.where == "Desk"
        assert "! Needs follow-up" in ui.cursor_line
        await ui.click("t Tags")
        await ui.click("[ ] aid")
        assert "[x] aid" in ui.screen
        await ui.press("enter")
        await ui.click("Undo")
        assert ui.toast == "Undone: Tagged peace-talks/1: aid"
        await ui.click("Talk to each other", times=2)
        assert ui.where == "DetailScreen"
        await ui.click("Back")
        assert ui.where == "Desk"
    assert statuses_of(seeded) == ["unreviewed", "unreviewed", "needs_follow_up", "unreviewed"]
