"""The commands that change what analysts say about recommendations: tag, untag, status, undo, redo."""

import sys

import click

from tracker.commands import options
from tracker.commands.database import Database
from tracker.printing import print_line, print_message
from tracker.reading import queries, references
from tracker.text import shown_line, tag_name

_tags = click.argument(
    "tags",
    metavar="TAG...",
    nargs=-1,
    required=True,
    help="Tags; quote one of several words.",
    shell_complete=options.completed("tag"),
)


@click.command(epilog="Example: tracker tag 1,3 aid 'state capacity'")
@options.ref
@_tags
@click.option("--new", "new_ones", is_flag=True, help="Add new tags to the codebook without asking.")
@click.pass_obj
def tag(database: Database, ref: str, tags: tuple[str, ...], new_ones: bool) -> None:
    """Put tags on recommendations.

    A tag that is new goes into the codebook; on a terminal that is asked first.
    """
    from tracker.edits import change_tags

    with database.reading() as connection:
        ids = references.referred(connection, ref)
        new = queries.new_tags(connection, tags)
    if not new_ones and sys.stdin.isatty() and sys.stderr.isatty() and not all(map(_wanted, new.items())):
        print_message("Nothing was written.")
        raise click.exceptions.Exit(1)
    database.save(change_tags, ids, add=tags)
    for name, near in new.items():
        beside = f"; there is {shown_line(near)} too" if near else ""
        print_line(f"{shown_line(name)} is new in the codebook{beside}.")


def _wanted(new: tuple[str, str]) -> bool:
    """Ask whether a tag is to be made, and return the answer; `new` is its name, and that of one that is near."""
    name, near = tag_name(new[0]), new[1]
    there_is = f"; there is '{near}'" if near else ""
    sys.stderr.write(shown_line(f"There is no tag '{name}'{there_is}. Make a new one? [y/N] "))
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


@click.command(epilog="Example: tracker untag 3 aid")
@options.ref
@_tags
@click.pass_obj
def untag(database: Database, ref: str, tags: tuple[str, ...]) -> None:
    """Take tags off recommendations.

    The tags stay in the codebook.
    """
    from tracker.edits import change_tags

    with database.reading() as connection:
        ids = references.referred(connection, ref)
        names = [queries.tag_meant(connection, name) for name in tags]
    database.save(change_tags, ids, remove=names)


@click.command("status", epilog="Example: tracker status 3 reviewed -m 'Answered in March'")
@options.ref
@click.argument(
    "code",
    metavar="STATUS",
    help="unreviewed, in_review, needs_follow_up, reviewed or set_aside, or one of your own; its name will do too.",
    shell_complete=options.completed("status"),
)
@click.option("--reason", "-m", metavar="REASON", help="Why, in a sentence.")
@click.pass_obj
def set_status(database: Database, ref: str, code: str, reason: str | None) -> None:
    """Set the review status of recommendations."""
    from tracker import edits

    with database.reading() as connection:
        ids = references.referred(connection, ref)
        code = queries.status_meant(connection, code)
    database.save(edits.set_status, ids, code, reason=reason)


@click.command(epilog="Example: tracker undo 12")
@click.argument(
    "number",
    metavar="[N]",
    required=False,
    help='A number that "tracker history" shows, such as 12, or c345 for a change from outside.',
)
@click.pass_obj
def undo(database: Database, number: str | None) -> None:
    """Undo your latest edit, or any edit by its number.

    Without a number: what you did last that still stands, also in the UI or yesterday.
    """
    from tracker.edits import undo

    database.save(undo.undo, number=number, back="redo")


@click.command(epilog="Example: tracker redo")
@click.pass_obj
def redo(database: Database) -> None:
    """Redo the edit that you undid last."""
    from tracker.edits import undo

    database.save(undo.redo)
