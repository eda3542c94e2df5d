"""Keys of one's own: whether config.toml's [keys] can be used, said in one sentence where they cannot.

Textual takes ids it does not know, and keys there are not, without a word; a key that is in use already would
silently take the other action away. So all screens are looked at here, but only where there are such keys.
"""

import importlib
import pkgutil
import sys
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import NamedTuple

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, TextArea

from tracker.errors import BadInput
from tracker.names import did_you_mean, nearest
from tracker.text import shown_line
from tracker.ui import screens

_MODIFIERS = {"alt", "ctrl", "hyper", "meta", "shift", "super"}
_NAMED = {key.value for key in Keys} | set(KEY_NAME_REPLACEMENTS.values())


class Action(NamedTuple):
    """What can be given another key: its id in config.toml, its keys as they are named there, what it does."""

    id: str
    keys: str
    does: str


class _Bound(NamedTuple):
    """One key of one binding on a screen; `where` is the class that has the binding."""

    key: str
    binding: Binding
    where: type[DOMNode]


def actions(app: type[App[None]]) -> list[Action]:
    """Return everything that a key does in the app, by id, with the keys it has without a config.toml."""
    found: dict[str, dict[str, None]] = {}
    does: dict[str, str] = {}
    for screen in _screens():
        for bound in _bound_on(screen, app):
            if bound.binding.id is not None:
                found.setdefault(bound.binding.id, {})[bound.key] = None
                does.setdefault(bound.binding.id, bound.binding.tooltip or bound.binding.description)
    return [Action(name, ",".join(found[name]), does[name]) for name in sorted(found)]


def place_of(name: str, app: type[App[None]]) -> type[DOMNode]:
    """Return a class that has a key with this id; raise StopIteration where none has."""
    return next(
        bound.where for screen in _screens() for bound in _bound_on(screen, app) if bound.binding.id == name
    )


def check(keys: Mapping[str, str], app: type[App[None]]) -> None:
    """Raise BadInput for an id or a key there is not, and for a key with two meanings on one screen."""
    known = [action.id for action in actions(app)]
    wanted: dict[str, list[str]] = {}
    for name, value in keys.items():
        if name not in known:
            raise BadInput(
                f"config.toml: no action in [keys] is called '{shown_line(name)}'.",
                f"{did_you_mean(nearest(name, known))} tracker config --keys lists them all.".lstrip(),
            )
        wanted[name] = [_key_name(name, key.strip()) for key in _split(value)]
    for screen in _screens():
        _check_screen(list(_bound_on(screen, app)), screen, wanted)


def _split(value: str) -> list[str]:
    return ["comma"] if value.strip() == "," else value.split(",")


def _key_name(name: str, key: str) -> str:
    """Return the key as Textual calls it; raise BadInput where it knows none of that name."""
    *modifiers, last = key.split("+")
    if key == "+":
        modifiers, last = [], "plus"
    if len(last) == 1 and last.isprintable() and set(modifiers) <= {"shift"} and modifiers:
        raise BadInput(
            f"config.toml: '{shown_line(key)}' for {name} is not what a terminal sends.",
            f'Write the letter it types: {name} = "{last.upper()}"',
        )
    real = (len(last) == 1 and last.isprintable() and last != " ") or last in _NAMED or _is_character(last)
    if not real or not set(modifiers) <= _MODIFIERS:
        raise BadInput(
            f"config.toml: there is no key '{shown_line(key)}' (for {name}).",
            did_you_mean(
                nearest(key, sorted(_NAMED), most=1),
                otherwise="Keys are named like x, X, slash, f5, ctrl+t, escape.",
            ),
        )
    if modifiers:
        return key
    (binding,) = Binding.make_bindings([Binding(last, "")])
    return binding.key


def _is_character(name: str) -> bool:
    return len(name) > 1 and (key_to_character(name) or "\n").isprintable()


def _check_screen(
    before: list[_Bound], screen: type[Screen[object]], wanted: Mapping[str, list[str]]
) -> None:
    mine = [bound for bound in before if bound.binding.id in wanted]
    bounds = [bound for bound in before if bound.binding.id not in wanted]
    bounds += [
        _Bound(key, bound.binding, bound.where)
        for name, keys in wanted.items()
        for bound in [next((bound for bound in mine if bound.binding.id == name), None)]
        if bound is not None
        for key in keys
    ]
    _refuse_typed(screen, bounds, wanted)
    taken: dict[str, _Bound] = {}
    shared = _shared(before)
    for bound in bounds:
        other = taken.setdefault(bound.key, bound)
        pair = {_id_or_action(bound), _id_or_action(other)}
        changed = wanted.keys() & {bound.binding.id, other.binding.id}
        if len(pair) == 2 and changed and frozenset(pair) not in shared:
            name = next(iter(changed))
            raise BadInput(
                f"config.toml: the key '{bound.key}' would do two things on one screen: "
                f"{' and '.join(sorted(pair))}.",
                f"Give {name} another key.",
            )


def _shared(bounds: list[_Bound]) -> set[frozenset[str]]:
    """Return the pairs that have one key from the start: esc means leaving, first of a text, then of its screen."""
    by_key: dict[str, set[str]] = {}
    for bound in bounds:
        by_key.setdefault(bound.key, set()).add(_id_or_action(bound))
    return {
        frozenset((one, other))
        for names in by_key.values()
        for one in names
        for other in names
        if one != other
    }


def _refuse_typed(
    screen: type[Screen[object]], bounds: list[_Bound], wanted: Mapping[str, list[str]]
) -> None:
    """Refuse a key that types a character for what is to work while text is being written."""
    writes = any(issubclass(widget, TextArea) for widget in _widgets(screen))
    for bound in bounds:
        name = bound.binding.id
        while_writing = (
            bound.binding.priority
            or issubclass(bound.where, Input | TextArea)
            or (writes and issubclass(bound.where, screen))
        )
        # Esc has a character too, but types none.
        if name in wanted and while_writing and key_to_character(bound.key) not in (None, "\x1b"):
            raise BadInput(
                f"config.toml: '{bound.key}' for {name} types a character, and {name} is for while you write.",
                "Take a key such as f6 or ctrl+e.",
            )


def _id_or_action(bound: _Bound) -> str:
    return bound.binding.id or bound.binding.action


def _screens() -> Iterator[type[Screen[object]]]:
    for module in _modules(screens):
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Screen) and value.__module__ == module.__name__:
                yield value


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)


def _bound_on(screen: type[Screen[object]], app: type[App[None]]) -> Iterator[_Bound]:
    """Yield every key of a screen, of its widgets and of the app."""
    places: list[type[DOMNode]] = [*_widgets(screen), screen, app]
    for where in places:
        for cls in where.__mro__:
            bindings = cls.__dict__.get("BINDINGS", ()) if issubclass(cls, DOMNode) else ()
            for binding in Binding.make_bindings(bindings):
                yield _Bound(binding.key, binding, where)


def _widgets(screen: type[Screen[object]]) -> list[type[Widget]]:
    """Return the widgets that take part in a screen: those that the modules of it and of its bases name."""
    return list(
        dict.fromkeys(
            value
            for base in screen.__mro__
            if base.__module__.startswith("tracker.")
            for value in vars(sys.modules[base.__module__]).values()
            if isinstance(value, type) and issubclass(value, Widget) and not issubclass(value, Screen)
        )
    )
