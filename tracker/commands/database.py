"""The database that a command is about, and the analyst who gives it: every command opens the file here."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tracker import settings
from tracker.database import file, patience
from tracker.errors import BadInput, NoDatabase
from tracker.printing import print_line, print_message
from tracker.text import shown_line

if TYPE_CHECKING:
    from tracker.edits import Saved
    from tracker.intake.actors.vocabulary import Actor

_ANYWHERE = ("--db", "--analyst")
"""The options that may stand anywhere in the line."""


class Database(NamedTuple):
    """What `--db` and `--analyst` gave, None where they were not; nothing is opened before it is asked for."""

    db: str | None = None
    analyst_given: str | None = None

    @property
    def path(self) -> Path:
        """The database file, which need not exist."""
        return settings.database_path(self.db)

    @property
    def analyst(self) -> str:
        """The analyst's name."""
        return settings.analyst_name(self.analyst_given)

    def save(
        self,
        edit: "Callable[..., Saved]",
        /,
        *arguments: object,
        analyst: str | None = None,
        back: str = "undo",
        **keywords: object,
    ) -> None:
        """Do one of the edits, and print what came of it and the command that takes it back, `undo` or `redo`.

        `edit` is given the writer, what follows it here, and the analyst: that of the command line where none is
        given.
        """
        from tracker.database.writer import Writer

        state, connection = file.opened(self.path, writing=True)
        if connection is None:
            self._make_current(state)
        with closing(Writer(self.path, connection)) as writer:
            saved = edit(writer, *arguments, analyst=analyst or self.analyst, **keywords)
        print_line(shown_line(saved.summary))
        if saved.changeset_id is not None:
            print_line(shown_line(f"{back.capitalize()} with: {self.command_line(back)}"))

    def command_line(self, command: str) -> str:
        """Return a command line for the same file and analyst, to print as advice."""
        from shlex import quote

        given = {"--db": self.db, "--analyst": self.analyst_given}
        options = [f"{option} {quote(value)}" for option, value in given.items() if value]
        return " ".join(["tracker", command, *options])

    def up_to_date(self) -> Path:
        """Return the file, brought up to date where it is older; raise NoDatabase where there is none."""
        path, state = self.existing()
        self._make_current(state)
        return path

    def existing(self) -> tuple[Path, str]:
        """Return the file and its state; raise NoDatabase where there is none."""
        state = file.state(self.path)
        self._refuse_none(state)
        return self.path, state

    def _make_current(self, state: str) -> None:
        """Bring the file up to date where its state is that it is older; raise NoDatabase where there is none."""
        self._refuse_none(state)
        if state == "older":
            make(self.path)

    def _refuse_none(self, state: str) -> None:
        if state in ("missing", "empty"):
            raise NoDatabase(
                f"There is no database at {self.path}.", f"Make one with: {self.command_line('load')}"
            )

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection for reading; whatever SQLite raises becomes a sentence."""
        path = self.path
        state, connection = file.opened(path)
        if connection is None:
            self._make_current(state)
            connection = file.connect(path)
        with closing(connection), file.sqlite_errors(path):
            if state == "altered":
                print_message(f"Warning: {file.altered(connection, path)}")
                patience.limit(connection, patience.READING_SECONDS)
            yield connection

    def known_actors(self) -> "list[Actor]":
        """Return the actors in the file, none where there is no file to read from."""
        from tracker.reading.actors import known_actors

        if file.state(self.path) in ("missing", "empty", "older"):
            return []
        with self.reading() as connection:
            return known_actors(connection)

    def prepare(self) -> Path:
        """Return a current file for the UI, as `connect` makes it."""
        self.connect().close()
        return self.path

    def connect(self) -> sqlite3.Connection:
        """Return a connection to a current file for the UI: a missing or empty one is made, with the bundled report."""
        path = self.path
        state, connection = file.opened(path)
        if state in ("missing", "empty"):
            from tracker import seeding
            from tracker.database.writer import Writer

            with closing(Writer(path)) as writer:
                seeding.load(writer, None, analyst=self.analyst, make=make)
        elif state == "older":
            make(path)
        return connection or file.connect(path)


def make(path: Path) -> None:
    """Make the database where there is none, or bring an older one up to date after a backup."""
    from tracker.database import upgrade

    state = file.state(path)
    if state in ("missing", "empty"):
        print_message(f"Making a database at {path}")
    upgraded = upgrade.ensure(path)
    if upgraded is not None:
        print_message(f"{path} was brought up to date; as it was, it is kept in {upgraded.backup}")
        for sentence in (*upgraded.mended, *upgraded.unfitting):
            print_message(sentence)


def parted(arguments: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Return where `--db` and `--analyst` point, wherever they stand before a `--`, and the other arguments."""
    placed: dict[str, str] = {}
    rest: list[str] = []
    left = list(arguments)
    while left:
        name, equals, value = left[0].partition("=")
        if name == "--":
            break
        del left[0]
        if name not in _ANYWHERE:
            rest.append(f"{name}{equals}{value}")
            continue
        if not equals:
            if not left:
                raise BadInput(f"{name} needs a value.", f"Write it after it: {name} VALUE")
            value = left.pop(0)
        placed[name] = value
    return placed, rest + left
