"""The overview on screen: bars of the review, each of which opens the list behind it."""

from pathlib import Path

import pytest

from tests.ui.conftest import Sitting, desk, rows, write
from tracker import edits
from tracker.database.writer import Writer
from tracker.ui.widgets.choices import Choices

MANY = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) "


def cursor_line(ui: Sitting) -> str:
    lines = ui.app.screen.query_one("#lines", Choices)
    return ui.lines[lines.region.y + lines.cursor - int(lines.scroll_offset.y)].strip()


def query(ui: Sitting) -> str:
    """What stands in the query line of the desk."""
    return ui.lines[1].strip()


async def go_to(ui: Sitting, text: str) -> None:
    """Move the cursor down to the line with the text."""
    lines = ui.app.screen.query_one("#lines", Choices)
    top = lines.region.y - int(lines.scroll_offset.y)
    if text not in ui.screen:
        await ui.press("G")
        top = lines.region.y - int(lines.scroll_offset.y)
    for _ in range(ui.where_is(text)[1] - top - lines.cursor):
        await ui.pilot.press("j")
    for _ in range(lines.cursor - ui.where_is(text)[1] + top):
        await ui.pilot.press("k")
    await ui.settle()
    assert text in cursor_line(ui)


async def test_progress_and_statuses_are_bars_with_number_and_share(seeded: Path, writer: Writer) -> None:
    edits.set_status(writer, [1], "reviewed", analyst="amy")
    edits.set_status(writer, [2], "in_review", analyst="amy")
    async with desk(seeded) as ui:
        await ui.press("o")
        assert ui.lines[1].strip() == "4 recommendations; a full bar is all of them"
        assert ui.line_with("Progress").split()[1] == "Done"
        assert ui.line_with("Progress").endswith(" 1  25%")
        assert ui.line_with("Left to do").endswith(" 3  75%")
        assert ui.line_with("· Unreviewed").endswith(" 2  50%")
        assert ui.line_with("✓ Reviewed").endswith(" 1  25%")
        assert ui.line_with("– Set aside").endswith(" 0   0%")
        done, left = (ui.line_with(name).count("█") for name in ("Progress", "Left to do"))
        assert left == pytest.approx(3 * done, abs=3)
        assert "█" not in ui.line_with("– Set aside")


async def test_tags_actors_and_analysts_come_with_the_most_first(seeded: Path, writer: Writer) -> None:
    edits.change_tags(writer, [1, 2, 3], add=["water"], analyst="amy")
    edits.change_tags(writer, [1], add=["aid"], analyst="bob")
    async with desk(seeded, (80, 40)) as ui:
        await ui.press("o")
        shown = [line.split("█")[0].split("▏")[0].strip() for line in ui.lines]
        start = shown.index("Tags      water")
        assert shown[start + 1] == "aid"
        assert shown[start + 2] == "Actors    Pakistan"
        start = shown.index("Analysts  amy")
        assert shown[start + 1].startswith("bob")
        assert ui.line_with("Pakistan").endswith(" 3  75%")
        assert ui.line_with("amy").endswith(" 3  75%")


@pytest.mark.parametrize(
    ("bar", "line", "count"),
    [
        ("Done", "status:reviewed,set_aside", 2),
        ("Left to do", "-status:reviewed,set_aside", 2),
        ("Needs follow-up", "status:needs_follow_up", 1),
        ("new body", 'tag:"new body"', 2),
        ("Pakistan", "actor:Pakistan", 3),
        ("Armed militants", 'actor:"Armed militants"', 1),
        ("bob", "by:bob", 3),
        ("peace-talks", "report:peace-talks", 2),
    ],
)
async def test_enter_opens_the_list_behind_a_bar_and_it_is_as_long_as_the_bar_says(
    seeded: Path, writer: Writer, bar: str, line: str, count: int
) -> None:
    edits.set_status(writer, [1, 4], "reviewed", analyst="amy")
    edits.set_status(writer, [2], "needs_follow_up", analyst="bob")
    edits.change_tags(writer, [3, 4], add=["new body"], analyst="bob")
    async with desk(seeded) as ui:
        await ui.press("o")
        await go_to(ui, bar)
        assert str(count) in cursor_line(ui).split()[-4:]
        await ui.press("enter")
        assert ui.where == "Desk"
        assert query(ui) == line
        assert ui.lines[2].endswith(f": {count}")


