"""The options and arguments that several commands share, spelled and explained once, and what completes them."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
    Decorator = Callable[[Callable[..., None]], Callable[..., None]]

REF = 'Which recommendation: 3, or several: 1,3,5. Where several reports have a 3: slug/3, as in "list".'


def completed(what: str) -> "Complete":
    """Return what completes a parameter from the database; `what` is as in `completion.found`."""

    def complete(context: click.Context, _parameter: click.Parameter, start: str) -> "list[CompletionItem]":
        from tracker.commands.completion import found
        from tracker.commands.database import Database

        given = context.find_root().params
        return found(Database(given.get("db"), given.get("analyst")), what, start)

    return complete


as_json = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON, with every value exactly as it is stored."
)
ref = click.argument("ref", metavar="REF", help=REF, shell_complete=completed("ref"))
as_of = click.option(
    "--as-of",
    "as_of",
    metavar="WHEN",
    help="As it was recorded then: 2026-03-01 or yesterday (the end of that day), 2026-03-01T09:30, or a number from "
    "tracker history.",
)
view = click.option(
    "--view",
    metavar="NAME",
    help="Take what a saved view shows; a query narrows it down.",
    shell_complete=completed("view"),
)
query = click.argument(
    "query",
    metavar="[QUERY]...",
    nargs=-1,
    help="A query line; quote it for the shell.",
    shell_complete=completed("query"),
)
as_printed = click.option("--as-printed", metavar="WORDS", help="The source's own word for it.")
by = click.option(
    "--by",
    metavar="ACTOR",
    help="Who says so: an actor, or an alias of one.",
    shell_complete=completed("actor"),
)
source = click.option(
    "--source",
    metavar="NAME",
    help="What it rests on: a source in the list, or a new one, which is then made.",
    shell_complete=completed("source"),
)
place = click.option(
    "--place", metavar="PLACE", help="Where it stands there: p. 12, p. 12-13, line 4, lines 4-9 or row 17."
)


replace = click.option("--replace", is_flag=True, help="Write over a file of that name.")


def output(about: str) -> "Decorator":
    """Return the option of the file that is written; `about` is its help."""
    to = click.Path(path_type=Path)
    return click.option("--output", "-o", "output", metavar="FILE", type=to, help=about)


def limit(what: str, on_terminal: int) -> "Decorator":
    """Return the option of how many are listed; `what` begins its help."""
    told = f"{what}; without it all of them, on a terminal {on_terminal}."
    return click.option("--limit", type=click.IntRange(1, 2**63 - 1), metavar="N", help=told)


def on(when: str) -> "Decorator":
    """Return the option of a day; `when` says in its help which one that is."""
    return click.option("--on", metavar="DATE", help=f"{when}, such as 2026-03-01, yesterday or 1 may.")


def message(about: str, *names: str) -> "Decorator":
    """Return the option of what is said; `names` are others that it goes by."""

    def read(_context: click.Context, _parameter: click.Parameter, typed: str | None) -> str | None:
        if typed != "-":
            return typed
        from tracker.commands.note_text import read_input

        return read_input()

    told = f"{about} A dash reads standard input."
    return click.option(*names, "--message", "-m", "text", metavar="TEXT", callback=read, help=told)
