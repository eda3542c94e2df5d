"""The commands that keep the file whole: check, backup, restore."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker import formats, printing
from tracker.commands.options import Json
from tracker.commands.workplace import make, workplace
from tracker.database import backups, file
from tracker.text import shown_line

if TYPE_CHECKING:
    from tracker.checking import Finding

_COUNTS = "SELECT (SELECT count(*) FROM recommendation), (SELECT count(*) FROM change)"


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command("check", epilog="Example: tracker check --source full-report.txt")(check)
    app.command("backup", epilog="Example: tracker backup before-the-meeting.db")(backup)
    app.command("restore", epilog="Example: tracker restore before-the-meeting.db")(restore)


def check(
    context: typer.Context,
    source: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            show_default=False,
            help="The report's own text: hold texts and line numbers against it.",
        ),
    ] = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend what can be mended without loss, after a backup.")
    ] = False,
    json: Json = False,
) -> None:
    """Look for damage, and for changes that nobody recorded.

    Each line names a place, what is wrong there and what to do. The command ends with 1 where it finds
    something. --repair makes indexes, triggers and views again and adds to the history what was changed
    without a record; it alters nothing of it. The command then ends with 1 where something is left.
    """
    from tracker import checking

    here = workplace(context)
    path = here.current()
    if repair:
        _mend(path, here.name)
    with backups.snapshot(path) as connection, file.sqlite_errors(path):
        found = _print(checking.check(connection, source, copied_from=path), json=json)
        if not found and not json:
            recommendations, changes = connection.execute(_COUNTS).fetchone()
            printing.out(f"Nothing found in {recommendations:,} recommendations and {changes:,} changes.")
    if found:
        raise typer.Exit(1)


def _mend(path: Path, analyst: str) -> None:
    from tracker.checking.mending import mend

    kept, done = mend(path, analyst=analyst)
    printing.tell(f"As it was, {path} is kept in {kept}")
    for sentence in done or ["There was nothing to mend."]:
        printing.tell(sentence)


def _print(findings: "Iterable[Finding]", *, json: bool) -> int:
    """Print the findings as they come, and return how many they were."""
    count = 0

    def counted() -> "Iterator[Finding]":
        nonlocal count
        for finding in findings:
            count += 1
            yield finding

    if json:
        formats.out_json(counted())
    else:
        for finding in counted():
            printing.out(shown_line(f"{finding.where}: {finding.sentence} {finding.remedy}"))
    return count


def backup(
    context: typer.Context,
    target: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            show_default=False,
            help="Where to; without it, a file beside the database with the time in its name.",
        ),
    ] = None,
) -> None:
    """Copy the database to a new file, while others work in it.

    The copy is read through before this is said to have worked, and nobody else may read it.
    """
    here = workplace(context)
    path, _ = here.there()
    target = target or backups.named(path)
    backups.back_up(path, target)
    printing.out(shown_line(f"Backed up to {target}"))


def restore(
    context: typer.Context,
    source: Annotated[
        Path, typer.Argument(metavar="FILE", show_default=False, help="A backup, of this revision or older.")
    ],
) -> None:
    """Put the content of a backup into the database.

    What is there is backed up first, beside it. Whoever has the database open goes on with what was restored.
    """
    path = workplace(context).path
    kept, mended = backups.restore(source, path)
    printing.out(shown_line(f"Restored {path} from {source}"))
    if kept is not None:
        printing.out(shown_line(f"As it was, it is kept in {kept}"))
    for sentence in mended:
        printing.tell(sentence)
    state = file.state(path)
    if state == "older":
        make(path)
    elif state == "altered":
        printing.tell("Its schema was altered before the backup was made: tracker check says how.")
