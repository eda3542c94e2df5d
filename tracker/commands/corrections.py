"""The commands that correct our reading of a recommendation: title, mention, unmention."""

import click

from tracker.commands import options
from tracker.commands.database import Database
from tracker.errors import BadInput
from tracker.reading import references

_quote = click.argument("quote", metavar="QUOTE", help="Words of the text, as it prints them.")
_actor = click.argument(
    "actor",
    metavar="ACTOR",
    help="Whom they name, or an alias.",
    shell_complete=options.completed("actor"),
)
_occurrence = click.option(
    "--occurrence",
    metavar="N",
    type=click.IntRange(min=1),
    default=1,
    help="Which one, where they stand there more than once; else the first.",
)


def _one(database: Database, ref: str) -> int:
    """Return the one recommendation that a REF names."""
    with database.reading() as connection:
        found = references.referred(connection, ref)
    if len(found) > 1:
        raise BadInput("That names several recommendations.", "Correct one at a time.")
    return found[0]


@click.command(epilog="Example: tracker title 3 'Form a regional committee'")
@options.ref
@click.argument("text", metavar="TEXT", help="A short label of your own.")
@click.pass_obj
def title(database: Database, ref: str, text: str) -> None:
    """Give a recommendation another title."""
    from tracker.edits import set_title

    database.save(set_title, _one(database, ref), text)


@click.command(epilog="Example: tracker mention 3 'drone attacks' 'United States' addressee")
@options.ref
@_quote
@_actor
@click.argument(
    "role",
    metavar="ROLE",
    help="addressee, partner, beneficiary, target, proposed or context, or your own.",
    shell_complete=options.completed("role"),
)
@_occurrence
@click.option(
    "--was",
    metavar="ROLE",
    help="The role that this mention has now: it is changed, not added.",
    shell_complete=options.completed("role"),
)
@click.pass_obj
def mention(
    database: Database, ref: str, quote: str, actor: str, role: str, occurrence: int, was: str | None
) -> None:
    """Say whom words of a text name, and in which role.

    An actor that is not there yet is added first: tracker actors add.
    """
    from tracker import edits
    from tracker.edits.mentions import mention_meant

    number = _one(database, ref)
    if was is None:
        database.save(edits.add_mention, number, quote, actor, role, occurrence=occurrence)
        return
    with database.reading() as connection:
        found = mention_meant(connection, number, quote, actor, was, occurrence=occurrence)
    database.save(edits.change_mention, found.id, role=role, seen=edits.SeenMention(found.actor, found.role))


@click.command(epilog="Example: tracker unmention 3 'drone attacks' 'United States'")
@options.ref
@_quote
@_actor
@click.argument(
    "role",
    metavar="[ROLE]",
    required=False,
    help="In which role, where it has several by these words.",
    shell_complete=options.completed("role"),
)
@_occurrence
@click.pass_obj
def unmention(
    database: Database, ref: str, quote: str, actor: str, role: str | None, occurrence: int
) -> None:
    """Say that words of a text do not name an actor.

    The words stay, and so does the actor. '' in place of the words is a mention that is implied.
    """
    from tracker import edits
    from tracker.edits.mentions import mention_meant

    number = _one(database, ref)
    with database.reading() as connection:
        found = mention_meant(connection, number, quote, actor, role, occurrence=occurrence)
    database.save(edits.remove_mention, found.id, seen=edits.SeenMention(found.actor, found.role))
