"""The code of a state by any of its names, from the tables that actors are proposed from."""

from functools import cache

from tracker.intake.actors.vocabulary import spellings_of_states
from tracker.text import folded


@cache
def state_codes() -> dict[str, str]:
    """Return the ISO 3166 alpha-2 codes by folded name."""
    return {folded(name): code for code, names in spellings_of_states().items() for name in names}
