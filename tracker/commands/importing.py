"""The command that brings in a table of another tracker, or of an office: import."""

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from tracker.commands.database import Database, make
from tracker.commands.load import Progress, print_under
from tracker.database import file
from tracker.errors import BadInput, DatabaseUnusable, TrackerError
from tracker.labels import number_of
from tracker.printing import print_line, print_lines, print_message
from tracker.text import shown_line

if TYPE_CHECKING:
    from tracker.exchange.guess import Guess
    from tracker.exchange.map_file import TableMap
    from tracker.exchange.table import Table
    from tracker.exchange.table_import import Imported

_MOST_NAMED = 20


@click.command("import", epilog="Example: tracker import recommendations.csv --dry-run")
@click.argument("table", metavar="TABLE", help="A .csv, .xlsx or .jsonl file; - for standard input.")
@click.option(
    "--map",
    "map_name",
    metavar="NAME|FILE",
    help="Which columns are which fields: upr-info, uhri, gao, plain (guessed), or a file.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@click.option("--write-map", is_flag=True, help="Print the map that would be taken, to be edited.")
@click.option("--accept-changes", is_flag=True, help="Take over what differs from what came in before.")
@click.option("--report", "slug", metavar="SLUG", help="The report to fill, where the table is of one.")
@click.option("--encoding", metavar="NAME", help="Such as cp1252 or mac_roman; else it is found.")
@click.option("--separator", metavar="SIGN", help="What separates the cells; else it is found.")
@click.option("--header-row", metavar="N", type=int, help="Which row has the names of the columns.")
@click.option("--sheet", metavar="NAME", help="Which sheet; else the first with a known header.")
@click.option("--name", metavar="FILE", help="What standard input is called.")
@click.option("--yes", is_flag=True, help="Do not ask, where the map is guessed.")
@click.option("--update", is_flag=True, help="The table is a review that came back: save what was filled in.")
@click.option(
    "--theirs/--ours",
    "theirs",
    default=None,
    help="Of a status that was changed here meanwhile take the review's, or leave the one here.",
)
@click.pass_obj
def import_table(
    database: Database,
    table: str,
    map_name: str | None,
    dry_run: bool,
    write_map: bool,
    accept_changes: bool,
    slug: str | None,
    encoding: str | None,
    separator: str | None,
    header_row: int | None,
    sheet: str | None,
    name: str | None,
    yes: bool,
    update: bool,
    theirs: bool | None,
) -> None:
    """Bring in a table of recommendations.

    A row is a recommendation, and a map says what its columns are. Without one, a map that comes along is taken
    where its columns are there; else one is guessed from the headers and shown, and on a terminal asked about.

    Nothing is lost: each row is kept as it stands, and export --as-imported gives the table back. Importing a table
    again changes nothing; of a newer edition it says what is new, changed and gone. What differs stays as it is, and
    the command ends with 1, unless changes are accepted.

    With --update the table is what export -o review.xlsx wrote, filled in by a colleague: what changes is shown, and
    saved as one edit of that colleague's, whose name stands in the file or after --analyst. A status that was changed
    here meanwhile is left, unless it is chosen, and the command ends with 1.
    """
    from tracker.exchange.table import TableOptions

    if update:
        from tracker.commands.review_back import take_back

        others = (map_name, write_map, accept_changes, slug, name, yes)
        if any(others):
            raise BadInput(
                "--update takes a review, which needs no map and fills no report.",
                "With it go --dry-run, --theirs or --ours, --sheet, --header-row, --encoding and --separator.",
            )
        options = TableOptions(encoding, _separator(separator), header_row, sheet)
        take_back(database, Path(table), options, theirs=theirs, dry_run=dry_run)
        return
    if theirs is not None:
        raise BadInput("--theirs and --ours are about a review.", "Say --update, or leave them out.")
    from tracker.exchange.map_file import find_map, read_map
    from tracker.exchange.table_file import open_table

    maps = _maps(map_name)
    options = TableOptions(encoding, _separator(separator), header_row, sheet)
    if map_name is not None and map_name in maps:
        options = options.or_else(maps[map_name].table.options)
    if file.state(database.path) == "older":
        make(database.path)
    wanted = [each.wanted for each in maps.values() if each.wanted]
    with open_table(table, options, wanted, name=name) as found:
        print_message(f"{found.name}: {found.shape}.")
        chosen = map_name or next(
            (each for each, held in maps.items() if held.wanted <= found.places.keys()), "plain"
        )
        fields: Sequence[tuple[str, str]] = ()
        if chosen == "plain":
            text, fields = _guess(database, found)
            maps["plain"] = read_map("the guessed map", text.encode())
        elif map_name is None:
            print_message(f"Its columns are those of the map {chosen}.")
        if write_map:
            print_lines((text if fields else find_map(chosen)[1].decode()).rstrip("\n").split("\n"))
        elif not fields or _is_wanted(found, fields, ask=not (dry_run or yes)):
            with _remedy(table if fields else None):
                _import(database, found, maps[chosen], slug, accept_changes=accept_changes, dry_run=dry_run)


def _maps(name: str | None) -> "dict[str, TableMap]":
    """Return the map that is named, or all that come along where none is."""
    from tracker.exchange.map_file import MAPS, find_map, read_map

    names = MAPS if name is None else () if name == "plain" else (name,)
    return {each: read_map(*find_map(each)) for each in names}


def _guess(database: Database, table: "Table") -> "Guess":
    from tracker.exchange.guess import guess_map
    from tracker.exchange.past_imports import PastImports

    with closing(PastImports(database.path, table)) as earlier:
        return guess_map(table, earlier.codes())


def _separator(given: str | None) -> str | None:
    """Return the sign; a tab may be written out."""
    if given is None:
        return None
    sign = {"tab": "\t", "\\t": "\t"}.get(given, given)
    if len(sign) != 1 or sign in '\r\n"':
        raise BadInput(f"'{shown_line(given)}' cannot separate cells.", "Name one character, or tab.")
    return sign


def _is_wanted(table: "Table", fields: Sequence[tuple[str, str]], *, ask: bool) -> bool:
    """Show what is guessed; on a terminal ask whether to go on."""
    print_message("Guessed from the headers:")
    widest = max(len(field) for field, _ in fields)
    for field, column in fields:
        print_message(f"  {field.ljust(widest)}  {column}")
    left = [column for column in table.columns if column not in {name for _, name in fields}]
    if left:
        print_message(f"Kept in the row alone: {', '.join(left)}")
    if not ask or not _is_terminal() or click.confirm("Import it so?", err=True):
        return True
    print_message(f"Nothing was written. {_EDITING.format(table.name)}")
    return False


_EDITING = "To change the map: tracker import --write-map {} > map.toml, and then: --map map.toml"


@contextmanager
def _remedy(guessed_for: str | None) -> Iterator[None]:
    """Say how a guess is changed, where one was taken."""
    try:
        yield
    except TrackerError as error:
        if guessed_for is not None and not isinstance(error, DatabaseUnusable):
            error.remedy = f"{error.remedy} {_EDITING.format(shown_line(guessed_for))}"
        raise


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _import(
    database: Database,
    table: "Table",
    table_map: "TableMap",
    slug: str | None,
    *,
    accept_changes: bool,
    dry_run: bool,
) -> None:
    from tracker.database.writer import Writer
    from tracker.exchange.table_import import import_table

    progress = Progress()

    def make_database(path: Path) -> None:
        progress.clear()
        make(path)

    with _written_to(database.path, dry_run=dry_run) as path, closing(Writer(path)) as writer:
        try:
            imported = import_table(
                writer,
                table,
                table_map,
                analyst=database.analyst,
                slug=slug,
                accept_changes=accept_changes,
                dry_run=dry_run,
                progress=progress.show,
                make=None if dry_run else make_database,
            )
        finally:
            progress.clear()
    _tell(imported, dry_run=dry_run)


@contextmanager
def _written_to(path: Path, *, dry_run: bool) -> Iterator[Path]:
    """Give the database; where a dry run finds none, one that goes again."""
    if not dry_run or file.state(path) not in ("missing", "empty"):
        yield path
        return
    from tracker.database import upgrade

    with TemporaryDirectory(prefix="tracker-dry-", ignore_cleanup_errors=True) as folder:
        made = Path(folder) / "tracker.db"
        upgrade.ensure(made)
        yield made


def _tell(imported: "Imported", *, dry_run: bool) -> None:
    loaded = imported.loaded
    print_line(f"{number_of(imported.rows, 'row')}, {number_of(imported.recommendations, 'recommendation')}.")
    print_line(shown_line(loaded.summary))
    if dry_run:
        print_under(
            "Reports:", [f"{slug}: {count:,}" for slug, count in imported.reports.items()], most=_MOST_NAMED
        )
    if dry_run or loaded.changeset_id is not None:
        print_under("To be looked at:", imported.remarks)
    print_under("New:", loaded.new, most=_MOST_NAMED)
    head = "Taken over:" if loaded.applied else "Left as it is in the database:"
    if dry_run and loaded.applied:
        head = "Would be taken over:"
    print_under(head, loaded.differences, most=_MOST_NAMED)
    print_under("Kept as it is, accepted or not:", loaded.kept, most=_MOST_NAMED)
    if imported.another_edition and loaded.changeset_id is not None:
        name = shlex.quote(shown_line(imported.another_edition))
        print_message(f"This edition is given back by: tracker export --as-imported {name}")
    if loaded.differences and not loaded.applied:
        print_message("To take over what the table has: the same with --accept-changes")
        raise click.exceptions.Exit(1)
