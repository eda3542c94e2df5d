"""Where the text of a note comes from: the command line, standard input or an editor; it is never lost."""

import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tracker.errors import BadInput, TrackerError
from tracker.printing import tell
from tracker.text import shown_line

_STANDARD_INPUT = "-"


@contextmanager
def written(
    message: str | None,
    source: str | None,
    *,
    start: str = "",
    environment: Mapping[str, str] = os.environ,
) -> Iterator[str | None]:
    """Give the text of a note: the message, standard input where either is `-`, else what the editor leaves.

    None where the editor leaves nothing, or `start` as it was. Where saving it in the `with` block fails, a
    text that was typed stays in a file, and the error names that file.
    """
    if source not in (None, _STANDARD_INPUT) or (source and message not in (None, _STANDARD_INPUT)):
        raise BadInput(
            f"'{shown_line(source or '')}' is one argument too many.",
            "The text goes after -m, in quotes; - alone reads it from standard input.",
        )
    if _STANDARD_INPUT in (message, source):
        text = _read_input()
        with _kept(_temporary(text), ""):
            yield text
    elif message is not None:
        yield message
    else:
        command = _editor(environment)
        path = _temporary(start)
        with _kept(path, start):
            text = _edited(command, path)
            unchanged = not text.strip() or text.strip("\n") == start.strip("\n")
            yield None if unchanged else text


def _read_input() -> str:
    # In the C locale Python reads any byte as something; a note would lose what is no text.
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="strict")
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise BadInput("Standard input is not text in UTF-8.", "Convert it, then try again.") from error


def _editor(environment: Mapping[str, str]) -> list[str]:
    named = environment.get("VISUAL") or environment.get("EDITOR") or ""
    try:
        command = shlex.split(named)
    except ValueError as error:
        raise BadInput(f"The editor '{named}' cannot be read: {error}.", "Set EDITOR anew.") from error
    if not command:
        raise BadInput("No editor is set.", "Set EDITOR, or give the text: -m TEXT, or - for standard input.")
    return command


def _temporary(text: str) -> Path:
    number, name = tempfile.mkstemp(prefix="tracker-note-", suffix=".md")  # 0600, by its documentation
    with os.fdopen(number, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return Path(name)


def _edited(command: list[str], path: Path) -> str:
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
def _kept(path: Path, start: str) -> Iterator[None]:
    """Delete the file at the end, but not where something failed and it holds more than `start`."""
    try:
        yield
    except BaseException as error:
        if not path.exists() or path.read_bytes() in (b"", start.encode()):
            path.unlink(missing_ok=True)
        elif isinstance(error, TrackerError):
            error.remedy = f"{error.remedy} Your text is kept in {path}".strip()
        else:
            tell(f"Your text is kept in {path}")
        raise
    path.unlink(missing_ok=True)
