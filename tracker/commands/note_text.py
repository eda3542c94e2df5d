"""Where the text of a note comes from: the command line, standard input or an editor; it is never lost."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tracker.errors import BadInput
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
    if message is not None and _STANDARD_INPUT not in (message, source):
        yield message
        return
    from tracker.editor import edited, editor_command, kept, temporary

    if _STANDARD_INPUT in (message, source):
        text = read_input()
        with kept(temporary(text), ""):
            yield text
    else:
        command = editor_command(environment)
        path = temporary(start)
        with kept(path, start):
            text = edited(command, path)
            unchanged = not text.strip() or text.strip("\n") == start.strip("\n")
            yield None if unchanged else text


def read_input() -> str:
    """Return what comes in on standard input; raise BadInput where that is no text in UTF-8."""
    # In the C locale Python reads any byte as something; a note would lose what is no text.
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="strict")
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise BadInput("Standard input is not text in UTF-8.", "Convert it, then try again.") from error
