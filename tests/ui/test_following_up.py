"""What became of a recommendation, by keys: answers, progress, deadlines, owners, and what needs somebody today."""

from datetime import date, timedelta
from pathlib import Path

from tests.ui.conftest import Sitting, desk, rows, write

ANSWERS = "SELECT reference, actor, position, as_printed, said_on, source, place FROM recommendation_response"
PROGRESS = "SELECT basis, status, as_of, source, text FROM recommendation_progress ORDER BY progress_id"
DEADLINES = "SELECT due_on, moved_days, reason FROM recommendation_deadline ORDER BY deadline_id"
OWNERS = "SELECT assigned_to FROM recommendation ORDER BY id"


async def fill(ui: Sitting, *texts: str) -> None:
    """Type into one field after the other, each reached by tab."""
    for text in texts:
        await ui.press("tab")
        await ui.type(text)


async def answered(ui: Sitting) -> None:
    """Have the addressee take note of the recommendation under the cursor, in a letter."""
    await ui.press("r", "4")
    await fill(ui, "takes note", "", "2026-03-01", "Letter of 1 March")
    await ui.press("tab")
    assert "digit: choose" in ui.screen
    await ui.press("4")
    await fill(ui, "", "page 3")
    await ui.press("enter")


async def test_an_answer_is_written_by_keys_with_a_source_that_is_made_for_it(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await answered(ui)
        assert ui.where == "Desk"
        assert "Noted" in ui.toast and "a new source" in ui.toast
        addressee = rows(seeded, "SELECT actor FROM recommendation_actor WHERE role = 'addressee'")[0]
        assert rows(seeded, ANSWERS) == [
            ("1", addressee, "noted", "takes note", "2026-03-01", "Letter of 1 March", "p. 3")
        ]
        assert rows(seeded, "SELECT kind FROM source") == ["letter"]
        await ui.press("u")
        assert rows(seeded, ANSWERS) == [] and rows(seeded, "SELECT kind FROM source") == []
        await ui.press("U", "enter")
        assert 'Noted ("takes note"' in ui.flat and "2026-03-01, Letter of 1 March, p. 3)" in ui.flat


async def test_the_last_source_is_proposed_and_others_are_found_by_a_part_of_their_name(seeded: Path) -> None:
    write(seeded, "INSERT INTO source (name, kind) VALUES ('A table of answers', 'table')")
    async with desk(seeded) as ui:
        await answered(ui)
        await ui.press("j", "r", "1", "tab", "tab", "tab", "tab", "down")
        assert "Letter of 1 March" in ui.line_with("Source")
        await ui.press("down")
        assert "A table of answers" in ui.line_with("Source") and "Table" in ui.line_with("Source")
        await ui.press("enter")
        assert rows(seeded, ANSWERS)[1][5] == "A table of answers"


async def test_a_day_is_shown_as_it_is_understood_and_refused_at_its_field(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("w")
        await ui.type("+6w")
        due = date.today() + timedelta(weeks=6)
        assert f"{due:%a} {due.day} {due:%B %Y}" in ui.line_with("+6w")
        await ui.press("x", "enter")
        assert ui.where == "DeadlineModal"
        at = next(n for n, line in enumerate(ui.lines) if "+6wx" in line)
        assert "cannot be read as a day" in ui.lines[at + 1]
        await ui.press("backspace", "enter")
        assert rows(seeded, DEADLINES) == [(due.isoformat(), None, None)]


async def test_a_deadline_that_moves_stays_with_the_one_before(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("w")
        await ui.type("2027-03-01")
        await ui.press("enter", "w")
        await ui.type("2027-05-30")
        await fill(ui, "more time")
        await ui.press("enter", "enter")
        assert rows(seeded, DEADLINES) == [("2027-03-01", None, None), ("2027-05-30", 90, "more time")]
        assert "Due 2027-05-30, 90 days later than first given" in ui.flat
        assert ui.flat.index("more time") < ui.flat.index("Due 2027-03-01")


async def test_a_closed_status_without_proof_is_refused_where_it_is_missing_and_all_stays(
    seeded: Path,
) -> None:
    async with desk(seeded) as ui:
        await ui.press("p", "4")
        await fill(ui, "done!")
        await ui.press("enter")
        assert ui.where == "ProgressModal" and "done!" in ui.screen
        at = next(n for n, line in enumerate(ui.lines) if "As of" in line)
        assert "A closed status needs its day and source" in ui.lines[at + 1]
        await ui.type("yesterday")
        await ui.press("enter")
        at = next(n for n, line in enumerate(ui.lines) if "Source " in line and "source" in ui.lines[n + 1])
        assert "A closed status" in ui.lines[at + 1]
        await ui.type("The report")
        await ui.press("enter")
        await ui.type("Seen there")
        await ui.press("ctrl+s")
        day = (date.today() - timedelta(days=1)).isoformat()
        assert rows(seeded, PROGRESS) == [("assessed", "implemented", day, "The report", "Seen there")]


async def test_why_a_form_is_refused_is_seen_whole_in_a_form_that_scrolls(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("p", "4")
        await fill(ui, "", "2026-03-01", "A new source")
        await ui.press("enter")
        assert ui.where == "ProgressModal"
        assert "A closed status needs its day" in ui.flat and "a quote its source and place." in ui.flat


async def test_what_is_reported_and_what_is_assessed_stand_side_by_side(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("p", "3", "shift+tab", "right", "enter")
        await ui.press("p", "1", *["tab"] * 6)
        await ui.type("Nothing seen")
        await ui.press("ctrl+s", "enter")
        assert [row[:2] for row in rows(seeded, PROGRESS)] == [
            ("reported", "partly_implemented"),
            ("assessed", "not_started"),
        ]
        assert ui.line_with("Reported   ").split() == ["Reported", "◑", "Partly", "implemented"]
        assert ui.line_with("Assessed   ").split() == ["Assessed", "○", "Not", "started", "(amy)"]


async def test_an_owner_is_chosen_on_all_that_are_marked(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("space", "space", "O", "enter")
        assert rows(seeded, OWNERS)[:3] == ["amy", "amy", None]
        await ui.press("escape", "g", "at")
        await ui.type("bob")
        await ui.press("enter")
        assert rows(seeded, OWNERS)[:2] == ["bob", "amy"]
        await ui.press("O")
        await ui.type("nobody")
        await ui.press("enter")
        assert rows(seeded, OWNERS)[:2] == [None, "amy"]


async def test_a_form_that_is_left_is_gone_on_with(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("r", "2")
        await fill(ui, "in part")
        await ui.press("escape")
        assert ui.toast == "What you typed is kept, not saved: r goes on with it."
        await ui.press("j", "r")
        assert "in part" not in ui.line_with("As printed")
        await ui.press("escape", "k", "r")
        assert "in part" in ui.line_with("As printed") and "Not saved yet." in ui.screen
        await ui.press("enter")
        assert rows(seeded, ANSWERS)[0][2:4] == ("accepted_in_part", "in part")
        await ui.press("r")
        assert "in part" not in ui.line_with("As printed")


async def test_quitting_asks_where_a_form_is_not_saved(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("w")
        await ui.type("+6w")
        await ui.press("ctrl+q")
        assert "What you typed into 1 form is not saved." in ui.flat
        await ui.press("n", "escape", "q")
        assert "What you typed into 1 form is not saved." in ui.flat and "quit and throw it away" in ui.flat
        await ui.press("n", "w", "enter", "q")
        await ui.until(lambda: not ui.app.is_running)
    assert len(rows(seeded, DEADLINES)) == 1


async def test_what_the_database_refuses_opens_the_form_again_with_all_that_was_typed(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("r", "1")
        await fill(ui, "yes")
        write(seeded, "DELETE FROM response_position WHERE code = 'accepted'")
        await ui.press("enter")
        assert ui.where == "ResponseModal" and "yes" in ui.line_with("As printed")
        assert "There is no position 'accepted'" in ui.flat
        assert rows(seeded, ANSWERS) == []


async def test_the_selected_answer_is_corrected_deleted_and_brought_back(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await answered(ui)
        await ui.press("enter", "tab", "e")
        assert "Edit response on water/1" in ui.screen
        assert "takes note" in ui.line_with("As printed") and "p. 3" in ui.line_with("Place")
        await ui.press("5", "enter")
        assert rows(seeded, ANSWERS)[0][2:4] == ("rejected", "takes note")
        await ui.press("d")
        assert rows(seeded, ANSWERS) == []
        await ui.press("u", "u")
        assert rows(seeded, ANSWERS)[0][2:4] == ("noted", "takes note")


async def test_an_answer_that_somebody_corrected_meanwhile_is_asked_about_again(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await answered(ui)
        await ui.press("enter", "tab", "e", "1")
        write(seeded, "UPDATE response SET as_printed = 'agrees'")
        await ui.press("enter")
        assert ui.where == "ResponseModal" and "Saving again replaces this" in ui.flat and "agrees" in ui.flat
        await ui.press("enter")
        assert rows(seeded, ANSWERS)[0][2:4] == ("accepted", "takes note")


async def test_what_somebody_changed_is_asked_about_even_after_another_refusal(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await answered(ui)
        await ui.press("enter", "tab", "e", "1")
        write(seeded, "DELETE FROM response_position WHERE code = 'accepted'")
        write(seeded, "UPDATE response SET as_printed = 'agrees'")
        await ui.press("enter")
        assert "There is no position 'accepted'" in ui.flat
        await ui.press("2", "enter")
        assert ui.where == "ResponseModal" and "Saving again replaces this" in ui.flat and "agrees" in ui.flat
        assert rows(seeded, ANSWERS)[0][2:4] == ("noted", "agrees")


async def test_a_quote_of_several_lines_stays_so_though_its_statement_was_deleted_meanwhile(
    seeded: Path,
) -> None:
    quote = "It has\n\tbegun."
    write(seeded, "INSERT INTO source (name) VALUES ('Letter')")
    write(
        seeded,
        "INSERT INTO progress (recommendation_id, basis, status, source_id, place, quote)"
        " VALUES (1, 'reported', 'in_progress', 1, 'p. 2', ?)",
        quote,
    )
    async with desk(seeded) as ui:
        await ui.press("enter", "tab", "e", "tab")
        write(seeded, "DELETE FROM progress")
        await ui.type("begun")
        await ui.press("enter")
        assert "Saving adds it anew." in ui.flat
        await ui.press("enter")
        assert rows(seeded, "SELECT as_printed, quote FROM progress") == [("begun", quote)]


async def test_where_nothing_became_of_it_one_line_names_the_keys(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("enter")
        assert "Follow-up none yet (r response, p progress, w due, O owner)" in ui.flat
        assert "Review " not in ui.screen
        await ui.press("n")
        assert "(r response" not in ui.screen and "(t)" not in ui.screen


async def test_a_long_name_of_a_report_leaves_the_reference_beside_it_to_be_read(seeded: Path) -> None:
    write(seeded, "UPDATE report SET slug = 'a-water-report-with-a-long-name' WHERE id = 1")
    write(seeded, "INSERT INTO deadline (recommendation_id, due_on) VALUES (1, date('now', '-12 days'))")
    async with desk(seeded) as ui:
        await ui.press("I")
        assert "a-water-rep…/1  overdue" in ui.line_with("overdue by 12 days")


async def test_what_needs_somebody_stands_in_groups_with_its_reason_and_can_be_acted_on(seeded: Path) -> None:
    write(seeded, "INSERT INTO deadline (recommendation_id, due_on) VALUES (1, date('now', '-12 days'))")
    write(seeded, "INSERT INTO deadline (recommendation_id, due_on) VALUES (2, date('now', '+3 days'))")
    write(seeded, "INSERT INTO deadline (recommendation_id, due_on) VALUES (3, date('now', '-9 days'))")
    write(seeded, "UPDATE recommendation SET assigned_to = 'amy' WHERE id = 3")
    async with desk(seeded) as ui:
        await ui.press("I")
        assert ui.where == "TodayScreen"
        assert all(key in ui.lines[-1] for key in ("Response", "Progress", "Due", "O Owner", "esc Back"))
        found = [" ".join(line.split()) for line in ui.lines[2:5]]
        assert "overdue by 9 days mine" in found[0] and found[0].startswith("Overdue")
        assert "overdue by 12 days" in found[1] and not found[1].startswith("Overdue")
        assert found[2].startswith("Due soon") and "in 3 days" in found[2]
        await ui.press("w")
        await ui.type("+6w")
        await ui.press("enter")
        assert ui.where == "TodayScreen" and "overdue by 9 days" not in ui.screen
        await ui.press("enter")
        assert ui.where == "DetailScreen" and "overdue by 12 days" in ui.screen
        await ui.press("I")
        assert ui.where == "TodayScreen"
        await ui.press("escape")
        assert ui.where == "Desk"
        await ui.press("enter", "I")
        assert ui.where == "TodayScreen"
        await ui.press("escape", "escape")
        assert ui.where == "Desk"


async def test_a_long_reason_leaves_the_title_beside_it_to_be_read(seeded: Path) -> None:
    write(seeded, "INSERT INTO deadline (recommendation_id, due_on) VALUES (1, date('now', '-12 days'))")
    write(
        seeded,
        "INSERT INTO response (recommendation_id, position, said_on) VALUES (1, 'noted', '2026-03-01')",
    )
    async with desk(seeded) as ui:
        await ui.press("I")
        assert "overdue by 12 days; answered (Noted" in ui.screen and "Fund the dams" in ui.screen
