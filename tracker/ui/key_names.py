"""What keys are called in sentences: by the names that they have now, as config.toml may give others."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode

from tracker.ui.terminal_app import TerminalApp
from tracker.ui.widgets.search_line import QueryLine

_ID = re.compile(r"\[([a-z]+(?:[._][a-z0-9]+)*)\]")


def keyed(app: App[Any], sentence: str) -> str:
    """Return a sentence of ours with what a key is called in place of its id in brackets, as in `[back] goes back`.

    The key is that of the screen on top, else of one below. Nothing that others wrote may stand in the sentence.
    """
    return _ID.sub(lambda found: _anywhere(cast("TerminalApp", app), found[1]), sentence)


def names(app: TerminalApp, name: str, where: type[DOMNode]) -> list[str]:
    """Return what the keys with this id are called, as they are bound in the class `where`.

    They are those that config.toml gives, else those of the binding, in its order. Raises KeyError for an id that
    is not bound there.
    """
    binding = _bound(where, name)
    binding = binding.with_key(app.keys.get(name, binding.key))
    return [
        "enter" if one.key == "enter" else app.get_key_display(replace(one, key_display=None))
        for one in Binding.make_bindings([binding])
    ]


def _anywhere(app: TerminalApp, name: str) -> str:
    for where in _places(app):
        with suppress(KeyError):
            return names(app, name, where)[0]
    from tracker.ui.keymap import place_of  # it imports every screen: only for a key that none here has

    return names(app, name, place_of(name, type(app)))[0]


def _places(app: TerminalApp) -> Iterator[type[DOMNode]]:
    for screen in reversed(app.screen_stack):
        yield from map(type, (screen, *screen.query("*")))
    # The query line is there only while it is typed.
    yield from (type(app), QueryLine)


def _bound(where: type[DOMNode], name: str) -> Binding:
    for cls in where.__mro__:
        for binding in vars(cls).get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id == name:
                return binding
    raise KeyError(f"{name} is not bound in {where.__name__}")
