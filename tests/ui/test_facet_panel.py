"""The facets: beside the list where there is room, over it where there is not."""

import sqlite3
import threading
from pathlib import Path

import pytest

from tests import LIMIT_SECONDS
from tests.ui.conftest import Sitting, desk, rows, write
from tracker.reading import facets as facets_module
from tracker.ui.widgets.detail_view import DetailView
from tracker.ui.widgets.facet_panel import FacetPanel
from tracker.ui.widgets.recommendation_list import RecommendationList
from tracker.ui.widgets.search_line import QueryLine

WIDE = (120, 40)


@pytest.fixture
def tagged(seeded: Path) -> Path:
    """Two reports with a tag on two recommendations and another on one of them."""
    write(seeded, "INSERT INTO tag (id, name) VALUES (1, 'aid'), (2, 'water')")
    write(seeded, "INSERT INTO tagging (recommendation_id, tag_id) VALUES (1, 1), (3, 1), (1, 2)")
    return seeded


def panel(ui: Sitting) -> list[str]:
    """The lines of the facets, each with single spaces."""
    (found,) = ui.app.screen.query(FacetPanel)
    region = found.region
    lines = ui.lines[region.y : region.bottom]
    return [" ".join(line[region.x : region.right - 1].replace("│", " ").split()) for line in lines]


def query_line(ui: Sitting) -> str:
    return next((query.value for query in ui.app.screen.query(QueryLine)), "")


async def go_to(ui: Sitting, text: str) -> None:
    """Move the cursor of the facets down to the line in sight that begins so."""
    (found,) = ui.app.screen.query(FacetPanel)
    lines = [line.removeprefix("[+] ").removeprefix("[-] ") for line in panel(ui)]
    (at,) = [n for n, line in enumerate(lines) if line.startswith(text)]
    between = lines[found.cursor - int(found.scroll_offset.y) + 1 : at + 1]
    await ui.type("j" * sum(line[-1:].isdigit() or line.startswith("…") for line in between))


async def test_the_facets_stand_beside_the_list_from_120_columns_with_their_counts(tagged: Path) -> None:
    async with desk(tagged, (119, 40)) as ui:
        assert not [shown for shown in ui.app.screen.query(FacetPanel) if shown.display]
        await ui.resize(*WIDE)
        lines = panel(ui)
        assert lines[:5] == ["Reports", "peace-talks 2", "water 2", "Review status", "· Unreviewed 4"]
        assert {"Tags", "aid 2", "water 1", "Pakistan 3", "A Addressee 3"} <= set(lines)
        await ui.resize(80, 24)
        assert not ui.app.screen.query_one(FacetPanel).region
        await ui.press("j")
        assert "Protect farmers" in ui.cursor_line


async def test_list_detail_and_facets_are_all_readable_at_120_columns_and_at_200(tagged: Path) -> None:
    async with desk(tagged, WIDE) as ui:
        listed, shown = ui.app.screen.query_one(RecommendationList), ui.app.screen.query_one(DetailView)
        assert listed.region.width >= 80
        assert shown.region.y >= listed.region.bottom
        assert shown.region.width >= 80
        assert "Fund the dams" in ui.cursor_line
        assert "Pakistan should set up an Indus Fund with the United Nations." in ui.screen
        await ui.resize(200, 50)
        assert shown.region.x >= listed.region.right
        assert listed.region.width >= 80
        await ui.resize(*WIDE)
        await ui.press("f")
        assert shown.region.x >= listed.region.right


async def test_enter_asks_for_a_value_again_excludes_it_and_again_drops_it(tagged: Path) -> None:
    async with desk(tagged, WIDE) as ui:
        await ui.press("shift+tab")
        await go_to(ui, "aid")
        await ui.press("enter")
        assert query_line(ui) == "tag:aid"
        assert "Recommendations tagged aid: 2" in ui.screen
        assert "[+] aid 2" in panel(ui)
        assert "Protect farmers" not in ui.screen
        await ui.press("enter")
        assert query_line(ui) == "-tag:aid"
        assert "Recommendations not tagged aid: 2" in ui.screen
        assert "[-] aid 2" in panel(ui)
        assert "Fund the dams" not in ui.screen
        await ui.press("enter")
        assert query_line(ui) == ""
        assert "All recommendations: 4" in ui.screen
        assert "aid 2" in panel(ui)


async def test_two_quick_enters_exclude_though_no_count_came_between(tagged: Path) -> None:
    async with desk(tagged, WIDE) as ui:
        await ui.press("shift+tab")
        await go_to(ui, "aid")
        ui.send("enter", "enter")
        await ui.settle()
        assert query_line(ui) == "-tag:aid"
        assert "[-] aid 2" in panel(ui)