async def test_a_click_on_a_bar_opens_its_list_too(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("o")
        await ui.click("· Unreviewed")
        assert (ui.where, query(ui)) == ("Desk", "status:unreviewed")


async def test_esc_leaves_the_list_as_it_was(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("slash")
        await ui.type("dams")
        await ui.press("enter", "o", "escape")
        assert (ui.where, query(ui)) == ("Desk", "dams")


async def test_only_the_most_used_tags_are_shown_until_enter_asks_for_all(seeded: Path) -> None:
    write(seeded, MANY.format(490) + "INSERT INTO tag (name) SELECT 'tag ' || i FROM n")
    write(seeded, "INSERT INTO tagging (recommendation_id, tag_id) SELECT 1, id FROM tag")
    async with desk(seeded) as ui:
        await ui.press("o")
        assert "…and 480 more: enter shows them, T the codebook" in ui.screen
        await go_to(ui, "…and 480 more")
        await ui.press("enter")
        assert ui.where == "OverviewScreen"
        assert "…and 480 more" not in ui.screen
        before = cursor_line(ui).split()
        await ui.press("j")
        assert before[0] == cursor_line(ui).split()[0] == "tag"


async def test_t_opens_the_codebook_from_here_too_and_a_tag_chosen_there_its_list(
    seeded: Path, writer: Writer
) -> None:
    edits.change_tags(writer, [1], add=["water"], analyst="amy")
    async with desk(seeded) as ui:
        await ui.press("o", "T")
        assert ui.where == "CodebookScreen"
        await ui.press("escape")
        assert ui.where == "OverviewScreen"
        await ui.press("T", "enter")
        assert (ui.where, query(ui)) == ("Desk", "tag:water")


async def test_the_filter_finds_bars_that_are_not_shown(seeded: Path) -> None:
    write(seeded, MANY.format(60) + "INSERT INTO actor (name, kind) SELECT 'Militia ' || i, 'state' FROM n")
    write(
        seeded,
        "INSERT INTO mention (recommendation_id, actor_id, role, implied_reason)"
        " SELECT 4, id, 'context', 'Why' FROM actor WHERE name LIKE 'Militia%'",
    )
    async with desk(seeded) as ui:
        await ui.press("o")
        assert "Militia 60" not in ui.screen
        await ui.press("slash")
        await ui.type("militia 60")
        assert ui.line_with("Militia 60").startswith(" Actors")
        await ui.press("enter", "enter")
        assert (ui.where, query(ui)) == ("Desk", 'actor:"Militia 60"')


async def test_a_section_without_bars_says_which_key_makes_one(seeded: Path) -> None:
    write(seeded, "INSERT INTO tag (name) VALUES ('unused')")
    async with desk(seeded) as ui:
        await ui.press("o")
        assert "none put on yet: t on a recommendation" in ui.line_with("Tags")
        assert "unused" not in ui.screen
        assert "nobody changed anything yet" in ui.line_with("Analysts")
        await go_to(ui, "none put on yet")
        await ui.press("enter")
        assert ui.where == "OverviewScreen"
        assert "t on a recommendation puts one on" in ui.toast


async def test_an_empty_database_says_how_to_load_a_report(database: Path) -> None:
    async with desk(database) as ui:
        await ui.press("o")
        assert "tracker load FILE" in ui.screen


async def test_the_overview_keeps_up_with_the_file_and_the_cursor_stays_on_its_bar(
    seeded: Path, writer: Writer
) -> None:
    edits.change_tags(writer, [1], add=["water"], analyst="amy")
    async with desk(seeded) as ui:
        await ui.press("o")
        await go_to(ui, "Tags      water")
        edits.change_tags(writer, [2, 3], add=["aid"], analyst="amy")
        await ui.look()
        assert ui.line_with("Tags      aid").endswith(" 2  50%")
        assert cursor_line(ui).startswith("water")
        await ui.press("u")
        assert "Tags      water" in ui.screen
    assert rows(seeded, "SELECT count(*) FROM tagging") == [1]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 12)])
async def test_a_long_name_is_cut_with_a_sign_and_bars_and_numbers_stay_in_line(
    seeded: Path, writer: Writer, size: tuple[int, int]
) -> None:
    edits.set_status(writer, [1, 2], "reviewed", analyst="漢字" * 60)
    async with desk(seeded, size) as ui:
        await ui.press("o", "G")
        line = ui.line_with("漢字")
        assert "…" in line
        assert "█" in line
        assert line.endswith(" 2  50%")
        await ui.resize(90, 24)
        assert ui.line_with("漢字").endswith(" 2  50%")


async def test_a_name_that_no_query_line_can_hold_says_so(seeded: Path, writer: Writer) -> None:
    edits.set_status(writer, [1], "reviewed", analyst="amy")
    write(seeded, "INSERT INTO changeset (kind, analyst, summary) VALUES ('edit', ?, 's')", "[/]a\nb\x1b")
    write(seeded, "INSERT INTO open_changeset (changeset_id) SELECT max(id) FROM changeset")
    write(seeded, "INSERT INTO note (recommendation_id, body) VALUES (2, 'x')")
    write(seeded, "DELETE FROM open_changeset")
    async with desk(seeded) as ui:
        await ui.press("o")
        await go_to(ui, "[/]a b\N{REPLACEMENT CHARACTER}")
        await ui.press("enter")
        assert ui.where == "OverviewScreen"
        assert "control character" in ui.toast


