"""Recording what has become of a recommendation: as reported by those who should act, or as assessed by us."""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from tracker.database.writer import Writer
from tracker.edits import statements
from tracker.edits.shared import Saved, found_recommendations, names_of
from tracker.edits.sources import NewSource
from tracker.edits.statements import AS_PRINTED, PLACE, SOURCE, Field, StatementKind, source_named
from tracker.errors import BadInput
from tracker.labels import statement_label
from tracker.text import shown_line

PROOF = "A closed status needs its day and source, an assessed one a text, a quote its source and place."
"""What progress must have, in the words of the form; `database.followup.unproven` is the gate."""
BASES = ("reported", "assessed")
"""Who says so: those who should act, or the analysts."""


class Progress(NamedTuple):
    """How far something has come; the source by its name, one that there is none of as it is to be made."""

    status: str
    basis: str = "assessed"
    as_printed: str | None = None
    text: str | None = None
    as_of: str | None = None
    source: str | NewSource | None = None
    place: str | None = None
    quote: str | None = None


def record_progress(
    writer: Writer,
    recommendation_ids: Sequence[int],
    status: str,
    *,
    basis: str = "assessed",
    as_printed: str | None = None,
    text: str | None = None,
    as_of: str | None = None,
    source: str | NewSource | None = None,
    place: str | None = None,
    quote: str | None = None,
    analyst: str,
) -> Saved:
    """Record progress, the same on each of several recommendations; a source that there is none of is made.

    Raises BadInput for what cannot be read, and where the database asks for proof that is not given; NotFound.
    """
    with writer.transaction() as connection:
        rows = found_recommendations(connection, recommendation_ids)
        typed = Progress(status, basis, as_printed, text, as_of, source, place, quote)
        new = PROGRESS.checked(connection, typed)
        return PROGRESS.add(connection, rows, new, _said(connection, new), analyst=analyst)


def unproven(progress: Progress, *, closed: bool) -> str | None:
    """Return the first part that a proof is missing in; `closed` is whether its status is."""
    needed = (
        *(("as_of", "source") if closed else ()),
        *(("source", "place") if progress.quote else ()),
        *(("text",) if progress.basis == "assessed" else ()),
    )
    return next((part for part in needed if not str(getattr(progress, part) or "").strip()), None)


def _basis(_connection: sqlite3.Connection, typed: str) -> str:
    if typed not in BASES:
        raise BadInput(
            f"'{shown_line(typed)}' is not a basis.",
            "It is reported, by those who should act, or assessed, by analysts.",
        )
    return typed


def _said(connection: sqlite3.Connection, progress: Progress) -> str:
    told = statement_label(
        names_of(connection, "progress_status")[progress.status],
        progress.as_of,
        source_named(progress.source),
        progress.place,
        printed=progress.as_printed,
        text=progress.text or progress.quote,
    )
    return f"{progress.basis}: {told}"


PROGRESS = StatementKind(
    "progress",
    Progress,
    {
        "status": statements.code("status", "progress_status", "status of progress"),
        "basis": Field("basis", _basis),
        "as_printed": AS_PRINTED,
        "text": statements.words("text", "text"),
        "as_of": statements.past_day("as_of"),
        "source": SOURCE,
        "place": PLACE,
        "quote": statements.words("quote", "quote"),
    },
    _said,
    ("basis", "as_of"),
)
