"""The command that shows who did what: history."""

import sqlite3
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

import click

from tracker import formats
from tracker.commands import options
from tracker.commands.database import Database
from tracker.labels import author_in_list, recommendation_label
from tracker.printing import Look, cut, local_time, look, print_lines, print_message, table
from tracker.reading import references
from tracker.reading.history import ChangeShown, HistoryEntry, entries, what_became_of, with_code_names
from tracker.text import shown_line

_ENTRIES_ON_TERMINAL = 50


@click.command("history", epilog="Example: tracker history 3 --changes")
@click.argument(
    "ref", metavar="[REF]", required=False, help=options.REF, shell_complete=options.completed("ref")
)
@click.option(
    "--changes", "-v", is_flag=True, help="Show below each entry what the rows held before and after."
)
@options.limit("How many entries", _ENTRIES_ON_TERMINAL)
@options.as_json
@click.pass_obj
def show_history(
    database: Database, ref: str | None, changes: bool, limit: int | None, as_json: bool
) -> None:
    """Show who did what, newest first.

    The numbers are what "tracker undo" takes. An edit made with another program is marked (outside). On a terminal
    an undo stands with the edit that it took back, under the number of its own that redoes it, and times are the
    clock's; in a pipe each is a line of its own, statuses are codes, and times are UTC.
    """
    terminal = look(sys.stdout)
    with database.reading() as connection:
        ids = references.referred(connection, ref) if ref else ()
        folded = terminal.width is not None and not as_json
        found = entries(connection, recommendation_ids=ids, limit=limit, folded=folded)
        if as_json:
            formats.print_json(found)
            return
        if folded:
            found = (_with_names(connection, entry) for entry in found)
        if terminal.width is not None and limit is None:
            print_lines(_lines(list(islice(found, _ENTRIES_ON_TERMINAL)), terminal, changes=changes))
            if next(found, None) is not None:
                print_message(f"These are the latest {_ENTRIES_ON_TERMINAL}; --limit N shows more.")
        else:
            print_lines(_lines(found, terminal, changes=changes))


def _lines(found: Iterable[HistoryEntry], terminal: Look, *, changes: bool) -> Iterator[str]:
    now = datetime.now(UTC)
    if not changes:
        columns = ["number", "time", "who", "what"]
        if terminal.width is not None:
            found = list(found)
            columns += ["since"] if any(entry.reversals for entry in found) else []
        yield from table(columns, (_entry(entry, terminal, now)[: len(columns)] for entry in found), terminal)
        return
    for entry in found:
        yield terminal.styled("  ".join(map(shown_line, filter(None, _entry(entry, terminal, now)))), "bold")
        for change in entry.changes:
            yield from _change_lines(change, terminal)
        if entry.change_count > len(entry.changes):
            yield f"    and {entry.change_count - len(entry.changes):,} more rows"


def _with_names(connection: sqlite3.Connection, entry: HistoryEntry) -> HistoryEntry:
    return entry._replace(changes=tuple(with_code_names(connection, change) for change in entry.changes))


def _entry(entry: HistoryEntry, terminal: Look, now: datetime) -> tuple[str, ...]:
    """Return number, time, who, what, and on a terminal what became of it, with the number that turns that round."""
    when = local_time(entry.changed_at, terminal)
    who = author_in_list(entry.changed_by, entry.kind)
    if terminal.width is None:
        return entry.number, when, who, entry.summary + (" (undone)" if entry.reverted else "")
    since = f"{what_became_of(entry, now)}: {entry.reversals[-1].number}" if entry.reversals else ""
    return entry.number, when, who, entry.summary, since


def _change_lines(change: ChangeShown, terminal: Look) -> Iterator[str]:
    row = f"{change.operation} of {change.table_name}"
    if change.reference is not None:
        row += f" on {recommendation_label(change.report or '', change.reference, several_reports=True)}"
    yield f"    {shown_line(row)}"
    sides = [side for side in (change.before, change.after) if side is not None]
    for column in dict.fromkeys(column for side in sides for column in side):
        values = ["(empty)" if (value := side.get(column)) is None else str(value) for side in sides]
        line = shown_line(f"      {column}: {' -> '.join(values)}")
        yield line if terminal.width is None else cut(line, terminal.width)
