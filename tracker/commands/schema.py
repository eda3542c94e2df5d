"""The command that tells what the file holds: schema."""

import json as json_module
from typing import Annotated

import typer

from tracker import formats, printing, schema_document
from tracker.commands.options import Json
from tracker.commands.workplace import workplace
from tracker.errors import BadInput
from tracker.text import shown_line


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command("schema", epilog="Example: tracker schema --datasette > metadata.json")(schema)


def schema(
    context: typer.Context,
    json: Json = False,
    datasette: Annotated[
        bool,
        typer.Option("--datasette", help="Print metadata for Datasette: datasette FILE -m metadata.json"),
    ] = False,
) -> None:
    """Print what each view and table holds.

    Markdown, with type, description and an example of each column; it stands in migrations/SCHEMA.md too.
    """
    if json and datasette:
        raise BadInput("--json and --datasette do not go together.", "Leave one of them out.")
    here = workplace(context)
    with here.reading() as connection:
        if json:
            formats.out_json(schema_document.described(connection))
        elif datasette:
            metadata = schema_document.datasette_metadata(connection, here.path.stem)
            printing.out(json_module.dumps(metadata, indent=1))
        else:
            for line in schema_document.markdown(connection):
                printing.out(shown_line(line))
