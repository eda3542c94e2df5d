"""What a brief says, read from one state of the file: the head with its tables, then each recommendation."""

import json
import sqlite3
from array import array
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tracker.exchange.brief import figures
from tracker.exchange.brief.figures import Figure, Scope
from tracker.labels import recommendation_label
from tracker.query_words import in_words
from tracker.reading import followup, queries
from tracker.reading.followup import Event, Followup
from tracker.reading.queries import Code, NoteShown, RecommendationShown
from tracker.reading.selection import Selection, select
from tracker.text import shown


class Report(NamedTuple):
    """A report that recommendations of the brief are from."""

    slug: str
    title: str
    source_file: str | None
    source_sha256: str | None


class Axis(NamedTuple):
    """One of the four axes: its codes in their order, and how many recommendations stand at each; `none` comes last."""

    name: str
    counts: tuple[tuple[Code, int], ...]


class Counts(NamedTuple):
    """How many there are, and how many of them are reviewed, answered, closed, overdue."""

    recommendations: int
    review_done: int
    answered: int
    closed: int
    overdue: int


class Brief(NamedTuple):
    """The head of a brief. Rows are those of the statements in `figures`."""

    scope: Scope
    selection: Selection
    words: str
    """What the query shows, as a sentence."""
    reports: tuple[Report, ...]
    """Those with a recommendation in it."""
    several_reports: bool
    """Whether a reference alone may not say which recommendation is meant."""
    statements: Mapping[str, str]
    rows: Mapping[str, list[list[Any]]]
    counts: Counts
    axes: tuple[Axis, ...]
    names: Mapping[tuple[str, str], str]
    """What the codes of an axis are called, by the name of the axis in small letters and the code."""
    ids: "array[int]"
    missing: int = 0
    """How many recommendations of the file were not there yet."""

    def figures(self) -> Iterator[Figure]:
        """Yield the figures of the tables."""
        for kind, rows in self.rows.items():
            yield Figure(kind, rows)


class Entry(NamedTuple):
    """One recommendation with all that the brief tells of it."""

    found: RecommendationShown
    label: str
    followup: Followup
    story: tuple[Event, ...]
    notes: tuple[NoteShown, ...]

    @property
    def addressees(self) -> tuple[str, ...]:
        """The actors whom it asks to act, each once."""
        named = (mention.actor for mention in self.found.mentions if mention.role == "addressee")
        return tuple(dict.fromkeys(named))

    def figure(self) -> Figure:
        """Return what the brief says of it: where the axes stand, and digests of the texts.

        That of the statements is of all that was ever said, dates and sources too, but not of who recorded it.
        """
        state, due = self.followup, self.followup.due
        value = {
            "title": self.found.title,
            "text": figures.digest(shown(self.found.text)),
            "place": self.found.place,
            "addressees": list(self.addressees),
            "review": self.found.review_status,
            "reason": self.found.status_reason,
            **{
                axis: None if at is None else [at.code, at.as_printed, at.said_on, at.by, at.source, at.place]
                for axis, at in (
                    ("response", state.response),
                    ("reported", state.reported),
                    ("assessed", state.assessed),
                )
            },
            "due": None if due is None else [due.due_on, due.first_due_on, due.slipped_days],
            "owner": state.assigned_to,
            "statements": figures.digest(
                json.dumps([event[:-2] for event in self.story if event.kind != "note"])
            ),
            "notes": [figures.digest(shown(note.body)) for note in self.notes],
        }
        return Figure("recommendation", value, self.found.report, self.found.reference)


def read(connection: sqlite3.Connection, scope: Scope) -> Brief:
    """Return the head of the brief; raises QueryError for a line that cannot be read, NotFound for a tag of notes."""
    selection = figures.on_day(select(connection, scope.query, me=scope.author), scope.day)
    statements = figures.statements(selection, scope)
    rows = {kind: figures.rows_of(connection, sql) for kind, sql in statements.items()}
    ids = queries.all_ids(connection, selection)
    codes = _codes(connection)
    return Brief(
        scope,
        selection,
        in_words(selection.query, queries.code_names(connection)),
        tuple(_reports(connection, ids)),
        queries.several_reports(connection),
        statements,
        rows,
        Counts(*rows["progress"][0]),
        tuple(_axes(codes, rows["axes"])),
        {(axis, code.code): code.name for axis, held in codes.items() for code in held},
        ids,
    )


def entries(connection: sqlite3.Connection, brief: Brief) -> Iterator[Entry]:
    """Yield each recommendation in the order of the list; one at a time is held."""
    tag = brief.scope.notes.removeprefix("tag:") if brief.scope.notes.startswith("tag:") else None
    for number in brief.ids:
        found = queries.recommendation(connection, number)
        with_notes = brief.scope.notes == "all" or tag in found.tags
        yield Entry(
            found,
            recommendation_label(found.report, found.reference, several_reports=brief.several_reports),
            followup.followup(connection, number),
            followup.story(connection, number),
            found.notes if with_notes else (),
        )


def notes_meant(connection: sqlite3.Connection, typed: str) -> str:
    """Return whose notes are meant: none, all, or `tag:` and the name of a tag; raise BadInput, NotFound."""
    from tracker.errors import BadInput

    key, colon, tag = typed.partition(":")
    if typed in ("none", "all"):
        return typed
    if key != "tag" or not colon:
        raise BadInput(
            f"There are no notes '{typed}'.", "Write all, none, or tag: and a tag, as in --notes tag:aid."
        )
    return f"tag:{queries.tag_meant(connection, tag)}"


def _reports(connection: sqlite3.Connection, ids: "array[int]") -> Iterator[Report]:
    there: set[int] = set()
    for some in queries.chunks(ids):
        marks = ", ".join("?" * len(some))
        sql = f"SELECT DISTINCT report_id FROM recommendation WHERE id IN ({marks})"
        there.update(number for (number,) in connection.execute(sql, list(some)))
    sql = "SELECT id, slug, title, source_file, source_sha256 FROM report ORDER BY id"
    for number, *report in connection.execute(sql):
        if number in there:
            yield Report(*report)


_NONE = Code("none", "None recorded", "")


def _codes(connection: sqlite3.Connection) -> dict[str, tuple[Code, ...]]:
    """Return the codes of each axis in their order, and the kinds of source."""
    progress = (*followup.progress_statuses(connection), _NONE)
    return {
        "review": queries.statuses(connection),
        "response": (*followup.positions(connection), _NONE),
        "reported": progress,
        "assessed": progress,
        "source": followup.source_kinds(connection),
    }


def _axes(codes: Mapping[str, tuple[Code, ...]], rows: list[list[Any]]) -> Iterator[Axis]:
    counts: dict[str, dict[str, int]] = {}
    for axis, code, number in rows:
        counts.setdefault(axis, {})[code] = number
    for axis, held in codes.items():
        if axis not in counts:
            continue
        found = counts[axis]
        yield Axis(axis.capitalize(), tuple((code, found[code.code]) for code in held if code.code in found))
