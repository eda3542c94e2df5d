"""The command that shows one recommendation, laid out to be read from top to bottom: show."""

import sqlite3
import sys
from collections.abc import Iterator

import click

from tracker import formats
from tracker.commands import options
from tracker.commands.database import Database
from tracker.labels import author_in_list
from tracker.printing import Look, local_time, look, print_line, print_lines, wrapped
from tracker.reading import queries
from tracker.reading.queries import MentionShown, NoteShown, RecommendationShown
from tracker.text import shown_line


@click.command(epilog="Example: tracker show 3")
@options.ref
@options.as_json
@click.pass_obj
def show(database: Database, ref: str, as_json: bool) -> None:
    """Show recommendations with all there is about them."""
    with database.reading() as connection:
        ids = queries.referred(connection, ref)
        found = (queries.recommendation(connection, recommendation_id) for recommendation_id in ids)
        if as_json:
            formats.print_json(found)
            return
        terminal = look(sys.stdout)
        for place, recommendation in enumerate(found):
            if place:
                print_line("")
            print_lines(_lines(connection, recommendation, terminal))


def _lines(connection: sqlite3.Connection, recommendation: RecommendationShown, look: Look) -> Iterator[str]:
    """Yield the recommendation as lines, safe to show, wrapped where the look has a width."""
    head = f"{recommendation.reference}  {recommendation.title}"
    yield from (look.styled(line, "bold") for line in wrapped(shown_line(head), look))
    yield from (look.styled(line, "dim") for line in wrapped(shown_line(_source(recommendation)), look))
    yield ""
    yield from wrapped(recommendation.text, look)
    yield ""
    yield from wrapped(shown_line(_status(connection, recommendation, look)), look)
    if recommendation.tags:
        yield from wrapped(shown_line(f"Tags: {', '.join(recommendation.tags)}"), look)
    yield from _actor_lines(connection, recommendation.mentions, look)
    for note in recommendation.notes:
        yield ""
        yield from _note_lines(note, look)


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
    text = f"Status: {known[code].name} ({code})" if code in known else f"Status: {code}"
    if code in known and look.width is not None:
        text = f"Status: {known[code].glyph} {known[code].name}"
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
            why = f'"{mention.quote}"' if mention.quote is not None else f"implied: {mention.implied_reason}"
            yield from wrapped(shown_line(f"{mention.actor} ({about}): {why}"), look, "  ")
