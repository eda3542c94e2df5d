"""The commands that read: list, show, actors, history, path, sql."""

import sqlite3
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Annotated, Any

import typer

from tracker import exporting, formats, printing
from tracker.commands.options import QUERY_SETTINGS, REF, Json, Ref, Words
from tracker.commands.showing import show_lines
from tracker.commands.workplace import workplace
from tracker.errors import BadInput, QueryError
from tracker.labels import author_in_list, recommendation_label
from tracker.reading import history, queries
from tracker.reading.saved_views import saved_view
from tracker.reading.selection import Selection, select
from tracker.text import shown_line

_ENTRIES_ON_TERMINAL = 50


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command(
        "list", epilog="Example: tracker list status:unreviewed -tag:aid", context_settings=QUERY_SETTINGS
    )(list_recommendations)
    app.command("show", epilog="Example: tracker show 3")(show)
    app.command("actors", epilog="Example: tracker actors --json")(actors)
    app.command("history", epilog="Example: tracker history 3 --changes")(show_history)
    app.command("path", epilog="Example: tracker path")(path)
    app.command(
        "sql",
        epilog='Example: tracker sql note:yes | sqlite3 "$(tracker path)"',
        context_settings=QUERY_SETTINGS,
    )(sql)


def list_recommendations(
    context: typer.Context,
    query: Words = None,
    json: Json = False,
    csv: Annotated[
        bool,
        typer.Option(
            "--csv",
            help="Print CSV; a text that a spreadsheet would take for a formula gets an apostrophe in front.",
        ),
    ] = False,
    view: Annotated[
        str | None,
        typer.Option("--view", metavar="NAME", show_default=False, help="List what a saved view shows."),
    ] = None,
) -> None:
    """List recommendations: all, or those that a query asks for.

    Plain words are searched in text, title and notes. status:reviewed tag:aid actor:pakistan role:addressee
    kind:state by:amy note:yes report:slug narrow the list down; -tag:aid leaves out, tag:aid,victims is
    either; sort:status, sort:changed and others order it, a dash turns the order round. In a pipe:
    tab-separated, one recommendation a line.
    """
    if json and csv:
        raise BadInput("--json and --csv do not go together.", "Leave one of them out.")
    with workplace(context).reading() as connection:
        saved = () if view is None else (saved_view(connection, view).query,)
        rows = queries.overview(connection, _selection(connection, [*saved, *(query or ())]))
        if json:
            formats.out_json(map(exporting.with_lists, rows))
        elif csv:
            _out_all(exporting.csv_of(rows))
        else:
            _out_list(connection, rows)


def _out_list(connection: sqlite3.Connection, rows: Iterable[dict[str, Any]]) -> None:
    look = printing.look(sys.stdout)
    several = queries.several_reports(connection)
    glyphs = {} if look.width is None else {s.code: f"{s.glyph} " for s in queries.statuses(connection)}
    lines = (
        (
            recommendation_label(row["report"], row["reference"], several_reports=several),
            glyphs.get(row["review_status"], "") + row["review_status"],
            row["title"],
            row["tags"],
            row["note_count"],
        )
        for row in rows
    )
    _out_all(printing.table(("ref", "status", "title", "tags", "notes"), lines, look, named=True))


def _selection(connection: sqlite3.Connection, words: list[str] | None) -> Selection:
    line = " ".join(words or ())
    try:
        return select(connection, line)
    except QueryError as error:
        printing.tell(printing.pointed(line, error, printing.look(sys.stderr).width))
        raise


def _out_all(lines: Iterable[str]) -> None:
    for line in lines:
        printing.out(line)


def show(context: typer.Context, ref: Ref, json: Json = False) -> None:
    """Show recommendations with all there is about them."""
    with workplace(context).reading() as connection:
        wanted = queries.referred(connection, ref)
        found = (queries.recommendation(connection, number) for number in wanted)
        if json:
            formats.out_json(found)
            return
        look = printing.look(sys.stdout)
        for number, recommendation in enumerate(found):
            if number:
                printing.out("")
            _out_all(show_lines(connection, recommendation, look))


def actors(context: typer.Context, json: Json = False) -> None:
    """List the actors, the most often recommended first."""
    with workplace(context).reading() as connection:
        rows = queries.actors(connection)
    if json:
        formats.out_json(rows)
        return
    columns = ("actor", "kind", "country", "recommendations", "mentions")
    _out_all(printing.table(columns, rows, printing.look(sys.stdout)))


def show_history(
    context: typer.Context,
    ref: Annotated[str | None, typer.Argument(metavar="REF", help=REF, show_default=False)] = None,
    changes: Annotated[
        bool,
        typer.Option("--changes", "-v", help="Show below each entry what the rows held before and after."),
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            min=1,
            metavar="N",
            show_default=False,
            help=f"How many entries; all where not given, on a terminal {_ENTRIES_ON_TERMINAL}.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Show who did what, newest first.

    The numbers are what "tracker undo" takes. An edit made with another program is marked (outside), and what
    was taken back (undone). Times are the clock's on a terminal, UTC in a pipe.
    """
    with workplace(context).reading() as connection:
        wanted = queries.referred(connection, ref) if ref else ()
        entries = history.entries(connection, recommendation_ids=wanted, limit=limit)
        if json:
            formats.out_json(entries)
            return
        look = printing.look(sys.stdout)
        if look.width is not None and limit is None:
            shown = list(islice(entries, _ENTRIES_ON_TERMINAL))
            _out_all(_history_lines(shown, look, changes=changes))
            if next(entries, None) is not None:
                printing.tell(f"These are the latest {_ENTRIES_ON_TERMINAL}; --limit N shows more.")
        else:
            _out_all(_history_lines(entries, look, changes=changes))


def _history_lines(
    entries: Iterable[history.HistoryEntry], look: printing.Look, *, changes: bool
) -> Iterator[str]:
    columns = ("number", "time", "who", "what")
    if not changes:
        yield from printing.table(columns, (_entry(entry, look) for entry in entries), look)
        return
    for entry in entries:
        yield look.styled("  ".join(map(shown_line, _entry(entry, look))), "bold")
        for change in entry.changes:
            yield from _change_lines(change, look)
        if entry.change_count > len(entry.changes):
            yield f"    and {entry.change_count - len(entry.changes):,} more rows"


def _entry(entry: history.HistoryEntry, look: printing.Look) -> tuple[str, str, str, str]:
    return (
        entry.number,
        printing.local_time(entry.changed_at, look),
        author_in_list(entry.changed_by, entry.kind),
        entry.summary + (" (undone)" if entry.reverted else ""),
    )


def _change_lines(change: history.ChangeShown, look: printing.Look) -> Iterator[str]:
    row = f"{change.operation} of {change.table_name}"
    if change.reference is not None:
        row += f" on {recommendation_label(change.report or '', change.reference, several_reports=True)}"
    yield f"    {shown_line(row)}"
    sides = [side for side in (change.before, change.after) if side is not None]
    for column in dict.fromkeys(column for side in sides for column in side):
        values = ["(empty)" if (value := side.get(column)) is None else str(value) for side in sides]
        line = shown_line(f"      {column}: {' -> '.join(values)}")
        yield line if look.width is None else printing.cut(line, look.width)


def path(context: typer.Context) -> None:
    """Print where the database is, or would be."""
    printing.out(shown_line(str(workplace(context).path)))


def sql(context: typer.Context, query: Words = None) -> None:
    """Print the SQL of a list.

    In sqlite3 it gives the same rows in the same order.
    """
    with workplace(context).reading() as connection:
        statement = _selection(connection, query).pasteable()
    printing.out(statement)
