"""The codebook: all tags in one place, and all that can be done to them, each taken back by one undo."""

from pathlib import Path

import pytest

from tests.ui.conftest import Sitting, desk, rows, write

TAGS = "SELECT name, description, colour FROM tag ORDER BY name"
TAGGED = "SELECT tag, recommendation_id FROM recommendation_tag ORDER BY tag, recommendation_id"
HOSTILE = "x[/]\x1b[31m"


@pytest.fixture
def tagged(seeded: Path) -> Path:
    """Three tags: aid on 1 and 2, food aid on 2 and 3, war on none; a view that names aid."""
    write(
        seeded,
        "INSERT INTO tag (id, name, description, colour) VALUES (1, 'aid', 'Money asked for', 'green'),"
        " (2, 'food aid', NULL, NULL), (3, 'war', NULL, NULL)",
    )
    write(seeded, "INSERT INTO tagging (recommendation_id, tag_id) VALUES (1, 1), (2, 1), (2, 2), (3, 2)")
    write(seeded, "INSERT INTO saved_view (name, query) VALUES ('mine', 'dams tag:aid')")
    return seeded


def tag_lines(ui: Sitting) -> list[str]:
    """The lines of the tags, in single spaces, without the swatch."""
    lines = [line for line in ui.lines[2:-1] if line.strip() and "▌" not in line]
    return [" ".join(line.replace("■", "").split()) for line in lines]


async def clear(ui: Sitting) -> None:
    """Empty the field that has the focus."""
    ui.send("end", *["backspace"] * 40)
    await ui.settle()


async def test_the_tags_stand_in_their_order_with_count_colour_and_description(tagged: Path) -> None:
    async with desk(tagged) as ui:
        await ui.press("T")
        assert "3 tags, in their order" in ui.lines[1]
        assert tag_lines(ui) == ["aid 2 green Money asked for", "food aid 2", "war 0"]


async def test_a_tag_is_moved_up_and_down_and_the_digits_follow(tagged: Path) -> None:
    order = "SELECT tag FROM tag_usage ORDER BY position"
    before = rows(tagged, order)
    first, second, third = before
    async with desk(tagged) as ui:
        await ui.press("T", "greater_than_sign")
        assert ui.toast == f"Moved tag {first} before {third}"
        assert [line.split(" 2")[0].split(" 0")[0] for line in tag_lines(ui)] == [second, first, third]
        await ui.press("alt+down")
        assert ui.toast == f"Moved tag {first} to the end"
        await ui.press("alt+down")
        assert ui.toast == f"{first} is the last one already."
        assert rows(tagged, order) == [second, third, first]
        await ui.press("less_than_sign")
        assert ui.toast == f"Moved tag {first} before {third}"
        await ui.press("escape", "j", "j", "t")
        assert [line.split("]")[1].split()[0] for line in ui.lines if "[ ]" in line or "[x]" in line] == [
            name.split()[0] for name in (second, first, third)
        ]
        await ui.press("2", "enter", "u", "u", "u", "u")
        assert rows(tagged, order) == before


async def test_a_tag_moves_past_what_the_filter_shows(tagged: Path) -> None:
    async with desk(tagged) as ui:
        await ui.press("T", "slash")
        await ui.type("a")
        await ui.press("enter", "greater_than_sign", "greater_than_sign")
    assert rows(tagged, "SELECT tag FROM tag_usage ORDER BY position") == ["food aid", "war", "aid"]


async def test_enter_lists_the_recommendations_of_the_tag(tagged: Path) -> None:
    async with desk(tagged) as ui:
        await ui.press("T", "j", "enter")
        assert ui.where == "Desk"
        assert 'tag:"food aid"' in ui.lines[1]
        assert "Recommendations tagged food aid: 2" in ui.screen


async def test_a_click_selects_a_tag_and_a_double_click_lists_its_recommendations(tagged: Path) -> None:
    async with desk(tagged) as ui:
        await ui.press("T")
        await ui.click("food aid")
        assert ui.where == "CodebookScreen"
        await ui.press("e")
        assert "Tag food aid" in ui.screen
        await ui.press("escape")
        await ui.click("food aid", times=2)
        assert "Recommendations tagged food aid: 2" in ui.screen


async def test_name_description_and_colour_are_changed_in_one_form_and_taken_back_together(
    tagged: Path,
) -> None:
    async with desk(tagged) as ui:
        await ui.press("T", "e")
        await clear(ui)
        await ui.type("help")
        await ui.press("tab", "end")
        await ui.type("!")
        await ui.press("tab", "7", "enter")
        assert ui.where == "CodebookScreen"
        assert ui.toast == (
            "Tag aid: renamed to help, described: Money asked for!, coloured magenta; 1 saved view follows"
        )
        assert "help 2 magenta Money asked for!" in tag_lines(ui)
        assert rows(tagged, "SELECT query FROM saved_view") == ["dams tag:help"]
        await ui.press("u")
        assert "aid 2 green Money asked for" in tag_lines(ui)
    assert rows(tagged, TAGS)[0] == ("aid", "Money asked for", "green")
    assert rows(tagged, "SELECT query FROM saved_view") == ["dams tag:aid"]


async def test_a_refused_name_keeps_what_was_typed_and_says_why(tagged: Path) -> None:
    async with desk(tagged) as ui:
        await ui.press("T", "e", "end")
        await ui.type(",x")
        await ui.press("enter")
        assert "holds a comma" in ui.flat
        await clear(ui)
        await ui.type("war")
        await ui.press("tab", "end")
        await ui.type(" longer")
        await ui.press("enter")
        assert ui.where == "TagModal"
        assert "There is a tag 'war' already." in ui.flat
        assert "Money asked for longer" in ui.screen
        await ui.press("escape")
    assert rows(tagged, TAGS)[0] == ("aid", "Money asked for", "green")


