"""The file itself, through stdlib `sqlite3` only: an ordinary start needs neither the ORM nor alembic."""

import os
import re
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from tracker.database import marks, schema
from tracker.errors import BadInput, DatabaseBusy, DatabaseUnusable, NoDatabase, TrackerError
from tracker.settings import data_folder

APPLICATION_ID = 0x54524B52
"""`TRKR` in the file's header (SQLite file format, section 1.3.14), so that other tools know it."""
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
"""Every released revision of the schema, oldest first; the last one is what this program reads and writes."""
HEAD = REVISIONS[-1]
BUSY_SECONDS = 5.0
"""How long a call waits for another program before it says so."""
OLDEST_SQLITE = (3, 37, 0)
"""STRICT tables came with it."""

HEADER = b"SQLite format 3\x00"
"""What every SQLite database begins with (SQLite file format, section 1.3.1)."""
_WAL = slice(18, 20)
"""Where the header says that changes go into a log beside the file, by two bytes that are 2 (the same section)."""
RESTORE = "Restore a backup: tracker restore FILE"
"""What to do where nothing else helps."""
UNFINISHED = ".unfinished"
"""How the name of a copy ends that is still being made, or was when its program was killed."""


def state(path: Path) -> str:
    """Return how the file stands, as `opened` does; raises what that raises."""
    found, connection = opened(path)
    if connection is not None:
        connection.close()
    return found


