"""What to look at in a draft: the items that may not be what the document has, and why."""

from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from tracker.intake.draft import DraftItem
from tracker.intake.markers import number_in
from tracker.intake.request import asks

_LONG = 4
"""An item is very long from so many times the usual length on."""
_LEAST_WORDS = 120


class Flag(NamedTuple):
    """A reason to look at an item; the lower the rank, the likelier something is wrong."""

    rank: int
    sentence: str


def flags(items: Sequence[DraftItem]) -> tuple[tuple[Flag, ...], ...]:
    """Return the flags of each item, the worst first; a rejected one has none."""
    lengths = [len(item.text.split()) for item in items if not item.rejected]
    usual = median(lengths) if lengths else 0
    texts = Counter(item.text.casefold() for item in items if not item.rejected)
    found: list[tuple[Flag, ...]] = []
    last: DraftItem | None = None
    for item in items:
        if item.rejected:
            found.append(())
            last = item
            continue
        words = len(item.text.split())
        each = []
        if last is not None and (missing := _missing(last.reference, item.reference)):
            each.append(Flag(1, f"no {missing} before it"))
        if "-" in item.reference and item.reference.rpartition("-")[2].isdigit():
            each.append(Flag(2, "a number that is there twice"))
        if words > max(_LONG * usual, _LEAST_WORDS):
            each.append(Flag(3, f"very long: {words:,} words"))
        if item.differs:
            each.append(Flag(4, "two readings of the file differ"))
        if not asks(item.text):
            each.append(Flag(5, "asks for nothing"))
        if texts[item.text.casefold()] > 1:
            each.append(Flag(6, "printed twice"))
        if item.text.rstrip(")]\"'’” ")[-1:] not in (".", ";", "!", "?") and not item.text.endswith(")"):
            each.append(Flag(7, "no full stop"))
        found.append(tuple(each))
        last = item
    return tuple(found)


def _missing(before: str, here: str) -> str:
    """Return the first number that is left out between two references, empty where none is."""
    one, two = number_in(before), number_in(here)
    if one is None or two is None or one[0] != two[0] or two[1] - one[1] < 2:
        return ""
    return f"{one[0]}{one[1] + 1}"
