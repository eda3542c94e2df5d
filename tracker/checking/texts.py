"""Texts and line numbers against the report itself, where somebody has its text."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from tracker import sources
from tracker.checking.finding import Finding
from tracker.errors import BadInput
from tracker.labels import lines_label
from tracker.text import first_difference, shown_line

_CORRECT = "Correct the seed file where it errs, and load it: tracker load --accept-changes FILE"
_AROUND = 20


def against_source(connection: sqlite3.Connection, source: Path) -> Iterator[Finding]:
    """Yield how the texts of a report differ from the lines of its source that they are taken from.

    The report is the one that notes the SHA-256 of the file, else its name, else the only one. Raises
    BadInput where the file cannot be read, or no report is taken from it.
    """
    raw = sources.read(source)
    digest = sha256(raw).hexdigest()
    for number, slug, noted in _reports(connection, source, digest):
        if noted != digest:
            yield Finding(
                f"source of {slug}",
                f"{source} has the SHA-256 {digest}, and the report notes {noted or 'none'}.",
                "Take the file that the report was taken from, or correct source_sha256 in the seed file.",
            )
        yield from _report(connection, number, slug, sources.lines_of(raw))


def _reports(
    connection: sqlite3.Connection, source: Path, digest: str
) -> Sequence[tuple[int, str, str | None]]:
    every = connection.execute(
        "SELECT id, slug, source_sha256, source_file FROM report ORDER BY id"
    ).fetchall()
    found = (
        [row for row in every if row[2] == digest]
        or [row for row in every if row[3] == source.name]
        or (every if len(every) == 1 else [])
    )
    if not found:
        raise BadInput(
            f"No report in the database is taken from {source.name}, SHA-256 {digest}.",
            "SELECT slug, source_file, source_sha256 FROM report shows what they are taken from.",
        )
    return [row[:3] for row in found]


def _report(
    connection: sqlite3.Connection, number: int, slug: str, lines: Sequence[str]
) -> Iterator[Finding]:
    rows = connection.execute(
        "SELECT reference, text, first_line, last_line FROM recommendation WHERE report_id = ? ORDER BY position",
        (number,),
    )
    for reference, text, first, last in rows:
        where = f"source of {slug}/{reference}"
        if first is None:
            yield Finding(
                where, "It has no line numbers, so its text cannot be held against the source.", _CORRECT
            )
        elif last > len(lines):
            sentence = f"It is said to stand in {lines_label(first, last)}, and the source has {len(lines)}."
            yield Finding(where, sentence, _CORRECT)
        else:
            printed = _printed(lines[first - 1 : last], reference)
            if printed != text:
                difference = _difference(printed, text)
                sentence = f"The source reads otherwise in {lines_label(first, last)}: {difference}."
                yield Finding(where, sentence, _CORRECT)


def _printed(lines: Sequence[str], reference: str) -> str:
    """Return the lines as a text has them: joined by one space, white space folded, without the number."""
    joined = " ".join(" ".join(lines).split())
    return re.sub(rf"^{re.escape(reference)}[.)]?\s", "", joined)


def _difference(printed: str, text: str) -> str:
    at = first_difference(printed, text)
    return f"at character {at}, {_excerpt(printed, at)} there and {_excerpt(text, at)} here"


def _excerpt(text: str, at: int) -> str:
    if at >= len(text):
        return "its end"
    start = max(at - _AROUND // 2, 0)
    end = at + _AROUND
    inner = shown_line(text[start:end])
    return f"'{'…' if start else ''}{inner}{'…' if end < len(text) else ''}'"
