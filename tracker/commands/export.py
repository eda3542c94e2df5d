"""The command that writes a list to a file: export."""

from pathlib import Path

import click

from tracker import exporting
from tracker.commands import options
from tracker.commands.command import QueryCommand
from tracker.commands.database import Database
from tracker.commands.lists import selection
from tracker.errors import BadInput
from tracker.printing import print_line
from tracker.reading.saved_views import saved_view
from tracker.text import shown_line


@click.command("export", cls=QueryCommand, epilog="Example: tracker export status:reviewed -o reviewed.md")
@options.query
@click.option(
    "--output",
    "-o",
    "output",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="The file: Markdown, CSV or JSON as its name ends, .md, .csv or .json.",
)
@options.view
@click.option("--replace", is_flag=True, help="Put the list in the place of a file of that name.")
@click.pass_obj
def export(database: Database, query: tuple[str, ...], output: Path, view: str | None, replace: bool) -> None:
    """Write a list to a file, whole or not at all.

    Markdown is to be read: texts, actors, tags and notes. CSV has a line for each recommendation, without the
    notes; JSON the same, with every value exactly as it is stored.
    """
    format_name = exporting.format_named(output)
    if format_name is None:
        ends = [end for end, _ in exporting.FORMATS.values()]
        raise BadInput(
            f"The name {shown_line(output.name)} does not say which format is meant.",
            f"Let it end in one of {', '.join(ends)}.",
        )
    try:
        path = output.expanduser().absolute()
    except (RuntimeError, OSError) as error:
        raise BadInput(
            f"{shown_line(str(output))}: there is no such folder.", "Name another file."
        ) from error
    with database.reading() as connection:
        saved = () if view is None else (saved_view(connection, view).query,)
        try:
            number = exporting.export(
                connection, selection(connection, (*saved, *query)), format_name, path, replace=replace
            )
        except exporting.FileThere as error:
            error.remedy = "Nothing was written. Name another file, or replace it: --replace"
            raise
    print_line(shown_line(exporting.written(number, path)))
