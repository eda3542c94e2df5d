"""The person's own editor, for the text of a note: what was typed in it is never lost."""

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tracker.errors import BadInput, TrackerError
from tracker.printing import print_message

_USUAL = ("edit", "notepad") if os.name == "nt" else ("editor", "nano", "vim", "vi")
"""What is tried where none is set: first what the system itself calls its editor, then what asks least of a person."""


def editor_command(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the command line of $VISUAL, else $EDITOR, else of a usual editor; raise BadInput where there is none."""
    given = environment.get("VISUAL") or environment.get("EDITOR") or ""
    try:
        command = shlex.split(given)
    except ValueError as error:
        raise BadInput(f"The editor '{given}' cannot be read: {error}.", "Set EDITOR anew.") from error
    if command:
        return command
    path = environment.get("PATH", os.defpath)
    usual = next((found for name in _USUAL if (found := shutil.which(name, path=path))), None)
    if usual is None:
        raise BadInput(
            f"No editor is set, and none of {', '.join(_USUAL)} is installed.",
            "Set EDITOR, or give the text: -m TEXT, or - for standard input.",
        )
    return [usual]


def temporary(text: str) -> Path:
    """Return a new Markdown file with the text in it that nobody else may read."""
    number, name = tempfile.mkstemp(prefix="tracker-note-", suffix=".md")  # 0600, by its documentation
    with os.fdopen(number, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return Path(name)


def edited(command: list[str], path: Path) -> str:
    """Run the editor on a file and return what it leaves in it, "" where it leaves no file."""
    try:
        subprocess.run([*command, str(path)], check=True)  # noqa: S603 - the person's own editor
    except OSError as error:
        raise BadInput(
            f"The editor '{command[0]}' did not start: {error.strerror}.", "Set EDITOR."
        ) from error
    except subprocess.CalledProcessError as error:
        raise TrackerError(
            f"The editor '{command[0]}' ended with {error.returncode}.", "Nothing was saved."
        ) from error
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise BadInput("The editor left what is not text in UTF-8.", "Nothing was saved.") from error


@contextmanager
def kept(path: Path, start: str) -> Iterator[None]:
    """Delete the file at the end, but not where something failed and it holds more than `start`."""
    try:
        yield
    except BaseException as error:
        if not path.exists() or path.read_bytes() in (b"", start.encode()):
            path.unlink(missing_ok=True)
        elif isinstance(error, TrackerError):
            error.remedy = f"{error.remedy} Your text is kept in {path}".strip()
        else:
            print_message(f"Your text is kept in {path}")
        raise
    path.unlink(missing_ok=True)
