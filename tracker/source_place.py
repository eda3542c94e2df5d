"""Where in a source a statement stands, in the one spelling that the file keeps: `p. 12-13`, `lines 4-9`, `row 17`."""

import re
from typing import NamedTuple

from tracker.errors import BadInput
from tracker.text import short, shown_line

_UNITS = {
    **dict.fromkeys(("p", "pp", "page", "pages"), "page"),
    **dict.fromkeys(("l", "ll", "line", "lines"), "line"),
    **dict.fromkeys(("r", "row"), "row"),
}
_PLACE = re.compile(r"([a-z]+)\.? ?([1-9]\d{0,8})(?: ?(?:-|–|to) ?([1-9]\d{0,8}))?", re.ASCII)


class Place(NamedTuple):
    """Pages, lines or a row of a source, counted from 1; both ends are in it."""

    first: int
    last: int
    unit: str
    """`page`, `line` or `row`."""

    def __str__(self) -> str:
        """The place as the file keeps it."""
        several = self.first != self.last
        start = {"page": "p.", "line": "lines" if several else "line", "row": "row"}[self.unit]
        return f"{start} {self.first}-{self.last}" if several else f"{start} {self.first}"


def parsed(text: str) -> Place:
    """Return the place that is meant, also by `page 12` or `pp. 12-13`; raise BadInput for what is none."""
    found = _PLACE.fullmatch(" ".join(text.lower().split()))
    unit = None if found is None else _UNITS.get(found[1])
    if found is not None and unit is not None:
        first, last = int(found[2]), int(found[3] or found[2])
        if first <= last and (unit != "row" or first == last):
            return Place(first, last, unit)
    raise BadInput(
        f"'{shown_line(short(text))}' is not a place in a source.",
        "Write p. 12, p. 12-13, line 4, lines 4-9 or row 17.",
    )


def place(text: str) -> str:
    """Return the place as the file keeps it; raise BadInput for what is none."""
    return str(parsed(text))
