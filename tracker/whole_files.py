"""A file takes its name once it is whole: a program that is killed leaves what was there before. None is waited for."""

import os
import tempfile
from pathlib import Path


def open_without_waiting(path: str, flags: int) -> int:
    """Open a file for reading, as an `opener`: a pipe that nobody writes to is empty, as its writer may never come."""
    number = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    if hasattr(os, "set_blocking"):
        os.set_blocking(number, True)
    return number


def write(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write a file, in the place of one that has the name, and have it on disk; raises OSError."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    part = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(mode)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def publish(part: Path, path: Path) -> None:
    """Give a finished file the name `path`, in one step.

    Raises FileExistsError where that name is taken, by whomever and however late, and OSError where it cannot
    be given. `part` may still be there afterwards.
    """
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links: the name is taken by a file of our own, and that one replaced.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        part.replace(path)