async def test_each_count_is_of_the_list_without_the_terms_of_its_own_key(tagged: Path) -> None:
    async with desk(tagged, WIDE) as ui:
        await ui.press("slash")
        await ui.type("tag:water status:unreviewed")
        lines = panel(ui)
        assert "aid 2" in lines
        assert "[+] water 1" in lines
        assert "[+] · Unreviewed 1" in lines
        assert "Indus Fund 1" in lines
        assert not [line for line in lines if line.startswith("Farmers")]


async def test_a_second_status_is_an_alternative_and_what_was_typed_stays(tagged: Path) -> None:
    write(tagged, "UPDATE recommendation SET review_status = 'reviewed' WHERE id = 2")
    async with desk(tagged, WIDE) as ui:
        await ui.press("slash")
        await ui.type("should")
        await ui.press("enter", "shift+tab")
        await go_to(ui, "· Unreviewed")
        await ui.press("enter")
        await go_to(ui, "✓ Reviewed")
        await ui.press("enter")
        assert query_line(ui) == "should status:unreviewed,reviewed"
        assert "matching should: 3" in ui.screen


async def test_the_counts_follow_an_edit(tagged: Path) -> None:
    async with desk(tagged, WIDE) as ui:
        await ui.press("s", "4")
        assert {"· Unreviewed 3", "✓ Reviewed 1", "amy 1"} <= set(panel(ui))
        await ui.press("u")
        assert {"· Unreviewed 4", "✓ Reviewed 0"} <= set(panel(ui))


async def test_f_hides_the_facets_and_shows_them_with_the_focus_in_them(tagged: Path) -> None:
    async with desk(tagged, WIDE) as ui:
        width = ui.app.screen.query_one(RecommendationList).region.width
        await ui.press("f")
        assert not ui.app.screen.query_one(FacetPanel).region
        assert isinstance(ui.app.focused, RecommendationList)
        assert "Pakistan 3" not in ui.screen
        await ui.press("s", "4", "f")
        assert isinstance(ui.app.focused, FacetPanel)
        assert ui.app.screen.query_one(RecommendationList).region.width == width
        assert "✓ Reviewed 1" in panel(ui)
        await ui.press("f")
        assert isinstance(ui.app.focused, RecommendationList)


async def test_tab_goes_from_the_facets_to_the_list_to_the_detail_and_esc_back_to_the_list(
    tagged: Path,
) -> None:
    async with desk(tagged, WIDE) as ui:
        focused = []
        await ui.press("shift+tab")
        for _ in range(3):
            focused.append(type(ui.app.focused))
            await ui.press("tab")
        assert focused == [FacetPanel, RecommendationList, DetailView]
        await ui.press("shift+tab", "shift+tab", "shift+tab")
        await ui.press("f", "f", "enter")
        assert query_line(ui) == "report:peace-talks"
        await ui.press("escape")
        assert isinstance(ui.app.focused, RecommendationList)
        assert query_line(ui) == "report:peace-talks"


async def test_the_cursor_never_stands_on_a_heading(tagged: Path) -> None:
    async with desk(tagged, WIDE) as ui:
        await ui.press("shift+tab")
        shown = ui.app.screen.query_one(FacetPanel)
        headings = {"Review status", "Tags", "Roles of actors", "Analysts", "Reports", "Kinds of actor"}
        for key in ("g", "k", *["j"] * 13, "G", "k", "k", "pageup", "pagedown", "end", "home"):
            await ui.press(key)
            at = panel(ui)[shown.cursor - int(shown.scroll_offset.y)]
            assert at
            assert at not in headings
            assert not at.startswith("Actors:")
        assert "Review status" in panel(ui)


async def test_a_click_takes_a_value_and_none_takes_a_heading(tagged: Path) -> None:
    async with desk(tagged, WIDE) as ui:
        await ui.click("Roles of actors")
        assert query_line(ui) == ""
        await ui.click("Beneficiary")
        assert query_line(ui) == "role:beneficiary"
        assert "naming an actor as Beneficiary: 1" in ui.screen


