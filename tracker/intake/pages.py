"""What stands on pages around the text: running heads, page numbers and footnotes, which are part of no text."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median

from tracker.intake.document import Line

_EDGE_LINES = 4
"""A running head or foot has so many lines at most."""
_REPEATED = 3
"""Near the edge of so many pages the same letters are a running head."""
_APART = 1.3
"""Where there are two pages, it must be the same to the letter, and stand so many lines from the text."""
_SHARE = 0.5
"""Where a head stands, so large a share of what stands there repeats; where the text begins, little does."""
_TABLE_HEAD = re.compile(r"(?:No|Nr|N°|Ref|Number|Item)\b\.?\s+[A-Z]|#\s+[A-Z]")
"""What names the columns of a table of recommendations in one line."""
_CALLED = re.compile(r"(?:rec|empf)\w*\.?\s+\d{1,3}\b", re.IGNORECASE)
_FOOTNOTE = re.compile(r"(?:\d{1,3}|[*†‡§]{1,3}|[a-z])(?:\s|(?<=[*†‡§])(?=\w)|$)")
_SMALLER = 0.93
"""Footnotes are printed in letters of this share of the text's, or less."""


def parted(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Return the lines of pages apart: those that are read, and those around them."""
    pages = [[line for line in page if line.text] for _, page in groupby(lines, key=lambda line: line.page)]
    dropped = set(_heads(pages)) | set(_footnotes(pages))
    dropped |= set(_table_heads([[line for line in page if line.number not in dropped] for page in pages]))
    return (
        tuple(line for line in lines if line.number not in dropped),
        tuple(line for line in lines if line.number in dropped),
    )


def _heads(pages: Sequence[Sequence[Line]]) -> Iterator[int]:
    """Yield the numbers of the lines that repeat from page to page, and of the page numbers."""
    if len(pages) < 2:
        return
    edges = [edge for page in pages for edge in (page[:_EDGE_LINES], page[: -_EDGE_LINES - 1 : -1])]
    least = min(_REPEATED, len(pages))
    times = Counter(letters for page in pages for letters in {_letters(line.text) for line in _near(page)})
    exactly = Counter(line.text for page in pages for line in _near(page))
    there: Counter[int] = Counter()
    repeated: Counter[int] = Counter()
    for page in pages:
        for line in _near(page):
            there[_height(line)] += 1
            repeated[_height(line)] += _is_page_number(line.text) or times[_letters(line.text)] >= least
    for edge in edges:
        for at, line in enumerate(edge):
            heights = range(_height(line) - 1, _height(line) + 2)
            alike = sum(repeated[each] for each in heights)
            share = alike / sum(there[each] for each in heights)
            # The last line of a text may be a number, or "126)".
            number = (
                at < 2
                and _is_page_number(line.text)
                and ((alike > 1 and share >= _SHARE) or _stands_off(edge, at))
            )
            if not number and (times[_letters(line.text)] < least or share < _SHARE):
                break
            if _CALLED.match(line.text) and exactly[line.text] < least:
                break  # "Recommendation 7" heads a page of its own.
            if not number and len(pages) < _REPEATED and not (exactly[line.text] > 1 and _is_apart(edge, at)):
                break
            yield line.number


def _table_heads(pages: Sequence[Sequence[Line]]) -> Iterator[int]:
    """Yield the numbers of the lines at the top of a page that print the head of a table again."""
    printed: set[str] = set()
    for page in pages:
        if page and _TABLE_HEAD.match(page[0].text) and page[0].text in printed:
            yield page[0].number
        printed.update(line.text for line in page)


def _stands_off(edge: Sequence[Line], at: int) -> bool:
    """Whether the next line further in is apart: the lower of two lines has the gap between them."""
    return any(max(pair, key=lambda line: line.top).gap >= _APART for pair in pairwise(edge[at : at + 2]))


def _is_apart(edge: Sequence[Line], at: int) -> bool:
    """Whether a line is parted from those further in; `edge` begins at the edge of the page."""
    return any(max(one.gap, other.gap) >= _APART for one, other in pairwise(edge[at:]))


def _near(page: Sequence[Line]) -> Sequence[Line]:
    return page if len(page) <= 2 * _EDGE_LINES else [*page[:_EDGE_LINES], *page[-_EDGE_LINES:]]


def _height(line: Line) -> int:
    return round(2 * line.top)


def _letters(text: str) -> str:
    """Return what stays the same on each page: without digits, blanks and punctuation."""
    letters = "".join(character for character in text.casefold() if character.isalpha())
    return letters if len(letters) > 1 else f"only {text}"


_PAGE_NUMBER = re.compile(
    r"[-–—|\[(\s]*(?:page\s*)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|/)\s*\d{1,4})?[-–—|\])\s]*", re.IGNORECASE
)


def _is_page_number(text: str) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(text))


def _footnotes(pages: Sequence[Sequence[Line]]) -> Iterator[int]:
    """Yield the numbers of the lines at the foot of a page that begin with a mark and are in small print."""
    sizes = [line.size for page in pages for line in page if line.size]
    if not sizes:
        return
    usual = median(sizes)
    for page in pages:
        small = []
        for line in reversed(page):
            # A page number may stand below them, in any size.
            if line.size > _SMALLER * usual and not _is_page_number(line.text):
                break
            small.append(line)
        marked = [
            at
            for at, line in enumerate(small)
            if _FOOTNOTE.match(line.text) and line.size <= _SMALLER * usual
        ]
        if marked and len(small) < len(page):
            yield from (line.number for line in small[: marked[-1] + 1])
