"""The command that writes the report on the report, and tries one again: brief."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker import formats
from tracker.commands import options
from tracker.commands.command import QueryCommand
from tracker.commands.database import Database
from tracker.commands.export import absolute, remedy
from tracker.commands.lists import selection
from tracker.errors import BadInput
from tracker.labels import number_of, recommendation_label, utc_time
from tracker.printing import print_lines, print_message
from tracker.query_line import for_anybody, parse
from tracker.reading import queries
from tracker.reading.points import point
from tracker.reading.saved_views import saved_view
from tracker.text import short, shown_line

if TYPE_CHECKING:
    from tracker.exchange.brief.verification import Checked, Verified

_TOLD = 20
"""So many differences are printed; --json has all."""


@click.command(
    "brief", cls=QueryCommand, epilog="Example: tracker brief status:needs_follow_up -o brief.html"
)
@options.query
@options.output("The file, .md, .html or .docx as its name ends; Markdown is printed where none is named.")
@options.view
@options.replace
@click.option(
    "--notes",
    default="none",
    show_default=True,
    metavar="all|none|tag:TAG",
    help="The notes to be in it: all, or those on recommendations with a tag, as in tag:aid.",
)
@options.as_of
@click.option("--since", metavar="DATE", help="Tell what changed since that day, as in --since 2026-03-01.")
@click.option(
    "--verify",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Compute the figures of a brief again: which held then, and which hold now.",
)
@click.option("--json", "as_json", is_flag=True, help="Print each figure that was verified as JSON.")
@click.pass_obj
def brief(
    database: Database,
    query: tuple[str, ...],
    output: Path | None,
    view: str | None,
    replace: bool,
    notes: str,
    as_of: str | None,
    since: str | None,
    verify: Path | None,
    as_json: bool,
) -> None:
    """Write the report on the report, or verify one.

    It gives progress in a sentence and a picture, what is overdue, a table by addressee and by report, and each
    recommendation: its text and source, review, response, reported and assessed progress, and when it is due. Its
    end says how each figure can be computed again. --verify does so, and ends with 1 where a figure did not hold
    then or does not hold now, or the file was changed by hand.
    """
    if verify is not None:
        if query or view or output or since or as_of:
            raise BadInput("--verify takes a brief alone: its query stands in it.", "Leave out the rest.")
        _verify(database, verify, as_json=as_json)
        return
    if as_json:
        raise BadInput("--json goes with --verify alone.", "For the data itself: tracker list --json")
    _write(database, query, output, view, replace=replace, notes=notes, since=since, as_of=as_of)


def _write(
    database: Database,
    query: tuple[str, ...],
    output: Path | None,
    view: str | None,
    *,
    replace: bool,
    notes: str,
    since: str | None,
    as_of: str | None,
) -> None:
    from tracker.exchange.brief import brief_file

    path = None if output is None else absolute(output)
    with database.reading() as connection:
        saved = () if view is None else (saved_view(connection, view).query,)
        words = (*saved, *query)
        now = datetime.now(UTC)
        at = None if as_of is None else point(connection, as_of, now)
        day = None if since is None else brief_file.since_meant(since, at, now)
        if at is None:
            # Read here once, so that a line at fault is shown with its place.
            chosen = selection(connection, words, database)
            if warning := brief_file.too_long(queries.count(connection, chosen)):
                print_message(warning)
        line = for_anybody(parse(" ".join(words), me=database.analyst))
        asked = brief_file.Asked(line, database.analyst, notes, day, at)
        if path is None:
            # To its end before any is printed: a pager that stops would hold up everybody who writes.
            with brief_file.reading(connection, asked) as (state, told):
                lines = list(brief_file.text_of(state, told, ".md"))
        else:
            with remedy():
                lines = [shown_line(brief_file.export(connection, asked, path, replace=replace))]
    print_lines(lines)


def _verify(database: Database, path: Path, *, as_json: bool) -> None:
    from tracker.exchange.brief import verification

    with database.reading() as connection:
        verified = verification.verify(connection, absolute(path))
        several = queries.several_reports(connection)
    if as_json:
        for sentence in _of_the_whole(verified):
            print_message(shown_line(sentence))
        formats.print_json(
            {
                **each.figure._asdict(),
                "held_then": each.held_then,
                "holds_now": each.holds_now,
                "then": each.then,
                "now": each.now,
            }
            for each in verified.checked
        )
    else:
        print_lines(map(shown_line, _in_words(verified, path, several_reports=several)))
    if not verified.holds:
        raise click.exceptions.Exit(1)


def _in_words(verified: "Verified", path: Path, *, several_reports: bool) -> Iterator[str]:
    scope, checked = verified.scope, verified.checked
    then = [each for each in checked if not each.held_then]
    now = [each for each in checked if not each.holds_now]
    yield f"{path.name}: {number_of(len(checked), 'figure')} as of {utc_time(scope.moment)}"
    yield from _of_the_whole(verified)
    change = None if scope.by_moment else scope.change
    yield _all_or_some(len(checked) - len(then), len(checked), "held then", change)
    yield from _differing(then, "then", several_reports)
    yield _all_or_some(len(checked) - len(now), len(checked), "hold now", None)
    yield from _differing(now, "now", several_reports)


def _of_the_whole(verified: "Verified") -> Iterator[str]:
    """Yield what is wrong with no figure alone; what explains the rest comes first."""
    yield from verified.faults
    if not verified.untouched:
        yield "Changed by hand: what stands above its figures is not what Tracker wrote."
    yield from verified.sources


def _all_or_some(number: int, whole: int, what: str, change: int | None) -> str:
    at = "" if change is None else f" (after change {change:,})"
    return f"All {what}{at}." if number == whole else f"{number:,} of {whole:,} {what}{at}."


def _differing(checked: "list[Checked]", when: str, several_reports: bool) -> Iterator[str]:
    from tracker.exchange.brief import verification

    lines = [
        f"  {_called(each, several_reports)}: {name}: {short(said)} in the brief, {short(other)} {when}"
        for each in checked
        for name, said, other in verification.differences(each, each.then if when == "then" else each.now)
    ]
    yield from lines[:_TOLD]
    if len(lines) > _TOLD:
        yield f"  and {len(lines) - _TOLD:,} more: --json has all"


def _called(each: "Checked", several_reports: bool) -> str:
    figure = each.figure
    if figure.reference is None:
        return figure.kind
    return recommendation_label(str(figure.report), figure.reference, several_reports=several_reports)
