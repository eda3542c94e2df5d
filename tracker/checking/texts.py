"""Texts and line numbers against the report itself, where somebody has its text."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path, PurePath
from typing import NamedTuple

from tracker import sources
from tracker.checking.finding import Finding
from tracker.errors import BadInput
from tracker.intake.passages import Passages
from tracker.intake.readers import read_source
from tracker.labels import lines_label
from tracker.text import first_difference, shown_line

_CORRECT = "Correct the seed file where it errs, and load it: tracker load --accept-changes FILE"
_AROUND = 20


def against_source(connection: sqlite3.Connection, source: Path, proven: Counter[str]) -> Iterator[Finding]:
    """Yield how the texts of a report differ from the lines of its source that they are taken from.

    The report is the one that notes the SHA-256 of the file, else its name, else the only one; for a folder, each
    whose source lies in it or below. `proven` counts by file the texts that it has. Raises BadInput where the file
    cannot be read, or no report is taken from it.
    """
    if source.is_dir():
        yield from _in_folder(connection, source, proven)
        return
    if _only_quoted(connection, source):
        return
    raw = sources.read(source)
    for report in _reports(connection, source, sha256(raw).hexdigest()):
        yield from _report(connection, report, raw, source, proven, source.name)


_ONLY_QUOTED = """SELECT EXISTS (SELECT 1 FROM source WHERE sha256 = :digest)
AND NOT EXISTS (SELECT 1 FROM report WHERE source_sha256 = :digest)"""


def _only_quoted(connection: sqlite3.Connection, source: Path) -> bool:
    """Whether statements rest on a file, of whatever size, and no report was taken from it."""
    digests = [{"digest": digest} for digest in sources.by_digest([source])]
    return any(connection.execute(_ONLY_QUOTED, digest).fetchone() == (1,) for digest in digests)


class _Report(NamedTuple):
    id: int
    slug: str
    source_sha256: str | None
    source_file: str | None
    source_reader: str | None


def _every(connection: sqlite3.Connection) -> list[_Report]:
    rows = connection.execute(
        "SELECT id, slug, source_sha256, source_file, source_reader FROM report ORDER BY id"
    )
    return [_Report(*row) for row in rows]


def _reports(connection: sqlite3.Connection, source: Path, digest: str) -> Sequence[_Report]:
    every = _every(connection)
    found = (
        [report for report in every if report.source_sha256 == digest]
        or [report for report in every if report.source_file == source.name]
        or (every if len(every) == 1 else [])
    )
    if not found:
        raise BadInput(
            f"No report in the database is taken from {source.name}, SHA-256 {digest}, and no statement either.",
            "SELECT slug, source_file, source_sha256 FROM report shows what they are taken from, tracker sources what "
            "is quoted.",
        )
    return found


def _in_folder(connection: sqlite3.Connection, folder: Path, proven: Counter[str]) -> Iterator[Finding]:
    """Yield the same for each report that names its source: the file with its SHA-256, else one of that name."""
    there = sources.SourceFolder(folder)
    for report in _every(connection):
        if report.source_file is None and report.source_sha256 is None:
            continue
        name = PurePath(report.source_file or "").name
        path = there.holding(report.source_sha256, name) if report.source_sha256 else None
        path = path or there.named(name)
        if path is not None:
            within = str(path.relative_to(folder))
            yield from _report(connection, report, sources.read(path), path, proven, within)
        else:
            yield Finding(
                f"source of {report.slug}",
                f"Its source, {report.source_file or report.source_sha256}, is not in {folder}.{there.left_out}",
                "Put it there, or name it: tracker check --source FILE",
            )


def _report(
    connection: sqlite3.Connection,
    report: _Report,
    raw: bytes,
    source: Path,
    proven: Counter[str],
    counted_as: str,
) -> Iterator[Finding]:
    digest = sha256(raw).hexdigest()
    if report.source_sha256 != digest:
        yield Finding(
            f"source of {report.slug}",
            f"{source} has the SHA-256 {digest}, and the report notes {report.source_sha256 or 'none'}.",
            "Take the file that the report was taken from, or correct source_sha256 in the seed file.",
        )
    document = read_source(raw, source.name, report.source_file)
    passages = Passages(document)
    rows = connection.execute(
        "SELECT reference, text, first_line, last_line, first_page, last_page FROM recommendation"
        " WHERE report_id = ? ORDER BY position",
        (report.id,),
    ).fetchall()
    found = [
        Finding(f"source of {report.slug}/{row[0]}", sentence, _CORRECT)
        for row in rows
        if (sentence := _fault(passages, *row))
    ]
    if found and report.source_reader not in (None, document.reader):
        yield Finding(
            f"source of {report.slug}",
            f"It was read by {report.source_reader}, and is read by {document.reader} now.",
            "Another version may count lines otherwise: draft it again, and compare.",
        )
    proven[counted_as] += len(rows) - len(found)
    yield from found


def _fault(
    passages: Passages,
    reference: str,
    text: str,
    first: int | None,
    last: int,
    first_page: int | None,
    last_page: int,
) -> str | None:
    """Return what the source has otherwise than a recommendation, None where it has the same."""
    if first is None:
        return "It has no line numbers, so its text cannot be held against the source."
    if last > passages.last_line:
        return (
            f"It is said to stand in {lines_label(first, last)}, and the source has {passages.last_line:,}."
        )
    if not passages.holds(first, last, reference, text):
        difference = _difference(passages.text(first, last, reference), text)
        return f"The source reads otherwise in {lines_label(first, last)}: {difference}."
    pages = passages.page(first), passages.page(last)
    if first_page is not None and pages != (first_page, last_page):
        said, there = (
            " to ".join(map(str, dict.fromkeys(each))) for each in ((first_page, last_page), pages)
        )
        return f"It is said to stand on page {said}, and its lines stand on page {there}."
    return None


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
