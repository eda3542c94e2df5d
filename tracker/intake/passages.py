"""The text that stands between two lines of a document: what an item is made of, and what a check holds it against."""

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

from tracker.intake.document import Document, Line
from tracker.intake.hyphens import hyphens
from tracker.intake.items import in_cells, text_of
from tracker.intake.markers import markers

_number = attrgetter("number")


class Passages:
    """The texts of a document, by the numbers of their lines."""

    def __init__(self, document: Document) -> None:
        self._lines = [line for line in document.lines if line.text]
        self._numbers = sorted({line.number for line in self._lines})
        self._hyphens = hyphens(document.lines)
        self.last_line = max((line.number for line in (*document.lines, *document.dropped)), default=0)

    def lines(self, first: int, last: int) -> Sequence[Line]:
        """Return the lines from one number to another that a text there is made of."""
        start = bisect_left(self._lines, first, key=_number)
        end = bisect_left(self._lines, last + 1, key=_number)
        found = self._lines[start:end]
        if found and (begun := found[0].cell) is not None and (ended := found[-1].cell) is not None:
            # In a table an item stands in one cell, or in the one beside its number; one that was merged in several.
            if begun[:2] == ended[:2]:
                return in_cells(found, next((marker.length for marker in markers(found[:1])), 0))
            found = [
                line for line in found if line.cell is not None and line.cell.column in (begun[2], ended[2])
            ]
        return found

    def text(self, first: int, last: int, reference: str | None) -> str:
        """Return the text there as `draft` makes it; without its number where a reference is given that begins it."""
        found = list(self.lines(first, last))
        if not found:
            return ""
        found[0] = self._without_number(found[0], reference)
        return text_of(found, self._hyphens)

    def holds(self, first: int, last: int, reference: str, text: str) -> bool:
        """Whether a text stands there, or within the first and the last of the lines, as of an item that was split."""
        if self.text(first, last, reference) == text:
            return True
        whole = self.text(first, last, None)
        at = whole.find(text)
        lines = self.lines(first, last)
        if at < 0 or not lines:
            return False
        # What is left out stands in the first and the last line alone.
        opening, closing = text_of(lines[:1], self._hyphens), text_of(lines[-1:], self._hyphens)
        return at < len(opening) + 1 and len(whole) - at - len(text) < len(closing) + 1

    def step(self, number: int, by: int) -> int | None:
        """Return the number of the next line with text, or of the one before; None where there is none."""
        at = bisect_left(self._numbers, number) + by
        return self._numbers[at] if 0 <= at < len(self._numbers) else None

    def page(self, number: int) -> int | None:
        """Return the page that a line stands on."""
        found = self.lines(number, number)
        return found[0].page if found else None

    @staticmethod
    def _without_number(line: Line, reference: str | None) -> Line:
        if reference is None:
            return line
        for marker in markers([line]):
            if _is_of(marker.reference, reference):
                return line._replace(marker="", text=line.text[marker.length :].strip())
        return line


def _is_of(printed: str, reference: str) -> bool:
    """Whether a reference is the number that is printed, or was made of it: 57.1 of 1, 7-2 of 7."""
    return reference == printed or reference.endswith(f".{printed}") or reference.startswith(f"{printed}-")
