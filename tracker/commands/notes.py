"""The commands for notes: note writes one, notes lists, edits and deletes them."""

import sys
from typing import Annotated

import typer

from tracker import formats, printing
from tracker.commands import drafts
from tracker.commands.options import Json, Ref
from tracker.commands.workplace import Workplace, workplace
from tracker.errors import NotFound
from tracker.labels import author_in_list, recommendation_label
from tracker.reading import queries

_LARGEST = 2**63 - 1
"""SQLite holds no larger number."""

Number = Annotated[int, typer.Argument(metavar="ID", help='The number that "tracker notes" shows.')]
Message = Annotated[
    str | None,
    typer.Option(
        "--message",
        "-m",
        metavar="TEXT",
        show_default=False,
        help="The note, in Markdown; without it $VISUAL or $EDITOR opens.",
    ),
]
Source = Annotated[
    str | None,
    typer.Argument(metavar="-", show_default=False, help="A dash: read the note from standard input."),
]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command("note", epilog="Example: tracker note 3 -m 'Raised with the ministry.'")(note)
    group = typer.Typer()
    group.callback(invoke_without_command=True, epilog="Example: tracker notes edit 12")(list_notes)
    group.command("edit", epilog="Example: tracker notes edit 12")(edit)
    group.command("delete", epilog="Example: tracker notes delete 12")(delete)
    app.add_typer(group, name="notes")


def note(context: typer.Context, ref: Ref, source: Source = None, message: Message = None) -> None:
    """Write a note on recommendations, the same on each."""
    here = workplace(context)
    with here.reading() as connection:
        wanted = queries.referred(connection, ref)
    name = here.name
    with drafts.written(message, source) as body:
        if body is None:
            printing.out("Nothing was saved.")
            return
        from tracker.edits import add_note

        with here.writer() as writer:
            here.tell_saved(add_note(writer, wanted, body, analyst=name))


def list_notes(context: typer.Context, json: Json = False) -> None:
    """List the notes, newest first; or edit or delete one.

    A note takes one line here; "tracker show REF" shows it as it was written. Times are the clock's on a
    terminal, UTC in a pipe.
    """
    if context.invoked_subcommand is not None:
        return
    with workplace(context).reading() as connection:
        notes = queries.notes(connection)
        several = queries.several_reports(connection)
    if json:
        formats.out_json(notes)
        return
    look = printing.look(sys.stdout)
    rows = (
        (
            note.note_id,
            recommendation_label(note.report, note.reference, several_reports=several),
            author_in_list(note.author),
            printing.local_time(note.created_at, look),
            note.body,
        )
        for note in notes
    )
    for line in printing.table(("id", "ref", "author", "time", "note"), rows, look):
        printing.out(line)


def edit(context: typer.Context, number: Number, source: Source = None, message: Message = None) -> None:
    """Write a note anew; without a text it opens in the editor."""
    here = workplace(context)
    seen, name = _seen(here, number), here.name
    with drafts.written(message, source, start=seen) as body:
        if body is None:
            printing.out("Nothing was saved.")
            return
        from tracker.edits import edit_note

        with here.writer() as writer:
            here.tell_saved(edit_note(writer, number, body, seen=seen, analyst=name))


def delete(context: typer.Context, number: Number) -> None:
    """Delete a note."""
    from tracker.edits import delete_note

    here = workplace(context)
    seen = _seen(here, number)
    with here.writer() as writer:
        here.tell_saved(delete_note(writer, number, seen=seen, analyst=here.name))


def _seen(here: Workplace, number: int) -> str:
    with here.reading() as connection:
        if not 0 < number <= _LARGEST:
            raise NotFound(f"There is no note {number}.", "tracker notes lists them with their numbers.")
        return queries.note(connection, number).body