def opened(path: Path, *, writing: bool = False) -> tuple[str, sqlite3.Connection | None]:
    """Return how the file stands: missing, empty, older, current or altered; the last two with a connection to it.

    An altered one has the current revision, but some object of ours is missing or was replaced, or it does not say
    what it is: `altered` says which. It can be read. Whoever reads, or with `writing` writes, goes on with the
    connection: on another, SQLite would parse the schema once more, which takes 6 ms of processor time.

    Raises DatabaseUnusable for what is no Tracker database, or a newer one, or cannot be read.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise DatabaseUnusable(
            f"This Python has SQLite {sqlite3.sqlite_version}; Tracker needs 3.37 or newer.",
            "Use a newer Python: uv run --python 3.13 tracker.",
        )
    refuse_unfinished(path)
    try:
        header = first_bytes(path)
    except FileNotFoundError as error:
        if path.is_symlink():
            raise DatabaseUnusable(
                f"{path} is a link to {path.readlink()}, and there is no file.",
                "Put the database there, or name another file with --db.",
            ) from error
        return "missing", None
    except OSError as error:
        raise DatabaseUnusable(
            f"{path} cannot be read: {error.strerror}.", "Check who may read it."
        ) from error
    if not header:
        return "empty", None
    # A program killed half-way may leave a torn header: beside its journal, SQLite mends it when it opens.
    if not header.startswith(HEADER) and not path.with_name(f"{path.name}-journal").exists():
        raise DatabaseUnusable(
            f"{path} is not a SQLite database.", "Name another file with --db; it was not touched."
        )
    with ExitStack() as unless_read:
        connection = unless_read.enter_context(closing(connect(path, writing=writing)))
        with sqlite_errors(path, opened=False):
            found = _standing_inside(connection, path)
        if found not in ("current", "altered"):
            return found, None
        unless_read.pop_all()
        return found, connection


def first_bytes(path: Path) -> bytes:
    """Return as much of the header as is of use here, less of a shorter file.

    Raises OSError, and DatabaseUnusable for what is no regular file: opening a pipe would wait for ever.
    """
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise DatabaseUnusable(f"{path} is a directory.", "Name a file in it with --db.")
    if not stat.S_ISREG(mode):
        raise DatabaseUnusable(f"{path} is a pipe or a device, not a file.", "Name a file with --db.")
    journal = path.with_name(f"{path.name}-journal")
    if journal.exists() and not journal.is_file():
        raise DatabaseUnusable(f"{journal} is no file: SQLite could not write.", "Give it another name.")
    with path.open("rb") as file:
        return file.read(_WAL.stop)


def keeps_log(path: Path) -> bool:
    """Whether a database keeps its latest changes in a log beside it (WAL), as another program may have chosen."""
    return first_bytes(path)[_WAL] == b"\2\2"


def refuse_unfinished(path: Path) -> None:
    """Raise BadInput for a name that is kept for copies that are being made, which are deleted when forgotten."""
    if path.name.endswith(UNFINISHED):
        raise BadInput(
            f"{path} has the name of a copy that was never finished.",
            f"Name another file; or rename it, to a name that does not end in {UNFINISHED}.",
        )


def _standing_inside(connection: sqlite3.Connection, path: Path) -> str:
    found = marks.read(connection)
    if found.vacant and not found.application_id:
        return "empty"
    if not found.has_our_tables and found.application_id != APPLICATION_ID:
        raise DatabaseUnusable(
            f"{path} is a database of another program.", "Name another file with --db; it was not touched."
        )
    newer = found.newer(REVISIONS)
    if newer is not None:
        known = found.revision(REVISIONS)
        otherwise = f" (If somebody set alembic_version by hand: its tables are of {known}.)" if known else ""
        raise DatabaseUnusable(
            f"{path} was written by a newer Tracker (schema {newer}; this one knows up to {HEAD}).",
            f"Update Tracker; the file was not touched.{otherwise}",
        )
    altered = schema.alterations(connection)
    revision = found.revision(REVISIONS) or (None if altered else HEAD)
    if revision is None:
        raise DatabaseUnusable(
            f"{path} does not say of which revision its tables are: schema_revision and alembic_version are gone.",
            RESTORE,
        )
    if revision != HEAD:
        return "older"
    return "altered" if altered or found.faults(APPLICATION_ID, HEAD) else "current"


def faults_of_marks(connection: sqlite3.Connection) -> list[str]:
    """Return what is wrong with what a current file says of itself, each as a clause."""
    return marks.read(connection).faults(APPLICATION_ID, HEAD)


def mend_marks(connection: sqlite3.Connection) -> list[str]:
    """Have a file, current or older, say again what it is, inside the transaction that is open.

    Returns what was wrong, each as a sentence.
    """
    found = marks.read(connection)
    revision = found.revision(REVISIONS) or HEAD
    faults = [] if found.vacant else found.faults(APPLICATION_ID, revision)
    if faults:
        marks.write(connection, application_id=APPLICATION_ID, revision=revision)
    return [f"{fault[0].upper()}{fault[1:]}: set right." for fault in faults]


def altered(connection: sqlite3.Connection, path: Path) -> DatabaseUnusable | None:
    """Return the sentence for a current file that is not as Tracker made it, None for one that is."""
    return schema.altered(connection, path, faults_of_marks(connection))


def connect(path: Path, *, writing: bool = False) -> sqlite3.Connection:
    """Open an existing file: no transaction begins unasked, foreign keys are on, text never fails to decode.

    Reading falls back to read-only access where the file or its folder cannot be written.
    """
    # As bytes, since a name on disk need not be UTF-8.
    uri = f"file:{quote(os.fsencode(path))}"
    with sqlite_errors(path):
        connection = sqlite3.connect(
            f"{uri}?mode=rw", uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
        )
        distrust(connection)
        if not writing:
            connection.execute("PRAGMA query_only = ON")
            connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
            # Not where our own triggers write to the search index, which SQLite does not count as harmless.
            if sqlite3.sqlite_version_info >= _JSON_IS_HARMLESS:
                connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA foreign_keys = ON")
        # Another program may have stored bytes that are no UTF-8: show what can be shown.
        connection.text_factory = _text
    return connection


def distrust(connection: sqlite3.Connection) -> None:
    """Give what somebody may have put into the schema less room (sqlite.org/security.html).

    The depth of an expression stays SQLite's own 1,000: where that is exceeded by one view of an office's, no
    object of the file can be read at all.
    """
    for category, most in _LIMITS.items():
        connection.setlimit(category, most)
    _defend(connection, True)


def undefended(connection: sqlite3.Connection) -> None:
    """Let a connection write to the schema itself, where a search index can be mended in no other way."""
    _defend(connection, False)


def _defend(connection: sqlite3.Connection, defend: bool) -> None:
    # Python can set it from 3.12 on.
    if sys.version_info >= (3, 12):
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, defend)


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return escaped(raw)


def escaped(raw: bytes) -> str:
    """Return text with each byte that is no UTF-8 as `<E9>`: in JSON a backslash would not stand for itself."""
    text = raw.decode("utf-8", "surrogateescape")
    return "".join(f"<{ord(c) - 0xDC00:02X}>" if "\udc80" <= c <= "\udcff" else c for c in text)


def identity(path: Path) -> tuple[int, int] | None:
    """Return which file has taken the path, None where none has."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def create(path: Path) -> None:
    """Make an empty file unless there is one; in our own data folder nobody else may read it."""
    ours = path.parent == data_folder()
    try:
        if ours:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.parent.chmod(0o700)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600 if ours else 0o666))
    except FileExistsError:
        return
    except FileNotFoundError as error:
        raise NoDatabase(
            f"There is no folder {path.parent}.", "Make it first, or name another file with --db."
        ) from error
    except OSError as error:
        raise DatabaseUnusable(
            f"{path} cannot be created: {error.strerror}.", "Name another file with --db."
        ) from error


