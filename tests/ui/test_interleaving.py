"""Two readings at once: what is cut short is made good by what follows."""

from pathlib import Path

from tests.ui.conftest import desk, write
from tracker.reading import queries
from tracker.ui.widgets.detail_view import DetailView, NoteCard
from tracker.ui.widgets.recommendation_list import RecommendationList


async def test_a_change_of_the_file_does_not_throw_away_the_query_being_typed(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("slash")
        screen = ui.app.screen
        screen.search("farm")
        ui.app.revision += 1
        await ui.settle()
        assert len(screen.query_one(RecommendationList)) == 1
        assert "Recommendations matching farm: 1" in ui.screen


async def test_notes_are_all_there_after_a_showing_that_was_cut_short(seeded: Path) -> None:
    for number in range(5):
        write(seeded, f"INSERT INTO note (recommendation_id, body) VALUES (1, 'note {number}')")
    async with desk(seeded, (170, 40)) as ui:
        view = ui.app.screen.query_one(DetailView)
        shown = await ui.app.store.read(lambda connection: queries.recommendation(connection, 1))
        view.recommendation, view._whole = shown, None
        await view.query(NoteCard).remove()
        ui.app.screen._show_detail(1)
        await ui.settle()
        assert len(view.query(NoteCard)) == 5


async def test_a_second_report_and_a_new_status_are_followed(seeded: Path) -> None:
    async with desk(seeded) as ui:
        write(seeded, "INSERT INTO report (slug, title) VALUES ('third', 'A third')")
        write(
            seeded,
            "INSERT INTO review_status (code, name, description, position, glyph, done)"
            " VALUES ('parked', 'Parked', 'Later.', 9, 'P', 0)",
        )
        write(seeded, "UPDATE recommendation SET review_status = 'parked' WHERE id = 1")
        await ui.look()
        assert "P Parked" in ui.cursor_line
        await ui.press("slash")
        await ui.type("zebra")
        assert ui.lines[0].startswith(" 3 reports ")
