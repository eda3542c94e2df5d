"""Where an analyst works: which file, under which name; every command opens the database here."""

import shlex
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker import settings
from tracker.database import file
from tracker.errors import NoDatabase
from tracker.printing import out, tell
from tracker.text import shown_line

if TYPE_CHECKING:
    from tracker.database.writer import Writer
    from tracker.edits import Saved


class Workplace(NamedTuple):
    """What `--db` and `--analyst` gave, None where they were not; nothing is opened before it is asked for."""

    db: str | None = None
    analyst: str | None = None

    @property
    def path(self) -> Path:
        """The database file, which need not exist."""
        return settings.database_path(self.db)

    @property
    def name(self) -> str:
        """The analyst's name."""
        return settings.analyst_name(self.analyst)

    def tell_saved(self, saved: "Saved", *, back: str = "undo") -> None:
        """Print what was done, and how to take it back or to have it again."""
        out(shown_line(saved.summary))
        if saved.changeset_id is not None:
            out(shown_line(f"{back.capitalize()} with: {self.again(back)}"))

    def again(self, command: str) -> str:
        """Return a command line for the same file and analyst, to print as advice."""
        given = {"--db": self.db, "--analyst": self.analyst}
        options = [f"{option} {shlex.quote(value)}" for option, value in given.items() if value]
        return " ".join(["tracker", command, *options])

    def current(self) -> Path:
        """Return the file, brought up to date where it is older; raise NoDatabase where there is none."""
        path, state = self.there()
        if state == "older":
            make(path)
        return path

    def there(self) -> tuple[Path, str]:
        """Return the file and how it stands; raise NoDatabase where there is none."""
        path = self.path
        state = file.state(path)
        if state in ("missing", "empty"):
            raise NoDatabase(f"There is no database at {path}.", f"Make one with: {self.again('load')}")
        return path, state

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection for reading; whatever SQLite raises becomes a sentence."""
        path, state = self.there()
        if state == "older":
            make(path)
        with closing(file.connect(path)) as connection, file.sqlite_errors(path):
            if state == "altered":
                tell(f"Warning: {file.altered(connection, path)}")
            yield connection

    def tags(self, typed: Sequence[str]) -> list[str]:
        """Return the names of the tags that are meant, whatever their case and accents; raise NotFound."""
        from tracker.reading.queries import tag_meant

        with self.reading() as connection:
            return [tag_meant(connection, name) for name in typed]

    @contextmanager
    def writer(self) -> "Iterator[Writer]":
        """Give what writes to the file."""
        from tracker.database.writer import Writer

        with closing(Writer(self.current())) as writer:
            yield writer

    def prepare(self) -> Path:
        """Return a current file for the UI: one that is missing or empty is made and gets the bundled report."""
        path = self.path
        state = file.state(path)
        if state in ("missing", "empty"):
            from tracker import seeding
            from tracker.database.writer import Writer

            name = self.name
            seeding.validated(None)
            make(path)
            with closing(Writer(path)) as writer:
                seeding.load(writer, None, analyst=name)
        elif state == "older":
            make(path)
        return path


def make(path: Path) -> None:
    """Make the database where there is none, or bring an older one up to date after a backup."""
    from tracker.database import upgrade

    state = file.state(path)
    if state in ("missing", "empty"):
        tell(f"Making a database at {path}")
    upgraded = upgrade.ensure(path)
    if upgraded is not None:
        tell(f"{path} was brought up to date; as it was, it is kept in {upgraded.backup}")
        for sentence in (*upgraded.mended, *upgraded.unfitting):
            tell(sentence)


def workplace(context: Any) -> Workplace:
    """Return where a command works: what stood in its line, or before it."""
    here = context.obj
    assert isinstance(here, Workplace), "the callback before every command sets it"
    return here