@contextmanager
def sqlite_errors(path: Path, *, opened: bool = True) -> Iterator[None]:
    """Turn what SQLite raises inside into a sentence about the file; no check can look into one not `opened`."""
    try:
        yield
    except sqlite3.Error as error:
        raise explained(error, path, opened=opened) from error
    except UnicodeDecodeError as error:
        # What SQLite says of a damaged schema may hold bytes of it.
        raise DatabaseUnusable(f"{path} is damaged: a name in it is no text.", RESTORE) from error


def explained(error: BaseException, path: Path, *, opened: bool = True) -> TrackerError:
    """Return the sentence for an error of SQLite (its result codes: sqlite.org/rescode.html)."""
    code = getattr(error, "sqlite_errorcode", 0) or 0
    kind = code & 0xFF
    if code in _OF_AN_INDEX or str(error) in _OF_THE_SEARCH:
        return DatabaseUnusable(
            f"An index of {path} is damaged, or does not match its table.",
            "Nothing was written. tracker check --repair makes it again, and nothing is lost.",
        )
    unreadable = _UNREADABLE.match(str(error))
    if unreadable:
        return DatabaseUnusable(
            f"{unreadable[1]} in {path} keeps SQLite from reading the file: {error}.",
            _forgotten(unreadable[1]),
        )
    unknown = _UNKNOWN.match(str(error))
    if unknown:
        return DatabaseUnusable(
            f"An index or a view in {path} needs the {unknown[1]} {unknown[2]}, which only another program has.",
            "Nothing was written; tracker check names an index that is not Tracker's.",
        )
    if str(error).startswith("attached databases must use the same text encoding"):
        return DatabaseUnusable(
            f"{path} is kept in another encoding than before.", "Nothing was written; try again."
        )
    if kind == sqlite3.SQLITE_CONSTRAINT:
        return BadInput(f"The database refused it: {error}.", "Nothing was written.")
    if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseBusy(
            f"Another program is writing to {path}.", "Nothing was written; try again in a moment."
        )
    if kind in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) and _keeps_log(path):
        return DatabaseUnusable(
            f"{path} is in WAL mode, and the log that belongs to it cannot be written in its folder.",
            f"Copy it, with {path.name}-wal if that is there, to a folder of your own, and name it with --db.",
        )
    exhausted = _exhausted(path) if kind == sqlite3.SQLITE_FULL else None
    if exhausted is not None:
        return DatabaseUnusable(
            f"There is no number left for a new row of {exhausted} in {path}.",
            "Nothing was written. tracker check --repair makes room, and nothing is lost.",
        )
    if kind in _SENTENCES:
        sentence, remedy = _SENTENCES[kind]
        if kind == sqlite3.SQLITE_CORRUPT and not opened:
            remedy = RESTORE
        return DatabaseUnusable(sentence.format(path=path), remedy)
    remedy = "Nothing was written; tracker check says what is wrong." if opened else RESTORE
    return DatabaseUnusable(f"{path}: {error}.", remedy)


