"""A file takes its name once it is whole, and never that of another."""

import os
from pathlib import Path


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
