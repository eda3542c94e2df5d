"""The list of actors: names, kinds, codes and other names corrected, two made one, each taken back by one undo."""

from pathlib import Path

from tests.ui.conftest import Sitting, desk, rows, write

ACTORS = "SELECT actor, kind, country_code, aliases, mention_count FROM actor_usage ORDER BY actor"


async def go_to(ui: Sitting, name: str) -> None:
    """Open the list of actors with the cursor on one."""
    await ui.press("A", "slash")
    await ui.type(name)
    await ui.press("enter")


async def test_the_actors_stand_with_count_kind_code_and_other_names(seeded: Path) -> None:
    write(seeded, "INSERT INTO actor_alias (actor_id, alias) VALUES (2, 'Persia')")
    async with desk(seeded) as ui:
        await ui.press("A")
        assert "7 actors, the most often named first" in ui.lines[1]
        assert ui.line_with("Persia").split() == ["Iran", "1", "State", "IR", "Persia"]
        await ui.press("slash")
        await ui.type("persia")
        await ui.press("enter", "enter")
        assert ui.where == "Desk"
        assert "actor:Iran" in ui.lines[1]


async def test_name_kind_and_other_names_are_changed_in_one_form_and_taken_back_together(
    seeded: Path,
) -> None:
    before = rows(seeded, ACTORS)
    async with desk(seeded) as ui:
        await go_to(ui, "iran")
        await ui.press("e", "home")
        await ui.type("Greater ")
        await ui.press("tab")
        await ui.type("Persia, Elam")
        await ui.press("tab", "tab", "2", "enter")
        assert ui.toast == (
            "Actor Iran: renamed to Greater Iran, State, IR -> Organisation, alias Persia, alias Elam"
        )
        assert ("Greater Iran", "organisation", None, "Elam, Iran, Persia", 1) in rows(seeded, ACTORS)
        await ui.press("u")
        assert rows(seeded, ACTORS) == before


async def test_an_alias_is_taken_away_in_the_form(seeded: Path) -> None:
    write(seeded, "INSERT INTO actor_alias (actor_id, alias) VALUES (2, 'Persia'), (2, 'Elam')")
    async with desk(seeded) as ui:
        await go_to(ui, "persia")
        await ui.press("e", "tab", "end", *["backspace"] * len(", Persia"), "enter")
        assert ui.toast == "Actor Iran: without alias Persia"
    assert rows(seeded, "SELECT alias FROM actor_alias") == ["Elam"]


async def test_a_name_that_is_taken_opens_the_form_again_and_says_what_to_do(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await go_to(ui, "iran")
        await ui.press("e", "end", *["backspace"] * 4)
        await ui.type("pakistan")
        await ui.press("enter")
        assert "There is an actor 'Pakistan' already. To join the two" in ui.flat
        await ui.press("escape")
    assert rows(seeded, "SELECT count(*) FROM changeset") == [1]


async def test_an_actor_is_merged_after_it_was_told_what_that_does(seeded: Path) -> None:
    before = rows(seeded, ACTORS)
    async with desk(seeded) as ui:
        await go_to(ui, "iran")
        await ui.press("M")
        await ui.type("pak")
        assert "1 mention in 1 recommendation to Pakistan; 'Iran' becomes an alias." in ui.flat
        await ui.press("enter")
        assert ui.toast == "Merged actor Iran into Pakistan (1 mention)"
        assert "Iran" not in [actor for actor, *_ in rows(seeded, ACTORS)]
        await ui.press("u")
        assert rows(seeded, ACTORS) == before


async def test_an_actor_is_added(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("A", "a")
        await ui.type("Iraq")
        await ui.press("tab", "tab")
        await ui.type("IQ")
        await ui.press("enter")
        assert ui.toast == "Added actor Iraq (State, IQ)"
        await ui.press("u")
        assert rows(seeded, "SELECT * FROM actor WHERE name = 'Iraq'") == []


async def test_an_actor_that_is_gone_meanwhile_may_be_added_anew(seeded: Path) -> None:
    write(seeded, "INSERT INTO actor (id, name, kind) VALUES (99, 'Nobody', 'proposed_body')")
    async with desk(seeded) as ui:
        await go_to(ui, "nobody")
        await ui.press("e", "end")
        await ui.type("!")
        write(seeded, "DELETE FROM actor WHERE id = 99")
        await ui.press("enter")
        assert "There is no actor 'Nobody'." in ui.flat and "Saving adds it as a new one." in ui.flat
        await ui.press("enter")
    assert rows(seeded, "SELECT name FROM actor WHERE id > 99") == ["Nobody!"]
