"""Reading on: from one recommendation to the next, and to the next that is unreviewed."""

from pathlib import Path

from tests.ui.conftest import MANY, desk, rows, statuses_of, write


async def test_one_key_reads_the_next_of_the_list_and_the_title_says_which(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("down", "enter")
        assert ui.lines[0].strip().startswith("2 of 4")
        assert "Protect farmers" in ui.screen
        await ui.press("J")
        assert ui.lines[0].strip().startswith("3 of 4  peace-talks  Peace Talks")
        assert "Talk to each other" in ui.screen
        await ui.press("K", "K")
        assert "Fund the dams" in ui.screen
        await ui.press("K")
        assert "This is the first of the list." in ui.toast


async def test_a_page_down_at_the_end_of_a_text_reads_the_next_one(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("enter", "pagedown")
        assert "Protect farmers" in ui.screen
        write(seeded, "INSERT INTO note (recommendation_id, body) VALUES (2, ?)", "line\n\n" * 60)
        await ui.look()
        await ui.press("pagedown")
        assert ui.lines[0].strip().startswith("2 of 4")


async def test_the_list_goes_on_where_the_reading_ended(many: Path) -> None:
    async with desk(many) as ui:
        await ui.press("enter", "J", "J", "escape")
        assert "Line 1 of many" in ui.cursor_line
        await ui.press("end", "enter")
        assert ui.lines[0].strip().startswith(f"{MANY + 4:,} of {MANY + 4:,}")


async def test_the_next_unreviewed_is_one_key_from_a_judgement_and_wraps_round(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("down", "enter", "s", "4", "full_stop")
        assert "Talk to each other" in ui.screen
        await ui.press("s", "5", "full_stop", "s", "2", "full_stop")
        assert "Fund the dams" in ui.screen
        await ui.press("s", "4", "full_stop")
        assert "Nothing else in this list is unreviewed." in ui.toast
    assert "unreviewed" not in statuses_of(seeded)


async def test_the_next_unreviewed_of_the_list_is_one_key_on_the_desk_too(many: Path) -> None:
    write(many, "UPDATE recommendation SET review_status = 'reviewed' WHERE position BETWEEN 2 AND 3000")
    async with desk(many) as ui:
        first = rows(
            many,
            "SELECT reference FROM recommendation WHERE review_status = 'unreviewed' AND id > 1"
            " ORDER BY report_id, position LIMIT 1",
        )[0]
        await ui.press("full_stop")
        assert str(first) in ui.cursor_line


async def test_in_one_packet_each_status_goes_to_the_one_read_then(seeded: Path) -> None:
    async with desk(seeded) as ui:
        ui.send("enter", "s", "4", "J", "s", "5", "J", "s", "2")
        await ui.settle()
    assert statuses_of(seeded) == ["reviewed", "set_aside", "in_review", "unreviewed"]
