"""Copies that can be relied on: made, verified and put back through SQLite's backup API, while others have the
file open (sqlite.org/backup.html).
"""

import os
import re
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import Literal, NamedTuple

from tracker import whole_files
from tracker.database import file
from tracker.errors import BadInput, DatabaseBusy, DatabaseUnusable, NoDatabase

KEPT = 5
"""How many automatic backups of a file stay, of each reason."""

Reason = Literal["upgrade", "restore", "repair"]

_SLEEP = 0.05
_COPY = re.compile(rf".+\.\w{{8}}{re.escape(file.UNFINISHED)}(-journal|-wal|-shm)?")
"""The name of a copy that is still being made (the eight letters are `mkstemp`'s), or what SQLite keeps by it."""
_FORGOTTEN_SECONDS = 3600
"""After how long an unfinished copy is taken for one that a killed program left."""
_WAITING = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def back_up(source: Path, target: Path, *, intact: bool = True) -> None:
    """Copy a database into a new file, mode 0600, and read it through; it works while others write.

    With `intact` false a damaged database is copied as it is. Raises DatabaseUnusable where the target is
    there already, cannot be made, or does not hold an intact database; then no copy is left.
    """
    file.refuse_unfinished(target)
    if target.exists():
        raise _there_already(target)
    sweep(target.parent)
    try:
        number, name = tempfile.mkstemp(dir=target.parent, prefix=f"{target.name}.", suffix=file.UNFINISHED)
    except OSError as error:
        raise _not_made(target, error) from error
    os.close(number)
    # Under its name once it is whole: a program that is killed leaves nothing that looks like a backup.
    copy = Path(name)
    try:
        _copy_alone(source, copy)
        if intact:
            _verify(source, copy)
        whole_files.publish(copy, target)
    except FileExistsError as error:
        raise _there_already(target) from error
    except OSError as error:
        raise _not_made(target, error) from error
    finally:
        copy.unlink(missing_ok=True)


def _there_already(target: Path) -> DatabaseUnusable:
    return DatabaseUnusable(
        f"{target} cannot be created: it is there already.", "Name another file; nothing is overwritten."
    )


def _not_made(target: Path, error: OSError) -> DatabaseUnusable:
    return DatabaseUnusable(
        f"{target} cannot be created: {error.strerror}.", "Name another file, or make room for it."
    )


def proposed_path(path: Path) -> Path:
    """Return a free name beside the database for a backup that a person asked for, such as
    `tracker-20260131T093000Z.db`.
    """
    name = f"{path.stem}-{_moment()}"
    numbers = (f"-{number}" for number in count(2))
    candidates = (path.with_name(f"{name}{number}{path.suffix}") for number in chain([""], numbers))
    return next(candidate for candidate in candidates if not candidate.exists())


def automatic(path: Path, reason: Reason, *, intact: bool = True) -> Path:
    """Make the backup before an upgrade, a restore or a repair.

    They are called `tracker.db.20260131T093000Z-7.before-upgrade.backup`, beside the database, the seventh of its
    kind: which are the last is told by the number, as a clock may be put back.
    """
    number = max((number for number, *_ in _automatic(path, reason)), default=0) + 1
    later = f"-{number}" if number > 1 else ""
    target = path.with_name(f"{path.name}.{_moment()}{later}.before-{reason}.backup")
    back_up(path, target, intact=intact)
    return target


def keep_latest(path: Path, reason: Reason, *, spare: Path | None = None) -> None:
    """Delete the automatic backups of that reason but for the last five; no other file ever goes, nor does `spare`."""
    found = sorted(_automatic(path, reason), reverse=True)
    for *_, old in [each for each in found if not _same(each[-1], spare)][KEPT:]:
        old.unlink(missing_ok=True)


def _automatic(path: Path, reason: Reason) -> list[tuple[int, str, Path]]:
    """Return the automatic backups of that reason, each with its number and its moment."""
    ours = re.compile(rf"{re.escape(path.name)}\.(\d{{8}}T\d{{6}}Z)(?:-(\d+))?\.before-{reason}\.backup")
    matches = ((ours.fullmatch(each.name), each) for each in path.parent.iterdir())
    return [(int(match[2] or 1), match[1], each) for match, each in matches if match]


def sweep(folder: Path) -> None:
    """Delete what killed backups left in a folder, whatever they were to be called."""
    for left in folder.glob(f"*.*{file.UNFINISHED}*"):
        # Another program may sweep, too.
        with suppress(OSError):
            copy = _COPY.fullmatch(left.name)
            forgotten = time.time() - left.stat().st_mtime > _FORGOTTEN_SECONDS
            if (
                copy
                and forgotten
                and (copy[1] or file.first_bytes(left)[: len(file.HEADER)] in (b"", file.HEADER))
            ):
                left.unlink()


class Restored(NamedTuple):
    """What became of a file that a backup was put into."""

    kept: Path | None
    """Its former content; None where there was none."""
    mended: tuple[str, ...]
    """A sentence for each thing that the backup said wrongly of itself."""


