"""The options that several commands share, spelled and explained once."""

from typing import Annotated

import typer

REF = 'Which recommendation: 3, or several: 1,3,5. Where several reports have a 3: slug/3, as in "list".'

Json = Annotated[bool, typer.Option("--json", help="Print JSON, with every value exactly as it is stored.")]
Ref = Annotated[str, typer.Argument(metavar="REF", help=REF, show_default=False)]
Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="QUERY", help="A query line; quote it for the shell.", show_default=False),
]
QUERY_SETTINGS = {"ignore_unknown_options": True}
"""Lets a word of the query begin with a dash: such a command has no short options."""