async def test_a_long_group_shows_its_first_ten_and_opens(tagged: Path) -> None:
    for number in range(3, 33):
        write(tagged, "INSERT INTO tag (id, name) VALUES (?, ?)", number, f"label {number:02}")
        write(tagged, "INSERT INTO tagging (recommendation_id, tag_id) VALUES (2, ?)", number)
    async with desk(tagged, (120, 60)) as ui:
        assert "… 22 more" in panel(ui)
        assert not [line for line in panel(ui) if line.startswith("label 30")]
        await ui.press("slash")
        await ui.type('tag:"label 31"')
        await ui.press("enter", "shift+tab")
        assert "[+] label 31 1" in panel(ui)
        assert "… 21 more" in panel(ui)
        await go_to(ui, "… 21 more")
        await ui.press("enter")
        await go_to(ui, "label 30")
        await ui.press("enter")
        assert query_line(ui) == 'tag:"label 31" tag:"label 30"'
        assert "[+] label 30 1" in panel(ui)
        await go_to(ui, "… fewer")
        await ui.press("enter")
        assert "… 20 more" in panel(ui)


async def test_a_line_that_cannot_be_read_yet_is_kept_and_said(tagged: Path) -> None:
    async with desk(tagged, WIDE) as ui:
        await ui.press("slash")
        await ui.type("tag:")
        await ui.click("Reviewed")
        assert "tag: has no value." in ui.toast
        assert query_line(ui) == "tag:"
        await ui.resize(80, 24)
        await ui.press("escape", "f")
        assert ui.where == "FacetsModal"


async def test_names_are_shown_as_they_stand_and_cut_with_a_sign(tagged: Path) -> None:
    write(
        tagged, "INSERT INTO tag (id, name) VALUES (3, '[/] [b]x'), (4, '资助水坝和灌溉渠道的长期维护工作')"
    )
    write(tagged, "INSERT INTO tagging (recommendation_id, tag_id) VALUES (1, 3), (1, 4)")
    async with desk(tagged, WIDE) as ui:
        assert "[/] [b]x 1" in panel(ui)
        cut = next(line for line in ui.lines if "资助" in line.partition("│")[0])
        assert "… 1 │" in cut
        await ui.press("shift+tab")
        await go_to(ui, "[/] [b]x")
        await ui.press("enter")
        assert "[+] [/] [b]x 1" in panel(ui)
        assert query_line(ui) == 'tag:"[/] [b]x"'