def restore(backup: Path, path: Path) -> Restored:
    """Put the content of a backup into the database's file.

    The file stays the same one, since others have it open; a restore that is killed half-way leaves the old
    content or the new one, as all pages are copied in one transaction. Raises DatabaseUnusable for a backup
    that is damaged, newer or not ours, and where the path holds something else than our database; BadInput
    for the same file twice. Then nothing was written.
    """
    if _same(backup, path):
        raise BadInput(f"{path} is the database itself.", "Name a backup of it; nothing was restored.")
    _refuse_unknown(backup)
    there_before = _holds_database(path)
    with _to_be_restored(backup) as here:
        with file.sqlite_errors(backup):
            here.execute("BEGIN")
            state = _state(here, "integrity_check")
        if state != "ok":
            raise DatabaseUnusable(
                f"{backup} is damaged: {state}.", "Name another backup; nothing was restored."
            )
        kept = automatic(path, "restore", intact=False) if there_before else None
        keep_latest(path, "restore", spare=backup)
        file.create(path)
        with _written(path) as there:
            _copy(here, there, path)
            # Whatever was read back from a dump has lost its header.
            there.execute("BEGIN IMMEDIATE")
            mended = file.mend_marks(there)
            there.execute("COMMIT")
    return Restored(kept, tuple(mended))


@contextmanager
def _to_be_restored(backup: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection to the content of a backup: where it keeps a log, to a copy, or the log would come along."""
    if file.keeps_log(backup):
        with snapshot(backup) as connection:
            yield connection
    else:
        with closing(file.connect(backup)) as connection:
            yield connection


@contextmanager
def snapshot(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection for writing to a private copy, which goes at the end.

    Whatever takes long is looked at there: a reader of the file itself would keep others from saving.
    """
    with tempfile.TemporaryDirectory(prefix="tracker-") as folder:
        copy = Path(folder) / "tracker.db"
        copy.touch(0o600)
        # Nobody needs this copy after a crash.
        _copy_alone(path, copy, durable=False)
        with closing(file.connect(copy, writing=True)) as connection:
            yield connection


@contextmanager
def _written(path: Path) -> Iterator[sqlite3.Connection]:
    with file.sqlite_errors(path), closing(file.connect(path, writing=True)) as connection:
        yield connection


def _copy_alone(source: Path, copy: Path, *, durable: bool = True) -> None:
    """Copy a database into a file that nobody else knows of, and which is all there is of it: no log beside it."""
    with closing(file.connect(source)) as here, _written(copy) as there:
        if not durable:
            there.execute("PRAGMA synchronous = OFF")
        _copy(here, there, source)
        there.execute("PRAGMA journal_mode = DELETE")


def _copy(here: sqlite3.Connection, there: sqlite3.Connection, shared: Path) -> None:
    """Copy every page in one step, and so in one transaction; wait for others as long as an edit does."""
    deadline = time.monotonic() + file.BUSY_SECONDS

    def wait(status: int, _remaining: int, _total: int) -> None:
        # Without this it would wait for ever.
        if status in _WAITING and time.monotonic() > deadline:
            raise DatabaseBusy(
                f"Another program is using {shared}.", "Nothing was written; try again in a moment."
            )

    here.backup(there, pages=-1, progress=wait, sleep=_SLEEP)


def _verify(source: Path, target: Path) -> None:
    with closing(file.connect(target)) as copy, file.sqlite_errors(target):
        state = _state(copy, "quick_check")
    if state != "ok":
        raise DatabaseUnusable(
            f"The copy of {source} is damaged: {state}.",
            "No backup was made; tracker check says whether the database is damaged too.",
        )


def _state(connection: sqlite3.Connection, question: Literal["quick_check", "integrity_check"]) -> str:
    """Return `ok`, or the first damage to the file."""
    # A value against a rule is no damage: what holds one must be backed up and restored like anything else.
    connection.execute("PRAGMA ignore_check_constraints = ON")
    (state,) = connection.execute(f"PRAGMA {question}(1)").fetchone()
    return str(state)


def _refuse_unknown(backup: Path) -> None:
    try:
        state = file.state(backup)
    except DatabaseUnusable as error:
        raise DatabaseUnusable(error.sentence, "Name another backup; nothing was restored.") from error
    if state in ("missing", "empty"):
        what = "There is no file" if state == "missing" else "There is nothing in"
        raise NoDatabase(f"{what} {backup}.", "Name a backup; nothing was restored.")


def _holds_database(path: Path) -> bool:
    """Whether there is a database of ours, damaged or not; raise DatabaseUnusable for anything else."""
    try:
        return file.state(path) not in ("missing", "empty")
    except DatabaseUnusable as error:
        if _is_marked(path):
            return True
        raise DatabaseUnusable(
            error.sentence, "Move it out of the way first; nothing was restored."
        ) from error


def _is_marked(path: Path) -> bool:
    """Whether SQLite can read the header, and it says Tracker (SQLite file format, section 1.3.14)."""
    try:
        with closing(file.connect(path)) as connection:
            (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    except (DatabaseUnusable, sqlite3.Error):
        return False
    return bool(application_id == file.APPLICATION_ID)


def _moment() -> str:
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")


def _same(one: Path, other: Path | None) -> bool:
    try:
        return other is not None and one.samefile(other)
    except OSError:
        return False
