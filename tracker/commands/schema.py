"""The command that tells what the file holds: schema."""

import json

import click

from tracker import formats, schema_document
from tracker.commands import options
from tracker.commands.database import Database
from tracker.errors import BadInput
from tracker.printing import print_line, print_lines
from tracker.text import shown_line


@click.command(epilog="Example: tracker schema --datasette > metadata.json")
@options.as_json
@click.option(
    "--datasette", is_flag=True, help="Print metadata for Datasette: datasette FILE -m metadata.json"
)
@click.pass_obj
def schema(database: Database, as_json: bool, datasette: bool) -> None:
    """Print what each view and table holds.

    Markdown, with type, description and an example of each column; it stands in migrations/SCHEMA.md too.
    """
    if as_json and datasette:
        raise BadInput("--json and --datasette do not go together.", "Leave one of them out.")
    with database.reading() as connection:
        if as_json:
            formats.print_json(schema_document.described(connection))
        elif datasette:
            metadata = schema_document.datasette_metadata(connection, database.path.stem)
            print_line(json.dumps(metadata, indent=1))
        else:
            print_lines(map(shown_line, schema_document.markdown(connection)))
