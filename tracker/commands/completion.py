"""Completing what is typed in a shell: completion prints the script, complete answers it, from the database."""

import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from tracker.commands.database import Database, parted
from tracker.errors import BadInput, TrackerError
from tracker.printing import print_line, print_lines
from tracker.text import shown_line

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_SCRIPTS = Path(__file__).with_name("completion_scripts")
SHELLS = tuple(sorted(script.suffix.removeprefix(".") for script in _SCRIPTS.glob("tracker.*")))
PATIENCE_MS = 100
"""How long is waited for a program that writes to the file: whoever types waits for the answer."""


@click.command(epilog="Example: tracker completion fish | source")
@click.argument("shell", metavar="SHELL", type=click.Choice(SHELLS), help="bash, zsh or fish.")
def completion(shell: str) -> None:
    """Print what makes a shell complete commands and names.

    Tags, statuses, references, saved views and analysts come from the database. The first line of the script says
    where it goes.
    """
    sys.stdout.write((_SCRIPTS / f"tracker.{shell}").read_text(encoding="utf-8"))


@click.command(hidden=True, epilog="Example: tracker complete fish -- status 3 re")
@click.argument("shell", metavar="SHELL", type=click.Choice(SHELLS))
@click.argument("words", metavar="[WORD]...", nargs=-1, type=click.UNPROCESSED)
def complete(shell: str, words: tuple[str, ...]) -> None:
    """Answer a completion script, in a line each: files, open or words; then what the last word may become.

    From bash come the line up to the cursor and COMP_WORDBREAKS; from the others the words after `tracker`, without
    their quotes, of which the last may be empty. `open` means that no blank follows.
    """
    if shell == "bash":
        line, breaks = words
        typed = BashLine.read(line, breaks)
        items = completions(typed.words[1:], typed.last)
        lines = [typed.answer(item.value) for item in items if item.value.startswith(typed.head)]
    else:
        *before, last = words or ("",)
        items = completions(before, last)
        lines = [
            shown_line(item.value) + (f"\t{shown_line(item.help)}" if item.help else "") for item in items
        ]
    if any(item.type in ("file", "dir") for item in items):
        print_line("files")
        return
    print_line("open" if items and all(item.value.endswith(":") for item in items) else "words")
    print_lines(lines)


def completions(words: Sequence[str], last: str) -> "list[CompletionItem]":
    """Return what the last word of a command line may become; nothing where the line is at fault."""
    from click.shell_completion import CompletionItem, ShellComplete

    from tracker.cli import root

    if words and words[-1] == "--db":
        return [CompletionItem(last, type="file")]
    try:
        if words and words[-1] == "--analyst":
            placed, _ = parted(words[:-1])
            return found(Database(placed.get("--db")), "by", last)
        placed, rest = parted(words)
        option, equals, start = last.partition("=")
        if equals and option == "--analyst":
            names = found(Database(placed.get("--db")), "by", start)
            return [CompletionItem(f"{option}={name.value}") for name in names]
        options = [f"{option}={value}" for option, value in placed.items()]
        return ShellComplete(root, {}, "tracker", "").get_completions([*options, *rest], last)
    except (BadInput, click.ClickException):
        return []


def found(database: Database, what: str, start: str) -> "list[CompletionItem]":
    """Return what begins so in the database: `ref`, `note`, `statement`, `query`, `view`, or names by a query's key.

    Nothing where there is no database or it cannot be read: it is neither made nor brought up to date for this.
    """
    from click.shell_completion import CompletionItem

    from tracker.database import file
    from tracker.reading import completions

    others = {
        "ref": completions.references,
        "note": completions.notes,
        "statement": completions.statements,
        "query": completions.query_words,
    }
    try:
        if not database.path.is_file():
            return []
        # How the file stands is not looked at: that may wait as long as a command does.
        with closing(file.connect(database.path)) as connection:
            connection.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
            find = others.get(what) or partial(completions.names, key=what)
            return [CompletionItem(each.word, help=each.about) for each in find(connection, start=start)]
    except (TrackerError, sqlite3.Error):
        return []


class BashLine(NamedTuple):
    """A command line up to the cursor, as bash parts it."""

    words: tuple[str, ...]
    """The words before the last one, without their quotes."""
    last: str
    """The last one, without its quotes."""
    head: str
    """As much of it as bash keeps: a completion replaces what follows the last of its word breaks, such as `:`."""
    quote: str
    """The quote that is open at the cursor, or nothing."""

    @classmethod
    def read(cls, line: str, breaks: str) -> "BashLine":
        """Read a line by the rules of bash (its manual, sections 3.1.2 and 8.6); `breaks` is COMP_WORDBREAKS."""
        words: list[str] = []
        word, head, quote, escaped, begun = "", "", "", False, False
        for character in line:
            if escaped:
                # In double quotes a backslash stands for itself before most characters.
                kept = quote and character not in '"\\$`'
                word, escaped = word + ("\\" if kept else "") + character, False
            elif character == "\\" and quote != "'":
                escaped = begun = True
            elif character == quote:
                quote, head = "", word
            elif not quote and character in "'\"":
                quote, head, begun = character, word, True
            elif not quote and character.isspace():
                if begun:
                    words.append(word)
                word, head, begun = "", "", False
            else:
                word, begun = word + character, True
                if not quote and character in breaks:
                    head = word
        return cls(tuple(words), word, head, quote)

    def answer(self, completion: str) -> str:
        """Return what bash is to put in place of what follows `head`, quoted as it stands there."""
        rest = completion.removeprefix(self.head)
        if self.quote == "'":
            return rest.replace("'", "'\\''")
        special = '"\\$`' if self.quote else _SPECIAL
        return "".join(f"\\{character}" if character in special else character for character in rest)


_SPECIAL = " \t\"'\\$`!&();<>|*?[]{}#~"
"""What bash would not take for itself outside quotes."""
