"""The columns of the list: how wide each is, what stands above it, and which order a click there asks for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import set_cell_size

from tracker.ui.widgets.cells import fitted

NOTE_SIGN = "✎"
_SIGNS = 2
"""Cells for the signs of cursor and mark."""
_WIDE = 100
"""From so many cells on, headings are written out and names are cut later."""
_WIDEST_REFERENCE = 14
_WIDEST_REPORT = 16
_WIDEST_STATUS = 20
_WIDEST_OWNER = 12
_DUE = 11
"""A date and a sign."""
SIGN = 2
"""The width of a column that has room for a sign alone, under its letter."""
_DATED = 88
"""From so many cells on, deadlines stand there as dates."""
_SPELLED_OUT = 130
"""From so many cells on, answers and progress stand there by name."""
_NARROWEST_TITLE = 20
_SHORTEST_TAGS = 5
"""What the heading takes, with its sign."""
_WIDEST_TAGS = 0.3
"""Of what title and tags have together, where the titles would need it all."""


@dataclass(slots=True)
class Longest:
    """Cells of the longest of each that has been read."""

    report: int = 0
    reference: int = 0
    title: int = 0
    tags: int = 0
    response: int = 0
    progress: int = 0
    due: int = 0
    owner: int = 0


class Column(NamedTuple):
    """A column; `start` is its first cell."""

    order: str
    """What `sort:` calls it."""
    heading: str
    start: int
    width: int
    right: bool = False
    """Whether what is in it stands at its right end."""


def columns(width: int, longest: Longest, *, status: int, several_reports: bool) -> tuple[Column, ...]:
    """Return the columns of a list that is so many cells wide, from the left; `status` is what a status needs.

    Title and tags share what the others leave. A line without tags gives their room to its title, so that one
    long tag does not cut every title.
    """
    wide = width >= _WIDE
    notes = 6 if wide else 4
    reference = min(max(longest.reference, 3), 40 if wide else _WIDEST_REFERENCE)
    report = min(max(longest.report, 6), 28 if wide else _WIDEST_REPORT) if several_reports else 0
    status = min(status, _WIDEST_STATUS)
    became = tuple(_became(width, longest))
    fixed = _SIGNS + (report and report + 1) + reference + 1 + status + 1 + notes
    fixed += sum(cells + 1 for _, _, cells, _ in became)
    room = max(width - fixed, 1)
    spare = max(room - longest.title - 1, int(room * _WIDEST_TAGS))
    tags = (
        max(min(max(longest.tags, _SHORTEST_TAGS), spare, room - _NARROWEST_TITLE), 0) if longest.tags else 0
    )
    found = []
    start = _SIGNS
    for order, heading, cells, right in (
        ("report", "Report", report, False),
        ("reference", "Ref", reference, True),
        ("status", "Status", status, False),
        *became,
        ("title", "Title", room - tags, False),
        ("tags", "Tags", tags, True),
        ("notes", "Notes" if wide else NOTE_SIGN, notes, True),
    ):
        if cells:
            found.append(Column(order, heading, start, cells, right))
            start += cells + (order not in TOUCHING)
    return tuple(found)


TOUCHING = ("title", "tags", "notes")
"""The columns without a blank of their own behind them."""


def _became(width: int, longest: Longest) -> Iterator[tuple[str, str, int, bool]]:
    """Yield the columns of what became of the recommendations in which anything stands: signs where it is narrow."""
    spelled_out = width >= _SPELLED_OUT
    for order, heading, cells in (
        ("response", "Response", longest.response),
        ("progress", "Progress", longest.progress),
    ):
        if cells:
            wanted = max(cells, len(heading) + 1) if spelled_out else SIGN
            yield order, heading if spelled_out else heading[0], wanted, False
    dated = width >= _DATED
    if longest.due:
        yield "due", "Due" if dated else "D", _DUE if dated else SIGN, False
    if longest.owner and width >= _WIDE:
        yield "owner", "Owner", min(max(longest.owner, len("Owner") + 1), _WIDEST_OWNER), False


def headings(found: Iterable[Column], sort: str) -> str:
    """Return the line above the list, with a sign at the column that the list is sorted by."""
    line = " " * _SIGNS
    for column in found:
        sign = ""
        if column.order == sort.lstrip("-"):
            descends = (column.order == "notes") != sort.startswith("-")
            sign = "↓" if descends else "↑"
        heading = column.heading + sign
        line = set_cell_size(line, column.start) + fitted(heading, column.width, right=column.right)
    return line
