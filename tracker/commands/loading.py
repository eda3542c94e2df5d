"""The command that brings reports in: load."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from tracker import printing
from tracker.commands.workplace import make, workplace
from tracker.database import file
from tracker.errors import SeedError
from tracker.text import shown_line

_PATIENCE = 0.5
"""Seconds before a load shows how far it is."""


def add_to(app: typer.Typer) -> None:
    """Register the command of this module."""
    app.command("load", epilog="Example: tracker load report.toml")(load)


def load(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE", show_default=False, help="Seed files; without one, the bundled report."
        ),
    ] = None,
    accept_changes: Annotated[
        bool,
        typer.Option(
            "--accept-changes", help="Take over texts and actors that differ from those loaded before."
        ),
    ] = False,
) -> None:
    """Load reports from seed files; make the database first if need be.

    All files are checked first, then one transaction brings what is new. Notes, tags and statuses never
    change through a load; loading twice changes nothing. Where the database differs from a file it stays as
    it is, and the command ends with 1, unless changes are accepted.
    """
    from tracker import seeding
    from tracker.database.writer import Writer

    here = workplace(context)
    path, name = here.path, here.name
    new = not path.exists()
    if file.state(path) not in ("current", "altered"):
        # Before a file is made or upgraded for nothing; else the load finds it all, what only the file knows too.
        seeding.validated(files or None)
    make(path)
    try:
        with closing(Writer(path)) as writer, _shown_progress() as progress:
            loaded = seeding.load(
                writer, files or None, analyst=name, accept_changes=accept_changes, progress=progress
            )
    except SeedError:
        if new:
            # Nothing is written where anything is wrong: no empty database either.
            path.unlink(missing_ok=True)
        raise
    printing.out(shown_line(loaded.summary))
    _out_under("Taken over:" if loaded.applied else "Left as it is in the database:", loaded.differences)
    _out_under("No longer in the seed, and kept:", loaded.kept)
    if loaded.differences and not loaded.applied:
        printing.tell("To take over what the seed files have: the same with --accept-changes")
        raise typer.Exit(1)


def _out_under(head: str, lines: Sequence[str]) -> None:
    if lines:
        printing.out(head)
    for line in lines:
        printing.out(f"  {shown_line(line)}")


@contextmanager
def _shown_progress() -> Iterator[Callable[[int, int], None] | None]:
    """Give what a load reports its progress to, None where no terminal shows it; the line goes at the end."""
    if not sys.stderr.isatty():
        yield None
        return
    begun = time.monotonic()
    drawn = False

    def show(done: int, total: int) -> None:
        nonlocal drawn
        if time.monotonic() - begun > _PATIENCE:
            sys.stderr.write(f"\rLoading {done:,} of {total:,} ")
            sys.stderr.flush()
            drawn = True

    try:
        yield show
    finally:
        if drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