async def test_a_tag_that_somebody_changed_meanwhile_is_asked_about_again(tagged: Path) -> None:
    async with desk(tagged) as ui:
        await ui.press("T", "e", "tab", "end")
        write(tagged, "UPDATE tag SET description = 'Theirs' WHERE id = 1")
        await ui.type(" mine")
        await ui.press("enter")
        assert ui.where == "TagModal"
        assert "changed meanwhile by another program. Saving again replaces this: Theirs" in ui.flat
        assert rows(tagged, TAGS)[0] == ("aid", "Theirs", "green")
        await ui.press("enter")
        assert ui.where == "CodebookScreen"
    assert rows(tagged, TAGS)[0] == ("aid", "Money asked for mine", "green")


async def test_a_form_on_a_tag_that_is_gone_keeps_its_text_and_offers_a_new_tag(tagged: Path) -> None:
    async with desk(tagged) as ui:
        await ui.press("T", "e", "tab", "end")
        write(tagged, "DELETE FROM tag WHERE id = 1")
        await ui.type(" mine")
        await ui.press("enter")
        assert "There is no tag 'aid'. Saving adds it as a new one." in ui.flat
        await ui.press("enter")
    assert rows(tagged, TAGS)[0] == ("aid", "Money asked for mine", "green")


async def test_a_tag_is_added(tagged: Path) -> None:
    async with desk(tagged) as ui:
        await ui.press("T", "a")
        await ui.type("new body")
        await ui.press("enter")
        assert ui.toast == "Added tag new body"
        assert "new body 0" in tag_lines(ui)
        await ui.press("u")
        assert "new body 0" not in tag_lines(ui)


async def test_a_deleted_tag_comes_back_with_its_recommendations(tagged: Path) -> None:
    before = rows(tagged, TAGGED)
    async with desk(tagged) as ui:
        await ui.press("T", "d")
        assert ui.toast == "Deleted tag aid (2 recommendations)"
        assert tag_lines(ui) == ["food aid 2", "war 0"]
        await ui.press("u")
        assert "aid 2 green Money asked for" in tag_lines(ui)
    assert rows(tagged, TAGGED) == before


async def test_a_merge_says_what_it_will_do_and_does_it(tagged: Path) -> None:
    before = rows(tagged, TAGGED)
    async with desk(tagged) as ui:
        await ui.press("T", "M")
        await ui.type("foo")
        assert "1 recommendation gets food aid, 1 has it already; 1 saved view follows." in ui.flat
        assert rows(tagged, TAGGED) == before
        await ui.press("enter")
        assert ui.toast == "Merged tag aid into food aid (2 recommendations; 1 saved view follows)"
        assert tag_lines(ui) == ["food aid 3", "war 0"]
        assert rows(tagged, "SELECT query FROM saved_view") == ['dams tag:"food aid"']
        await ui.press("u")
    assert rows(tagged, TAGGED) == before
    assert rows(tagged, "SELECT query FROM saved_view") == ["dams tag:aid"]


async def test_the_arrows_choose_the_tag_to_merge_into_and_the_preview_follows(tagged: Path) -> None:
    async with desk(tagged) as ui:
        await ui.press("T", "M", "down")
        assert "2 recommendations get war; 1 saved view follows." in ui.flat
        await ui.press("enter")
    assert ("war", 1) in rows(tagged, TAGGED)


async def test_nothing_is_merged_where_nothing_is_called_so_or_esc_is_pressed(tagged: Path) -> None:
    before = rows(tagged, TAGS)
    async with desk(tagged) as ui:
        await ui.press("T", "M")
        await ui.type("zzz")
        assert "No match." in ui.screen
        await ui.press("enter")
        assert ui.where == "MergeModal"
        await ui.press("escape")
        assert ui.where == "CodebookScreen"
    assert rows(tagged, TAGS) == before


async def test_a_filter_finds_names_and_descriptions_whatever_case_and_accents(tagged: Path) -> None:
    async with desk(tagged) as ui:
        await ui.press("T", "/")
        await ui.type("MONÉY")
        assert tag_lines(ui)[-1] == "aid 2 green Money asked for"
        assert "1 of 3 tags" in ui.screen
        assert "food aid" not in ui.screen


async def test_an_empty_codebook_names_the_key_that_adds_a_tag(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("T")
        assert "No tags yet: a adds one." in ui.screen
        await ui.press("e")
        assert ui.toast == "No tag is selected: a adds one."
        await ui.press("M")
        assert ui.where == "CodebookScreen"


async def test_what_a_shell_wrote_is_shown_as_it_stands(seeded: Path) -> None:
    write(seeded, "INSERT INTO tag (name, description) VALUES ('odd [/b]', ?)", HOSTILE)
    async with desk(seeded) as ui:
        await ui.press("T")
        assert "odd [/b]" in ui.screen
        assert "x[/]�[31m" in ui.screen
        await ui.press("e")
        assert "Tag odd [/b]" in ui.screen


async def test_what_breaks_the_rules_already_and_is_left_alone_does_not_keep_the_rest_from_being_changed(
    tagged: Path,
) -> None:
    long = "Two lines\nand too long" + "!" * 600
    write(tagged, "UPDATE tag SET description = ? WHERE id = 1", long)
    async with desk(tagged) as ui:
        await ui.press("T", "e", "tab", "tab", "1", "enter")
        assert ui.toast == "Tag aid: coloured red"
    assert rows(tagged, TAGS)[0] == ("aid", long, "red")
