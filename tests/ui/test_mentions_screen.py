"""Correcting who is named: words chosen in the text, an actor, a role, each taken back by one undo."""

from contextlib import closing
from functools import partial
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual import events

from tests.ui.conftest import Sitting, desk, rows, write
from tracker.database.writer import Writer
from tracker.seeding import load
from tracker.ui.widgets.words_view import WordsView, _wrapped

MENTIONS = """SELECT actor, role, quote FROM recommendation_actor WHERE recommendation_id = {}
ORDER BY quote_start, mention_id"""


def words(ui: Sitting) -> str:
    """The words that are chosen."""
    view = ui.app.screen.query_one(WordsView)
    return view._text[slice(*view.chosen)]


async def test_a_wrong_role_is_corrected_in_five_keys_undone_and_stays_so_through_a_reload(
    bundled: Path,
) -> None:
    before = rows(bundled, MENTIONS.format(3))
    assert before[0] == ("Afghanistan", "beneficiary", "government of Afghanistan")
    async with desk(bundled) as ui:
        await ui.press("j", "j", "a", "tab", "1")
        assert ui.toast == "Mention 'government of Afghanistan' on 3: role Beneficiary -> Addressee"
        corrected = rows(bundled, MENTIONS.format(3))
        assert corrected == [("Afghanistan", "addressee", "government of Afghanistan"), *before[1:]]
        await ui.press("u")
        assert rows(bundled, MENTIONS.format(3)) == before
        await ui.press("U")
    with closing(Writer(bundled)) as writer:
        loaded = load(writer, None, analyst="bob")
    assert [line.rpartition(" is ")[2] for line in loaded.differences] == [
        "Afghanistan as addressee here, changed by amy."
    ]
    assert rows(bundled, MENTIONS.format(3)) == corrected


