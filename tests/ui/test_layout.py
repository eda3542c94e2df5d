"""Every size of terminal: nothing overflows, no key hides, wide characters stay in their columns."""

from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.containers import ScrollableContainer
from textual.scroll_view import ScrollView
from textual.widgets import Input, TextArea

from tests.ui.conftest import Sitting, desk, without_triggers, write
from tracker.ui.widgets.key_line import KeyLine
from tracker.ui.widgets.recommendation_list import RecommendationList

SIZES = [(80, 24), (100, 30), (120, 40), (200, 60)]
KEYS = ("Open", "Status", "Tags", "Note", "Undo", "Help", "Search", "Quit")
WIDE = {
    "Chinese": "资助水坝和灌溉渠道的长期维护工作以及相关人员的培训",
    "Arabic": "تمويل السدود وصيانة قنوات الري على المدى الطويل وتدريب العاملين",
    "accents": "Re\u0301sume\u0301 naı\u0308ve " * 4,
    "emoji": "👩‍🌾 farmers 🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾🌾 end",
}


def assert_nothing_overflows(ui: Sitting) -> None:
    """Everything on the screen in front lies within what holds it, and nothing scrolls sideways."""
    screen = ui.app.screen
    for widget in screen.walk_children():
        if not widget.display or not widget.region:
            continue
        holder = screen.region if widget.parent is screen else widget.parent.region
        assert widget.region.x >= holder.x, widget
        assert widget.region.right <= holder.right, widget
        if isinstance(widget, (ScrollView, ScrollableContainer)) and not isinstance(widget, TextArea):
            assert widget.max_scroll_x == 0, widget
    for line in ui.lines:
        assert cell_len(line) <= ui.app.size.width


def modal_fits(ui: Sitting) -> bool:
    """Whether the whole frame of the modal in front is on screen."""
    return ui.app.screen.region.contains_region(ui.app.screen.query_one(".modal, #dock").region)


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_nothing_overflows_on_any_screen(bundled: Path, size: tuple[int, int]) -> None:
    write(
        bundled,
        "INSERT INTO tag (name, description) VALUES ('a tag ' || hex(zeroblob(29)), 'What it is for')",
    )
    write(bundled, "INSERT INTO tagging (recommendation_id, tag_id) SELECT id, 1 FROM recommendation")
    write(
        bundled,
        "INSERT INTO note (recommendation_id, body) SELECT id, hex(zeroblob(200)) FROM recommendation",
    )
    async with desk(bundled, size) as ui:
        assert_nothing_overflows(ui)
        for keys in (["s"], ["t"], ["n"], ["question_mark"], ["enter"], ["slash", "a"]):
            await ui.press(*keys)
            assert_nothing_overflows(ui)
            if ui.where.endswith("Modal"):
                assert modal_fits(ui)
            await ui.press("escape")
        assert ui.where == "Desk"


async def test_all_keys_of_the_list_are_named_at_80_columns(seeded: Path) -> None:
    async with desk(seeded) as ui:
        assert all(key in ui.lines[-1] for key in KEYS)
        assert "…" not in ui.lines[-1]


@pytest.mark.parametrize("width", [20, 40, 60, 67, 80])
async def test_the_key_line_never_hides_a_key_without_a_sign(seeded: Path, width: int) -> None:
    async with desk(seeded, (width, 24)) as ui:
        named = [key for key in KEYS if key in ui.lines[-1]]
        assert named == list(KEYS) or ui.lines[-1].endswith("…")


async def test_every_key_on_the_key_line_can_be_clicked(seeded: Path) -> None:
    async with desk(seeded) as ui:
        for name, where in (
            ("Open", "DetailScreen"),
            ("Status", "StatusModal"),
            ("Tags", "TagsModal"),
            ("Note", "NoteModal"),
            ("Help", "HelpModal"),
        ):
            (key_line,) = ui.app.screen.query(KeyLine)
            column = ui.lines[-1].index(name)
            await ui.pilot.click(offset=(column, key_line.region.y))
            await ui.settle()
            assert ui.where == where
            await ui.press("escape")
        await ui.pilot.click(offset=(ui.lines[-1].index("Search"), 23))
        await ui.settle()
        assert isinstance(ui.app.focused, Input)
        assert "Search" not in ui.lines[-1], "the field takes / for itself"
        assert "esc Clear" in ui.lines[-1]


async def test_the_detail_stands_beside_the_list_where_there_is_room_and_goes_when_it_is_gone(
    seeded: Path,
) -> None:
    async with desk(seeded, (80, 12)) as ui:
        assert "Indus Fund" not in ui.screen
        await ui.resize(120, 40)
        assert "Pakistan should set up an Indus Fund" in ui.screen
        await ui.press("down")
        assert "States of the region should protect" in ui.screen
        assert_nothing_overflows(ui)
        await ui.resize(80, 12)
        assert "States of the region" not in ui.screen
        assert "Protect farmers" in ui.cursor_line
        assert_nothing_overflows(ui)


