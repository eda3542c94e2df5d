"""The commands for saved views: views lists them, save and delete keep and drop one."""

import sys
from typing import Annotated

import typer

from tracker import formats, printing
from tracker.commands.options import QUERY_SETTINGS, Json
from tracker.commands.workplace import Workplace, workplace
from tracker.errors import NotFound
from tracker.labels import author_in_list
from tracker.reading.saved_views import SavedView, saved_view, saved_views

Name = Annotated[str, typer.Argument(metavar="NAME", help='What "tracker views" calls it.')]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    group = typer.Typer()
    group.callback(invoke_without_command=True, epilog="Example: tracker views save open status:unreviewed")(
        list_views
    )
    group.command(
        "save",
        epilog="Example: tracker views save 'open aid' status:unreviewed tag:aid",
        context_settings=QUERY_SETTINGS,
    )(save)
    group.command("delete", epilog="Example: tracker views delete 'open aid'")(delete)
    app.add_typer(group, name="views")


def list_views(context: typer.Context, json: Json = False) -> None:
    """List the saved views; or save or delete one.

    "tracker list --view NAME" lists what a view shows. Times are the clock's on a terminal, UTC in a pipe.
    """
    if context.invoked_subcommand is not None:
        return
    with workplace(context).reading() as connection:
        views = saved_views(connection)
    if json:
        formats.out_json(views)
        return
    look = printing.look(sys.stdout)
    rows = (
        (
            view.name,
            view.query,
            author_in_list(view.author),
            printing.local_time(view.created_at, look),
            view.fault,
        )
        for view in views
    )
    for line in printing.table(("view", "query", "author", "saved", "fault"), rows, look):
        printing.out(line)


def save(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is to be called.")],
    query: Annotated[
        list[str], typer.Argument(metavar="QUERY", help="A query line; quote it for the shell.")
    ],
) -> None:
    """Save a query line under a name, in place of what it held.

    "tracker undo" brings back what it held.
    """
    from tracker.edits import save_view

    here = workplace(context)
    held = _held(here, name)
    with here.writer() as writer:
        here.tell_saved(
            save_view(
                writer,
                name,
                " ".join(query),
                analyst=here.name,
                seen=None if held is None else held.query,
            )
        )


def delete(context: typer.Context, name: Name) -> None:
    """Delete a saved view."""
    from tracker.edits import delete_view

    here = workplace(context)
    with here.reading() as connection:
        held = saved_view(connection, name)
    with here.writer() as writer:
        here.tell_saved(delete_view(writer, held.name, seen=held.query, analyst=here.name))


def _held(here: Workplace, name: str) -> SavedView | None:
    with here.reading() as connection:
        try:
            return saved_view(connection, name)
        except NotFound:
            return None
