"""The palette: three keys and a name lead to every recommendation, actor, tag, view, report and command."""

import sqlite3
from pathlib import Path

import pytest

from tests.ui.conftest import Sitting, desk, rows, write
from tracker.reading import places


@pytest.fixture
def full(seeded: Path) -> Path:
    """The two reports with a tag and a view."""
    write(seeded, "INSERT INTO tag (id, name) VALUES (1, 'pakistani water')")
    write(seeded, "INSERT INTO tagging (recommendation_id, tag_id) VALUES (2, 1)")
    write(seeded, "INSERT INTO saved_view (name, query) VALUES ('talks only', 'report:peace-talks')")
    return seeded


def found(ui: Sitting) -> list[str]:
    """The lines of the palette in single spaces."""
    lines = [line.split("│")[1] for line in ui.lines if line.count("│") >= 2]
    return [" ".join(line.split()) for line in lines[3:-2]]


async def test_a_recommendation_is_opened_by_colon_a_part_of_its_title_and_enter(full: Path) -> None:
    async with desk(full) as ui:
        await ui.press(":")
        await ui.type("protect fa")
        assert found(ui) == ["recommendation water/2 Protect farmers"]
        await ui.press("enter")
        assert ui.where == "DetailScreen"
        assert "Protect farmers" in ui.screen
        await ui.press("escape")
        assert ui.where == "Desk"


async def test_a_whole_packet_of_keys_opens_what_it_names_and_nothing_else(full: Path) -> None:
    async with desk(full) as ui:
        ui.send(":", *"stop the", "enter")
        await ui.settle()
        assert ui.where == "DetailScreen"
        assert "Stop the arms" in ui.screen
    assert rows(full, "SELECT count(*) FROM changeset WHERE kind = 'edit'") == [0]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("140.12", "recommendation peace-talks/140.12 Stop the arms"),
        ("14", "recommendation peace-talks/140.12 Stop the arms"),
        ("water/2", "recommendation water/2 Protect farmers"),
        ("DÁMS", "recommendation water/1 Fund the dams"),
        ("unit", "actor United Nations 1"),
        ("nations", "actor United Nations 1"),
        ("pakistan", "actor Pakistan 3"),
        ("pakistani", "tag pakistani water 1"),
        ("only", "view talks only report:peace-talks"),
        ("water for", "report water Water for All"),
        ("ce ta", "report peace-talks Peace Talks"),
        ("water", "report water Water for All"),
        ("set rev", "s Status Set review status"),
    ],
)
async def test_what_is_called_so_or_begins_so_comes_first(full: Path, typed: str, first: str) -> None:
    async with desk(full) as ui:
        await ui.press(":")
        await ui.type(typed)
        assert found(ui)[0] == first


@pytest.mark.parametrize(
    ("typed", "line", "count"),
    [
        ("united", 'actor:"United Nations"', 1),
        ("pakistani", 'tag:"pakistani water"', 1),
        ("talks only", "report:peace-talks", 2),
        ("water for all", "report:water", 2),
    ],
)
async def test_an_actor_a_tag_a_view_and_a_report_open_as_the_list(
    full: Path, typed: str, line: str, count: int
) -> None:
    async with desk(full) as ui:
        await ui.press(":")
        await ui.type(typed)
        await ui.press("enter")
        assert ui.where == "Desk"
        assert line in ui.lines[1]
        assert ui.lines[2].rstrip().endswith(f": {count}")


async def test_a_report_is_found_by_its_short_name_too(full: Path) -> None:
    write(full, "INSERT INTO report (slug, title) VALUES ('a-review-of-the-past-year', 'Review'), ('x', 'X')")
    async with desk(full) as ui:
        await ui.press(":")
        await ui.type("a-review-of-the…")
        assert found(ui) == ["report a-review-of-the-past-year Review"]
        await ui.press("enter")
        assert "report:a-review-of-the-past-year" in ui.lines[1]


async def test_of_a_kind_with_hundreds_the_first_are_shown_the_rest_is_counted_and_hides_no_other(
    full: Path,
) -> None:
    write(
        full,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)"
        " INSERT INTO actor (name, kind) SELECT 'Farm union ' || i, 'organisation' FROM n",
    )
    async with desk(full, (120, 90)) as ui:
        await ui.press(":")
        await ui.type("farm")
        assert "451 more: type on" in ui.flat
        await ui.press(*["down"] * 50)
        assert "recommendation water/2 Protect farmers" in found(ui)
        await ui.type(" union 500")
        assert found(ui) == ["actor Farm union 500 0"]
        assert "more: type on" not in ui.flat


