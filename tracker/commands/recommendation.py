"""The command that shows one recommendation, laid out to be read from top to bottom: show."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import click

from tracker import formats
from tracker.commands import options
from tracker.commands.database import Database
from tracker.labels import author_in_list, moved, statement_label
from tracker.printing import Look, local_time, look, print_line, print_lines, print_message, wrapped
from tracker.reading import followup, queries, references
from tracker.reading.axes import axes
from tracker.reading.followup import Event
from tracker.reading.queries import MentionShown, NoteShown, RecommendationShown
from tracker.reading.statements import number_of_row
from tracker.text import shown_line


@click.command(epilog="Example: tracker show 3")
@options.ref
@options.as_json
@options.as_of
@click.pass_obj
def show(database: Database, ref: str, as_json: bool, as_of: str | None) -> None:
    """Show recommendations with all there is about them."""
    with database.reading() as now, _recorded(now, references.referred(now, ref), as_of) as (connection, ids):
        found = (queries.recommendation(connection, recommendation_id) for recommendation_id in ids)
        if as_json:
            formats.print_json(_with_followup(connection, each) for each in found)
            return
        terminal = look(sys.stdout)
        for place, recommendation in enumerate(found):
            if place:
                print_line("")
            print_lines(_lines(connection, recommendation, terminal))


@contextmanager
def _recorded(
    now: sqlite3.Connection, ids: tuple[int, ...], when: str | None
) -> Iterator[tuple[sqlite3.Connection, tuple[int, ...]]]:
    """Give what to read these recommendations from: the file, or what was recorded then."""
    if when is None:
        yield now, ids
        return
    from tracker.reading import as_of
    from tracker.reading.points import point

    at = point(now, when, datetime.now(UTC))
    with as_of.database(now, at, ids) as then:
        as_of.refuse_missing(now, then, ids, at)
        print_message(at.sentence())
        yield then, ids


def _with_followup(connection: sqlite3.Connection, recommendation: RecommendationShown) -> dict[str, Any]:
    number = recommendation.recommendation_id
    became = followup.followup(connection, number), followup.story(connection, number)
    return {
        **formats.plain(recommendation),
        "followup": formats.plain(became[0]),
        "story": formats.plain(became[1]),
    }


def _lines(connection: sqlite3.Connection, recommendation: RecommendationShown, look: Look) -> Iterator[str]:
    """Yield the recommendation as lines, safe to show, wrapped where the look has a width."""
    head = f"{recommendation.reference}  {recommendation.title}"
    yield from (look.styled(line, "bold") for line in wrapped(shown_line(head), look))
    yield from (look.styled(line, "dim") for line in wrapped(shown_line(_source(recommendation)), look))
    yield ""
    yield from wrapped(recommendation.text, look)
    yield ""
    yield from wrapped(shown_line(_status(connection, recommendation, look)), look)
    became = followup.followup(connection, recommendation.recommendation_id)
    for axis in axes(became):
        yield from wrapped(shown_line(str(axis)), look)
    if recommendation.tags:
        yield from wrapped(shown_line(f"Tags: {', '.join(recommendation.tags)}"), look)
    yield from _actor_lines(connection, recommendation.mentions, look)
    notes = {note.note_id: note for note in recommendation.notes}
    for event in followup.story(connection, recommendation.recommendation_id):
        yield ""
        if event.kind == "note":
            yield from _note_lines(notes[event.row_id], look)
        else:
            yield from _event_lines(event, look)


def _event_lines(event: Event, look: Look) -> Iterator[str]:
    """Yield a statement under a line with its number, whose day it is, and who recorded it."""
    number = number_of_row(event.table, event.row_id)
    day = f", {event.day}" if event.dated else ""
    recorded = f"{author_in_list(event.recorded_by)}, {local_time(event.recorded_at, look)}"
    yield look.styled(shown_line(f"{event.kind.capitalize()} {number}{day}, recorded by {recorded}"), "bold")
    change = None if event.moved_days is None else moved(event.moved_days)
    about = (event.by, event.source, event.place)
    what = event.name or event.code or f"due {event.due_on}" + (f", {change}" if change else "")
    yield from wrapped(shown_line(statement_label(what, *about, printed=event.as_printed)), look, "  ")
    for words in (event.text, f'"{event.quote}"' if event.quote else None):
        if words:
            yield from wrapped(words, look, "  ")


def _note_lines(note: NoteShown, look: Look) -> Iterator[str]:
    """Yield a note under a line with its number, author and time."""
    head = f"Note {note.note_id}, {author_in_list(note.author)}, {local_time(note.created_at, look)}"
    if note.updated_at != note.created_at:
        head += f", edited {local_time(note.updated_at, look)}"
    yield look.styled(shown_line(head), "bold")
    yield from wrapped(note.body, look, "  ")


def _source(recommendation: RecommendationShown) -> str:
    source = f"{recommendation.report}: {recommendation.report_title}"
    place = recommendation.place
    return f"{source}, {recommendation.source_file or 'source'} {place}" if place else source


def _status(connection: sqlite3.Connection, recommendation: RecommendationShown, look: Look) -> str:
    code = recommendation.review_status
    known = {status.code: status for status in queries.statuses(connection)}
    text = f"Review: {known[code].name} ({code})" if code in known else f"Review: {code}"
    if code in known and look.width is not None:
        text = f"Review: {known[code].glyph} {known[code].name}"
    if recommendation.status_at is not None:
        text += f", {author_in_list(recommendation.status_by)}, {local_time(recommendation.status_at, look)}"
    return text + (f": {recommendation.status_reason}" if recommendation.status_reason else "")


def _actor_lines(
    connection: sqlite3.Connection, mentions: tuple[MentionShown, ...], look: Look
) -> Iterator[str]:
    kinds = {kind.code: kind.name for kind in queries.kinds(connection)}
    for role in queries.roles(connection):
        in_role = [mention for mention in mentions if mention.role == role.code]
        if in_role:
            yield ""
            yield look.styled(shown_line(role.name), "bold")
        for mention in in_role:
            kind = kinds.get(mention.kind, mention.kind)
            about = kind if mention.country_code is None else f"{kind}, {mention.country_code}"
            yield from wrapped(shown_line(f"{mention.actor} ({about}): {mention.evidence}"), look, "  ")