def _exhausted(path: Path) -> str | None:
    """Return the table that has had the highest number there is: SQLite says then that the disk is full."""
    with suppress(sqlite3.Error, TrackerError), closing(connect(path)) as connection:
        # Whatever another program wrote there, SQLite counts on from it as from a number.
        for name, seq in connection.execute("SELECT name, CAST(seq AS INTEGER) FROM sqlite_sequence"):
            if seq == 2**63 - 1:
                return str(name)
    return None


def _keeps_log(path: Path) -> bool:
    try:
        return keeps_log(path)
    except (OSError, DatabaseUnusable):
        return False


def _forgotten(name: str) -> str:
    """Return how an object is taken out of a schema that cannot be read, where no row goes with it."""
    ours = schema.expected().get(name)
    if name.startswith(("sqlite_", "alembic_")) or (ours is not None and ours.kind == "table"):
        return RESTORE
    quoted = name.replace("'", "''")
    remedy = (
        "Copy the file first; then, in the sqlite3 shell: PRAGMA writable_schema = ON; "
        f"DELETE FROM sqlite_schema WHERE type <> 'table' AND name = '{quoted}';"
    )
    return remedy if ours is None else f"{remedy} tracker check --repair makes it again."


_JSON_IS_HARMLESS = (3, 41, 0)
"""Before it SQLite did not count its own JSON functions as harmless, and our views could not be read."""
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 100_000_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 1_000,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 50,
}
"""A row, in bytes; an expression and what sets off what, in levels."""
_OF_AN_INDEX = (sqlite3.SQLITE_CORRUPT_VTAB, sqlite3.SQLITE_CORRUPT_INDEX)
_UNREADABLE = re.compile(r"malformed database schema \((.*?)\)(?: - |$)")
_UNKNOWN = re.compile(r"no such (collation sequence|module|function): (.*)")
_OF_THE_SEARCH = (
    # With a code that says no more than this, where what FTS5 keeps for itself is gone or was written over.
    "constraint failed",
    "vtable constructor failed: recommendation_search",
    "vtable constructor failed: note_search",
)
_SENTENCES = {
    sqlite3.SQLITE_READONLY: (
        "{path} can only be read, not written.",
        "Check its permissions and its folder's.",
    ),
    sqlite3.SQLITE_FULL: ("The disk of {path} is full.", "Nothing was written; make room and try again."),
    sqlite3.SQLITE_CORRUPT: (
        "{path} is damaged.",
        "tracker check says whether it can be mended; if not, restore a backup: tracker restore FILE",
    ),
    sqlite3.SQLITE_INTERRUPT: (
        "A view or a trigger in {path} did not come to an end, and was interrupted.",
        "Nothing was written; tracker check names what is not Tracker's.",
    ),
    sqlite3.SQLITE_NOTADB: ("{path} is not a SQLite database.", "Name another file with --db."),
    sqlite3.SQLITE_CANTOPEN: ("{path} cannot be opened.", "Check that it exists and who may read it."),
    sqlite3.SQLITE_IOERR: ("{path} could not be read or written.", "Check its disk; nothing was written."),
    sqlite3.SQLITE_PERM: ("{path} may not be opened.", "Check its permissions."),
}
