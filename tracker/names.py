"""Looking up a name that somebody typed: the one that is meant, else those that come near."""

from collections.abc import Iterable

from tracker.text import folded, shown_line

_NEAR = 0.5
"""How alike two names are at least to be near, of 1 (difflib's ratio)."""


def alike(typed: str, names: Iterable[str]) -> list[str]:
    """Return the names that are the same but for their case and accents, in the order given."""
    wanted = folded(typed)
    return [name for name in names if folded(name) == wanted]


def meant(typed: str, names: Iterable[str]) -> str | None:
    """Return the name that is meant: exactly what was typed, else the first but for its case and accents."""
    found = alike(typed, names)
    return typed if typed in found else next(iter(found), None)


def nearest(typed: str, names: Iterable[str], *, most: int = 3) -> list[str]:
    """Return the names that come near, whatever their case and accents.

    Those in which it is a word come first, then those in which a word begins so; where there are none, the most alike.
    """
    import re
    from difflib import get_close_matches  # here, since only a mistake needs it: the start does without

    wanted = folded(typed)
    by_folded = {folded(name): name for name in names}
    begins = re.compile(r"(?<!\w)" + re.escape(wanted))
    begun = [key for key in by_folded if wanted and begins.search(key)]
    is_word = re.compile(begins.pattern + r"(?!\w)")
    begun.sort(key=lambda key: (is_word.search(key) is None, not key.startswith(wanted)))
    return [by_folded[key] for key in (begun or get_close_matches(wanted, by_folded, most, _NEAR))[:most]]


def did_you_mean(near: Iterable[str], *, otherwise: str = "") -> str:
    """Return the question that follows a name there is not, or what to do where no name is near."""
    listed = ", ".join(map(shown_line, near))
    return f"Did you mean: {listed}?" if listed else otherwise
