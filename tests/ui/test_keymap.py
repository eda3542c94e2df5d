"""Keys of one's own: what is refused before anything is drawn, and that the others do what they say."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from textual.binding import Binding

from tests.benchmarks.terminal import Terminal
from tests.ui.conftest import desk, rows, statuses_of, write
from tracker.drafts import Draft, Drafts
from tracker.errors import BadInput
from tracker.ui.app import TrackerApp
from tracker.ui.keymap import actions, check


def refusal(keys: Mapping[str, str]) -> str:
    with pytest.raises(BadInput) as refused:
        check(keys, TrackerApp)
    sentence = str(refused.value)
    assert sentence.startswith("config.toml: ") and "\n" not in sentence
    return sentence


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"statsu": "x"}, "no action in [keys] is called 'statsu'. Did you mean: status"),
        ({"colour.3": "x"}, "is called 'colour.3'."),
        ({"colour.3": "x"}, " tracker config --keys lists them all."),
        ({"zzz": "x"}, "no action in [keys] is called 'zzz'. tracker config --keys lists them all."),
        ({"status": "esc"}, "there is no key 'esc' (for status). Did you mean: escape?"),
        ({"status": "contrl+x"}, "there is no key 'contrl+x' (for status)."),
        ({"status": "ctrl+"}, "there is no key 'ctrl+' (for status)."),
        ({"status": "b,,c"}, "there is no key '' (for status)."),
        ({"status": "\x1b"}, "there is no key '\ufffd' (for status)."),
        ({"status": "shift+b"}, 'is not what a terminal sends. Write the letter it types: status = "B"'),
    ],
)
def test_an_id_or_a_key_that_there_is_not_is_one_sentence(keys: Mapping[str, str], says: str) -> None:
    assert says in refusal(keys)


@pytest.mark.parametrize(
    ("keys", "key", "both"),
    [
        ({"status": "t"}, "t", "status and tags"),
        ({"status": "j"}, "j", "and status"),
        ({"status": "b", "tags": "b"}, "b", "status and tags"),
        ({"note.edit": "d"}, "d", "note.delete and note.edit"),
        ({"theme": "ctrl+q"}, "ctrl+q", "app.quit and theme"),
        ({"note.preview": "f6"}, "f6", "note.preview and select_line"),
        ({"conflict.mine": "2"}, "2", "conflict.mine and conflict.theirs"),
        ({"undo": "question_mark"}, "question_mark", "help and undo"),
    ],
)
def test_a_key_with_two_meanings_on_one_screen_is_one_sentence_that_names_both(
    keys: Mapping[str, str], key: str, both: str
) -> None:
    sentence = refusal(keys)
    assert f"the key '{key}' would do two things on one screen" in sentence
    assert both in sentence


@pytest.mark.parametrize(
    "keys", [{"note.save": "x"}, {"note.preview": "p"}, {"app.quit": "Q"}, {"query.drop": "x"}]
)
def test_a_letter_cannot_do_what_is_done_while_writing(keys: Mapping[str, str]) -> None:
    assert "types a character" in refusal(keys)


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"status": "t", "tags": "s"},
        {"status": "b"},
        {"status": "s"},
        {"undo": "X,ctrl+y"},
        {"undo": ","},
        {"undo": "+"},
        {"search": "slash,ctrl+f"},
        {"modal.leave": "f9"},
        {"note.save": "f8"},
        {"status": "ä"},
        {"query.drop": "escape,f9"},
    ],
)
def test_what_can_be_used_is_taken(keys: Mapping[str, str]) -> None:
    check(keys, TrackerApp)


def test_without_a_change_no_screen_has_a_key_with_two_meanings_that_the_check_would_refuse() -> None:
    check(
        {
            action.id: action.keys
            for action in actions(TrackerApp)
            if action.id in ("status", "tags", "note", "undo")
        },
        TrackerApp,
    )


def test_every_key_of_ours_can_be_changed() -> None:
    ids = {action.id for action in actions(TrackerApp)}
    ours = {binding.id for binding in TrackerApp.BINDINGS if isinstance(binding, Binding)}
    assert ours <= ids
    assert {
        "status",
        "choices.down",
        "query.drop",
        "filter.drop",
        "note.save",
        "conflict.mine",
        "back",
    } <= ids
    assert all(action.does and action.keys for action in actions(TrackerApp))


async def remapped(path: Path, keys: Mapping[str, str], *presses: str) -> list[str]:
    """Press keys in a UI with these keys; return what is on screen then."""
    check(keys, TrackerApp)
    async with desk(path, keys=keys) as ui:
        await ui.press(*presses)
        return [ui.where, *ui.lines]


async def test_the_new_key_does_it_and_the_old_one_no_more(seeded: Path) -> None:
    assert (await remapped(seeded, {"status": "b"}, "s"))[0] == "Desk"
    assert (await remapped(seeded, {"status": "b"}, "b"))[0] == "StatusModal"


async def test_the_line_of_keys_and_the_help_show_the_new_key(seeded: Path) -> None:
    _, *lines = await remapped(seeded, {"status": "b", "help": "f9"})
    assert " b Status " in f" {lines[-1]} "
    assert "f9 Help" in lines[-1]


async def test_two_keys_can_change_places(seeded: Path) -> None:
    keys = {"status": "t", "tags": "s"}
    assert (await remapped(seeded, keys, "s"))[0] == "TagsModal"
    assert (await remapped(seeded, keys, "t"))[0] == "StatusModal"
    await remapped(seeded, keys, "t", "4")
    assert statuses_of(seeded)[0] == "reviewed"


async def test_a_key_with_several_names_keeps_all_that_are_given(seeded: Path) -> None:
    for key in ("b", "B"):
        assert (await remapped(seeded, {"status": "b,B"}, key))[0] == "StatusModal"


async def test_the_editor_shows_the_key_that_saves(seeded: Path) -> None:
    _, *lines = await remapped(seeded, {"note.save": "f8"}, "n")
    assert any("f8 Save" in line for line in lines)


async def test_a_comma_can_be_a_key(seeded: Path) -> None:
    assert (await remapped(seeded, {"status": ","}, ","))[0] == "StatusModal"


HINTS: dict[str, tuple[dict[str, str], list[str], str]] = {
    "status": (
        {"choices.choose": "o"},
        ["s"],
        "digit: set   tab: reason   o: set the one marked   f9: cancel",
    ),
    "tags": ({}, ["t"], "space or digit: toggle   enter: save   f9: cancel"),
    "tags, filtered": ({}, ["t", "a"], "and save   arrows: choose   f9: cancel"),
    "palette": ({}, ["colon"], "enter: do it   arrows: choose   f9: back"),
    "palette, other arrows": (
        {"choosing.up": "f6", "choosing.down": "f7"},
        ["colon"],
        "enter: do it   f6 f7: choose   f9: back",
    ),
    "palette, nothing found": ({}, ["colon", *"zzz"], "│ f9: back"),
    "colours": (
        {"choices.down": "c", "choices.up": "l", "choices.choose": "o"},
        ["ctrl+t"],
        "c l: see it   o: keep it   f9: as before",
    ),
    "facets": (
        {"choices.choose": "o"},
        ["f"],
        "o: ask for, exclude, clear   /: find   f9: the list",
    ),
    "export": ({}, ["x"], "digit: export   tab: file name   enter: export   f9: cancel"),
    "export, other keys": ({"export.2": "c"}, ["x"], "1 c 3 4 5 6: export   tab: file name"),
    "export, its lines": ({"export.2": "c"}, ["x"], "c CSV       for a spreadsheet"),
    "a tag": ({}, ["T", "a"], "tab: next field   enter: save   f9: cancel"),
    "merging": ({}, ["T", "M"], "enter: merge and delete {tag}   f9: cancel"),
    "a view": ({}, ["slash", "a", "enter", "S"], "tab: next field   enter: save   f9: cancel"),
    "help": ({}, ["question_mark"], "f9: close"),
    "a question": ({"ask.yes": "j"}, ["n", "x", "ctrl+q"], "j: quit   f9: go back"),
}


@pytest.mark.parametrize(("keys", "presses", "hint"), HINTS.values(), ids=HINTS)
async def test_the_hint_of_a_modal_names_the_keys_that_are_bound(
    bundled: Path, keys: dict[str, str], presses: list[str], hint: str
) -> None:
    first_tag = rows(bundled, "SELECT tag FROM tag_usage ORDER BY position LIMIT 1")[0]
    lines = await remapped(bundled, {"modal.leave": "f9", **keys}, *presses)
    assert hint.format(tag=first_tag) in "\n".join(lines)


async def test_the_hint_names_every_key_that_is_given(bundled: Path) -> None:
    keys = {"modal.leave": "f9,escape", "ask.yes": "slash"}
    lines = await remapped(bundled, keys, "n", "x", "ctrl+q")
    assert "/: quit   f9 or esc: go back" in "\n".join(lines)


async def test_the_hint_between_two_versions_names_the_keys_that_are_bound(seeded: Path) -> None:
    write(seeded, "INSERT INTO note (id, recommendation_id, body) VALUES (1, 1, 'first version')")
    keys = {"conflict.mine": "m", "version.down": "n", "version.up": "p", "modal.leave": "f9"}
    async with desk(seeded, (120, 30), keys=keys) as ui:
        await ui.press("enter", "e", "x")
        write(seeded, "UPDATE note SET body = 'their version'")
        await ui.press("ctrl+s")
        assert "tab and n, p scroll" in ui.flat
        assert "m: keep mine 2: take" in ui.flat
        assert "f9: editor with mine" in ui.flat


async def test_the_hint_of_a_note_that_was_left_names_the_keys_that_are_bound(seeded: Path) -> None:
    left = Drafts(seeded)
    left.keep(left.named(Draft((1,), "water/1", "left")))
    left.close()
    async with desk(seeded, keys={"draft.open": "o", "draft.drop": "D", "modal.leave": "f9"}) as ui:
        assert "o: open it f9: keep it for later D: discard it" in ui.flat
        await ui.press("D")
        assert "D again discards it for good. o: open it f9: keep it for later" in ui.flat


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[keys]\nstatus = "t"\n', b"would do two things on one screen: status and tags."),
        ("mouse = 3\n", b"mouse is neither true nor false."),
    ],
)
def test_a_start_with_keys_that_cannot_be_used_ends_with_the_sentence_before_anything_is_drawn(
    seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, says: bytes
) -> None:
    (tmp_path / "config" / "tracker").mkdir(parents=True)
    (tmp_path / "config" / "tracker" / "config.toml").write_text(text)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    command = [sys.executable, "-m", "tracker", "--db", str(seeded), "--analyst", "amy"]
    with Terminal(command, columns=200) as terminal:
        terminal.wait_for(says)
        assert b"\x1b[?1049h" not in terminal.seen
