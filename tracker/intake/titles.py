"""Names that are proposed: a title for an item, a slug and a title for a report."""

import re
import unicodedata
from pathlib import PurePath

from tracker.intake.document import Document

TITLE_LIMIT = 80
"""Longest title that is proposed, in code points."""
_SHORTEST = 25
"""A clause that ends before is too short to tell anything."""
_CLAUSE = re.compile(r"[.;:,(\n](?=\s|$)|\s\(|\n|\s[–—-]\s")
_POOR = re.compile(
    r"untitled|microsoft word|document\d*$|.*\.(?:docx?|pdf|indd|qxd)$|united nations$", re.IGNORECASE
)
_SLUG_LIMIT = 60


def title_of(text: str) -> str:
    """Return a title for an item: its first clause, cut at a word where that is long."""
    end = next((match.start() for match in _CLAUSE.finditer(text) if match.start() >= _SHORTEST), len(text))
    clause = " ".join(text[:end].rstrip(" .;:,").split())
    if len(clause) > TITLE_LIMIT:
        clause = clause[: TITLE_LIMIT - 1].rpartition(" ")[0].rstrip(" .;:,") or clause[: TITLE_LIMIT - 1]
        clause += "…"
    return clause or " ".join(text.split())[:TITLE_LIMIT] or "?"


def slug_of(name: str) -> str:
    """Return a slug for a report from the name of its file."""
    plain = unicodedata.normalize("NFKD", PurePath(name).stem).casefold()
    words = re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")
    return words[:_SLUG_LIMIT].strip("-") or "report"


def report_title(document: Document) -> str:
    """Return a title for a report: its own, else what stands in the largest letters, else the name of its file."""
    if len(document.title) > 3 and not _POOR.match(document.title):
        return document.title
    first = [line for line in document.lines[:60] if line.text and line.page in (None, 1)]
    named = [line.text for line in first if line.heading]
    if not named:
        largest = max((line.size for line in first), default=0.0)
        usual = sorted(line.size for line in first)[len(first) // 2] if first else 0.0
        if largest > 1.2 * usual:
            named = [" ".join(line.text for line in first if line.size > 0.97 * largest)]
    title = named[0] if named and len(named[0]) > 3 else PurePath(document.name).stem.replace("_", " ")
    return " ".join(title.split())[:200] or "Report"
