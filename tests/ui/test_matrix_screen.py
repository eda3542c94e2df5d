"""The matrix on screen: actors by recommendations of the current list."""

from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.widgets import Input

from tests.ui.conftest import MANY, Sitting, desk, without_triggers, write
from tracker.reading import matrix as matrix_module
from tracker.ui.widgets.matrix_grid import MatrixGrid

LAST = "L1998"
"""The last reference that the matrix of very many recommendations shows."""


def row(ui: Sitting, actor: str) -> list[str]:
    """The cells of an actor's row on screen: its total first; the cursor's sign left out."""
    line = next(line for line in ui.lines if line.removeprefix("> ").strip().startswith(actor))
    return line.removeprefix("> ").strip().removeprefix(actor).replace(">", " ").split()


def named(ui: Sitting) -> list[str]:
    """The actors in sight, from the top."""
    actors = (
        "Pakistan",
        "Iran",
        "United Nations",
        "Regional states",
        "Armed militants",
        "Farmers",
        "Indus Fund",
    )
    region = ui.app.screen.query_one(MatrixGrid).region
    starts = [line.removeprefix("> ").strip() for line in ui.lines[region.y : region.bottom]]
    return [actor for line in starts for actor in actors if line.startswith(f"{actor} ")]


async def test_each_actor_has_a_letter_for_each_role_in_each_recommendation_and_totals(seeded: Path) -> None:
    write(
        seeded,
        "INSERT INTO mention (recommendation_id, actor_id, role, implied_reason) VALUES (1, 1, 'context', 'x')",
    )
    async with desk(seeded) as ui:
        await ui.press("m")
        assert ui.where == "MatrixScreen"
        assert row(ui, "Pakistan") == ["3", "AC", "C", "P", "·"]
        assert row(ui, "Armed militants") == ["1", "·", "·", "·", "T"]
        assert row(ui, "Actors named") == ["7", "3", "3", "2", "1"]
        assert row(ui, "Pakistan")[1:] != row(ui, "Iran")[1:]
        assert ui.line_with("140.12").split() == ["1", "2", "1", "140.12"]
        assert ui.line_with("peace-talks").split() == ["water", "peace-talks"]
        assert "A Addressee P Partner B Beneficiary T Target R Proposed C Context" in ui.flat
        kinds = [
            line.strip() for line in ui.lines if line.strip() in ("State", "Organisation", "Group of states")
        ]
        assert kinds == ["State", "Organisation", "Group of states"]


