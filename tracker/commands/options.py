"""The options and arguments that several commands share, spelled and explained once."""

import click

REF = 'Which recommendation: 3, or several: 1,3,5. Where several reports have a 3: slug/3, as in "list".'

as_json = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON, with every value exactly as it is stored."
)
ref = click.argument("ref", metavar="REF", help=REF)
query = click.argument("query", metavar="[QUERY]...", nargs=-1, help="A query line; quote it for the shell.")
