"""The items of a list: from where to where each goes, and its text as the document prints it."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tracker.intake.document import Line
from tracker.intake.hyphens import ALL_KEPT, SIGNS, Hyphens
from tracker.intake.markers import Marker

_PARAGRAPH_GAP = 1.4
"""From this many lines on a gap is one between paragraphs, where lines follow each other closely."""
_SUB_ITEM = re.compile(r"(?:\(?(?:[a-z]|[ivx]{1,5})[.)]|[•●▪■◦‣∙·*–—○-])\s+\S", re.IGNORECASE)
_ENDS = re.compile(r"[.;:!?…][)\]\"'’”*]*(?:\s*\[?\d{1,3}\]?)?$|\)$")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:[Nn]os?|[Aa]rts?|[Pp]aras?|[Pp]p?|[Cc]f|[Vv]ol|[Ss]ect?|[Rr]ef|[Ff]ig|[Cc]h|Mr|Ms|Mrs|Dr|Prof|Sr|St|H\.E"
    r"|e\.g|i\.e|vs?|approx|ca|incl|resp|[A-Z])\.$"
)
"""What ends in a dot that ends no sentence."""
_SUB_START = re.compile(r"[.;:,][)\"'’”]?$|\b(?:and|or)$")
_ITEM_LINES = 400
"""An item has no more lines, empty ones counted: eight pages."""
_ROW_LINES = 2_000
"""A row of a table has no more lines."""
_APART = 1.3
_LEVEL = 3.0
_MANY = 4
"""So many lines that begin at the same place tell by themselves how wide they may be."""
_SAME_COLUMN = 60.0
"""Lines of one column begin within so many points, or characters."""


class Item(NamedTuple):
    """An item of a list."""

    reference: str
    text: str
    """Wraps joined by a space; the document's own sub-items begin a line each."""
    first_line: int
    last_line: int
    first_page: int | None
    last_page: int | None
    emphasised: bool


def items(
    lines: Sequence[Line], chain: Sequence[Marker], stops: Mapping[int, Sequence[Marker]], known: Hyphens
) -> tuple[Item, ...]:
    """Return the items of a list in the order of the document.

    `stops` has the markers of all lists by the index of their line.
    """
    found = []
    for marker, after in zip(chain, (*chain[1:], None), strict=True):
        body = body_of(lines, marker, None if after is None else after.at, stops)
        first, *rest = body
        start = first if first.marker else first._replace(text=first.text[marker.length :].strip())
        text = text_of([start._replace(marker=""), *rest], known)
        emphasised = sum(len(line.text) for line in body if line.emphasised) * 2 > sum(
            len(line.text) for line in body
        )
        found.append(
            Item(marker.reference, text, first.number, body[-1].number, first.page, body[-1].page, emphasised)
        )
    return tuple(found)


def body_of(
    lines: Sequence[Line], marker: Marker, after: int | None, stops: Mapping[int, Sequence[Marker]]
) -> list[Line]:
    """Return the lines of an item, empty ones left out; `after` is where the next one of its list begins."""
    here = lines[marker.at]
    limit = min(len(lines) if after is None or after <= marker.at else after, marker.at + _ITEM_LINES)
    if here.cell is not None:
        return in_cells(lines[marker.at : min(limit, marker.at + _ROW_LINES)], marker.length)
    spaced, near = _surroundings(lines, marker.at, limit)
    body = [here]
    column = _Column(here)
    alone = not here.text[marker.length :].strip() and not here.marker
    for at in range(marker.at + 1, limit):
        line = lines[at]
        if not line.text or column.is_beside(line):
            continue
        last = body[-1]
        if line.cell is not None or any(_is_outer(each, marker) for each in stops.get(at, ())):
            break
        if alone and len(body) == 1:
            body.append(line)
            continue
        if line.heading and not (here.heading and len(body) == 1):
            break
        if len(body) == 1 and (
            here.heading or (marker.style.startswith("word") and _stands_over(here, line))
        ):
            # A heading that says "Recommendation 4": what it asks for stands below.
            body.append(line)
            continue
        if _looks_like_heading(last, line, here, spaced) or _heads_a_page(last, line, _next(lines, at)):
            break
        if _breaks(last, line, here, spaced, near) and not _goes_on(last, line):
            break
        body.append(line)
    return body


