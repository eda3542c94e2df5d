"""A document as lines, whatever it was written with: what the lists are looked for in.

Lines are numbered through the whole document as its reader gives them, so that a place can be found again.
"""

from pathlib import PurePath
from typing import NamedTuple

from tracker.errors import BadInput

FORMATS = (".pdf", ".docx", ".md", ".txt", ".html")
"""What can be read, by the end of the name."""
_ALSO = {".markdown": ".md", ".text": ".txt", ".htm": ".html"}


class Cell(NamedTuple):
    """Where in a table a line stands, each counted from 0 through the document."""

    table: int
    row: int
    column: int


class Line(NamedTuple):
    """A line as the reader gives it, white space at its ends dropped."""

    number: int
    """1-based, through the whole document."""
    text: str
    page: int | None = None
    """1-based; None where the format has no pages."""
    indent: float = 0.0
    """Of its first character from the left: in points on a page, else in characters."""
    right: float = 0.0
    """Of its last character from the left, in the same measure; 0 where lines are paragraphs."""
    gap: float = 0.0
    """From the line before to this one, in lines: 1 is the next line, 2 leaves one out; 0 at the top of a page."""
    top: float = 0.0
    """How far below the top of its page it stands, in lines; 0 where the format has no pages."""
    size: float = 0.0
    """Of its letters, in points; 0 where the format does not say."""
    heading: bool = False
    """Whether the format says that it is a heading."""
    emphasised: bool = False
    """Whether most of it is in italics or bold."""
    paragraph: bool = False
    """Whether the format says that a paragraph begins here."""
    marker: str = ""
    """A number that the format has beside the text, as a word processor's list has."""
    cell: Cell | None = None


class Document(NamedTuple):
    """A document that was read."""

    name: str
    sha256: str
    reader: str
    """What read it, with its version: `pypdfium2 5.15`."""
    title: str
    """Its own title, or empty."""
    lines: tuple[Line, ...]
    dropped: tuple[Line, ...] = ()
    """Running heads, page numbers and footnotes, which are in no text."""


def suffix_of(name: str) -> str:
    """Return the end of a name that says how it is read, empty where it is none of `FORMATS`."""
    suffix = PurePath(name).suffix.lower()
    suffix = _ALSO.get(suffix, suffix)
    return suffix if suffix in FORMATS else ""


class Unreadable(BadInput):
    """A document that cannot be read, or holds nothing to draft."""

    exit_code = 1
