"""The commands for the codebook: tags, and rename, merge, describe, recolour, move and delete in it."""

import sys

import click

from tracker import formats
from tracker.colours import COLOURS
from tracker.commands import options
from tracker.commands.command import listing
from tracker.commands.database import Database
from tracker.printing import look, print_lines, table
from tracker.reading import queries

_NO_COLOUR = "none"
_completed = options.completed("tag")
_tag = click.argument("tag", metavar="TAG", help="A tag of the codebook.", shell_complete=_completed)


@listing(epilog="Example: tracker tags merge victim victims")
@options.as_json
def tags(database: Database, as_json: bool) -> None:
    """List the codebook in its order; or change it."""
    with database.reading() as connection:
        found = queries.tags(connection)
    if as_json:
        formats.print_json(found)
        return
    rows = ((tag.tag, tag.recommendation_count, tag.colour, tag.description) for tag in found)
    columns = ("tag", "recommendations", "colour", "description")
    print_lines(table(columns, rows, look(sys.stdout)))


def _meant(database: Database, typed: str) -> str:
    """Return the name of the tag that is meant, whatever its case and accents; raise NotFound."""
    with database.reading() as connection:
        return queries.tag_meant(connection, typed)


@tags.command(epilog="Example: tracker tags rename aid 'humanitarian aid'")
@click.argument("old", metavar="OLD", help="A tag of the codebook.", shell_complete=_completed)
@click.argument("new", metavar="NEW", help="What it is to be called.")
@click.pass_obj
def rename(database: Database, old: str, new: str) -> None:
    """Give a tag another name everywhere."""
    from tracker.edits import rename_tag

    database.save(rename_tag, _meant(database, old), new)


@tags.command(epilog="Example: tracker tags merge victim victims")
@click.argument("source", metavar="FROM", help="The tag that goes.", shell_complete=_completed)
@click.argument("into", metavar="INTO", help="The tag that stays.", shell_complete=_completed)
@click.pass_obj
def merge(database: Database, source: str, into: str) -> None:
    """Put one tag wherever another is, and delete the other."""
    from tracker.edits import merge_tags

    database.save(merge_tags, _meant(database, source), _meant(database, into))


@tags.command(epilog="Example: tracker tags describe aid 'Use when money is asked for.'")
@_tag
@click.argument("text", metavar="TEXT", help="When to use it; '' takes the description away.")
@click.pass_obj
def describe(database: Database, tag: str, text: str) -> None:
    """Say when to use a tag."""
    from tracker.edits import describe_tag

    database.save(describe_tag, _meant(database, tag), text)


@tags.command(epilog="Example: tracker tags recolour aid green")
@_tag
@click.argument(
    "colour",
    metavar="COLOUR",
    help="red, orange, yellow, green, cyan, blue, magenta or grey; or none.",
    shell_complete=lambda _context, _parameter, start: [
        colour for colour in (*COLOURS, _NO_COLOUR) if colour.startswith(start)
    ],
)
@click.pass_obj
def recolour(database: Database, tag: str, colour: str) -> None:
    """Show a tag in another colour."""
    from tracker.edits import recolour_tag

    database.save(recolour_tag, _meant(database, tag), None if colour == _NO_COLOUR else colour)


@tags.command(epilog="Example: tracker tags move aid --before victims")
@_tag
@click.option(
    "--before",
    metavar="OTHER",
    help="The tag that it is to stand before; without it the tag goes to the end.",
    shell_complete=_completed,
)
@click.pass_obj
def move(database: Database, tag: str, before: str | None) -> None:
    """Give a tag another place in the order of the codebook.

    The first nine have the digits 1 to 9 where the UI asks for tags.
    """
    from tracker.edits import move_tag

    database.save(
        move_tag, _meant(database, tag), before=None if before is None else _meant(database, before)
    )


@tags.command(epilog="Example: tracker tags delete aid")
@_tag
@click.pass_obj
def delete(database: Database, tag: str) -> None:
    """Delete a tag and take it off every recommendation."""
    from tracker.edits import delete_tag

    database.save(delete_tag, _meant(database, tag))