class _Column:
    """The column of a table on a page, where an item stands in one: what stands right of it belongs to others."""

    def __init__(self, first: Line) -> None:
        self._page = first.page
        self._below = 0.0
        """How far below the first line of the item the last one was, in lines."""
        self._right = first.right
        self._left_it = False

    def is_beside(self, line: Line) -> bool:
        """Whether a line stands in a column to the right, level with the item: text in columns goes on at the top."""
        right_of_it = line.indent > self._right > 0
        if line.page != self._page:
            # What stands beside may go on at the top of the next page, before the item does.
            self._left_it = self._left_it and right_of_it
            return self._left_it
        if not self._right:
            return False
        self._below += line.gap
        self._left_it = right_of_it and (self._left_it or (line.gap < -0.3 and self._below > -0.6))
        if not self._left_it:
            self._right = max(self._right, line.right)
        return self._left_it


def in_cells(lines: Sequence[Line], length: int) -> list[Line]:
    """Return the item that begins in a cell: what follows in it, or the next cell where that has a number alone.

    `length` is how much of the first line the number takes.
    """
    here = lines[0]
    cell = here.cell
    assert cell is not None
    row = [line for line in lines if line.cell is not None and line.cell[:2] == cell[:2] and line.text]
    own = [line for line in row if line.cell == cell]
    if here.text[length:].strip() or here.marker or len(own) > 1:
        return _first_paragraph(own)
    columns = sorted(
        {line.cell.column for line in row if line.cell is not None and line.cell.column > cell.column}
    )
    if not columns:
        return own
    texts = {at: [line for line in row if line.cell is not None and line.cell.column == at] for at in columns}
    # The next cell has it, unless that is a mere label beside the text.
    fullest = max(columns, key=lambda at: sum(len(line.text) for line in texts[at]))
    first = columns[0]
    chosen = first if sum(len(line.text) for line in texts[first]) >= 40 else fullest
    return [here, *texts[chosen]]


def _first_paragraph(body: list[Line]) -> list[Line]:
    kept = body[:1]
    for line in body[1:]:
        if ends(kept[-1].text) and not _goes_on(kept[-1], line):
            break
        kept.append(line)
    return kept


def _is_outer(other: Marker, marker: Marker) -> bool:
    """Whether a number that is not of the list ends an item of it: one further left, or of the paragraphs around."""
    return (
        other.begins
        and not other.style.startswith(("(", "[", "a", "i", "bare"))
        and (other.indent <= marker.indent + 1 or other.page != marker.page)
    )


def _surroundings(lines: Sequence[Line], start: int, limit: int) -> tuple[float, list[Line]]:
    """Return the gap between two lines of a paragraph there, 2 where text is double-spaced, and the lines near."""
    near = [line for line in lines[max(0, start - 40) : start + 40] if line.text]
    last = lines[min(limit, len(lines) - 1)].number
    gaps = [line.gap for line in near if line.gap > 0 and line.number <= last]
    tight = sum(gap < _PARAGRAPH_GAP for gap in gaps)
    return 1.0 if not gaps or tight * 3 >= len(gaps) else min(gaps), near


def _right_edge(near: Sequence[Line], line: Line) -> float:
    """Return where the lines end that begin where this one does, or in its column if these are few."""
    beside = [
        (abs(each.indent - line.indent), each.right)
        for each in near
        if each.page == line.page and abs(each.indent - line.indent) < _SAME_COLUMN
    ]
    level = [right for away, right in beside if away < _LEVEL]
    return max(level if len(level) >= _MANY else (right for _, right in beside), default=0.0)


def _breaks(last: Line, line: Line, here: Line, spaced: float, near: Sequence[Line]) -> bool:
    """Whether another paragraph begins with a line."""
    if line.paragraph:
        return True
    ended = ends(last.text)
    begins = not line.text[:1].islower()
    across = line.page != last.page or line.gap < 0
    if not across and line.gap / spaced >= _PARAGRAPH_GAP:
        return ended or (begins and _ends_early(last, line, near))
    if not (ended and begins):
        return False
    # A line that ends early, but a bracket may end in the middle of a sentence. The gap is unknown across pages and
    # columns; else a line may go back to the left of the number, where what is around the list stands.
    early = not last.text.endswith(")") and _ends_early(last, line, near)
    return early or (not across and line.indent < min(here.indent, last.indent) - 6)


