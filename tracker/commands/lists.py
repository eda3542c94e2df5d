"""The commands that list recommendations: list, sql."""

import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import click

from tracker import exporting, formats
from tracker.commands import options
from tracker.commands.command import QueryCommand
from tracker.commands.database import Database
from tracker.errors import BadInput, QueryError
from tracker.labels import recommendation_label
from tracker.printing import look, marked_fault, print_line, print_lines, print_message, table
from tracker.reading import queries
from tracker.reading.saved_views import saved_view
from tracker.reading.selection import Selection, select
from tracker.text import folded


@click.command("list", cls=QueryCommand, epilog="Example: tracker list status:unreviewed -tag:aid")
@options.query
@options.as_json
@click.option(
    "--csv",
    "as_csv",
    is_flag=True,
    help="Print CSV; a text that a spreadsheet would take for a formula gets an apostrophe in front.",
)
@options.view
@options.as_of
@click.pass_obj
def list_recommendations(
    database: Database,
    query: tuple[str, ...],
    as_json: bool,
    as_csv: bool,
    view: str | None,
    as_of: str | None,
) -> None:
    """List recommendations: all, or those that a query asks for.

    Plain words are searched in text, title and notes. status:reviewed tag:aid actor:pakistan role:addressee
    kind:state by:amy note:yes report:slug narrow the list down, and so do response:accepted assessed:implemented
    "due:<2027-01-01" overdue:yes owner:me theme:women source:letter; -tag:aid leaves out, tag:aid,victims is either,
    owner:none has none; sort:changed, sort:due and sort:match order it. In a pipe: tab-separated, one recommendation
    a line, its status as a code.
    """
    if as_json and as_csv:
        raise BadInput("--json and --csv do not go together.", "Leave one of them out.")
    with database.reading() as connection:
        saved = () if view is None else (saved_view(connection, view).query,)
        words = (*saved, *query)
        if as_of is None:
            rows = queries.overview(connection, selection(connection, words, database))
        else:
            rows = _as_it_was(connection, words, database, as_of)
        if as_json:
            formats.print_json(map(exporting.with_lists, rows))
        elif as_csv:
            print_lines(exporting.csv_of(rows))
        else:
            _print_list(connection, rows)


def selection(connection: sqlite3.Connection, words: Iterable[str], database: Database) -> Selection:
    """Return what the words of a query line ask for; where they cannot be read, the line is printed with a mark."""
    line = " ".join(words)
    with _fault_shown(line):
        return select(connection, line, me=asking(line, database))


def _as_it_was(
    connection: sqlite3.Connection, words: Iterable[str], database: Database, when: str
) -> Iterator[dict[str, Any]]:
    """Return the rows of a list as they were recorded then, and say what was not there yet."""
    from tracker.reading import as_of
    from tracker.reading.points import point

    at = point(connection, when, datetime.now(UTC))
    line = " ".join(words)
    with _fault_shown(line):
        found = as_of.listed(connection, line, at, me=asking(line, database))
    print_message(at.sentence(found.missing))
    return as_of.rows(connection, found.ids, at)


@contextmanager
def _fault_shown(line: str) -> Iterator[None]:
    try:
        yield
    except QueryError as error:
        print_message(marked_fault(line, error, look(sys.stderr).width))
        raise


def asking(line: str, database: Database) -> str | None:
    """Return the analyst whom `owner:me` means in the line; a line without owner: needs nobody's name."""
    return database.analyst if "owner:" in folded(line) else None


def _print_list(connection: sqlite3.Connection, rows: Iterable[dict[str, Any]]) -> None:
    terminal = look(sys.stdout)
    several = queries.several_reports(connection)
    on_terminal = terminal.width is not None
    names = {s.code: f"{s.glyph} {s.name}" for s in queries.statuses(connection)} if on_terminal else {}
    lines = (
        (
            recommendation_label(row["report"], row["reference"], several_reports=several),
            names.get(row["review_status"], row["review_status"]),
            row["title"],
            row["tags"],
            row["note_count"],
        )
        for row in rows
    )
    print_lines(table(("ref", "status", "title", "tags", "notes"), lines, terminal, whole_first=True))


@click.command(cls=QueryCommand, epilog='Example: tracker sql note:yes | sqlite3 "$(tracker path)"')
@options.query
@click.pass_obj
def sql(database: Database, query: tuple[str, ...]) -> None:
    """Print the SQL of a list.

    In sqlite3 it gives the same rows in the same order.
    """
    with database.reading() as connection:
        print_line(selection(connection, query, database).pasteable())
