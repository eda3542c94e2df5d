"""What a row of a table says, in the words of the field."""

from collections.abc import Sequence
from typing import NamedTuple


class Report(NamedTuple):
    """A report that rows belong to."""

    slug: str
    title: str
    publisher: str | None
    series: str | None
    session: str | None
    published_on: str | None


class Mention(NamedTuple):
    """An actor that a column names."""

    name: str
    role: str
    given_in: str


class Response(NamedTuple):
    """An answer."""

    position: str
    as_printed: str | None
    by: str | None
    text: str | None
    said_on: str | None


class Progress(NamedTuple):
    """What has happened; without a date it is as of the day on which the table came in."""

    basis: str
    status: str
    as_printed: str | None
    text: str | None
    as_of: str | None


class Deadline(NamedTuple):
    """A deadline."""

    due_on: str
    given_by: str | None
    reason: str | None


class RowFields(NamedTuple):
    """What a row says."""

    report: str
    """What the rows of one report have in common."""
    reference: str
    """Where `counted`, what stands before its number."""
    after: str
    """Where `counted`, what stands behind it."""
    counted: bool
    title: str
    """Empty where the table has none."""
    text: str
    made_on: str | None
    actors: Sequence[Mention]
    response: Response | None
    progress: Progress | None
    deadline: Deadline | None
    themes: Sequence[tuple[str, str]]
    """Scheme and name."""