def _ends_early(last: Line, line: Line, near: Sequence[Line]) -> bool:
    """Whether the first word of a line would have stood on the line before: it begins another paragraph."""
    widest = _right_edge(near, last)
    if not widest:
        return False
    letter = (last.right - last.indent) / max(len(last.text), 1)
    word = line.text.partition(" ")[0]
    return last.right + letter * (len(word) + 1) < 0.97 * widest


def ends(text: str) -> bool:
    """Whether a sentence, or a clause of a list, ends with a line."""
    return bool(_ENDS.search(text[-40:])) and not _ABBREVIATED.search(text[-40:])


def _looks_like_heading(last: Line, line: Line, here: Line, spaced: float) -> bool:
    """Whether a line between two items is a heading: set apart, in other letters, and no sentence."""
    text = line.text
    if not (3 <= len(text) <= 120) or not text[:1].isupper() or text.endswith((".", ";", ",", ":", "-")):
        return False
    apart = line.gap / spaced >= _PARAGRAPH_GAP or (line.page != last.page and ends(last.text))
    larger = here.size > 0 and line.size > 1.08 * here.size
    stronger = line.emphasised and not here.emphasised and not last.emphasised
    return (larger or stronger or (text.isupper() and len(text) > 5)) and (apart or ends(last.text))


def _stands_over(line: Line, after: Line) -> bool:
    """Whether a line on a page is a heading over the next: no sentence, in stronger letters, and set apart."""
    return (
        line.page == after.page
        and after.gap >= _APART
        and not ends(line.text)
        and not line.text.endswith(",")
        and (line.size > 1.08 * after.size > 0 or (line.emphasised and not after.emphasised))
    )


def _heads_a_page(last: Line, line: Line, after: Line | None) -> bool:
    """Whether a page begins with a heading, in whatever letters: no sentence, after one that ended, and set apart."""
    return (
        line.page != last.page
        and len(line.text) <= 80
        and line.text[:1].isupper()
        and not re.search(r"[.;:,!?)-]$", line.text)
        and ends(last.text)
        and (after is None or after.gap >= _PARAGRAPH_GAP)
    )


def _next(lines: Sequence[Line], at: int) -> Line | None:
    return next((line for line in lines[at + 1 : at + 6] if line.text), None)


def _goes_on(last: Line, line: Line) -> bool:
    text = f"{line.marker} {line.text}" if line.marker else line.text
    return bool(_SUB_ITEM.match(text)) or (
        not line.paragraph and (last.text.endswith(":") or text[:1].islower())
    )


def text_of(body: Sequence[Line], known: Hyphens = ALL_KEPT) -> str:
    """Return lines as one text: joined by a space; each of the document's own sub-items begins a line.

    So does what follows a heading. A hyphen at the end of a line stays where the word has one, as far as is known.
    """
    text = ""
    in_list = after_heading = False
    for at, line in enumerate(body):
        inner = " ".join(line.text.split())
        if line.marker:
            inner = f"{line.marker} {inner}".rstrip()
        if not inner:
            continue
        if not text:
            text = inner
        elif after_heading:
            text += f"\n{inner}"
        elif (
            _SUB_ITEM.match(inner)
            and (in_list or line.paragraph or _SUB_START.search(text[-40:]))
            # "Mr." at the end of a line goes on with "J. Smith".
            and not _ABBREVIATED.search(text[-40:])
        ):
            in_list = True
            text += f"\n{inner}"
        elif text.endswith("\u00ad"):
            text = text[:-1] + inner
        elif text.endswith(SIGNS) and not text.endswith((" -", "--")) and inner[:1].isalnum():
            text = (text if known.keeps(text, inner) else text[:-1]) + inner
        else:
            text += f" {inner}"
        after = body[at + 1] if at + 1 < len(body) else None
        after_heading = line.heading or (at == 0 and after is not None and _stands_over(line, after))
    return text.replace("\u00ad", "")
