"""The commands for notes: note writes one, notes lists, edits and deletes them."""

import sys
from collections.abc import Callable
from typing import Any

import click

from tracker import formats
from tracker.commands import note_text, options
from tracker.commands.command import listing
from tracker.commands.database import Database
from tracker.errors import NotFound
from tracker.labels import author_in_list, recommendation_label
from tracker.printing import local_time, look, print_line, print_lines, table
from tracker.reading import queries, references

_LARGEST = 2**63 - 1
"""SQLite holds no larger number."""

_number = click.argument(
    "number",
    metavar="ID",
    type=int,
    help='The number that "tracker notes" shows.',
    shell_complete=options.completed("note"),
)


def _text(command: Callable[..., None]) -> Callable[..., Any]:
    """Add what the text of a note comes from."""
    source = click.argument(
        "source", metavar="[-]", required=False, help="A dash: read the note from standard input."
    )
    message = click.option(
        "--message",
        "-m",
        metavar="TEXT",
        help="The note, in Markdown; without it your editor opens: $VISUAL, $EDITOR or a usual one.",
    )
    return source(message(command))


@click.command(epilog="Example: tracker note 3 -m 'Raised with the ministry.'")
@options.ref
@_text
@click.pass_obj
def note(database: Database, ref: str, source: str | None, message: str | None) -> None:
    """Write a note on recommendations, the same on each."""
    with database.reading() as connection:
        ids = references.referred(connection, ref)
    analyst = database.analyst
    with note_text.written(message, source) as body:
        if body is None:
            print_line("Nothing was saved.")
            return
        from tracker.edits import add_note

        database.save(add_note, ids, body, analyst=analyst)


@listing(epilog="Example: tracker notes edit 12")
@options.as_json
def notes(database: Database, as_json: bool) -> None:
    """List the notes, newest first; or edit or delete one.

    A note takes one line here; "tracker show REF" shows it as it was written. Times are the clock's on a
    terminal, UTC in a pipe.
    """
    with database.reading() as connection:
        found = queries.notes(connection)
        several = queries.several_reports(connection)
    if as_json:
        formats.print_json(found)
        return
    terminal = look(sys.stdout)
    rows = (
        (
            each.note_id,
            recommendation_label(each.report, each.reference, several_reports=several),
            author_in_list(each.author),
            local_time(each.created_at, terminal),
            each.body,
        )
        for each in found
    )
    print_lines(table(("id", "ref", "author", "time", "note"), rows, terminal))


@notes.command(epilog="Example: tracker notes edit 12")
@_number
@_text
@click.pass_obj
def edit(database: Database, number: int, source: str | None, message: str | None) -> None:
    """Write a note anew; without a text it opens in the editor."""
    seen, analyst = _body(database, number), database.analyst
    with note_text.written(message, source, start=seen) as body:
        if body is None:
            print_line("Nothing was saved.")
            return
        from tracker.edits import edit_note

        database.save(edit_note, number, body, seen=seen, analyst=analyst)


@notes.command(epilog="Example: tracker notes delete 12")
@_number
@click.pass_obj
def delete(database: Database, number: int) -> None:
    """Delete a note."""
    from tracker.edits import delete_note

    seen = _body(database, number)
    database.save(delete_note, number, seen=seen)


def _body(database: Database, number: int) -> str:
    with database.reading() as connection:
        if not 0 < number <= _LARGEST:
            raise NotFound(f"There is no note {number}.", "tracker notes lists them with their numbers.")
        return queries.note(connection, number).body
