"""Looking in a document for what is quoted from it: at its page or lines, whatever white space parts its words."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from operator import attrgetter

from tracker import source_place
from tracker.intake.document import Document, Line
from tracker.intake.hyphens import hyphens
from tracker.intake.items import text_of
from tracker.source_place import Place


def one_line(text: str) -> str:
    """Return a text with one blank for all white space between its words."""
    return " ".join(text.split())


class Quotations:
    """A document in which statements are looked for."""

    def __init__(self, document: Document) -> None:
        """Take a document that was read."""
        # A quote may be from a footnote, which is in no text of a draft.
        self._lines = sorted((*document.lines, *document.dropped), key=attrgetter("number"))
        self._hyphens = hyphens(document.lines)
        self._page_texts: dict[int, Sequence[str]] = {}
        self._pages: dict[int, list[Line]] = {}
        for line in self._lines:
            if line.page is not None:
                self._pages.setdefault(line.page, []).append(line)

    def fault(self, text: str, place: str | None) -> str | None:
        """Return what is wrong with a statement, the end of a sentence; None where it stands at its place."""
        wanted = one_line(text)
        there = source_place.parsed(place) if place is not None else None
        # A letter has pages where it is printed; what was read of it may have none.
        if there is None or (there.unit == "page" and not self._pages):
            return None if _holds(self._whole, wanted) else "does not stand in the file."
        if there.unit == "row":
            return f"should stand in {there}, and the file is not a table."
        if _holds(self._texts(there), wanted):
            return None
        if not _holds(self._whole, wanted):
            return "does not stand in the file."
        return f"stands in the file {self._elsewhere(wanted)}, and not at its place, {there}."

    def _texts(self, place: Place) -> Sequence[str]:
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

    def _page(self, number: int) -> Sequence[str]:
        if number not in self._page_texts:
            self._page_texts[number] = self._texts_of(self._pages.get(number, []))
        return self._page_texts[number]

    @cached_property
    def _whole(self) -> Sequence[str]:
        return self._texts_of(self._lines)

    def _texts_of(self, lines: Sequence[Line]) -> Sequence[str]:
        """Return the lines as one text: as a draft makes it, as they stand, and cell by cell where there are tables."""
        texts = [one_line(text_of(lines, self._hyphens)), one_line(" ".join(map(_printed, lines)))]
        if any(line.cell is not None for line in lines):
            by_cell = sorted(lines, key=lambda line: line.cell or (-1, line.number, 0))
            texts.append(one_line(" ".join(map(_printed, by_cell))))
        return texts

    def _elsewhere(self, wanted: str) -> str:
        """Return where a text stands, as far as that is in no word that a line end parts."""
        found = _standing(wanted, self._lines)
        if found is None:
            return "elsewhere"
        first, last = found
        if first.page is not None and last.page is not None:
            return f"at {Place(first.page, last.page, 'page')}"
        return f"at {Place(first.number, last.number, 'line')}"

    def stands_in(self, text: str, place: str | None) -> tuple[int, int]:
        """Return the first and the last line of a text, as near as can be told; both 0 where nothing tells."""
        there = self._lines_at(source_place.parsed(place)) if place is not None else []
        wanted = one_line(text)
        found = wanted and (_standing(wanted, there) or _standing(wanted, self._lines))
        if found:
            return found[0].number, found[1].number
        return (there[0].number, there[-1].number) if there else (0, 0)


def _standing(wanted: str, lines: Iterable[Line]) -> tuple[Line, Line] | None:
    """Return the first and the last line of a text."""
    starts, length = [], 0
    printed = [line for line in lines if _printed(line)]
    for line in printed:
        starts.append(length)
        length += len(_printed(line)) + 1
    at = " ".join(map(_printed, printed)).find(wanted)
    if at < 0:
        return None
    first, last = (printed[bisect_right(starts, end) - 1] for end in (at, at + len(wanted) - 1))
    return first, last


def _printed(line: Line) -> str:
    return one_line(f"{line.marker} {line.text}")


def _holds(texts: Sequence[str], wanted: str) -> bool:
    return any(wanted in text for text in texts)