async def test_it_shows_the_current_list_and_says_which(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("slash")
        await ui.type("actor:pakistan role:partner")
        await ui.press("enter", "m")
        assert named(ui) == ["Iran", "Pakistan"]
        assert "Recommendations naming pakistan as Partner: 1" in ui.screen


async def test_enter_on_a_cell_opens_the_recommendation_with_that_mention_marked(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("m", "j", "right", "right", "right")
        assert "Pakistan: Partner" in ui.screen
        assert "1. Talk to each other" in ui.screen
        await ui.press("enter")
        assert ui.where == "DetailScreen"
        assert "> Pakistan: Partner" in ui.screen
        assert marked(ui) == ["Pakistan"]
        await ui.press("escape")
        assert ui.where == "MatrixScreen"
        assert "Pakistan: Partner" in ui.screen


def marked(ui: Sitting) -> list[str]:
    """What is emphasised in the text of the recommendation."""
    (body,) = ui.app.screen.query("#body")
    content = body.visual
    plain = content.plain
    start = plain.index("Iran should talk")
    return [
        plain[span.start : span.end]
        for span in content.spans
        if "reverse" in str(span.style) and span.start >= start and span.end <= plain.index("listen.") + 7
    ]


async def test_enter_on_an_empty_cell_opens_the_recommendation_with_nothing_marked(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("m", "right")
        assert "Iran: not named" in ui.screen
        await ui.press("enter")
        assert "Fund the dams" in ui.screen
        assert "> Iran" not in ui.screen


async def test_enter_on_an_actor_lists_all_that_name_it(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("m", "j", "j")
        assert "United Nations (Organisation)" in ui.screen
        assert "Named in 1 recommendation here; enter lists all that name it." in ui.screen
        await ui.press("enter")
        assert ui.where == "Desk"
        assert "Recommendations naming United Nations: 1" in ui.screen
        assert ui.app.screen.query_one(Input).value == 'actor:"United Nations"'


async def test_from_the_list_of_an_actor_one_key_goes_back_to_the_matrix_as_it_was(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("slash")
        await ui.type("-note:yes")
        await ui.press("enter", "m", "z", "slash")
        await ui.type("an")
        await ui.press("enter")
        assert "> Iran" in ui.screen and named(ui) == ["Pakistan", "Iran", "Armed militants"]
        await ui.press("enter")
        assert "Recommendations naming Iran: " in ui.line_with("esc goes back to the matrix")
        await ui.press("z", "Z", "space", "enter", "escape", "escape")
        assert ui.where == "Desk" and "naming Iran" in ui.screen
        await ui.press("escape")
        assert ui.where == "MatrixScreen"
        assert "> Iran" in ui.screen and named(ui) == ["Pakistan", "Iran", "Armed militants"]
        await ui.press("escape", "escape")
        assert ui.where == "Desk"
        assert ui.app.screen.query_one(Input).value == "-note:yes"
        await ui.press("escape")
        assert "All recommendations: 4" in ui.screen
        assert "matrix" not in ui.screen


async def test_a_list_that_was_asked_for_anew_has_no_way_back_to_the_matrix(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("m", "enter", "slash")
        await ui.type(" dams")
        await ui.press("enter")
        assert "back to the matrix" not in ui.screen
        await ui.press("escape")
        assert ui.where == "Desk"
        assert "All recommendations: 4" in ui.screen


async def test_one_reads_on_through_the_matrix_and_comes_back_to_what_was_read_last(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("m", "j", "right", "enter", "J")
        assert ui.lines[0].strip().startswith("2 of 4")
        await ui.press("J", "escape")
        assert "Pakistan: Partner" in ui.screen


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_leaving_it_keeps_the_list_as_it_was(seeded: Path, key: str) -> None:
    async with desk(seeded) as ui:
        await ui.press("slash")
        await ui.type("farm")
        await ui.press("enter", "m", key)
        assert ui.where == "Desk"
        assert "Recommendations matching farm: 1" in ui.screen


async def test_the_actors_of_a_kind_are_sorted_by_name_or_by_count_and_the_cursor_stays(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("m")
        assert named(ui)[:2] == ["Iran", "Pakistan"]
        assert "actors by name" in ui.screen
        await ui.press("z")
        assert named(ui)[:2] == ["Pakistan", "Iran"]
        assert "actors by count" in ui.screen
        assert "> Iran" in ui.screen
        await ui.press("z")
        assert named(ui)[:2] == ["Iran", "Pakistan"]


async def test_a_filter_leaves_the_actors_of_that_name_with_totals_of_their_own(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("m", "slash")
        await ui.type("paki")
        assert named(ui) == ["Pakistan"]
        assert row(ui, "Actors named") == ["1", "1", "1", "1", "0"]
        await ui.press("enter", "right")
        assert "Pakistan: Addressee" in ui.screen
        await ui.press("escape")
        assert len(named(ui)) == 7
        assert ui.where == "MatrixScreen"
        await ui.press("slash")
        await ui.type("nobody")
        assert "No actor of that name. esc clears the filter." in ui.screen
        await ui.press("enter", "enter", "down", "escape", "escape")
        assert ui.where == "Desk"


async def test_more_columns_than_fit_scroll_while_the_actors_stay(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix_module, "COLUMNS", 2_000)
    write(
        many,
        "INSERT INTO mention (recommendation_id, actor_id, role, implied_reason)"
        " SELECT id, 1, 'context', 'x' FROM recommendation WHERE id > 4",
    )
    async with desk(many) as ui:
        await ui.press("m")
        grid = ui.app.screen.query_one(MatrixGrid)
        assert ui.line_with(" L1 ").endswith("…")
        await ui.press("end")
        first, end = grid.columns_in_sight
        assert end - first > 3
        heads = next(line for line in ui.lines if LAST in line).split()
        assert heads[-1] == LAST
        assert len(heads) == end - first
        assert row(ui, "Pakistan")[1:] == ["C"] * (end - first)
        assert f"columns {first + 1:,} to {end:,}" in ui.screen
        await ui.press("left")
        assert grid.columns_in_sight == (first, end)
        for _ in range(end - first - 1):
            await ui.press("left")
        assert grid.columns_in_sight == (first - 1, end - 1)
        assert row(ui, "Pakistan")[1:] == ["C"] * (end - first)
        await ui.press("home")
        assert grid.columns_in_sight[0] == 0
        assert row(ui, "Pakistan")[1:3] == ["A", "C"]


async def test_more_actors_than_fit_scroll_while_the_references_and_the_totals_stay(bundled: Path) -> None:
    async with desk(bundled) as ui:
        await ui.press("m")
        totals = row(ui, "Actors named")
        for key in ("G", "g", "pagedown", "pageup", *["j"] * 4, *["k"] * 4, "g"):
            await ui.press(key)
            assert ui.line_with("1 2 3 4 5 6 7 8")
            assert row(ui, "Actors named") == totals
            assert len([line for line in ui.lines if line.startswith("> ")]) == 1
        assert "State" in [line.strip() for line in ui.lines]


async def test_a_list_longer_than_the_matrix_is_said_in_words(
    seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix_module, "COLUMNS", 3)
    async with desk(seeded) as ui:
        await ui.press("m")
        assert "All recommendations: the first 3 of 4 (narrow the list for the rest)" in ui.flat
        assert "140.12" not in ui.screen


async def test_a_list_of_20_000_is_whole(many: Path) -> None:
    async with desk(many) as ui:
        await ui.press("m")
        assert f"All recommendations: {MANY + 4:,}, columns 1 to" in ui.screen
        assert "the first" not in ui.screen
        await ui.press("end")
        assert "140.12. Stop the arms" in ui.screen


async def test_a_list_that_names_nobody_says_how_to_go_back(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("slash")
        await ui.type("zebra")
        await ui.press("enter", "m")
        assert "No recommendation of this list names an actor. esc goes back." in ui.screen
        await ui.press("enter", "down", "right", "end", "G", "z", "escape")
        assert ui.where == "Desk"


async def test_it_keeps_up_with_the_file_and_with_its_cursor(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("m", "j", "end")
        assert "Pakistan: not named" in ui.screen
        write(
            seeded,
            "INSERT INTO mention (recommendation_id, actor_id, role, implied_reason) VALUES (4, 1, 'target', 'x')",
        )
        await ui.look()
        assert "Pakistan: Target" in ui.screen
        assert row(ui, "Pakistan") == ["4", "A", "C", "P", "T"]


async def test_a_click_goes_to_a_cell_and_a_double_click_opens_it(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("m")
        column, _ = ui.where_is("140.12")
        _, line = ui.where_is("Armed militants")
        await ui.pilot.click(offset=(column + 5, line))
        await ui.settle()
        assert "Armed militants: Target" in ui.screen
        await ui.pilot.click(offset=(column + 5, line), times=2)
        await ui.settle()
        assert "> Armed militants: Target" in ui.screen
        await ui.press("escape")
        await ui.click("Militant group")
        assert "Armed militants: Target" in ui.screen
        await ui.click("Farmers", times=2)
        assert "Recommendations naming Farmers: 1" in ui.screen


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 12), (20, 6)], ids=str)
async def test_names_of_any_script_stay_in_their_column_at_any_size(
    seeded: Path, size: tuple[int, int]
) -> None:
    without_triggers(
        seeded,
        "UPDATE actor SET name = '资助水坝和灌溉渠道的长期维护工作以及相关人员的培训' WHERE id = 2",
        "UPDATE actor SET name = '[/] [b]bold[/b]' WHERE id = 3",
    )
    async with desk(seeded, size) as ui:
        await ui.press("m", "right", "end", "G", "home", "g", "z")
        assert ui.where == "MatrixScreen"
        assert all(cell_len(line) <= size[0] for line in ui.lines)
        if size[1] >= 24:
            assert "[/] [b]bold[/b]" in ui.screen
            ends = {cell_len(line.rstrip()) for line in ui.lines if line.rstrip().endswith("·")}
            assert len(ends) == 1
            assert "…" in ui.line_with("资助")


async def test_a_mention_far_down_in_a_long_text_is_scrolled_to(seeded: Path) -> None:
    text = (
        "Iran should act. " + "Words that fill the page go here. " * 200 + "Farmers agree. " + "More. " * 300
    )
    without_triggers(
        seeded,
        f"UPDATE recommendation SET text = '{text}' WHERE id = 3",
        f"INSERT INTO mention (recommendation_id, actor_id, role, quote, quote_start)"
        f" VALUES (3, 6, 'partner', 'Farmers', {text.index('Farmers')})",
    )
    async with desk(seeded) as ui:
        await ui.press("m", "slash")
        await ui.type("farmers")
        await ui.press("enter", "right", "right", "right", "enter")
        assert "Farmers agree." in ui.screen
        await ui.press("escape", "escape", "slash")
        await ui.type("iran")
        await ui.press("enter", "enter")
        assert "Iran should act." in ui.screen


async def test_a_recommendation_that_is_opened_from_the_list_has_no_mention_marked(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("j", "j", "enter")
        assert marked(ui) == []