async def test_from_any_screen_a_list_opens_on_the_desk(full: Path) -> None:
    async with desk(full) as ui:
        await ui.press("enter", ":")
        await ui.type("talks only")
        await ui.press("enter")
        assert ui.where == "Desk"
        assert "report:peace-talks" in ui.lines[1]
        await ui.press("T", "ctrl+p")
        await ui.type("iran")
        await ui.press("enter")
        assert ui.where == "Desk"
        assert "actor:Iran" in ui.lines[1]


async def test_without_words_the_commands_of_the_screen_stand_with_their_keys(full: Path) -> None:
    async with desk(full) as ui:
        await ui.press(":")
        lines = found(ui)
        assert "s Status Set review status" in lines
        assert "n Note Write a note" in lines
        assert not any("Move down" in line for line in lines)
        await ui.press("escape", "T", ":")
        assert "M Merge Merge the tag into another" in found(ui)
        assert "s Status Set review status" not in found(ui)


async def test_a_command_does_what_its_key_does(full: Path) -> None:
    async with desk(full) as ui:
        await ui.press("j", ":")
        await ui.type("review status")
        await ui.press("enter")
        assert ui.where == "StatusModal"
        assert "Status of water/2" in ui.screen
        await ui.press("4")
    assert rows(full, "SELECT id FROM recommendation WHERE review_status = 'reviewed'") == [2]


async def test_the_arrows_choose_and_a_click_does_too(full: Path) -> None:
    async with desk(full) as ui:
        await ui.press(":")
        await ui.type("pakistan")
        assert found(ui)[1] == "tag pakistani water 1"
        await ui.press("down")
        assert "enter: list its recommendations" in ui.screen
        await ui.press("enter")
        assert 'tag:"pakistani water"' in ui.lines[1]
        await ui.press(":")
        await ui.type("iran")
        await ui.click("actor  Iran")
        assert "actor:Iran" in ui.lines[1]


async def test_where_nothing_is_called_so_enter_does_nothing_and_esc_goes_back(full: Path) -> None:
    async with desk(full) as ui:
        await ui.press(":")
        await ui.type("zzz")
        assert "No match." in ui.screen
        await ui.press("enter")
        assert ui.where == "PaletteModal"
        await ui.press("escape")
        assert ui.where == "Desk"


async def test_names_are_shown_as_they_stand(full: Path) -> None:
    write(full, "INSERT INTO actor (name, kind) VALUES ('odd [/] \u202ename', 'state')")
    async with desk(full) as ui:
        await ui.press(":")
        await ui.type("odd")
        assert found(ui) == ["actor odd [/] �name 0"]


# What it asks the database


@pytest.mark.parametrize("typed", ['"', "*", "title:x", "^", "a AND", "(", "'", "/", "-", "\x00", "water/"])
def test_whatever_is_typed_is_looked_up_as_text(connection: sqlite3.Connection, typed: str) -> None:
    assert isinstance(places.recommendations(connection, typed), tuple)


def test_titles_that_begin_so_are_found_before_those_that_hold_it_and_no_more_than_a_screen_shows(
    seeded: Path, connection: sqlite3.Connection
) -> None:
    write(
        seeded,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)"
        " INSERT INTO recommendation (report_id, reference, position, title, text)"
        " SELECT 1, 'x' || i, 100 + i, CASE i WHEN 299 THEN 'Bridge first' ELSE 'Build a bridge' END, 'T' FROM n",
    )
    names = [(place.name, place.about) for place in places.recommendations(connection, "bri")]
    assert names[0] == ("water/x299", "Bridge first")
    assert len(names) == 1 + places.FOUND
    assert len(places.recommendations(connection, "x")) == places.FOUND
    assert places.recommendations(connection, "x7")[0].name == "water/x7"
    assert places.recommendations(connection, "peace-talks/x7") == ()
    write(
        seeded,
        "INSERT INTO recommendation (report_id, reference, position, title, text) VALUES (2, '012/24', 9, 'T', 'T')",
    )
    for typed in ("012/24", "peace-talks/012/24", "012/2"):
        assert places.recommendations(connection, typed)[0].name == "peace-talks/012/24"
