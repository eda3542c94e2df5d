"""The commands for what was recorded of answers, progress and deadlines: statements lists, edits and deletes."""

import sys
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from tracker import formats
from tracker.commands import options
from tracker.commands.command import listing
from tracker.commands.database import Database
from tracker.errors import BadInput
from tracker.labels import recommendation_label, statement_label
from tracker.printing import look, print_lines, print_message, table
from tracker.reading import followup, queries
from tracker.reading.statements import Numbered, Table, numbered, row_meant

if TYPE_CHECKING:
    from tracker.edits.statements import StatementKind

_ON_TERMINAL = 50
_FIELDS: dict[Table, dict[str, str]] = {
    "response": {
        "position": "position",
        "as-printed": "as_printed",
        "by": "by",
        "on": "said_on",
        "source": "source",
        "place": "place",
        "message": "text",
    },
    "progress": {
        "status": "status",
        "basis": "basis",
        "as-printed": "as_printed",
        "on": "as_of",
        "source": "source",
        "place": "place",
        "quote": "quote",
        "message": "text",
    },
    "deadline": {
        "due": "due_on",
        "by": "given_by",
        "on": "given_on",
        "source": "source",
        "message": "reason",
    },
}
"""For each kind of statement which of its fields an option is."""

_number = click.argument(
    "number",
    metavar="ID",
    help='The number that "tracker statements" or "tracker show" shows: r12, p5 or d3.',
    shell_complete=options.completed("statement"),
)


@listing(epilog="Example: tracker statements --limit 10")
@options.limit("How many", _ON_TERMINAL)
@options.as_json
def statements(database: Database, limit: int | None, as_json: bool) -> None:
    """List answers, progress and deadlines; or correct one.

    The latest comes first; "tracker show REF" shows those on one recommendation, whole. Their numbers begin with r
    for a response, p for progress, d for a deadline.
    """
    terminal = look(sys.stdout)
    is_cut = terminal.width is not None and limit is None and not as_json
    with database.reading() as connection:
        found = numbered(connection, limit=_ON_TERMINAL + 1 if is_cut else limit)
        if as_json:
            formats.print_json(found)
            return
        several = queries.several_reports(connection)
        shown = islice(found, _ON_TERMINAL if is_cut else None)
        rows = (
            (
                each.number,
                recommendation_label(each.report, each.reference, several_reports=several),
                each.kind,
                _said(each),
            )
            for each in shown
        )
        print_lines(table(("id", "ref", "kind", "statement"), rows, terminal))
        if next(found, None) is not None:
            print_message(f"These are the latest {_ON_TERMINAL}; --limit N shows more.")


def _said(each: Numbered) -> str:
    what = each.name or each.code or f"due {each.due_on}"
    day = f"given {each.day}" if each.due_on and each.day else each.day
    return statement_label(
        what, each.by, day, each.source, each.place, printed=each.as_printed, text=each.text or each.quote
    )


@statements.command(epilog="Example: tracker statements edit r12 --on 2026-03-01")
@_number
@click.option(
    "--position", metavar="POSITION", help="Of a response.", shell_complete=options.completed("response")
)
@click.option("--status", metavar="STATUS", help="Of progress.", shell_complete=options.completed("assessed"))
@click.option("--basis", type=click.Choice(("reported", "assessed")), help="Of progress.")
@click.option(
    "--due", metavar="DATE", help="Of a deadline that was written down wrong; one that moved is a new one."
)
@options.as_printed
@options.by
@options.on("When it was said or given, or the day for which progress holds")
@options.source
@options.place
@click.option("--quote", metavar="TEXT", help="The words of the source that prove progress.")
@options.message("What was answered or has happened, or why it is due then.", "--reason")
@click.pass_obj
def edit(database: Database, /, number: str, text: str | None, **given: str | None) -> None:
    """Correct a statement; '' takes a value away.

    What is not named stays as it is.
    """
    row, row_id = row_meant(number)
    fields = _FIELDS[row]
    wanted: dict[str, Any] = {}
    for option, value in {**given, "message": text}.items():
        name = option.replace("_", "-")
        if value is None:
            continue
        if name not in fields:
            known = ", ".join(f"--{each}" for each in fields)
            raise BadInput(f"{number} is a {row}, which has no --{name}.", f"It has {known}.")
        wanted[fields[name]] = value
    if not wanted:
        raise BadInput("There is nothing to correct.", "Name what is to change, as in --on 2026-03-01.")
    kind = _kind(row)
    with database.reading() as connection:
        seen = kind.read(connection, row_id)
        for field, codes in (("position", followup.positions), ("status", followup.progress_statuses)):
            if wanted.get(field):
                wanted[field] = queries.code_meant(codes(connection), wanted[field])
    database.save(kind.edit, row_id, seen=seen, wanted=seen._replace(**wanted))


@statements.command(epilog="Example: tracker statements delete d3")
@_number
@click.pass_obj
def delete(database: Database, number: str) -> None:
    """Delete a statement that should never have been recorded."""
    row, row_id = row_meant(number)
    kind = _kind(row)
    with database.reading() as connection:
        seen = kind.read(connection, row_id)
    database.save(kind.delete, row_id, seen=seen)


def _kind(table: Table) -> "StatementKind[Any]":
    from tracker.edits.deadlines import DEADLINE
    from tracker.edits.progress import PROGRESS
    from tracker.edits.responses import RESPONSE

    kinds: dict[Table, StatementKind[Any]] = {
        "response": RESPONSE,
        "progress": PROGRESS,
        "deadline": DEADLINE,
    }
    return kinds[table]
