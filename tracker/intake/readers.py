"""Reading a document, by the reader for its format: each is imported when one is read."""

from pathlib import Path, PurePath

from tracker.errors import NotFound
from tracker.intake.document import FORMATS, Document, Unreadable, suffix_of
from tracker.text import shown_line
from tracker.whole_files import open_without_waiting

SIZE_LIMIT = 128 * 2**20
"""Largest document, in bytes."""
LINE_LIMIT = 500_000
"""The most lines of a document; the text of ten thousand pages has as many."""


def read(path: Path) -> Document:
    """Read a document by the end of its name; raises BadInput or NotFound with what was found and what to do."""
    return read_bytes(contents(path), path.name)


def contents(path: Path) -> bytes:
    """Return what is in a file, or comes out of a pipe that somebody writes to; raises NotFound, BadInput."""
    called = shown_line(str(path))
    try:
        with open(path, "rb", opener=open_without_waiting) as file:
            return file.read(SIZE_LIMIT + 1)
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {called}.", "Name a document.") from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "no file can have that name"
        raise NotFound(f"{called} cannot be read: {why}.", "Name a document.") from error


def read_source(raw: bytes, *names: str | None) -> Document:
    """Read what a report was taken from, by the first of these names that says what it is, else as text.

    Raises Unreadable.
    """
    known = next((PurePath(name).name for name in names if name and suffix_of(name)), None)
    return read_bytes(raw, known or ("source.pdf" if raw.startswith(b"%PDF-") else "source.txt"))


def read_bytes(raw: bytes, name: str) -> Document:
    """Read a document that is in memory; `name` says by its end what it is. Raises Unreadable."""
    called = shown_line(PurePath(name).name)
    if not raw:
        raise Unreadable(f"{called} is empty.", "Name the document itself.")
    if len(raw) > SIZE_LIMIT:
        raise Unreadable(
            f"{called} is larger than {SIZE_LIMIT // 2**20} MB.", "Cut it to the pages that matter."
        )
    match suffix_of(name):
        case ".pdf":
            from tracker.intake.pdf import read_pdf as reader
        case ".docx":
            from tracker.intake.docx import read_docx as reader
        case ".html":
            from tracker.intake.html import read_html as reader
        case ".md" | ".txt":
            from tracker.intake.plain_text import read_plain as reader
        case _:
            raise Unreadable(
                f"{called} is not a kind of document that Tracker reads.",
                f"Save it as one of {', '.join(FORMATS)}.",
            )
    document = reader(raw, name)
    if len(document.lines) > LINE_LIMIT:
        raise Unreadable(f"{called} has more than {LINE_LIMIT:,} lines.", "Cut it to the pages that matter.")
    return document
