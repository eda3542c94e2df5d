"""The commands that change what analysts say about recommendations: tag, untag, status, undo, redo."""

from typing import Annotated

import typer

from tracker.commands.options import Ref
from tracker.commands.workplace import workplace
from tracker.printing import out
from tracker.reading import queries
from tracker.text import shown_line

Tags = Annotated[list[str], typer.Argument(metavar="TAG", help="Tags; quote one of several words.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command("tag", epilog="Example: tracker tag 1,3 aid 'state capacity'")(tag)
    app.command("untag", epilog="Example: tracker untag 3 aid")(untag)
    app.command("status", epilog="Example: tracker status 3 reviewed -m 'Answered in March'")(set_status)
    app.command("undo", epilog="Example: tracker undo 12")(undo)
    app.command("redo", epilog="Example: tracker redo")(redo)


def tag(context: typer.Context, ref: Ref, tags: Tags) -> None:
    """Put tags on recommendations.

    A tag that is new goes into the codebook.
    """
    from tracker.edits import change_tags

    here = workplace(context)
    with here.reading() as connection:
        wanted = queries.referred(connection, ref)
        new = queries.new_tags(connection, tags)
    with here.writer() as writer:
        here.tell_saved(change_tags(writer, wanted, add=tags, analyst=here.name))
    for name, near in new.items():
        beside = f"; there is {shown_line(near)} too" if near else ""
        out(f"{shown_line(name)} is new in the codebook{beside}.")


def untag(context: typer.Context, ref: Ref, tags: Tags) -> None:
    """Take tags off recommendations.

    The tags stay in the codebook.
    """
    from tracker.edits import change_tags

    here = workplace(context)
    with here.reading() as connection:
        wanted = queries.referred(connection, ref)
        tags = [queries.tag_meant(connection, name) for name in tags]
    with here.writer() as writer:
        here.tell_saved(change_tags(writer, wanted, remove=tags, analyst=here.name))


def set_status(
    context: typer.Context,
    ref: Ref,
    code: Annotated[
        str,
        typer.Argument(
            metavar="CODE", help="unreviewed, in_review, needs_follow_up, reviewed or set_aside, or your own."
        ),
    ],
    reason: Annotated[
        str | None,
        typer.Option("--reason", "-m", metavar="REASON", show_default=False, help="Why, in a sentence."),
    ] = None,
) -> None:
    """Say how far the review of recommendations has come."""
    from tracker import edits

    here = workplace(context)
    with here.reading() as connection:
        wanted = queries.referred(connection, ref)
        code = queries.status_meant(connection, code)
    with here.writer() as writer:
        here.tell_saved(edits.set_status(writer, wanted, code, reason=reason, analyst=here.name))


def undo(
    context: typer.Context,
    number: Annotated[
        str | None,
        typer.Argument(
            metavar="N",
            show_default=False,
            help='A number that "tracker history" shows, such as 12, or c345 for a change from outside.',
        ),
    ] = None,
) -> None:
    """Take back your latest edit, or any one by its number.

    Without a number: what you did last that still stands, also in the UI or yesterday.
    """
    from tracker.edits import undo

    here = workplace(context)
    with here.writer() as writer:
        here.tell_saved(undo.undo(writer, analyst=here.name, number=number), back="redo")


def redo(context: typer.Context) -> None:
    """Do again what your latest undo took back."""
    from tracker.edits import undo

    here = workplace(context)
    with here.writer() as writer:
        here.tell_saved(undo.redo(writer, analyst=here.name))
