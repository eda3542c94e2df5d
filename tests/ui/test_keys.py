"""One grammar for the keys: none has two meanings, each has a name and help."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

import tracker.ui.screens
import tracker.ui.widgets
from tracker.ui.app import TrackerApp

MOVES = "moves the cursor, or the text where there is no cursor"
SAME_IDEA = {
    "escape": "one step back, whatever the step: a modal, a screen, marks, the query or the filter",
    "q": "back to where one came from, and from the list out of the program",
    "enter": "goes on with what is in hand: the line under the cursor, or what was typed",
    "question_mark": "opens the help, and closes it",
    "f1": "opens the help, and closes it",
    "e": "edits what is selected: a note, a tag, a view",
    "d": "deletes what is selected: a note, a tag, a view",
    "slash": "searches what is on screen",
    "a": "adds what is listed: a tag, an actor, a mention; on a recommendation, whom it names",
    "M": "merges what is selected",
    "E": "gives a title",
    "space": "marks",
    "less_than_sign": "moves what is selected a step back: a tag in the codebook, the end of an item",
    "greater_than_sign": "moves it a step on",
    "tab": "goes on to the next",
    **dict.fromkeys("123456789", "chooses the one with that number: a role, a kind"),
    **dict.fromkeys(("left", "right"), "moves sideways"),
    **dict.fromkeys(("shift+left", "shift+right"), "reaches further sideways than the arrow alone"),
    **dict.fromkeys(("j", "k", "g", "G", "up", "down", "home", "end", "pageup", "pagedown"), MOVES),
}
"""Keys that have more than one action by design, because people take these for one."""


def ours(kind: type) -> list[type]:
    """Return the classes of a kind that the UI defines."""
    found: list[type] = []
    for package in (tracker.ui.screens, tracker.ui.widgets):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            members = inspect.getmembers(importlib.import_module(module.name), inspect.isclass)
            found += [c for _, c in members if issubclass(c, kind) and c.__module__ == module.name]
    return found


def bindings(node: type) -> Iterator[tuple[str, Any]]:
    """Yield key and binding, one key each, as a class declares them itself."""
    for binding in vars(node).get("BINDINGS", ()):
        assert isinstance(binding, Binding), f"{node.__name__}: write {binding} as a Binding"
        for key in binding.key.split(","):
            yield key.strip(), binding


def lineage(node: type) -> list[type]:
    """Return a class and what it is made from, as far as that is ours."""
    return [c for c in node.__mro__ if c.__module__.startswith("tracker.ui")]


def named(node: type) -> str:
    return node.__name__


NODES = [TrackerApp, *ours(DOMNode)]
SCREENS = [screen for screen in ours(Screen) if not issubclass(screen, ModalScreen)]
WIDGETS = [widget for widget in ours(Widget) if not issubclass(widget, Screen)]


@pytest.mark.parametrize("node", NODES, ids=named)
def test_every_key_has_an_id_a_name_and_a_sentence_for_the_help(node: type) -> None:
    for key, binding in bindings(node):
        assert binding.id, key
        assert binding.description or not binding.show, key
        assert binding.tooltip, key


@pytest.mark.parametrize("node", NODES, ids=named)
def test_no_key_has_two_meanings_in_one_place(node: type) -> None:
    own: dict[str, str] = {}
    for key, binding in (pair for each in lineage(node) for pair in bindings(each)):
        if key not in SAME_IDEA:
            assert own.setdefault(key, binding.id) == binding.id, key


@pytest.mark.parametrize("screen", SCREENS, ids=named)
def test_no_widget_gives_a_key_of_its_screen_another_meaning(screen: type) -> None:
    of_screen = {
        key: binding.id for each in [*lineage(screen), TrackerApp] for key, binding in bindings(each)
    }
    used = [c for c in vars(importlib.import_module(screen.__module__)).values() if c in WIDGETS]
    for widget in used:
        for key, binding in (pair for each in lineage(widget) for pair in bindings(each)):
            if key not in SAME_IDEA:
                assert of_screen.get(key, binding.id) == binding.id, f"{widget.__name__}: {key}"


def test_a_key_means_the_same_wherever_it_does_something() -> None:
    meanings: dict[str, set[str]] = {}
    for node in [TrackerApp, *SCREENS, *WIDGETS]:
        for key, binding in bindings(node):
            meanings.setdefault(key, set()).add(binding.id)
    assert {key: ids for key, ids in meanings.items() if len(ids) > 1 and key not in SAME_IDEA} == {}


def test_what_is_the_same_has_the_same_keys_everywhere() -> None:
    keys: dict[str, set[str]] = {}
    for node in [TrackerApp, *SCREENS, *WIDGETS]:
        for _, binding in bindings(node):
            keys.setdefault(binding.id, set()).add(binding.key)
    assert {identity: several for identity, several in keys.items() if len(several) > 1} == {}


@pytest.mark.parametrize(
    "node", [n for n in NODES if issubclass(n, Screen) or vars(n).get("can_focus")], ids=named
)
def test_what_takes_the_keys_says_what_it_is(node: type) -> None:
    if not any(node in other.__mro__[1:] for other in NODES) and node.__name__ != "HelpModal":
        assert node.HELP