async def test_words_are_chosen_by_keys_and_an_actor_and_a_role_for_them(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("G", "a", "end", "left")
        assert words(ui) == "here"
        await ui.press("left", "left", "space", "left")
        assert words(ui) == "naïve hopes"
        await ui.press("a")
        assert "Who is 'naïve hopes'?" in ui.screen
        await ui.type("ira")
        await ui.press("enter", "6")
        assert ui.toast == "Mention on peace-talks/140.12: 'naïve hopes' is Iran, as Context"
        assert rows(seeded, MENTIONS.format(4))[-1] == ("Iran", "context", "naïve hopes")
        assert ui.line_with('"naïve hopes"').split()[:4] == [">", "Context", "Iran", '"naïve']
        await ui.press("u")
        assert len(rows(seeded, MENTIONS.format(4))) == 1


async def test_a_digit_on_words_gives_the_role_first_and_a_new_actor_is_made_with_it(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("G", "a", "end", "left", "left", "shift+left", "6")
        assert "Who is 'hopes end'?" in ui.screen
        await ui.press("enter")
        assert "New actor" in ui.screen
        await ui.press("6", "enter")
        assert "'hopes end' is hopes end, a new actor (Stakeholder group), as Context" in ui.toast
        assert rows(seeded, "SELECT kind FROM actor WHERE name = 'hopes end'") == ["stakeholder_group"]
        await ui.press("u")
        assert rows(seeded, "SELECT kind FROM actor WHERE name = 'hopes end'") == []


async def test_a_new_state_needs_its_code(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("G", "a", "end", "left", "6")
        await ui.type("Iraq")
        await ui.press("enter", "1", "enter")
        assert "A state needs its country code" in ui.screen
        await ui.type("iq")
        await ui.press("enter")
    assert rows(seeded, "SELECT kind, country_code FROM actor WHERE name = 'Iraq'") == [("state", "IQ")]
    assert rows(seeded, MENTIONS.format(4))[-1] == ("Iraq", "context", "here")


async def test_the_actor_of_a_mention_is_changed_and_a_mention_taken_away(seeded: Path) -> None:
    before = rows(seeded, MENTIONS.format(1))
    async with desk(seeded) as ui:
        await ui.press("a", "e")
        await ui.type("ira")
        await ui.press("enter")
        assert ui.toast == "Mention 'Pakistan' on water/1: actor Pakistan -> Iran"
        await ui.press("d")
        assert ui.toast == "Mention on water/1 taken away: 'Pakistan' was Iran as Addressee"
        assert rows(seeded, MENTIONS.format(1)) == before[1:]
        await ui.press("d")
        assert "These words name nobody yet" in ui.toast
        await ui.press("u", "u")
    assert rows(seeded, MENTIONS.format(1)) == before


async def test_an_implied_mention_is_reached_by_tab_and_taken_away(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("j", "a", "shift+tab")
        assert "> Context" in ui.line_with("implied: The drought is in Sindh.")
        await ui.press("shift+tab", "tab", "1")
        assert "implied on water/2: role Context -> Addressee" in ui.toast
        await ui.press("d")
    assert rows(seeded, "SELECT count(*) FROM mention WHERE quote IS NULL") == [0]


async def test_words_that_overlap_a_mention_are_refused_with_a_sentence(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("a", "home", "shift+right", "6")
        await ui.type("iran")
        await ui.press("enter")
        assert "'Pakistan should' overlaps 'Pakistan', which is Pakistan as Addressee." in ui.toast
    assert rows(seeded, "SELECT count(*) FROM changeset") == [1]


async def test_a_mention_that_another_changed_meanwhile_is_told(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("a")
        write(seeded, "UPDATE mention SET role = 'target' WHERE id = 1")
        await ui.press("2")
        assert "was changed meanwhile by another program" in ui.toast
        await ui.look()
        assert "> Target" in ui.line_with('"Pakistan"')
    assert rows(seeded, "SELECT role FROM mention WHERE id = 1") == ["target"]


async def test_words_are_chosen_with_the_mouse(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("G", "a")
        # Pilot has no key of its own for a mouse that moves with its button held down.
        held = partial(ui.pilot._post_mouse_events, button=1)
        await held([events.MouseDown], offset=ui.where_is("naïve"))
        await held([events.MouseMove], offset=ui.where_is("hopes"))
        await held([events.MouseUp], offset=ui.where_is("hopes"))
        await ui.settle()
        assert words(ui) == "naïve hopes"
        await ui.click("militants")
        assert words(ui) == "militants"


async def test_a_text_of_several_lines_is_moved_through_and_quoted_as_it_stands(seeded: Path) -> None:
    write(
        seeded,
        "INSERT INTO recommendation (id, report_id, reference, position, title, text)"
        " VALUES (9, 2, '9', 9, 't', 'States should:' || char(10) || '(a) help the United' || char(10) || 'Nations.')",
    )
    async with desk(seeded) as ui:
        await ui.press("G", "a", "down", "down")
        assert words(ui) == "Nations"
        await ui.press("shift+left", "1")
        await ui.type("united")
        await ui.press("enter")
    assert rows(seeded, MENTIONS.format(9)) == [("United Nations", "addressee", "United\nNations")]


async def test_several_that_are_marked_are_corrected_one_by_one(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("space", "space", "a")
        assert ui.where == "Desk"
        assert "Several are marked" in ui.toast


async def test_a_title_is_written_anew_and_taken_back(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("E", "end")
        await ui.type("!")
        await ui.press("enter")
        assert ui.toast == "Title of water/1: Fund the dams!"
        assert "Fund the dams!" in ui.cursor_line
        await ui.press("u")
    assert rows(seeded, "SELECT title FROM recommendation WHERE id = 1") == ["Fund the dams"]


async def test_a_title_that_another_gave_meanwhile_is_shown_with_one_s_own(seeded: Path) -> None:
    async with desk(seeded) as ui:
        await ui.press("E", "end")
        write(seeded, "UPDATE recommendation SET title = 'Theirs' WHERE id = 1")
        await ui.type("!")
        await ui.press("enter")
        assert "The title of water/1 was changed meanwhile by another program" in ui.flat
        await ui.press("enter")
    assert rows(seeded, "SELECT title FROM recommendation WHERE id = 1") == ["Fund the dams!"]


@given(
    text=st.text(st.sampled_from("ab é水\n-\u0301"), max_size=60),
    width=st.integers(1, 12),
)
def test_wrapping_leaves_nothing_out_and_no_line_is_too_wide(text: str, width: int) -> None:
    lines = _wrapped(text, width)
    assert "".join(text[slice(*line)] for line in lines) == text.replace("\n", "")
    assert all(cell_len(text[slice(*line)].rstrip()) <= max(width, 2) for line in lines)
