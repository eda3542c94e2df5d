"""The commands for the list of actors: actors, and rename, merge, kind, alias and add in it."""

import sys

import click

from tracker import formats
from tracker.commands import options
from tracker.commands.command import listing
from tracker.commands.database import Database
from tracker.printing import look, print_line, print_lines, table
from tracker.reading import queries
from tracker.reading.actors import actor_meant, actor_merge_preview

_completed = options.completed("actor")
_actor = click.argument(
    "actor", metavar="ACTOR", help="An actor, or an alias of one.", shell_complete=_completed
)
_kind = click.argument(
    "kind",
    metavar="KIND",
    help="state, organisation, state_collective, militant_group, population_group, stakeholder_group or "
    "proposed_body, or your own.",
    shell_complete=options.completed("kind"),
)
_code = click.option("--code", metavar="XX", help="Of a state: the two letters of ISO 3166.")


@listing(epilog="Example: tracker actors merge UN 'United Nations'")
@options.as_json
def actors(database: Database, as_json: bool) -> None:
    """List the actors, the most often named first; or correct them."""
    with database.reading() as connection:
        rows = queries.actors(connection)
        names = {kind.code: kind.name for kind in queries.kinds(connection)}
    if as_json:
        formats.print_json(rows)
        return
    terminal = look(sys.stdout)
    if terminal.width is not None:
        rows = tuple(row._replace(kind=names.get(row.kind, row.kind)) for row in rows)
    columns = ("actor", "kind", "country", "recommendations", "mentions", "aliases")
    print_lines(table(columns, rows, terminal))


def _meant(database: Database, typed: str) -> str:
    """Return the name of the actor that is meant; raise NotFound."""
    with database.reading() as connection:
        return actor_meant(connection, typed)


@actors.command(epilog="Example: tracker actors rename Burma Myanmar")
@click.argument("old", metavar="OLD", help="An actor, or an alias of one.", shell_complete=_completed)
@click.argument("new", metavar="NEW", help="What it is to be called.")
@click.pass_obj
def rename(database: Database, old: str, new: str) -> None:
    """Give an actor another name everywhere.

    The old name becomes an alias: seed files and queries that have it still find the actor.
    """
    from tracker.edits import rename_actor

    database.save(rename_actor, _meant(database, old), new)


@actors.command(epilog="Example: tracker actors merge UN 'United Nations' --preview")
@click.argument("source", metavar="FROM", help="The actor that goes.", shell_complete=_completed)
@click.argument("into", metavar="INTO", help="The actor that stays.", shell_complete=_completed)
@click.option("--preview", is_flag=True, help="Say what it would do, and do nothing.")
@click.pass_obj
def merge(database: Database, source: str, into: str, preview: bool) -> None:
    """Make two actors one: mentions and aliases go over, and the name becomes an alias.

    A mention that the other has too, at the same place in the same role, goes.
    """
    from tracker.edits import merge_actors

    with database.reading() as connection:
        source, into = actor_meant(connection, source), actor_meant(connection, into)
        told = actor_merge_preview(connection, source).sentence(into)
    if preview:
        print_line(f"{told}.")
        return
    database.save(merge_actors, source, into)


@actors.command(epilog="Example: tracker actors kind Pakistan state --code PK")
@_actor
@_kind
@_code
@click.pass_obj
def kind(database: Database, actor: str, kind: str, code: str | None) -> None:
    """Say what sort of actor it is."""
    from tracker.edits import set_kind

    database.save(set_kind, _meant(database, actor), kind, code)


@actors.command(epilog="Example: tracker actors alias 'United Nations' UN")
@_actor
@click.argument("alias", metavar="ALIAS", help="Another name of it.")
@click.option("--remove", is_flag=True, help="Take the alias away.")
@click.pass_obj
def alias(database: Database, actor: str, alias: str, remove: bool) -> None:
    """Give an actor another name beside its own."""
    from tracker.edits import add_alias, remove_alias

    database.save(remove_alias if remove else add_alias, _meant(database, actor), alias)


@actors.command(epilog="Example: tracker actors add Iraq state --code IQ")
@click.argument("name", metavar="NAME", help="What it is called.")
@_kind
@_code
@click.pass_obj
def add(database: Database, name: str, kind: str, code: str | None) -> None:
    """Add an actor that no recommendation names yet."""
    from tracker.edits import NewActor, add_actor

    database.save(add_actor, NewActor(name, kind, code))
