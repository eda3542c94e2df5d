"""What `import --update` does: a review that came back is shown, asked about, and saved."""

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.commands.database import Database
from tracker.commands.load import print_under
from tracker.errors import BadInput
from tracker.printing import print_line, print_message
from tracker.text import shown_line

if TYPE_CHECKING:
    from tracker.exchange.review.update import Clash
    from tracker.exchange.table import TableOptions

_MOST_NAMED = 30


def take_back(
    database: Database, path: Path, options: "TableOptions", *, theirs: bool | None, dry_run: bool
) -> None:
    """Save what a review says; ends with 1 where it leaves a status that was changed here meanwhile."""
    from tracker.database.writer import Writer
    from tracker.exchange.review import answers, update

    file = database.up_to_date()
    came_back = answers.read(path, options)
    analyst = database.analyst_given or came_back.analyst
    if analyst is None:
        raise BadInput(
            f"{came_back.name} does not say whose review this is.",
            "Write the name into its last sheet, or say it: --analyst NAME",
        )
    asks = theirs is None and not dry_run and sys.stdin.isatty() and sys.stderr.isatty()

    def choose(clash: "Clash") -> bool:
        if not asks:
            return bool(theirs)
        print_message(_said(clash))
        return click.confirm("Take the review's?", err=True)

    colleague = database._replace(analyst_given=analyst)
    with closing(Writer(file)) as writer:
        outcome = update.update(writer, came_back, analyst=colleague.analyst, choose=choose, dry_run=dry_run)
    print_under("To be looked at:", outcome.remarks)
    print_under("Would change:" if dry_run else "Changed:", outcome.done, most=_MOST_NAMED)
    if outcome.done:
        print_line(shown_line(f"{outcome.summary}, by {colleague.analyst}"))
    else:
        print_line("Nothing changes.")
    if outcome.changeset_id is not None:
        print_line(shown_line(f"Undo with: {colleague.command_line('undo')}"))
    print_under(
        "Changed here meanwhile, and taken from the review:",
        list(map(_said, outcome.taken)),
        most=_MOST_NAMED,
    )
    print_under(
        "Changed here meanwhile, and left as it is here:",
        list(map(_said, outcome.clashes)),
        most=_MOST_NAMED,
    )
    if outcome.clashes and theirs is None and not asks:
        print_message("To take the review's: the same with --theirs; to leave what is here: with --ours")
        raise click.exceptions.Exit(1)


def _said(clash: "Clash") -> str:
    return f"{clash.where}: {clash.label} was {clash.here} here, by {clash.who}; {clash.sheet} in the review."
