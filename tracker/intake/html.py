"""HTML pages as lines, through lxml: a line for each block, with the numbers that lists have."""

import re
from hashlib import sha256
from typing import Any

from lxml import etree

from tracker.intake.characters import readable
from tracker.intake.document import Cell, Document, Line, Unreadable
from tracker.intake.markers import counted
from tracker.text import shown_line

READER = "html 1"
"""The version goes up when lines or characters come out otherwise."""
_BLOCKS = frozenset(
    """address article aside blockquote body caption dd details div dl dt figcaption figure footer form h1 h2 h3 h4
    h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul""".split()  # noqa: SIM905
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_HIDDEN = frozenset(
    "script style template noscript svg math iframe select button head nav title".split()  # noqa: SIM905
)
_STRONG = frozenset(("b", "strong", "i", "em"))
_KINDS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_DEPTH = 200
"""Elements deeper than this are read as if they were not there: their text is not lost."""
_FOOTNOTE = re.compile(r"\s*\[footnote \d+\]", re.IGNORECASE)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())  # noqa: SIM905


def read_html(raw: bytes, name: str) -> Document:
    """Read the text of a page; raises Unreadable where there is none."""
    target = _Target()
    encoding = "utf-8" if _is_utf8(raw) else None
    parser = etree.HTMLParser(target=target, encoding=encoding, huge_tree=True, remove_comments=True)
    try:
        for start in range(0, len(raw), 65_536):
            parser.feed(raw[start : start + 65_536])
        parser.close()
    except (etree.LxmlError, AssertionError) as error:
        if not target.lines:
            raise Unreadable(
                f"{shown_line(name)} cannot be read as HTML.", "Open it in a browser and save it again."
            ) from error
    target.close()
    return Document(name, sha256(raw).hexdigest(), READER, target.title, tuple(target.lines))


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class _Target:
    """Takes the page as it is parsed: no tree is made, so nothing grows with its nesting."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.title = ""
        self._open: list[str] = []
        self._text: list[str] = []
        self._strong = 0
        self._counts: list[int | None] = []
        """The number of the last item of each open list, None for one with bullets."""
        self._kinds: list[str] = []
        """How each open list writes its numbers, as DOCX says it."""
        self._marker = ""
        self._table = -1
        self._row = self._column = -1
        self._depths: dict[str, int] = {}
        self._title_parts: list[str] = []

    def start(self, tag: str, attributes: Any) -> None:
        if tag in _BLOCKS or tag == "br":
            self._flush()
        if tag in _VOID or len(self._open) >= _DEPTH:
            return
        self._open.append(tag)
        self._depths[tag] = self._depths.get(tag, 0) + 1
        match tag:
            case "ol":
                self._counts.append(_number(attributes.get("start"), 1) - 1)
                self._kinds.append(_KINDS.get(attributes.get("type") or "", "decimal"))
            case "ul":
                self._counts.append(None)
                self._kinds.append("bullet")
            case "li":
                self._marker = "•"
                if self._counts and (last := self._counts[-1]) is not None:
                    number = _number(attributes.get("value"), last + 1)
                    self._counts[-1] = number
                    self._marker = f"{counted(number, self._kinds[-1])}."
            case "table":
                self._table += 1
                self._row = self._column = -1
            case "tr":
                self._row += 1
                self._column = -1
            case "td" | "th":
                self._column += 1

    def end(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
        if tag in _VOID or not self._depths.get(tag):
            return
        while self._open:
            closed = self._open.pop()
            self._depths[closed] -= 1
            if closed in ("ol", "ul") and self._counts:
                self._counts.pop()
                self._kinds.pop()
            if closed == tag:
                break

    def data(self, text: str) -> None:
        if self._depths.get("title"):
            self._title_parts.append(text)
        if any(self._depths.get(tag) for tag in _HIDDEN):
            return
        # What is only the mark of a footnote stands raised.
        if self._depths.get("sup") and len(text.strip(" []()")) <= 3:
            return
        self._text.append(text)
        if any(self._depths.get(tag) for tag in _STRONG):
            self._strong += len(text)

    def close(self) -> None:
        self._flush()
        self.title = self.title or " ".join(readable("".join(self._title_parts)).split())

    def _flush(self) -> None:
        text = " ".join(readable(_FOOTNOTE.sub("", "".join(self._text))).split())
        strong, self._strong = self._strong, 0
        self._text.clear()
        if not text:
            return
        marker, self._marker = self._marker, ""
        heading = any(self._depths.get(tag) for tag in _HEADINGS)
        in_cell = self._depths.get("td") or self._depths.get("th")
        self.lines.append(
            Line(
                len(self.lines) + 1,
                text,
                indent=4.0 * len(self._counts),
                gap=2.0,
                heading=heading,
                emphasised=strong * 2 > len(text) and not heading,
                paragraph=True,
                marker=marker,
                cell=Cell(self._table, self._row, self._column) if in_cell else None,
            )
        )


def _number(value: str | None, otherwise: int) -> int:
    return int(value) if value and re.fullmatch(r"\d{1,9}", value) else otherwise
