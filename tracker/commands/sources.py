"""The commands for what statements rest on: sources lists, and adds, edits and deletes in the list."""

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from tracker import formats
from tracker.commands import options
from tracker.commands.command import listing
from tracker.commands.database import Database
from tracker.errors import BadInput, TrackerError
from tracker.printing import look, print_lines, table
from tracker.reading import followup, queries

_source = click.argument(
    "name", metavar="SOURCE", help="A source in the list.", shell_complete=options.completed("source")
)


def _facts(command: Callable[..., None]) -> Callable[..., Any]:
    """Add the options that say what is known of a source."""
    for option in (
        click.option("--published", metavar="DATE", help="Its date."),
        click.option(
            "--file",
            metavar="FILE",
            type=click.Path(path_type=Path),
            help="The file itself; its SHA-256 is kept, by which the file is known again.",
        ),
        click.option("--address", metavar="URL", help="Where it is on the web."),
        click.option(
            "--kind",
            metavar="KIND",
            help="document, table, web, letter or interview, or one of your own; its name will do too.",
            shell_complete=options.completed("source_kind"),
        ),
    ):
        command = option(command)
    return command


@listing(epilog="Example: tracker sources edit 'Letter of 1 March' --kind letter")
@options.as_json
def sources(database: Database, as_json: bool) -> None:
    """List what statements rest on; or correct a source."""
    with database.reading() as connection:
        found = followup.sources(connection)
        names = {kind.code: kind.name for kind in followup.source_kinds(connection)}
    if as_json:
        formats.print_json(found)
        return
    terminal = look(sys.stdout)
    kinds = names if terminal.width is not None else {}
    rows = (
        (
            each.source,
            kinds.get(each.kind, each.kind),
            each.published_on,
            each.statement_count,
            each.address,
            each.sha256,
        )
        for each in found
    )
    print_lines(table(("source", "kind", "published", "statements", "address", "sha256"), rows, terminal))


@sources.command(
    epilog="Example: tracker sources add 'Letter of 1 March' --kind letter --published 2026-03-01"
)
@click.argument("name", metavar="NAME", help="What it is to be called.")
@_facts
@click.pass_obj
def add(
    database: Database,
    name: str,
    kind: str | None,
    address: str | None,
    file: Path | None,
    published: str | None,
) -> None:
    """Add a source that nothing rests on yet."""
    from tracker import edits

    source = edits.NewSource(name, _kind(database, kind or "document"), address, published, _digest(file))
    database.save(edits.add_source, source)
    _remember(file, source.sha256)


@sources.command(epilog="Example: tracker sources edit 'Letter of 1 March' --file letter.pdf")
@_source
@click.option("--name", "new_name", metavar="NAME", help="What it is to be called.")
@_facts
@click.pass_obj
def edit(
    database: Database,
    name: str,
    new_name: str | None,
    kind: str | None,
    address: str | None,
    file: Path | None,
    published: str | None,
) -> None:
    """Correct what is known of a source; '' takes an address or a date away."""
    from tracker import edits
    from tracker.edits.sources import known_source, source_meant

    with database.reading() as connection:
        found = source_meant(connection, name)
        seen = known_source(connection, found.id)
    given = {
        "name": new_name,
        "kind": None if kind is None else _kind(database, kind),
        "address": address,
        "published_on": published,
        "sha256": _digest(file),
    }
    changed = {field: value for field, value in given.items() if value is not None}
    if not changed:
        raise BadInput("There is nothing to correct.", "Name what is to change, as in --kind letter.")
    database.save(edits.edit_source, found.id, seen=seen, wanted=seen._replace(**changed))
    _remember(file, given["sha256"])


@sources.command(epilog="Example: tracker sources delete 'Letter of 1 March'")
@_source
@click.pass_obj
def delete(database: Database, name: str) -> None:
    """Delete a source that nothing rests on."""
    from tracker import edits
    from tracker.edits.sources import known_source, source_meant

    with database.reading() as connection:
        found = source_meant(connection, name)
        seen = known_source(connection, found.id)
    database.save(edits.delete_source, found.id, seen=seen)


def _kind(database: Database, typed: str) -> str:
    with database.reading() as connection:
        return queries.code_meant(followup.source_kinds(connection), typed)


def _digest(file: Path | None) -> str | None:
    from tracker.sources import digest

    return None if file is None else digest(file)


def _remember(file: Path | None, digest: str | None) -> None:
    """Keep where the file is: what is quoted from it is proven there."""
    from tracker.sources import remember

    if file is not None and digest is not None:
        # Where it cannot be kept, tracker source-file says why.
        with suppress(OSError, TrackerError):
            remember(file, digest)
