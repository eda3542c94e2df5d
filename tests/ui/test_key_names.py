"""What keys are called in sentences: by the names that they have now, wherever a person reads one."""

import ast
import re
from pathlib import Path

import pytest

from tests.ui.conftest import desk, write
from tracker.ui import keymap
from tracker.ui.app import TrackerApp

UI = Path(keymap.__file__).parent
ID = re.compile(r"(?<!\w)\[([a-z]+(?:[._][a-z0-9]+)*)\]")
KEYS = {
    "back": "f9",
    "tag.add": "f7",
    "note": "ctrl+n",
    "undo": "f6",
    "clear": "f9",
    "status": "ctrl+r",
    "tags": "w",
}


def texts() -> list[tuple[str, str]]:
    """Every text of the UI that is no docstring, with the name of its module."""
    return [
        (module.name, node.value)
        for module in UI.rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def test_each_key_that_a_sentence_names_by_its_id_is_bound_somewhere() -> None:
    known = {action.id for action in keymap.actions(TrackerApp)}
    named = {
        name
        for module, text in texts()
        if " " in text.strip() and module != "keymap.py"
        for name in ID.findall(text)
    }
    assert named and named <= known


def test_no_sentence_names_a_letter_that_may_be_another_key() -> None:
    written = re.compile(
        r"(?:^|[ (,;:])(?!a |I )([a-zA-Z]|esc) (?:adds|acts|opens|goes|saves|sets|drops|clears|edits)\b"
    )
    assert [(module, text) for module, text in texts() if written.search(text)] == []


@pytest.mark.parametrize(
    ("presses", "said"),
    [
        (("T",), "No tags yet: f7 adds one. f9 goes back."),
        (("T", "e"), "No tag is selected: f7 adds one."),
        (("N",), "No notes yet. f9 goes back; ^n on a recommendation writes one."),
        (("space",), "1 marked: ^r w n r p w O act on them"),
        (("enter",), "none yet (w)"),
    ],
)
async def test_a_key_that_config_toml_gives_is_named_by_its_new_name(
    seeded: Path, presses: tuple[str, ...], said: str
) -> None:
    keys = KEYS | ({"note": "n"} if presses == ("space",) else {})
    async with desk(seeded, keys=keys) as ui:
        await ui.press(*presses)
        assert said in ui.flat


async def test_the_help_names_keys_as_they_are_bound_too(seeded: Path) -> None:
    async with desk(seeded, (120, 40), keys={"tag.merge": "f8", "tag.up": "ctrl+up"}) as ui:
        await ui.press("T", "question_mark")
        assert "^↑ and > move the selected one" in ui.flat
        assert "f8 merges it into another" in ui.flat


async def test_a_name_in_brackets_that_somebody_wrote_stays_as_it_stands(seeded: Path) -> None:
    write(seeded, "INSERT INTO tag (name) VALUES ('[undo] it')")
    async with desk(seeded) as ui:
        await ui.press("T", "less_than_sign")
        assert ui.toast == "[undo] it is the first one already."


@pytest.mark.parametrize("presses", [(), ("enter",), ("T",), ("N",), ("H",), ("v",), ("o",), ("m",), ("Q",)])
async def test_the_keys_of_a_screen_are_found_without_importing_every_other(
    seeded: Path, presses: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keymap, "place_of", lambda name, _: pytest.fail(f"{name} is bound on no screen here"))
    async with desk(seeded, (120, 40)) as ui:
        await ui.press(*presses, "question_mark")
        assert ui.where == "HelpModal"
