"""The commands that keep the file whole: check, backup, restore."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker import formats
from tracker.commands import options
from tracker.commands.database import Database, make
from tracker.database import backups, file, foreign_triggers
from tracker.database.foreign_triggers import ForeignTrigger
from tracker.labels import number_of
from tracker.printing import print_line, print_message
from tracker.text import shown_line

if TYPE_CHECKING:
    from tracker.checking import Finding

_COUNTS = "SELECT (SELECT count(*) FROM recommendation), (SELECT count(*) FROM change)"


@click.command(epilog="Example: tracker check --source full-report.txt")
@click.option(
    "--source",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The report or a source itself, or a folder of them: hold texts, quotes, lines and pages against it.",
)
@click.option("--repair", is_flag=True, help="Mend what can be mended without loss, after a backup.")
@options.as_json
@click.pass_obj
def check(database: Database, source: Path | None, repair: bool, as_json: bool) -> None:
    """Look for damage, and for changes that nobody recorded.

    --source proves texts and quotes again: those of a report in its own file, and what is quoted from a source
    in the file with its SHA-256, at its page, line or row. A folder is looked through with those below it, but
    for hidden and linked ones. It says how many stand in which file; sources without a file are listed.

    Each line names a place, what is wrong there and what to do. The command ends with 1 where it finds
    something. --repair makes indexes, triggers and views again and adds to the history what was changed
    without a record; it alters nothing of it. The command then ends with 1 where something is left.
    """
    from tracker import checking

    path = database.up_to_date()
    if repair:
        _mend(path, database.analyst)
    with backups.snapshot(path) as connection, file.sqlite_errors(path):
        texts: Counter[str] = Counter()
        statements: Counter[str] = Counter()
        every = checking.check(connection, source, copied_from=path, proven=texts)
        if source is not None:
            from tracker import proofs

            every = chain(every, proofs.findings(connection, source, statements))
        found = _print(every, as_json=as_json)
        if source is not None:
            for line in proofs.not_tried(connection):
                print_message(shown_line(line))
            for line in _proven(texts, statements):
                (print_message if as_json else print_line)(shown_line(line))
        # Those that would do harm are among the findings.
        _print_triggers(trigger for trigger in foreign_triggers.found(connection) if not trigger.harms)
        if not found and not as_json:
            recommendations, changes = connection.execute(_COUNTS).fetchone()
            print_line(
                f"Nothing found in {number_of(recommendations, 'recommendation')} and {number_of(changes, 'change')}."
            )
    if found:
        raise click.exceptions.Exit(1)


def _proven(texts: Counter[str], statements: Counter[str]) -> Iterator[str]:
    """Yield a line for each file that was tried, with what it proves."""
    for name in sorted({*texts, *statements}):
        counts = [
            number_of(each[name], noun)
            for each, noun in ((texts, "text"), (statements, "statement"))
            if each[name]
        ]
        yield f"Proven by {name}: {' and '.join(counts) or 'nothing'}"


def _print_triggers(triggers: Iterable[ForeignTrigger]) -> None:
    for trigger in triggers:
        print_message(shown_line(f"{trigger} Its text: {trigger.text}"))


def _mend(path: Path, analyst: str) -> None:
    from tracker.checking.mending import mend

    kept, done = mend(path, analyst=analyst)
    if done:
        print_message(f"As it was, {path} is kept in {kept}")
    for sentence in done or ["There was nothing to mend."]:
        print_message(sentence)


def _print(findings: "Iterable[Finding]", *, as_json: bool) -> int:
    """Print the findings as they come, and return how many they were."""
    count = 0

    def findings_counted() -> "Iterator[Finding]":
        nonlocal count
        for finding in findings:
            count += 1
            yield finding

    if as_json:
        formats.print_json(findings_counted())
    else:
        for finding in findings_counted():
            print_line(shown_line(f"{finding.where}: {finding.sentence} {finding.remedy}"))
    return count


@click.command(epilog="Example: tracker backup before-the-meeting.db")
@click.argument(
    "target",
    metavar="[FILE]",
    required=False,
    type=click.Path(path_type=Path),
    help="Where to; without it, a file beside the database with the time in its name.",
)
@click.pass_obj
def backup(database: Database, target: Path | None) -> None:
    """Copy the database to a new file, while others work in it.

    The copy is read through before this is said to have worked, and nobody else may read it.
    """
    path, _ = database.existing()
    target = target or backups.proposed_path(path)
    backups.back_up(path, target)
    print_line(shown_line(f"Backed up to {target}"))


@click.command(epilog="Example: tracker restore before-the-meeting.db")
@click.argument(
    "source",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A backup, of this revision or older.",
)
@click.pass_obj
def restore(database: Database, source: Path) -> None:
    """Put the content of a backup into the database.

    What is there is backed up first, beside it. Whoever has the database open goes on with what was restored.
    """
    path = database.path
    kept, mended = backups.restore(source, path)
    print_line(shown_line(f"Restored {path} from {source}"))
    if kept is not None:
        print_line(shown_line(f"As it was, it is kept in {kept}"))
    for sentence in mended:
        print_message(sentence)
    state = file.state(path)
    if state == "older":
        make(path)
    elif state == "altered":
        print_message("Its schema was altered before the backup was made: tracker check says how.")
    with closing(file.connect(path)) as connection, file.sqlite_errors(path):
        _print_triggers(foreign_triggers.found(connection))
