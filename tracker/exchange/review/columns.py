"""The columns of a review: what stands in them, and the state that each row was exported in."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from zlib import crc32

from tracker.formats import FORMULA
from tracker.reading import queries
from tracker.text import folded, shown

REVIEW = "Review"
CODEBOOK = "Codebook"
ORIGIN = "Where it comes from"
"""The sheets."""

REPORT, REFERENCE = "Report", "Ref"
STATUS, REASON, TAGS, NOTE = "Status", "Reason", "Tags", "New note"
PROGRESS = {
    "status": "Progress",
    "basis": "Basis",
    "as_of": "As of",
    "text": "What has happened",
    "source": "Source",
    "place": "Place",
}
"""The columns of new progress, by what `record_progress` calls them."""
GIVEN = (
    REPORT,
    REFERENCE,
    "Title",
    "Text",
    "Actors",
    "Response",
    "Reported",
    "Assessed",
    "Due",
    "Owner",
    "Notes so far",
)
"""What is there to be read; changing it changes nothing, which is told."""
ANSWERED = (STATUS, REASON, TAGS, NOTE, *PROGRESS.values())
"""What is there to be filled in."""
STATE = "Key and state"
COLUMNS = (*GIVEN, *ANSWERED, STATE)

YOUR_NAME = "Your name"
ROWS = "Recommendations"
"""What the sheet of the origin calls who fills it in, and how many rows there were."""

_CUT = " […]"
_STATE = re.compile(r"\s*([0-9a-f]{8}) (\[.*\])\s*", re.DOTALL)


class State(NamedTuple):
    """What a row was exported as, by which it is found again, and compared."""

    report: str
    reference: str
    status: str
    called: str
    """The status as its cell had it."""
    reason: str | None
    tags: tuple[str, ...]
    given: tuple[int, ...]
    """A check of each cell of `GIVEN`."""

    def cell(self) -> str:
        """Return the state as a cell, with a check of itself: in ASCII, which any program gives back as it is."""
        text = json.dumps(self, separators=(",", ":"))
        return f"{crc32(text.encode()):08x} {text}"


def state_in(cell: str) -> State | None:
    """Return the state that a cell holds, None where it is not as it was written."""
    match = _STATE.fullmatch(cell)
    if match is None or f"{crc32(match[2].encode()):08x}" != match[1]:
        return None
    report, reference, status, called, reason, tags, given = json.loads(match[2])
    return State(report, reference, status, called, reason, tuple(tags), tuple(given))


def check(cell: str) -> int:
    """Return a check of a cell: programs make blanks and line ends of their own."""
    return crc32(" ".join(untaken(cell).split()).encode())


def as_cell(text: str | None) -> str:
    """Return a text as a cell may hold it: each character that may not stand there as one visible one."""
    return shown(text or "").replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def untaken(cell: str) -> str:
    """Return a cell without the apostrophe by which a spreadsheet takes no text for a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def fitting(text: str, most: int) -> str:
    """Return a text of at most so many characters as a spreadsheet counts (UTF-16), with a mark where it was cut."""
    if len(text) * 2 <= most or len(text.encode("utf-16-le", "surrogatepass")) <= 2 * most:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (most - len(_CUT))]
    return kept.decode("utf-16-le", "ignore") + _CUT


def words(codes: Sequence[queries.Code]) -> dict[str, str]:
    """Return what a cell calls the codes of a lookup: by name, by the code where two have one name."""
    known = Counter(folded(each.name) for each in codes)
    return {each.code: each.name if known[folded(each.name)] == 1 else each.code for each in codes}


def tags_in(cell: str) -> tuple[str, ...]:
    """Return the tags of a comma list, each once."""
    return tuple(dict.fromkeys(filter(None, (each.strip() for each in cell.replace("\n", ",").split(",")))))


def statuses(connection: sqlite3.Connection) -> Mapping[str, str]:
    """Return what cells call the review statuses."""
    return words(queries.statuses(connection))
