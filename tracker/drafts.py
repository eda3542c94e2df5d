"""Notes that are being written, kept on disk until the database has them: a crash costs half a second of typing.

A draft is one JSON file in the user's state folder. Who writes it holds a lock beside it as long as the process
lives; the system lets go of that lock however the process ends, so that a draft which nobody holds was left behind.
"""

import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from tracker import whole_files
from tracker.errors import TrackerError
from tracker.settings import state_folder

MOMENT = "%Y-%m-%dT%H:%M:%SZ"


class Draft(NamedTuple):
    """A note that is being written; `called` is how the screen calls what it is on.

    `note_id` is the note that is edited, None for a new one, and `seen` the body of it that the analyst saw.
    """

    recommendation_ids: tuple[int, ...]
    called: str
    text: str = ""
    note_id: int | None = None
    seen: str = ""
    analyst: str = ""
    moment: str = ""
    """When it was last written to disk, UTC; empty where it never was."""
    name: str = ""
    """What its file is called without its suffix; empty where it has none yet."""

    @property
    def unsaved(self) -> bool:
        """Whether it holds text that the database does not have."""
        return bool(self.text.strip()) and self.text.strip() != self.seen.strip()


class Drafts:
    """The drafts of one database: those of this process, and those that another one left behind."""

    def __init__(self, database: Path, folder: Path | None = None) -> None:
        """Nothing is made or read before it is asked for."""
        self._database = os.path.realpath(database)
        self._folder = folder
        self._holder = uuid4().hex
        self._lock: int | None = None

    @property
    def folder(self) -> Path:
        """Where they are kept."""
        if self._folder is None:
            self._folder = state_folder() / "drafts"
        return self._folder

    def named(self, draft: Draft) -> Draft:
        """Return the draft with a name of its own in this process."""
        return draft._replace(name=f"{self._holder}-{uuid4().hex[:8]}")

    def keep(self, draft: Draft) -> None:
        """Write a named draft, or delete it where nothing in it is unsaved; raise TrackerError where it cannot be."""
        if not draft.unsaved:
            self.drop(draft)
            return
        # Not needed for the first paint.
        import json

        now = datetime.now(UTC).strftime(MOMENT)
        held = draft._replace(moment=now)._asdict() | {"database": self._database}
        try:
            self._hold()
            whole_files.write(self._path(draft.name), json.dumps(held).encode())
        except OSError as error:
            raise TrackerError(
                f"No draft of this note can be kept in {self.folder}: {error.strerror}.", "Save it soon."
            ) from error

    def drop(self, draft: Draft) -> None:
        """Delete a draft: the database has it, or the analyst threw it away."""
        if draft.name:
            with suppress(OSError):
                self._path(draft.name).unlink(missing_ok=True)

    def left(self) -> list[Draft]:
        """Return the drafts of this database whose process is gone, oldest first."""
        found: list[Draft] = []
        for path in sorted(self.folder.glob("*-*.json")):
            holder = path.name.split("-")[0]
            if holder == self._holder or _is_held(self.folder / f"{holder}.lock"):
                continue
            draft = self._read(path)
            if draft is not None:
                found.append(draft)
        return sorted(found, key=lambda draft: draft.moment)

    def adopt(self, left: Draft, mine: Draft) -> None:
        """Make a draft that was left behind `mine`, which is named, so that it is offered to nobody else."""
        self.keep(mine)
        self.drop(left)

    def close(self) -> None:
        """Let go of the lock: what is still on disk is left behind."""
        if self._lock is not None:
            with suppress(OSError):
                self._lock_path.unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = None

    @property
    def _lock_path(self) -> Path:
        return self.folder / f"{self._holder}.lock"

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _hold(self) -> None:
        if self._lock is not None:
            return
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        _sweep(self.folder)
        while self._lock is None:
            number = os.open(self._lock_path, os.O_CREAT | os.O_RDWR, 0o600)
            _locked(number)
            # Another process may have swept it away before it was locked.
            if self._lock_path.exists():
                self._lock = number
            else:
                os.close(number)

    def _read(self, path: Path) -> Draft | None:
        """Return the draft in a file, None where it is of another database, or nothing in it is unsaved."""
        import json

        try:
            held = json.loads(path.read_text(encoding="utf-8"))
            if held.pop("database") != self._database:
                return None
            ids = tuple(int(number) for number in held.pop("recommendation_ids"))
            draft = Draft(ids, **(held | {"name": path.stem}))
            return draft if draft.unsaved else None
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None


def _sweep(folder: Path) -> None:
    """Delete the locks that processes which were killed left behind."""
    for path in folder.glob("*.lock"):
        if not _is_held(path):
            with suppress(OSError):
                path.unlink()


def _is_held(path: Path) -> bool:
    """Whether a running process holds the lock; False where there is none."""
    try:
        number = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _locked(number)
    finally:
        os.close(number)


if sys.platform == "win32":
    import msvcrt

    def _locked(number: int) -> bool:
        """Take the lock on an open file if nobody has it, and return whether it could be taken."""
        try:
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _locked(number: int) -> bool:
        """Take the lock on an open file if nobody has it, and return whether it could be taken."""
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            # A file system without locks: better to offer a draft twice than never.
            return True
        return True