async def test_the_list_does_not_wait_for_the_counts(tagged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()
    real = facets_module.facets

    def slow(connection: sqlite3.Connection, query: facets_module.Query) -> tuple[facets_module.Facet, ...]:
        assert not query.words or released.wait(LIMIT_SECONDS)
        return real(connection, query)

    monkeypatch.setattr(facets_module, "facets", slow)
    async with desk(tagged, WIDE) as ui:
        await ui.press("slash")
        ui.send(*"farm")
        await ui.until(lambda: "Recommendations matching farm: 1" in ui.screen)
        assert "Protect farmers" in ui.cursor_line
        await ui.until(lambda: "States of the region should" in ui.screen)
        assert "Pakistan 3" in panel(ui)
        released.set()
        await ui.settle()
        assert "Farmers 1" in panel(ui)
        assert "Pakistan 1" in panel(ui)


async def test_a_count_that_is_not_wanted_any_more_is_ended_without_a_word(
    tagged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = facets_module.facets
    begun: list[str] = []
    endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

    def slow(connection: sqlite3.Connection, query: facets_module.Query) -> tuple[facets_module.Facet, ...]:
        if query.words and query.words[0].text == "f":
            begun.append(query.words[0].text)
            connection.execute(endless).fetchone()
        return real(connection, query)

    monkeypatch.setattr(facets_module, "facets", slow)
    async with desk(tagged, WIDE) as ui:
        await ui.press("slash")
        ui.send("f")
        await ui.until(lambda: bool(begun))
        await ui.type("arm")
        assert "Farmers 1" in panel(ui)
        assert ui.toast == ""


async def test_below_120_columns_the_facets_lie_over_the_list_and_give_back_the_line(tagged: Path) -> None:
    async with desk(tagged) as ui:
        await ui.press("f")
        assert ui.where == "FacetsModal"
        assert "All recommendations: 4" in ui.screen
        await go_to(ui, "aid")
        await ui.press("enter")
        assert "Recommendations tagged aid: 2" in ui.flat
        assert "[+] aid 2" in panel(ui)
        await ui.press("enter")
        assert "Recommendations not tagged aid: 2" in ui.flat
        assert "· Unreviewed 2" in panel(ui)
        await ui.press("f")
        assert ui.where == "Desk"
        assert query_line(ui) == "-tag:aid"
        assert "Recommendations not tagged aid: 2" in ui.screen
        assert isinstance(ui.app.focused, RecommendationList)
    assert rows(tagged, "SELECT count(*) FROM tagging") == [3]


@pytest.mark.parametrize("key", ["escape", "q", "f"])
async def test_the_overlay_leaves_the_line_as_it_is_where_nothing_was_chosen(tagged: Path, key: str) -> None:
    async with desk(tagged) as ui:
        await ui.press("slash")
        await ui.type("farm  ")
        await ui.press("enter", "f", "j", key)
        assert ui.where == "Desk"
        assert query_line(ui) == "farm  "


async def test_the_overlay_fits_and_says_its_keys_at_80_columns(bundled: Path) -> None:
    async with desk(bundled) as ui:
        await ui.press("f")
        (modal,) = ui.app.screen.query(".modal")
        assert ui.app.screen.region.contains_region(modal.region)
        assert "enter: ask for, exclude, clear" in ui.screen
        await ui.press("G")
        assert "Marshal Aid Program 1" in panel(ui)
        await ui.press("question_mark")
        assert ui.where == "HelpModal"
        await ui.press("escape", "escape")
        assert ui.where == "Desk"


async def test_nothing_to_narrow_an_empty_database_to_but_statuses(database: Path) -> None:
    async with desk(database, WIDE) as ui:
        assert panel(ui)[:2] == ["Review status", "· Unreviewed 0"]
        assert "Tags" not in panel(ui)


REPORTS = """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 191)
INSERT INTO report (slug, title) SELECT printf('review-of-state-%03d', i), 'Review of land ' || i FROM n"""
WITH_ONE = """INSERT INTO recommendation (report_id, reference, position, title, text)
SELECT id, '1', 1, 'Act', 'Act.' FROM report WHERE slug LIKE 'review-%'"""


@pytest.fixture
def reports(seeded: Path) -> Path:
    """193 reports, 191 of them with one recommendation each."""
    write(seeded, REPORTS)
    write(seeded, WITH_ONE)
    return seeded


async def test_of_many_reports_the_first_ten_by_count_stand_first_and_the_rest_is_counted(
    reports: Path,
) -> None:
    async with desk(reports, WIDE) as ui:
        assert panel(ui)[:4] == ["Reports", "peace-talks 2", "water 2", "review-of-st…001 1"]
        assert panel(ui)[11:13] == ["… 183 more", "Review status"]
        await ui.press("shift+tab")
        await go_to(ui, "… 183 more")
        await ui.press("enter", "G", "k")
        assert not [line for line in panel(ui) if "more" in line]


async def test_a_part_of_the_name_or_the_title_of_a_report_finds_it(reports: Path) -> None:
    async with desk(reports, WIDE) as ui:
        await ui.press("shift+tab", "slash")
        await ui.type("LAND 1")
        assert panel(ui)[1] == "review-of-st…001 1"
        assert not [line for line in panel(ui) if "more" in line]
        await ui.type("77")
        assert panel(ui)[:3] == ["Reports", "review-of-st…177 1", ""]
        assert query_line(ui) == ""
        await ui.press("enter", "enter")
        assert "review-of-state-177: 1" in ui.screen
        assert panel(ui)[1] == "[+] review-of-st…177 1"
        await ui.press("escape")
        assert panel(ui)[11:13] == ["[+] review-of-st…177 1", "… 182 more"]
        assert isinstance(ui.app.focused, FacetPanel)
        await ui.press("escape")
        assert isinstance(ui.app.focused, RecommendationList)


async def test_what_is_typed_finds_tags_and_actors_too_and_esc_drops_it(tagged: Path) -> None:
    async with desk(tagged) as ui:
        ui.send("f", "slash", *"wat")
        await ui.settle()
        assert panel(ui)[:4] == ["Reports", "water Water for All 2", "Tags", "water 1"]
        await ui.type("x")
        assert panel(ui)[0] == "No match."
        await ui.press("backspace", "down", "j", "enter")
        assert "Recommendations tagged water: 1" in ui.flat
        await ui.press("slash", "escape")
        assert "· Unreviewed 1" in panel(ui)
        await ui.press("escape")
        assert query_line(ui) == "tag:water"


async def test_a_value_without_a_sign_stands_under_the_names_of_those_with_one(seeded: Path) -> None:
    write(seeded, "INSERT INTO response (recommendation_id, position) VALUES (1, 'noted'), (2, 'accepted')")
    write(seeded, "INSERT INTO deadline (recommendation_id, due_on) VALUES (1, '2020-01-01')")
    async with desk(seeded, (120, 80)) as ui:
        lines = [line[:28] for line in ui.lines]
        column = next(line for line in lines if "Noted" in line).index("Noted")
        assert all(
            next(line for line in lines if name in line).index(name) == column
            for name in ("Accepted", "None", "Overdue", "Before this month", "No deadline")
        )
