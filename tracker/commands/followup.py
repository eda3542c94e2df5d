"""The commands that record what became of recommendations: respond, progress, due, assign; and today."""

import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from tracker import formats
from tracker.commands import options
from tracker.commands.database import Database
from tracker.errors import BadInput
from tracker.printing import Look, look, print_line, print_lines, table
from tracker.reading import followup, queries, references
from tracker.text import DAYS_AS_TYPED, shown_line

if TYPE_CHECKING:
    from tracker.edits import Saved
    from tracker.reading.today import Due, Needing

NOBODY = ("none", "nobody")
"""The WHO of `assign` that takes an owner away: as it is asked for, and as it is said."""
_ME = "me"
_SHOWN = 20
"""How many recommendations of a group `today` shows on a terminal."""


def _save(
    database: Database,
    edit: "Callable[..., Saved]",
    *arguments: object,
    source: str | None,
    **given: Any,
) -> None:
    """Record a statement, and say of a source that is new how more is said about it."""
    from tracker.edits.sources import source_like

    with database.reading() as connection:
        is_new = bool(source and source.strip()) and source_like(connection, str(source)) is None
    database.save(edit, *arguments, source=source or None, **given)
    if is_new:
        print_line(
            shown_line(
                f"{source} is a new source, listed as a document. To say more about it: tracker sources edit"
            )
        )


@click.command(epilog="Example: tracker respond 7 noted --as-printed 'takes note' --source Letter")
@options.ref
@click.argument(
    "position",
    metavar="POSITION",
    help="accepted, accepted_in_part, accepted_in_principle, noted, rejected or no_position, or one of your own; "
    "its name will do too.",
    shell_complete=options.completed("response"),
)
@options.as_printed
@options.by
@options.on("When it was said")
@options.source
@options.place
@options.message("What was answered, word for word.")
@click.pass_obj
def respond(database: Database, /, ref: str, position: str, text: str | None, **given: str | None) -> None:
    """Record what was answered to recommendations.

    Every answer stays; the latest said is the one that counts.
    """
    from tracker import edits

    with database.reading() as connection:
        ids = references.referred(connection, ref)
        position = queries.code_meant(followup.positions(connection), position)
    _save(database, edits.respond, ids, position, text=text, said_on=given.pop("on"), **given)


@click.command(
    epilog="Example: tracker progress 7 implemented --on 'end of march' --source Visit -m 'Seen at work.'"
)
@options.ref
@click.argument(
    "status",
    metavar="STATUS",
    help="not_started, in_progress, partly_implemented, implemented, not_implemented, alternative_action, "
    "superseded, no_longer_applicable or withdrawn, or one of your own; its name will do too.",
    shell_complete=options.completed("assessed"),
)
@click.option(
    "--basis",
    type=click.Choice(("reported", "assessed")),
    default="assessed",
    help="Who says so: reported by those who should act, or assessed by you (the default).",
)
@options.as_printed
@options.on("The day for which that holds")
@options.source
@options.place
@click.option("--quote", metavar="TEXT", help="The words of the source that prove it.")
@options.message("What has happened, or why you assess it so.")
@click.pass_obj
def progress(database: Database, /, ref: str, status: str, text: str | None, **given: str | None) -> None:
    """Record what has become of recommendations.

    A status that closes one needs a day and a source, what you assess a text, a quote its source and place.
    """
    from tracker import edits
    from tracker.database.followup import PROOF

    with database.reading() as connection:
        ids = references.referred(connection, ref)
        status = queries.code_meant(followup.progress_statuses(connection), status)
    try:
        _save(database, edits.record_progress, ids, status, text=text, as_of=given.pop("on"), **given)
    except BadInput as error:
        if PROOF not in error.sentence:
            raise
        options_of = "--on gives as_of, --source source_id, --place place and -m text."
        raise BadInput(error.sentence, f"{error.remedy} {options_of}") from None


@click.command(epilog="Example: tracker due 7 'end of march' --reason 'They asked for more time'")
@options.ref
@click.argument("day", metavar="DATE", help=f"By when: {DAYS_AS_TYPED}.")
@options.on("When this date was given (else today)")
@options.by
@options.source
@click.option("--reason", "-m", metavar="TEXT", help="Why this date, or why it moved.")
@click.pass_obj
def due(database: Database, /, ref: str, day: str, **given: str | None) -> None:
    """Say by when recommendations are due.

    Every date stays; the one given last counts, and how far it moved is told.
    """
    from tracker import edits

    with database.reading() as connection:
        ids = references.referred(connection, ref)
    _save(database, edits.set_deadline, ids, day, given_on=given.pop("on"), given_by=given.pop("by"), **given)


@click.command(epilog="Example: tracker assign 1,3 amy")
@options.ref
@click.argument(
    "who",
    metavar="WHO",
    help="An analyst's name; me for yourself, none for nobody.",
    shell_complete=options.completed("owner"),
)
@click.pass_obj
def assign(database: Database, ref: str, who: str) -> None:
    """Say who looks after recommendations."""
    from tracker import edits

    with database.reading() as connection:
        ids = references.referred(connection, ref)
    named = database.analyst if who.lower() == _ME else who
    database.save(edits.assign, ids, None if who.lower() in NOBODY else named)


@click.command(epilog="Example: tracker today")
@options.limit("How many of each group", _SHOWN)
@options.as_json
@click.pass_obj
def today(database: Database, limit: int | None, as_json: bool) -> None:
    """List what needs somebody today, yours first.

    That is what is overdue or due soon; answered, but not reviewed yet; or stale, without progress for long. The table
    setting says how many days count as soon and as long.
    """
    from tracker.reading.today import needing
    from tracker.reading.today import today as found_today

    terminal = look(sys.stdout)
    if limit is None and terminal.width is not None and not as_json:
        limit = _SHOWN
    with database.reading() as connection:
        found = found_today(connection, database.analyst, limit=limit)
        totals = needing(connection)
    if as_json:
        formats.print_json(found)
    elif terminal.width is None:
        rows = ((each.group, *_cells(each)) for each in found)
        print_lines(table(("group", "ref", "why", "owner", "title"), rows, terminal))
    else:
        print_lines(_grouped(found, totals, terminal))


def _cells(due: "Due") -> tuple[Any, ...]:
    return due.label, due.reason, due.assigned_to, due.title


def _grouped(found: "Iterable[Due]", totals: "Iterable[Needing]", look: Look) -> Iterator[str]:
    by_group = {group: list(each) for group, each in groupby(found, key=lambda due: due.group)}
    if not by_group:
        yield "Nothing needs you today."
    for group, total in totals:
        shown = by_group.get(group, [])
        if not shown:
            continue
        if group != next(iter(by_group)):
            yield ""
        more = f", {total - len(shown):,} more: --limit N" if total > len(shown) else ""
        yield look.styled(f"{group.capitalize()}: {total:,}{more}", "bold")
        yield from table(("ref", "why", "owner", "title"), map(_cells, shown), look, whole_first=True)
