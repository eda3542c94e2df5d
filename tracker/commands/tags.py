"""The commands for the codebook: tags, and rename, merge, describe, recolour and delete in it."""

import sys
from typing import Annotated

import typer

from tracker import formats, printing
from tracker.commands.options import Json
from tracker.commands.workplace import workplace
from tracker.reading import queries

_COLOURLESS = "none"
Tag = Annotated[str, typer.Argument(metavar="TAG", help="A tag of the codebook.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    group = typer.Typer()
    group.callback(invoke_without_command=True, epilog="Example: tracker tags merge victim victims")(
        list_tags
    )
    group.command("rename", epilog="Example: tracker tags rename aid 'humanitarian aid'")(rename)
    group.command("merge", epilog="Example: tracker tags merge victim victims")(merge)
    group.command("describe", epilog="Example: tracker tags describe aid 'Use when money is asked for.'")(
        describe
    )
    group.command("recolour", epilog="Example: tracker tags recolour aid green")(recolour)
    group.command("delete", epilog="Example: tracker tags delete aid")(delete)
    app.add_typer(group, name="tags")


def list_tags(context: typer.Context, json: Json = False) -> None:
    """List the codebook, the most used tag first; or change it."""
    if context.invoked_subcommand is not None:
        return
    with workplace(context).reading() as connection:
        tags = queries.tags(connection)
    if json:
        formats.out_json(tags)
        return
    rows = ((tag.tag, tag.recommendation_count, tag.colour, tag.description) for tag in tags)
    columns = ("tag", "recommendations", "colour", "description")
    for line in printing.table(columns, rows, printing.look(sys.stdout)):
        printing.out(line)


def rename(
    context: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", help="A tag of the codebook.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="What it is to be called.")],
) -> None:
    """Give a tag another name everywhere."""
    from tracker.edits import rename_tag

    here = workplace(context)
    (old,) = here.tags([old])
    with here.writer() as writer:
        here.tell_saved(rename_tag(writer, old, new, analyst=here.name))


def merge(
    context: typer.Context,
    source: Annotated[str, typer.Argument(metavar="FROM", help="The tag that goes.")],
    into: Annotated[str, typer.Argument(metavar="INTO", help="The tag that stays.")],
) -> None:
    """Put one tag wherever another is, and delete the other."""
    from tracker.edits import merge_tags

    here = workplace(context)
    source, into = here.tags([source, into])
    with here.writer() as writer:
        here.tell_saved(merge_tags(writer, source, into, analyst=here.name))


def describe(
    context: typer.Context,
    tag: Tag,
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="When to use it; '' takes the description away.")
    ],
) -> None:
    """Say when to use a tag."""
    from tracker.edits import describe_tag

    here = workplace(context)
    (tag,) = here.tags([tag])
    with here.writer() as writer:
        here.tell_saved(describe_tag(writer, tag, text, analyst=here.name))


def recolour(
    context: typer.Context,
    tag: Tag,
    colour: Annotated[
        str,
        typer.Argument(
            metavar="COLOUR", help="red, orange, yellow, green, cyan, blue, magenta or grey; or none."
        ),
    ],
) -> None:
    """Show a tag in another colour."""
    from tracker.edits import recolour_tag

    here = workplace(context)
    (tag,) = here.tags([tag])
    with here.writer() as writer:
        wanted = None if colour == _COLOURLESS else colour
        here.tell_saved(recolour_tag(writer, tag, wanted, analyst=here.name))


def delete(context: typer.Context, tag: Tag) -> None:
    """Delete a tag and take it off every recommendation."""
    from tracker.edits import delete_tag

    here = workplace(context)
    (tag,) = here.tags([tag])
    with here.writer() as writer:
        here.tell_saved(delete_tag(writer, tag, analyst=here.name))
