"""The code of a state by any of its names, from the tables that actors are proposed from."""

from functools import cache

from tracker.intake.actors.vocabulary import spellings_of_states
from tracker.text import folded


def state_code(name: str) -> str | None:
    """Return the ISO 3166 alpha-2 code of the state that is called so, None where none is."""
    return _codes().get(_key(name))


@cache
def _codes() -> dict[str, str]:
    return {_key(name): code for code, names in spellings_of_states().items() for name in names}


def _key(name: str) -> str:
    """Return a name for comparing: hyphens, the form of an apostrophe and an article do not tell."""
    return folded(name).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("-", " ").removeprefix("the ")
