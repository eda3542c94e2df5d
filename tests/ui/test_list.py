"""The list at any size: where keys lead, what it holds, how wide its columns are, what is marked."""

import gc
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual import events

from tests.ui.conftest import MANY, Sitting, desk, rows, statuses_of, without_triggers, write
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
        assert "marked" not in ui.lines[1]


async def test_the_references_of_two_recommendations_never_look_the_same(seeded: Path) -> None:
    async with desk(seeded) as ui:
        shown = [tuple(line[2:].split()[:2]) for line in ui.lines[3:7]]
        assert shown == [("water", "1"), ("water", "2"), ("peace-talks", "1"), ("peace-talks", "140.12")]


async def test_an_empty_database_says_how_to_fill_it(database: Path) -> None:
    async with desk(database) as ui:
        assert "No recommendations yet. Quit (q) and load a report: tracker load FILE" in ui.screen
        assert "0 of 0 done" in ui.lines[0]
        await ui.press("s", "t", "n", "e", "d", "enter", "end", "home", "pagedown", "space", "u")
        assert ui.where == "Desk"
        assert "Nothing to undo." in ui.toast


def titles(ui: Sitting) -> list[str]:
    """Return the short name of the report and the reference of each line, in the order of the list."""
    first = next(y for y, line in enumerate(ui.lines) if "Status" in line and "Title" in line) + 1
    return [" ".join(line[2:].split()[:2]) for line in ui.lines[first : first + 4]]


PRINTED = ["water 1", "water 2", "peace-talks 1", "peace-talks 140.12"]
BY_REFERENCE = ["water 1", "peace-talks 1", "water 2", "peace-talks 140.12"]


async def test_one_key_sorts_by_the_next_column_and_another_turns_it_round(seeded: Path) -> None:
    async with desk(seeded) as ui:
        assert titles(ui) == PRINTED
        await ui.press("z")
        assert titles(ui) == BY_REFERENCE
        assert "sort:reference" in ui.screen
        assert "Ref↑" in ui.screen
        await ui.press("Z")
        assert titles(ui) == ["peace-talks 140.12", "water 2", "water 1", "peace-talks 1"]
        assert "Ref↓" in ui.screen
        await ui.press("z")
        assert "by status" in ui.screen
        for _ in range(5):
            await ui.press("z")
        assert titles(ui) == PRINTED
        assert "sort:" not in ui.screen


async def test_sorting_leaves_the_query_and_the_cursor_as_they_are(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("slash")
        await ui.type("report:water")
        await ui.press("enter", "down", "z", "Z")
        assert "report:water sort:-reference" in ui.screen
        assert "Protect farmers" in ui.cursor_line


async def test_a_click_on_a_heading_sorts_by_its_column_and_a_second_one_turns_it_round(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.click("Title")
        assert "sort:title" in ui.screen
        assert "Title↑" in ui.screen
        await ui.click("Title")
        assert "sort:-title" in ui.screen
        assert titles(ui)[0] == "peace-talks 1"
        assert "Fund the dams" in ui.cursor_line


async def test_a_line_below_the_headings_is_the_one_that_is_clicked(many: Path) -> None:
    async with desk(many) as ui:
        await ui.press("end")
        last = ui.lines[-2].strip(" >")
        await ui.click(ui.lines[-5].strip(" >"))
        assert ui.lines[-2].strip(" >") == last
        assert ui.cursor_line == ui.lines[-5].strip(" >")


async def test_one_long_tag_does_not_cut_every_title(seeded: Path) -> None:
    title = "A title that is as long as the titles of most recommendations"
    statements = [f"UPDATE recommendation SET title = '{title}'"]
    statements += ["INSERT INTO tag (id, name) VALUES (1, 'a tag of a name that takes half of the line')"]
    statements += ["INSERT INTO tagging (recommendation_id, tag_id) VALUES (1, 1)"]
    for statement in statements:
        write(seeded, statement)
    async with desk(seeded, (110, 24)) as ui:
        assert sum(title in line for line in ui.lines) >= 3


async def test_the_first_line_names_the_report_of_the_line_under_the_cursor_where_there_are_several(
    seeded: Path,
) -> None:
    async with desk(seeded) as ui:
        assert ui.lines[0].startswith(" water  Water for All ")
        await ui.press("G")
        assert ui.lines[0].startswith(" peace-talks  Peace Talks ")
        await ui.press("slash")
        await ui.type("zebra")
        assert ui.lines[0].startswith(" 2 reports ")
        await ui.press("escape", "g")
        assert ui.lines[0].startswith(" water  Water for All ")


async def test_the_first_line_names_the_report_of_a_line_that_had_to_be_read_first(many: Path) -> None:
    moved = "UPDATE recommendation SET report_id = 2, position = 0 WHERE reference = 'L9000'"
    reviewed = "UPDATE recommendation SET review_status = 'reviewed' WHERE report_id = 1"
    without_triggers(many, moved, reviewed)
    async with desk(many) as ui:
        await ui.press("slash")
        await ui.type("sort:title")
        await ui.press("enter", "g", "full_stop")
        assert "Line 9000 of many" in ui.cursor_line
        assert ui.lines[0].startswith(" peace-talks  Peace Talks ")


async def test_a_list_of_one_report_has_no_column_for_it(seeded: Path) -> None:
    async with desk(seeded) as ui:
        assert ui.lines[2].split()[0] == "Report"
        await ui.press("slash")
        await ui.type("report:peace-talks")
        assert "Report" not in ui.lines[3]
        assert ui.cursor_line.startswith("1 ·")
        await ui.type(",water")
        assert ui.lines[3].split()[0] == "Report"
        await ui.look()
        assert "peace-talks" in ui.screen.split("Title")[1]


FOLLOWUP = (
    "INSERT INTO response (recommendation_id, position) VALUES (1, 'accepted_in_part')",
    "INSERT INTO progress (recommendation_id, basis, status) VALUES (2, 'reported', 'in_progress')",
    "INSERT INTO deadline (recommendation_id, due_on) VALUES (2, '2000-01-01'), (3, '2999-01-01')",
    "UPDATE recommendation SET assigned_to = 'amy' WHERE id = 3",
)


@pytest.mark.parametrize(
    ("size", "headings", "lines"),
    [
        ((80, 24), "R  P  D  Title", ["±        Fund", "   ◔  ⚑  Protect", "Talk"]),
        (
            (120, 40),
            "R  P  Due         Title",
            ["±                 Fund", "   ◔  ⚑2000-01-01 Protect", "       2999-01-01 Talk"],
        ),
        (
            (330, 40),
            "Response           Progress      Due         Owner  Title",
            [
                "± Accepted in part                                  Fund",
                "                   ◔ In progress ⚑2000-01-01        Protect",
                "                                  2999-01-01 amy    Talk",
            ],
        ),
    ],
)
async def test_what_became_of_it_stands_in_the_list_as_far_as_there_is_room(
    seeded: Path, size: tuple[int, int], headings: str, lines: list[str]
) -> None:
    async with desk(seeded, size) as ui:
        assert "R  P" not in ui.screen and "Due" not in ui.screen and "Owner" not in ui.screen
    for statement in FOLLOWUP:
        write(seeded, statement)
    async with desk(seeded, size) as ui:
        for text in (headings, *lines):
            assert text in ui.screen, ui.screen
        await ui.click("Response" if size[0] > 300 else "R  P")
        assert "sort:response" in ui.screen
        await ui.press("z")
        assert "sort:progress" in ui.screen
