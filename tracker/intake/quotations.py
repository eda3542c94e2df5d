"""Looking in a document for what is quoted from it: at its page or lines, whatever white space parts its words.

A quote is typed or pasted, so what a keyboard lacks does not count: how quotation marks, apostrophes and hyphens are
drawn, a font's ligatures, and whether the hyphen at the end of a line is the word's own.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import zip_longest
from operator import attrgetter
from typing import NamedTuple

from tracker import source_place
from tracker.intake.characters import readable
from tracker.intake.document import Document, Line
from tracker.source_place import Place

_PARTED = "\x01"
"""Stands for the hyphen at the end of a line, and the line break: no text that was read has such a character."""
_AS_TYPED = str.maketrans(
    {
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2018\u2019\u201a\u201b", "'"),
        **dict.fromkeys("\u2010\u2011", "-"),
        "\u00ad": "",
    }
)


def as_typed(text: str) -> str:
    """Return a text as a keyboard has it, with one blank for all white space between its words."""
    if not text.isascii():
        text = "\n".join(map(readable, text.splitlines())).translate(_AS_TYPED)
    return " ".join(text.split())


class _Text(NamedTuple):
    """Lines as one text."""

    text: str
    starts: Sequence[int]
    """Where in it each line begins."""
    lines: Sequence[Line]

    def find(self, wanted: str) -> tuple[int, int] | None:
        """Return where a text begins and ends."""
        at = self.text.find(wanted)
        if at >= 0:
            return at, at + len(wanted)
        found = _pattern(wanted).search(self.text) if _PARTED in self.text else None
        return None if found is None else found.span()

    def lines_of(self, wanted: str) -> tuple[Line, Line] | None:
        """Return the first and the last line of a text."""
        found = self.find(wanted)
        if found is None:
            return None
        first, last = (self.lines[bisect_right(self.starts, at) - 1] for at in (found[0], found[1] - 1))
        return first, last


class Quotations:
    """A document in which statements are looked for."""

    def __init__(self, document: Document) -> None:
        """Take a document that was read."""
        # A quote may be from a footnote, which is in no text of a draft.
        self._lines = sorted((*document.lines, *document.dropped), key=attrgetter("number"))
        self._between = {line.number for line in document.dropped}
        self._page_texts: dict[int, Sequence[_Text]] = {}
        self._pages: dict[int, list[Line]] = {}
        for line in self._lines:
            if line.page is not None:
                self._pages.setdefault(line.page, []).append(line)

    def fault(self, text: str, place: str | None) -> str | None:
        """Return what is wrong with a statement, the end of a sentence; None where it stands at its place."""
        wanted = as_typed(text)
        there = source_place.parsed(place) if place is not None else None
        # A letter has pages where it is printed; what was read of it may have none.
        if there is None or (there.unit == "page" and not self._pages):
            return None if _holds(self._whole, wanted) else "does not stand in the file."
        if there.unit == "row":
            return f"should stand in {there}, and the file is not a table."
        if _holds(self._texts(there), wanted):
            return None
        found = _standing(wanted, self._whole)
        if found is None:
            return "does not stand in the file."
        return f"stands in the file {_place(*found)}, and not at its place, {there}."

    def _texts(self, place: Place) -> Sequence[_Text]:
        if place.unit == "page" and place.first == place.last:
            return self._page(place.first)
        return self._texts_of(self._lines_at(place))

    def _lines_at(self, place: Place) -> Sequence[Line]:
        first, last, unit = place
        if unit == "page":
            return [line for page in range(first, last + 1) for line in self._pages.get(page, ())]
        start, end = (
            bisect_left(self._lines, number, key=attrgetter("number")) for number in (first, last + 1)
        )
        return self._lines[start:end] if unit == "line" else []

    def _page(self, number: int) -> Sequence[_Text]:
        if number not in self._page_texts:
            self._page_texts[number] = self._texts_of(self._pages.get(number, []))
        return self._page_texts[number]

    @cached_property
    def _whole(self) -> Sequence[_Text]:
        return self._texts_of(self._lines)

    def _texts_of(self, lines: Sequence[Line]) -> Sequence[_Text]:
        """Return the lines as one text: as they stand, without what stands between, and cell by cell in tables."""
        texts = [_text(lines)]
        body = [line for line in lines if line.number not in self._between]
        if len(body) < len(lines):
            texts.append(_text(body))
        if any(line.cell is not None for line in lines):
            texts.append(_text(sorted(lines, key=lambda line: line.cell or (-1, line.number, 0))))
        return texts

    def stands_in(self, text: str, place: str | None) -> tuple[int, int]:
        """Return the first and the last line of a text, as near as can be told; both 0 where nothing tells."""
        there = self._lines_at(source_place.parsed(place)) if place is not None else []
        wanted = as_typed(text)
        found = wanted and (_standing(wanted, self._texts_of(there)) or _standing(wanted, self._whole))
        if found:
            return found[0].number, found[1].number
        return (there[0].number, there[-1].number) if there else (0, 0)


def _standing(wanted: str, texts: Iterable[_Text]) -> tuple[Line, Line] | None:
    """Return the first and the last line of a text."""
    return next(filter(None, (text.lines_of(wanted) for text in texts)), None)


def _place(first: Line, last: Line) -> str:
    """Return where these lines are; a cell that a text goes on in may be in an earlier line."""
    is_paged = first.page is not None and last.page is not None
    ends = (first.page or 0, last.page or 0) if is_paged else (first.number, last.number)
    return f"at {Place(min(ends), max(ends), 'page' if is_paged else 'line')}"


def _holds(texts: Iterable[_Text], wanted: str) -> bool:
    return any(text.find(wanted) is not None for text in texts)


def _text(lines: Iterable[Line]) -> _Text:
    printed = [(line, words) for line in lines if (words := _printed(line))]
    parts: list[str] = []
    starts = [0]
    for (line, words), after in zip_longest(printed, printed[1:]):
        parts.append(_ended(words, line.text, after[1] if after else ""))
        starts.append(starts[-1] + len(parts[-1]))
    return _Text("".join(parts), starts[:-1], [line for line, _ in printed])


def _printed(line: Line) -> str:
    return as_typed(f"{line.marker} {line.text}")


def _ended(words: str, text: str, after: str) -> str:
    """Return the words of a line with what parts them from the next line."""
    if after[:1].isalnum():
        if text.endswith("\u00ad"):
            return words + _PARTED
        if words.endswith("-") and not words.endswith((" -", "--")):
            return words[:-1] + _PARTED
    return f"{words} " if after else words


def _pattern(wanted: str) -> re.Pattern[str]:
    """Return what finds a text, be the hyphen at the end of a line its own, of no word, or typed as it stands there."""
    parts = []
    for at, part in enumerate(re.split("(- ?)", wanted)):
        if at % 2:
            parts.append(f"(?:{part}|{_PARTED})")
            continue
        for letter, after in zip_longest(part, part[1:], fillvalue=""):
            parts.append(re.escape(letter) + (f"{_PARTED}?" if letter.isalnum() and after.isalnum() else ""))
    return re.compile("".join(parts))
