"""The commands for saved views: views lists them, save and delete keep and drop one."""

import sys

import click

from tracker import formats
from tracker.commands import options
from tracker.commands.command import QueryCommand, listing
from tracker.commands.database import Database
from tracker.errors import NotFound
from tracker.labels import author_in_list
from tracker.printing import local_time, look, print_lines, table
from tracker.reading.saved_views import SavedView, saved_view, saved_views


@listing(epilog="Example: tracker views save open status:unreviewed")
@options.as_json
def views(database: Database, as_json: bool) -> None:
    """List the saved views; or save or delete one.

    "tracker list --view NAME" lists what a view shows. Times are the clock's on a terminal, UTC in a pipe.
    """
    with database.reading() as connection:
        found = saved_views(connection)
    if as_json:
        formats.print_json(found)
        return
    terminal = look(sys.stdout)
    rows = (
        (
            view.name,
            view.query,
            author_in_list(view.author),
            local_time(view.created_at, terminal),
            view.fault,
        )
        for view in found
    )
    print_lines(table(("view", "query", "author", "saved", "fault"), rows, terminal))


@views.command(cls=QueryCommand, epilog="Example: tracker views save 'open aid' status:unreviewed tag:aid")
@click.argument(
    "name", metavar="NAME", help="What it is to be called.", shell_complete=options.completed("view")
)
@click.argument(
    "query",
    metavar="QUERY...",
    nargs=-1,
    required=True,
    help="A query line; quote it for the shell.",
    shell_complete=options.completed("query"),
)
@click.pass_obj
def save(database: Database, name: str, query: tuple[str, ...]) -> None:
    """Save a query line under a name, in place of what it held.

    "tracker undo" brings back what it held.
    """
    from tracker.edits import save_view

    seen = _existing(database, name)
    database.save(save_view, name, " ".join(query), seen=None if seen is None else seen.query)


@views.command(epilog="Example: tracker views delete 'open aid'")
@click.argument(
    "name", metavar="NAME", help='What "tracker views" calls it.', shell_complete=options.completed("view")
)
@click.pass_obj
def delete(database: Database, name: str) -> None:
    """Delete a saved view."""
    from tracker.edits import delete_view

    with database.reading() as connection:
        view = saved_view(connection, name)
    database.save(delete_view, view.name, seen=view.query)


def _existing(database: Database, name: str) -> SavedView | None:
    with database.reading() as connection:
        try:
            return saved_view(connection, name)
        except NotFound:
            return None
