"""Reviewing a draft on screen: lists, items beside their document, actors, and the file that has each decision."""

from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.documents import Printed, pdf
from tests.ui.conftest import ANALYST, before, desk, rows
from tracker.draft_review import opened
from tracker.intake import draft_file
from tracker.intake.actors.vocabulary import Actor
from tracker.ui.draft_app import DraftApp

REPORT = """The board met in 1999.

1. It was cold.
2. It was late.
3. It was dark.

Recommendations

The board recommends:

1. The Ministry of Health should build hospitals, in all
   of the regions.
2. Nurses should be paid in
3. This line was wrapped badly.
3. The committee should see to:
   (a) its papers;
   (b) its money.
4. Pakistan should answer the United Nations

The board has ended.
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT)
    return path


@asynccontextmanager
async def reviewing(path: Path, size: tuple[int, int] = (80, 24), actors: tuple[Actor, ...] = ()):
    async with before(DraftApp(opened(path), Path("my.db"), lambda: actors), size) as ui:
        yield ui


def kept(path: Path):
    return draft_file.read(path.with_suffix(".toml"))


async def test_the_lists_are_shown_and_those_that_are_marked_are_drafted(report: Path):
    async with reviewing(report) as ui:
        assert "4 items" in ui.lines[2]
        assert "under 'Recommend" in ui.lines[2]
        assert "ask for something" in ui.flat
        await ui.press("space", "down", "space")
        assert "enter drafts 7 items" in ui.flat
        await ui.press("enter")
        assert "0 of 7 items decided" in ui.flat
    assert [item.reference for item in kept(report).items] == [
        "1.1",
        "1.2",
        "1.3",
        "2.1",
        "2.2",
        "2.3",
        "2.4",
    ]


async def test_leaving_the_lists_makes_no_draft(report: Path):
    async with reviewing(report) as ui:
        await ui.press("escape")
        assert not ui.app.is_running or ui.app._exit
    assert not report.with_suffix(".toml").exists()


async def test_each_decision_is_in_the_file_at_once_and_goes_on_from_there(report: Path):
    async with reviewing(report) as ui:
        await ui.press("enter", "enter", "d")
        assert [(item.reviewed, item.rejected) for item in kept(report).items[:3]] == [
            (True, False),
            (True, True),
            (False, False),
        ]
        assert "2 of 4 items decided; 1 rejected" in ui.flat
        assert "Draft of report.txt: report" in ui.lines[0]
        await ui.press("u", "d")
        assert kept(report).items[1].rejected, "what was taken back is selected again"
        assert not kept(report).items[2].reviewed
    async with reviewing(report.with_suffix(".toml")) as ui:
        assert "2 of 4 items decided; 1 rejected" in ui.flat
        await ui.press("enter", "enter", "f2")
        assert "load 3 recommendations into my.db" in ui.flat
        await ui.press("ctrl+u", "enter")
        assert "A report has a title." in ui.flat
        await ui.type("On health")
        await ui.press("enter")
        assert ui.app.load
    assert kept(report).report["title"] == "On health"


async def test_the_document_stands_at_the_lines_of_the_item(report: Path):
    async with reviewing(report) as ui:
        await ui.press("enter", "down", "down")
        own = [line for line in ui.lines if "▌" in line and "(" in line]
        assert [line.split("▌")[1].rstrip(" ▁▂▃▄▅▆▇█") for line in own] == [
            "(a) its papers;",
            "(b) its money.",
        ]


async def test_items_are_set_right_and_all_of_it_is_taken_back(report: Path):
    async with reviewing(report) as ui:
        await ui.press("enter")
        begun = kept(report)
        await ui.press("down", "greater_than_sign")
        assert kept(report).items[1].last_line == 15
        await ui.press("less_than_sign", "M")
        assert kept(report).items[1].text.endswith("(b) its money.")
        assert [item.reference for item in kept(report).items] == ["1", "2", "4"]
        await ui.press("vertical_line")
        assert "begins with" in ui.flat
        await ui.press("down", "enter")
        assert len(kept(report).items) == 4
        await ui.press("E")
        await ui.type("!")
        await ui.press("enter")
        assert kept(report).items[1].title.endswith("!")
        await ui.press("R", "ctrl+u")
        await ui.type("4")
        await ui.press("enter")
        assert "Another item already has the reference 4" in ui.flat
        await ui.type("a")
        await ui.press("enter")
        assert kept(report).items[1].reference == "4a"
        await ui.press("u", "u", "u", "u", "u", "u")
        assert kept(report) == begun
        await ui.press("u")
        assert ui.toast == "Nothing to undo."
        await ui.press("U")
        assert kept(report).items[1].last_line == 15
        await ui.press("right_curly_bracket", "left_curly_bracket")
        assert kept(report).items[1].first_line == 13


async def test_all_without_a_flag_are_accepted_by_one_key_and_the_next_flagged_is_selected(report: Path):
    async with reviewing(report) as ui:
        await ui.press("enter", "Y")
        assert [item.reference for item in kept(report).unreviewed] == ["4"]
        assert "no full stop" in ui.flat
        await ui.press("ctrl+s")
        assert "1 item left to decide on" in ui.toast
        assert not ui.app.load


async def test_actors_are_taken_one_at_a_time_in_a_role_and_left_again(report: Path):
    async with reviewing(report, actors=(Actor("Islamic Republic", "state", "PK", ("Pakistan",)),)) as ui:
        await ui.press("enter", "end", "a")
        assert "[ ] Addressee" in ui.line_with("Islamic Republic")
        await ui.press("enter")
        assert "[x] Addressee" in ui.line_with("Islamic Republic")
        await ui.press("down", "2", "escape")
        draft = kept(report)
        assert draft.items[3].mentions == (
            {"actor": "Islamic Republic", "role": "addressee", "quote": "Pakistan"},
            {"actor": "United Nations", "role": "partner", "quote": "United Nations"},
        )
        assert {actor["name"]: actor.get("country_code") for actor in draft.actors} == {
            "Islamic Republic": "PK",
            "United Nations": None,
        }
        await ui.press("a", "enter")
        assert [each["actor"] for each in kept(report).items[3].mentions] == ["United Nations"]


async def test_an_actor_of_the_whole_report_is_taken_wherever_it_is_named(tmp_path: Path):
    path = tmp_path / "report.txt"
    path.write_text(
        "We recommend:\n\n1. Norway should act.\n2. Norway should pay.\n3. Help Norway and Chad.\n"
    )
    async with reviewing(path) as ui:
        await ui.press("enter", "A")
        assert "0 of 3" in ui.line_with("Norway  State")
        await ui.press("enter")
        assert "[x]    3 of 3" in ui.line_with("Norway  State")
        assert [len(item.mentions) for item in kept(path).items] == [1, 1, 1]
        await ui.press("4")
        assert {each["role"] for item in kept(path).items for each in item.mentions} == {"target"}
        await ui.press("u", "u")
        assert not any(item.mentions for item in kept(path).items)


async def test_a_file_that_another_program_changed_is_not_written_over(report: Path):
    async with reviewing(report) as ui:
        await ui.press("enter", "enter")
        path = report.with_suffix(".toml")
        theirs = path.read_text().replace("slug", "# theirs\nslug")
        path.write_text(theirs)
        await ui.press("enter")
        assert "was changed by another program" in ui.toast
        assert path.read_text() == theirs


async def test_a_draft_made_and_loaded_at_the_desk_is_in_the_database(report: Path, seeded: Path):
    async with desk(seeded) as ui:
        await ui.press("D")
        assert "enter: read it" in ui.flat
        await ui.type(str(report.with_name("none.pdf")))
        await ui.press("enter")
        assert "There is no file" in ui.flat
        await ui.press("ctrl+u")
        await ui.type(str(report))
        await ui.press("enter", "enter", "Y", "enter", "ctrl+s", "enter")
        assert ui.where == "Desk"
        assert "Loaded report" in ui.toast
        assert "All recommendations: 8" in ui.flat
    found = rows(seeded, "SELECT reference, text, first_line FROM recommendation WHERE report_id = 3")
    assert found[0] == ("1", "The Ministry of Health should build hospitals, in all of the regions.", 11)
    assert rows(seeded, "SELECT analyst FROM changeset ORDER BY id DESC LIMIT 1") == [ANALYST]


async def test_a_second_reading_that_differs_is_flagged_and_is_no_decision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "report.pdf"
    lines = ["The board recommends:", "1. States should act.", "2. States should pay.", "3. They should go."]
    path.write_bytes(pdf([[Printed(line, 100 + 14 * at) for at, line in enumerate(lines)]]))
    monkeypatch.setattr(
        "tracker.intake.second_reading.second_reading", lambda _raw, _pages: {1: "statesshouldact"}
    )
    async with reviewing(path) as ui:
        await ui.press("enter")
        assert [item.differs for item in kept(path).items] == [False, True, True]
        assert ui.screen.count("! two readings of the file differ") == 2
        await ui.press("u")
        assert ui.toast == "Nothing to undo."
        assert kept(path).items[1].differs
