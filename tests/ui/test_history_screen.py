"""The history on screen: who did what, what was there before and after, and undo of any line."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.conftest import Sitting, desk, rows, statuses_of, without_triggers, write
from tracker import edits
from tracker.database.writer import Writer
from tracker.ui.screens import history
from tracker.ui.widgets.choices import Choices

WIDE = (130, 40)


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def lines(ui: Sitting) -> list[str]:
    """The lines of the entries, without what stands beside or below them."""
    found: list[str] = []
    for line in ui.lines[2:-1]:
        if "──" in line:
            break
        found.append(line.split("│")[0].rstrip())
    return [line.strip() for line in found if line]


def changes(ui: Sitting) -> list[str]:
    """What stands below the line."""
    start = next(y for y, line in enumerate(ui.lines) if "──" in line)
    return [line.rstrip(" ▁▂▃▄▅▆▇█") for line in ui.lines[start + 1 : -1] if line.strip()]


def cursor(ui: Sitting) -> int:
    return ui.app.screen.query_one("#lines", Choices).cursor


async def test_each_line_says_when_who_which_and_what_newest_first(
    seeded: Path, writer: Writer, berlin: None
) -> None:
    write(
        seeded,
        "INSERT INTO changeset (kind, analyst, summary, made_at)"
        " VALUES ('check', 'bob', 'Checked', '2020-07-01T22:30:00Z')",
    )
    edits.set_status(writer, [1], "reviewed", analyst="amy")
    async with desk(seeded) as ui:
        await ui.press("H")
        assert ui.lines[0].strip() == "History of everything"
        assert ui.lines[1].strip() == "3 entries, newest first"
        newest, checked, load = lines(ui)
        assert re.fullmatch(r"today \d\d:\d\d +amy     3  water/1: Unreviewed -> Reviewed", newest)
        assert checked == "2020-07-02 00:30  bob     2  Checked"
        assert load.endswith("loader  1  Loaded two small reports")


async def test_an_edit_from_outside_is_marked_as_such(seeded: Path) -> None:
    write(seeded, "UPDATE recommendation SET title = 'Dams' WHERE id = 1")
    async with desk(seeded) as ui:
        await ui.press("H")
        assert "(outside)" in lines(ui)[0]
        assert "from outside the program" in changes(ui)[0]


async def test_h_shows_what_was_done_to_this_recommendation_only(seeded: Path, writer: Writer) -> None:
    edits.set_status(writer, [1], "reviewed", analyst="amy")
    edits.set_status(writer, [2], "set_aside", analyst="bob")
    async with desk(seeded) as ui:
        await ui.press("j", "h")
        assert ui.lines[0].strip().startswith("History of recommendation ")
        assert ui.lines[0].strip().endswith("2")
        assert [line.split()[2] for line in lines(ui)] == ["bob", "loader"]


async def test_an_update_is_shown_column_by_column_with_an_arrow(seeded: Path, writer: Writer) -> None:
    edits.set_status(writer, [1], "reviewed", reason="Read", analyst="amy")
    async with desk(seeded) as ui:
        await ui.press("h")
        assert [line.strip() for line in changes(ui)[2:]] == [
            "Recommendation water/1",
            "status: Unreviewed -> Reviewed",
            "reason: (empty) -> Read",
        ]


async def test_a_long_note_is_shown_as_a_difference(seeded: Path, writer: Writer) -> None:
    start = "Asked the ministry whether the fund exists already."
    edits.add_note(writer, [1], f"{start}\nIt does in May.", analyst="amy")
    edits.edit_note(writer, 1, f"{start}\nIt does in June.", seen=f"{start}\nIt does in May.", analyst="bob")
    async with desk(seeded) as ui:
        await ui.press("h")
        body = [line.strip() for line in changes(ui)]
        assert body[-4:] == [
            "Note on water/1",
            "… 1 line as before",
            "- It does in May.",
            "+ It does in June.",
        ]
        await ui.press("j")
        assert [line.strip() for line in changes(ui)][-2:] == [f"+ {start}", "+ It does in May."]


async def test_taggings_are_shown_by_the_name_of_the_tag_even_a_deleted_one(
    seeded: Path, writer: Writer
) -> None:
    edits.change_tags(writer, [1, 4], add=["aid"], analyst="amy")
    edits.delete_tag(writer, "aid", analyst="amy")
    async with desk(seeded) as ui:
        await ui.press("H")
        assert [line.strip() for line in changes(ui)[2:]] == [
            "Tag on water/1  - aid",
            "Tag on peace-talks/140.12  - aid",
            "Codebook  - aid",
        ]
        await ui.press("j")
        assert "Tag on peace-talks/140.12  + aid" in changes(ui)[-1]


async def test_mentions_are_shown_by_actor_role_and_quote(seeded: Path) -> None:
    write(seeded, "DELETE FROM mention WHERE id = 3")
    write(seeded, "UPDATE mention SET role = 'context' WHERE id = 1")
    async with desk(seeded) as ui:
        await ui.press("H")
        assert changes(ui)[-1].strip() == "Mention on water/1: Pakistan  role: Addressee -> Context"
        await ui.press("j")
        assert 'Mention on water/1  - United Nations as Partner, "United Nations"' in " ".join(
            changes(ui)[-2:]
        ).replace("   ", " ")


async def test_u_takes_back_the_selected_entry_and_the_line_says_so(seeded: Path, writer: Writer) -> None:
    edits.set_status(writer, [1], "reviewed", analyst="bob")
    edits.set_status(writer, [2], "set_aside", analyst="amy")
    async with desk(seeded) as ui:
        await ui.press("H", "j", "u")
        assert ui.toast == "Undone: water/1: Unreviewed -> Reviewed"
        assert (len(lines(ui)), cursor(ui)) == (3, 1)
        assert re.search(r"water/1: Unreviewed -> Revie… \(undone by amy, \d\d:\d\d\)$", lines(ui)[1])
        assert re.fullmatch(r" *4  undone by amy, today \d\d:\d\d", changes(ui)[1])
        await ui.press("u")
        assert "2 was undone already, by amy" in ui.toast
        await ui.press("U")
        assert ui.toast == "Redone: water/1: Unreviewed -> Reviewed"
        assert re.search(r"\(redone by amy, \d\d:\d\d\)$", lines(ui)[1])
        assert [line.split()[:2] for line in changes(ui)[1:3]] == [["4", "undone"], ["5", "redone"]]
        await ui.press("U")
        assert ui.toast == "Nothing to redo: this entry was not undone."
        await ui.press("u")
        assert (len(lines(ui)), "(undone by amy" in lines(ui)[1]) == (3, True)
    assert statuses_of(seeded)[:2] == ["unreviewed", "set_aside"]


async def test_an_undo_that_turns_round_nothing_that_is_here_has_a_line_of_its_own(seeded: Path) -> None:
    without_triggers(
        seeded,
        "INSERT INTO changeset (id, kind, analyst, summary, reverts_id) VALUES (7, 'undo', 'eve', 'Of itself', 7),"
        " (8, 'redo', 'eve', 'Of nothing', NULL)",
    )
    async with desk(seeded) as ui:
        await ui.press("H")
        assert [line.split()[3] for line in lines(ui)[:2]] == ["8", "7"]


async def test_u_takes_back_what_another_program_did(seeded: Path) -> None:
    write(seeded, "INSERT INTO note (recommendation_id, body) VALUES (1, 'One')")
    async with desk(seeded) as ui:
        await ui.press("h", "u")
        assert ui.toast.startswith("Undone: Note on water/1: One (c")
    assert rows(seeded, "SELECT body FROM note") == []


async def test_where_an_entry_cannot_be_undone_a_sentence_says_why(seeded: Path, writer: Writer) -> None:
    edits.set_status(writer, [1], "in_review", analyst="amy")
    edits.set_status(writer, [1], "reviewed", analyst="bob")
    async with desk(seeded, (120, 24)) as ui:
        await ui.press("h", "j", "u")
        assert ui.toast.startswith("recommendation 1 was changed since, by bob")
        assert "is now 'reviewed', not 'in_review'" in ui.toast
        await ui.press("j", "u")
        assert "is a load, which cannot be undone" in ui.toast
    assert statuses_of(seeded)[0] == "reviewed"


async def test_the_help_says_what_the_screen_shows_and_what_u_does_here(seeded: Path) -> None:
    async with desk(seeded, WIDE) as ui:
        await ui.press("H", "question_mark")
        assert "(outside) is what other programs did" in ui.flat
        assert "Undo the selected entry" in ui.screen
        assert "Undo your latest edit" not in ui.screen


async def test_enter_opens_the_recommendation_and_esc_comes_back(seeded: Path, writer: Writer) -> None:
    edits.add_note(writer, [4], "One", analyst="amy")
    async with desk(seeded) as ui:
        await ui.press("H", "enter")
        assert ui.where == "DetailScreen"
        assert "140.12. Stop the arms" in ui.screen
        await ui.press("escape")
        assert ui.where == "HistoryScreen"
        await ui.press("escape")
        assert ui.where == "Desk"


async def test_enter_says_so_where_an_entry_is_about_several_recommendations_or_none(
    seeded: Path, writer: Writer
) -> None:
    edits.change_tags(writer, [1, 2], add=["aid"], analyst="amy")
    edits.rename_tag(writer, "aid", "help", analyst="amy")
    async with desk(seeded) as ui:
        await ui.press("H", "enter")
        assert "about no recommendation" in ui.toast
        await ui.press("j", "enter")
        assert "about several recommendations" in ui.toast
        await ui.press("escape", "h", "enter")
        assert ui.where == "DetailScreen"


async def test_slash_filters_by_all_that_the_line_says_though_it_be_cut(seeded: Path, writer: Writer) -> None:
    edits.add_note(writer, [1], f"{'word ' * 6} and here the needle stands", analyst="amy")
    edits.add_note(writer, [1], "Another", analyst="bob")
    async with desk(seeded) as ui:
        await ui.press("H", "slash")
        await ui.type("NEEDLE")
        assert len(lines(ui)) == 2
        assert "1 of 3 entries" in ui.screen
        assert "needle" in " ".join(changes(ui))
        await ui.press("enter", "u")
        assert ui.toast.startswith("Undone: Note on water/1: word")
    assert rows(seeded, "SELECT body FROM note") == ["Another"]


async def test_only_the_latest_are_read_and_enter_on_the_last_line_reads_more(
    seeded: Path, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "AT_ONCE", 3)
    for number in range(1, 7):
        edits.add_note(writer, [1], f"Note {number}", analyst="amy")
    async with desk(seeded) as ui:
        await ui.press("H")
        assert "The latest 3 entries" in ui.lines[1]
        assert "enter shows 3 more" in lines(ui)[-1]
        await ui.press("G", "u")
        assert "Select an entry first" in ui.toast
        await ui.press("enter")
        assert [line.split()[-1] for line in lines(ui)[:6]] == ["6", "5", "4", "3", "2", "1"]
        assert cursor(ui) == 3
        await ui.press("slash")
        await ui.type("note 5")
        assert "enter shows 3 more" in lines(ui)[-1]
        await ui.press("enter", "j", "enter", "escape")
        assert "Loaded two small reports" in lines(ui)[-1]
        assert ui.lines[1].strip() == "7 entries, newest first"
    assert len(rows(seeded, "SELECT body FROM note")) == 6


async def test_a_line_too_long_for_a_narrow_terminal_ends_in_a_sign_beside_the_scrollbar(
    seeded: Path, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "AT_ONCE", 6)
    for number in range(1, 9):
        edits.add_note(writer, [1], f"Note {number}", analyst="amy")
    async with desk(seeded, (40, 10)) as ui:
        await ui.press("H", "G")
        assert ui.line_with("there are older").count("…") == 2


async def test_the_history_keeps_up_with_the_file_and_the_cursor_stays_on_its_entry(
    seeded: Path, writer: Writer
) -> None:
    edits.add_note(writer, [1], "One", analyst="amy")
    async with desk(seeded) as ui:
        await ui.press("H")
        write(seeded, "INSERT INTO note (recommendation_id, body) VALUES (2, 'From outside')")
        await ui.look()
        assert "Note on water/2: From outside" in lines(ui)[0]
        assert cursor(ui) == 1
        assert changes(ui)[-1].endswith("+ One")


async def test_a_wide_terminal_shows_the_changes_beside_the_lines(seeded: Path, writer: Writer) -> None:
    edits.add_note(writer, [1], "One", analyst="amy")
    async with desk(seeded, WIDE) as ui:
        await ui.press("H")
        assert lines(ui)[0].endswith("Note on water/1: One")
        assert "│" in ui.line_with("+ One")
        await ui.resize(80, 24)
        assert "│" not in ui.line_with("+ One")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_nothing_is_cut_without_a_sign_and_undone_stays_in_sight(
    seeded: Path, writer: Writer, size: tuple[int, int]
) -> None:
    edits.add_note(writer, [1], "漢字 " * 60, analyst="an analyst with a long name")
    edits.add_note(writer, [1], "x" * 200, analyst="amy")
    async with desk(seeded, size) as ui:
        await ui.press("H", "u", "escape", "H", "j")
        assert re.search(r"Note on water/.*… \(undone by amy, \d\d:\d\d\)$", lines(ui)[0])
        assert lines(ui)[1].endswith("…")
        assert " an analyst …  " in lines(ui)[1]


async def test_tab_goes_to_long_changes_to_scroll_them(seeded: Path, writer: Writer) -> None:
    edits.add_note(writer, [1], "\n".join(f"line {number}" for number in range(40)), analyst="amy")
    async with desk(seeded) as ui:
        await ui.press("H")
        assert "line 39" not in ui.screen
        await ui.press("tab", "G")
        await ui.until(lambda: "+ line 39" in ui.screen)
        await ui.press("u")
    assert rows(seeded, "SELECT body FROM note") == []


async def test_the_changes_of_another_entry_are_shown_from_their_top(seeded: Path, writer: Writer) -> None:
    text = "\n".join(f"line {number}" for number in range(40))
    edits.add_note(writer, [1], text, analyst="amy")
    edits.add_note(writer, [1], text, analyst="bob")
    async with desk(seeded) as ui:
        await ui.press("H", "tab", "G")
        await ui.until(lambda: "+ line 39" in ui.screen)
        await ui.press("shift+tab", "j")
        assert changes(ui)[0].strip().startswith("2  amy")


async def test_what_goes_on_below_a_line_leaves_the_signs_alone_at_the_left(
    seeded: Path, writer: Writer
) -> None:
    edits.add_note(writer, [1], "word " * 40 + "end", analyst="amy")
    async with desk(seeded) as ui:
        await ui.press("H")
        first, *rest = [line for line in changes(ui)[2:] if "word" in line][-3:]
        assert first.startswith("   + word")
        assert all(line.startswith("     word") for line in rest)


async def test_a_click_selects_a_line_and_a_double_click_opens_it(seeded: Path, writer: Writer) -> None:
    edits.add_note(writer, [1], "One", analyst="amy")
    edits.add_note(writer, [2], "Two", analyst="amy")
    async with desk(seeded) as ui:
        await ui.press("H")
        await ui.click("water/1: One")
        assert (ui.where, cursor(ui)) == ("HistoryScreen", 1)
        await ui.click("Undo this")
        assert ui.toast == "Undone: Note on water/1: One"
        await ui.click("water/2: Two", times=2)
        assert ui.where == "DetailScreen"
    assert rows(seeded, "SELECT body FROM note") == ["Two"]


async def test_what_others_wrote_is_shown_as_it_stands(seeded: Path) -> None:
    hostile = "[/] [@click=app.quit]x[/] :warning: \x1b[31m"
    write(seeded, "INSERT INTO note (recommendation_id, body) VALUES (1, ?)", hostile)
    write(seeded, "INSERT INTO changeset (kind, analyst, summary) VALUES ('check', ?, ?)", hostile, hostile)
    async with desk(seeded, WIDE) as ui:
        await ui.press("H", "j")
        shown = hostile.replace("\x1b", "\N{REPLACEMENT CHARACTER}")
        assert shown in " ".join(ui.flat.split())
        assert "[/] [@click=" in ui.screen
        assert "\x1b" not in ui.screen


async def test_an_entry_without_rows_says_so(seeded: Path) -> None:
    write(seeded, "INSERT INTO changeset (kind, analyst, summary) VALUES ('check', 'amy', 'A look')")
    async with desk(seeded) as ui:
        await ui.press("H")
        assert changes(ui)[-1].strip() == "It kept no record of its rows."


async def test_where_nothing_was_done_the_screen_names_the_next_key(database: Path) -> None:
    async with desk(database) as ui:
        await ui.press("H")
        assert lines(ui) == ["Nothing was done here yet. esc goes back."]
        await ui.press("u", "enter")
        assert ui.where == "HistoryScreen"
