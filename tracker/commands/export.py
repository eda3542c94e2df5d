"""The command that writes a list, or a report as a seed, to a file: export."""

import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from tracker import exporting
from tracker.commands import options
from tracker.commands.command import QueryCommand
from tracker.commands.database import Database
from tracker.commands.lists import selection
from tracker.errors import BadInput
from tracker.printing import print_line, print_lines
from tracker.reading.saved_views import saved_view
from tracker.text import shown, shown_line


@click.command("export", cls=QueryCommand, epilog="Example: tracker export status:reviewed -o reviewed.md")
@options.query
@options.output(
    "The file: Markdown, CSV or JSON as its name ends, .md, .csv or .json; a review as .xlsx; a seed as .toml."
)
@options.view
@options.replace
@click.option(
    "--seed",
    metavar="SLUG",
    help="A report as a seed file, with what was corrected; printed where no file is named.",
    shell_complete=options.completed("report"),
)
@click.option(
    "--as-imported",
    is_flag=True,
    help="A table that was imported, cell for cell; name it in place of the query.",
)
@click.option(
    "--review", "as_review", is_flag=True, help="CSV to be filled in and sent back, as .xlsx always is."
)
@click.option("--with-additions", is_flag=True, help="With --as-imported: columns for what was added since.")
@click.pass_obj
def export(
    database: Database,
    query: tuple[str, ...],
    output: Path | None,
    view: str | None,
    replace: bool,
    seed: str | None,
    as_imported: bool,
    as_review: bool,
    with_additions: bool,
) -> None:
    """Write a list to a file, whole or not at all.

    Markdown is to be read: texts, actors, tags and notes. CSV has a line for each recommendation, without the
    notes; JSON the same, with every value exactly as it is stored. A seed is the report as it stands: loading it
    changes nothing, and in another database gives the same, without notes, taggings and statuses.

    A review is a workbook for a colleague, who fills in status, reason, tags, a note and progress, and sends it back:
    import FILE --update.

    A table that was imported comes back cell for cell, with the lines before its header: as CSV, or as lines of JSON
    where it came in so.
    """
    if as_imported:
        if seed is not None or view is not None or as_review:
            raise BadInput("--as-imported writes a whole table.", "Leave out --seed, --view and --review.")
        _export_table(database, " ".join(query), output, additions=with_additions, replace=replace)
        return
    if with_additions:
        raise BadInput("--with-additions is about a table that was imported.", "Say --as-imported, too.")
    if seed is not None:
        if query or view:
            raise BadInput("--seed writes a whole report.", "Leave out the query.")
        _export_seed(database, seed, output, replace=replace)
        return
    if output is None:
        raise click.MissingParameter(param_hint="'--output' / '-o'", param_type="option")
    format_name = exporting.format_named(output)
    is_book = output.suffix.lower() == ".xlsx"
    if as_review and not is_book and format_name != "CSV":
        raise BadInput("A review is a workbook or CSV.", "Let the name of the file end in .xlsx or .csv.")
    exporting.end_of(output, [*(end for end, _ in exporting.FORMATS.values()), ".xlsx"])
    path = absolute(output)
    with database.reading() as connection:
        saved = () if view is None else (saved_view(connection, view).query,)
        chosen = selection(connection, (*saved, *query), database)
        with remedy():
            if as_review or format_name is None:
                from tracker.exchange.review import sheet

                review = sheet.export(connection, chosen, path, analyst=database.analyst, replace=replace)
                told = review.told(path)
            else:
                number = exporting.export(connection, chosen, format_name, path, replace=replace)
                told = exporting.written(number, path)
    print_line(shown_line(told))


def _export_table(
    database: Database, typed: str, output: Path | None, *, additions: bool, replace: bool
) -> None:
    from tracker.exchange.original import ends_of, lines_of, table_meant

    with database.reading() as connection:
        name = table_meant(connection, typed)
        ends = ends_of(connection, name)
        if output is not None and output.suffix.lower() not in ends:
            form = "lines of JSON" if ".json" in ends else "CSV"
            raise BadInput(
                f"{shown_line(name)} is given back as {form}, which {shown_line(output.name)} does not say.",
                f"Let the name end in {ends[0]}.",
            )
        _write(
            connection,
            lines_of(connection, name, additions=additions),
            output,
            f"the table {name}",
            replace=replace,
        )


def _export_seed(database: Database, slug: str, output: Path | None, *, replace: bool) -> None:
    from tracker.seeding.report_seed import seed_of

    with database.reading() as connection:
        lines = seed_of(connection, slug).rstrip("\n").split("\n")
        _write(connection, lines, output, "the report", replace=replace)


def _write(
    connection: sqlite3.Connection, lines: Iterable[str], output: Path | None, what: str, *, replace: bool
) -> None:
    """Write lines to the file, or print them where none is named."""
    if output is None:
        print_lines(map(shown, lines) if sys.stdout.isatty() else lines)
        return
    path = absolute(output)
    with remedy():
        exporting.write_lines(connection, lines, path, replace=replace)
    print_line(shown_line(f"Wrote {what} to {path}"))


def absolute(output: Path) -> Path:
    """Return where a file is to be written; raise BadInput where there is no such folder."""
    try:
        return output.expanduser().absolute()
    except (RuntimeError, OSError) as error:
        raise BadInput(
            f"{shown_line(str(output))}: there is no such folder.", "Name another file."
        ) from error


@contextmanager
def remedy() -> Iterator[None]:
    """Say how a command replaces a file that is there."""
    try:
        yield
    except exporting.FileThere as error:
        error.remedy = "Nothing was written. Name another file, or replace it: --replace"
        raise
