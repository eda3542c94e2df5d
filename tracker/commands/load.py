"""The command that brings reports in: load."""

import sys
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

import click

from tracker import sources
from tracker.commands.database import Database, make
from tracker.errors import TrackerError
from tracker.printing import print_line, print_message
from tracker.text import shown_line

_PATIENCE = 0.5
"""Seconds before a load shows how far it is."""


@click.command(epilog="Example: tracker load report.toml")
@click.argument(
    "files",
    metavar="[FILE]...",
    nargs=-1,
    type=click.Path(path_type=Path),
    help="Seed files; without one, the bundled report.",
)
@click.option(
    "--accept-changes",
    is_flag=True,
    help="Take over texts and actors that differ from those loaded before.",
)
@click.option("--unreviewed", is_flag=True, help="Take the items of a draft that nobody reviewed, too.")
@click.pass_obj
def load(database: Database, files: tuple[Path, ...], accept_changes: bool, unreviewed: bool) -> None:
    """Load reports from seed files, into a new database if need be.

    All files are checked first, then one transaction brings what is new. Notes, tags and statuses never
    change through a load; loading twice changes nothing. Where the database differs from a file it stays as
    it is, and the command ends with 1, unless changes are accepted.
    """
    from tracker import seeding
    from tracker.database.writer import Writer

    path, analyst = database.path, database.analyst
    progress = Progress()

    def make_database(path: Path) -> None:
        progress.clear()
        make(path)

    try:
        with closing(Writer(path)) as writer:
            loaded = seeding.load(
                writer,
                files or None,
                analyst=analyst,
                accept_changes=accept_changes,
                unreviewed=unreviewed,
                progress=progress.show,
                make=make_database,
            )
    finally:
        progress.clear()
    _remember_sources(database, files)
    print_line(shown_line(loaded.summary))
    print_under("Taken over:" if loaded.applied else "Left as it is in the database:", loaded.differences)
    print_under("Kept as it is, accepted or not:", loaded.kept)
    print_under("Cannot be held against the source, as lines are missing:", loaded.without_lines)
    if loaded.differences and not loaded.applied:
        print_message("To take over what the seed files have: the same with --accept-changes")
        raise click.exceptions.Exit(1)


def _remember_sources(database: Database, files: Sequence[Path]) -> None:
    """Remember where the reports' own texts are that lie beside their seed files."""
    with suppress(OSError), database.reading() as connection:
        named = connection.execute("SELECT source_file, source_sha256 FROM report").fetchall()
        for folder in dict.fromkeys(each.parent for each in files):
            for name, digest in named:
                with suppress(TrackerError):
                    sources.remember(sources.located(name, digest, [folder])[0], digest)


def print_under(head: str, lines: Sequence[str], *, most: int | None = None) -> None:
    """Print lines below a head, or the first of them and how many more there are; nothing where there are none."""
    if lines:
        print_line(head)
    for line in lines[:most]:
        print_line(f"  {shown_line(line)}")
    if most is not None and len(lines) > most:
        print_line(f"  and {len(lines) - most:,} more")


class Progress:
    """How far a load is, on one line of the terminal that goes again; nothing where standard error is none."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._shown = sys.stderr.isatty()
        self._drawn = False

    def show(self, what: str, done: int, total: int) -> None:
        """Draw the line anew, once a load takes its time; a total of 0 is not known."""
        if self._shown and time.monotonic() - self._begun > _PATIENCE:
            sys.stderr.write(f"\r\x1b[K{what} {done:,}{f' of {total:,}' if total else ''} ")
            sys.stderr.flush()
            self._drawn = True

    def clear(self) -> None:
        """Leave the line to what is written next."""
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._drawn = False