async def test_in_80_columns_the_text_stands_in_the_rows_that_are_free_below_the_list(seeded: Path) -> None:
    async with desk(seeded) as ui:
        assert "Pakistan should set up an Indus Fund" in ui.screen
        assert [line.split()[-1] for line in ui.lines[3:7]] == ["dams", "farmers", "other", "arms"]
        await ui.press("down")
        assert "States of the region should protect" in ui.screen
        assert_nothing_overflows(ui)
        await ui.press("n")
        await ui.type("seen here")
        await ui.press("ctrl+s")
        await ui.press("tab", "pagedown")
        await ui.until(lambda: "2. Protect farmers" not in ui.screen)
        assert "seen here" in ui.screen
        await ui.press("s", "4", "tab", "tab")
        assert "2 ✓ Reviewed" in ui.cursor_line
        await ui.press("slash")
        await ui.type("zebra")
        assert "Nothing matches." in ui.screen and "States of the region" not in ui.screen


async def test_one_key_hides_the_text_and_shows_it_again(seeded: Path) -> None:
    for size in ((80, 24), (120, 40), (200, 60)):
        async with desk(seeded, size) as ui:
            assert "Indus Fund" in ui.screen
            await ui.press("tab", "P")
            assert "should set up an Indus Fund" not in ui.screen
            assert_nothing_overflows(ui)
            await ui.press("j", "j", "P")
            assert "Iran should talk" in ui.screen
            assert "Talk to each other" in ui.cursor_line


async def test_where_the_list_needs_the_rows_it_has_them_and_the_key_says_so(many: Path) -> None:
    async with desk(many) as ui:
        assert "Indus Fund" not in ui.screen
        await ui.press("P")
        assert not ui.toast
        await ui.press("P")
        assert "There is no room for the text below this list: enter opens it." in ui.toast
        await ui.press("slash")
        await ui.type("dams")
        assert "Pakistan should set up an Indus Fund" in ui.screen
        await ui.press("escape")
        assert "Indus Fund" not in ui.screen
        assert "Line 1 of many" in ui.screen


async def test_a_resize_keeps_the_cursor_in_sight_and_the_editor_as_it_is(bundled: Path) -> None:
    async with desk(bundled, (120, 40)) as ui:
        await ui.press("end")
        last = ui.app.screen.query_one(RecommendationList).recommendation_id
        await ui.resize(80, 10)
        assert ui.cursor_line
        await ui.press("n")
        await ui.type("kept")
        await ui.resize(100, 30)
        assert ui.editor == "kept"
        assert modal_fits(ui)
        await ui.press("ctrl+s")
        assert ui.app.screen.query_one(RecommendationList).recommendation_id == last


@pytest.mark.parametrize("size", [(30, 8), (80, 5), (10, 24)], ids=str)
async def test_a_tiny_terminal_is_no_reason_to_fail(seeded: Path, size: tuple[int, int]) -> None:
    async with desk(seeded, size) as ui:
        await ui.press("down", "enter", "s", "escape", "t", "escape", "n", "escape", "escape", "slash", "a")
        await ui.press("escape", "question_mark", "escape")
        assert ui.where == "Desk"


@pytest.mark.parametrize("words", WIDE.values(), ids=WIDE)
@pytest.mark.parametrize("width", [80, 120])
async def test_wide_characters_stay_within_their_columns(seeded: Path, words: str, width: int) -> None:
    without_triggers(
        seeded,
        f"UPDATE recommendation SET title = '{words}' WHERE id = 1",
        f"INSERT INTO tag (id, name) VALUES (1, '{words[:60].strip()}')",
        "INSERT INTO tagging (recommendation_id, tag_id) VALUES (1, 1), (2, 1)",
    )
    async with desk(seeded, (width, 24)) as ui:
        listed = ui.app.screen.query_one(RecommendationList)
        columns = set()
        for y in range(listed.size.height):
            segments = list(listed.render_line(y))
            assert sum(cell_len(segment.text) for segment in segments) == listed.size.width
            if 1 <= y <= 4:
                # A title has what the tags of its line leave.
                cells = [cell_len(segment.text) for segment in segments]
                columns.add((*cells[:4], cells[4] + cells[5], cells[6]))
        assert len(columns) == 1
        assert "…" in ui.cursor_line
        await ui.press("t")
        assert words[:4].strip() in ui.screen
        frame = [line for line in ui.lines if line.count("│") >= 2]
        assert len({cell_len(line[: line.index("│")]) for line in frame}) == 1
        assert_nothing_overflows(ui)


async def test_a_query_without_result_leaves_the_rest_of_the_screen_standing(seeded: Path) -> None:
    async with desk(seeded, (120, 40)) as ui:
        await ui.press("slash")
        await ui.type("zebra")
        assert "Nothing matches." in ui.screen
        assert "Indus Fund" not in ui.screen
        assert_nothing_overflows(ui)
