"""The list at any size: where keys lead, what it holds, how wide its columns are, what is marked."""

import gc
from pathlib import Path

from rich.cells import cell_len
from textual import events

from tests.ui.conftest import MANY, desk, rows, statuses_of
from tracker.reading.queries import ListedRecommendation
from tracker.ui.widgets.recommendation_list import RecommendationList


async def test_the_keys_reach_both_ends_of_a_list_of_any_size(many: Path) -> None:
    async with desk(many) as ui:
        assert f"All recommendations: {MANY + 4:,}" in ui.screen
        await ui.press("end")
        assert "Stop the arms" in ui.cursor_line
        assert ui.line_with(f"Line {MANY} of many")
        await ui.press("home")
        assert "Fund the dams" in ui.cursor_line
        await ui.press("G", "k")
        assert "Talk to each other" in ui.cursor_line
        await ui.press("g", "j")
        assert "Protect farmers" in ui.cursor_line
        await ui.press("up", "up", "up")
        assert "Fund the dams" in ui.cursor_line


async def test_page_keys_move_by_a_screenful(many: Path) -> None:
    async with desk(many) as ui:
        last = next(line for line in reversed(ui.lines) if "of many" in line)
        await ui.press("pagedown")
        assert ui.cursor_line == last.strip()
        await ui.press("pagedown")
        assert last.strip() not in ui.cursor_line
        assert ui.line_with(last.strip())
        await ui.press("pageup", "pageup")
        assert "Fund the dams" in ui.cursor_line


async def test_what_comes_into_sight_is_read_and_what_went_is_let_go(many: Path) -> None:
    async with desk(many) as ui:
        listed = ui.app.screen.query_one(RecommendationList)
        for cursor in range(0, 15_000, 450):
            listed.cursor = cursor
            await ui.settle()
            assert "…" not in "".join(ui.lines[2:-1])
        assert ui.line_with(f"Line {cursor - 1} of many")
        gc.collect()
        assert sum(type(thing) is ListedRecommendation for thing in gc.get_objects()) < 3_000


async def test_the_wheel_scrolls_without_moving_the_cursor(many: Path) -> None:
    async with desk(many) as ui:
        await ui.pilot._post_mouse_events([events.MouseScrollDown] * 3, RecommendationList, button=0)
        await ui.settle()
        assert "Fund the dams" not in ui.screen
        await ui.press("down")
        assert "Protect farmers" in ui.cursor_line


async def test_every_line_is_exactly_as_wide_as_the_list(many: Path) -> None:
    async with desk(many) as ui:
        listed = ui.app.screen.query_one(RecommendationList)
        for keys in ("home", "end"):
            await ui.press(keys)
            for y in range(listed.size.height):
                strip = listed.render_line(y)
                assert sum(cell_len(segment.text) for segment in strip) == listed.size.width


async def test_the_digit_of_a_line_far_down_sets_its_status(many: Path) -> None:
    async with desk(many) as ui:
        await ui.press("end", "up", "up", "s", "5")
        assert f"L{MANY} – Set aside" in ui.cursor_line
    assert rows(many, "SELECT reference FROM recommendation WHERE review_status = 'set_aside'") == [
        f"L{MANY}"
    ]


async def test_marked_lines_are_acted_on_as_one(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("space", "down", "space")
        assert "2 marked" in ui.lines[1]
        assert ui.line_with("Fund the dams").startswith(" *")
        assert ui.line_with("Talk to each other").startswith(" *")
        await ui.press("s", "4")
        assert statuses_of(seeded) == ["reviewed", "unreviewed", "reviewed", "unreviewed"]
        await ui.press("u")
        assert set(statuses_of(seeded)) == {"unreviewed"}
        await ui.press("escape")
        assert "marked" not in ui.screen


async def test_the_references_of_two_recommendations_never_look_the_same(seeded: Path) -> None:
    async with desk(seeded) as ui:
        shown = [line[2:].split()[0] for line in ui.lines[2:6]]
        assert len(set(shown)) == 4
        assert [reference.rpartition("/")[2] for reference in shown] == ["1", "2", "1", "140.12"]


async def test_an_empty_database_says_how_to_fill_it(database: Path) -> None:
    async with desk(database) as ui:
        assert "No recommendations yet. Quit (q) and load a report: tracker load FILE" in ui.screen
        assert "0 of 0 done" in ui.lines[0]
        await ui.press("s", "t", "n", "e", "d", "enter", "end", "home", "pagedown", "space", "u")
        assert ui.where == "Desk"
        assert "amy has nothing to undo." in ui.toast