async def test_what_is_done_has_the_share_of_its_statuses(seeded: Path) -> None:
    write(
        seeded,
        "INSERT INTO recommendation (report_id, reference, position, title, text)"
        " SELECT 1, 'x' || id, 50 + id, 'Title', 'Text' FROM recommendation",
    )
    write(seeded, "UPDATE recommendation SET review_status = 'reviewed' WHERE id > 1")
    async with desk(seeded) as ui:
        await ui.press("o")
        assert ui.line_with("Done").split()[-2:] == ui.line_with("Reviewed").split()[-2:]


async def test_each_report_has_a_bar_of_its_own_with_what_is_done_first(seeded: Path, writer: Writer) -> None:
    edits.set_status(writer, [1], "set_aside", analyst="amy")
    edits.set_status(writer, [4], "needs_follow_up", analyst="amy")
    async with desk(seeded) as ui:
        await ui.press("o")
        water, talks = ui.line_with("Reports   water"), ui.line_with("peace-talks")
        assert water.endswith("1 of 2  50%")
        assert talks.endswith("0 of 2   0%")
        signs = [[line.count(sign) for sign in "█▒░"] for line in (water, talks)]
        width = sum(signs[0])
        assert signs == [[width // 2 + width % 2, 0, width // 2], [0, width // 2 + width % 2, width // 2]]
        await go_to(ui, "peace-talks")
        assert ui.lines[1].strip() == "Peace Talks"
        await ui.press("slash")
        await ui.type("for all")
        assert ui.line_with("water").startswith(" Reports   water")


async def test_one_report_is_no_section(bundled: Path) -> None:
    async with desk(bundled) as ui:
        await ui.press("o")
        assert "Reports" not in ui.screen


async def test_of_many_reports_ten_are_shown_none_like_another_until_enter_asks_for_all(seeded: Path) -> None:
    name = "'a-report-of-the-working-group-on-' || i || '-of-the-list'"
    write(seeded, MANY.format(191) + f"INSERT INTO report (slug, title) SELECT {name}, 'Title ' || i FROM n")
    async with desk(seeded) as ui:
        await ui.press("o")
        assert "…and 183 more: enter shows them" in ui.screen
        await go_to(ui, "…and 183 more")
        await ui.press("enter")
        names = [line[10:].split()[0] for line in ui.lines if "-of-" in line]
        assert len(names) == len(set(names)) > 10
        await ui.press("slash")
        await ui.type("title 191")
        await ui.press("enter", "enter")
        assert ui.where == "Desk"
        assert query(ui) == "report:a-report-of-the-working-group-on-191-of-the-list"


FOLLOWUP = (
    "INSERT INTO source (id, name) VALUES (1, 'Letter')",
    "INSERT INTO progress (recommendation_id, basis, status, as_of, source_id) VALUES"
    " (1, 'reported', 'implemented', '2000-01-01', 1), (2, 'reported', 'in_progress', '2000-01-01', 1),"
    " (3, 'reported', 'not_started', '2000-01-01', 1)",
    "INSERT INTO deadline (recommendation_id, due_on) VALUES (1, '2000-03-01'), (2, '2001-03-31'),"
    " (3, '2999-02-01'), (4, '2999-02-28')",
)


async def test_without_a_follow_up_nothing_tells_of_one(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("o")
        for words in ("Deadlines", "Overdue", "Addressee", "Follow-up "):
            assert words not in ui.screen


async def test_deadlines_stand_by_month_and_what_became_of_it_by_report_and_addressee(seeded: Path) -> None:
    for statement in FOLLOWUP:
        write(seeded, statement)
    async with desk(seeded, (80, 40)) as ui:
        await ui.press("o")
        shown = [line[10:24].split("█")[0].split("▏")[0].strip() for line in ui.lines]
        start = shown.index("⚑ Overdue")
        assert shown[start : start + 4] == ["⚑ Overdue", "2999-02", "2001-03", "2000-03"]
        assert ui.line_with("⚑ Overdue").endswith(" 1  25%")
        assert ui.line_with("2999-02").endswith(" 2  50%")
        water = ui.line_with("Follow-up")
        assert water.endswith("1 of 2  50%") and water.split()[1] == "water"
        assert water.count("█") == pytest.approx(water.count("▒"), abs=1) and "░" not in water
        addressee = ui.line_with("Addressee")
        assert "▒" in addressee or "█" in addressee or "░" in addressee


@pytest.mark.parametrize(
    ("bar", "line", "count"),
    [
        ("Overdue", "overdue:yes", 1),
        ("2999-02", "due:2999-02", 2),
        ("Addressee", "actor:Pakistan role:addressee", 1),
        ("Follow-up", "report:water", 2),
    ],
)
async def test_a_bar_of_the_follow_up_opens_its_list(seeded: Path, bar: str, line: str, count: int) -> None:
    for statement in FOLLOWUP:
        write(seeded, statement)
    async with desk(seeded, (80, 40)) as ui:
        await ui.press("o")
        await go_to(ui, bar)
        if bar == "Addressee":
            name = cursor_line(ui).split("  ")[0].removeprefix("Addressee").strip()
            line = line.replace("Pakistan", name if " " not in name else f'"{name}"')
        await ui.press("enter")
        assert query(ui) == line
        assert f": {count}" in ui.lines[2]
