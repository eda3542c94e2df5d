"""PDF files as lines, through pypdfium2: text with the place and the font of each line."""

import ctypes
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from importlib.metadata import version
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from tracker.intake.characters import readable
from tracker.intake.document import Document, Line, Unreadable
from tracker.intake.pages import parted
from tracker.text import shown_line

PAGES = 5_000
"""The most pages that are read."""
PAGE_CHARACTERS = 100_000
"""No page that people read has more; a hostile one may have any number."""
CHARACTERS = 50_000_000
"""Nor has a document: five thousand full pages have twenty million."""
_SOFT_BREAKS = ("\ufffe", "\x02")
"""What pdfium puts where a line ends in a hyphen (found by trying)."""
_BREAK = re.compile("\r\n|[\r\n\ufffe\x02]")
_BOLD_FLAG = 1 << 18
_ITALIC_FLAG = 1 << 6
"""Flags of a font (ISO 32000-1, table 123)."""
_FOOTNOTE_MARK = re.compile(r"(?<=[^\W\d_]|[.,;:!?)\]’”])\s?(\d{1,3})(?=[\s.,;:)]|$)")
"""Digits after a word or a stop may be the mark of a footnote; pdfium may part them from it."""
_LEADING_MARK = re.compile(r"\d{1,3}(?:\s+|$)")
_RAISED = 0.8
"""Such a mark is in letters of this share of those before it, or smaller."""


def read_pdf(raw: bytes, name: str) -> Document:
    """Read the text of a PDF; raises Unreadable for one that is broken, encrypted, or a scan without text."""
    called = shown_line(name)
    try:
        pdf = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise Unreadable(f"{called} is encrypted.", "Save a copy without a password.") from error
        raise Unreadable(
            f"{called} cannot be read as a PDF.", "Open it in a viewer and print it to a new PDF."
        ) from error
    try:
        pages = len(pdf)
        if pages > PAGES:
            raise Unreadable(
                f"{called} has {pages:,} pages; {PAGES:,} are read at most.",
                "Cut it to the pages that matter.",
            )
        title = " ".join(readable(pdf.get_metadata_value("Title") or "").split())
        placed: list[_Placed] = []
        left = CHARACTERS
        for page in range(pages):
            found = list(_without_marks(_page(pdf, page, len(placed), left)))
            placed.extend(found)
            left -= sum(len(each.line.text) for each in found)
    finally:
        pdf.close()
    if not any(each.line.text for each in placed):
        number = f"{pages:,} page{'' if pages == 1 else 's'}"
        raise Unreadable(
            f"{called} has {number} and no text: it is a scan.",
            "Have a text recognition (OCR) run over it first.",
        )
    lines, dropped = parted(_with_gaps(placed))
    return Document(name, sha256(raw).hexdigest(), f"pypdfium2 {version('pypdfium2')}", title, lines, dropped)


class _Placed(NamedTuple):
    line: Line
    bottom: float
    """Of its letters from the top of the page, in points."""
    first_size: float = 0.0
    """Of its first letter."""


class _Box(NamedTuple):
    """Where a character stands."""

    left: float
    right: float
    bottom: float
    size: float


def _page(pdf: pypdfium2.PdfDocument, index: int, before: int, most: int) -> Iterator[_Placed]:
    try:
        page = pdf[index]
        _, height = page.get_size()
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError:
        # One page that is broken does not take the others along.
        yield _Placed(Line(before + 1, "", index + 1), 0.0)
        return
    count = min(textpage.count_chars(), PAGE_CHARACTERS, most)
    text = textpage.get_text_range(0, count) if count > 0 else ""
    start = 0
    for number, end in enumerate((*_BREAK.finditer(text), None), before + 1):
        printed = text[start : end.start()] if end else text[start:]
        yield _placed(
            textpage,
            printed,
            start,
            height,
            Line(number, "", index + 1),
            bool(end and end[0] in _SOFT_BREAKS),
        )
        start = end.end() if end else len(text)
    textpage.close()
    page.close()


def _placed(
    textpage: pypdfium2.PdfTextPage, printed: str, start: int, height: float, line: Line, hyphen: bool
) -> _Placed:
    """Return a line with its look, which is asked of some of its letters: each costs a call."""
    inner = printed.strip()
    if not inner:
        return _Placed(line, 0.0)
    # Where a character is none of Unicode's, text and page count differently.
    counted = pdfium.FPDFText_GetCharIndexFromTextIndex(
        textpage, start + len(printed) - len(printed.lstrip())
    )
    first = max(counted, 0)
    last = first + len(inner) - 1
    begin, end = _box(textpage, first), _box(textpage, last)
    # A blank that the page only has as a distance is in no font.
    letters = [at for at, character in enumerate(inner) if not character.isspace()]
    between = [first + letters[int(len(letters) * part)] for part in (0.3, 0.5, 0.7)]
    marks = [
        mark.span()
        for mark in _FOOTNOTE_MARK.finditer(inner)
        if _box(textpage, first + mark.start(1)).size
        <= _RAISED * _box(textpage, first + mark.start() - 1).size
    ]
    for mark_start, mark_end in reversed(marks):
        inner = inner[:mark_start] + inner[mark_end:]
    placed = line._replace(
        text=readable(inner + "-" * hyphen).strip(),
        indent=begin.left,
        right=end.right,
        size=median([begin.size, *(_box(textpage, at).size for at in between), end.size]),
        emphasised=sum(_is_emphasised(textpage, at) for at in between) >= 2,
    )
    return _Placed(placed, height - begin.bottom, begin.size)


def _without_marks(placed: Iterable[_Placed]) -> Iterator[_Placed]:
    """Drop the marks of footnotes for which pdfium begins a line, as they stand higher than what they follow."""
    last: _Placed | None = None
    for each in placed:
        mark = _LEADING_MARK.match(each.line.text)
        if (
            mark is not None
            and last is not None
            and each.first_size <= _RAISED * last.line.size
            and 0 < last.bottom - each.bottom < last.line.size
            and each.line.indent > last.line.right - 2
        ):
            each = each._replace(
                line=each.line._replace(text=each.line.text[mark.end() :]), bottom=last.bottom
            )
        yield each
        if each.line.text:
            last = each


def _box(textpage: pypdfium2.PdfTextPage, at: int) -> _Box:
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(textpage, at, box)
    return _Box(box.left, box.right, box.bottom, box.top - box.bottom)


def _is_emphasised(textpage: pypdfium2.PdfTextPage, at: int) -> bool:
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(textpage, at, name, 128, flags)
    if flags.value & (_ITALIC_FLAG | _BOLD_FLAG):
        return True
    font = name.value.lower()
    return b"bold" in font or b"italic" in font or b"oblique" in font


def _with_gaps(placed: list[_Placed]) -> list[Line]:
    """Return the lines with the gap to the line before, in lines of the usual distance."""
    steps = [
        each.bottom - last.bottom
        for last, each in pairwise(placed)
        if each.line.text
        and last.line.text
        and each.line.page == last.line.page
        and 2 < each.bottom - last.bottom < 60
    ]
    # The lines of a paragraph are the closest, and a document has more of them than of anything closer.
    steps.sort()
    usual = steps[len(steps) // 5] if steps else 12.0
    lines: list[Line] = []
    last: _Placed | None = None
    for each in placed:
        gap = 0.0
        if last is not None and each.line.page == last.line.page and each.line.text:
            gap = (each.bottom - last.bottom) / usual
        lines.append(each.line._replace(gap=gap, top=each.bottom / usual))
        if each.line.text:
            last = each
    return lines
